//! Text that a machine reads in a PDF and nobody sees: unpainted, transparent, tiny, beside the
//! page, in the colour of its background, behind something, on a layer switched off. Such text is
//! told of and counts for nothing.
//!
//! [`walk`] follows the operators of each page and paints them on a [`page`], which judges in the
//! end what of its words is seen. Where an operator's words end is guessed from their number, so
//! most of five places within them decide.
//!
//! What cannot be told: whether words on a picture, a pattern or a gradient stand out from it, and
//! whether a scan, or letters drawn as shapes, show the words laid over them. All are taken to be
//! seen.

mod colour;
mod geometry;
mod layers;
mod page;
mod state;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream, StringFormat};

use colour::number;
pub use geometry::Bounds;
use geometry::Point;
use layers::Layers;
pub use page::Hiding;
use page::Page;
use state::State;
use walk::{OperatorId, Walk};

use super::unreadable::Unreadable;

/// Pairs of words and painted areas that are compared on one page.
const MOST_PAIRS: usize = 20_000_000;

/// US letter, which readers take where nothing is said of a page's size, in points.
pub const LETTER: Bounds = Bounds { left: 0.0, bottom: 0.0, right: 612.0, top: 792.0 };

/// What is to be left out of a document before it is read.
#[derive(Debug, Default)]
pub struct Found {
    /// Operators of which the words are not seen wherever they are drawn.
    pub hidden: BTreeMap<OperatorId, Hiding>,
    /// Operators that draw pictures, which hold no words.
    pub pictures: BTreeSet<OperatorId>,
    /// What of each page its pictures cover, in points from the foot of the page.
    pub pictured: Vec<Vec<Bounds>>,
}

/// Looks through every page.
///
/// # Errors
/// Why the document cannot be looked through.
pub fn find(document: &Document) -> Result<Found, Unreadable> {
    let layers = Layers::new(document);
    let mut found = Found::default();
    let mut seen: BTreeSet<OperatorId> = BTreeSet::new();
    let (empty, mut operators) = (Dictionary::new(), 0);
    for page_id in document.page_iter() {
        let Ok(page) = document.get_dictionary(page_id) else {
            found.pictured.push(Vec::new());
            continue;
        };
        let resources = inherited(document, page, b"Resources").and_then(|found| found.as_dict().ok());
        let unit = page.get(b"UserUnit").ok().and_then(number).unwrap_or(1.0);
        let mut state = State::new(bounds(document, page, unit));
        state.ctm = walk::in_points(unit);
        let content = document.get_page_content(page_id).map_err(|_| Unreadable::Malformed)?;
        let mut walk = Walk::new(document, &layers, Page::new(state.clip), operators);
        walk.run(page_id, &content, resources.unwrap_or(&empty), state, true, 0)?;
        if walk.page.shown_count().saturating_mul(walk.page.area_count()) > MOST_PAIRS {
            return Err(Unreadable::TooMuch);
        }
        operators = walk.operators;
        found.pictures.append(&mut walk.pictures);
        found.pictured.push(walk.page.pictures());
        for (id, hiding) in walk.page.judge() {
            match hiding {
                Some(hiding) => {
                    found.hidden.insert(id, hiding);
                }
                None => {
                    seen.insert(id);
                }
            }
        }
    }
    found.hidden.retain(|id, _| !seen.contains(id));
    Ok(found)
}

/// What is shown of each page, in its own units.
pub fn pages(document: &Document) -> Vec<Bounds> {
    let pages = document.page_iter().map(|id| document.get_dictionary(id));
    pages.map(|page| page.map_or(LETTER, |page| bounds(document, page, 1.0))).collect()
}

/// Which pages are shown on their side, so that words running up or down are level.
pub fn sides(document: &Document) -> Vec<bool> {
    let turn = |page: &Dictionary| inherited(document, page, b"Rotate").and_then(|turn| turn.as_i64().ok());
    let pages = document.page_iter().map(|id| document.get_dictionary(id));
    pages.map(|page| page.ok().and_then(turn).is_some_and(|turn| turn.rem_euclid(180) == 90)).collect()
}

