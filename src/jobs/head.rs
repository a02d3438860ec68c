//! Finds a posting's title, employer and place in its own text: labelled lines, the first
//! lines, bulletin heads in capitals, and the sentences in which employers name themselves.

use std::sync::LazyLock;

use regex::Regex;

use crate::jobs::places;
use crate::jobs::titles;
use crate::language::span::Span;

/// A value found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As it is best printed.
    pub value: String,
    /// Where it stands.
    pub span: Span,
}

/// What the head of a posting tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// The job title.
    pub title: Option<Found>,
    /// The employer.
    pub company: Option<Found>,
    /// The place of work.
    pub location: Option<Found>,
}

/// Lines in which a head is looked for; what stands below is the posting's body.
const HEAD_LINES: usize = 12;

/// Bytes of the text in which self-naming sentences are looked for.
const OPENING_BYTES: usize = 1200;

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern")
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?im)^[ *#-]*(?:(?P<title>job title|position title|title|position|role|job|vacancy|stellenbezeichnung|stelle)|(?P<company>company|employer|organi[sz]ation|unternehmen|arbeitgeber|firma)|(?P<location>job location|work location|location|place of work|place|city|office|workplace|based in|standort|arbeitsort|einsatzort))[*]*[ ]*:[* ]*(?P<value>[^\n]{2,120})$",
    )
});

/// Between the parts of a head line.
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| pattern(r" +[–—|@·•] +| +-{1,2} +| // | {2,}|\t+"));

static HIRING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[.!?:]\s+|\n)(?P<company>[A-Z0-9][\w&.'’-]*(?: (?:[A-Z0-9&][\w&.'’-]*|of|and|the|for)){0,5})(?: \([^)\n]{1,30}\))? (?:is|are) (?:now |currently |actively )?(?:hiring|looking for|seeking|recruiting|searching for|expanding)\b",
    )
});

static WANTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:hiring|looking for|seeking|recruiting|searching for|we need|join (?:us|our team|the team|[\w ]{1,30}) as|in search of|apply for the (?:position|role) of)\s+(?P<rest>[^.!?\n;:]{3,120})",
    )
});

static EQUAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[.!?]\s+|\n)(?P<company>[A-Z][\w&.'’-]*(?: (?:[A-Z&][\w&.'’-]*|of|and)){0,4}) is (?:proud to be )?(?:an? )?(?:Equal|equal)[ -]",
    )
});

static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)^[ *#]*(?:About|ABOUT|Über|Why|Working at|Life at) (?P<company>[A-Z][\w&.'’-]*(?: [A-Z&][\w&.'’-]*){0,4})[ *:?]*$",
    )
});

static AT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:at|bei|join) (?P<company>[A-Z][\w&'’-]*(?: [A-Z&][\w&'’-]*){0,4})"));

static PUBLIC_BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?P<company>(?:City|County|State|Town|Port|University|Borough|Department) of (?:the )?[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})",
    )
});

static BASED_IN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:[Bb]ased|[Ll]ocated|[Oo]ffices?|[Oo]n-?site|[Hh]ybrid|[Rr]emote) (?:in|from) (?:our )?(?:downtown )?(?P<location>[A-Z][\w.'’-]*(?:[ -][A-Z][\w.'’-]*){0,3}(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)?)?)",
    )
});

/// Words that begin with a capital but name no employer.
const NO_COMPANY: &[&str] = &[
    "us",
    "you",
    "the",
    "this",
    "our",
    "your",
    "we",
    "it",
    "he",
    "she",
    "they",
    "role",
    "team",
    "job",
    "position",
    "company",
    "least",
    "who",
    "what",
    "that",
    "there",
    "i",
    "candidates",
    "applicants",
    "department",
    "work",
    "responsibilities",
    "qualifications",
    "people",
    "everyone",
    "client",
    "uns",
    "dich",
    "sie",
];

/// Finds what the head of a cleaned posting tells; every span quotes `text`.
pub fn find(text: &str) -> Head {
    let mut head = Head::default();
    from_labels(text, &mut head);
    from_first_lines(text, &mut head);
    from_sentences(text, &mut head);
    head
}

/// Whether the words stand in the text, whatever their case and spacing.
pub fn stands_in(text: &str, words: &str) -> bool {
    find_words(text, words).is_some()
}

