//! The sections of a file, by the headings a machine knows, and lines that look like headings and are
//! none it knows. Part of the [file checks](super).

use std::collections::HashMap;

use super::dates;
use crate::documents::readback::foreign::{ForeignFile, ForeignLine};
use crate::language::headings::ResumeHeading;
use crate::language::lexicon::Lexicon;
use crate::scoring::model::Place;
use crate::scoring::rules::rule::Seen;

/// Headings of one look that make the look that of headings.
const LEAST_KNOWN: usize = 2;

/// A heading has at most this many words.
const MOST_WORDS: usize = 5;

/// Type this much larger than most is that of headings.
const LARGER: f64 = 1.08;

/// How letters begin; folded.
const SALUTATIONS: [&str; 3] = ["dear ", "to whom it may concern", "sehr geehrte"];

/// A section.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its heading as written.
    pub heading: String,
    /// What a machine takes it for.
    pub kind: ResumeHeading,
    /// Where its heading stands.
    pub place: Option<Place>,
    /// The lines under it, by place among all lines.
    pub lines: std::ops::Range<usize>,
}

/// The sections in order. A label such as "Skills: Rust" opens a section of its own line only where
/// no heading stands in a line of its own for its kind.
pub fn find(lines: &[ForeignLine], lexicon: &Lexicon) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut labelled: Vec<Section> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(opening) = lexicon.resume_heading(&line.text).filter(|_| line.text.len() <= 120) else {
            continue;
        };
        let is_alone = opening.content.is_empty();
        let heading = match is_alone {
            true => line.text.clone(),
            false => line.text.strip_suffix(opening.content).unwrap_or(&line.text).trim().to_owned(),
        };
        let section = Section { heading, kind: opening.kind, place: line.place, lines: at + 1..lines.len() };
        if is_alone {
            if let Some(last) = sections.last_mut() {
                last.lines.end = at;
            }
            sections.push(section);
        } else {
            labelled.push(Section { lines: at..at + 1, ..section });
        }
    }
    let known: Vec<ResumeHeading> = sections.iter().map(|section| section.kind).collect();
    sections.extend(labelled.into_iter().filter(|section| !known.contains(&section.kind)));
    sections.sort_by_key(|section| section.lines.start);
    sections
}

/// Whether it is a letter: it greets somebody, and no line is a heading.
pub fn is_letter(lines: &[ForeignLine], sections: &[Section]) -> bool {
    let greets = |line: &ForeignLine| {
        let folded = line.text.to_lowercase();
        SALUTATIONS.iter().any(|salutation| folded.starts_with(salutation))
    };
    lines.iter().any(greets) && sections.iter().all(|section| section.lines.len() <= 1)
}

/// Lines that look as most known headings do and are none: alone of their size, larger than the rest
/// or in capitals. Where more lines than the known headings look so, titles or names are set like
/// headings, and none can be told.
pub fn unusual_headings(file: &ForeignFile, sections: &[Section], lexicon: &Lexicon) -> Vec<Seen> {
    let lines = &file.lines;
    let known: Vec<usize> =
        sections.iter().filter_map(|section| section.lines.start.checked_sub(1)).collect();
    let Some(first) = known.first().copied() else { return Vec::new() };
    let body = body_size(lines);
    let mut looks: HashMap<Look, usize> = HashMap::new();
    for look in known.iter().filter_map(|at| Look::of(&lines[*at], body)) {
        *looks.entry(look).or_default() += 1;
    }
    let Some((look, count)) = looks.into_iter().max_by_key(|(_, count)| *count) else { return Vec::new() };
    if count < LEAST_KNOWN {
        return Vec::new();
    }
    let unknown: Vec<&ForeignLine> = lines
        .iter()
        .enumerate()
        .skip(first)
        .filter(|(at, line)| {
            let is_short = (1..=MOST_WORDS).contains(&line.text.split_whitespace().count());
            let is_plain = line.text.chars().all(|c| c.is_alphabetic() || " &/-’'".contains(c));
            !known.contains(at)
                && is_short
                && is_plain
                && Look::of(line, body) == Some(look)
                && !line.text.split_whitespace().any(|word| is_heading(word, lexicon))
                && !is_heading(&line.text, lexicon)
        })
        .map(|(_, line)| line)
        .collect();
    if unknown.len() > count {
        return Vec::new();
    }
    unknown.into_iter().map(|line| Seen::new(line.text.as_str(), line.place)).collect()
}

/// Whether words are a heading; "Selected Honors" is as good as "Honors".
fn is_heading(words: &str, lexicon: &Lexicon) -> bool {
    lexicon.resume_heading(words).is_some()
}

