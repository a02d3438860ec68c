//! What a position is known to be in by its title and employer: who is a chef works in kitchens,
//! a council is the public sector. Read once from `assets/lexicon/settings.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::base::KnownFact;
use crate::language::relations::Word as Related;

/// By the cue, in the singular, the words it lends.
type Cues = HashMap<&'static str, Vec<&'static str>>;

static CUES: LazyLock<Cues> = LazyLock::new(|| read(include_str!("../../assets/lexicon/settings.tsv")));

fn read(text: &'static str) -> Cues {
    let mut cues: Cues = HashMap::new();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    for (own, lent) in rows.filter_map(|line| line.split_once('\t')) {
        for cue in own.split('|') {
            cues.entry(cue).or_default().extend(lent.split(' '));
        }
    }
    cues
}

/// The words that some entries lend.
#[derive(Debug, Default)]
pub struct Settings {
    lent: Vec<&'static str>,
}

impl Settings {
    /// What the entries' own fields are known to be in.
    pub fn of<'f>(entries: impl Iterator<Item = &'f KnownFact<'f>>) -> Self {
        let mut lent = Vec::new();
        for word in entries.flat_map(|known| &known.reading.words).filter(|word| !word.is_function) {
            let bases = word.related.iter().flat_map(Related::bases);
            for key in std::iter::once(word.key.as_str()).chain(bases) {
                lent.extend(CUES.get(key).into_iter().flatten());
            }
        }
        Self { lent }
    }

    /// Whether they lend the folded word.
    pub fn has(&self, key: &str) -> bool {
        self.lent.contains(&key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cue_lends_its_words_and_no_others() {
        assert!(CUES["chef"].contains(&"kitchens"));
        assert!(!CUES["chef"].contains(&"public"));
        assert!(CUES.values().flatten().all(|word| !word.is_empty() && *word == word.to_lowercase()));
    }
}