/// The first place where the words stand as whole words, whatever their case and spacing.
pub fn find_words(text: &str, words: &str) -> Option<Span> {
    let wanted: Vec<char> = lower_spaced(words.trim()).map(|(_, character)| character).collect();
    let (&first, _) = wanted.split_first()?;
    let mut previous = ' ';
    for (at, character) in text.char_indices() {
        let is_start = !previous.is_alphanumeric();
        previous = character;
        if !is_start || character.to_lowercase().next() != Some(first) {
            continue;
        }
        let mut read = lower_spaced(&text[at..]);
        let mut end = at;
        let is_here = wanted.iter().all(|wanted| {
            read.next().is_some_and(|(after, character)| {
                end = at + after;
                character == *wanted
            })
        });
        if is_here && !text[end..].starts_with(char::is_alphanumeric) {
            return Some(Span::new(at, end));
        }
    }
    None
}

/// Lower-case characters with runs of white space as one space, each with the byte after it.
fn lower_spaced(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut was_space = false;
    text.char_indices().flat_map(move |(at, character)| {
        let is_space = character.is_whitespace();
        let is_skipped = is_space && was_space;
        was_space = is_space;
        let after = at + character.len_utf8();
        let lower = if is_space { ' ' } else { character.to_lowercase().next().unwrap_or(character) };
        (!is_skipped).then_some((after, lower))
    })
}

fn from_labels(text: &str, head: &mut Head) {
    for found in LABEL.captures_iter(text).take(HEAD_LINES) {
        let Some(value) = found.name("value") else { continue };
        let span = trimmed(text, Span::new(value.start(), value.end()));
        let words = span.of(text);
        if words.is_empty() {
            continue;
        }
        if found.name("title").is_some() {
            if head.title.is_none() && words.split_whitespace().count() <= 12 && !words.ends_with('.') {
                head.title = Some(title_found(text, span));
            }
        } else if found.name("company").is_some() {
            head.company.get_or_insert_with(|| as_printed(text, span));
        } else {
            head.location.get_or_insert_with(|| place_found(text, span));
        }
    }
}

