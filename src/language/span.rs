//! A stretch of a text, so that everything read can show where it was read.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes of a given text, always on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Makes a span.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The words of `text` that this span quotes; empty if it does not lie within the text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly within this one.
    pub fn contains(&self, other: &Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A value with the place it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted<T> {
    /// What was read.
    pub value: T,
    /// Where in the text.
    pub span: Span,
}

impl<T> Quoted<T> {
    /// Makes a quoted value.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}
