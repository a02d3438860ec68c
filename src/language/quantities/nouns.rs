//! What a number counts, and what it is per: "11 new graduate nurses", "a 28-bed unit", "per
//! shift". Below [`super::amounts`].

use super::measures;
use super::reading::Reading;
use super::vocabulary::{self, Recurrence};
use crate::language::span::Span;
use crate::language::tokens::{TokenKind, folded};

/// A counted noun.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counted {
    /// The words, with what describes the noun.
    pub(super) words: Span,
    /// The token of the noun itself.
    pub(super) head: usize,
    /// The token behind the words.
    pub(super) to: usize,
}

/// A noun phrase has at most so many words before its noun.
const MOST_WORDS: usize = 7;

/// The noun phrase that begins with the token. Where several are counted, the noun is the last
/// plural in a row; one thing is named by the last word.
pub(super) fn counted(reading: &Reading<'_>, at: usize, is_several: bool) -> Option<Counted> {
    let mut to = at;
    let mut plural = None;
    loop {
        // "fit-out programme": a hyphen ties in what would end the phrase.
        let is_tied_before = to > at && reading.is_dash(to - 1);
        if to >= at + MOST_WORDS || !(is_tied_before || goes_on(reading, at, to)) {
            break;
        }
        let may_end = if is_several { plural.is_some() } else { to > at };
        if may_end
            && !is_tied_before
            && (is_verbal(reading.word(to), is_several || goes_on(reading, at, to + 1))
                || (is_several && is_tied(reading, to + 1)))
        {
            break;
        }
        to += 1;
        let goes_on_tied = is_tied(reading, to);
        if reading.is_plural(to - 1) && !goes_on_tied {
            plural = Some(to - 1);
        }
        // The hyphen of "corrugated-board" belongs to the phrase.
        to += usize::from(goes_on_tied);
    }
    let plural = plural.filter(|_| is_several);
    let head = plural.or_else(|| to.checked_sub(1).filter(|last| *last >= at))?;
    let to = head + 1;
    // "three ended up": several of nothing that is named.
    let is_named = plural.is_some() || !is_several || reading.starts_upper(head) || at < head;
    if !is_named {
        return None;
    }
    let is_owner = reading.word(head).ends_with("'s") || reading.word(head).ends_with("’s");
    (!is_owner).then(|| Counted { words: reading.span(at, to), head, to })
}

/// Whether the word looks like a form of a verb, or an adverb. At the end of a phrase "ing" makes
/// a noun: "yoga teacher training".
fn is_verbal(word: &str, with_gerund: bool) -> bool {
    let word = folded(word);
    word.ends_with("ed") || word.ends_with("ly") || (with_gerund && word.ends_with("ing"))
}

fn goes_on(reading: &Reading<'_>, first: usize, at: usize) -> bool {
    let Some(token) = reading.tokens.get(at) else { return false };
    let meaning = reading.meaning(at);
    let is_new_line = at > first && reading.text[reading.end_before(at)..token.span.start].contains('\n');
    token.kind == TokenKind::Word
        && !is_stop(reading, at)
        && !is_new_line
        && !reading.starts_with_digit(at)
        && meaning.number.is_none()
        // "20k lines Python 3"
        && !(reading.starts_with_digit(at + 1) && (at == first || reading.starts_upper(at)))
        && (at == first || !matches!(meaning.recurrence, Some(Recurrence::Rate(..))))
}

/// Whether the word ends a noun phrase; "you've" does as "you" does.
fn is_stop(reading: &Reading<'_>, at: usize) -> bool {
    let word = reading.word(at);
    let is_contracted =
        || word.find(['\'', '’']).is_some_and(|mark| vocabulary::meaning(&word[..mark]).is_stop);
    reading.meaning(at).is_stop || is_contracted()
}

/// Whether a hyphen without spaces stands here and a word behind it.
fn is_tied(reading: &Reading<'_>, at: usize) -> bool {
    reading.is_dash(at) && reading.is_joined(at) && reading.is_joined(at + 1) && reading.is_word(at + 1)
}

