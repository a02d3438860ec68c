//! Short forms and what they stand for, where the letters alone do not tell: "IV" is
//! intravenous, "mgmt" is management. Read once from `assets/lexicon/acronyms.tsv`; the ones
//! that are made of initials `backing.rs` reads by themselves.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::base::MAX_PLACES;
use super::reading::Word;
use crate::language::stems::stem_folded;
use crate::language::tokens::fold;

/// What the short form stands for: one list of stems a meaning.
type Meanings = Vec<Vec<String>>;

static SHORT_FORMS: LazyLock<HashMap<&'static str, Meanings>> =
    LazyLock::new(|| read(include_str!("../../assets/lexicon/acronyms.tsv")));

fn read(text: &'static str) -> HashMap<&'static str, Meanings> {
    let mut forms: HashMap<&str, Meanings> = HashMap::new();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    for (short, long) in rows.filter_map(|line| line.split_once('\t')) {
        let words = long.split([' ', '-']).map(|word| stem_folded(&fold(word)));
        forms.entry(short).or_default().push(words.collect());
    }
    forms
}

/// What a word stands for, if it is a short form: as written ("OR", "IVs"), or in any case when
/// the list has it in small letters.
pub fn meanings(word: &Word<'_>, text: &str) -> &'static [Vec<String>] {
    if word.is_number || word.key.len() > 8 {
        return &[];
    }
    let written = word.span.of(text);
    let singular = written.strip_suffix('s').filter(|rest| rest.chars().any(char::is_uppercase));
    let found = SHORT_FORMS
        .get(written)
        .or_else(|| SHORT_FORMS.get(singular?))
        .or_else(|| SHORT_FORMS.get(word.key.as_str()).filter(|_| !word.is_capitals || word.key.len() > 2));
    found.map_or(&[], Vec::as_slice)
}

/// The stretches of words that say a meaning, small words between left out.
pub fn places(words: &[Word<'_>], meaning: &[String]) -> Vec<(usize, usize)> {
    let Some(first) = meaning.first() else { return Vec::new() };
    let starts = (0..words.len()).filter(|at| words[*at].stem == *first);
    starts
        .filter_map(|start| {
            let mut left = meaning[1..].iter().filter(|stem| stem.len() > 2 || meaning.len() < 3).peekable();
            let mut end = start + 1;
            while let Some(stem) = left.peek() {
                let word = words.get(end)?;
                end += 1;
                if word.stem == **stem {
                    left.next();
                } else if !word.is_function {
                    return None;
                }
            }
            Some((start, end))
        })
        .take(MAX_PLACES)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factcheck::reading::Reading;
    use crate::language::lexicon::Lexicon;

    fn stands_for(short: &str, text: &str) -> bool {
        let lexicon = Lexicon::built_in();
        let (one, other) = (Reading::of(short, lexicon), Reading::of(text, lexicon));
        one.words
            .iter()
            .any(|word| meanings(word, short).iter().any(|meaning| !places(&other.words, meaning).is_empty()))
    }

    #[test]
    fn a_short_form_stands_for_its_words_in_their_order() {
        assert!(stands_for("Placed IVs", "placed intravenous lines"));
        assert!(stands_for("ward mgmt", "management of a ward"));
        assert!(stands_for("Dept head", "head of department"));
        assert!(!stands_for("Placed IVs", "placed urinary catheters"));
        assert!(!stands_for("HGV driver", "drove goods in a heavy vehicle"));
    }

    #[test]
    fn a_short_form_in_capitals_is_no_small_word() {
        assert!(stands_for("OR nurse", "nurse in the operating theatre"));
        assert!(!stands_for("one or two", "operating theatre"));
        assert!(!stands_for("told us", "ultrasound"));
    }
}
