//! The sentences around the facts, by tone. They hold no number, name or skill, and say
//! nothing of the person but that they apply; every word of them that is not a stop word
//! stands in the fact check's connective list.

use crate::documents::locale::Locale;
use crate::generations::document_generator::phrases::{aside, calm_title, named};
use crate::generations::model::Tone;

/// The salutation.
pub fn salutation(tone: Tone, locale: Locale) -> &'static str {
    locale.salutation(match tone {
        Tone::Professional | Tone::Direct => "professional",
        Tone::Friendly => "friendly",
        Tone::Formal => "formal",
    })
}

/// What stands above the name at the end.
pub fn closing_formula(tone: Tone, locale: Locale) -> &'static str {
    locale.closing(match tone {
        Tone::Professional => "professional",
        Tone::Friendly => "friendly",
        Tone::Formal => "formal",
        Tone::Direct => "direct",
    })
}

/// The first sentence. Both are as the posting prints them; either may be empty.
pub fn application(tone: Tone, position: &str, company: &str) -> String {
    let company = named(company);
    let position = calm_title(position);
    let what = match (position.is_empty(), company.is_empty()) {
        (false, false) => format!("the position of {} at {company}", aside(&position)),
        (false, true) => format!("the position of {position}"),
        (true, false) => format!("the position you have advertised at {company}"),
        (true, true) => "the position you have advertised".to_owned(),
    };
    match tone {
        Tone::Professional => format!("I am writing to apply for {what}."),
        Tone::Friendly => format!("I was glad to find your posting, and I would like to apply for {what}."),
        Tone::Formal => format!("Please accept this letter as my application for {what}."),
        Tone::Direct => format!("I am applying for {what}."),
    }
}

/// What the posting asks for, and where the person had it: `part` is a clause without its
/// subject, "were part of my work at …".
pub fn demand(terms: &str, part: &str, is_first: bool) -> String {
    if is_first {
        format!("Your posting calls for {terms}, which {part}.")
    } else {
        format!("You also mention {terms}, which {part}.")
    }
}

/// The last paragraph.
pub fn closing(tone: Tone, company: &str) -> [String; 3] {
    let at = if company.is_empty() { String::new() } else { format!(" at {}", named(company)) };
    match tone {
        Tone::Professional => [
            "My résumé gives the details of the work described here.".to_owned(),
            format!(
                "I would welcome the chance to discuss what this role{at} asks for and how I could help."
            ),
            "Thank you for your time and consideration.".to_owned(),
        ],
        Tone::Friendly => [
            "There is more about all of this in my résumé.".to_owned(),
            format!("I would be glad to talk about the role{at} and to hear what the team needs most."),
            "Thank you for reading, and I hope to hear from you.".to_owned(),
        ],
        Tone::Formal => [
            "The enclosed résumé describes this work in detail.".to_owned(),
            format!(
                "I would be grateful for the opportunity to discuss the position{at} with you in person."
            ),
            "Thank you for considering my application.".to_owned(),
        ],
        Tone::Direct => [
            "The details are in my résumé.".to_owned(),
            format!("I would like to talk about the role{at} with you."),
            "Thank you for your time.".to_owned(),
        ],
    }
}

/// How an earlier position is tied to the one told before, in turn; the first only where the one
/// followed right upon the other.
pub const EARLIER: &[&str] = &["Before that, ", "Earlier, ", "Earlier still, "];

/// How a further deed at the same position is told, in turn.
pub const FURTHER: &[&str] = &["I also {}.", "In addition, I {}.", "I {}.", "Beyond that, I {}."];

/// The same where there is no role to speak of.
pub const FURTHER_OF_PROJECT: &[&str] = &["I also {}.", "In addition, I {}."];