/// Reads "Title – Company", "Company | Title | Place | …", a title and then "Company, Place",
/// and bulletin heads such as "ROOFER    Class Code: 3476".
fn from_first_lines(text: &str, head: &mut Head) {
    let mut title_line = None;
    let mut unclaimed: Option<Span> = None;
    for (index, line) in non_empty_lines(text).take(HEAD_LINES).enumerate() {
        let words = line.of(text);
        // A head's lines are short; the first long one begins the body.
        if words.chars().count() > 140 || (words.ends_with('.') && words.split_whitespace().count() > 6) {
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
fn claim(text: &str, pieces: impl Iterator<Item = Span>, head: &mut Head, may_be_company: bool) {
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

fn from_sentences(text: &str, head: &mut Head) {
    let mut opening_end = OPENING_BYTES.min(text.len());
    while !text.is_char_boundary(opening_end) {
        opening_end -= 1;
    }
    let opening = &text[..opening_end];
    if head.title.is_none() {
        head.title = WANTED.captures_iter(opening).find_map(|found| {
            let rest = found.name("rest")?;
            wanted_title(text, Span::new(rest.start(), rest.end()))
        });
    }
    let named = |pattern: &Regex, text: &str, least: usize| {
        pattern.captures_iter(text).find_map(|found| {
            let company = found.name("company")?;
            let span = trimmed(text, Span::new(company.start(), company.end()));
            let words = span.of(text);
            (is_company(words) && text.matches(words).take(least).count() == least)
                .then(|| as_printed(text, span))
        })
    };
    if head.company.is_none() {
        head.company = named(&HIRING, opening, 1)
            .or_else(|| named(&ABOUT, text, 1))
            .or_else(|| named(&EQUAL, text, 1))
            .or_else(|| named(&PUBLIC_BODY, text, 2))
            .or_else(|| named(&AT, opening, 2));
    }
    if head.location.is_none() {
        head.location = BASED_IN
            .captures(opening)
            .and_then(|found| found.name("location"))
            .map(|place| Span::new(place.start(), place.start() + place.as_str().trim_end_matches('.').len()))
            .map(|span| as_printed(text, span));
    }
}

/// The title at the start of what is wanted: "a talented Senior Engineer to design …".
fn wanted_title(text: &str, rest: Span) -> Option<Found> {
    const BEFORE: &[&str] = &[
        "a",
        "an",
        "the",
        "our",
        "another",
        "new",
        "next",
        "talented",
        "experienced",
        "passionate",
        "motivated",
        "skilled",
        "strong",
        "highly",
        "dedicated",
        "exceptional",
        "outstanding",
        "great",
        "full-time",
        "part-time",
        "multiple",
        "several",
        "two",
        "three",
        "creative",
        "driven",
        "enthusiastic",
        "reliable",
        "self-motivated",
        "hands-on",
        "results-driven",
        "seasoned",
        "energetic",
        "ambitious",
        "and",
        "additional",
        "more",
        "first",
    ];
    let mut words = Vec::new();
    let mut at = rest.start;
    for word in rest.of(text).split(' ') {
        let span = Span::new(at, at + word.len());
        at = span.end + 1;
        if word.is_empty() || (words.is_empty() && BEFORE.contains(&word.to_lowercase().trim_matches(','))) {
            continue;
        }
        words.push(span);
        let bare = trimmed(text, span).of(text);
        if titles::is_role_word(bare) {
            let span = trimmed(text, Span::new(words[0].start, span.end));
            return Some(title_found(text, span));
        }
        let is_joint = ["to", "who", "with", "that", "for", "in", "at"].contains(&bare);
        if words.len() >= 6 || is_joint || word.ends_with(',') {
            return None;
        }
    }
    None
}

fn title_found(text: &str, span: Span) -> Found {
    let printed = titles::without_gender_mark(span.of(text));
    let span = trimmed(text, Span::new(span.start, span.start + printed.len()));
    let words = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let value = if is_capitals(&words) { in_title_case(&words) } else { words };
    Found { value, span }
}

fn place_found(text: &str, span: Span) -> Found {
    // "Pittsburgh, PA (hybrid, two days on site)": the place ends before the brackets.
    let words = span.of(text);
    let end =
        words.find(" (").or_else(|| words.find(" – ")).or_else(|| words.find(" | ")).unwrap_or(words.len());
    as_printed(text, trimmed(text, Span::new(span.start, span.start + end)))
}

fn as_printed(text: &str, span: Span) -> Found {
    Found { value: span.of(text).split_whitespace().collect::<Vec<_>>().join(" "), span }
}

fn is_company(words: &str) -> bool {
    let count = words.split_whitespace().count();
    let first = words.split_whitespace().next().unwrap_or_default().to_lowercase();
    (1..=7).contains(&count)
        && words.starts_with(|character: char| character.is_uppercase() || character.is_numeric())
        && words.chars().any(char::is_alphabetic)
        && !NO_COMPANY.contains(&first.trim_matches(|character: char| !character.is_alphanumeric()))
        && !words.ends_with([':', '.', '?', '!'])
        && !words.contains(['$', '€', '£', '%', '/'])
        && !is_terms_of_work(words)
        && !is_department(words)
}

/// Whether the words name a part of an employer: "Cardiac Step-Down Unit".
fn is_department(words: &str) -> bool {
    let last = words.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    words.contains(' ') && matches!(last.as_str(), "unit" | "department" | "team" | "ward" | "division")
}

/// Whether the words are the terms of the work and not a name: "Full time", "second shift".
fn is_terms_of_work(words: &str) -> bool {
    let lower = words.to_lowercase();
    [
        "full time",
        "full-time",
        "part time",
        "part-time",
        "contract",
        "permanent",
        "temporary",
        "shift",
        "remote",
        "hybrid",
        "onsite",
        "on-site",
        "internship",
        "freelance",
        "hours",
        "class code",
        "open date",
        "salary",
        "posted",
        "apply",
        "exam ",
        "revised",
        "job description",
        "overview",
    ]
    .iter()
    .any(|term| lower.contains(term))
}

fn reads_as_sentence(words: &str) -> bool {
    let lower = words.to_lowercase();
    ["we ", "you ", "our ", "join ", "this ", "is hiring", "looking for", "are you", "wanted", "hiring"]
        .iter()
        .any(|start| lower.starts_with(start) || (start.len() > 8 && lower.contains(start)))
}

fn is_capitals(words: &str) -> bool {
    let letters = words.chars().filter(|character| character.is_alphabetic()).count();
    letters >= 4 && !words.chars().any(char::is_lowercase) && words.split_whitespace().count() <= 8
}

/// "DIRECTOR OF HOUSING II" as "Director of Housing II".
fn in_title_case(words: &str) -> String {
    let case = |(index, word): (usize, &str)| {
        let is_numeral = word.chars().all(|character| "IVX".contains(character));
        let lower = word.to_lowercase();
        if is_numeral
            || ["it", "hr", "gis", "hvac", "qa", "ux", "ui", "edp", "vp", "ems", "cad", "sap"]
                .contains(&lower.as_str())
        {
            word.to_owned()
        } else if index > 0
            && ["of", "and", "the", "for", "in", "to", "or", "with", "at"].contains(&lower.as_str())
        {
            lower
        } else {
            let mut previous = ' ';
            lower
                .chars()
                .map(|character| {
                    let is_first = !previous.is_alphanumeric() && previous != '\'' && previous != '’';
                    previous = character;
                    if is_first { character.to_uppercase().next().unwrap_or(character) } else { character }
                })
                .collect()
        }
    };
    words.split_whitespace().enumerate().map(case).collect::<Vec<_>>().join(" ")
}

fn pieces_of(text: &str, line: Span) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut start = line.start;
    let words = line.of(text);
    for separator in SEPARATOR.find_iter(words) {
        pieces.push(Span::new(start, line.start + separator.start()));
        start = line.start + separator.end();
    }
    pieces.push(Span::new(start, line.end));
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

/// The span without white space, markdown marks and loose punctuation at its ends.
pub(crate) fn trimmed(text: &str, span: Span) -> Span {
    let is_loose = |character: char| character.is_whitespace() || "*#_,;:|–—-".contains(character);
    let words = span.of(text);
    let start = span.start + words.len() - words.trim_start_matches(is_loose).len();
    let end = start + words.trim_matches(is_loose).len();
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, title: &str, company: &str, location: &str) {
        let head = find(text);
        let value = |found: Option<Found>| found.map(|found| found.value).unwrap_or_default();
        assert_eq!(
            (value(head.title).as_str(), value(head.company).as_str(), value(head.location).as_str()),
            (title, company, location),
            "{text}"
        );
    }

    #[test]
    fn a_department_beside_the_title_is_no_employer() {
        check(
            "Registered Nurse – Stroke Unit\nBirch Hill Regional Hospital\nTucson, AZ\n",
            "Registered Nurse",
            "Birch Hill Regional Hospital",
            "Tucson, AZ",
        );
    }

    #[test]
    fn heads_are_read_in_their_many_forms() {
        check(
            "Senior Backend Engineer, Platform – Harbour Cloud\nLocation: Pittsburgh, PA (hybrid)\n\nAbout us\nWe ship.",
            "Senior Backend Engineer, Platform",
            "Harbour Cloud",
            "Pittsburgh, PA",
        );
        check(
            "Registered Nurse – Stroke Unit\nBirch Hill Regional Hospital, Tucson, Arizona\nFull time, 36 hours\n\nThe unit\n",
            "Registered Nurse",
            "Birch Hill Regional Hospital",
            "Tucson, Arizona",
        );
        check(
            "ROOFER           \nClass Code:       3476\nOpen Date:  12-12-14\nANNUAL SALARY\n",
            "Roofer",
            "",
            "",
        );
        check(
            "Job title: Line Cook\nCompany: The Blue Door\nLocation: Leeds\n",
            "Line Cook",
            "The Blue Door",
            "Leeds",
        );
        check(
            "Nordwind | Data Engineer | Remote (EU) | Full-time",
            "Data Engineer",
            "Nordwind",
            "Remote (EU)",
        );
        check("Senior Accountant at Miller & Sons\nWe keep books.", "Senior Accountant", "Miller & Sons", "");
        check(
            "Akkord is hiring a talented senior data engineer to build pipelines. Based in Vienna.",
            "senior data engineer",
            "Akkord",
            "Vienna",
        );
        check("We make shoes and we like it. Come and work with us.", "", "", "");
        check("Altenpflegerin (m/w/d)\nHaus Lindenhof\n", "Altenpflegerin", "Haus Lindenhof", "");
    }

    #[test]
    fn words_are_found_whole_and_whatever_their_case() {
        let check = |text: &str, words: &str, quoted: Option<&str>| {
            assert_eq!(find_words(text, words).map(|span| span.of(text)), quoted, "{text} / {words}");
        };
        check("A SENIOR   Engineer here", "senior engineer", Some("SENIOR   Engineer"));
        check("engineering", "engineer", None);
        check("reengineer engineer", "engineer", Some("engineer"));
        check("Über Öl", "über öl", Some("Über Öl"));
        check("x", "", None);
    }
}
