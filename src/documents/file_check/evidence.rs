//! What the ATS rules of `scoring` need to know of a file written elsewhere. Part of the
//! [file checks](super).

use std::collections::BTreeMap;

use super::contact::Contact;
use super::letters::{self, hindrance, is_item, letters_apart, look_alikes, unmarked};
use super::sections::{self, Section};
use super::{Asked, dates, placeholders};
use crate::documents::evidence::{
    count_words, glyph_problems, hidden_text, keyword_counts, special_characters,
};
use crate::documents::readback::foreign::{ForeignFile, ForeignFormat, ForeignLine, Part};
use crate::language::headings::ResumeHeading;
use crate::language::lexicon::Lexicon;
use crate::language::terms::TextIndex;
use crate::scoring::rules::file_evidence::FileEvidence;
use crate::scoring::rules::rule::{AtsEvidence, Bullet, Seen as Words};

/// The most that is told of one kind.
const MOST_TOLD: usize = 10;

/// The longest words that are told, in characters.
const LONGEST_TOLD: usize = 60;

/// The share of a page from which on a picture matters.
const LARGE_PICTURE: f64 = 0.12;

/// Type of this size, in points, is small; a document has a problem where so much of it is.
const SMALL_TYPE: f64 = 8.0;
const SMALL_SHARE: f64 = 0.1;

/// The share of letters that the smallest type of a document has at least: footnotes and raised
/// letters have less.
const LEAST_SHARE: f64 = 0.05;

/// Lines that go on in order on both sides of a step back up the page make it a disorder.
const LINES_IN_ORDER: usize = 3;

/// What was found in the lines of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Who it is from.
    pub contact: Contact,
    /// Its sections.
    pub sections: Vec<Section>,
    /// Dates and periods as written.
    pub dates: Vec<String>,
}

impl Seen {
    /// Looks through the lines.
    pub fn new(file: &ForeignFile, lexicon: &Lexicon) -> Self {
        Self {
            contact: Contact::find(&file.lines, lexicon),
            sections: sections::find(&file.lines, lexicon),
            dates: file.lines.iter().flat_map(|line| dates::dates(&line.text)).collect(),
        }
    }
}

/// Gathers the evidence.
pub fn gather(file: &ForeignFile, seen: &Seen, asked: &Asked<'_>, lexicon: &Lexicon) -> AtsEvidence {
    let lines = &file.lines;
    let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let has = |kinds: &[ResumeHeading]| seen.sections.iter().any(|section| kinds.contains(&section.kind));
    let disorder = disorder(file);
    let skills = TextIndex::new(&text, lexicon);
    let skills: Vec<String> =
        skills.skills().iter().map(|skill| lexicon.skills.get(*skill).name.clone()).collect();
    AtsEvidence {
        is_letter: sections::is_letter(lines, &seen.sections),
        has_text_layer: text.chars().any(char::is_alphanumeric),
        is_in_order: disorder.is_none(),
        disorder,
        is_single_column: !file.has_columns,
        columns_at: file.columns_at,
        hidden_text: hidden_text(&file.hidden),
        are_fonts_embedded: file.fonts.iter().all(|font| font.is_embedded || is_standard(&font.name)),
        glyph_problems: glyphs(file),
        has_name: seen.contact.name.is_some(),
        has_email: seen.contact.email.is_some(),
        has_phone: seen.contact.phone.is_some(),
        has_location: seen.contact.location.is_some(),
        has_experience: has(&[
            ResumeHeading::Experience,
            ResumeHeading::Projects,
            ResumeHeading::Volunteering,
        ]),
        has_education: has(&[ResumeHeading::Education, ResumeHeading::Courses]),
        has_skills: has(&[ResumeHeading::Skills]),
        unusual_headings: sections::unusual_headings(file, &seen.sections, lexicon),
        undated_positions: sections::undated(lines, &seen.sections),
        bullets: bullets(lines),
        words: count_words(&text),
        pages: file.pages.map_or(0, |pages| u8::try_from(pages).unwrap_or(u8::MAX)),
        size_bytes: file.size_bytes,
        keyword_counts: keyword_counts(skills.iter(), &text),
        special_characters: special_characters(lines.iter().map(|line| (unmarked(&line.text), line.place))),
        file: of_file(file, seen, asked, &text),
        ..AtsEvidence::default()
    }
}

