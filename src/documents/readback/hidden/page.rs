//! What a page shows, in the order it is painted, and which of its words nobody sees. Part of
//! the search for hidden text; knows shapes and colours, and no PDF.

use std::ops::Range;

use super::colour::{Colour, WHITE, is_seen_on};
use super::geometry::{Bounds, Outline, Point};

/// Why nobody sees words that a machine reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hiding {
    /// Set in the mode that paints nothing.
    Unpainted,
    /// Painted without any strength.
    Transparent,
    /// On a layer that is switched off.
    LayerOff,
    /// Too small to be read.
    Tiny,
    /// Beside the page, or beside what is left of it.
    OffPage,
    /// In the colour of what they stand on.
    SameColour,
    /// Behind something painted later.
    Covered,
}

impl Hiding {
    /// Every way, in the order of the enum.
    pub const ALL: [Self; 7] = [
        Self::Unpainted,
        Self::Transparent,
        Self::LayerOff,
        Self::Tiny,
        Self::OffPage,
        Self::SameColour,
        Self::Covered,
    ];

    /// The way in words, to follow "text that is".
    pub fn told(self) -> &'static str {
        match self {
            Self::Unpainted => "not painted",
            Self::Transparent => "fully transparent",
            Self::LayerOff => "on a layer switched off",
            Self::Tiny => "too small to be read",
            Self::OffPage => "beside the page",
            Self::SameColour => "in the colour of its background",
            Self::Covered => "behind something else",
        }
    }
}

/// Words below this size, in points, are read by nobody.
const LEAST_SIZE: f64 = 2.0;

/// The share of its full strength below which a colour is not seen.
const LEAST_STRENGTH: f64 = 0.08;

/// The share of its full strength from which on a colour hides what is behind it.
const HIDING_STRENGTH: f64 = 0.95;

/// Areas smaller than this in width or height, in points, neither hide words nor carry them.
const LEAST_AREA: f64 = 1.5;

/// The share of the page that a picture of a whole page covers at least.
const SCAN_SHARE: f64 = 0.6;

/// Words shown by one operator.
#[derive(Debug, Clone)]
pub struct Shown<Id> {
    /// Which operator.
    pub id: Id,
    /// Places within the words, from their beginning on, in points of the page.
    pub places: Vec<Point>,
    /// Size of the type on the page, in points.
    pub size: f64,
    /// The colours they are painted in, each with its strength; none where none is painted. An
    /// unknown colour is taken to be seen.
    pub inks: Vec<(Option<Colour>, f64)>,
    /// What is left of the page.
    pub clip: Bounds,
    /// Whether their layer is shown.
    pub is_layer_on: bool,
}

/// A painted area.
#[derive(Debug, Clone)]
pub struct Area {
    pub outline: Outline,
    /// None where it is a picture, a pattern or a gradient.
    pub colour: Option<Colour>,
    /// How strongly it is painted, 0 to 1; 0 for what mixes with what is behind it.
    pub strength: f64,
    pub is_picture: bool,
    /// What is left of the page where it is painted.
    pub clip: Bounds,
}

/// A page while it is painted.
#[derive(Debug)]
pub struct Page<Id> {
    bounds: Bounds,
    /// Each with how many areas were painted before it.
    shown: Vec<(Shown<Id>, usize)>,
    areas: Vec<(Area, Bounds)>,
}

impl<Id: Copy> Page<Id> {
    /// A bare page that shows what lies within the bounds.
    pub fn new(bounds: Bounds) -> Self {
        Self { bounds, shown: Vec::new(), areas: Vec::new() }
    }

    /// Paints words.
    pub fn show(&mut self, shown: Shown<Id>) {
        self.shown.push((shown, self.areas.len()));
    }

    /// Paints an area.
    pub fn fill(&mut self, area: Area) {
        let Some(bounds) = area.outline.bounds().map(|bounds| bounds.and(area.clip)) else { return };
        let on_page = bounds.and(self.bounds);
        if area.strength > LEAST_STRENGTH && on_page.width().min(on_page.height()) >= LEAST_AREA {
            self.areas.push((area, bounds));
        }
    }

    /// How many operators show words.
    pub fn shown_count(&self) -> usize {
        self.shown.len()
    }

    /// How many areas could hide words.
    pub fn area_count(&self) -> usize {
        self.areas.len()
    }

    /// What of the page pictures cover.
    pub fn pictures(&self) -> Vec<Bounds> {
        let pictures = self.areas.iter().filter(|(area, _)| area.is_picture);
        pictures.map(|(_, bounds)| bounds.and(self.bounds)).collect()
    }

