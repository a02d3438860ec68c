//! Verbs claim no more of the work than the facts do.

use super::Raise;
use crate::factcheck::backing::{Closeness, Hit};
use crate::factcheck::case::Case;
use crate::factcheck::involvement::{Involvement, PARTAKING, PREPOSITIONS};
use crate::factcheck::reading::{Opening, Word};
use crate::language::lexicon::VerbLevel;

/// Verbs without matter of their own that still say the person did it.
const DOING: [&str; 6] = ["perform", "carry", "make", "undertake", "complete", "conduct"];

/// The verbs that claim more of the work than the facts do.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let raised = (0..case.reading.words.len()).filter(|at| {
        is_raised(case, *at) || takes_object_of_another(case, *at) || takes_deed_of_another(case, *at)
    });
    raised
        .map(|at| {
            let span = case.reading.words[at].span;
            let message =
                format!("\"{}\" claims more of the work than the facts do.", span.of(&case.claim.text));
            Raise { code: "involvement_raised", span, message }
        })
        .collect()
}

/// Whether the verb at `at` claims more than the same verb does in the facts, or, where they
/// have it not, more than any verb of the facts that carry its segment.
fn is_raised(case: &Case<'_, '_>, at: usize) -> bool {
    let Some(own) = case.involvements[at].filter(|own| own.is_predicate) else { return false };
    let Some(verb) = case.reading.words[at].verb else { return false };
    if is_noun_of_the_fact(case, at) {
        return false;
    }
    // A noun of the same root is no deed told: "shift lead" manages nothing yet.
    let is_told = |hit: &Hit, stated: &Involvement| stated.is_predicate || hit.closeness == Closeness::Same;
    let stated = case.hits[at].iter().filter_map(|hit| {
        case.evidence[hit.fact].involvements[hit.word]
            .filter(|stated| is_told(hit, stated) && !is_of_another(case, at, hit))
            .filter(|stated| stated.is_predicate || !case.evidence[hit.fact].is_heading)
    });
    // Where a fact has it as a deed too, that tells: "helped pilot the scheme; the pilot ended".
    let stated: Vec<Involvement> = stated.collect();
    let has_deed = stated.iter().any(|stated| stated.is_predicate);
    let stated = stated.into_iter().filter(|stated| stated.is_predicate || !has_deed);
    if let Some(level) = stated.map(|stated| rung(stated.governor.unwrap_or(VerbLevel::Lead))).max() {
        let is_more = rung(own.governor.unwrap_or(VerbLevel::Lead)) > level && rung(own.level) > level;
        return is_more && !is_helped(case, at);
    }
    let own_word = verb.lemma.split(' ').next().unwrap_or_default();
    let is_light = case.connectives[at] && !DOING.contains(&own_word);
    // A heading's "Drives Engineer" tells of no driving.
    let mut own_hits = case.hits[at]
        .iter()
        .filter(|hit| !is_of_another(case, at, hit) && !case.evidence[hit.fact].is_heading);
    let is_backed = own_hits.any(|hit| hit.closeness == Closeness::Same || own.level < VerbLevel::Own);
    if is_backed || is_light && own.level <= VerbLevel::Do || !is_told_of_oneself(case, at) {
        return false;
    }
    let is_more = match governing(case, at).max() {
        Some(highest) => rung(own.level) > highest,
        None => own.level > VerbLevel::Build,
    };
    is_more && !is_helped(case, at)
}

/// Whether the word stands in a fact in the same form as a noun, and is not what the claim opens
/// with or says of "I": "a naming standard", "in plants and microbes".
fn is_noun_of_the_fact(case: &Case<'_, '_>, at: usize) -> bool {
    let word = &case.reading.words[at];
    let before = at.checked_sub(1).map_or("", |before| case.reading.words[before].key.as_str());
    let is_past = word.verb.is_some_and(|verb| verb.past == word.key && verb.lemma != word.key);
    // "Witness statements: …" opens with a noun if the fact has the two words side by side.
    let is_compound = |hit: &Hit| {
        let next = case.hits.get(at + 1).into_iter().flatten();
        next.into_iter().any(|next| next.fact == hit.fact && next.word == hit.word + 1)
    };
    !is_past
        && !matches!(before, "i" | "we" | "who" | "to")
        && case.hits[at].iter().any(|hit| {
            let known = case.evidence[hit.fact];
            known.reading.words[hit.word].key == word.key
                && known.involvements[hit.word].is_none_or(|stated| !stated.is_predicate)
                && (word.opening != Opening::Clause || is_compound(hit))
        })
}

/// Whether the fact tells the deed of somebody else: "led by an outside agency".
fn is_of_another(case: &Case<'_, '_>, at: usize, hit: &Hit) -> bool {
    let is_by = |words: &[Word<'_>], at: usize| {
        let is_participle = words[at].verb.is_some_and(|verb| verb.past == words[at].key);
        // "raised by 40 %" names nobody.
        let agent = words.get(at + 2).filter(|_| words.get(at + 1).is_some_and(|next| next.key == "by"));
        is_participle
            && agent.is_some_and(|agent| {
                !agent.is_number && agent.verb.is_none_or(|verb| verb.gerund != agent.key)
            })
    };
    is_by(&case.evidence[hit.fact].reading.words, hit.word) && !is_by(&case.reading.words, at)
}