/// Whether every reader has the font by itself (ISO 32000-1, 9.6.2.2), or knows another for it.
fn is_standard(font: &str) -> bool {
    ["Courier", "Helvetica", "Times", "Arial", "Symbol", "ZapfDingbats"]
        .iter()
        .any(|name| font.starts_with(name))
}

/// The evidence of a file that cannot be opened without a password.
pub fn locked(asked: &Asked<'_>) -> AtsEvidence {
    AtsEvidence {
        size_bytes: asked.size_bytes,
        file: FileEvidence {
            format: Some(asked.format.extension()),
            name: asked.name.map(str::to_owned),
            is_locked: true,
            ..FileEvidence::default()
        },
        ..AtsEvidence::default()
    }
}

fn of_file(file: &ForeignFile, seen: &Seen, asked: &Asked<'_>, text: &str) -> FileEvidence {
    let lines = &file.lines;
    let each = |look: &dyn Fn(&ForeignLine) -> Vec<String>| -> Vec<Words> {
        let found = lines.iter().flat_map(|line| look(line).into_iter().map(|words| told(&words, line)));
        found.take(MOST_TOLD).collect()
    };
    let standing = |parts: &[Part]| -> Vec<Words> {
        let there = lines.iter().filter(|line| parts.contains(&line.part) && says_more(&line.text));
        there.take(1).map(|line| told(&line.text, line)).collect()
    };
    let pictures = file.pictures.iter().filter(|picture| picture.share >= LARGE_PICTURE);
    let (small_type, least_type) = type_sizes(file);
    FileEvidence {
        format: Some(file.format.extension()),
        name: asked.name.map(str::to_owned),
        characters: u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
        is_locked: false,
        unread_pages: file.unread_pages.clone(),
        contact_aside: seen.contact.aside(),
        margins: standing(&[Part::Header, Part::Footer]),
        text_boxes: standing(&[Part::TextBox]),
        tables: standing(&[Part::Table]),
        notes: standing(&[Part::Note]),
        pictures: pictures
            .take(MOST_TOLD)
            .map(|picture| Words::new(format!("{:.0} % of a page", picture.share * 100.0), picture.place))
            .collect(),
        letters_apart: each(&|line| {
            let by_layout = (!line.apart.is_empty()).then(|| line.apart.join(" "));
            letters_apart(&line.text).or(by_layout).into_iter().collect()
        }),
        turned: lines
            .iter()
            .filter(|line| line.is_turned && count_words(&line.text) > 0)
            .take(MOST_TOLD)
            .map(|line| told(&line.text, line))
            .collect(),
        small_type,
        least_type,
        unclear_dates: each(&|line| dates::unclear(&line.text)),
        placeholders: each(&|line| {
            placeholders::find(unmarked(&line.text)).map(str::to_owned).into_iter().collect()
        }),
        look_alikes: each(&|line| look_alikes(&line.text).map(str::to_owned).collect()),
        active: file.active.clone(),
        open_changes: file.open_changes,
    }
}

/// Whether a line says more than a number of a page does.
fn says_more(line: &str) -> bool {
    const NUMBERING: [&str; 5] = ["page", "of", "seite", "von", "p"];
    let words =
        line.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic));
    words.map(str::to_lowercase).any(|word| !NUMBERING.contains(&word.as_str()))
}

fn told(words: &str, line: &ForeignLine) -> Words {
    Words::new(words.chars().take(LONGEST_TOLD).collect::<String>(), line.place)
}

