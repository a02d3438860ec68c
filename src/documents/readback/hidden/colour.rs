//! What colour something is painted in, as far as the file says so plainly. Part of the search
//! for hidden text.

use pdf_extract::{Dictionary, Document, Object};

/// Red, green and blue, 0 to 1.
pub type Colour = [f64; 3];

pub const WHITE: Colour = [1.0; 3];
pub const BLACK: Colour = [0.0; 3];

/// Light and dark of two colours, as WCAG 2.2 counts their contrast, below which they are not
/// told apart: black on white has 21, #eee on white 1.16.
const LEAST_CONTRAST: f64 = 1.25;

/// How the numbers of a colour are meant (ISO 32000-2, 8.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    Grey,
    Rgb,
    Cmyk,
    /// Lightness first.
    Lab,
    /// Amounts of ink, of which none is the bare page.
    Ink,
    /// Patterns, palettes and what else is not read.
    Unknown,
}

impl Space {
    /// The space of that name, by itself or in the resources.
    pub fn named(document: &Document, resources: &Dictionary, name: &[u8]) -> Self {
        let by_name = |name: &[u8]| match name {
            b"DeviceGray" | b"CalGray" | b"G" => Some(Self::Grey),
            b"DeviceRGB" | b"CalRGB" | b"RGB" => Some(Self::Rgb),
            b"DeviceCMYK" | b"CMYK" => Some(Self::Cmyk),
            b"Lab" => Some(Self::Lab),
            b"Separation" | b"DeviceN" => Some(Self::Ink),
            _ => None,
        };
        if let Some(space) = by_name(name) {
            return space;
        }
        let listed = document.get_dict_in_dict(resources, b"ColorSpace");
        let Ok(object) = listed.and_then(|spaces| spaces.get_deref(name, document)) else {
            return Self::Unknown;
        };
        if let Ok(name) = object.as_name() {
            return by_name(name).unwrap_or(Self::Unknown);
        }
        let Ok([family, rest @ ..]) = object.as_array().map(Vec::as_slice) else { return Self::Unknown };
        match family.as_name() {
            Ok(b"ICCBased") => {
                let profile = rest.first().and_then(|profile| document.dereference(profile).ok());
                let dictionary = profile.and_then(|(_, profile)| profile.as_stream().ok());
                match dictionary.and_then(|stream| stream.dict.get(b"N").ok()?.as_i64().ok()) {
                    Some(1) => Self::Grey,
                    Some(3) => Self::Rgb,
                    Some(4) => Self::Cmyk,
                    _ => Self::Unknown,
                }
            }
            Ok(name) => by_name(name).unwrap_or(Self::Unknown),
            Err(_) => Self::Unknown,
        }
    }

    /// The colour a space begins with.
    pub fn first(self) -> Option<Colour> {
        match self {
            Self::Grey | Self::Rgb | Self::Cmyk | Self::Lab => Some(BLACK),
            Self::Ink | Self::Unknown => None,
        }
    }

    /// The colour that the operands give; none where it cannot be told.
    pub fn colour(self, operands: &[Object]) -> Option<Colour> {
        let numbers: Option<Vec<f64>> = operands.iter().map(number).collect();
        match (self, numbers?.as_slice()) {
            (Self::Grey, &[grey]) => Some([grey; 3]),
            (Self::Rgb, &[red, green, blue]) => Some([red, green, blue]),
            (Self::Cmyk, &[cyan, magenta, yellow, black]) => {
                Some([cyan, magenta, yellow].map(|ink| (1.0 - ink) * (1.0 - black)))
            }
            (Self::Lab, &[lightness, _, _]) => Some([lightness / 100.0; 3]),
            (Self::Ink, inks) if inks.iter().all(|ink| *ink <= 0.02) => Some(WHITE),
            _ => None,
        }
    }
}

/// A number, of either kind.
pub fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from)
}

/// Whether words in one colour can be told from what they stand on.
pub fn is_seen_on(one: Colour, other: Colour) -> bool {
    let luminance = |colour: Colour| {
        let [red, green, blue] = colour.map(|part| {
            let part = part.clamp(0.0, 1.0);
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05) >= LEAST_CONTRAST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_seen_on_another_colour_only() {
        assert!(is_seen_on(BLACK, WHITE) && is_seen_on(WHITE, [0.1, 0.2, 0.4]));
        assert!(is_seen_on([0.75; 3], WHITE), "light grey is pale, and there");
        assert!(!is_seen_on(WHITE, WHITE) && !is_seen_on([0.98, 0.98, 0.96], WHITE));
        assert!(!is_seen_on([0.1, 0.2, 0.4], [0.11, 0.2, 0.4]));
    }

    #[test]
    fn colours_are_read_in_the_spaces_that_say_them() {
        let numbers = |numbers: &[f32]| numbers.iter().copied().map(Object::Real).collect::<Vec<_>>();
        assert_eq!(Space::Grey.colour(&numbers(&[1.0])), Some(WHITE));
        assert_eq!(Space::Cmyk.colour(&numbers(&[0.0; 4])), Some(WHITE));
        assert_eq!(Space::Cmyk.colour(&numbers(&[0.0, 0.0, 0.0, 1.0])), Some(BLACK));
        assert_eq!(Space::Ink.colour(&numbers(&[0.0])), Some(WHITE), "no ink is the page");
        assert_eq!(Space::Ink.colour(&numbers(&[0.7])), None);
        assert_eq!(Space::Unknown.colour(&numbers(&[1.0])), None);
        assert_eq!(Space::Rgb.colour(&[Object::Name(b"P1".to_vec())]), None);
    }

    #[test]
    fn spaces_are_found_by_name() {
        let mut document = Document::new();
        let mut profile = Dictionary::new();
        profile.set("N", 3);
        let profile = document.add_object(pdf_extract::Stream::new(profile, Vec::new()));
        let mut spaces = Dictionary::new();
        spaces.set("c0", vec![Object::Name(b"ICCBased".to_vec()), Object::Reference(profile)]);
        spaces.set("c1", vec![Object::Name(b"Pattern".to_vec())]);
        let mut resources = Dictionary::new();
        resources.set("ColorSpace", spaces);
        let named = |name: &str| Space::named(&document, &resources, name.as_bytes());
        assert_eq!(named("DeviceCMYK"), Space::Cmyk);
        assert_eq!(named("c0"), Space::Rgb);
        assert_eq!(named("c1"), Space::Unknown);
        assert_eq!(named("c2"), Space::Unknown);
    }
}