/// Sections of positions under which no line holds a year.
pub fn undated(lines: &[ForeignLine], sections: &[Section]) -> Vec<Seen> {
    let positions = sections.iter().filter(|section| section.kind == ResumeHeading::Experience);
    let with_lines = positions.filter(|section| !section.lines.is_empty());
    let mut undated = with_lines.clone().filter(|section| {
        let lines = lines.get(section.lines.clone()).unwrap_or_default();
        !lines.iter().any(|line| dates::has_year(&line.text))
    });
    // One dated section is enough: some split their positions by kind.
    match undated.clone().count() == with_lines.count() {
        true => undated
            .next()
            .map(|section| Seen::new(section.heading.as_str(), section.place))
            .into_iter()
            .collect(),
        false => Vec::new(),
    }
}

/// How headings look: their size in tenths of a point where it is larger than the rest, and whether
/// they are in capitals. Nothing for lines that look like any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Look {
    size: Option<u32>,
    is_in_capitals: bool,
}

impl Look {
    fn of(line: &ForeignLine, body: Option<f64>) -> Option<Self> {
        let larger = line.size.zip(body).filter(|(size, body)| *size >= body * LARGER);
        // A size in points is small and positive.
        let size = larger.map(|(size, _)| (size * 10.0).round() as u32);
        let is_in_capitals = line.text.chars().filter(|c| c.is_alphabetic()).count() > 2
            && !line.text.chars().any(char::is_lowercase);
        (size.is_some() || is_in_capitals).then_some(Self { size, is_in_capitals })
    }
}

/// The size of the type of most letters.
fn body_size(lines: &[ForeignLine]) -> Option<f64> {
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    for line in lines {
        if let Some(size) = line.size {
            *sizes.entry((size * 10.0).round() as u32).or_default() += line.text.len();
        }
    }
    sizes.into_iter().max_by_key(|(size, letters)| (*letters, *size)).map(|(size, _)| f64::from(size) / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::readback::foreign::ForeignFormat;

    fn file(lines: &[(&str, f64)]) -> ForeignFile {
        let line = |(text, size): &(&str, f64)| ForeignLine {
            text: (*text).to_owned(),
            size: Some(*size),
            ..ForeignLine::default()
        };
        ForeignFile {
            format: ForeignFormat::Pdf,
            size_bytes: 1,
            pages: Some(1),
            lines: lines.iter().map(line).collect(),
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

    const RESUME: [(&str, f64); 10] = [
        ("Ada Moss", 20.0),
        ("Experience", 13.0),
        ("Baker", 10.0),
        ("Baked bread for the town, 2019 – 2021", 10.0),
        ("Kept the ovens of the mill in good order", 10.0),
        ("What I Burn For", 13.0),
        ("Ovens", 10.0),
        ("Education", 13.0),
        ("Baking School, 2016", 10.0),
        ("Skills: Rust, Python", 10.0),
    ];

    #[test]
    fn sections_are_known_by_their_headings() {
        let sections = find(&file(&RESUME).lines, Lexicon::built_in());
        let found: Vec<(&str, ResumeHeading, usize)> =
            sections.iter().map(|it| (it.heading.as_str(), it.kind, it.lines.len())).collect();
        assert_eq!(
            found,
            [
                ("Experience", ResumeHeading::Experience, 5),
                ("Education", ResumeHeading::Education, 2),
                ("Skills:", ResumeHeading::Skills, 1),
            ]
        );
    }

    #[test]
    fn a_line_that_only_looks_like_a_heading_is_told() {
        let unusual = |lines: &[(&str, f64)]| -> Vec<String> {
            let file = file(lines);
            let sections = find(&file.lines, Lexicon::built_in());
            let unusual = unusual_headings(&file, &sections, Lexicon::built_in());
            unusual.into_iter().map(|seen| seen.words).collect()
        };
        assert_eq!(unusual(&RESUME), ["What I Burn For"]);
        let mut plain = RESUME;
        plain[5] = ("Projects", 13.0);
        assert_eq!(unusual(&plain), [""; 0]);
        let titles_alike: Vec<(&str, f64)> = RESUME
            .iter()
            .map(|(text, size)| (*text, if *text == "Ovens" || *text == "Baker" { 13.0 } else { *size }))
            .collect();
        assert_eq!(unusual(&titles_alike), [""; 0], "titles are set like headings");
    }

    #[test]
    fn positions_without_a_year_are_told() {
        let undated = |lines: &[(&str, f64)]| {
            let file = file(lines);
            super::undated(&file.lines, &find(&file.lines, Lexicon::built_in())).len()
        };
        assert_eq!(undated(&RESUME), 0);
        let mut without = RESUME;
        without[3].0 = "Baked bread for the town";
        assert_eq!(undated(&without), 1);
    }
}