/// Characters that spell nothing, and those that hinder a search; bullets in a font of symbols begin
/// many lines, and nobody looks for them.
fn glyphs(file: &ForeignFile) -> Vec<Words> {
    let mut found = glyph_problems(&file.glyph_problems);
    // Our reader's own sign for joined letters that it cannot take apart, which others can.
    found.retain(|problem| !problem.words.ends_with("U+0000"));
    found.retain(|problem| {
        let is_mark = |line: &ForeignLine| {
            let rest = unmarked(&line.text);
            rest.chars().all(|c| !problem.words.ends_with(&format!("U+{:04X}", u32::from(c))))
        };
        !file.lines.iter().all(is_mark)
    });
    let hindered = file.lines.iter().filter_map(|line| Some(Words::new(hindrance(&line.text)?, line.place)));
    let mut seen: BTreeMap<String, Words> = BTreeMap::new();
    hindered.for_each(|words| {
        seen.entry(words.words.clone()).or_insert(words);
    });
    found.extend(seen.into_values());
    found.truncate(MOST_TOLD);
    found
}

/// The size that a good part of the letters does not exceed, if that is small, with the first line of
/// that size; and the smallest size of a fair share of them.
fn type_sizes(file: &ForeignFile) -> (Option<(f64, Words)>, Option<f64>) {
    let mut sized: Vec<(f64, &ForeignLine)> =
        file.lines.iter().filter_map(|line| Some((line.size.filter(|size| *size > 0.0)?, line))).collect();
    sized.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let all: usize = sized.iter().map(|(_, line)| line.text.len()).sum();
    let least_of = |share: f64| {
        let mut letters = 0;
        sized.iter().find(|(_, line)| {
            letters += line.text.len();
            letters as f64 >= share * all as f64
        })
    };
    let least = least_of(LEAST_SHARE).map(|(size, _)| *size);
    let small = least_of(SMALL_SHARE).filter(|(size, _)| *size <= SMALL_TYPE);
    let first = small.and_then(|(size, _)| {
        let line = file.lines.iter().find(|line| line.size.is_some_and(|own| own <= *size))?;
        Some((*size, told(&line.text, line)))
    });
    (first, least)
}

/// The first line that is read after lines below it, though lines go on in order before and behind
/// it; never told of columns, whose order no page decides.
fn disorder(file: &ForeignFile) -> Option<Words> {
    if file.has_columns || file.format != ForeignFormat::Pdf {
        return None;
    }
    let placed: Vec<&ForeignLine> = file
        .lines
        .iter()
        .filter(|line| line.part == Part::Body && !line.is_turned && line.place.is_some())
        .collect();
    let pages = placed.chunk_by(|one, other| one.place.map(|it| it.page) == other.place.map(|it| it.page));
    let found = pages.into_iter().find_map(|page| {
        let is_below = |one: &&ForeignLine, other: &&ForeignLine| {
            let (Some(one), Some(other)) = (one.place, other.place) else { return true };
            other.y > one.y - 1.5 * one.height.max(other.height)
        };
        let runs: Vec<&[&ForeignLine]> = page.chunk_by(|one, other| is_below(one, other)).collect();
        let long = |run: &&[&ForeignLine]| run.len() >= LINES_IN_ORDER;
        let back = runs.windows(2).find(|pair| long(&pair[0]) && long(&pair[1]));
        back.and_then(|pair| pair[1].first().copied())
    });
    found.map(|line| told(&line.text, line))
}

