//! What of a claim needs no fact: connective words and phrases, what a fact says by being of its
//! kind, what an entry is called again ("the list"), and what a position is known to be in.

use super::base::{FactBase, KnownFact, normalised};
use super::connective::{Connective, phrase_length};
use super::involvement::Involvement;
use super::model::{Claim, Slot};
use super::prose::{prose, speaks_of_oneself};
use super::reading::{Reading, Word};
use super::settings::Settings;
use super::vouching::Claimed;
use crate::language::quantities::Quantity;
use crate::language::signals::{Signal, SignalKind};
use crate::language::span::Span;
use crate::profiles::model::FactKind;

/// Stems of words that speak of a credential; beside a position alone they need a fact.
const CREDENTIAL: [&str; 12] = [
    "certifi",
    "certif",
    "licens",
    "licenc",
    "licensur",
    "qualif",
    "degre",
    "diploma",
    "credenti",
    "registr",
    "accredit",
    "membership",
];

/// Of these the ones that name one sort of credential, each with the beginnings of words of which
/// a cited credential has to have one: a diploma is no degree, a certificate no licence.
const SORTS: [(&str, &[&str]); 8] = [
    (
        "degre",
        &[
            "degree",
            "bachelor",
            "master",
            "doctor",
            "phd",
            "bsc",
            "msc",
            "ba",
            "ma",
            "beng",
            "meng",
            "mba",
            "llb",
            "llm",
            "bed",
            "bfa",
            "mfa",
            "bba",
            "bs",
            "ms",
            "licentiate",
            "associate",
            "magister",
            "pharmd",
            "md",
            "jd",
            "bcom",
            "bhsc",
            "bvsc",
            "hbo",
            "laurea",
            "licen",
            "cand",
            "dr",
        ],
    ),
    ("diploma", &["diplom", "school", "matur", "abitur", "baccalaur"]),
    ("licens", &["licen", "permit", "regist", "rn", "cdl", "pilot", "driv", "endors", "board"]),
    ("licenc", &["licen", "permit", "regist", "rn", "cdl", "pilot", "driv", "endors", "board"]),
    ("licensur", &["licen", "regist", "rn", "board"]),
    ("registr", &["regist", "licen", "rn", "chart", "member"]),
    ("accredit", &["accredit", "chart"]),
    ("membership", &["member", "fellow", "chart", "regist"]),
];

/// Stems of nouns for what a fact of some kind is; one of that kind has to be cited for them.
const KIND_NOUNS: [(&str, &[FactKind]); 4] = [
    ("award", &[FactKind::Award]),
    ("certif", &[FactKind::Certificate, FactKind::Education]),
    ("credenti", &[FactKind::Certificate, FactKind::Education]),
    ("languag", &[FactKind::Language, FactKind::Skill, FactKind::SkillGroup]),
];

/// Verbs of small words that a particle makes say an end, or that one took the work over.
const TURNING: [&str; 14] = [
    "give up",
    "give away",
    "give in",
    "turn down",
    "turn away",
    "put off",
    "put back",
    "call off",
    "take over",
    "take off",
    "go on",
    "carry on",
    "do away with",
    "get rid of",
];

/// Verbs that say how something came out to be, told of what stands behind them.
const COPULAS: [&str; 3] = ["prove", "turn out", "seem"];

/// Verbs that say no more of a project than that it was made.
const MAKING: [&str; 6] = ["build", "create", "make", "develop", "write", "produce"];

/// Words that begin what one says of one's part in the work, other than by a title.
const TELLING: [&str; 13] = [
    "in",
    "at",
    "responsible",
    "accountable",
    "answerable",
    "tasked",
    "charged",
    "entrusted",
    "member",
    "members",
    "part",
    "involved",
    "responsibility",
];

/// Words before a noun that has been spoken of.
const DEFINITE: [&str; 7] = ["the", "this", "that", "its", "my", "our", "these"];

/// How far before its noun such a word may stand.
const DEFINITE_REACH: usize = 3;

/// Nouns so wide that "the system", behind what has been named, only speaks of that again.
const GENERIC: [&str; 44] = [
    "system",
    "systems",
    "tool",
    "tools",
    "software",
    "platform",
    "program",
    "application",
    "app",
    "product",
    "products",
    "service",
    "scheme",
    "initiative",
    "programme",
    "project",
    "organisation",
    "organization",
    "company",
    "employer",
    "business",
    "firm",
    "site",
    "place",
    "venue",
    "facility",
    "building",
    "office",
    "team",
    "group",
    "unit",
    "department",
    "figure",
    "number",
    "process",
    "procedure",
    "work",
    "task",
    "idea",
    "plan",
    "event",
    "series",
    "material",
    "document",
];