/// Whether the claim itself says that somebody was only helped: with a gerund behind what it
/// helped in ("in testing stock, took part") or beside a passive ("when it was installed I gave
/// a hand"), or shared what the fact shares ("led with a nurse manager" for "co-led").
fn is_helped(case: &Case<'_, '_>, at: usize) -> bool {
    let words = &case.reading.words;
    let word = &words[at];
    let before = at.checked_sub(1).map(|before| words[before].key.as_str());
    let is_gerund = word.verb.is_some_and(|verb| verb.gerund == word.key) && at > 0;
    let is_passive = before.is_some_and(|before| {
        matches!(before, "was" | "were" | "is" | "are" | "been" | "being" | "be" | "got")
    });
    let helps = || {
        let mut others = case.involvements.iter().enumerate().filter(|(place, _)| *place != at);
        others.any(|(place, other)| {
            let is_low =
                other.is_some_and(|other| other.is_predicate && other.level <= VerbLevel::Contribute);
            is_low && words[place].clause == word.clause
        }) || PARTAKING.iter().any(|(one, other)| case.reading.has_key(one) && case.reading.has_key(other))
    };
    let is_shared = || {
        let is_co = |hit: &Hit| {
            let fact = &case.evidence[hit.fact].reading.words;
            hit.word > 0 && fact[hit.word - 1].key == "co" && fact[hit.word].is_hyphenated
        };
        case.hits[at].iter().any(is_co)
            && words
                .iter()
                .any(|word| matches!(word.key.as_str(), "with" | "together" | "jointly" | "shared" | "co"))
    };
    // "when two branches were merged" tells when, and nobody's deed.
    let is_time = || {
        let before = words[..at].iter().rev().take_while(|other| other.segment == word.segment);
        before
            .into_iter()
            .any(|other| matches!(other.key.as_str(), "when" | "while" | "as" | "after" | "before" | "once"))
    };
    (is_gerund || is_passive) && helps() || is_passive && is_time() || is_shared()
}

/// Whether a deed that no fact has is told of what the fact's deed was only for or about:
/// "conducted two audits" for "prepared files for two audits".
fn takes_object_of_another(case: &Case<'_, '_>, at: usize) -> bool {
    let words = &case.reading.words;
    let is_deed = case.involvements[at].is_some_and(|own| own.is_predicate && own.level >= VerbLevel::Do);
    let is_other = case.connectives[at] || !case.hits[at].is_empty() || !is_told_of_oneself(case, at);
    if !is_deed || is_other {
        return false;
    }
    let Some(object) = (at + 1..words.len())
        .take_while(|place| words[*place].segment == words[at].segment)
        .find(|place| !words[*place].is_function && !words[*place].is_number && !case.connectives[*place])
        .filter(|place| !(at + 1..*place).any(|between| PREPOSITIONS.contains(&words[between].key.as_str())))
    else {
        return false;
    };
    let is_kept = |fact: usize, word: usize| {
        case.hits.iter().any(|hits| hits.iter().any(|hit| hit.fact == fact && hit.word == word))
    };
    let mut hits = case.hits[object].iter().filter(|hit| case.evidence[hit.fact].is_line()).peekable();
    hits.peek().is_some()
        && hits.all(|hit| {
            let known = case.evidence[hit.fact];
            let fact = &known.reading.words;
            // Back over what describes the object to the word that leads it.
            let mut start = hit.word;
            while start > 0
                && !PREPOSITIONS.contains(&fact[start - 1].key.as_str())
                && !matches!(fact[start - 1].key.as_str(), "against" | "than" | "to" | "as")
                && fact[start - 1].segment == fact[hit.word].segment
                && known.involvements[start - 1].is_none_or(|deed| !deed.is_predicate)
            {
                start -= 1;
            }
            let is_led =
                start > 0 && matches!(fact[start - 1].key.as_str(), "for" | "in" | "on" | "with" | "about");
            let deed =
                (0..start).rfind(|place| known.involvements[*place].is_some_and(|deed| deed.is_predicate));
            is_led
                && deed.is_some_and(|deed| {
                    let is_light = fact[deed].verb.is_some_and(|verb| LIGHT.contains(&verb.lemma.as_str()));
                    let mut objects = (deed + 1..start - 1)
                        .filter(|place| !fact[*place].is_function && !fact[*place].is_number)
                        .peekable();
                    !is_light && objects.peek().is_some() && objects.all(|place| !is_kept(hit.fact, place))
                })
        })
}

