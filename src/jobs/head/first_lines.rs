//! The first lines of a posting, with or without marks between their parts. Part of the head.

use std::sync::LazyLock;

use super::employer::is_company;
use super::labels::LABEL;
use super::printed::{as_printed, is_capitals, title_found, trimmed};
use super::{HEAD_LINES, Head, pattern};
use crate::jobs::patterns::Pattern;
use crate::jobs::{places, titles};
use crate::language::span::Span;
use crate::language::tokens;

/// Between the parts of a head line.
static SEPARATOR: LazyLock<Pattern> = LazyLock::new(|| pattern(r" +[–—|@·•] +| +-{1,2} +| // | {2,}|\t+"));

/// Reads "Title – Company", "Company | Title | Place | …", a title and then "Company, Place",
/// and bulletin heads such as "ROOFER    Class Code: 3476".
pub(super) fn read(text: &str, head: &mut Head) {
    let mut title_line = None;
    let mut unclaimed: Option<Span> = None;
    for (index, line) in non_empty_lines(text).take(HEAD_LINES).enumerate() {
        let words = line.of(text);
        // A head's lines are short; the first long one begins the body.
        if words.chars().count() > 140 || (words.ends_with('.') && words.split_whitespace().count() > 6) {
            // "The Copper Ladle, Leeds, UK. Part-time, 24 hours a week.": the place before the terms.
            let sentence =
                tokens::sentences(words).first().map(|first| Span::new(line.start, line.start + first.end));
            if let Some(sentence) =
                sentence.filter(|first| title_line.is_some() && first.end - first.start < 60)
            {
                let bare = trimmed(text, Span::new(sentence.start, sentence.end - 1));
                claim(text, std::iter::once(bare), head, true);
            }
            break;
        }
        if title_line.is_some_and(|title| index > title + 2) {
            break;
        }
        if LABEL.is_match(words) {
            continue;
        }
        let is_bullet = words.starts_with(['-', '•', '*', '–']) && !words.starts_with("**");
        if is_bullet {
            break;
        }
        let pieces = pieces_of(text, line);
        if title_line.is_none() {
            let at = pieces
                .iter()
                .position(|piece| titles::is_title(piece.of(text)) && !reads_as_sentence(piece.of(text)));
            let is_bulletin = index == 0 && pieces.first().is_some_and(|piece| is_capitals(piece.of(text)));
            if let Some(at) = at.or(is_bulletin.then_some(0)) {
                title_line = Some(index);
                head.title.get_or_insert_with(|| title_found(text, pieces[at]));
                let before_line = unclaimed.take();
                let rest =
                    pieces.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, piece)| *piece);
                claim(text, before_line.into_iter().chain(rest), head, true);
            } else if index == 0 && pieces.len() == 1 {
                unclaimed = Some(pieces[0]);
            }
        } else {
            claim(text, pieces.into_iter(), head, head.company.is_none());
        }
    }
}

/// Gives pieces of a head to the place or the employer.
pub(super) fn claim(text: &str, pieces: impl Iterator<Item = Span>, head: &mut Head, may_be_company: bool) {
    for piece in pieces {
        let words = piece.of(text);
        if let Some(place) = places::find_place(words) {
            let span = Span::new(piece.start + place.start, piece.start + place.end);
            head.location.get_or_insert_with(|| as_printed(text, span));
            // "Rincon Peak Regional Hospital, Tucson, Arizona": the employer stands before the place.
            let before = trimmed(text, Span::new(piece.start, span.start));
            // It is surer than a piece beside the title, which may be the department.
            if is_company(before.of(text)) && !titles::is_title(before.of(text)) {
                head.company = Some(as_printed(text, before));
            }
        } else if may_be_company && head.company.is_none() && is_company(words) && !titles::is_title(words) {
            head.company = Some(as_printed(text, piece));
        }
    }
}

fn reads_as_sentence(words: &str) -> bool {
    let lower = words.to_lowercase();
    ["we ", "you ", "our ", "join ", "this ", "is hiring", "looking for", "are you", "wanted", "hiring"]
        .iter()
        .any(|start| lower.starts_with(start) || (start.len() > 8 && lower.contains(start)))
}

pub(super) fn pieces_of(text: &str, line: Span) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut start = line.start;
    let words = line.of(text);
    for separator in SEPARATOR.find_iter(words) {
        pieces.push(Span::new(start, line.start + separator.start()));
        start = line.start + separator.end();
    }
    pieces.push(Span::new(start, line.end));
    // "We're hiring! Staff Engineer": a call is no part of the title behind it.
    if let Some(first) = pieces.first_mut()
        && let Some(at) = first.of(text).rfind("! ")
        && titles::is_title(&first.of(text)[at + 2..])
    {
        first.start += at + 2;
    }
    let mut pieces: Vec<Span> = pieces
        .into_iter()
        .map(|piece| trimmed(text, piece))
        .filter(|piece| piece.start < piece.end)
        .collect();
    // "Senior Engineer at Tidewell": the word joins two pieces when a title stands before it.
    if let [only] = pieces[..]
        && let Some(at) = only.of(text).find(" at ")
        && titles::is_title(&only.of(text)[..at])
        && is_company(&only.of(text)[at + 4..])
    {
        pieces = vec![Span::new(only.start, only.start + at), Span::new(only.start + at + 4, only.end)];
    }
    pieces
}

fn non_empty_lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut start = 0;
    text.split('\n').filter_map(move |line| {
        let span = trimmed(text, Span::new(start, start + line.len()));
        start += line.len() + 1;
        (span.start < span.end).then_some(span)
    })
}
