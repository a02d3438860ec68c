//! One spelling for a word that is written in two. British words are taken to their American
//! form, hyphens and the owner's 's are dropped. Only ever compared, never printed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// `assets/lexicon/british.tsv`: place · British · American.
const FILE: &str = include_str!("../../../assets/lexicon/british.tsv");

struct Spellings {
    words: HashMap<&'static str, &'static str>,
    endings: Vec<(&'static str, &'static str)>,
    /// Finds any of the parts; `american` holds what stands for each.
    parts: AhoCorasick,
    american: Vec<&'static str>,
}

static SPELLINGS: LazyLock<Spellings> = LazyLock::new(|| {
    let rows = FILE.lines().filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?, columns.next()?))
    });
    let (mut words, mut endings, mut british, mut american) =
        (HashMap::new(), Vec::new(), Vec::new(), Vec::new());
    for (place, from, to) in rows {
        match place {
            "word" => {
                words.insert(from, to);
            }
            "ending" => endings.push((from, to)),
            _ => {
                british.push(from);
                american.push(to);
            }
        }
    }
    let parts = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(&british)
        .expect("some sixty short words make an automaton");
    Spellings { words, endings, parts, american }
});

/// The one spelling of a folded word: "organisations" and "organizations", "e-mail" and
/// "email", "the hospital's" and "the hospital" give the same letters.
pub(crate) fn spelling(folded: &str) -> Cow<'_, str> {
    let mut word = Cow::Borrowed(without_owner(folded));
    if word.contains('-') {
        word = Cow::Owned(word.replace('-', ""));
    }
    let spellings = &*SPELLINGS;
    if let Some(american) = spellings.words.get(word.as_ref()) {
        return Cow::Borrowed(american);
    }
    if let Some(american) = word.strip_suffix('s').and_then(|word| spellings.words.get(word)) {
        return Cow::Owned(format!("{american}s"));
    }
    if spellings.parts.is_match(word.as_ref()) {
        word = Cow::Owned(spellings.parts.replace_all(&word, &spellings.american));
    }
    for (british, american) in &spellings.endings {
        // Three letters at least stand before: "rise" and "wise" are no "-ise".
        if let Some(stem) = word.strip_suffix(british).filter(|stem| stem.len() >= 3) {
            return Cow::Owned(format!("{stem}{american}"));
        }
    }
    word
}

/// "hospital" of "hospital's", "drivers" of "drivers'".
fn without_owner(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix('\'')).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_give_one() {
        for (one, other) in [
            ("optimise", "optimize"),
            ("organisations", "organizations"),
            ("catheterisation", "catheterization"),
            ("containerised", "containerized"),
            ("analysed", "analyzed"),
            ("labour", "labor"),
            ("behavioural", "behavioral"),
            ("centres", "centers"),
            ("theatre", "theater"),
            ("kilometres", "kilometers"),
            ("programmes", "programs"),
            ("catalogued", "cataloged"),
            ("paediatrics", "pediatrics"),
            ("anaesthesia", "anesthesia"),
            ("enrolment", "enrollment"),
            ("counsellors", "counselors"),
            ("defence", "defense"),
            ("co-ordinated", "coordinated"),
            ("e-mail", "email"),
            ("hospital's", "hospital"),
            ("drivers'", "drivers"),
        ] {
            assert_eq!(spelling(one), spelling(other), "{one} and {other}");
        }
    }

    #[test]
    fn other_words_stay_apart() {
        for (one, other) in [
            ("raise", "raze"),
            ("prise", "prize"),
            ("rise", "rize"),
            ("four", "for"),
            ("tour", "tor"),
            ("hour", "hor"),
            ("cheque", "check"),
            ("metro", "meter"),
        ] {
            assert_ne!(spelling(one), spelling(other), "{one} and {other}");
        }
    }
}
