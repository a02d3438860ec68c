//! What the ATS rules of `scoring` need to know of a document and its file.

use std::collections::{BTreeMap, HashMap};

use crate::documents::locale::Locale;
use crate::documents::model::{BlockKind, DocumentContent, DocumentKind, GlyphProblem, HiddenText, ReadBack};
use crate::documents::printed::{Printed, PrintedSection, Style};
use crate::documents::record::FileFormat;
use crate::documents::templates::Template;
use crate::documents::text::plain_text;
use crate::scoring::model::{Coverage, Place};
use crate::scoring::rules::file_evidence::FileEvidence;
use crate::scoring::rules::rule::{AtsEvidence, Bullet, Hidden, Seen};

/// The longest words of a field that are named in a finding, in characters.
const LONGEST_NAMED_FIELD: usize = 60;

/// What is known of a file of a document.
#[derive(Debug, Clone, Copy)]
pub struct FileRead<'r> {
    /// Its format.
    pub format: FileFormat,
    /// What a machine reads in it.
    pub read_back: &'r ReadBack,
}

/// Gathers the evidence. Without a file it is taken to be as good as the content, which serves a
/// check before printing; without coverage no keyword is judged.
pub fn gather(
    content: &DocumentContent,
    template: &Template,
    file: Option<FileRead<'_>>,
    coverage: Option<&Coverage>,
) -> AtsEvidence {
    let read_back = file.map(|file| file.read_back);
    let printed = Printed::new(content);
    let text = plain_text(content);
    let holds = |kinds: &[BlockKind]| printed.sections.iter().any(|section| kinds.contains(&section.kind));
    let contact = |kind: &str| printed.contacts.iter().find(|contact| contact.kind == kind);
    let places = Places::new(read_back);
    AtsEvidence {
        is_letter: content.kind == DocumentKind::CoverLetter,
        has_text_layer: read_back.is_none_or(|read| !read.text.trim().is_empty() || found_any(read)),
        unread_fields: read_back.map(unread_fields).unwrap_or_default(),
        is_in_order: read_back.is_none_or(|read| read.is_in_order),
        disorder: None,
        // The template's word serves until there is a file whose words have places.
        is_single_column: read_back.map_or(template.is_ats_safe, |read| !read.has_columns),
        columns_at: read_back.and_then(|read| read.columns_at),
        hidden_text: read_back.map(|read| hidden_text(&read.hidden_text)).unwrap_or_default(),
        are_fonts_embedded: read_back.is_none_or(|read| read.fonts_missing == 0),
        glyph_problems: read_back.map(|read| glyph_problems(&read.glyph_problems)).unwrap_or_default(),
        has_name: !printed.name.is_empty(),
        has_email: contact("email").is_some_and(|email| !email.target.is_empty()),
        has_phone: contact("phone")
            .is_some_and(|phone| phone.text.chars().filter(char::is_ascii_digit).count() >= 7),
        has_location: contact("location").is_some(),
        has_experience: holds(&[BlockKind::Experience, BlockKind::Projects, BlockKind::Volunteering]),
        has_education: holds(&[BlockKind::Education]),
        has_skills: holds(&[BlockKind::Skills]),
        unusual_headings: unusual_headings(&printed, &places),
        undated_positions: undated_positions(&printed, &places),
        bullets: bullets(&printed, &places),
        words: count_words(&text),
        pages: read_back.map_or(0, |read| read.pages),
        size_bytes: read_back.map_or(0, |read| read.size_bytes),
        keyword_coverage: coverage.map(|coverage| coverage.ratio),
        keyword_counts: coverage
            .map(|coverage| keyword_counts(coverage.covered.iter(), &text))
            .unwrap_or_default(),
        special_characters: special_characters(
            printed.fields().into_iter().map(|(field, text)| (text, places.of(field, text))),
        ),
        file: FileEvidence {
            format: file.map(|file| file.format.slug()),
            characters: u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
            ..FileEvidence::default()
        },
    }
}

/// Where the fields of a document stand in its file.
struct Places<'r>(HashMap<(&'r str, &'r str), Place>);

impl<'r> Places<'r> {
    fn new(read_back: Option<&'r ReadBack>) -> Self {
        let fields = read_back.map(|read| read.fields.as_slice()).unwrap_or_default();
        let placed = fields
            .iter()
            .rev()
            .filter_map(|field| Some(((field.field.as_str(), field.expected.as_str()), field.place?)));
        Self(placed.collect())
    }

    /// That of the first field of this kind with these words.
    fn of(&self, field: &str, words: &str) -> Option<Place> {
        self.0.get(&(field, words)).copied()
    }
}

/// A read-back loaded from storage has lost its text, and its fields still tell.
fn found_any(read_back: &ReadBack) -> bool {
    read_back.fields.iter().any(|field| field.is_found)
}

/// Hidden text as evidence.
pub fn hidden_text(hidden: &[HiddenText]) -> Vec<Hidden> {
    let hidden = hidden.iter();
    hidden
        .map(|hidden| {
            let words: String = hidden.words.chars().take(LONGEST_NAMED_FIELD).collect();
            Hidden { how: hidden.how.clone(), seen: Seen::new(words, hidden.place) }
        })
        .collect()
}

