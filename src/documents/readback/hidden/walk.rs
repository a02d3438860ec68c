//! Follows the operators of a page, and of the forms it draws, and paints what they paint on a
//! [`Page`]. Part of the search for hidden text.

use std::collections::BTreeSet;

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

use super::super::unreadable::Unreadable;
use super::colour::number;
use super::geometry::{Matrix, Outline, Point};
use super::layers::Layers;
use super::page::{Area, Page, Shown};
use super::state::{State, matrix};

/// An operator: the page or form it stands in, and its place there.
pub type OperatorId = (ObjectId, usize);

/// Forms within forms that are followed.
const MOST_FORMS_DEEP: u32 = 16;

/// Operators that are followed on all pages together, those of a form as often as it is drawn.
const MOST_OPERATORS: usize = 2_000_000;

/// The thinnest line, in points, that could carry words or hide them.
const LEAST_LINE: f64 = 4.0;

/// A way through the pages of a document.
pub struct Walk<'d> {
    document: &'d Document,
    layers: &'d Layers,
    /// The page that is painted.
    pub page: Page<OperatorId>,
    /// Every operator that draws a picture.
    pub pictures: BTreeSet<OperatorId>,
    /// Operators followed so far.
    pub operators: usize,
}

/// What is drawn between two painting operators.
#[derive(Default)]
struct Path {
    outline: Outline,
    clips: bool,
}

impl<'d> Walk<'d> {
    pub fn new(document: &'d Document, layers: &'d Layers, page: Page<OperatorId>, operators: usize) -> Self {
        Self { document, layers, page, pictures: BTreeSet::new(), operators }
    }

    /// Follows a stream of operators.
    ///
    /// # Errors
    /// Why it cannot be followed.
    pub fn run(
        &mut self,
        stream: ObjectId,
        content: &[u8],
        resources: &Dictionary,
        state: State,
        is_layer_on: bool,
        depth: u32,
    ) -> Result<(), Unreadable> {
        if depth > MOST_FORMS_DEEP {
            return Err(Unreadable::TooMuch);
        }
        let operations = Content::decode(content).map_err(|_| Unreadable::Malformed)?.operations;
        self.operators += operations.len();
        if self.operators > MOST_OPERATORS {
            return Err(Unreadable::TooMuch);
        }
        let mut state = state;
        let mut kept: Vec<State> = Vec::new();
        let mut marks: Vec<bool> = vec![is_layer_on];
        let mut path = Path::default();
        let mut line_width = 1.0;
        for (place, Operation { operator, operands }) in operations.iter().enumerate() {
            let is_layer_on = marks.last().copied().unwrap_or(is_layer_on);
            let id = (stream, place);
            match operator.as_str() {
                "q" if kept.len() < 1_000 => kept.push(state.clone()),
                "Q" => {
                    if let Some(before) = kept.pop() {
                        state = before;
                    }
                }
                "BMC" => marks.push(is_layer_on),
                "BDC" => {
                    marks.push(is_layer_on && self.layers.is_mark_on(self.document, resources, operands))
                }
                "EMC" if marks.len() > 1 => {
                    marks.pop();
                }
                "w" => line_width = operands.first().and_then(number).unwrap_or_default(),
                "Tj" | "TJ" | "'" | "\"" => self.show(id, operator, operands, &mut state, is_layer_on),
                "Do" => self.draw(id, operands, resources, &state, is_layer_on, depth)?,
                "BI" => {
                    self.pictures.insert(id);
                    self.picture(&state, None, is_layer_on);
                }
                "sh" if is_layer_on => {
                    let mut outline = Outline::default();
                    let clip = state.clip;
                    outline.polygon(&[
                        (clip.left, clip.bottom),
                        (clip.right, clip.bottom),
                        (clip.right, clip.top),
                        (clip.left, clip.top),
                    ]);
                    let strength = strength(&state);
                    self.page.fill(Area { outline, colour: None, strength, is_picture: false, clip });
                }
                _ if path.follow(operator, operands, &state) => {}
                _ if paints(operator).is_some() => {
                    let path = std::mem::take(&mut path);
                    if is_layer_on {
                        self.paint(operator, &path, &state, line_width);
                    }
                    if path.clips
                        && let Some(bounds) = path.outline.bounds()
                    {
                        state.clip = state.clip.and(bounds);
                    }
                }
                _ => {
                    state.follow(self.document, resources, operator, operands);
                }
            }
        }
        Ok(())
    }

    fn show(
        &mut self,
        id: OperatorId,
        operator: &str,
        operands: &[Object],
        state: &mut State,
        is_layer_on: bool,
    ) {
        if operator != "Tj" && operator != "TJ" {
            if let [_, gap, _] = operands {
                state.set_letter_gap(number(gap).unwrap_or_default());
            }
            state.break_line();
        }
        let parts = match operands.last() {
            Some(Object::Array(parts)) => parts.as_slice(),
            Some(words) => std::slice::from_ref(words),
            None => return,
        };
        let bytes: usize = parts.iter().filter_map(|part| part.as_str().ok()).map(<[u8]>::len).sum();
        let gap: f64 = parts.iter().filter_map(number).sum();
        if bytes == 0 {
            state.skip(gap);
            return;
        }
        let size = state.size();
        let places = state.advance(bytes, gap);
        self.page.show(Shown { id, places, size, inks: state.inks(), clip: state.clip, is_layer_on });
    }

