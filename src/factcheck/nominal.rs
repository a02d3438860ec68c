//! Deeds named by their nouns: "the selection of a system" for "chose a system". A noun that no
//! word of the facts backs is traced to its verb, and the verb compared with theirs.

use super::backing::{Closeness, Hit};
use super::base::KnownFact;
use super::reading::Reading;
use crate::language::lexicon::Lexicon;
use crate::language::relations::{Relation, Word as Related};

/// Endings of nouns of deeds, and what the verb ends in instead.
const ENDINGS: [(&str, &[&str]); 13] = [
    ("isation", &["ise"]),
    ("ization", &["ize"]),
    ("ation", &["ate", "e", "", "y"]),
    ("ition", &["e", "it", ""]),
    ("sion", &["d", "de", "t", "se", "s"]),
    ("ion", &["", "e"]),
    ("ment", &[""]),
    ("ance", &["", "e"]),
    ("ence", &["", "e"]),
    ("al", &["", "e"]),
    ("ing", &["", "e"]),
    ("age", &["", "e"]),
    ("y", &[""]),
];

/// Backs nouns of deeds by deeds of the lines.
pub fn back_by_deed(
    claim: &Reading<'_>,
    evidence: &[&KnownFact<'_>],
    lexicon: &Lexicon,
    hits: &mut [Vec<Hit>],
) {
    for (at, word) in claim.words.iter().enumerate() {
        let is_other = word.is_function || word.is_number || word.verb.is_some() || !hits[at].is_empty();
        if is_other || word.is_name && at > 0 || word.is_hyphenated {
            continue;
        }
        let Some(deed) = word.related.as_ref().and_then(|own| deed_of(&word.key, own, lexicon)) else {
            continue;
        };
        for (fact, known) in evidence.iter().enumerate().filter(|(_, known)| known.is_line()) {
            let places = known.reading.words.iter().enumerate().filter(|(place, own)| {
                let is_deed = known.involvements[*place].is_some_and(|stated| stated.is_predicate);
                is_deed && own.related.as_ref().is_some_and(|own| is_told_by(&deed, own))
            });
            hits[at].extend(places.map(|(word, _)| Hit { fact, word, closeness: Closeness::Derived }));
        }
    }
}

fn is_told_by(deed: &Related, own: &Related) -> bool {
    matches!(
        deed.relation_to(own),
        Some(
            Relation::Same
                | Relation::Form
                | Relation::Synonym
                | Relation::SynonymDeed
                | Relation::WeakerDeed
                | Relation::Derived
        )
    )
}

/// The verb that the noun is made of, by its ending, if the dictionary holds both as one family.
fn deed_of(noun: &str, own: &Related, lexicon: &Lexicon) -> Option<Related> {
    let singular = noun.strip_suffix('s').filter(|rest| !rest.ends_with('s')).unwrap_or(noun);
    ENDINGS.iter().filter_map(|(ending, verbal)| Some((singular.strip_suffix(ending)?, verbal))).find_map(
        |(root, verbal)| {
            verbal.iter().filter(|_| root.len() >= 3).find_map(|ending| {
                let lemma = format!("{root}{ending}");
                lexicon.verb(&lemma).filter(|verb| verb.lemma == lemma)?;
                let deed = Related::new(&lemma);
                matches!(own.relation_to(&deed), Some(Relation::Derived | Relation::Form)).then_some(deed)
            })
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(noun: &str, verb: &str, expected: bool) {
        let deed = deed_of(noun, &Related::new(noun), Lexicon::built_in());
        assert_eq!(
            deed.is_some_and(|deed| is_told_by(&deed, &Related::new(verb))),
            expected,
            "{noun}, {verb}"
        );
    }

    #[test]
    fn a_noun_is_told_by_a_verb_of_the_sense_of_its_own() {
        check("selection", "chose", true);
        check("negotiations", "renegotiated", true);
        check("selection", "sold", false);
        check("station", "stated", false);
    }
}