/// The items of lists, each with the lines that go on further in than its mark.
fn bullets(lines: &[ForeignLine]) -> Vec<Bullet> {
    let mut bullets: Vec<(Bullet, Option<f64>)> = Vec::new();
    let mut is_open = false;
    for line in lines {
        let left = line.place.map(|place| place.x);
        let words = u16::try_from(count_words(letters::unmarked(&line.text))).unwrap_or(u16::MAX);
        if is_item(&line.text) {
            bullets.push((Bullet { words, place: line.place }, left));
            is_open = true;
            continue;
        }
        match bullets.last_mut() {
            Some((bullet, Some(mark))) if is_open && left.is_some_and(|left| left > *mark + 3.0) => {
                bullet.words = bullet.words.saturating_add(words);
                bullet.place =
                    bullet.place.zip(line.place).map(|(one, other)| one.with(other)).or(bullet.place);
            }
            _ => is_open = false,
        }
    }
    bullets.into_iter().map(|(bullet, _)| bullet).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::model::Place;

    fn line(text: &str, y: f64) -> ForeignLine {
        let place = Some(Place::new(1, 50.0, y, 300.0, y + 10.0));
        ForeignLine { text: text.to_owned(), place, size: Some(10.0), ..ForeignLine::default() }
    }

    fn file(lines: Vec<ForeignLine>) -> ForeignFile {
        ForeignFile {
            format: ForeignFormat::Pdf,
            size_bytes: 1,
            pages: Some(1),
            lines,
            hidden: Vec::new(),
            has_columns: false,
            columns_at: None,
            glyph_problems: Vec::new(),
            fonts: Vec::new(),
            pictures: Vec::new(),
            unread_pages: Vec::new(),
            active: Vec::new(),
            open_changes: 0,
        }
    }

    #[test]
    fn lines_that_go_back_up_the_page_are_a_disorder_and_a_foot_is_none() {
        let down = |from: f64, count: usize| (0..count).map(move |at| line("words", from + 12.0 * at as f64));
        let read = |lines: Vec<ForeignLine>| disorder(&file(lines)).is_some();
        assert!(!read(down(50.0, 9).collect()));
        assert!(read(down(400.0, 5).chain(down(50.0, 5)).collect()));
        // A head or foot that is written last, and a date on the line before.
        assert!(!read(down(100.0, 9).chain([line("Ada Moss", 30.0)]).collect()));
        assert!(!read([line("Page 1", 800.0)].into_iter().chain(down(50.0, 9)).collect()));
        assert!(!read(
            [line("Baker", 100.0), line("2019", 98.0)].into_iter().chain(down(112.0, 5)).collect()
        ));
    }

    #[test]
    fn small_type_is_told_where_there_is_a_good_part_of_it() {
        let sized = |small: usize, large: usize| {
            let small = (0..small).map(|_| ForeignLine { size: Some(7.0), ..line("small words", 50.0) });
            let large = (0..large).map(|_| line("large words", 90.0));
            type_sizes(&file(small.chain(large).collect()))
        };
        let (small, least) = sized(3, 7);
        assert_eq!((small.map(|(size, _)| size), least), (Some(7.0), Some(7.0)));
        assert_eq!(sized(1, 40), (None, Some(10.0)), "a footnote is no small type");
        assert_eq!(sized(0, 5), (None, Some(10.0)));
        assert_eq!(sized(0, 0), (None, None));
    }

    #[test]
    fn a_number_of_a_page_says_nothing() {
        for (words, says) in
            [("Page 2 of 3", false), ("2", false), ("– 2 –", false), ("Ada Moss, page 2", true)]
        {
            assert_eq!(says_more(words), says, "{words}");
        }
    }

    #[test]
    fn bullets_go_on_further_in_than_their_mark() {
        let mut rest = line("that goes on", 62.0);
        rest.place = Some(Place::new(1, 60.0, 62.0, 300.0, 72.0));
        let found = bullets(&[
            line("• A bullet of words", 50.0),
            rest,
            line("Another line", 74.0),
            line("- Two", 90.0),
        ]);
        assert_eq!(found.iter().map(|bullet| bullet.words).collect::<Vec<_>>(), [7, 1]);
        assert_eq!(found[0].place.map(|place| place.height), Some(22.0));
    }
}
