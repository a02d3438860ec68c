//! The connective words: what may be said without a fact, because none of them says what was
//! done; and the phrases that say nothing though their words might. Read once from
//! `assets/lexicon/connective.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::profiles::model::FactKind;

/// Where a connective word needs no fact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Connective {
    in_any: bool,
    of_career: bool,
    in_letter: bool,
    is_plain: bool,
    in_prose: bool,
    is_feeling: bool,
    /// A bit for each of [`KINDS`].
    of_kinds: u16,
}

/// Kinds of fact that say a word by being what they are, and the group of those words.
const KINDS: [(FactKind, &str); 8] = [
    (FactKind::Publication, "publication"),
    (FactKind::Volunteering, "volunteering"),
    (FactKind::Project, "project"),
    (FactKind::Award, "award"),
    (FactKind::Education, "education"),
    (FactKind::SkillGroup, "skill"),
    (FactKind::Skill, "skill"),
    (FactKind::Language, "language"),
];

/// A phrase that says nothing: its words, and whether only a letter may hold it.
struct Phrase {
    words: Vec<&'static str>,
    is_of_letters: bool,
}

struct Connectives {
    words: HashMap<&'static str, Connective>,
    /// By their first word.
    phrases: HashMap<&'static str, Vec<Phrase>>,
}

static CONNECTIVES: LazyLock<Connectives> =
    LazyLock::new(|| read(include_str!("../../assets/lexicon/connective.txt")));

/// How many words, from the first on, are a phrase that says nothing; 0 if none is.
pub fn phrase_length<'w>(words: impl Iterator<Item = &'w str> + Clone, is_letter: bool) -> usize {
    let Some(phrases) = words.clone().next().and_then(|first| CONNECTIVES.phrases.get(first)) else {
        return 0;
    };
    let fits = |phrase: &&Phrase| {
        (is_letter || !phrase.is_of_letters)
            && words.clone().take(phrase.words.len()).eq(phrase.words.iter().copied())
    };
    phrases.iter().filter(fits).map(|phrase| phrase.words.len()).max().unwrap_or(0)
}

impl Connective {
    /// What is known of a folded word; a word that is not listed needs a fact everywhere.
    pub fn of(word: &str) -> Self {
        CONNECTIVES.words.get(word).copied().unwrap_or_default()
    }

    /// Whether the word needs no fact in any claim.
    pub fn is_neutral(self) -> bool {
        self.in_any
    }

    /// Whether the word needs no fact beside a cited position, degree or certificate.
    pub fn is_of_career(self) -> bool {
        self.of_career
    }

    /// Whether a fact of that kind says the word by being what it is: a publication is a paper.
    pub fn is_of_kind(self, kind: FactKind) -> bool {
        KINDS.iter().zip(0..).any(|((own, _), bit)| *own == kind && self.of_kinds & (1 << bit) != 0)
    }

    /// Whether some kind of fact says the word, so that it claims a fact of that kind: "volunteer".
    pub fn is_of_some_kind(self) -> bool {
        self.of_kinds != 0
    }

    /// Whether it is an everyday word that is only warned of beside words a fact backs: in any
    /// claim, or in the free prose of a summary or letter alone.
    pub fn is_plain(self, is_prose: bool) -> bool {
        self.is_plain || is_prose && self.in_prose
    }

    /// Whether it is a verb of what a thing does to one's mind: "interests me".
    pub fn is_feeling(self) -> bool {
        self.is_feeling
    }

    /// Whether the word needs no fact in a letter.
    pub fn is_of_letters(self) -> bool {
        self.in_letter
    }
}

fn read(text: &'static str) -> Connectives {
    let mut words: HashMap<&str, Connective> = HashMap::new();
    let mut phrases: HashMap<&str, Vec<Phrase>> = HashMap::new();
    let mut group = "";
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("# group: ") {
            group = name;
        }
        if line.starts_with('#') {
            continue;
        }
        if matches!(group, "phrases" | "letter phrases") {
            let parts: Vec<&str> = line.split_whitespace().collect();
            if let Some(first) = parts.first() {
                let phrase = Phrase { is_of_letters: group == "letter phrases", words: parts.clone() };
                phrases.entry(first).or_default().push(phrase);
            }
            continue;
        }
        for word in line.split_whitespace() {
            let entry = words.entry(word).or_default();
            match group {
                "neutral" => entry.in_any = true,
                "career" => entry.of_career = true,
                "letter" => entry.in_letter = true,
                "plain" => entry.is_plain = true,
                "general" => entry.in_prose = true,
                "feelings" => entry.is_feeling = true,
                _ => {
                    let bits = KINDS.iter().zip(0..).filter(|((_, name), _)| *name == group);
                    entry.of_kinds |= bits.fold(0, |bits, (_, bit)| bits | 1 << bit);
                }
            }
        }
    }
    Connectives { words, phrases }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_of_the_file_is_read() {
        let groups: Vec<&str> = include_str!("../../assets/lexicon/connective.txt")
            .lines()
            .filter_map(|line| line.strip_prefix("# group: "))
            .collect();
        let kinds = KINDS.iter().map(|(_, name)| *name);
        let known: Vec<&str> =
            ["neutral", "career", "letter", "plain", "general", "feelings", "phrases", "letter phrases"]
                .into_iter()
                .chain(kinds)
                .collect();
        assert!(known.iter().all(|name| groups.contains(name)), "{groups:?}");
        assert!(groups.iter().all(|name| known.contains(name)), "{groups:?}");
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

    #[test]
    fn a_kind_of_fact_says_its_own_words_only() {
        assert!(Connective::of("paper").is_of_kind(FactKind::Publication));
        assert!(!Connective::of("paper").is_of_kind(FactKind::Position));
        assert!(Connective::of("volunteer").is_of_kind(FactKind::Volunteering));
    }

    #[test]
    fn phrases_say_nothing_as_a_whole() {
        let length = |text: &str, is_letter| phrase_length(text.split(' '), is_letter);
        assert_eq!(length("at home in sql", false), 3);
        assert_eq!(length("at work in sql", false), 0);
        assert_eq!(length("as requested by", true), 2);
        assert_eq!(length("as requested by", false), 0);
    }
}