/// Whether the deed is told of oneself and in every fact that has it of somebody named there: "I
/// sign off on budgets" for "the director signs off on them".
fn takes_deed_of_another(case: &Case<'_, '_>, at: usize) -> bool {
    let is_deed = case.involvements[at].is_some_and(|own| own.is_predicate);
    let is_of_other = |hit: &Hit| {
        let known = case.evidence[hit.fact];
        known.is_line()
            && hit.closeness == Closeness::Same
            && has_other_subject(&known.reading.words, hit.word)
    };
    is_deed
        && is_told_of_oneself(case, at)
        && !case.hits[at].is_empty()
        && case.hits[at].iter().all(is_of_other)
}

/// Whether the verb at `at` has a subject of its own that opens the clause or follows a relative:
/// "; the owner declined", ", which the trust rejected".
fn has_other_subject(words: &[Word<'_>], at: usize) -> bool {
    let is_relative = |first: usize| matches!(words[first].key.as_str(), "which" | "that" | "whom");
    let of_segment = words.iter().position(|word| word.segment == words[at].segment);
    let of_clause = words.iter().position(|word| word.clause == words[at].clause);
    let opened = of_segment.filter(|first| is_relative(*first)).map(|first| first + 1);
    let Some(first) = opened.or(of_clause.filter(|first| words[*first].clause > 0)) else { return false };
    let is_led = matches!(words[first].key.as_str(), "the" | "a" | "an" | "our" | "its" | "their");
    is_led
        && (first + 2..first + 5).contains(&at)
        && words[first + 1..at].iter().all(|word| !word.is_function && !word.is_number)
}

/// Verbs whose object is a part of them: "took charge of".
const LIGHT: [&str; 8] = ["take", "have", "make", "give", "do", "get", "put", "keep"];

/// The levels of the deeds that the facts tell of what the verb at `at` is told of: for each
/// word behind it up to the next deed, or of its segment, the deed before it in the fact's
/// clause, else the first of the clause.
fn governing<'s>(case: &'s Case<'_, '_>, at: usize) -> impl Iterator<Item = VerbLevel> + 's {
    let words = &case.reading.words;
    let segment = words[at].segment;
    let is_said = move |place: usize| {
        place != at && !words[place].is_function && !case.connectives[place] && !case.hits[place].is_empty()
    };
    let in_segment = move || (0..words.len()).filter(move |place| words[*place].segment == segment);
    let is_next = |place: &usize| {
        *place > at
            && (case.involvements[*place].is_some_and(|deed| deed.is_predicate)
                || matches!(words[*place].key.as_str(), "that" | "which" | "who"))
    };
    let next = in_segment().find(is_next).unwrap_or(usize::MAX);
    let mut own: Vec<usize> =
        in_segment().filter(|place| (at..next).contains(place) && is_said(*place)).collect();
    if own.is_empty() {
        own = in_segment().filter(|place| is_said(*place)).collect();
    }
    own.into_iter().flat_map(move |place| {
        let mut facts: Vec<usize> = case.hits[place].iter().map(|hit| hit.fact).collect();
        facts.dedup();
        // A word that stands in a fact twice is taken where it claims less.
        facts.into_iter().filter_map(move |fact| {
            let hits = case.hits[place].iter().filter(move |hit| hit.fact == fact);
            hits.filter_map(|hit| level_over(case, hit)).min()
        })
    })
}

/// The level of the deed that governs a word of a fact.
fn level_over(case: &Case<'_, '_>, hit: &Hit) -> Option<VerbLevel> {
    let known = case.evidence[hit.fact];
    let clause = known.reading.words[hit.word].clause;
    let deeds = || {
        known.involvements.iter().enumerate().filter_map(|(place, deed)| {
            let deed = deed.filter(|deed| deed.is_predicate)?;
            (known.reading.words[place].clause == clause).then_some((place, rung(deed.level)))
        })
    };
    deeds().rfind(|(place, _)| *place <= hit.word).or_else(|| deeds().next()).map(|(_, level)| level)
}

/// The level as it is compared: helping and contributing are one, doing and making are one.
fn rung(level: VerbLevel) -> VerbLevel {
    match level {
        VerbLevel::Assist | VerbLevel::Contribute => VerbLevel::Contribute,
        VerbLevel::Do | VerbLevel::Build => VerbLevel::Do,
        VerbLevel::Own | VerbLevel::Lead => level,
    }
}

/// Whether the verb is what the sentence tells of the person: it opens a stretch or follows
/// "I", "who", "also"; and is no "used by".
fn is_told_of_oneself(case: &Case<'_, '_>, at: usize) -> bool {
    let words = &case.reading.words;
    let is_passive_participle = words.get(at + 1).is_some_and(|next| next.key == "by");
    let before = at.checked_sub(1).map(|before| words[before].key.as_str());
    let is_led = before.is_none_or(|before| {
        matches!(before, "i" | "we" | "who" | "and" | "to" | "also" | "by" | "then" | "now" | "have" | "has")
            || before.ends_with("ly")
    });
    !is_passive_participle && (is_led || words[at].opening != Opening::No)
}
