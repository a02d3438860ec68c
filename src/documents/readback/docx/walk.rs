//! The words of one part of a DOCX in its order, each with where it is and whether it is seen.
//! Part of the DOCX reader.

use super::fault::Fault;
use super::look::{Colour, Look, Styles, shading};
use super::xml::{Element, Token, Xml};
use super::{Passage, Place};

/// The most text that is read of a file, in bytes.
const MAX_TEXT_BYTES: usize = 2 * 1024 * 1024;

/// Elements whose words are none of the document as it stands: deleted and moved away text, what
/// fields are made of, earlier properties, and what an old program shows instead of the newer
/// form that stands beside it.
const NOT_READ: &[&str] = &[
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "delInstrText",
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tcPrChange",
    "tblPrChange",
    "trPrChange",
    "Fallback",
];

/// What was read of a file so far.
#[derive(Debug, Default)]
pub struct Read {
    /// Paragraphs that are seen, in order.
    pub passages: Vec<Passage>,
    /// Words that are not, each with how they are hidden.
    pub hidden: Vec<(&'static str, String)>,
    /// Whether a section is set in columns.
    pub has_columns: bool,
    bytes: usize,
}

/// Reads a part whose words stand in `place` unless a table or text box says otherwise.
///
/// # Errors
/// Why it cannot be read.
pub fn read(part: &str, place: Place, styles: &Styles, read: &mut Read) -> Result<(), Fault> {
    let mut walk = Walk {
        styles,
        read,
        places: vec![place],
        cells: Vec::new(),
        paragraphs: Vec::new(),
        runs: Vec::new(),
        skipped: 0,
        properties: Vec::new(),
    };
    let mut xml = Xml::new(part);
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => walk.open(&element),
            Token::Close(name) => walk.close(&name),
            Token::Text(words) => walk.text(&words)?,
        }
    }
    Ok(())
}

/// What properties are being read of.
#[derive(Clone, Copy, PartialEq)]
enum Properties {
    Run,
    Paragraph,
    Cell,
    /// Of something that does not matter here.
    Other,
}

#[derive(Default)]
struct Paragraph {
    style: Option<String>,
    is_list: bool,
    look: Look,
    text: String,
}

#[derive(Default)]
struct RunState {
    look: Look,
    /// Whether a `w:t` is open.
    is_text: bool,
}

struct Walk<'w> {
    styles: &'w Styles,
    read: &'w mut Read,
    places: Vec<Place>,
    /// The backgrounds of the cells that are open.
    cells: Vec<Option<Colour>>,
    /// The paragraphs that are open: those of a text box stand within another.
    paragraphs: Vec<Paragraph>,
    runs: Vec<RunState>,
    /// How many elements are open that are not read.
    skipped: usize,
    properties: Vec<Properties>,
}

impl Walk<'_> {
    fn open(&mut self, element: &Element<'_>) {
        let name = element.name();
        if self.skipped > 0 || NOT_READ.contains(&name) {
            self.skipped += 1;
            return;
        }
        if let Some(&of) = self.properties.last() {
            self.properties.push(match (of, name) {
                // The properties of a paragraph's mark.
                (Properties::Paragraph, "rPr") => Properties::Other,
                (of, _) => of,
            });
            self.property(of, element);
            return;
        }
        match name {
            "rPr" => self.properties.push(Properties::Run),
            "pPr" => self.properties.push(Properties::Paragraph),
            "tcPr" => self.properties.push(Properties::Cell),
            "sectPr" | "tblPr" | "trPr" | "sdtPr" | "sdtEndPr" => self.properties.push(Properties::Other),
            "tbl" => self.places.push(Place::Table),
            "txbxContent" => self.places.push(Place::TextBox),
            "tc" => self.cells.push(None),
            "p" => self.paragraphs.push(Paragraph::default()),
            "r" => self.runs.push(RunState::default()),
            "t" => {
                if let Some(run) = self.runs.last_mut() {
                    run.is_text = true;
                }
            }
            "tab" | "ptab" => self.push("\t"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("\u{2011}"),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        if self.properties.pop().is_some() {
            return;
        }
        match name {
            "tbl" | "txbxContent" => {
                self.places.pop();
            }
            "tc" => {
                self.cells.pop();
            }
            "p" => self.end_paragraph(),
            "r" => {
                self.runs.pop();
            }
            "t" => {
                if let Some(run) = self.runs.last_mut() {
                    run.is_text = false;
                }
            }
            _ => {}
        }
    }

    fn property(&mut self, of: Properties, element: &Element<'_>) {
        let name = element.name();
        if name == "cols" {
            let columns = element.attribute("num").and_then(|num| num.parse::<u32>().ok());
            self.read.has_columns |= columns.is_some_and(|columns| columns > 1);
        }
        match of {
            Properties::Run => {
                let Some(run) = self.runs.last_mut() else { return };
                match (name, element.value()) {
                    ("rStyle", Some(id)) => run.look = self.styles.character(&id).with(run.look),
                    _ => run.look.take(element),
                }
            }
            Properties::Paragraph => {
                let Some(paragraph) = self.paragraphs.last_mut() else { return };
                match name {
                    "pStyle" => paragraph.style = element.value(),
                    "numPr" => paragraph.is_list = true,
                    "shd" => paragraph.look.take(element),
                    _ => {}
                }
            }
            Properties::Cell => {
                if let (Some(cell), "shd") = (self.cells.last_mut(), name) {
                    *cell = shading(element);
                }
            }
            Properties::Other => {}
        }
    }

    fn text(&mut self, words: &str) -> Result<(), Fault> {
        if self.skipped == 0 && self.properties.is_empty() && self.runs.last().is_some_and(|run| run.is_text)
        {
            self.read.bytes += words.len();
            if self.read.bytes > MAX_TEXT_BYTES {
                return Err(Fault::TooMuchText);
            }
            self.push(words);
        }
        Ok(())
    }

    /// Adds words to the paragraph, or to what is hidden.
    fn push(&mut self, words: &str) {
        let (Some(paragraph), Some(run)) = (self.paragraphs.last_mut(), self.runs.last()) else { return };
        let cell = self.cells.iter().rev().find_map(|cell| *cell);
        let base = self.styles.paragraph(paragraph.style.as_deref());
        let look = base.with(Look::on(cell)).with(paragraph.look).with(run.look);
        match look.hidden() {
            None => paragraph.text.push_str(words),
            Some(how) if !words.trim().is_empty() => self.read.hidden.push((how, words.to_owned())),
            Some(_) => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let text = paragraph.text.trim();
        if text.is_empty() {
            return;
        }
        let is_list = paragraph.is_list || self.styles.is_list(paragraph.style.as_deref());
        let text = if is_list { format!("• {text}") } else { text.to_owned() };
        let place = self.places.last().copied().unwrap_or_default();
        self.read.passages.push(Passage { place, text });
    }
}
