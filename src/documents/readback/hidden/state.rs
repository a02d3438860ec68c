//! The graphics state of a page while its operators are followed: where, how large and in what
//! colour the next words stand (ISO 32000-2, 8.4 and 9.3). Part of the search for hidden text.

use pdf_extract::{Dictionary, Document, Object};

use super::colour::{BLACK, Colour, Space, number};
use super::geometry::{Bounds, Matrix, Outline, Point};

/// The width taken for a letter, in ems. Only about where words end is asked.
const LIKELY_WIDTH: f64 = 0.45;

/// A colour with its strength.
#[derive(Debug, Clone, Copy)]
pub struct Ink {
    space: Space,
    pub colour: Option<Colour>,
    pub strength: f64,
}

impl Ink {
    const BLACK: Self = Self { space: Space::Grey, colour: Some(BLACK), strength: 1.0 };

    fn set_space(&mut self, space: Space) {
        self.space = space;
        self.colour = space.first();
    }

    fn set(&mut self, space: Space, operands: &[Object]) {
        self.space = space;
        self.colour = space.colour(operands);
    }
}

/// What of a font tells how large its letters are.
#[derive(Debug, Clone, Copy)]
struct Font {
    bytes_a_letter: usize,
    /// Ems of the page for one of the font's own.
    scale: f64,
}

/// The state that `q` keeps and `Q` brings back, with the text matrices.
#[derive(Debug, Clone)]
pub struct State {
    pub ctm: Matrix,
    pub fill: Ink,
    pub stroke: Ink,
    /// Whether what is painted mixes with what is behind it.
    pub blends: bool,
    pub clip: Bounds,
    pub text: Matrix,
    line: Matrix,
    mode: i64,
    font: Font,
    font_size: f64,
    leading: f64,
    letter_gap: f64,
    stretch: f64,
    rise: f64,
}

impl State {
    /// The state a page begins with.
    pub fn new(clip: Bounds) -> Self {
        Self {
            ctm: Matrix::IDENTITY,
            fill: Ink::BLACK,
            stroke: Ink::BLACK,
            blends: false,
            clip,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            mode: 0,
            font: Font { bytes_a_letter: 1, scale: 1.0 },
            font_size: 0.0,
            leading: 0.0,
            letter_gap: 0.0,
            stretch: 1.0,
            rise: 0.0,
        }
    }

    /// Follows an operator that only changes the state; tells whether it was one.
    pub fn follow(
        &mut self,
        document: &Document,
        resources: &Dictionary,
        operator: &str,
        operands: &[Object],
    ) -> bool {
        let at = |place: usize| operands.get(place).and_then(number).unwrap_or_default();
        let name = operands.last().and_then(|operand| operand.as_name().ok());
        match operator {
            "cm" => {
                if let Some(matrix) = matrix(operands) {
                    self.ctm = matrix.then(self.ctm);
                }
            }
            "g" => self.fill.set(Space::Grey, operands),
            "G" => self.stroke.set(Space::Grey, operands),
            "rg" => self.fill.set(Space::Rgb, operands),
            "RG" => self.stroke.set(Space::Rgb, operands),
            "k" => self.fill.set(Space::Cmyk, operands),
            "K" => self.stroke.set(Space::Cmyk, operands),
            "cs" => self.fill.set_space(Space::named(document, resources, name.unwrap_or_default())),
            "CS" => self.stroke.set_space(Space::named(document, resources, name.unwrap_or_default())),
            "sc" | "scn" => self.fill.set(self.fill.space, operands),
            "SC" | "SCN" => self.stroke.set(self.stroke.space, operands),
            "gs" => self.set_from(document, resources, name.unwrap_or_default()),
            "BT" => self.set_line(Matrix::IDENTITY),
            "Tm" => self.set_line(matrix(operands).unwrap_or(Matrix::IDENTITY)),
            "Td" => self.next_line(at(0), at(1)),
            "TD" => {
                self.leading = -at(1);
                self.next_line(at(0), at(1));
            }
            "T*" => self.next_line(0.0, -self.leading),
            "TL" => self.leading = at(0),
            "Tc" => self.letter_gap = at(0),
            "Tz" => self.stretch = at(0) / 100.0,
            "Ts" => self.rise = at(0),
            "Tr" => self.mode = operands.first().and_then(|mode| mode.as_i64().ok()).unwrap_or_default(),
            "Tf" => {
                self.font = font(document, resources, operands);
                self.font_size = at(1);
            }
            _ => return false,
        }
        true
    }

    /// Goes to the next line, as showing words by `'` and `"` does first.
    pub fn break_line(&mut self) {
        self.next_line(0.0, -self.leading);
    }

    /// Spaces letters as `"` says.
    pub fn set_letter_gap(&mut self, gap: f64) {
        self.letter_gap = gap;
    }

    fn set_line(&mut self, matrix: Matrix) {
        self.line = matrix;
        self.text = matrix;
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.set_line(Matrix::moved(x, y).then(self.line));
    }

    fn set_from(&mut self, document: &Document, resources: &Dictionary, name: &[u8]) {
        let states = document.get_dict_in_dict(resources, b"ExtGState");
        let Ok(dictionary) = states.and_then(|states| document.get_dict_in_dict(states, name)) else {
            return;
        };
        let get = |key: &[u8]| dictionary.get_deref(key, document).ok();
        if let Some(strength) = get(b"ca").and_then(number) {
            self.fill.strength = strength;
        }
        if let Some(strength) = get(b"CA").and_then(number) {
            self.stroke.strength = strength;
        }
        if let Some(mode) = get(b"BM") {
            let first = mode.as_array().ok().and_then(|modes| modes.first()).unwrap_or(mode);
            self.blends = !matches!(first.as_name(), Ok(b"Normal" | b"Compatible"));
        }
        if let Some(font) = get(b"Font").and_then(|font| font.as_array().ok())
            && let Some(size) = font.get(1).and_then(number)
        {
            self.font_size = size;
        }
    }

