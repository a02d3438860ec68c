//! Places on a page: matrices, boxes and outlines, as ISO 32000-2 (8.3, 8.5) uses them. Part of
//! the search for hidden text; knows no PDF.

/// A point, in units of whatever space it stands in.
pub type Point = (f64, f64);

/// A transformation, by rows of two: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matrix(pub [f64; 6]);

impl Matrix {
    pub const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// What first does this and then the other.
    pub fn then(self, other: Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [oa, ob, oc, od, oe, of] = other.0;
        Self([
            a * oa + b * oc,
            a * ob + b * od,
            c * oa + d * oc,
            c * ob + d * od,
            e * oa + f * oc + oe,
            e * ob + f * od + of,
        ])
    }

    pub fn moved(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    pub fn apply(self, (x, y): Point) -> Point {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// The size of the smaller of the two units, which is what makes text too small to read.
    pub fn least_scale(self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        f64::hypot(a, b).min(f64::hypot(c, d))
    }
}

/// An upright box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub left: f64,
    pub bottom: f64,
    pub right: f64,
    pub top: f64,
}

impl Bounds {
    /// The smallest box around the points; none around no points.
    pub fn around(points: &[Point]) -> Option<Self> {
        let (&(x, y), rest) = points.split_first()?;
        let first = Self { left: x, bottom: y, right: x, top: y };
        Some(rest.iter().fold(first, |bounds, &(x, y)| Self {
            left: bounds.left.min(x),
            bottom: bounds.bottom.min(y),
            right: bounds.right.max(x),
            top: bounds.top.max(y),
        }))
    }

    /// What both hold; turned inside out where they hold nothing together.
    pub fn and(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        }
    }

    pub fn holds(self, (x, y): Point) -> bool {
        self.left <= x && x <= self.right && self.bottom <= y && y <= self.top
    }

    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.top - self.bottom
    }

    pub fn area(self) -> f64 {
        self.width().max(0.0) * self.height().max(0.0)
    }
}

/// A filled shape: closed lines, which hold a point they wind around.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    parts: Vec<Vec<Point>>,
}

impl Outline {
    /// Begins a part at the point.
    pub fn move_to(&mut self, point: Point) {
        self.parts.push(vec![point]);
    }

    /// Goes straight to the point; begins a part where there is none.
    pub fn line_to(&mut self, point: Point) {
        match self.parts.last_mut() {
            Some(part) => part.push(point),
            None => self.move_to(point),
        }
    }

    /// Goes along a curve of Bézier, in steps too small to be seen.
    pub fn curve_to(&mut self, one: Point, two: Point, end: Point) {
        const STEPS: u32 = 8;
        let start = self.last().unwrap_or(one);
        for step in 1..=STEPS {
            let t = f64::from(step) / f64::from(STEPS);
            let u = 1.0 - t;
            let at = |from: f64, one: f64, two: f64, to: f64| {
                u * u * u * from + 3.0 * u * u * t * one + 3.0 * u * t * t * two + t * t * t * to
            };
            self.line_to((at(start.0, one.0, two.0, end.0), at(start.1, one.1, two.1, end.1)));
        }
    }

    /// Adds a part through the corners.
    pub fn polygon(&mut self, corners: &[Point]) {
        self.parts.push(corners.to_vec());
    }

    /// Where the line last was.
    pub fn last(&self) -> Option<Point> {
        self.parts.last()?.last().copied()
    }

    /// The straight lines it is drawn of, without those that only close it.
    pub fn lines(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        self.parts.iter().flat_map(|part| part.windows(2).map(|ends| (ends[0], ends[1])))
    }

    /// Whether it has as many corners as letters have, and bands have not.
    pub fn is_intricate(&self) -> bool {
        self.parts.iter().map(Vec::len).sum::<usize>() > 24
    }

    pub fn bounds(&self) -> Option<Bounds> {
        let points: Vec<Point> = self.parts.iter().flatten().copied().collect();
        Bounds::around(&points)
    }

    /// Whether the lines wind around the point.
    pub fn holds(&self, (x, y): Point) -> bool {
        let mut winding = 0_i32;
        for part in &self.parts {
            let next = part.iter().cycle().skip(1);
            for (&(x1, y1), &(x2, y2)) in part.iter().zip(next) {
                if (y1 <= y) == (y2 <= y) {
                    continue;
                }
                let crossing = x1 + (y - y1) / (y2 - y1) * (x2 - x1);
                if crossing > x {
                    winding += if y2 > y1 { 1 } else { -1 };
                }
            }
        }
        winding != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_follow_each_other() {
        let twice = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        assert_eq!(Matrix::moved(3.0, 4.0).then(twice).apply((1.0, 1.0)), (8.0, 10.0));
        assert_eq!(twice.then(Matrix::moved(3.0, 4.0)).apply((1.0, 1.0)), (5.0, 6.0));
        assert!((Matrix([0.0, 3.0, -2.0, 0.0, 9.0, 9.0]).least_scale() - 2.0).abs() < 1e-9);
    }

    #[test]
    fn an_outline_holds_what_it_winds_around() {
        let mut band = Outline::default();
        band.move_to((0.0, 0.0));
        band.line_to((10.0, 0.0));
        band.curve_to((12.0, 0.0), (12.0, 4.0), (10.0, 4.0));
        band.line_to((0.0, 4.0));
        assert!(band.holds((5.0, 2.0)) && band.holds((10.8, 2.0)));
        assert!(!band.holds((11.9, 3.9)) && !band.holds((5.0, 5.0)) && !band.holds((-1.0, 2.0)));

        let mut dots = Outline::default();
        for left in [0.0, 90.0] {
            dots.polygon(&[(left, 0.0), (left + 1.0, 0.0), (left + 1.0, 1.0), (left, 1.0)]);
        }
        assert!(dots.holds((0.5, 0.5)) && dots.holds((90.5, 0.5)), "each dot holds its own");
        assert!(!dots.holds((45.0, 0.5)), "and nothing between them");
    }
}
