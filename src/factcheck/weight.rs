//! What is never doubted only: words that weigh by themselves, and places where a word of small
//! weight tips the balance. Part of [`super::leeway`].

use std::sync::LazyLock;

use super::case::Case;
use super::reading::{Reading, Word};
use super::scope::causation::{has_link, is_link, makes_something};
use super::scope::polarity::has_denial;
use super::vouching::is_absolute;
use crate::language::lexicon::{Lexicon, Verb};
use crate::language::signals::{Signal, SignalKind, Unreal};

/// Stems of nouns that are never light: credentials, ranks, and measures of time and number.
pub(super) const WEIGHTY: [&str; 50] = [
    "certif",
    "certifi",
    "licens",
    "licenc",
    "qualif",
    "degre",
    "diploma",
    "award",
    "prize",
    "honor",
    "honour",
    "medal",
    "leadership",
    "manag",
    "ownership",
    "director",
    "expert",
    "expertis",
    "year",
    "decad",
    "month",
    "week",
    "quarter",
    "day",
    "hour",
    "record",
    "winner",
    "team",
    "class",
    "grade",
    "head",
    "senior",
    "chief",
    "princip",
    "execut",
    "vice",
    "master",
    "partner",
    "deputi",
    "junior",
    "associ",
    "champion",
    "finalist",
    "scholarship",
    "fellowship",
    "distinct",
    "postgradu",
    "doctor",
    "bachelor",
    "charter",
];

/// Stems of words before what one is said to know, to be able to do, or to be known for.
pub(super) const COMPETENCE: [&str; 38] = [
    "experi",
    "experienc",
    "background",
    "skill",
    "knowledg",
    "vers",
    "profici",
    "expertis",
    "speciali",
    "specialis",
    "specializ",
    "specialti",
    "focus",
    "train",
    "familiar",
    "practis",
    "practic",
    "fluent",
    "qualifi",
    "compet",
    "adept",
    "grasp",
    "command",
    "certifi",
    "known",
    "reput",
    "famous",
    "prais",
    "valu",
    "trust",
    "respect",
    "school",
    "educ",
    "taught",
    "apprent",
    "rais",
    "read",
    "talent",
];

/// Stems of words before what others are said to think of one.
const REPUTE: [&str; 9] =
    ["known", "reput", "renown", "famous", "fame", "prais", "respect", "admir", "belov"];

/// Parts of the day and the year: a number before one measures a time.
const TIMES: [&str; 14] = [
    "morn",
    "morning",
    "afternoon",
    "even",
    "evening",
    "night",
    "weekend",
    "season",
    "spring",
    "summer",
    "autumn",
    "winter",
    "lunch",
    "dinner",
];

/// How many there are, in words that leave it open.
pub(super) const MANY: [&str; 11] = [
    "many",
    "several",
    "numerous",
    "countless",
    "various",
    "multiple",
    "dozens",
    "scores",
    "hundreds",
    "thousands",
    "endless",
];

/// Verbs of trade, of making something new, of judging, of teaching and healing: of doing them one
/// has to be told. Verbs of their senses count with them.
const DEEDS_OF_THEIR_OWN: [&str; 39] = [
    "sell",
    "buy",
    "hire",
    "recruit",
    "dismiss",
    "appoint",
    "elect",
    "adopt",
    "invent",
    "design",
    "patent",
    "approve",
    "authorise",
    "certify",
    "accredit",
    "audit",
    "inspect",
    "examine",
    "prescribe",
    "diagnose",
    "treat",
    "cure",
    "resolve",
    "settle",
    "negotiate",
    "teach",
    "lecture",
    "publish",
    "invest",
    "finance",
    "rescue",
    "prevent",
    "defend",
    "represent",
    "judge",
    "sue",
    "program",
    "engineer",
    "license",
];

/// Verbs of more senses are not taken for each of them.
const MOST_SENSES: usize = 4;

static DEEDS: LazyLock<Vec<&'static Verb>> =
    LazyLock::new(|| DEEDS_OF_THEIR_OWN.iter().filter_map(|lemma| Lexicon::built_in().verb(lemma)).collect());

/// Whether doing what the verb says is a deed of its own, and no other word for another.
pub(super) fn is_deed_of_its_own(verb: &Verb) -> bool {
    // A verb of many senses is most often no deed of its own: "ran through".
    let is_narrow = verb.senses.len() <= MOST_SENSES;
    let is_one = |deed: &&Verb| deed.lemma == verb.lemma || is_narrow && verb.is_synonym_of(deed);
    verb.lemma == "found" || DEEDS.iter().any(is_one)
}

impl Case<'_, '_> {
    /// Whether the word at `at` stands where no word goes without a fact: beside "never" or
    /// "everybody", in what is said to have come of something, behind "many", in a number of
    /// evenings, in what a letter claims of its writer, and beside a fact that tells of an end of
    /// which the claim does not tell.
    pub(super) fn is_without_leeway(&self, at: usize) -> bool {
        if self.is_vouched[at] {
            return true;
        }
        if self.claim.cites.is_empty() {
            return false;
        }
        let words = &self.reading.words;
        let word = &words[at];
        let is_said = |key: &str| self.evidence.iter().any(|known| known.reading.has_key(key));
        let is_made_absolute = || {
            (0..words.len()).any(|place| {
                words[place].clause == word.clause
                    && is_absolute(words, place)
                    && !self.connectives[place]
                    && !is_said(&words[place].key)
            })
        };
        let says_link = || self.evidence.iter().any(|known| has_link(&known.reading.words));
        let is_outcome = || {
            let mut links = (0..=at).filter(|place| words[*place].segment == word.segment);
            links.any(|place| is_link(words, place) && makes_something(words, place)) && !says_link()
        };
        let before = at.checked_sub(1).map(|before| &words[before]);
        let is_of_many =
            before.is_some_and(|before| MANY.contains(&before.key.as_str()) && !is_said(&before.key));
        // "known for quick answers"
        let is_of_repute = || {
            let before = words[..at].iter().filter(|other| other.segment == word.segment);
            before.into_iter().any(|other| REPUTE.contains(&other.stem.as_str()))
        };
        let is_counted = TIMES.contains(&word.stem.as_str())
            && before.is_some_and(|before| before.is_number || self.is_of_figure(before));
        is_made_absolute()
            || is_outcome()
            || is_of_many
            || is_of_repute()
            || is_counted
            || self.hides_an_end(word)
    }

    /// Whether a line that backs the word's clause tells of a denial or an end, and the claim of none.
    fn hides_an_end(&self, word: &Word<'_>) -> bool {
        !tells_an_end(&self.reading, &self.signals)
            && self.facts_of_clause(word.clause).into_iter().any(|fact| {
                let known = self.evidence[fact];
                known.is_line() && tells_an_end(&known.reading, &known.signals)
            })
    }
}

/// Whether a text denies anything or tells that it ended.
pub(super) fn tells_an_end(reading: &Reading<'_>, signals: &[Signal]) -> bool {
    let is_end = |signal: &Signal| match signal.kind {
        SignalKind::Pole(pole) => {
            matches!(pole.axis, "continuity" | "decision" | "outcome") && !pole.is_positive
        }
        SignalKind::Unreal(Unreal::Failed) => true,
        _ => false,
    };
    has_denial(reading) || signals.iter().any(is_end)
}
