//! How a document is to look beyond its template: paper, accent, size of type, sections, and the
//! language of what the program writes. It is kept with the content, so that later versions print
//! alike; what it leaves open is as the template has it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::locale::Locale;
use super::model::BlockKind;
use super::printed::clean;
use crate::error::Violation;

/// The sizes of type that may be asked for, in points.
pub const TEXT_SIZES_PT: std::ops::RangeInclusive<f32> = 9.0..=12.0;
/// The most characters of a heading of one's own.
pub const MAX_HEADING_CHARS: usize = 40;
/// The least contrast of an accent with white paper: that of WCAG 2.2 for text, 1.4.3.
pub const MIN_CONTRAST: f64 = 4.5;

/// The paper a document is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// ISO A4, 210 × 297 mm.
    #[default]
    A4,
    /// US Letter, 8.5 × 11 in.
    UsLetter,
}

impl Paper {
    /// Every paper.
    pub const ALL: [Self; 2] = [Self::A4, Self::UsLetter];

    /// The paper's name in SQL.
    pub fn word(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::UsLetter => "us_letter",
        }
    }

    /// The paper of that name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.word() == word)
    }
}

/// How a document is to look.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// The paper; that of the person's country when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    /// The accent as `#rrggbb`; the template's when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// The size of the text, in points; the page fit's choice when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_size_pt: Option<f32>,
    /// The language of what the program writes.
    #[serde(skip_serializing_if = "Locale::is_usual")]
    pub locale: Locale,
    /// The first sections of a résumé, in order; the others follow in the template's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<BlockKind>,
    /// Headings of the person's own, by section.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub headings: BTreeMap<BlockKind, String>,
}

impl Look {
    /// Whether it asks for nothing.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// The accent as a colour; none where none is asked for or the words are no colour.
    pub fn colour(&self) -> Option<[u8; 3]> {
        self.accent.as_deref().and_then(read_colour)
    }

    /// The heading of a section.
    pub fn heading(&self, kind: BlockKind) -> String {
        self.headings.get(&kind).map_or_else(|| self.locale.heading(kind).to_owned(), |own| clean(own))
    }

    /// Tells everything that cannot be, each with its path below `path`: an accent that is no
    /// colour (`no_colour`) or too pale to read (`low_contrast`), a size out of bounds (`range`), a
    /// section twice (`repeated`) or one that cannot be placed or headed (`not_a_section`), a
    /// heading that is empty (`required`) or long (`too_long`).
    pub fn check(&self, path: &str, violations: &mut Vec<Violation>) {
        let mut tell = |field: &str, code: &str, message: String| {
            violations.push(Violation::new(&format!("{path}.{field}"), code, message));
        };
        if let Some(accent) = &self.accent {
            match read_colour(accent) {
                None => {
                    tell("accent", "no_colour", "Write the accent as #rrggbb, such as #1d4f7c.".to_owned())
                }
                Some(colour) if contrast_with_white(colour) < MIN_CONTRAST => {
                    let message = format!(
                        "The accent {accent} is too pale to be read on white: its contrast is {:.1}, and {MIN_CONTRAST} \
                         is needed. Choose a darker one.",
                        contrast_with_white(colour)
                    );
                    tell("accent", "low_contrast", message);
                }
                Some(_) => {}
            }
        }
        if let Some(size) = self.text_size_pt
            && !TEXT_SIZES_PT.contains(&size)
        {
            let (least, most) = (*TEXT_SIZES_PT.start(), *TEXT_SIZES_PT.end());
            tell(
                "text_size_pt",
                "range",
                format!("The text has a size of {least} to {most} points, not {size}."),
            );
        }
        for (index, section) in self.sections.iter().enumerate() {
            let field = format!("sections.{index}");
            if *section == BlockKind::Body {
                tell(&field, "not_a_section", "The body of a letter is no section of a résumé.".to_owned());
            } else if self.sections[..index].contains(section) {
                tell(&field, "repeated", "Name each section once.".to_owned());
            }
        }
        for (section, heading) in &self.headings {
            let field = format!("headings.{}", section.word());
            let cleaned = clean(heading);
            if matches!(section, BlockKind::Body | BlockKind::Custom) {
                let message = "Sections of your own have their titles from the profile; a letter has none.";
                tell(&field, "not_a_section", message.to_owned());
            } else if !cleaned.chars().any(char::is_alphanumeric) {
                tell(&field, "required", "A heading needs a word.".to_owned());
            } else if cleaned.chars().count() > MAX_HEADING_CHARS {
                let message = format!("A heading has at most {MAX_HEADING_CHARS} characters.");
                tell(&field, "too_long", message);
            }
        }
    }

