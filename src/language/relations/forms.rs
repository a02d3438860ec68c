//! The base forms a word may be an inflection of: "children" of child, "planning" of plan.
//! Comparatives and superlatives are no forms: "best" says more than "good".

use super::table::{self, Row};

/// A base form that the table knows.
pub(super) type Base = (Box<str>, Row);

/// The bases of a word in its one spelling, itself first if the table holds it. Empty if no
/// base is in the table; [`guesses`] then tells what it could be.
pub(super) fn bases(word: &str) -> Vec<Base> {
    let mut found = Vec::with_capacity(3);
    let mut has_irregular = false;
    if let Some(row) = table::find(word) {
        if !row.parts_of_speech.is_empty() {
            found.push((Box::from(word), row));
        }
        for base in row.tags(b'<') {
            has_irregular = true;
            found.extend(table::find(base).map(|row| (Box::from(base), row)));
        }
    }
    // What has an irregular base has no regular one: "data" and "led" are whole.
    if has_irregular {
        return found;
    }
    let add = |found: &mut Vec<Base>, base: &str, part_of_speech: &[char]| {
        let known = table::find(base).filter(|row| part_of_speech.iter().any(|&one| row.is(one)));
        let new = known.filter(|_| !found.iter().any(|(other, _)| **other == *base));
        found.extend(new.map(|row| (Box::from(base), row)));
        new.is_some()
    };
    each_guess(word, |base, ending| match ending {
        Ending::S => add(&mut found, base, &['n', 'v']),
        Ending::Verbal => add(&mut found, base, &['v']),
    });
    found
}

/// What a word unknown to the table may be a form of, itself among it: "dockerize" of
/// "dockerized".
pub(super) fn guesses(word: &str) -> Vec<String> {
    let mut guesses = vec![word.to_owned()];
    each_guess(word, |base, _| {
        guesses.push(base.to_owned());
        false
    });
    guesses
}

#[derive(Clone, Copy)]
enum Ending {
    S,
    Verbal,
}

/// Calls `take` with each base that regular inflection may have started from, the likeliest
/// first, until it says that one is right.
fn each_guess(word: &str, mut take: impl FnMut(&str, Ending) -> bool) {
    if !word.is_ascii() || word.len() < 4 {
        return;
    }
    if let Some(stem) = word.strip_suffix('s') {
        if stem.ends_with('s') {
            return;
        }
        if let Some(stem) = stem.strip_suffix("ie") {
            let _ = take(&format!("{stem}y"), Ending::S) || take(&format!("{stem}ie"), Ending::S);
            return;
        }
        if take(stem, Ending::S) {
            return;
        }
        if let Some(short) = stem.strip_suffix('e') {
            if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| short.ends_with(end)) {
                take(short, Ending::S);
            } else if let Some(root) = short.strip_suffix('v') {
                let _ = take(&format!("{root}f"), Ending::S) || take(&format!("{root}fe"), Ending::S);
            }
        }
        return;
    }
    let (stem, is_ing) = match (word.strip_suffix("ing"), word.strip_suffix("ed")) {
        (Some(stem), _) => (stem, true),
        (None, Some(stem)) => (stem, false),
        (None, None) => return,
    };
    if stem.len() < 2 || !stem.contains(['a', 'e', 'i', 'o', 'u', 'y']) {
        return;
    }
    if let Some(root) = stem.strip_suffix(if is_ing { "y" } else { "i" }) {
        let base = if is_ing { format!("{root}ie") } else { format!("{root}y") };
        if take(&base, Ending::Verbal) {
            return;
        }
    }
    // "planned" of plan; but "called" of call, "assessed" of assess.
    let doubled = doubled_consonant(stem);
    let is_written_double = doubled.is_some_and(|last| matches!(last, b's' | b'l' | b'f' | b'z'));
    if doubled.is_some() && !is_written_double && take(&stem[..stem.len() - 1], Ending::Verbal) {
        return;
    }
    // "stared" is of stare, since star would double its last letter.
    let with_e = format!("{stem}e");
    if would_double(stem) {
        let _ = take(&with_e, Ending::Verbal);
        return;
    }
    if take(stem, Ending::Verbal) || take(&with_e, Ending::Verbal) {
        return;
    }
    if is_written_double {
        take(&stem[..stem.len() - 1], Ending::Verbal);
    }
}

fn doubled_consonant(stem: &str) -> Option<u8> {
    match stem.as_bytes() {
        [.., one, other] if one == other && !is_vowel(*one) => Some(*one),
        _ => None,
    }
}

/// Whether a stem of one syllable ends in consonant, vowel, consonant, so that its last letter
/// is doubled before an ending.
fn would_double(stem: &str) -> bool {
    let [front @ .., before, vowel, last] = stem.as_bytes() else { return false };
    !is_vowel(*last)
        && !matches!(last, b'w' | b'x' | b'y')
        && is_vowel(*vowel)
        && !is_vowel(*before)
        && !front.iter().any(|&letter| is_vowel(letter))
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: &[&str]) {
        let found = bases(word);
        let found: Vec<&str> = found.iter().map(|(key, _)| key.as_ref()).collect();
        assert_eq!(found, expected, "{word}");
    }

    #[test]
    fn inflections_find_their_bases() {
        check("led", &["led", "lead"]);
        check("children", &["child"]);
        check("wrote", &["write"]);
        check("taught", &["teach"]);
        check("planned", &["planned", "plan"]);
        check("stared", &["stare"]);
        check("starred", &["starred", "star"]);
        check("called", &["call"]);
        check("travelled", &["travelled", "travel"]);
        check("policies", &["policy"]);
        check("boxes", &["box"]);
        check("replaced", &["replace"]);
        check("assessed", &["assess"]);
        check("tied", &["tied", "tie"]);
    }

    #[test]
    fn what_only_looks_inflected_stays_whole() {
        check("business", &["business"]);
        check("status", &["status"]);
        check("nursing", &["nursing", "nurse"]);
        check("best", &["best"]);
        check("larger", &["larger"]);
        check("kubectl", &[]);
    }

    #[test]
    fn unknown_words_are_guessed_at() {
        assert!(guesses("dockerized").contains(&"dockerize".to_owned()));
        assert!(guesses("kubernetes").contains(&"kubernetes".to_owned()));
    }
}
