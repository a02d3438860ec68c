//! A DOCX written elsewhere: its paragraphs with where they stand, and what else its package holds.
//! Part of [`super`].

use std::collections::BTreeSet;

use super::{ForeignFile, ForeignFont, ForeignFormat, ForeignLine, Part, Picture, Unreadable};
use crate::documents::readback::compare::garbled;
use crate::documents::readback::docx::archive::Archive;
use crate::documents::readback::docx::fault::Fault;
use crate::documents::readback::docx::xml::{Element, Token, Xml};
use crate::documents::readback::docx::{self, DocxText, Passage, Place};

/// The main part of a document, as every program names it.
const MAIN_PART: &str = "word/document.xml";

/// Points in an EMU, the unit of drawings, and in a twip, that of pages (ISO/IEC 29500-1, 20.1.2.1
/// and 17.18.100).
const POINTS_PER_EMU: f64 = 1.0 / 12_700.0;
const POINTS_PER_TWIP: f64 = 1.0 / 20.0;

/// Letters set further apart than this, in twips, may be taken for words.
const WIDE_SPACING: f64 = 50.0;

/// Fewer letters are no word whose spacing matters.
const LEAST_LETTERS: usize = 5;

/// What is carried along in a package, by how the names of its parts begin or end.
const ACTIVE: [(&str, &str); 4] = [
    ("vbaProject.bin", "macros"),
    ("word/embeddings/", "another file"),
    ("word/activeX/", "controls that run"),
    ("customUI/", "additions to the program that opens it"),
];

/// Reads a DOCX.
///
/// # Errors
/// Why it cannot be read.
pub fn read(file: &[u8]) -> Result<ForeignFile, Unreadable> {
    let DocxText { passages, hidden, has_columns, pages } = docx::extract(file)?;
    let mut archive = Archive::open(file)?;
    let names: Vec<String> = archive.names().map(str::to_owned).collect();
    let marks = match archive.read(MAIN_PART)? {
        Some(part) => Marks::read(&part)?,
        None => Marks::default(),
    };
    let lines: Vec<ForeignLine> = passages.into_iter().map(|passage| line(passage, &marks.apart)).collect();
    let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let is_there = |mark: &str| names.iter().any(|name| name.starts_with(mark) || name.ends_with(mark));
    let active: BTreeSet<&str> =
        ACTIVE.iter().filter(|(mark, _)| is_there(mark)).map(|(_, told)| *told).collect();
    Ok(ForeignFile {
        format: ForeignFormat::Docx,
        size_bytes: file.len() as u64,
        pages,
        glyph_problems: garbled(&text, |_| None),
        lines,
        hidden,
        has_columns,
        columns_at: None,
        fonts: marks.fonts.into_iter().map(|name| ForeignFont { name, is_embedded: true }).collect(),
        pictures: marks.pictures,
        unread_pages: Vec::new(),
        active: active.into_iter().map(str::to_owned).collect(),
        open_changes: marks.open_changes,
    })
}

fn line(passage: Passage, apart: &[String]) -> ForeignLine {
    let part = match passage.place {
        Place::Body => Part::Body,
        Place::Table => Part::Table,
        Place::TextBox => Part::TextBox,
        Place::Header => Part::Header,
        Place::Footer => Part::Footer,
        Place::Note | Place::Comment => Part::Note,
    };
    let apart = apart.iter().filter(|words| passage.text.contains(words.as_str())).cloned().collect();
    ForeignLine { text: passage.text, part, apart, ..ForeignLine::default() }
}

/// What the main part says besides its words.
#[derive(Default)]
struct Marks {
    open_changes: u32,
    fonts: BTreeSet<String>,
    pictures: Vec<Picture>,
    /// Words whose letters are set far apart.
    apart: Vec<String>,
}

impl Marks {
    fn read(part: &str) -> Result<Self, Fault> {
        const MOST: usize = 50;
        let mut marks = Self::default();
        // A drawing tells its size first, and is a picture if it holds one.
        let (mut sizes, mut drawn, mut page) = (Vec::new(), (0.0, 0.0), (612.0 * 20.0, 792.0 * 20.0));
        let (mut in_properties, mut is_wide, mut is_text) = (false, false, false);
        let mut xml = Xml::new(part);
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => match element.name() {
                    "ins" | "del" | "moveFrom" | "moveTo" => marks.open_changes += 1,
                    "r" => is_wide = false,
                    "rPr" => in_properties = true,
                    "t" => is_text = true,
                    "spacing" if in_properties => is_wide = number(&element, "val") > WIDE_SPACING,
                    "rFonts" => {
                        marks.fonts.extend(element.attribute("ascii").map(|it| it.chars().take(80).collect()))
                    }
                    "extent" => drawn = (number(&element, "cx"), number(&element, "cy")),
                    "blip" => sizes.push(drawn),
                    "pgSz" => page = (number(&element, "w"), number(&element, "h")),
                    _ => {}
                },
                Token::Close(name) => match name.as_str() {
                    "rPr" => in_properties = false,
                    "t" => is_text = false,
                    _ => {}
                },
                Token::Text(words) => {
                    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
                    if is_text && is_wide && letters >= LEAST_LETTERS && marks.apart.len() < MOST {
                        marks.apart.push(words.trim().to_owned());
                    }
                }
            }
        }
        let page = (page.0 * page.1 * POINTS_PER_TWIP * POINTS_PER_TWIP).max(1.0);
        let pictures = sizes.into_iter().take(MOST).map(|(width, height)| {
            let share = width * height * POINTS_PER_EMU * POINTS_PER_EMU / page;
            Picture { place: None, share: share.clamp(0.0, 1.0) }
        });
        marks.pictures = pictures.collect();
        Ok(marks)
    }
}

/// A number of an attribute; 0 where there is none.
fn number(element: &Element<'_>, name: &str) -> f64 {
    element
        .attribute(name)
        .and_then(|value| value.parse().ok())
        .filter(|it: &f64| it.is_finite())
        .unwrap_or(0.0)
}
