//! How wide texts run on one line, from the advances of the embedded fonts. Templates are given
//! these beside the words, for measuring a text in Typst costs as much as setting it.

use std::collections::BTreeMap;

use ::typst::layout::Abs;
use ::typst::text::{Font, FontInstance, FontVariant, FontVariations};

use crate::documents::printed::{Printed, Style};

/// The width of a character no embedded font has; most are wider.
const UNKNOWN_WIDTH_EM: f64 = 0.4;

/// Measures texts in the regular weight.
pub struct Ruler {
    fonts: Vec<FontInstance>,
    /// The advances of ASCII, which most texts are of.
    ascii: [f64; 128],
}

impl Ruler {
    /// Reads the advances of fonts, which are tried for a character in this order.
    pub fn new(fonts: &[Font]) -> Self {
        // The size makes no difference to fonts without optical sizes.
        let instance = |font: &Font| {
            font.clone().instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default())
        };
        let fonts: Vec<FontInstance> = fonts.iter().map(instance).collect();
        let ascii = std::array::from_fn(|code| advance_em(&fonts, code as u8 as char));
        Self { fonts, ascii }
    }

    /// The dates and claims of the sections with headed entries, each with its width in em.
    pub fn widths<'p>(&self, printed: &'p Printed) -> BTreeMap<&'p str, f64> {
        let entries = printed
            .sections
            .iter()
            .filter(|section| matches!(section.style, Style::Entries))
            .flat_map(|section| &section.entries)
            .filter(|entry| !entry.dates.is_empty());
        let texts = entries.flat_map(|entry| std::iter::once(&entry.dates).chain(&entry.claims));
        texts.map(|text| (text.as_str(), self.width_em(text))).collect()
    }

    fn width_em(&self, text: &str) -> f64 {
        let known = |c: char| self.ascii.get(c as usize).copied();
        text.chars().map(|c| known(c).unwrap_or_else(|| advance_em(&self.fonts, c))).sum()
    }
}

/// The advance of a character in the first font that has it.
fn advance_em(fonts: &[FontInstance], c: char) -> f64 {
    let advances = fonts.iter().filter_map(|font| font.x_advance(font.ttf().glyph_index(c)?.0));
    advances.map(|em| em.get()).next().unwrap_or(UNKNOWN_WIDTH_EM)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::formats::typst::fonts::Fonts;

    #[test]
    fn widths_are_those_of_the_embedded_fonts() {
        let ruler = Ruler::new(Fonts::new().embedded());
        // The advances of Source Sans 3 Regular, in thousandths: i 246, m 829.
        assert!((ruler.width_em("im") - 1.075).abs() < 0.01, "{}", ruler.width_em("im"));
        assert!((ruler.width_em("é") - ruler.width_em("e")).abs() < 0.001);
        assert!((ruler.width_em("漢") - UNKNOWN_WIDTH_EM).abs() < 0.001);
    }
}
