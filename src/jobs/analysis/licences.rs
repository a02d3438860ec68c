//! Professional licences, certificates and registrations asked for: those of the dictionary, and
//! those that only the posting's own words name ("Ohio journeyman electrician license"). Driving
//! licences are an [authorisation](super::authorisations).

use std::sync::LazyLock;

use super::items::Item;
use super::{item_at, pattern, priority};
use crate::jobs::model::{LicenceAsked, Priority};
use crate::jobs::patterns::Pattern;
use crate::language::lexicon::Lexicon;
use crate::language::skills::SkillKind;
use crate::language::span::Span;
use crate::language::tokens::{self, Token, TokenKind, fold};

/// Nouns that make the words before them a licence.
static NOUN: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:licen[cs]es?|licensure|licensing|certifications?|certificates?|registration|accreditation|credentials?|endorsements?|commission|card|status)\b",
    )
});

/// "RCVS registered", "ACA, ACCA or CPA qualified".
static HOLDER: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?P<name>[A-Z]{2,6}(?:-[A-Z]{1,3})?)(?:(?:, | or |/)[A-Z]{2,6})*[ -](?i:registered|qualified|certified|licen[cs]ed|chartered)\b",
    )
});

/// "licensed plumber", "licensed as an LCSW".
static LICENSED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:licen[cs]ed|registered|chartered|board[- ]certified|certified)(?: as an?)? (?P<name>[A-Z]{2,6}\b|(?:\w+ ){0,2}?(?:plumber|electrician|engineer|nurse|architect|surveyor|accountant|pharmacist|physician|therapist|psychologist|counsel(?:l)?or|contractor|technician|mechanic|teacher|welder|inspector|assistant|accountants?|practitioner|social worker|veterinarian|dietitian|midwife|surveyors?))\b",
    )
});

/// What is no licence of a profession.
static OTHER: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:driv(?:er['’]?s?['’]?|ing) licen\w+|cdl|software|ssl|tls|gift|birth|marriage|share|open[- ]source|product|site|music|patent|credit|id|identity|business|employment|marital|veteran|visa|legal|sales|report|score|green|punch|key|residen\w+|immigration|project|order|equal|exempt|full[- ]time|part[- ]time|digital|medical|(?:trade|high|grad\w*|secondary) school|college|courses?|completion|attendance)\b",
    )
});

/// Words that describe a licence and are not part of its name.
const LOOSE: &[&str] = &[
    "valid",
    "current",
    "active",
    "appropriate",
    "relevant",
    "related",
    "other",
    "any",
    "additional",
    "professional",
    "industry",
    "technical",
    "state",
    "required",
    "preferred",
    "necessary",
    "recognized",
    "recognised",
    "similar",
    "equivalent",
    "national",
    "international",
    "unrestricted",
    "clear",
    "full",
    "new",
    "one",
    "more",
    "all",
    "your",
    "their",
    "possession",
    "hold",
    "holds",
    "have",
    "has",
    "obtain",
    "maintain",
    "possess",
    "minimum",
    "special",
    "specific",
    "applicable",
    "proper",
    "formal",
    "bonus",
    "plus",
    "ability",
    "eligible",
    "include",
    "includes",
    // Civil services draw "selective" lists of people certified for an appointment.
    "selective",
];