    /// Each of the operators with why nobody sees its words, if so.
    ///
    /// A page that is one picture and shows no words besides is a scan: words behind or within
    /// the picture are taken to be those it shows.
    pub fn judge(&self) -> Vec<(Id, Option<Hiding>)> {
        let mut judged: Vec<(Id, Option<Hiding>)> =
            self.shown.iter().map(|(shown, painted)| (shown.id, self.hiding(shown, *painted))).collect();
        self.see_drawn(&mut judged);
        let may_be_scanned =
            |hiding: &Option<Hiding>| matches!(hiding, Some(Hiding::Unpainted | Hiding::Covered));
        if self.is_picture() && judged.iter().all(|(_, hiding)| may_be_scanned(hiding)) {
            judged.iter_mut().for_each(|(_, hiding)| *hiding = None);
        }
        judged
    }

    fn hiding(&self, shown: &Shown<Id>, painted: usize) -> Option<Hiding> {
        // Where words end is only guessed at, so most of their places decide.
        let most = |is_so: &dyn Fn(Point) -> bool| {
            shown.places.iter().filter(|place| is_so(**place)).count() * 2 > shown.places.len()
        };
        let visible = self.bounds.and(shown.clip);
        let strongest = shown.inks.iter().map(|(_, strength)| *strength).fold(0.0, f64::max);
        if !shown.is_layer_on {
            Some(Hiding::LayerOff)
        } else if strongest < LEAST_STRENGTH {
            Some(if shown.inks.is_empty() { Hiding::Unpainted } else { Hiding::Transparent })
        } else if shown.size < LEAST_SIZE {
            Some(Hiding::Tiny)
        } else if most(&|place| !visible.holds(place)) {
            Some(Hiding::OffPage)
        } else if most(&|place| self.is_lost_in_colour(shown, painted, place)) {
            Some(Hiding::SameColour)
        } else if most(&|place| self.is_covered(painted, place)) {
            Some(Hiding::Covered)
        } else {
            None
        }
    }

    /// Takes words without strength to be seen where they lie over their own shapes: some browsers
    /// draw letters as shapes, one for all of a line, and lay the words over them, letter by
    /// letter, so that they can be found.
    fn see_drawn(&self, judged: &mut [(Id, Option<Hiding>)]) {
        let is_laid = |at: usize| {
            matches!(judged[at].1, Some(Hiding::Unpainted | Hiding::Transparent))
                && !self.shown[at].0.places.is_empty()
        };
        let mut drawn: Vec<Range<usize>> = Vec::new();
        let mut from = 0;
        while from < self.shown.len() {
            let mut to = from + 1;
            if is_laid(from) {
                while to < self.shown.len() && is_laid(to) && self.goes_on(to) {
                    to += 1;
                }
                drawn.extend(self.is_drawn(from..to).then_some(from..to));
            }
            from = to;
        }
        drawn.into_iter().flatten().for_each(|at| judged[at].1 = None);
    }

    /// Whether the words at `at` go on, on the same line, where those before them end, with
    /// nothing painted between.
    fn goes_on(&self, at: usize) -> bool {
        let ((before, painted_before), (shown, painted)) = (&self.shown[at - 1], &self.shown[at]);
        let (Some(&(end, line)), Some(&(start, own_line))) = (before.places.last(), shown.places.first())
        else {
            return false;
        };
        let size = before.size;
        painted == painted_before
            && (shown.size - size).abs() <= 0.1 * size
            && (own_line - line).abs() <= 0.1 * size
            && (-size..=2.0 * size).contains(&(start - end))
    }

    /// Whether a shape of about the size of the words stands in their place.
    fn is_drawn(&self, words: Range<usize>) -> bool {
        let words = &self.shown[words];
        let size = words.first().map_or(0.0, |(shown, _)| shown.size);
        let mut places = words.iter().flat_map(|(shown, _)| &shown.places);
        let Some(&(left, middle)) = places.next() else { return false };
        let right = places.map(|(x, _)| *x).fold(left, f64::max);
        let width = (right - left).max(size / 2.0);
        self.areas.iter().enumerate().any(|(painted, (area, bounds))| {
            let below = self.below(painted, (left, middle)).map_or(Some(WHITE), |(area, _)| area.colour);
            let is_seen = area.colour.zip(below).is_none_or(|(colour, below)| is_seen_on(colour, below));
            !area.is_picture
                && area.strength >= 0.5
                && is_seen
                && area.outline.is_intricate()
                && (bounds.left - left).abs() <= size
                && (0.3 * size..=1.8 * size).contains(&bounds.height())
                && (bounds.bottom..=bounds.top).contains(&middle)
                && (0.5 * width..=2.5 * width).contains(&bounds.width())
        })
    }