    /// Outline on the page of a shape in the space of the user.
    pub fn outlined(&self, corners: &[Point]) -> Outline {
        let corners: Vec<Point> = corners.iter().map(|corner| self.ctm.apply(*corner)).collect();
        let mut outline = Outline::default();
        outline.polygon(&corners);
        outline
    }

    /// The colours that words are painted in.
    pub fn inks(&self) -> Vec<(Option<Colour>, f64)> {
        let of = |ink: Ink| (ink.colour, ink.strength);
        match self.mode {
            1 | 5 => vec![of(self.stroke)],
            2 | 6 => vec![of(self.fill), of(self.stroke)],
            3 | 7 => Vec::new(),
            _ => vec![of(self.fill)],
        }
    }

    /// Places within words of so many bytes, and moves behind them. `gap` is what is set between
    /// their parts, in thousandths of an em.
    pub fn advance(&mut self, bytes: usize, gap: f64) -> Vec<Point> {
        const PARTS: [f64; 5] = [0.02, 0.2, 0.4, 0.6, 0.8];
        let letters = (bytes / self.font.bytes_a_letter) as f64;
        let width =
            letters * (LIKELY_WIDTH * self.font_size + self.letter_gap) - gap / 1000.0 * self.font_size;
        let width = width * self.stretch;
        let height = self.rise + 0.3 * self.font_size;
        let space = self.text.then(self.ctm);
        let places = PARTS.map(|part| space.apply((part * width, height))).to_vec();
        self.text = Matrix::moved(width, 0.0).then(self.text);
        places
    }

    /// Moves by a gap alone, in thousandths of an em.
    pub fn skip(&mut self, gap: f64) {
        let width = -gap / 1000.0 * self.font_size * self.stretch;
        self.text = Matrix::moved(width, 0.0).then(self.text);
    }

    /// The size of the type on the page, in points: the smaller of its width and its height.
    pub fn size(&self) -> f64 {
        let stretched = Matrix([self.stretch, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let scale = stretched.then(self.text).then(self.ctm).least_scale();
        (self.font_size * self.font.scale * scale).abs()
    }
}

/// The matrix that six operands are.
pub fn matrix(operands: &[Object]) -> Option<Matrix> {
    let numbers: Option<Vec<f64>> = operands.iter().map(number).collect();
    Some(Matrix(numbers?.try_into().ok()?))
}

fn font(document: &Document, resources: &Dictionary, operands: &[Object]) -> Font {
    let plain = Font { bytes_a_letter: 1, scale: 1.0 };
    let Some(name) = operands.first().and_then(|name| name.as_name().ok()) else { return plain };
    let fonts = document.get_dict_in_dict(resources, b"Font");
    let Ok(font) = fonts.and_then(|fonts| document.get_dict_in_dict(fonts, name)) else { return plain };
    match font.get(b"Subtype").and_then(Object::as_name) {
        Ok(b"Type0") => Font { bytes_a_letter: 2, ..plain },
        Ok(b"Type3") => {
            let own = font.get_deref(b"FontMatrix", document).ok().and_then(|own| own.as_array().ok());
            let own = own.and_then(|own| matrix(own));
            Font { scale: own.map_or(1.0, |own| own.least_scale() * 1000.0), ..plain }
        }
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Bounds = Bounds { left: 0.0, bottom: 0.0, right: 600.0, top: 800.0 };

    fn after(operators: &[(&str, &[f32])]) -> State {
        let (document, mut state) = (Document::new(), State::new(PAGE));
        for (operator, operands) in operators {
            let operands: Vec<Object> = operands.iter().copied().map(Object::Real).collect();
            state.follow(&document, &Dictionary::new(), operator, &operands);
        }
        state.font_size = 10.0;
        state
    }

    #[test]
    fn size_and_place_come_of_all_matrices_together() {
        let mut state = after(&[("cm", &[0.5, 0.0, 0.0, 0.5, 10.0, 20.0]), ("Td", &[100.0, 200.0])]);
        assert!((state.size() - 5.0).abs() < 1e-6);
        let first = state.advance(4, 0.0)[0];
        assert!((first.0 - 60.0).abs() < 1.0 && (first.1 - 121.5).abs() < 1.0, "{first:?}");
        let next = state.advance(4, 0.0)[0];
        assert!(next.0 > first.0 + 5.0, "behind the words before");
        assert!(after(&[("Tz", &[1.0])]).size() < 0.2, "squeezed");
        assert!(after(&[("Tm", &[0.05, 0.0, 0.0, 0.05, 0.0, 0.0])]).size() < 0.6);
    }

    #[test]
    fn colours_are_those_last_set() {
        let ink = |operators: &[(&str, &[f32])]| after(operators).fill.colour;
        assert_eq!(ink(&[]), Some(BLACK));
        assert_eq!(ink(&[("g", &[1.0])]), Some([1.0; 3]));
        assert_eq!(ink(&[("rg", &[1.0, 0.0, 0.0]), ("G", &[1.0])]), Some([1.0, 0.0, 0.0]));
        assert_eq!(ink(&[("sc", &[0.25])]), Some([0.25; 3]), "the space stays grey");
    }
}
