//! The text of a PDF as it is read off its pages, with the places of its words. Part of the
//! [reader](super::pdf).

use std::fmt;
use std::time::{Duration, Instant};

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

use super::columns::Run;
use crate::documents::script::is_right_to_left_letter;

/// The most text that is read, in bytes.
const MAX_TEXT_BYTES: usize = 2 * 1024 * 1024;

/// The longest that reading may take.
const MAX_TIME: Duration = Duration::from_secs(10);

/// A step up or down by more than this share of the type size begins a line.
const LINE_STEP: f64 = 0.45;

/// A gap wider than this many times the type size is a space. Spaces are written out in our
/// files; only words set far apart, such as a title and its dates, have none between them.
const WORD_GAP: f64 = 2.0;

/// The width in ems that is taken for a character when the file's own cannot be had: the reader
/// knows only one of the two ways a PDF may state widths.
const LIKELY_WIDTH: f64 = 0.55;

/// Text as it is read off the page: a change of height is a line, a gap is a space. It refuses
/// to grow beyond its bounds.
pub struct PageText {
    /// What was read.
    pub text: String,
    /// Where the last character is likely to end, and its height on the page; none at a page's
    /// beginning.
    last: Option<(f64, f64)>,
    /// Words without a gap, of all pages.
    pub runs: Vec<Run>,
    /// The run that goes on.
    run: Option<Run>,
    page: usize,
    began: Instant,
}

impl PageText {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self { text: String::new(), last: None, runs: Vec::new(), run: None, page: 0, began: Instant::now() }
    }

    /// Ends the run that goes on, as the end of the text does.
    pub fn end_run(&mut self) {
        self.runs.extend(self.run.take());
    }

    fn push(&mut self, more: &str) -> Result<(), OutputError> {
        if self.text.len() + more.len() > MAX_TEXT_BYTES || self.began.elapsed() > MAX_TIME {
            return Err(OutputError::FormatError(fmt::Error));
        }
        self.text.push_str(more);
        Ok(())
    }
}

impl OutputDev for PageText {
    fn begin_page(
        &mut self,
        _: u32,
        _: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.last = None;
        self.end_run();
        self.page += 1;
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.push("\n")
    }

    /// `width` is in ems; `place` takes units of the font size to points of the page.
    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        characters: &str,
    ) -> Result<(), OutputError> {
        let size = place.m11.hypot(place.m12) * font_size;
        let (left, height) = (place.m31, place.m32);
        let width = if width > 0.0 { width } else { LIKELY_WIDTH } * size;
        let end = match self.last {
            Some((_, last_height)) if (height - last_height).abs() > LINE_STEP * size => {
                self.push("\n")?;
                self.end_run();
                left
            }
            Some((end, _)) => {
                if (left - end).abs() > WORD_GAP * size {
                    self.end_run();
                }
                if left - end > WORD_GAP * size && !self.text.ends_with(' ') {
                    self.push(" ")?;
                }
                left
            }
            None => left,
        };
        self.last = Some((end + width, height));
        if !characters.trim().is_empty() {
            let right = left + width;
            let run = self.run.get_or_insert(Run { page: self.page, left, right, height, size });
            run.right = run.right.max(right);
        }
        // The letters of one sign are written in their own order, lines from right to left as seen.
        if characters.chars().nth(1).is_some() && characters.chars().all(is_right_to_left_letter) {
            return self.push(&characters.chars().rev().collect::<String>());
        }
        self.push(characters)
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stops_growing_at_its_bound() {
        let mut text = PageText::new();
        let chunk = "x".repeat(MAX_TEXT_BYTES);
        assert!(text.push(&chunk).is_ok());
        assert!(text.push("x").is_err());
    }

    #[test]
    fn gaps_become_spaces_and_steps_become_lines() {
        let mut text = PageText::new();
        let mut set = |x: f64, y: f64, c: &str| {
            let place = Transform::row_major(1.0, 0.0, 0.0, 1.0, x, y);
            text.output_character(&place, 0.5, 0.0, 10.0, c).expect("within bounds");
        };
        set(0.0, 0.0, "a");
        set(5.2, 0.0, "b");
        set(60.0, 0.0, "c");
        set(60.0, 0.0, "d");
        set(0.0, 12.0, "e");
        assert_eq!(text.text, "ab cd\ne");
    }
}