/// The document with only those words that `keeps` says, and without pictures.
pub fn keep(document: &Document, found: &Found, keeps: impl Fn(Option<Hiding>) -> bool) -> Document {
    let mut kept = document.clone();
    let mut streams: BTreeSet<ObjectId> = document.page_iter().collect();
    streams.extend(document.objects.iter().filter(|(_, object)| is_form(object)).map(|(id, _)| *id));
    for stream in streams {
        let form = document.get_object(stream).and_then(Object::as_stream);
        let content = match form {
            Ok(form) => form.get_plain_content(),
            Err(_) => document.get_page_content(stream),
        };
        let Some(operations) = content.ok().and_then(|content| Content::decode(&content).ok()) else {
            continue;
        };
        let mut operations = operations.operations;
        for (place, operation) in operations.iter_mut().enumerate() {
            let id = (stream, place);
            if found.pictures.contains(&id) {
                *operation = Operation::new("n", Vec::new());
            } else if matches!(operation.operator.as_str(), "Tj" | "TJ" | "'" | "\"")
                && !keeps(found.hidden.get(&id).copied())
            {
                *operation = gap(operation);
            }
            operation.operands.iter_mut().for_each(write_plainly);
        }
        let Ok(content) = (Content { operations }).encode() else { continue };
        match kept.get_object_mut(stream) {
            Ok(Object::Stream(form)) => form.set_plain_content(content),
            _ => {
                let content = kept.add_object(Stream::new(Dictionary::new(), content));
                if let Ok(page) = kept.get_dictionary_mut(stream) {
                    page.set("Contents", content);
                }
            }
        }
    }
    kept
}

fn is_form(object: &Object) -> bool {
    let stream = object.as_stream();
    stream.is_ok_and(|stream| stream.dict.get(b"Subtype").and_then(Object::as_name).ok() == Some(b"Form"))
}

/// Strings as digits: as characters, some bytes are read otherwise than they were written.
fn write_plainly(operand: &mut Object) {
    match operand {
        Object::String(_, format) => *format = StringFormat::Hexadecimal,
        Object::Array(parts) => parts.iter_mut().for_each(write_plainly),
        _ => {}
    }
}

/// A move over the place of words, wide enough to part those beside them.
fn gap(shown: &Operation) -> Operation {
    let move_by = Object::Array(vec![Object::Integer(-3_000)]);
    match shown.operator.as_str() {
        "'" | "\"" => Operation::new("T*", Vec::new()),
        _ => Operation::new("TJ", vec![move_by]),
    }
}

/// What of the page is shown: its crop box within its media box, in points.
fn bounds(document: &Document, page: &Dictionary, unit: f64) -> Bounds {
    let read = |key: &[u8]| -> Option<Bounds> {
        let numbers = inherited(document, page, key)?.as_array().ok()?;
        let value =
            |object: &Object| document.dereference(object).ok().and_then(|(_, object)| number(object));
        let numbers: Option<Vec<f64>> = numbers.iter().map(value).collect();
        let [x1, y1, x2, y2] = numbers?.try_into().ok()?;
        let corners: [Point; 2] = [(x1 * unit, y1 * unit), (x2 * unit, y2 * unit)];
        Bounds::around(&corners)
    };
    let media = read(b"MediaBox").unwrap_or(LETTER);
    read(b"CropBox").map_or(media, |crop| crop.and(media))
}

/// A page's own value, or that of what it belongs to.
fn inherited<'d>(document: &'d Document, page: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    const MOST_PARENTS: usize = 32;
    let parents = std::iter::successors(Some(page), |of| document.get_dict_in_dict(of, b"Parent").ok());
    parents.take(MOST_PARENTS).find_map(|of| of.get_deref(key, document).ok())
}