    /// The area that stands at the place before so many are painted.
    fn below(&self, painted: usize, place: Point) -> Option<&(Area, Bounds)> {
        self.areas[..painted]
            .iter()
            .rev()
            .find(|(area, bounds)| area.strength >= 0.5 && bounds.holds(place) && area.outline.holds(place))
    }

    /// Whether all inks have the colour of what stood at the place before.
    fn is_lost_in_colour(&self, shown: &Shown<Id>, painted: usize, place: Point) -> bool {
        let Some(below) = self.below(painted, place).map_or(Some(WHITE), |(area, _)| area.colour) else {
            return false;
        };
        shown.inks.iter().all(|(ink, _)| ink.is_some_and(|ink| !is_seen_on(ink, below)))
    }

    fn is_covered(&self, painted: usize, place: Point) -> bool {
        self.areas[painted..].iter().any(|(area, bounds)| {
            area.strength >= HIDING_STRENGTH && bounds.holds(place) && area.outline.holds(place)
        })
    }

    fn is_picture(&self) -> bool {
        self.areas.iter().any(|(area, bounds)| {
            area.is_picture && bounds.and(self.bounds).area() >= SCAN_SHARE * self.bounds.area()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::colour::BLACK;
    use super::*;

    const PAGE: Bounds = Bounds { left: 0.0, bottom: 0.0, right: 600.0, top: 800.0 };

    fn words(y: f64, ink: Colour) -> Shown<u8> {
        Shown {
            id: 0,
            places: [50.0, 60.0, 70.0].map(|x| (x, y)).to_vec(),
            size: 10.0,
            inks: vec![(Some(ink), 1.0)],
            clip: PAGE,
            is_layer_on: true,
        }
    }

    fn band(colour: Option<Colour>) -> Area {
        let mut outline = Outline::default();
        outline.polygon(&[(0.0, 690.0), (600.0, 690.0), (600.0, 720.0), (0.0, 720.0)]);
        Area { outline, colour, strength: 1.0, is_picture: false, clip: PAGE }
    }

    fn picture(height: f64) -> Area {
        let mut outline = Outline::default();
        outline.polygon(&[(0.0, 0.0), (600.0, 0.0), (600.0, height), (0.0, height)]);
        Area { outline, colour: None, strength: 1.0, is_picture: true, clip: PAGE }
    }

    fn check(paint: impl FnOnce(&mut Page<u8>), expected: Option<Hiding>) {
        let mut page = Page::new(PAGE);
        paint(&mut page);
        assert_eq!(page.judge()[0].1, expected);
    }

    #[test]
    fn words_are_hidden_by_how_they_are_set() {
        check(|page| page.show(words(700.0, BLACK)), None);
        check(|page| page.show(Shown { inks: Vec::new(), ..words(700.0, BLACK) }), Some(Hiding::Unpainted));
        let faint = Shown { inks: vec![(Some(BLACK), 0.01)], ..words(700.0, BLACK) };
        check(|page| page.show(faint), Some(Hiding::Transparent));
        check(|page| page.show(Shown { size: 0.5, ..words(700.0, BLACK) }), Some(Hiding::Tiny));
        check(|page| page.show(Shown { is_layer_on: false, ..words(700.0, BLACK) }), Some(Hiding::LayerOff));
        check(|page| page.show(words(-20.0, BLACK)), Some(Hiding::OffPage));
        let clip = Bounds { top: 100.0, ..PAGE };
        check(|page| page.show(Shown { clip, ..words(700.0, BLACK) }), Some(Hiding::OffPage));
    }

    #[test]
    fn words_over_their_own_shapes_are_seen() {
        let shape = |right: f64, corners: u32| {
            let mut outline = Outline::default();
            outline.move_to((49.0, 697.0));
            (1..corners).for_each(|corner| {
                let x = 49.0 + (right - 49.0) * f64::from(corner) / f64::from(corners);
                outline.line_to((x, if corner % 2 == 0 { 697.0 } else { 704.0 }));
            });
            outline.line_to((right, 697.0));
            Area { outline, colour: Some(BLACK), strength: 1.0, is_picture: false, clip: PAGE }
        };
        let over = |shape: Area| {
            move |page: &mut Page<u8>| {
                page.fill(shape);
                page.show(Shown { inks: vec![(Some(BLACK), 0.0)], ..words(700.0, BLACK) });
            }
        };
        check(over(shape(75.0, 40)), None);
        check(over(shape(75.0, 3)), Some(Hiding::Transparent));
        check(over(shape(300.0, 40)), Some(Hiding::Transparent));
        check(over(Area { colour: Some(WHITE), ..shape(75.0, 40) }), Some(Hiding::Transparent));
    }

    #[test]
    fn letters_of_a_line_are_over_the_one_shape_of_it() {
        let letter = |id: u8, x: f64, y: f64| Shown {
            id,
            places: vec![(x, y), (x + 4.0, y)],
            inks: vec![(Some(BLACK), 0.0)],
            ..words(y, BLACK)
        };
        let shape = || {
            let mut outline = Outline::default();
            outline.move_to((50.0, 697.0));
            for corner in 1..200 {
                let x = 50.0 + f64::from(corner);
                outline.line_to((x, if corner % 2 == 0 { 697.0 } else { 704.0 }));
            }
            Area { outline, colour: Some(BLACK), strength: 1.0, is_picture: false, clip: PAGE }
        };
        let judged = |last: &dyn Fn(&mut Page<u8>)| {
            let mut page = Page::new(PAGE);
            page.fill(shape());
            (0..34).for_each(|at| page.show(letter(at, 50.0 + 6.0 * f64::from(at), 700.0)));
            last(&mut page);
            page.judge().into_iter().filter(|(_, hiding)| hiding.is_some()).count()
        };
        assert_eq!(judged(&|_| {}), 0);
        // Another line, and what follows another shape, have to be drawn themselves.
        assert_eq!(judged(&|page| page.show(letter(99, 50.0, 680.0))), 1);
        assert_eq!(judged(&|page| page.show(letter(99, 400.0, 700.0))), 1);
        let far: &dyn Fn(&mut Page<u8>) =
            &|page| (0..100).for_each(|at| page.show(letter(99, 254.0 + 6.0 * f64::from(at), 700.0)));
        assert_eq!(judged(far), 134, "a line three times as long as its shape is not the one it shows");
    }

    #[test]
    fn words_are_hidden_by_what_they_stand_on() {
        check(|page| page.show(words(700.0, WHITE)), Some(Hiding::SameColour));
        let on = |band: Area, ink: Colour| {
            move |page: &mut Page<u8>| {
                page.fill(band);
                page.show(words(700.0, ink));
            }
        };
        check(on(band(Some([0.1, 0.2, 0.4])), WHITE), None);
        check(on(band(Some([0.1, 0.2, 0.4])), [0.1, 0.2, 0.4]), Some(Hiding::SameColour));
        check(on(band(None), WHITE), None);
        check(on(Area { strength: 0.02, ..band(Some(BLACK)) }, WHITE), Some(Hiding::SameColour));
        let outlined = Shown { inks: vec![(Some(WHITE), 1.0), (Some(BLACK), 1.0)], ..words(700.0, WHITE) };
        check(|page| page.show(outlined), None);
    }

    #[test]
    fn words_are_hidden_by_what_is_painted_later() {
        let under = |area: Area| {
            move |page: &mut Page<u8>| {
                page.show(words(700.0, BLACK));
                page.fill(area);
            }
        };
        check(under(band(Some(WHITE))), Some(Hiding::Covered));
        check(under(Area { strength: 0.4, ..band(Some([1.0, 1.0, 0.0])) }), None);
        // A picture that is larger than what is left of the page for it hides that much alone.
        let clipped = |top: f64| Area { clip: Bounds { bottom: 500.0, top, ..PAGE }, ..picture(800.0) };
        check(under(clipped(690.0)), None);
        check(under(clipped(710.0)), Some(Hiding::Covered));
    }

    #[test]
    fn a_scan_shows_the_words_of_its_picture() {
        let unpainted = || Shown { inks: Vec::new(), ..words(700.0, BLACK) };
        check(
            |page| {
                page.show(unpainted());
                page.fill(picture(800.0));
            },
            None,
        );
        check(
            |page| {
                page.show(unpainted());
                page.fill(picture(200.0));
            },
            Some(Hiding::Unpainted),
        );
        check(
            |page| {
                page.fill(picture(800.0));
                page.show(unpainted());
                page.show(words(500.0, BLACK));
            },
            Some(Hiding::Unpainted),
        );
    }
}