/// A claim as far as it is read when this is asked.
pub struct Read<'r, 'a> {
    /// The claim.
    pub claim: &'r Claim,
    /// What of it speaks to a machine.
    pub to_machines: &'r [Span],
    /// Its words.
    pub reading: &'r Reading<'a>,
    /// Its figures.
    pub quantities: &'r [Quantity],
    /// What its verbs claim.
    pub involvements: &'r [Option<Involvement>],
    /// What it claims beside its matter.
    pub signals: &'r [Signal],
    /// The facts it cites.
    pub cited: &'r [&'r KnownFact<'a>],
    /// Whether a fact backs the word, in step with the words.
    pub is_backed: &'r [bool],
}

/// What may go without a fact, in step with the words.
pub struct Framed {
    /// Which words need none.
    pub needless: Vec<bool>,
    /// Which stand in a stretch that claims something of the writer in words that say nothing.
    pub is_vouched: Vec<bool>,
}

/// Which words need no fact.
pub fn needless(read: &Read<'_, '_>, base: &FactBase<'_>) -> Framed {
    let words = &read.reading.words;
    let mut needless = connectives(read, base);
    let mut is_vouched = vec![false; words.len()];
    if read.claim.slot == Slot::Letter {
        for (at, (is_prose, claimed)) in prose(read, base).into_iter().enumerate() {
            let is_praise = claimed == Claimed::Praise;
            needless[at] &= !is_praise || Connective::of(&words[at].key).is_neutral();
            needless[at] |= is_prose;
            // "I could talk in several languages" claims them.
            let is_of_kind = KIND_NOUNS.iter().any(|(stem, _)| words[at].stem == *stem);
            needless[at] &= !(is_of_kind && claimed != Claimed::Nothing && read.cited.is_empty());
            is_vouched[at] = claimed != Claimed::Nothing;
        }
    }
    told_without_facts(read, base, &mut needless);
    for (at, word) in words.iter().enumerate() {
        needless[at] &= !read.to_machines.iter().any(|span| span.overlaps(&word.span));
    }
    Framed { needless, is_vouched }
}

/// Adds what stands in phrases that say nothing, and what the facts say by being what they are.
fn told_without_facts(read: &Read<'_, '_>, base: &FactBase<'_>, needless: &mut [bool]) {
    let words = &read.reading.words;
    let is_letter = read.claim.slot == Slot::Letter;
    for at in 0..words.len() {
        let rest = words[at..].iter().take_while(|word| word.clause == words[at].clause);
        let length = phrase_length(rest.map(|word| word.key.as_str()), is_letter);
        needless[at..at + length].fill(true);
    }
    // "in charge of": how much of the work that claims, the check of scope tells.
    for signal in read.signals.iter().filter(|signal| matches!(signal.kind, SignalKind::Involvement(_))) {
        let words = words.iter().enumerate().filter(|(_, word)| signal.span.contains(&word.span));
        // "director of" is a title.
        let is_told = words.clone().next().is_some_and(|(_, first)| TELLING.contains(&first.key.as_str()));
        if is_told && words.clone().count() > 1 {
            words.for_each(|(at, _)| needless[at] = true);
        }
    }
    let is_predicate = |at: usize| read.involvements[at].is_some_and(|own| own.is_predicate);
    // A project that is cited was made, whatever its fields say of how.
    if read.cited.iter().any(|known| known.fact.kind == FactKind::Project) {
        for (at, word) in words.iter().enumerate() {
            let is_making = word.verb.is_some_and(|verb| MAKING.contains(&verb.lemma.as_str()));
            needless[at] |= is_making && is_predicate(at);
        }
    }
    // "proved slower", of what was slower.
    for at in 1..words.len() {
        let is_copula = words[at - 1].verb.is_some_and(|verb| COPULAS.contains(&verb.lemma.as_str()));
        let is_said =
            words[at].segment == words[at - 1].segment && words[at].verb.is_none() && read.is_backed[at];
        needless[at - 1] |= is_copula && is_said && !words[at].is_function;
    }
    let is_open = |at: usize, needless: &[bool]| {
        let word = &words[at];
        !needless[at] && !read.is_backed[at] && !word.is_function && !word.is_number && !word.is_capitals
    };
    if !(0..words.len()).any(|at| is_open(at, needless)) {
        return;
    }
    let is_prose = matches!(read.claim.slot, Slot::Summary | Slot::Letter);
    let entries: Vec<&KnownFact<'_>> =
        read.cited.iter().filter_map(|known| base.find(known.fact.entry.as_ref()?)).collect();
    let told = read.cited.iter().filter(|known| !known.is_line()).chain(&entries);
    let settings = if is_prose { Settings::of(told.copied()) } else { Settings::default() };
    let identity = if is_prose { identity(read, base) } else { Vec::new() };
    for at in 0..words.len() {
        let is_gerund = at > 0 && words[at].verb.is_some_and(|verb| verb.gerund == words[at].key);
        if !is_open(at, needless) || is_predicate(at) && !is_gerund {
            continue;
        }
        let word = &words[at];
        let is_called_again = !word.is_name
            && words[..at].iter().rev().take(DEFINITE_REACH).any(|led| DEFINITE.contains(&led.key.as_str()))
            && entries.iter().any(|entry| entry.reading.has(word));
        let is_oneself = identity.iter().any(|own| own.is_same_as(word));
        let is_anaphor = GENERIC.contains(&word.key.as_str())
            && at > 0
            && matches!(
                words[at - 1].key.as_str(),
                "the" | "this" | "that" | "these" | "those" | "same" | "such"
            )
            && !words.get(at + 1).is_some_and(|next| {
                next.key == "of" || !next.is_function && next.segment == word.segment && next.verb.is_none()
            })
            && (0..at).any(|before| read.is_backed[before] && !words[before].is_function);
        needless[at] = is_called_again || is_oneself || is_anaphor || settings.has(&word.key);
    }
}

