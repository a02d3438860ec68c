//! Word stems, so that "scheduled" and "scheduling" meet. Over `rust_stemmers`.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use crate::language::tokens::fold;

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// The stem of a word in any case, by the Porter2 rules for English
/// (<https://snowballstem.org/algorithms/english/stemmer.html>). A word that is not
/// English keeps its letters, or loses an ending that looks English.
///
/// ```
/// use jobwise::language::stems::stem;
/// assert_eq!(stem("Scheduling"), stem("scheduled"));
/// ```
pub fn stem(word: &str) -> String {
    stem_folded(&fold(word))
}

/// [`stem`] of a word that is folded already.
pub fn stem_folded(word: &str) -> String {
    let is_plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'');
    // The rules are of letters; "c++" and "h2o" are their own stems.
    if !is_plain && word.is_ascii() {
        return word.to_owned();
    }
    ENGLISH.stem(word).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_share_a_stem() {
        for (one, other) in [
            ("Scheduling", "scheduled"),
            ("databases", "database"),
            ("driver's", "drivers"),
            ("nursing", "nurse"),
            ("policies", "policy"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} and {other}");
        }
    }

    #[test]
    fn other_words_do_not() {
        for (one, other) in [("java", "javascript"), ("c", "c++"), ("c#", "c++"), ("policy", "police")] {
            assert_ne!(stem(one), stem(other), "{one} and {other}");
        }
    }
}
