//! Human languages asked for, with how well they are to be known.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::items::Item;
use super::{pattern, priority};
use crate::jobs::model::{LanguageAsked, Priority};
use crate::jobs::patterns::Pattern;
use crate::language::lexicon::Lexicon;
use crate::language::span::Span;
use crate::language::tokens::{self, TokenKind, fold};

/// Words that show that a language is to be known.
static SPOKEN: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:fluen\w+|speak\w*|spoken|languages?|native|mother tongue|bilingual|multilingual|proficien\w+|conversational|professional|written|verbal|oral|writing|[abc][12]|ilr|jlpt|knowledge of|reading|basic|fließend\w*|verhandlungssicher\w*|deutsch\w*kenntnisse|kenntnisse|sprach\w*|useful|plus|advantage|asset|helpful|welcome|required|second language|working knowledge|command of|read and write)\b",
    )
});

/// What is said in a language, or about its country, is not the language.
static OF_COUNTRY: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:cuisine|food|cooking|literature|history|law|market|teachers?|lessons|wine|press|culture|army|railways?|citizens?|nationals?|government|companies|company|customers? only|[- ]?style|[- ](?:made|owned|born|based))\b",
    )
});

/// A language with its place, before it is known whether it is asked for.
pub(super) struct Named {
    pub asked: LanguageAsked,
}

/// Every language that a statement speaks of knowing, in order, with how much it matters.
pub(super) fn find_named(text: &str, items: &[Item], lexicon: &Lexicon) -> Vec<Named> {
    let mut by_name: HashMap<String, &str> = HashMap::new();
    for language in &lexicon.languages {
        for name in std::iter::once(&language.name).chain(&language.other_names) {
            by_name.insert(fold(name), &language.name);
        }
    }
    let mut named = Vec::new();
    for item in items {
        let words = item.span.of(text);
        if !words.contains(char::is_uppercase)
            || (priority::is_needless(words) && item.priority == Priority::Mentioned)
        {
            continue;
        }
        let mentions: Vec<(Span, &str)> = tokens::tokenize(words)
            .iter()
            .filter(|token| token.kind == TokenKind::Word && token.text.starts_with(char::is_uppercase))
            .filter_map(|token| {
                let folded = fold(token.text);
                let name = by_name
                    .get(&folded)
                    .or_else(|| by_name.get(folded.strip_suffix("kenntnisse").unwrap_or_default()))?;
                Some((token.span, *name))
            })
            .filter(|(span, _)| !OF_COUNTRY.is_match(&words[span.end..]))
            .collect();
        if mentions.is_empty() || !(SPOKEN.is_match(words) || is_bare(words, &mentions)) {
            continue;
        }
        for (index, (span, name)) in mentions.iter().enumerate() {
            named.push(Named {
                asked: LanguageAsked {
                    name: (*name).to_owned(),
                    rank: rank(words, &mentions, index, lexicon),
                    span: Span::new(item.span.start + span.start, item.span.start + span.end),
                    priority: item.priority,
                },
            });
        }
    }
    named
}

/// The languages asked for, in order, each once and as demanding as it gets.
pub(super) fn asked(named: &[Named]) -> Vec<LanguageAsked> {
    let mut asked: Vec<LanguageAsked> = Vec::new();
    for Named { asked: language } in named.iter().filter(|named| named.asked.priority > Priority::Mentioned) {
        match asked.iter_mut().find(|other| other.name == language.name) {
            Some(other) => {
                if other.priority < language.priority {
                    *other = LanguageAsked { rank: language.rank.or(other.rank), ..language.clone() };
                }
                other.rank = other.rank.max(language.rank);
            }
            None => asked.push(language.clone()),
        }
    }
    asked
}

/// Whether the statement is nothing but languages: "German", "French and Dutch".
fn is_bare(words: &str, mentions: &[(Span, &str)]) -> bool {
    let named: usize = mentions.iter().map(|(span, _)| span.end - span.start).sum();
    let letters = |words: &str| words.chars().filter(|c| c.is_alphabetic()).count();
    letters(words) <= named + 5
}

/// How well the language is to be known: by the words around it up to its neighbours, else by
/// what is said of all of them: "fluent German and English", "Dutch or French at C1 level".
fn rank(words: &str, mentions: &[(Span, &str)], index: usize, lexicon: &Lexicon) -> Option<u8> {
    let (span, _) = mentions[index];
    let from = index.checked_sub(1).map_or(0, |before| mentions[before].0.end);
    let to = mentions.get(index + 1).map_or(words.len(), |next| next.0.start);
    let own_end = words[span.end..to].find([',', ';']).map_or(to, |at| span.end + at);
    let own_start = words[from..span.start].rfind([',', ';', ')']).map_or(from, |at| from + at + 1);
    let is_joint = |gap: &str| {
        matches!(
            gap.trim().trim_matches([',', '/']).trim(),
            "" | "and" | "or" | "und" | "oder" | "and/or" | "&"
        )
    };
    // A word directly behind a language and before the next belongs to the first of the two.
    let behind =
        lexicon.language_rank(&words[span.end..own_end]).filter(|_| !is_joint(&words[span.end..own_end]));
    let ahead = || lexicon.language_rank(&words[own_start..span.start]);
    behind.or_else(ahead).or_else(|| {
        let first = (0..=index)
            .rev()
            .take_while(|&at| at == index || is_joint(&words[mentions[at].0.end..mentions[at + 1].0.start]))
            .last()?;
        let last = (index..mentions.len())
            .take_while(|&at| at == index || is_joint(&words[mentions[at - 1].0.end..mentions[at].0.start]))
            .last()?;
        let end = |at: usize| mentions[at].0.end;
        let after_end = words[end(last)..].find([',', ';', '.']).map_or(words.len(), |at| end(last) + at);
        lexicon
            .language_rank(&words[..mentions[first].0.start])
            .filter(|_| first < index)
            .or_else(|| lexicon.language_rank(&words[end(last)..after_end]).filter(|_| last > index))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::model::SectionKind;

    fn check(text: &str, expected: &[(&str, Option<u8>)]) {
        let items = [Item {
            span: Span::new(0, text.len()),
            section: SectionKind::Required,
            priority: Priority::Required,
            is_duty: false,
        }];
        let found = asked(&find_named(text, &items, Lexicon::built_in()));
        let found: Vec<(&str, Option<u8>)> =
            found.iter().map(|language| (language.name.as_str(), language.rank)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn languages_are_read_with_their_level() {
        check("Fluent German and English", &[("German", Some(5)), ("English", Some(5))]);
        check("Native French, Dutch at C1 level", &[("French", Some(6)), ("Dutch", Some(5))]);
        check("Good written English (B2)", &[("English", Some(4))]);
        check("Deutschkenntnisse mindestens B2", &[("German", Some(4))]);
        check("Conversational Spanish", &[("Spanish", Some(3))]);
        check("German", &[("German", None)]);
        check("Bilingual English/Spanish", &[("English", Some(6)), ("Spanish", Some(6))]);
        check("Dutch or French at C1 level", &[("Dutch", Some(5)), ("French", Some(5))]);
    }

    #[test]
    fn other_words_are_no_languages() {
        check("Experience with French cuisine", &[]);
        check("Knowledge of the German market required", &[]);
        check("Polish the drafts of colleagues", &[]);
    }
}