/// The singular of a noun, folded.
pub(super) fn singular(word: &str) -> String {
    // "APIs"
    if let Some(acronym) = word.strip_suffix('s')
        && acronym.len() > 1
        && acronym.bytes().all(|byte| byte.is_ascii_uppercase())
    {
        return acronym.to_ascii_lowercase();
    }
    let word = folded(word);
    const IRREGULAR: [(&str, &str); 13] = [
        ("people", "person"),
        ("persons", "person"),
        ("children", "child"),
        ("men", "man"),
        ("women", "woman"),
        ("feet", "foot"),
        ("teeth", "tooth"),
        ("mice", "mouse"),
        ("criteria", "criterion"),
        ("alumni", "alumnus"),
        ("analyses", "analysis"),
        ("series", "series"),
        ("species", "species"),
    ];
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for end in ["ches", "shes", "sses", "xes", "zes"] {
        if word.ends_with(end) {
            return word[..word.len() - 2].to_owned();
        }
    }
    let keeps = ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) || word.len() < 3;
    match word.strip_suffix('s') {
        Some(stem) if !keeps => stem.trim_end_matches('\'').to_owned(),
        _ => word.into_owned(),
    }
}

/// What the amount before the token is per, and the token behind: "a month", "per shift",
/// "/hr", "annually", "each".
pub(super) fn per(reading: &Reading<'_>, at: usize) -> Option<(String, usize)> {
    if reading.word(at) == "/" && reading.is_joined(at) && reading.is_joined(at + 1) {
        let unit = reading.meaning(at + 1).unit.or_else(|| measures::by_sign(reading.word(at + 1)));
        let name = round_name(reading, at + 1).or_else(|| Some(unit?.name.to_owned()))?;
        return Some((name, at + 2));
    }
    if reading.is_any(at, &["p.a.", "pa", "p.a"]) {
        return Some(("year".to_owned(), at + 1));
    }
    if reading.is(at, "per") {
        return match () {
            () if reading.is(at + 1, "diem") => Some(("day".to_owned(), at + 2)),
            () if reading.starts_with_digit(at + 1) => per_number(reading, at + 1),
            () if reading.is_word(at + 1) && !reading.meaning(at + 1).is_stop => {
                Some((round_name(reading, at + 1).unwrap_or_else(|| singular(reading.word(at + 1))), at + 2))
            }
            () => None,
        };
    }
    if reading.is_any(at, &["a", "an", "each", "every"]) {
        // "a second visual check" is one more of them.
        let is_order = reading.is(at + 1, "second") && is_noun(reading, at + 2);
        let is_tied = is_order || reading.is_dash(at + 2) && reading.is_joined(at + 2);
        if let Some(name) = round_name(reading, at + 1).filter(|_| !is_tied) {
            return Some((name, at + 2));
        }
        let is_alone = !reading.is_word(at + 1) || reading.meaning(at + 1).is_stop;
        return (reading.is(at, "each") && is_alone).then(|| ("each".to_owned(), at + 1));
    }
    if reading.is(at, "apiece") {
        return Some(("each".to_owned(), at + 1));
    }
    match reading.meaning(at).recurrence {
        // "4 quarterly reports", "118 hourly openings": the noun is of that kind.
        Some(Recurrence::Rate(1.0, 1.0, unit))
            if unit != "quarter" && !(unit == "hour" && is_noun(reading, at + 1)) =>
        {
            Some((unit.to_owned(), at + 1))
        }
        _ => None,
    }
}

fn is_noun(reading: &Reading<'_>, at: usize) -> bool {
    reading.is_word(at) && !is_stop(reading, at)
}

