//! How words of a DOCX look, as far as it tells whether they are seen: by the styles of the file
//! and by what stands at the words themselves. Part of the DOCX reader.

use std::collections::HashMap;

use super::fault::Fault;
use super::xml::{Element, Token, Xml};
use crate::documents::readback::hidden::Hiding;

/// Words of half this many points or fewer are read by nobody.
const LEAST_HALF_POINTS: f32 = 4.0;

/// How far the channels of two colours may differ that are not told apart, of 255.
const SAME_COLOUR: i16 = 20;

const WHITE: Colour = [255; 3];

/// How deep styles rest on each other at most.
const MAX_BASES: usize = 20;

/// Red, green and blue.
pub type Colour = [u8; 3];

/// What decides whether words are seen. Nothing said leaves what was said before.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Look {
    vanish: Option<bool>,
    /// Twice the size in points.
    half_points: Option<f32>,
    /// The colour, or that the reader's program chooses one that is seen.
    colour: Option<Option<Colour>>,
    /// What is behind them, or nothing.
    background: Option<Option<Colour>>,
}

impl Look {
    /// This look with what another says beyond it.
    pub fn with(self, over: Self) -> Self {
        Self {
            vanish: over.vanish.or(self.vanish),
            half_points: over.half_points.or(self.half_points),
            colour: over.colour.or(self.colour),
            background: over.background.or(self.background),
        }
    }

    /// The look of words on a background.
    pub fn on(background: Option<Colour>) -> Self {
        Self { background: background.map(Some), ..Self::default() }
    }

    /// Takes what a property says.
    pub fn take(&mut self, property: &Element<'_>) {
        match property.name() {
            "vanish" | "specVanish" => self.vanish = Some(property.is_on()),
            "sz" => self.half_points = property.value().and_then(|value| value.parse().ok()),
            "color" => self.colour = Some(colour(property)),
            "shd" => self.background = Some(shading(property)),
            "highlight" => {
                self.background = Some(property.value().and_then(|name| highlight(&name)));
            }
            _ => {}
        }
    }

    /// In what way words of this look are hidden, to follow "text that is"; none when seen.
    pub fn hidden(&self) -> Option<&'static str> {
        if self.vanish == Some(true) {
            return Some("marked as hidden");
        }
        if self.half_points.is_some_and(|size| size < LEAST_HALF_POINTS) {
            return Some(Hiding::Tiny.told());
        }
        let colour = self.colour.flatten()?;
        let background = self.background.flatten().unwrap_or(WHITE);
        let is_near = |a: u8, b: u8| (i16::from(a) - i16::from(b)).abs() <= SAME_COLOUR;
        let is_same = colour.iter().zip(background).all(|(a, b)| is_near(*a, b));
        is_same.then(|| Hiding::SameColour.told())
    }
}

fn colour(property: &Element<'_>) -> Option<Colour> {
    let is_background = |theme: String| matches!(theme.as_str(), "background1" | "light1" | "bg1" | "lt1");
    match property.value().as_deref() {
        Some("auto") | None => {
            property.attribute("themeColor").filter(|it| is_background(it.clone())).map(|_| WHITE)
        }
        Some(value) => hexadecimal(value),
    }
}

/// The colour that a shading paints: that of a full pattern, or what is behind the pattern.
pub fn shading(property: &Element<'_>) -> Option<Colour> {
    let painted = if property.value().as_deref() == Some("solid") { "color" } else { "fill" };
    property.attribute(painted).and_then(|value| hexadecimal(&value))
}

fn hexadecimal(value: &str) -> Option<Colour> {
    if value.len() != 6 || !value.is_ascii() {
        return None;
    }
    let channel = |at: usize| u8::from_str_radix(&value[at..at + 2], 16).ok();
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// The colours of a marker (ECMA-376-1, 17.18.40).
fn highlight(name: &str) -> Option<Colour> {
    Some(match name {
        "black" => [0, 0, 0],
        "blue" => [0, 0, 255],
        "cyan" => [0, 255, 255],
        "green" => [0, 255, 0],
        "magenta" => [255, 0, 255],
        "red" => [255, 0, 0],
        "yellow" => [255, 255, 0],
        "darkBlue" => [0, 0, 139],
        "darkCyan" => [0, 139, 139],
        "darkGreen" => [0, 100, 0],
        "darkMagenta" => [128, 0, 128],
        "darkRed" => [139, 0, 0],
        "darkYellow" => [128, 128, 0],
        "darkGray" => [169, 169, 169],
        "lightGray" => [211, 211, 211],
        _ => return None,
    })
}

/// A style of the file.
#[derive(Debug, Clone, Default)]
struct Style {
    based_on: Option<String>,
    look: Look,
    is_list: bool,
}

/// The styles of a file.
#[derive(Debug, Default)]
pub struct Styles {
    defaults: Look,
    default_paragraph: Option<String>,
    styles: HashMap<String, Style>,
}

impl Styles {
    /// Reads the part of styles.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(part: &str) -> Result<Self, Fault> {
        let mut styles = Self::default();
        let mut xml = Xml::new(part);
        let mut current: Option<(String, Style)> = None;
        let (mut in_defaults, mut in_table_parts) = (false, 0_usize);
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => match (element.name(), &mut current) {
                    ("docDefaults", _) => in_defaults = true,
                    ("style", _) => {
                        let id = element.attribute("styleId").unwrap_or_default();
                        let is_default =
                            element.attribute("default").is_some_and(|it| it == "1" || it == "true");
                        if is_default && element.attribute("type").as_deref() == Some("paragraph") {
                            styles.default_paragraph = Some(id.clone());
                        }
                        current = Some((id, Style::default()));
                    }
                    // What a table style says of its first row is not said of the rest.
                    ("tblStylePr", _) => in_table_parts += 1,
                    (_, Some(_)) if in_table_parts > 0 => {}
                    ("basedOn", Some((_, style))) => style.based_on = element.value(),
                    ("numPr", Some((_, style))) => style.is_list = true,
                    (_, Some((_, style))) => style.look.take(&element),
                    (_, None) if in_defaults => styles.defaults.take(&element),
                    _ => {}
                },
                Token::Close(name) => match name.as_str() {
                    "docDefaults" => in_defaults = false,
                    "tblStylePr" => in_table_parts = in_table_parts.saturating_sub(1),
                    "style" => styles.styles.extend(current.take()),
                    _ => {}
                },
                Token::Text(_) => {}
            }
        }
        Ok(styles)
    }

    /// The look of words in a paragraph of that style, or of none.
    pub fn paragraph(&self, id: Option<&str>) -> Look {
        let id = id.or(self.default_paragraph.as_deref());
        self.defaults.with(id.map(|id| self.style(id).0).unwrap_or_default())
    }

    /// The look of words of that character style.
    pub fn character(&self, id: &str) -> Look {
        self.style(id).0
    }

    /// Whether paragraphs of that style are items of a list.
    pub fn is_list(&self, id: Option<&str>) -> bool {
        id.is_some_and(|id| self.style(id).1)
    }

    /// What a style and those it rests on say, and whether one makes a list.
    fn style(&self, id: &str) -> (Look, bool) {
        let mut chain = Vec::new();
        let mut id = Some(id);
        while let Some(style) = id.and_then(|id| self.styles.get(id)) {
            chain.push(style);
            id = style.based_on.as_deref().filter(|_| chain.len() < MAX_BASES);
        }
        let look = chain.iter().rev().fold(Look::default(), |look, style| look.with(style.look));
        (look, chain.iter().any(|style| style.is_list))
    }
}
