//! The connective words: what may be said without a fact, because none of them says what was
//! done. Read once from `assets/lexicon/connective.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Where a connective word needs no fact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Connective {
    in_any: bool,
    of_career: bool,
    in_letter: bool,
    is_plain: bool,
}

static WORDS: LazyLock<HashMap<&'static str, Connective>> =
    LazyLock::new(|| read(include_str!("../../assets/lexicon/connective.txt")));

impl Connective {
    /// What is known of a folded word; a word that is not listed needs a fact everywhere.
    pub fn of(word: &str) -> Self {
        WORDS.get(word).copied().unwrap_or_default()
    }

    /// Whether the word needs no fact in any claim.
    pub fn is_neutral(self) -> bool {
        self.in_any
    }

    /// Whether the word needs no fact beside a cited position, degree or certificate.
    pub fn is_of_career(self) -> bool {
        self.of_career
    }

    /// Whether it is an everyday word that is only warned of beside words a fact backs.
    pub fn is_plain(self) -> bool {
        self.is_plain
    }

    /// Whether the word needs no fact in a letter.
    pub fn is_of_letters(self) -> bool {
        self.in_letter
    }
}

fn read(text: &'static str) -> HashMap<&'static str, Connective> {
    let mut words = HashMap::new();
    let mut group = "";
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("# group: ") {
            group = name;
        }
        if line.starts_with('#') {
            continue;
        }
        for word in line.split_whitespace() {
            let entry: &mut Connective = words.entry(word).or_default();
            match group {
                "neutral" => entry.in_any = true,
                "career" => entry.of_career = true,
                "letter" => entry.in_letter = true,
                _ => entry.is_plain = true,
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_its_four_groups() {
        let groups: Vec<&str> = include_str!("../../assets/lexicon/connective.txt")
            .lines()
            .filter_map(|line| line.strip_prefix("# group: "))
            .collect();
        assert_eq!(groups, ["neutral", "career", "letter", "plain"]);
    }

    #[test]
    fn words_that_praise_or_count_are_not_connective() {
        for word in
            ["expert", "proven", "senior", "all", "led", "python", "ten", "extensive", "award-winning"]
        {
            let found = Connective::of(word);
            assert!(found == Connective::default(), "{word}");
        }
        assert!(Connective::of("position").is_neutral());
        assert!(Connective::of("licensed").is_of_career() && !Connective::of("licensed").is_neutral());
        assert!(Connective::of("pleasure").is_of_letters() && !Connective::of("pleasure").is_neutral());
    }
}
