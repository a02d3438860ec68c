//! Lines that say what they are: "Job title: Line Cook". Part of the head.

use std::sync::LazyLock;

use super::first_lines::{claim, pieces_of};
use super::printed::{as_printed, place_found, title_found, trimmed};
use super::{HEAD_LINES, Head, pattern};
use crate::jobs::patterns::Pattern;
use crate::jobs::titles;
use crate::language::span::Span;

pub(super) static LABEL: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?im)^[ *#-]*(?:(?P<title>job title|position title|title|position|role|job|vacancy|stellenbezeichnung|stelle)|(?P<company>company|employer|organi[sz]ation|unternehmen|arbeitgeber|firma)|(?P<location>job location|work location|location|place of work|place|city|office|workplace|based in|standort|arbeitsort|einsatzort))[*]*[ ]*:[* ]*(?P<value>[^\n]{2,120})$",
    )
});

/// Fills in what labelled lines tell.
pub(super) fn read(text: &str, head: &mut Head) {
    for found in LABEL.captures_iter(text).take(HEAD_LINES) {
        let Some(value) = found.name("value") else { continue };
        let span = trimmed(text, Span::new(value.start(), value.end()));
        let words = span.of(text);
        if words.is_empty() {
            continue;
        }
        if found.name("title").is_some() {
            // "Job title: Data Engineer II | Req #4471 | Austin, TX"
            let pieces = pieces_of(text, span);
            let at = pieces.iter().position(|piece| titles::is_title(piece.of(text))).unwrap_or(0);
            let Some(title) = pieces.get(at) else { continue };
            let words = title.of(text);
            let is_title =
                words.split_whitespace().count() <= 12 && !words.ends_with('.') && !titles::speaks(words);
            if head.title.is_none() && is_title {
                head.title = Some(title_found(text, *title));
                claim(text, pieces.iter().skip(at + 1).copied(), head, false);
            }
        } else if found.name("company").is_some() {
            if !titles::speaks(words) {
                head.company.get_or_insert_with(|| as_printed(text, span));
            }
        } else {
            head.location.get_or_insert_with(|| place_found(text, span));
        }
    }
}
