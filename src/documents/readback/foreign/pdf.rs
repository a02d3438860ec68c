//! A PDF written elsewhere: its lines, fonts and pictures, and what is attached to its pages. Part
//! of [`super`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pdf_extract::{Dictionary, Document, Object, ObjectId};

use super::{ForeignFile, ForeignFont, ForeignFormat, ForeignLine, Part, Picture, Unreadable};
use crate::documents::readback::compare::garbled;
use crate::documents::readback::hidden::{self, Bounds};
use crate::documents::readback::page_text::{PageText, Word};
use crate::documents::readback::pdf::{Extract, extract};
use crate::scoring::model::Place;

/// The share of a page that a picture of the whole page covers at least.
const WHOLE_PAGE: f64 = 0.5;

/// The most notes that are told.
const MAX_NOTES: usize = 50;

/// The longest note that is told, in characters.
const LONGEST_NOTE: usize = 300;

/// Reads a PDF.
///
/// # Errors
/// Why it cannot be read.
pub fn read(file: &[u8]) -> Result<ForeignFile, Unreadable> {
    let Extract { text, hidden: hidden_text, columns, pictured, pages, document } = extract(file)?;
    let mut lines = lines(&text);
    let sides = hidden::sides(&document);
    for line in &mut lines {
        let page = line.place.and_then(|place| usize::try_from(place.page).ok());
        let is_on_side = page.and_then(|page| sides.get(page.checked_sub(1)?)).copied();
        line.is_turned ^= is_on_side.unwrap_or(false);
    }
    let unread_pages = unread_pages(&text, &pages, &pictured);
    lines.extend(notes(&document));
    Ok(ForeignFile {
        format: ForeignFormat::Pdf,
        size_bytes: file.len() as u64,
        pages: Some(u32::try_from(pages.len()).unwrap_or(u32::MAX)),
        lines,
        hidden: hidden_text,
        has_columns: columns.is_some(),
        columns_at: columns,
        glyph_problems: garbled(&text.text, |range| text.place_of(range)),
        fonts: fonts(&document),
        pictures: pictures(&pages, &pictured),
        unread_pages,
        active: active(&document),
        open_changes: 0,
    })
}

/// The lines of the text, each with the box around its words.
fn lines(text: &PageText) -> Vec<ForeignLine> {
    let mut lines = Vec::new();
    let (mut start, mut words) = (0, text.words.as_slice());
    for line in text.text.split('\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        let count = words.iter().take_while(|word| word.range.start < range.end).count();
        let (own, rest) = words.split_at(count);
        words = rest;
        if !own.is_empty() {
            lines.push(line_of(line.trim(), own, &text.text, range));
        }
    }
    lines
}

fn line_of(line: &str, words: &[Word], text: &str, range: Range<usize>) -> ForeignLine {
    let letters = |word: &&Word| word.range.len();
    let largest_part = words.iter().max_by_key(letters);
    let turned: usize = words.iter().filter(|word| word.is_turned).map(|word| word.range.len()).sum();
    // Names and headings are set so, as whole lines; a word among others is mostly one whose type is
    // measured wrongly.
    let apart: Vec<&str> =
        words.iter().filter(|word| word.is_apart()).filter_map(|word| text.get(word.range.clone())).collect();
    let is_apart = apart.iter().map(|word| word.len()).sum::<usize>() * 10 >= line.len() * 6;
    ForeignLine {
        text: line.to_owned(),
        part: Part::Body,
        place: words.iter().map(|word| word.place).reduce(Place::with),
        size: largest_part.map(|word| (word.size * 10.0).round() / 10.0),
        is_turned: turned * 2 > range.len(),
        apart: apart
            .into_iter()
            .filter(|word| is_apart && word.chars().all(char::is_alphabetic))
            .map(str::to_owned)
            .collect(),
    }
}

/// The pages that are a picture and hold no words; none where no page holds any.
fn unread_pages(text: &PageText, pages: &[Bounds], pictured: &[Vec<Bounds>]) -> Vec<Place> {
    let with_words: BTreeSet<u32> = text.words.iter().map(|word| word.place.page).collect();
    if with_words.is_empty() {
        return Vec::new();
    }
    let numbered = (1..).zip(pages.iter().zip(pictured));
    let unread = numbered.filter(|(number, (page, pictures))| {
        let is_picture = pictures.iter().any(|picture| picture.area() >= WHOLE_PAGE * page.area());
        is_picture && !with_words.contains(number)
    });
    unread.map(|(number, (page, _))| Place::new(number, 0.0, 0.0, page.width(), page.height())).collect()
}

