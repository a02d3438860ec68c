//! Whether some words of a head name an employer, and not the terms of the work or a part of
//! the house. Part of the head.

use crate::jobs::titles;
use crate::language::lexicon::Lexicon;

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

/// Whether the words may be an employer's name.
pub(super) fn is_company(words: &str) -> bool {
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
        && !titles::speaks(words)
        && Lexicon::built_in().posting_heading(words).is_none()
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