    /// Puts sections in the order asked for, then in `usual`; those that neither names stay behind
    /// these, as they were.
    pub fn arrange<T>(&self, sections: &mut [T], usual: &[BlockKind], kind: impl Fn(&T) -> BlockKind) {
        let place = |section: &T| {
            let (wanted, kind) = (self.sections.iter().chain(usual), kind(section));
            wanted.into_iter().position(|named| *named == kind).unwrap_or(usize::MAX)
        };
        sections.sort_by_key(place);
    }
}

/// Red, green and blue of `#rrggbb`.
fn read_colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// The contrast ratio with white, 1 to 21 (WCAG 2.2, "contrast ratio" and "relative luminance").
fn contrast_with_white(colour: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path and code of everything that is wrong.
    fn wrong(look: &Look) -> Vec<(String, String)> {
        let mut violations = Vec::new();
        look.check("look", &mut violations);
        violations.into_iter().map(|violation| (violation.path.join("."), violation.code)).collect()
    }

    fn check(look: Look, path: &str, code: &str) {
        assert_eq!(wrong(&look), [(format!("look.{path}"), code.to_owned())]);
    }

    #[test]
    fn a_look_that_can_be_is_silent() {
        assert!(wrong(&Look::default()).is_empty());
        let look = Look {
            paper: Some(Paper::UsLetter),
            accent: Some("#1D4f7c".to_owned()),
            text_size_pt: Some(9.0),
            locale: Locale::De,
            sections: vec![BlockKind::Education, BlockKind::Custom],
            headings: BTreeMap::from([(BlockKind::Experience, "Where I cooked".to_owned())]),
        };
        assert!(wrong(&look).is_empty());
        let stored = serde_json::to_string(&look).expect("JSON");
        assert_eq!(serde_json::from_str::<Look>(&stored).expect("a look"), look);
        assert_eq!(serde_json::to_string(&Look::default()).expect("JSON"), "{}");
    }

    #[test]
    fn what_cannot_be_is_told_with_its_place() {
        let accent = |accent: &str| Look { accent: Some(accent.to_owned()), ..Look::default() };
        check(accent("teal"), "accent", "no_colour");
        check(accent("#12345"), "accent", "no_colour");
        check(accent("#1d4f7c\"); panic(\""), "accent", "no_colour");
        check(accent("#ffd700"), "accent", "low_contrast");
        check(accent("#777777"), "accent", "low_contrast");
        assert!(wrong(&accent("#767676")).is_empty(), "the palest grey that WCAG lets pass");
        for size in [8.9, 12.1, f32::NAN] {
            check(Look { text_size_pt: Some(size), ..Look::default() }, "text_size_pt", "range");
        }
        let sections = |sections: &[BlockKind]| Look { sections: sections.to_vec(), ..Look::default() };
        check(sections(&[BlockKind::Skills, BlockKind::Skills]), "sections.1", "repeated");
        check(sections(&[BlockKind::Body]), "sections.0", "not_a_section");
        let heading = |kind, heading: &str| Look {
            headings: BTreeMap::from([(kind, heading.to_owned())]),
            ..Look::default()
        };
        check(heading(BlockKind::Skills, " \u{200b}— "), "headings.skills", "required");
        check(heading(BlockKind::Skills, &"a".repeat(41)), "headings.skills", "too_long");
        check(heading(BlockKind::Custom, "Mine"), "headings.custom", "not_a_section");
    }

    #[test]
    fn sections_stand_as_asked_then_as_usual_then_as_they_were() {
        use BlockKind::*;
        let look = Look { sections: vec![Education, Projects], ..Look::default() };
        let mut sections = [Summary, Skills, Experience, Projects, Education, Custom];
        look.arrange(&mut sections, &[Experience], |kind| *kind);
        assert_eq!(sections, [Education, Projects, Experience, Summary, Skills, Custom]);
        Look::default().arrange(&mut sections, &[], |kind| *kind);
        assert_eq!(sections, [Education, Projects, Experience, Summary, Skills, Custom]);
    }

    #[test]
    fn contrast_is_that_of_the_formula() {
        let check = |colour: [u8; 3], expected: f64| {
            assert!((contrast_with_white(colour) - expected).abs() < 0.01, "{colour:?}");
        };
        check([0, 0, 0], 21.0);
        check([255, 255, 255], 1.0);
        check([0x76, 0x76, 0x76], 4.54);
    }
}