/// "per 1,000 patients"; of "per 24-hour shift" only the noun, for the hours are read by
/// themselves.
fn per_number(reading: &Reading<'_>, at: usize) -> Option<(String, usize)> {
    let is_tied = reading.is_dash(at + 1) && reading.is_joined(at + 1);
    if is_tied {
        let noun = Some(at + 3).filter(|noun| reading.is_word(*noun) && !reading.meaning(*noun).is_stop)?;
        return Some((singular(reading.word(noun)), at));
    }
    let number = reading.word(at).replace(',', "");
    let has_noun = reading.is_word(at + 1) && !is_stop(reading, at + 1);
    let name = if has_noun { format!("{number} {}", singular(reading.word(at + 1))) } else { number };
    Some((name, at + 1 + usize::from(has_noun)))
}

/// [`per`], at the token or a few words further in the same phrase: "£61,000 in revenue a month".
pub(super) fn per_near(reading: &Reading<'_>, at: usize) -> Option<(String, usize)> {
    const REACH: usize = 5;
    if let Some(found) = per(reading, at) {
        return Some(found);
    }
    for near in at + 1..=at + REACH {
        let passed = near - 1;
        let is_phrase = reading.is_word(passed)
            && reading.meaning(passed).number.is_none()
            && !reading.starts_with_digit(passed)
            && !reading.is_any(passed, &["and", "or", "but", "to", "that", "which", "who"]);
        if !is_phrase {
            return None;
        }
        // "from 4.5k to 31k in a year" has no rate.
        let is_rate = reading.is(near, "per")
            || (reading.is_any(near, &["a", "an", "each", "every"]) && !is_stop(reading, near - 1));
        if is_rate
            && let Some(found) = per(reading, near)
            && found.0 != "each"
        {
            return Some(found);
        }
    }
    None
}

/// The name of a time that comes round: "month" for "mo", "february" for "Feb".
pub(super) fn round_name(reading: &Reading<'_>, at: usize) -> Option<String> {
    let word = reading.word(at);
    let meaning = reading.meaning(at);
    if let Some(unit) = meaning.unit.filter(|unit| unit.is_time()) {
        return Some(unit.name.to_owned());
    }
    if let Some(Recurrence::Rate(_, _, "year")) = meaning.recurrence.filter(|_| reading.is(at, "annum")) {
        return Some("year".to_owned());
    }
    if let Some(month) = meaning.month {
        let is_name = reading.starts_upper(at);
        return is_name.then(|| super::calendar::MONTH_NAMES[usize::from(month) - 1].to_owned());
    }
    match meaning.recurrence {
        Some(Recurrence::Round(_)) => Some(singular(word)),
        _ => match word {
            "h" => Some("hour".to_owned()),
            "s" => Some("second".to_owned()),
            "d" => Some("day".to_owned()),
            "y" => Some("year".to_owned()),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens::tokenize;

    fn check(text: &str, is_several: bool, words: &str, head: &str) {
        let tokens = tokenize(text);
        let reading = Reading::new(text, &tokens);
        let found = counted(&reading, 0, is_several).expect(text);
        assert_eq!((found.words.of(text), reading.word(found.head)), (words, head), "{text}");
    }

    #[test]
    fn the_noun_of_a_phrase_is_found() {
        check("new graduate nurses since 2021", true, "new graduate nurses", "nurses");
        check("corrugated-board lines running three shifts", true, "corrugated-board lines", "lines");
        check("sales reps", true, "sales reps", "reps");
        check("product line from May", false, "product line", "line");
        check("services running on K8s", true, "services", "services");
        check("children a day", true, "children", "children");
        check("spare-parts crib stocked within", false, "spare-parts crib", "crib");
        check("paid-media specialist", false, "paid-media specialist", "specialist");
        check("customer-reported bug", false, "customer-reported bug", "bug");
        check("small jobs", true, "small jobs", "jobs");
    }

    #[test]
    fn plurals_become_singular() {
        for (many, one) in [
            ("Nurses", "nurse"),
            ("children", "child"),
            ("policies", "policy"),
            ("branches", "branch"),
            ("boxes", "box"),
            ("bus", "bus"),
            ("APIs", "api"),
        ] {
            assert_eq!(singular(many), one);
        }
    }
}
