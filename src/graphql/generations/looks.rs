//! How a document is to look, as it is asked for and as it is told again. Part of the generations
//! of the GraphQL face.

use async_graphql::{Enum, InputObject, SimpleObject};

use crate::documents::{locale, look};
use crate::graphql::documents::{BlockKind, Paper};

/// How a document is to look beyond its template. It is kept with the document, so that later
/// versions print alike.
#[derive(InputObject, Default)]
pub struct LookInput {
    /// The paper; that of the country the person lives in when left out.
    paper: Option<Paper>,
    /// The accent as `#rrggbb`, with a contrast of 4.5 with white at least; the template's when
    /// left out.
    accent: Option<String>,
    /// The size of the text in points, 9 to 12; as it fits the pages best when left out.
    text_size_pt: Option<f32>,
    /// The language of what the program itself writes: headings, dates, salutation and closing;
    /// `EN` when left out. The words of the profile stay as they are.
    locale: Option<Locale>,
    /// The first sections of a résumé, in order; the others follow in the template's.
    sections: Option<Vec<BlockKind>>,
    /// Headings of your own; applicant systems may not know them, of which the ATS check warns.
    headings: Option<Vec<HeadingInput>>,
}

/// A heading of one's own for a section.
#[derive(InputObject)]
pub struct HeadingInput {
    /// The section; neither `CUSTOM`, which has its title from the profile, nor `BODY`.
    section: BlockKind,
    /// The words, 1 to 40 characters. Of two for one section the last is taken.
    heading: String,
}

/// A language for what the program itself writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "locale::Locale")]
pub enum Locale {
    /// English.
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Italian.
    It,
    /// Portuguese.
    Pt,
    /// Polish.
    Pl,
}

/// How a document looks beyond its template, as it was asked for: a `LookInput` told again.
#[derive(SimpleObject)]
pub struct Look {
    /// The paper; null for that of the country the person lives in.
    paper: Option<Paper>,
    /// The accent as `#rrggbb`; null for the template's.
    accent: Option<String>,
    /// The size of the text in points; null for the one that fits the pages best.
    text_size_pt: Option<f64>,
    /// The language of what the program itself writes.
    locale: Locale,
    /// The first sections of a résumé, in order; the others follow in the template's. Sections that
    /// were moved since stand where `blocks` has them.
    sections: Vec<BlockKind>,
    /// Headings of the person's own.
    headings: Vec<SectionHeading>,
}

/// A heading of one's own for a section.
#[derive(SimpleObject)]
pub struct SectionHeading {
    /// The section.
    section: BlockKind,
    /// The words.
    heading: String,
}

impl From<&look::Look> for Look {
    fn from(look: &look::Look) -> Self {
        let headings = look.headings.iter();
        Self {
            paper: look.paper.map(Into::into),
            accent: look.accent.clone(),
            text_size_pt: look.text_size_pt.map(as_written),
            locale: look.locale.into(),
            sections: look.sections.iter().map(|section| (*section).into()).collect(),
            headings: headings
                .map(|(section, words)| SectionHeading { section: (*section).into(), heading: words.clone() })
                .collect(),
        }
    }
}

/// A size with the digits it was given with: 10.1 and not 10.100000381.
fn as_written(size: f32) -> f64 {
    size.to_string().parse().unwrap_or_else(|_| f64::from(size))
}

impl From<LookInput> for look::Look {
    fn from(input: LookInput) -> Self {
        let headings = input.headings.unwrap_or_default().into_iter();
        Self {
            paper: input.paper.map(Into::into),
            accent: input.accent,
            text_size_pt: input.text_size_pt,
            locale: input.locale.map(Into::into).unwrap_or_default(),
            sections: input.sections.unwrap_or_default().into_iter().map(Into::into).collect(),
            headings: headings.map(|own| (own.section.into(), own.heading)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_the_digits_it_was_given_with() {
        for (size, expected) in [(10.1_f32, 10.1_f64), (9.0, 9.0), (11.25, 11.25)] {
            assert_eq!(as_written(size).to_bits(), expected.to_bits());
        }
    }
}
