//! The text of a PDF as it is read off its pages, with the places of its words. Part of the
//! [reader](super::pdf).

use std::fmt;
use std::ops::Range;
use std::time::{Duration, Instant};

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

use super::columns::Run;
use super::hidden::{self, Bounds};
use crate::documents::script::{is_right_to_left_letter, is_without_spaces};
use crate::scoring::model::Place;

/// The most text that is read, in bytes.
const MAX_TEXT_BYTES: usize = 2 * 1024 * 1024;

/// The longest that reading may take.
const MAX_TIME: Duration = Duration::from_secs(10);

/// A step up or down by more than this share of the type size begins a line.
const LINE_STEP: f64 = 0.45;

/// A gap wider than this many times the type size is a space where the width of the letter before it
/// is only guessed.
const WORD_GAP: f64 = 2.0;

/// The same where the width is known. Words of some files have no spaces between, and readers part
/// them by their places; from 0.1 on some do.
const KNOWN_WORD_GAP: f64 = 0.17;

/// The width in ems that is taken for a character when the file's own cannot be had.
const LIKELY_WIDTH: f64 = 0.55;

/// How far letters reach above their line and below it, in sizes of the type.
const ABOVE: f64 = 0.8;
const BELOW: f64 = 0.22;

/// Letters of one word as they are written in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// The box around it.
    pub place: Place,
    /// Size of the type, in points.
    pub size: f64,
    /// Whether it runs up or down the page.
    pub is_turned: bool,
    /// How many letters it has.
    pub letters: usize,
    /// Where its first letter begins, and its last, on its line.
    pub ends: (f64, f64),
}

impl Word {
    /// Whether its letters are set so far apart that readers may take each for a word: hardly a
    /// letter is wider than this from one to the next.
    pub fn is_apart(&self) -> bool {
        const LEAST_LETTERS: usize = 5;
        const WIDE: f64 = 0.95;
        let steps = self.letters.saturating_sub(1) as f64;
        self.letters >= LEAST_LETTERS && self.ends.1 - self.ends.0 > WIDE * self.size * steps
    }
}

/// Text as it is read off the page: a change of height is a line, a gap is a space. It refuses
/// to grow beyond its bounds.
pub struct PageText {
    /// What was read.
    pub text: String,
    /// Its words, in the order of the text.
    pub words: Vec<Word>,
    /// What is shown of each page, in its own units.
    pages: Vec<Bounds>,
    /// Where the last character ends or is likely to, its height on the page, and whether its width
    /// is known; none at a page's beginning.
    last: Option<(f64, f64, bool)>,
    /// Words without a gap, of all pages.
    pub runs: Vec<Run>,
    /// The run that goes on.
    run: Option<Run>,
    page: usize,
    began: Instant,
}

impl PageText {
    /// Nothing read yet of a document whose pages show what lies within these.
    pub fn new(pages: Vec<Bounds>) -> Self {
        Self {
            text: String::new(),
            words: Vec::new(),
            pages,
            last: None,
            runs: Vec::new(),
            run: None,
            page: 0,
            began: Instant::now(),
        }
    }

    /// Where the words of a part of the text stand, those of its first page; none where it has no
    /// words.
    pub fn place_of(&self, range: &Range<usize>) -> Option<Place> {
        let from = self.words.partition_point(|word| word.range.end <= range.start);
        let words = self.words[from..].iter().take_while(|word| word.range.start < range.end);
        words.map(|word| word.place).reduce(Place::with)
    }

    /// The box around a run.
    pub fn place_of_run(&self, run: &Run) -> Place {
        let edges = [run.left, run.height - BELOW * run.size, run.right, run.height + ABOVE * run.size];
        self.place(run.page, edges)
    }

    /// A box of a page, from its top left.
    fn place(&self, page: usize, [left, bottom, right, top]: [f64; 4]) -> Place {
        let number = u32::try_from(page).unwrap_or(u32::MAX);
        let page = page.checked_sub(1).and_then(|page| self.pages.get(page)).copied();
        let page = page.unwrap_or(hidden::LETTER);
        Place::new(number, left - page.left, page.top - top, right - page.left, page.top - bottom)
    }