    /// Draws a picture or follows a form.
    fn draw(
        &mut self,
        id: OperatorId,
        operands: &[Object],
        resources: &Dictionary,
        state: &State,
        is_layer_on: bool,
        depth: u32,
    ) -> Result<(), Unreadable> {
        let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
        let listed = self.document.get_dict_in_dict(resources, b"XObject");
        let Ok(Ok(form_id)) = listed.and_then(|listed| listed.get(name)).map(Object::as_reference) else {
            return Ok(());
        };
        let document = self.document;
        let Ok(form) = document.get_object(form_id).and_then(Object::as_stream) else { return Ok(()) };
        let is_layer_on =
            is_layer_on && form.dict.get(b"OC").ok().is_none_or(|layer| self.layers.is_on(document, layer));
        if form.dict.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Form") {
            self.pictures.insert(id);
            self.picture(state, Some(form), is_layer_on);
            return Ok(());
        }
        let mut inner = state.clone();
        if let Some(own) = form.dict.get_deref(b"Matrix", document).ok().and_then(|own| own.as_array().ok())
            && let Some(own) = matrix(own)
        {
            inner.ctm = own.then(inner.ctm);
        }
        if let Some(bounds) = form.dict.get_deref(b"BBox", document).ok().and_then(|it| it.as_array().ok())
            && let [Some(left), Some(bottom), Some(right), Some(top)] =
                bounds.iter().map(number).collect::<Vec<_>>()[..]
        {
            let corners = [(left, bottom), (right, bottom), (right, top), (left, top)];
            if let Some(bounds) = inner.outlined(&corners).bounds() {
                inner.clip = inner.clip.and(bounds);
            }
        }
        let content = form.get_plain_content().map_err(|_| Unreadable::Malformed)?;
        let own = document.get_dict_in_dict(&form.dict, b"Resources").unwrap_or(resources);
        self.run(form_id, &content, own, inner, is_layer_on, depth + 1)
    }

    fn picture(&mut self, state: &State, stream: Option<&Stream>, is_layer_on: bool) {
        if !is_layer_on {
            return;
        }
        // A picture with a mask carries words and hides none for certain.
        let is_masked = stream
            .is_some_and(|it| [&b"SMask"[..], b"Mask", b"ImageMask"].iter().any(|key| it.dict.has(key)));
        let outline = state.outlined(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]);
        let strength = if is_masked { strength(state).min(0.5) } else { strength(state) };
        self.page.fill(Area { outline, colour: None, strength, is_picture: true, clip: state.clip });
    }

    fn paint(&mut self, operator: &str, path: &Path, state: &State, line_width: f64) {
        let Some(Paint { fills, strokes }) = paints(operator) else { return };
        if fills {
            let (outline, strength) = (path.outline.clone(), strength(state));
            let (colour, clip) = (state.fill.colour, state.clip);
            self.page.fill(Area { outline, colour, strength, is_picture: false, clip });
        }
        let width = line_width * state.ctm.least_scale();
        if strokes && width >= LEAST_LINE {
            for (start, end) in path.outline.lines() {
                let strength = if state.blends { 0.5 } else { state.stroke.strength };
                let outline = thick(start, end, width / 2.0);
                let (colour, clip) = (state.stroke.colour, state.clip);
                self.page.fill(Area { outline, colour, strength, is_picture: false, clip });
            }
        }
    }
}

/// How strongly areas are painted; what mixes with what is behind it hides nothing.
fn strength(state: &State) -> f64 {
    if state.blends { state.fill.strength.min(0.5) } else { state.fill.strength }
}

/// The outline of a line.
fn thick((x1, y1): Point, (x2, y2): Point, half: f64) -> Outline {
    let length = f64::hypot(x2 - x1, y2 - y1).max(1e-6);
    let (dx, dy) = (-(y2 - y1) / length * half, (x2 - x1) / length * half);
    let mut outline = Outline::default();
    outline.polygon(&[(x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)]);
    outline
}

struct Paint {
    fills: bool,
    strokes: bool,
}

/// What the operators that end a path do with it.
fn paints(operator: &str) -> Option<Paint> {
    let (fills, strokes) = match operator {
        "f" | "F" | "f*" => (true, false),
        "B" | "B*" | "b" | "b*" => (true, true),
        "S" | "s" => (false, true),
        "n" => (false, false),
        _ => return None,
    };
    Some(Paint { fills, strokes })
}

impl Path {
    /// Follows an operator that draws; tells whether it was one.
    fn follow(&mut self, operator: &str, operands: &[Object], state: &State) -> bool {
        let numbers: Vec<f64> = operands.iter().filter_map(number).collect();
        let at = |x: f64, y: f64| state.ctm.apply((x, y));
        match (operator, numbers.as_slice()) {
            ("m", &[x, y]) => self.outline.move_to(at(x, y)),
            ("l", &[x, y]) => self.outline.line_to(at(x, y)),
            ("c", &[x1, y1, x2, y2, x, y]) => self.outline.curve_to(at(x1, y1), at(x2, y2), at(x, y)),
            ("v", &[x2, y2, x, y]) => {
                let here = self.outline.last().unwrap_or_else(|| at(x2, y2));
                self.outline.curve_to(here, at(x2, y2), at(x, y));
            }
            ("y", &[x1, y1, x, y]) => self.outline.curve_to(at(x1, y1), at(x, y), at(x, y)),
            ("re", &[x, y, width, height]) => {
                let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
                self.outline.polygon(&corners.map(|(x, y)| at(x, y)));
            }
            ("W" | "W*", _) => self.clips = true,
            ("h" | "m" | "l" | "c" | "v" | "y" | "re", _) => {}
            _ => return false,
        }
        true
    }
}

/// The matrix that puts user units in points.
pub fn in_points(unit: f64) -> Matrix {
    Matrix([unit, 0.0, 0.0, unit, 0.0, 0.0])
}
