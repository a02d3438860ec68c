//! Small pieces of English both documents are joined with.

/// `A`, `A and B`, `A, B and C`; a list whose items hold commas is parted by semicolons.
pub fn join_list(items: &[&str]) -> String {
    let comma = if items.iter().any(|item| item.contains(',')) { "; " } else { ", " };
    match items {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(comma)),
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
        check(&["Nurse License, Arizona", "BLS", "ACLS"], "Nurse License, Arizona; BLS and ACLS");
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