/// The licences asked for in the items, in order, no name twice.
pub(super) fn find(text: &str, items: &[Item], lexicon: &Lexicon) -> Vec<LicenceAsked> {
    let mut found: Vec<LicenceAsked> = Vec::new();
    let is_asked =
        |item: &&Item| item.priority > Priority::Mentioned && !priority::is_needless(item.span.of(text));
    for mention in lexicon.skills.find(text) {
        let skill = lexicon.skills.get(mention.skill);
        let item = item_at(items, mention.span.start).filter(is_asked);
        let words = mention.span.of(text);
        let Some(item) =
            item.filter(|_| skill.kind == SkillKind::Certificate && !OTHER.is_match(&skill.name))
        else {
            continue;
        };
        // "security" or "it" by themselves are no certificate of that name.
        let is_plain = !words.contains(' ')
            && words.chars().filter(|c| c.is_uppercase() || c.is_ascii_digit() || *c == '+').count() < 2;
        if !is_plain {
            found.push(LicenceAsked {
                name: skill.name.clone(),
                span: mention.span,
                priority: item.priority,
            });
        }
    }
    for item in items.iter().filter(is_asked) {
        let words = item.span.of(text);
        let mut add = |start: usize, end: usize| {
            let span = Span::new(item.span.start + start, item.span.start + end);
            let is_taken = |other: &LicenceAsked| other.span.overlaps(&span);
            if !OTHER.is_match(span.of(text)) && !found.iter().any(is_taken) {
                let name = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
                found.push(LicenceAsked { name, span, priority: item.priority });
            }
        };
        for holder in HOLDER.captures_iter(words).chain(LICENSED.captures_iter(words)) {
            let (Some(whole), Some(name)) = (holder.get(0), holder.name("name")) else { continue };
            // "licensed plumber" is a name as a whole, "licensed as an LCSW" holds one.
            let is_acronym = !name.as_str().contains(char::is_lowercase);
            let start = if is_acronym { name.start() } else { whole.start() };
            add(start, name.end());
        }
        let tokens = tokens::tokenize(words);
        for noun in NOUN.find_iter(words) {
            if let Some(start) = name_before(words, &tokens, noun.start(), lexicon) {
                add(start, noun.end());
            }
        }
    }
    found.sort_by_key(|licence| licence.span);
    let mut seen = std::collections::HashSet::new();
    found.sort_by(|one, other| other.priority.cmp(&one.priority).then(one.span.cmp(&other.span)));
    found.retain(|licence| seen.insert(fold(&licence.name)));
    found.sort_by_key(|licence| licence.span);
    found
}

/// Where the name before a noun such as "license" begins, if it has one of its own.
fn name_before(words: &str, tokens: &[Token<'_>], noun: usize, lexicon: &Lexicon) -> Option<usize> {
    /// Longest name, in words before the noun.
    const MOST_WORDS: usize = 4;
    let before = tokens.partition_point(|token| token.span.end <= noun);
    let is_own = |token: &&Token<'_>| {
        let folded = fold(token.text);
        token.kind != TokenKind::Symbol
            && !lexicon.is_function_word(token.text)
            && !LOOSE.contains(&folded.as_str())
    };
    let mut end = noun;
    let mut start = None;
    for token in tokens[..before].iter().rev().take(MOST_WORDS) {
        let is_beside = words[token.span.end..end].chars().all(|c| c == ' ' || c == '-');
        if !is_beside || !is_own(&token) {
            break;
        }
        start = Some(token.span.start);
        end = token.span.start;
    }
    // Something in it must be a name or a trade: "certification" alone is any.
    let start = start?;
    let name = words[start..noun].trim();
    (name.len() >= 2 && name.chars().any(char::is_alphabetic)).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::model::SectionKind;

    fn check(text: &str, expected: &[&str]) {
        let items = [Item {
            span: Span::new(0, text.len()),
            section: SectionKind::Required,
            priority: Priority::Required,
            is_duty: false,
        }];
        let found = find(text, &items, Lexicon::built_in());
        assert_eq!(found.iter().map(|licence| licence.span.of(text)).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn licences_are_read_by_the_dictionary_and_by_their_form() {
        check("Valid Ohio journeyman gas fitter license", &["Ohio journeyman gas fitter license"]);
        check("RCVS registered", &["RCVS"]);
        check("You are a licensed plumber", &["licensed plumber"]);
        check("Hazmat endorsement", &["Hazmat endorsement"]);
    }

    #[test]
    fn other_papers_are_no_licences() {
        for text in [
            "A valid driver's license",
            "Relevant certifications",
            "Manage software licenses and SSL certificates",
            "Two years of experience",
            "Selective certification will be used for some positions",
        ] {
            check(text, &[]);
        }
    }
}
