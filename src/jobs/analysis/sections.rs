//! Divides a posting into its parts by its headings: lines that are headings, headings inside
//! text that lost its line ends, and, where the lexicon does not know a line that looks like
//! one, the words it is made of. [`standing`] text is cut out wherever it stands.

use std::sync::LazyLock;

use super::{pattern, standing};
use crate::jobs::model::{PostingSection, SectionKind};
use crate::jobs::patterns::Pattern;
use crate::language::headings::PostingHeading;
use crate::language::inline_headings::find_inline_headings;
use crate::language::lexicon::Lexicon;
use crate::language::span::Span;
use crate::language::tokens;

/// Longest line that can be a heading, in characters.
const HEADING_CHARS: usize = 80;

/// Lines longer than this are searched for headings that lost their line ends, in bytes.
const FLATTENED_BYTES: usize = 240;

/// The words unknown headings are made of, the surest first.
static CUES: LazyLock<Vec<(Pattern, SectionKind)>> = LazyLock::new(|| {
    use SectionKind::*;
    [
        (r"(?i)equal|\beeo\b|diversity|accommodat|disclaimer|privacy|background check|screening|fraud|scam|protect yourself|staying safe", Legal),
        (r"(?i)nice[ -]to|prefer|desir|(?:love|thrilled|delighted|happy|pleased)(?: it)? if|also ha(?:ve|d)\b|schön wäre|toll wäre|wünschen|bonus|\bplus\b|even better|extra|stand out|von vorteil|wünschenswert|selective certification", Preferred),
        (r"(?i)how to|apply|application|process|deadline|selection|exam|^notes?\b|notice|interview|hiring|next step|we hire|review|probation|appointment|bewerb", Process),
        (r"(?i)offer|benefit|perk|salary|\bpay\b|compensation|package|bieten|wage|hours|what (?:you get|we give|you(?:[’\']ll| will) get)|in return|offered|you get\b|vergütung|why (?:join|work)", Benefits),
        (r"(?i)require|qualif|must have|you have|you bring|you need|need from you|looking for|skills|experience|education|expect|your profile|who you are|about you|you are|your background|background includes|(?:great|good) (?:fit|addition|match)|ideal candidate|thrive|what it takes|we need|minimum|profil|mitbring|bring(?:en|st) (?:sie|du)|erwarten wir|wir erwarten|anforderung|competenc|licen[cs]e|certificat|citizenship|clearance", Required),
        (r"(?i)duties|responsib|will do|you will|you'll|you’ll|your work|your role|your day|your tasks|tasks|the role|the job|accountab|what the|aufgaben|erwartet (?:sie|dich|euch)|day to day|deliverables|impact", Responsibilities),
        (r"(?i)about|who we are|our (?:team|mission|company|story|values|stack)|the (?:team|unit|company)|über uns|wir sind|culture", Company),
    ]
    .map(|(cues, kind)| (pattern(cues), kind))
    .into()
});

/// Most words of a heading that ends in a colon: "You'll be a great addition to the team if you have:".
const LONGEST_HEADING_WORDS: usize = 14;

/// How a line stands among the others.
#[derive(Clone, Copy)]
struct Stand {
    /// Whether a blank line stands before it.
    is_alone: bool,
    /// Whether it is followed by the items of a list.
    opens_list: bool,
}

/// A heading with the part it opens.
struct Opening {
    kind: SectionKind,
    heading: Span,
    /// First byte of the part's text.
    body: usize,
    /// Where the part ends by itself, as a labelled line does: "Salary: 30 an hour".
    end: Option<usize>,
}

/// The parts of the text, in order.
pub(super) fn divide(text: &str, lexicon: &Lexicon) -> Vec<PostingSection> {
    let openings = openings(text, lexicon);
    let mut sections = Vec::new();
    let mut push = |kind, heading, start: usize, end: usize| {
        if let Some(span) = tokens::trimmed(text, Span::new(start, end.max(start))) {
            standing::cut(text, PostingSection { kind, heading, span }, &mut sections);
        }
    };
    let first = openings.first().map_or(text.len(), |opening| opening.heading.start);
    push(SectionKind::Overview, None, 0, first);
    let mut kind_before = SectionKind::Overview;
    for (index, opening) in openings.iter().enumerate() {
        let next = openings.get(index + 1).map_or(text.len(), |next| next.heading.start);
        let end = opening.end.map_or(next, |end| end.min(next));
        push(opening.kind, Some(opening.heading), opening.body, end);
        if end < next {
            push(kind_before, None, end, next);
        } else {
            kind_before = opening.kind;
        }
    }
    sections
}

fn openings(text: &str, lexicon: &Lexicon) -> Vec<Opening> {
    let mut openings: Vec<Opening> = Vec::new();
    let lines = tokens::lines(text);
    let mut flattened = Vec::new();
    for (index, &line) in lines.iter().enumerate() {
        let kind = openings.last().map_or(SectionKind::Overview, |last| last.kind);
        let stand = Stand {
            is_alone: index == 0 || text[lines[index - 1].end..line.start].contains("\n\n"),
            opens_list: !is_bullet(line.of(text))
                && lines.get(index + 1).is_some_and(|next| is_bullet(next.of(text))),
        };
        if let Some(opening) = whole_line(text, line, index, stand, kind, lexicon) {
            openings.push(opening);
        } else if let Some(opening) = labelled_line(text, line, lexicon) {
            openings.push(opening);
        } else if line.end - line.start > FLATTENED_BYTES {
            flattened.push(line);
        }
    }
    // Where the demands have a line of their own, the same words within a sentence are no heading.
    let is_demand = |kind| matches!(kind, SectionKind::Required | SectionKind::Responsibilities);
    if !openings.iter().any(|opening| is_demand(opening.kind)) {
        for line in flattened {
            for (heading, kind) in find_inline_headings(line.of(text), lexicon) {
                let heading = Span::new(line.start + heading.start, line.start + heading.end);
                openings.push(Opening { kind: section_kind(kind), heading, body: heading.end, end: None });
            }
        }
        openings.sort_by_key(|opening| opening.heading.start);
    }
    openings
}