fn pictures(pages: &[Bounds], pictured: &[Vec<Bounds>]) -> Vec<Picture> {
    let numbered = (1..).zip(pages.iter().zip(pictured));
    let each = numbered.flat_map(|(number, (page, pictures))| {
        pictures.iter().filter(|picture| picture.area() > 0.0).map(move |picture| {
            let (left, right) = (picture.left - page.left, picture.right - page.left);
            let place = Place::new(number, left, page.top - picture.top, right, page.top - picture.bottom);
            Picture { place: Some(place), share: (picture.area() / page.area().max(1.0)).min(1.0) }
        })
    });
    each.collect()
}

fn name<'d>(dictionary: &'d Dictionary, key: &[u8]) -> &'d [u8] {
    dictionary.get(key).and_then(Object::as_name).unwrap_or_default()
}

/// The fonts the file names (ISO 32000-2, 9.6 to 9.9), by what their descriptors and simple fonts
/// say.
fn fonts(document: &Document) -> Vec<ForeignFont> {
    let mut fonts: BTreeMap<String, bool> = BTreeMap::new();
    let all = || document.objects.iter().filter_map(|(id, object)| Some((*id, object.as_dict().ok()?)));
    // Fonts that are drawn in the file have descriptors without a file of letters.
    let drawn: BTreeSet<ObjectId> = all()
        .filter(|(_, font)| name(font, b"Subtype") == b"Type3")
        .filter_map(|(_, font)| font.get(b"FontDescriptor").and_then(Object::as_reference).ok())
        .collect();
    for (_, font) in all().filter(|(id, _)| !drawn.contains(id)) {
        let (key, is_embedded) = match name(font, b"Type") {
            b"FontDescriptor" => {
                let is_held = |key: &&[u8]| font.has(key);
                (&b"FontName"[..], [&b"FontFile"[..], b"FontFile2", b"FontFile3"].iter().any(is_held))
            }
            b"Font"
                if !matches!(name(font, b"Subtype"), b"Type0" | b"Type3") && !font.has(b"FontDescriptor") =>
            {
                (&b"BaseFont"[..], false)
            }
            _ => continue,
        };
        let written = String::from_utf8_lossy(name(font, key)).into_owned();
        // "ABCDEF+Name" is a part of the font.
        let plain =
            written.split_once('+').filter(|(mark, _)| mark.len() == 6).map_or(&*written, |(_, it)| it);
        if !plain.is_empty() {
            *fonts.entry(plain.chars().take(80).collect()).or_insert(true) &= is_embedded;
        }
    }
    fonts.into_iter().map(|(name, is_embedded)| ForeignFont { name, is_embedded }).collect()
}

/// Words in comments on the pages and in the fields of forms, which belong to no page's text.
fn notes(document: &Document) -> Vec<ForeignLine> {
    let text = |dictionary: &Dictionary, key: &[u8]| -> Option<String> {
        let object = dictionary.get_deref(key, document).ok()?;
        let text = pdf_extract::decode_text_string(object).ok()?;
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.chars().any(char::is_alphanumeric).then(|| text.chars().take(LONGEST_NOTE).collect())
    };
    let notes = document.objects.values().filter_map(|object| {
        let dictionary = object.as_dict().ok()?;
        match name(dictionary, b"Subtype") {
            b"FreeText" | b"Text" => text(dictionary, b"Contents"),
            b"Widget" => text(dictionary, b"V"),
            _ => None,
        }
    });
    notes
        .take(MAX_NOTES)
        .map(|text| ForeignLine { text, part: Part::Note, ..ForeignLine::default() })
        .collect()
}

/// What runs or is carried along when the file is opened.
fn active(document: &Document) -> Vec<String> {
    let mut found = BTreeSet::new();
    for object in document.objects.values() {
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => continue,
        };
        look(dictionary, 0, &mut found);
    }
    found.into_iter().map(str::to_owned).collect()
}

/// Actions stand in dictionaries of their own or within others.
fn look(dictionary: &Dictionary, depth: u32, found: &mut BTreeSet<&'static str>) {
    const MOST_DEEP: u32 = 8;
    found.extend(match name(dictionary, b"S") {
        b"JavaScript" => Some("a script"),
        b"Launch" => Some("an order to start a program"),
        _ => None,
    });
    if name(dictionary, b"Type") == b"EmbeddedFile" || (dictionary.has(b"EF") && dictionary.has(b"F")) {
        found.insert("another file");
    }
    if depth < MOST_DEEP {
        let inner = dictionary.iter().filter_map(|(_, object)| object.as_dict().ok());
        inner.for_each(|inner| look(inner, depth + 1, found));
    }
}
