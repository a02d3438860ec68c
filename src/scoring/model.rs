//! Scores with the evidence behind them.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::jobs::model::Keyword;

/// How much of what could be said for a posting a document says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// Supportable keywords that stand in the document.
    pub covered: Vec<String>,
    /// Keywords some publishable fact backs, covered or not.
    pub supportable: Vec<String>,
    /// Keywords no fact backs.
    pub gaps: Vec<Keyword>,
    /// Covered ÷ supportable, 0 to 1; 1 when nothing is supportable.
    pub ratio: f32,
    /// Covered ÷ all keywords, 0 to 1; 1 when there are none.
    pub ratio_of_all: f32,
}

/// How bad an ATS finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; never scores.
    Tip,
    /// Costs points, once a rule.
    Warning,
    /// Caps the score.
    Blocker,
}

/// Where on a page something stands: a box, in the unit of the page, which is the point (1/72 inch)
/// unless the file says otherwise. What is hidden beside the page has places beside it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The page, from 1.
    pub page: u32,
    /// From the left edge of the page to that of the box.
    pub x: f64,
    /// From the top edge of the page, before any turning of it, to that of the box.
    pub y: f64,
    /// Width of the box.
    pub width: f64,
    /// Height of the box.
    pub height: f64,
}

impl Place {
    /// The box between these edges, to a tenth of the unit.
    pub fn new(page: u32, left: f64, top: f64, right: f64, bottom: f64) -> Self {
        let tenths = |number: f64| (number * 10.0).round() / 10.0 + 0.0;
        let (x, y) = (tenths(left), tenths(top));
        Self { page, x, y, width: tenths(right - left).max(0.0), height: tenths(bottom - top).max(0.0) }
    }

    /// The smallest box around both; of two pages, that on the first.
    pub fn with(self, other: Self) -> Self {
        match self.page.cmp(&other.page) {
            Ordering::Less => self,
            Ordering::Greater => other,
            Ordering::Equal => Self::new(
                self.page,
                self.x.min(other.x),
                self.y.min(other.y),
                (self.x + self.width).max(other.x + other.width),
                (self.y + self.height).max(other.y + other.height),
            ),
        }
    }
}

/// One thing an ATS rule found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AtsFinding {
    /// The rule's stable name.
    pub rule: String,
    /// How bad.
    pub severity: Severity,
    /// What was found, for a person.
    pub message: String,
    /// What would mend it.
    pub mend: String,
    /// The words or number it was seen in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Where it was seen; none before a file is printed, for what is not there, and in formats
    /// whose pages are made by the reader's program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// How well a machine reads a file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AtsReport {
    /// 0 to 100.
    pub score: u8,
    /// What was found, the worst first.
    pub findings: Vec<AtsFinding>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_joined_on_their_page_and_the_first_page_wins() {
        let place = |page, left| Place::new(page, left, 10.04, left + 5.0, 20.0);
        assert_eq!(place(1, 3.0), Place { page: 1, x: 3.0, y: 10.0, width: 5.0, height: 10.0 });
        assert_eq!(place(1, 3.0).with(place(1, 30.0)).width, 32.0);
        assert_eq!(place(2, 3.0).with(place(1, 30.0)), place(1, 30.0));
        assert_eq!(place(1, 3.0).with(place(2, 30.0)), place(1, 3.0));
    }
}