    /// Adds letters to the word that goes on, or begins one.
    fn push_letters(&mut self, letters: &str, edges: [f64; 4], size: f64, is_turned: bool, start: f64) {
        let end = self.text.len();
        let range = end - letters.len()..end;
        let place = self.place(self.page, edges);
        match self.words.last_mut() {
            Some(word) if word.range.end == range.start && word.place.page == place.page => {
                word.range.end = range.end;
                word.place = word.place.with(place);
                word.letters += 1;
                word.ends.1 = start;
            }
            _ => {
                let ends = (start, start);
                self.words.push(Word { range, place, size, is_turned, letters: 1, ends });
            }
        }
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
        let is_width_known = width > 0.0;
        let width = if is_width_known { width } else { LIKELY_WIDTH } * size;
        // Words that run up or down are followed along their own line.
        let is_turned = place.m12.abs() > place.m11.abs();
        let way = if is_turned { place.m12.signum() } else { 1.0 };
        let (along, line) = if is_turned { (height * way, left) } else { (left, height) };
        let start = match self.last {
            Some((_, last_line, _)) if (line - last_line).abs() > LINE_STEP * size => {
                self.push("\n")?;
                self.end_run();
                along
            }
            Some((end, _, is_known)) => {
                let is_far = (along - end).abs() > WORD_GAP * size;
                if is_far {
                    self.end_run();
                }
                let beside = [self.text.chars().next_back(), characters.chars().next()];
                let is_word_edge = is_known && !beside.into_iter().flatten().any(is_without_spaces);
                let least = if is_word_edge { KNOWN_WORD_GAP } else { WORD_GAP } * size;
                if along - end > least && !self.text.ends_with(' ') && !characters.starts_with(' ') {
                    self.push(" ")?;
                }
                // Letters without a width are all written at one place: each stands where the last
                // ended.
                if is_far && is_known { along } else { end.max(along) }
            }
            None => along,
        };
        let end = start + width;
        self.last = Some((end, line, is_width_known));
        // The letters of one sign are written in their own order, lines from right to left as seen.
        let turned: String;
        let characters =
            if characters.chars().nth(1).is_some() && characters.chars().all(is_right_to_left_letter) {
                turned = characters.chars().rev().collect();
                &turned
            } else {
                characters
            };
        self.push(characters)?;
        if !characters.trim().is_empty() {
            let edges = if is_turned {
                let (one, other) = (start * way, end * way);
                [left - ABOVE * size, one.min(other), left + ABOVE * size, one.max(other)]
            } else {
                let run = self.run.get_or_insert(Run { page: self.page, left, right: end, height, size });
                // Scripts from right to left are written piece by piece, each left of the one before.
                run.left = run.left.min(left);
                run.right = run.right.max(end);
                [start, height - BELOW * size, end, height + ABOVE * size]
            };
            self.push_letters(characters, edges, size, is_turned, start);
        }
        Ok(())
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
        let mut text = PageText::new(Vec::new());
        let chunk = "x".repeat(MAX_TEXT_BYTES);
        assert!(text.push(&chunk).is_ok());
        assert!(text.push("x").is_err());
    }

    #[test]
    fn gaps_become_spaces_and_steps_become_lines() {
        let mut text = PageText::new(Vec::new());
        let mut set = |x: f64, y: f64, c: &str| {
            let place = Transform::row_major(1.0, 0.0, 0.0, 1.0, x, y);
            text.output_character(&place, 0.5, 0.0, 10.0, c).expect("within bounds");
        };
        set(0.0, 0.0, "a");
        set(5.2, 0.0, "b");
        set(60.0, 0.0, "c");
        set(60.0, 0.0, "d");
        set(0.0, 12.0, "e");
        // A space of 2.5 points between words of ten.
        set(7.5, 12.0, "f");
        assert_eq!(text.text, "ab cd\ne f");
    }

    #[test]
    fn words_have_places_from_the_top_left_of_what_is_shown() {
        let mut text = PageText::new(vec![Bounds { left: 10.0, bottom: 0.0, right: 510.0, top: 700.0 }]);
        text.page = 1;
        let mut set = |x: f64, y: f64, c: &str| {
            let place = Transform::row_major(1.0, 0.0, 0.0, 1.0, x, y);
            text.output_character(&place, 0.5, 0.0, 10.0, c).expect("within bounds");
        };
        for (x, letters) in [(60.0, "L"), (65.0, "e"), (70.0, "d"), (75.0, " "), (80.0, "it")] {
            set(x, 500.0, letters);
        }
        let led = Place { page: 1, x: 50.0, y: 192.0, width: 15.0, height: 10.2 };
        assert_eq!(
            text.words[0],
            Word { range: 0..3, place: led, size: 10.0, is_turned: false, letters: 3, ends: (60.0, 70.0) }
        );
        assert_eq!(text.place_of(&(0..3)), Some(led));
        assert_eq!(text.place_of(&(0..6)), Some(Place { width: 25.0, ..led }));
        assert_eq!(text.place_of(&(3..4)), None, "a space stands nowhere");
        assert_eq!(text.place_of(&(6..9)), None);
    }
}
