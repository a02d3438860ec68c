//! Small pieces of English both documents are joined with.

use crate::language::lexicon::Lexicon;
use crate::language::skills::SkillKind;

/// `A`, `A and B`, `A, B and C`; a list whose items hold commas is parted by semicolons:
/// `A, B; C; and D`.
pub fn join_list(items: &[&str]) -> String {
    let has_commas = items.iter().any(|item| item.contains(','));
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] if has_commas => format!("{}; and {last}", rest.join("; ")),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// `1 year`, `9 years`.
pub fn years(count: u32) -> String {
    if count == 1 { "1 year".to_owned() } else { format!("{count} years") }
}

/// The indefinite article for the word that follows, by its sound as far as letters show it.
pub fn article(next: &str) -> &'static str {
    let first = next.split_whitespace().next().unwrap_or_default();
    let is_acronym = first.len() > 1 && first.chars().all(|c| c.is_ascii_uppercase() || c == '.');
    let lower = first.to_lowercase();
    let begins_with_vowel = if is_acronym {
        first.starts_with(['A', 'E', 'F', 'H', 'I', 'L', 'M', 'N', 'O', 'R', 'S', 'X'])
    } else {
        lower.starts_with(['a', 'e', 'i', 'o', 'u'])
            && !["uni", "use", "eu", "one"].iter().any(|sound| lower.starts_with(sound))
            || ["hour", "honour", "honor", "honest"].iter().any(|sound| lower.starts_with(sound))
    };
    if begins_with_vowel { "an" } else { "a" }
}

/// The text with a full stop, however it ended.
pub fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches(['.', ';', ',', ' ']);
    if text.ends_with(['!', '?', '…']) { text.to_owned() } else { format!("{text}.") }
}

/// Endings of the nouns that name what people do and know, which a sentence does not capitalise.
const COMMON_ENDINGS: &[&str] = &[
    "ing", "tion", "ment", "tics", "ices", "try", "ance", "ence", "ity", "logy", "ship", "care", "controls",
];

/// A skill as it stands within a sentence: "Budget management" loses its capital, "HubSpot",
/// "Scrum" and "National Electrical Code" keep theirs.
pub fn within_sentence(text: &str, lexicon: &Lexicon) -> String {
    let is_lower = |word: &str| !word.chars().any(char::is_uppercase);
    let mut chars = text.chars();
    let Some(first) = chars.next().filter(|first| first.is_uppercase()) else { return text.to_owned() };
    if !is_lower(chars.as_str()) {
        return text.to_owned();
    }
    let find = |name: &str| lexicon.skills.lookup(name).map(|id| lexicon.skills.get(id));
    let is_way = |kind| matches!(kind, SkillKind::Method | SkillKind::Soft | SkillKind::Domain);
    let ends_common = COMMON_ENDINGS.iter().any(|ending| text.ends_with(ending));
    let is_common = match (text.split_once(' '), find(text)) {
        // The dictionary prints names of several words as they should be.
        (Some(_), Some(skill)) => skill.name.chars().skip(1).all(|c| !c.is_uppercase()),
        (None, Some(skill)) => is_way(skill.kind) && (ends_common || text.contains('/')),
        // Unknown: "Wire pulling" is lowered, "Adobe retouching" is somebody's name.
        (Some((head, _)), None) => ends_common && find(head).is_none_or(|head| is_way(head.kind)),
        (None, None) => false,
    };
    if is_common { first.to_lowercase().chain(chars).collect() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_joined_as_english_does() {
        let check = |items: &[&str], expected: &str| assert_eq!(join_list(items), expected);
        check(&[], "");
        check(&["Go"], "Go");
        check(&["Go", "Rust"], "Go and Rust");
        check(&["Go", "Rust", "C"], "Go, Rust and C");
        check(&["Nurse License, Arizona", "BLS", "ACLS"], "Nurse License, Arizona; BLS; and ACLS");
    }

    #[test]
    fn skills_keep_the_capitals_of_names_only() {
        let check = |skill: &str, expected: &str| {
            assert_eq!(within_sentence(skill, Lexicon::built_in()), expected, "{skill}");
        };
        check("Budget management", "budget management");
        check("Microservices", "microservices");
        check("Wire pulling", "wire pulling");
        check("Lockout/tagout", "lockout/tagout");
        check("Wound care", "wound care");
        check("Google Ads", "Google Ads");
        check("HubSpot", "HubSpot");
        check("Tableau", "Tableau");
        check("Scrum", "Scrum");
        check("National Electrical Code", "National Electrical Code");
        check("R", "R");
        check("pandas", "pandas");
        check("", "");
    }

    #[test]
    fn the_article_follows_the_sound() {
        let check = |word: &str, expected: &str| assert_eq!(article(word), expected, "{word}");
        check("Bachelor of Arts", "a");
        check("Associate Degree", "an");
        check("MBA", "an");
        check("BSc", "a");
        check("University Diploma", "a");
        check("Honours Degree", "an");
    }

    #[test]
    fn a_sentence_ends_once() {
        let check = |text: &str, expected: &str| assert_eq!(sentence(text), expected);
        check("Cut costs", "Cut costs.");
        check("Cut costs. ", "Cut costs.");
        check("Cut costs;", "Cut costs.");
    }
}