/// Glyph problems as evidence.
pub fn glyph_problems(problems: &[GlyphProblem]) -> Vec<Seen> {
    problems.iter().map(|problem| Seen::new(problem.told.as_str(), problem.place)).collect()
}

fn unread_fields(read_back: &ReadBack) -> Vec<String> {
    let unread = read_back.fields.iter().filter(|field| !field.is_found);
    unread
        .map(|field| {
            let words: String = field.expected.chars().take(LONGEST_NAMED_FIELD).collect();
            format!("{}: {words}", field.field)
        })
        .collect()
}

/// The headings that systems know for each section, folded; a heading is usual when it holds
/// one of them.
fn usual_headings(kind: BlockKind) -> &'static [&'static str] {
    match kind {
        BlockKind::Summary => &["summary", "profile", "about", "objective"],
        BlockKind::Skills => &["skills", "competencies", "expertise", "technologies"],
        BlockKind::Experience => &["experience", "employment", "work history", "career"],
        BlockKind::Projects => &["projects"],
        BlockKind::Education => &["education", "training", "qualifications"],
        BlockKind::Certificates => &["certific", "licen", "credentials"],
        BlockKind::Languages => &["languages"],
        BlockKind::Publications => &["publications"],
        BlockKind::Awards => &["awards", "honors", "honours", "achievements"],
        BlockKind::Volunteering => &["volunteer", "community"],
        BlockKind::Custom | BlockKind::Body => &[],
    }
}

/// Headings of English documents that are none of the usual ones for their sections, in English or
/// in a locale. Other languages have usual headings of their own, which are not judged.
fn unusual_headings(printed: &Printed, places: &Places<'_>) -> Vec<Seen> {
    if !printed.language.to_ascii_lowercase().starts_with("en") {
        return Vec::new();
    }
    let is_unusual = |section: &&PrintedSection| {
        let heading = section.heading.to_lowercase();
        let usual = usual_headings(section.kind);
        let is_of_locale =
            || Locale::ALL.iter().any(|locale| locale.heading(section.kind) == section.heading);
        !usual.is_empty() && !usual.iter().any(|usual| heading.contains(usual)) && !is_of_locale()
    };
    let unusual = printed.sections.iter().filter(is_unusual);
    unusual.map(|section| Seen::new(&section.heading, places.of("heading", &section.heading))).collect()
}

fn undated_positions(printed: &Printed, places: &Places<'_>) -> Vec<Seen> {
    let positions = printed.sections.iter().filter(|section| section.kind == BlockKind::Experience);
    let undated = positions.flat_map(|section| &section.entries).filter(|entry| entry.dates.is_empty());
    undated
        .map(|entry| match entry.title.is_empty() {
            true => Seen::new(&entry.organisation, places.of("employer", &entry.organisation)),
            false => Seen::new(&entry.title, places.of("title", &entry.title)),
        })
        .collect()
}

fn bullets(printed: &Printed, places: &Places<'_>) -> Vec<Bullet> {
    let sections = printed.sections.iter();
    let with_bullets =
        sections.filter(|section| matches!(section.style, Style::Entries | Style::Lines | Style::Bullets));
    let claims = with_bullets.flat_map(|section| &section.entries).flat_map(|entry| &entry.claims);
    claims
        .map(|claim| Bullet {
            words: u16::try_from(count_words(claim)).unwrap_or(u16::MAX),
            place: places.of("claim", claim),
        })
        .collect()
}

/// Runs of characters with a letter or digit in them.
pub fn count_words(text: &str) -> u32 {
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    u32::try_from(words.count()).unwrap_or(u32::MAX)
}

/// How often the text says each keyword, as whole words and whatever the case.
pub fn keyword_counts<'k>(keywords: impl Iterator<Item = &'k String>, text: &str) -> Vec<(String, u32)> {
    let text = text.to_lowercase();
    let counts = keywords.map(|keyword| {
        let folded = keyword.to_lowercase();
        let is_whole = |at: usize| {
            let before = text[..at].chars().next_back();
            let after = text[at + folded.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        };
        let count = if folded.is_empty() {
            0
        } else {
            text.match_indices(&folded).filter(|(at, _)| is_whole(*at)).count()
        };
        (keyword.clone(), u32::try_from(count).unwrap_or(u32::MAX))
    });
    counts.collect()
}

/// Dingbats, arrows, box drawing and emoji, each once, with where the first stands.
pub fn special_characters<'t>(texts: impl Iterator<Item = (&'t str, Option<Place>)>) -> Vec<Seen> {
    let is_special = |c: &char| matches!(u32::from(*c), 0x2190..=0x21ff | 0x2300..=0x27bf | 0x2900..=0x2bff | 0x1f000..=0x1faff);
    let mut special = BTreeMap::new();
    for (text, place) in texts {
        text.chars().filter(is_special).for_each(|c| {
            special.entry(c).or_insert(place);
        });
    }
    special.into_iter().map(|(c, place)| Seen::new(c, place)).collect()
}
