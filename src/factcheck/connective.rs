//! The connective words: what a letter or summary may say without a fact, because none of
//! them says anything about anybody. No number, name, skill, rank, quality or degree of
//! anything is among them.

/// Folded words, sorted.
const WORDS: &[&str] = &[
    "accept",
    "addition",
    "advertised",
    "alongside",
    "also",
    "application",
    "apply",
    "applying",
    "ask",
    "asks",
    "awards",
    "beyond",
    "bring",
    "brings",
    "certificates",
    "chance",
    "consideration",
    "considering",
    "credentials",
    "current",
    "currently",
    "described",
    "describes",
    "detail",
    "details",
    "discuss",
    "earlier",
    "enclosed",
    "experience",
    "find",
    "gives",
    "glad",
    "grateful",
    "hear",
    "help",
    "here",
    "hold",
    "hope",
    "include",
    "included",
    "includes",
    "keywords",
    "languages",
    "letter",
    "like",
    "mention",
    "more",
    "most",
    "names",
    "needs",
    "opportunity",
    "other",
    "outside",
    "paid",
    "person",
    "please",
    "position",
    "posting",
    "project",
    "puts",
    "reading",
    "recently",
    "role",
    "résumé",
    "same",
    "skills",
    "speak",
    "still",
    "talk",
    "team",
    "thank",
    "there",
    "time",
    "weight",
    "welcome",
    "well",
    "work",
    "worked",
    "would",
    "writing",
    "year",
    "years",
];

/// Whether a folded word is connective.
pub fn is_connective(word: &str) -> bool {
    WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_sorted_and_stand_once() {
        assert!(WORDS.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn words_that_praise_or_count_are_not_connective() {
        for word in ["expert", "proven", "senior", "certified", "all", "led", "python", "ten", "extensive"] {
            assert!(!is_connective(word), "{word}");
        }
        assert!(is_connective("position"));
    }
}