fn whole_line(
    text: &str,
    line: Span,
    index: usize,
    stand: Stand,
    before: SectionKind,
    lexicon: &Lexicon,
) -> Option<Opening> {
    let Stand { is_alone, opens_list } = stand;
    let words = line.of(text);
    if words.chars().count() > HEADING_CHARS || index == 0 {
        return None;
    }
    if is_bullet(words) {
        return sub_heading(line, words, lexicon);
    }
    let opening = |kind| Some(Opening { kind, heading: line, body: line.end, end: None });
    if let Some(kind) = lexicon.posting_heading(words) {
        return opening(section_kind(kind));
    }
    let bare = words.trim_matches(|character: char| "*#:_ ".contains(character));
    let letters = bare.chars().filter(|character| character.is_alphabetic()).count();
    let word_count = bare.split_whitespace().count();
    let is_marked =
        words.starts_with('#') || (words.starts_with("**") && words.ends_with("**")) || words.ends_with(':');
    let is_capitals = letters >= 4 && !bare.chars().any(char::is_lowercase);
    let is_plain = (is_alone && word_count <= 6 || opens_list && word_count <= 9)
        && letters >= 4
        && !words.ends_with(['.', ',', ';', '!', ')'])
        && !words.contains(": ")
        && ![" is ", " are ", " must "].iter().any(|verb| words.contains(verb));
    let most_words = if words.ends_with(':') { LONGEST_HEADING_WORDS } else { 9 };
    if word_count > most_words
        || !(is_marked || is_capitals || is_plain)
        || bare.chars().any(|character| character.is_ascii_digit() || character == '$')
    {
        return None;
    }
    let known = CUES.iter().find(|(cues, _)| cues.is_match(bare)).map(|(_, kind)| *kind);
    // "Technical skills:" under the demands, "You will work with:" under the wishes: a heading
    // within a list of demands doesn't lower it, and one nobody knows changes nothing.
    match known {
        Some(SectionKind::Required) if before == SectionKind::Preferred && is_marked && !is_capitals => None,
        Some(kind) if is_plain && !is_marked && !is_capitals && index < 3 && kind != SectionKind::Company => {
            None
        }
        Some(kind) => opening(kind),
        // "TERMS OF EMPLOYMENT" ends what stands before it, whatever it begins.
        None if is_capitals && is_alone && word_count >= 2 => opening(SectionKind::Overview),
        None => None,
    }
}

/// "- Extra credit:", a heading within a list.
fn sub_heading(line: Span, words: &str, lexicon: &Lexicon) -> Option<Opening> {
    let bare = words.trim_start_matches(|c: char| !c.is_alphanumeric());
    if !words.ends_with(':') || bare.split_whitespace().count() > 5 {
        return None;
    }
    let kind = section_kind(lexicon.posting_heading(bare)?);
    let is_asked = matches!(kind, SectionKind::Required | SectionKind::Preferred);
    is_asked.then_some(Opening { kind, heading: line, body: line.end, end: None })
}

/// "Requirements: two years …" and "Salary: 30 an hour", heading and text on one line.
fn labelled_line(text: &str, line: Span, lexicon: &Lexicon) -> Option<Opening> {
    let words = line.of(text);
    let at = words.find(':').filter(|&at| at <= HEADING_CHARS && at + 1 < words.len())?;
    let label = words[..at].trim_start_matches(['-', '*', '•', ' ', '#']);
    if label.split_whitespace().count() > 6 {
        return None;
    }
    let kind = match lexicon.posting_heading(label) {
        Some(kind) => section_kind(kind),
        None if label.eq_ignore_ascii_case("note") || label.eq_ignore_ascii_case("notes") => {
            SectionKind::Process
        }
        None => return None,
    };
    let heading = Span::new(line.start, line.start + at);
    let goes_on =
        matches!(kind, SectionKind::Required | SectionKind::Preferred | SectionKind::Responsibilities)
            && !is_bullet(words);
    // What follows directly goes on with it, a new paragraph does not.
    let end = if goes_on { text[line.end..].find("\n\n").map(|gap| line.end + gap) } else { Some(line.end) };
    Some(Opening { kind, heading, body: heading.end + 1, end })
}

/// Whether a line is an item of a list.
pub(super) fn is_bullet(words: &str) -> bool {
    words.starts_with(['-', '•', '·', '–', '‣', '◦', '▪', '●', 'o', '+'])
        && words[words.chars().next().map_or(0, char::len_utf8)..].starts_with(' ')
        || (words.starts_with("* "))
        || words.trim_start_matches(|character: char| character.is_ascii_digit()).starts_with(['.', ')'])
}

fn section_kind(heading: PostingHeading) -> SectionKind {
    match heading {
        PostingHeading::Overview => SectionKind::Overview,
        PostingHeading::Responsibilities => SectionKind::Responsibilities,
        PostingHeading::Required => SectionKind::Required,
        PostingHeading::Preferred => SectionKind::Preferred,
        PostingHeading::Benefits => SectionKind::Benefits,
        PostingHeading::Company => SectionKind::Company,
        PostingHeading::Process => SectionKind::Process,
        PostingHeading::Legal => SectionKind::Legal,
    }
}