/// Words of rank, which a title has to be cited for.
const RANKS: [&str; 12] = [
    "senior",
    "lead",
    "head",
    "chief",
    "principal",
    "director",
    "executive",
    "president",
    "vice",
    "staff",
    "master",
    "partner",
];

/// What the person is by their headline and the beginning of their summary, where the claim
/// names no employer: "chemistry teacher".
fn identity<'b>(read: &Read<'_, '_>, base: &'b FactBase<'_>) -> Vec<&'b Word<'b>> {
    let text = normalised(&read.claim.text);
    if base.employers_named(&text).next().is_some() {
        return Vec::new();
    }
    let own = base.identity().flat_map(|known| {
        let is_label = known.fact.kind == FactKind::Label;
        let words = known.reading.words.iter();
        words.take_while(move |word| is_label || !word.is_function && word.segment == 0)
    });
    own.filter(|word| !word.is_function && !word.is_number && !RANKS.contains(&word.key.as_str())).collect()
}

fn connectives(read: &Read<'_, '_>, base: &FactBase<'_>) -> Vec<bool> {
    let (reading, cited) = (read.reading, read.cited);
    let has_career = cited.iter().any(|known| !known.is_line());
    let is_letter = read.claim.slot == Slot::Letter;
    let is_shouted = reading.words.iter().filter(|word| !word.is_capitals).count() < 2;
    let has_credential = cited.iter().any(|known| {
        matches!(known.fact.kind, FactKind::Certificate | FactKind::Education | FactKind::Award)
    });
    let kinds: Vec<FactKind> = cited
        .iter()
        .flat_map(|known| {
            let entry = known.fact.entry.as_ref().and_then(|id| base.find(id));
            [Some(known.fact.kind), entry.map(|entry| entry.fact.kind)]
        })
        .flatten()
        .collect();
    let is_of_its_sort = |stem: &str| {
        let sort = SORTS.iter().find(|(sort, _)| *sort == stem);
        sort.is_none_or(|(_, beginnings)| {
            let credentials = cited
                .iter()
                .filter(|known| matches!(known.fact.kind, FactKind::Certificate | FactKind::Education));
            let mut words = credentials.flat_map(|known| &known.reading.words);
            words.any(|word| {
                beginnings
                    .iter()
                    .any(|own| if own.len() < 4 { word.key == *own } else { word.key.starts_with(own) })
            })
        })
    };
    let is_of_tool = |at: usize| {
        reading.skills.iter().any(|skill| skill.is_name && (skill.first..skill.end).contains(&at))
    };
    let is_of_a_kind = |word: &Word<'_>| {
        let kind = KIND_NOUNS.iter().find(|(stem, _)| word.stem == *stem);
        kind.is_none_or(|(_, own)| match cited.is_empty() {
            true => !speaks_of_oneself(reading),
            false => kinds.iter().any(|kind| own.contains(kind)),
        })
    };
    let words = reading.words.iter().enumerate().map(|(at, word)| {
        let connective = Connective::of(&word.key);
        let is_turned =
            word.is_phrasal && word.verb.is_some_and(|verb| TURNING.contains(&verb.lemma.as_str()));
        let is_named = word.is_capitals && !is_shouted || is_of_tool(at) || is_turned || !is_of_a_kind(word);
        let is_credential = CREDENTIAL.contains(&word.stem.as_str());
        !is_named && connective.is_neutral()
            || has_career
                && connective.is_of_career()
                && (!is_credential || has_credential && is_of_its_sort(&word.stem))
            || is_letter && connective.is_of_letters()
            || !is_named
                && kinds.iter().any(|kind| connective.is_of_kind(*kind))
                && (!is_credential || is_of_its_sort(&word.stem))
    });
    words.collect()
}
