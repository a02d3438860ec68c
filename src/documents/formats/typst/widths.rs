//! How wide texts run on one line, from the advances of the embedded fonts. Templates are given
//! these beside the words, for measuring a text in Typst costs as much as setting it.

use ::typst::layout::Abs;
use ::typst::text::{Font, FontInstance, FontVariant, FontVariations};
use serde_json::{Map, Value};

use crate::documents::printed::{Printed, Style};

/// The width of a character no embedded font has; most are wider.
const UNKNOWN_WIDTH_EM: f64 = 0.4;

/// Measures texts in the regular weight.
pub struct Ruler {
    fonts: Vec<FontInstance>,
}

impl Ruler {
    /// Reads the advances of fonts, which are tried for a character in this order.
    pub fn new(fonts: &[Font]) -> Self {
        // The size makes no difference to fonts without optical sizes.
        let instance = |font: &Font| {
            font.clone().instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default())
        };
        Self { fonts: fonts.iter().map(instance).collect() }
    }

    /// The dates and claims of the sections with headed entries, each with its width in em.
    pub fn widths(&self, printed: &Printed) -> Map<String, Value> {
        let entries = printed
            .sections
            .iter()
            .filter(|section| matches!(section.style, Style::Entries))
            .flat_map(|section| &section.entries)
            .filter(|entry| !entry.dates.is_empty());
        let texts = entries.flat_map(|entry| std::iter::once(&entry.dates).chain(&entry.claims));
        texts.map(|text| (text.clone(), Value::from(self.width_em(text)))).collect()
    }

    fn width_em(&self, text: &str) -> f64 {
        text.chars().map(|c| self.advance_em(c)).sum()
    }

    fn advance_em(&self, c: char) -> f64 {
        let advances = self.fonts.iter().filter_map(|font| font.x_advance(font.ttf().glyph_index(c)?.0));
        advances.map(|em| em.get()).next().unwrap_or(UNKNOWN_WIDTH_EM)
    }
}
