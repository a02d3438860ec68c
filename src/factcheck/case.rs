//! A claim before the checks: read, with the facts it cites.

use std::cell::OnceCell;

use chrono::NaiveDate;

use super::backing::{Hit, back, back_by_direction};
use super::base::{Employer, FactBase, KnownFact, normalised};
use super::connective::Connective;
use super::involvement::{Involvement, involvements, is_outcome};
use super::model::{Check, Claim, ClaimOrigin, Finding, Slot, Verdict};
use super::prose::prose;
use super::reading::{Opening, Reading, Word};
use crate::language::dates::PartialDate;
use crate::language::lexicon::VerbLevel;
use crate::language::quantities::{Quantity, QuantityKind, find_quantities};
use crate::language::relations::Word as Related;
use crate::language::signals::{Signal, SignalKind, find_signals};
use crate::language::span::Span;
use crate::profiles::model::FactKind;

/// Stems of words that speak of a credential; beside a position alone they need a fact.
const CREDENTIAL: [&str; 9] =
    ["certifi", "certif", "licens", "licenc", "licensur", "qualif", "degre", "diploma", "credenti"];

/// Verbs that say no more of a project than that it was made.
const MAKING: [&str; 6] = ["build", "create", "make", "develop", "write", "produce"];

/// A claim with its reading and its evidence.
pub struct Case<'c, 'a> {
    /// The claim.
    pub claim: &'c Claim,
    /// Its text, read.
    pub reading: Reading<'a>,
    /// Its numbers, amounts and dates.
    pub quantities: Vec<Quantity>,
    /// What it claims beside its matter: how wide, how far along, which way.
    pub signals: Vec<Signal>,
    /// What each verb of it claims, in step with its words.
    pub involvements: Vec<Option<Involvement>>,
    /// The facts it cites that the profile has, in the order cited.
    pub cited: Vec<&'c KnownFact<'a>>,
    /// What it may rest on: the cited facts, the names listed within cited entries, and the
    /// headings of the entries that cited lines stand under.
    pub evidence: Vec<&'c KnownFact<'a>>,
    /// What backs each of its words, in step with them.
    pub hits: Vec<Vec<Hit>>,
    /// The pieces of evidence among these, each once, in step with the words.
    backed_by: Vec<Vec<usize>>,
    /// Which check each word without support is for, found when the first of them asks.
    unsupported: OnceCell<Vec<(usize, Check)>>,
    /// The places of the posting it quotes, read.
    pub quoted: Vec<Reading<'a>>,
    /// What needs no fact, in step with its words.
    pub connectives: Vec<bool>,
    /// The employers it names.
    pub employers_named: Vec<&'c Employer>,
    /// The day the documents speak of as today.
    pub today: NaiveDate,
}

impl<'c, 'a> Case<'c, 'a> {
    /// Reads a claim and looks up what it cites.
    pub fn new(claim: &'c Claim, base: &'c FactBase<'a>) -> Self {
        let cited: Vec<&KnownFact<'a>> =
            claim.cites.iter().filter_map(|citation| base.find(&citation.fact)).collect();
        let evidence = evidence(&cited, base);
        let reading = base.read(&claim.text);
        let mut hits = back(&claim.text, &reading, &evidence);
        let quoted = claim.quotes.iter().map(|span| base.read(span.of(base.posting()))).collect();
        let employers_named = base.employers_named(&normalised(&claim.text)).collect();
        let quantities = find_quantities(&claim.text);
        let involvements = involvements(&reading);
        let signals = find_signals(&claim.text);
        back_by_direction(&reading, &signals, &evidence, &mut hits);
        let mut connectives = connectives(claim, &reading, &cited);
        if claim.slot == Slot::Letter {
            let prose = prose(&reading, &quantities, base.posting_reading(), base.lexicon());
            for (at, is_prose) in prose.into_iter().enumerate() {
                connectives[at] |= is_prose;
            }
        }
        // A project that is cited was made, whatever its fields say of how.
        if cited.iter().any(|known| known.fact.kind == FactKind::Project) {
            for (at, word) in reading.words.iter().enumerate() {
                let is_making = word.verb.is_some_and(|verb| MAKING.contains(&verb.lemma.as_str()));
                connectives[at] |= is_making && involvements[at].is_some_and(|own| own.is_predicate);
            }
        }
        Self {
            claim,
            reading,
            quantities,
            signals,
            involvements,
            cited,
            evidence,
            backed_by: hits.iter().map(|hits| facts_of(hits)).collect(),
            unsupported: OnceCell::new(),
            hits,
            quoted,
            connectives,
            employers_named,
            today: base.today(),
        }
    }

    /// Whether the words are a fact's own; the structure check holds them to it, and no other
    /// check reads them.
    pub fn is_verbatim(&self) -> bool {
        self.claim.origin == ClaimOrigin::Verbatim
    }

    /// Whether the word at `at` stands in what the claim rests on: its evidence, the places it
    /// quotes, and in a sentence of a letter without facts the posting's title and employer,
    /// which may be named as the employer's but never beside a fact of the person.
    pub fn is_evident(&self, at: usize, base: &FactBase<'_>) -> bool {
        let word = &self.reading.words[at];
        !self.hits[at].is_empty()
            || self.quoted.iter().any(|quote| quote.has(word))
            || (self.claim.cites.is_empty() && base.addressed().has(word))
            || self.is_of_employer(at) && base.posting_reading().has(word)
    }

    /// Whether the word at `at` is said of the employer a letter speaks to: it follows "your"
    /// with no word for oneself between, in one segment.
    fn is_of_employer(&self, at: usize) -> bool {
        if self.claim.slot != Slot::Letter {
            return false;
        }
        let words = &self.reading.words;
        let segment = words[at].segment;
        let before = words[..at].iter().rev().take_while(|word| word.segment == segment);
        for word in before {
            match word.key.as_str() {
                "your" | "you" | "you're" => return true,
                "i" | "my" | "me" | "we" | "our" | "i'm" | "i've" => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether the word is part of a figure, which the literals check reads.
    fn is_of_figure(&self, word: &Word<'_>) -> bool {
        let is_name = word.is_capitals && !word.key.contains(|c: char| c.is_ascii_digit());
        self.quantities.iter().any(|quantity| {
            quantity.span.contains(&word.span) && !(is_name && quantity.kind == QuantityKind::Ordinal)
        })
    }

    /// Whether the day, month or year lies within the time of an entry.
    pub fn today_covers(&self, known: &KnownFact<'_>, date: PartialDate) -> bool {
        let months = known.fact.period.months_on(self.today);
        months.is_some_and(|(first, last)| first <= date.last_month() && date.first_month() <= last)
    }

    /// Whether the word at `at` is said of the person and not of the employer written to.
    pub fn is_of_oneself(&self, at: usize) -> bool {
        !self.is_of_employer(at)
    }

    /// The text around the byte at `place`, between the marks that part what is said.
    pub fn stretch_around(&self, place: usize) -> &'c str {
        let openers = || {
            self.reading
                .words
                .iter()
                .filter(|word| matches!(word.opening, Opening::Clause | Opening::Comma | Opening::Colon))
        };
        let start = openers().map(|word| word.span.start).rfind(|start| *start <= place).unwrap_or(0);
        let end = openers().map(|word| word.span.start).find(|start| *start > place);
        self.claim.text.get(start..end.unwrap_or(self.claim.text.len())).unwrap_or_default()
    }

    /// Whether some fact backs both words at places no farther apart than `reach`.
    pub fn stand_near(&self, one: usize, other: usize, reach: usize) -> bool {
        self.hits[one].iter().any(|hit| {
            self.hits[other].iter().any(|next| next.fact == hit.fact && next.word.abs_diff(hit.word) <= reach)
        })
    }

    /// Whether a word that no fact has is a verb told of the person, of no more than doing, in a
    /// stretch of which one fact has everything else and a deed besides.
    pub fn is_differing_verb(&self, word: &Word<'_>) -> bool {
        let words = &self.reading.words;
        let Some(at) = words.iter().position(|other| other.span == word.span) else { return false };
        let Some(own) = self.involvements[at].filter(|own| own.is_predicate) else { return false };
        let is_plain = word.verb.is_some_and(|verb| !is_outcome(&verb.lemma));
        let is_led = at
            .checked_sub(1)
            .is_some_and(|before| matches!(words[before].key.as_str(), "i" | "we" | "who" | "by"));
        let is_told = word.opening != Opening::No || is_led;
        let is_praise = self
            .signals
            .iter()
            .any(|signal| matches!(signal.kind, SignalKind::Quality(_)) && signal.span.overlaps(&word.span));
        if own.level > VerbLevel::Do || !is_plain || !is_told || is_praise {
            return false;
        }
        let others: Vec<usize> = self
            .reading
            .segment(word.segment)
            .filter(|(place, other)| {
                *place != at && !other.is_function && !other.is_number && !self.connectives[*place]
            })
            .filter(|(_, other)| !self.is_of_figure(other))
            .map(|(place, _)| place)
            .collect();
        let segment_has = |quantity: &Quantity| {
            self.reading.segment(word.segment).any(|(_, other)| quantity.span.contains(&other.span))
        };
        let figures = self.quantities.iter().filter(|quantity| segment_has(quantity)).count();
        others.len() + figures >= 2
            && !others.is_empty()
            && (0..self.evidence.len()).any(|fact| {
                let known = self.evidence[fact];
                let has_deed = known.is_line()
                    && known.involvements.iter().flatten().any(|deed| {
                        deed.is_predicate && deed.governor.is_none() && deed.level >= VerbLevel::Do
                    });
                has_deed && others.iter().all(|other| self.backed_by[*other].contains(&fact))
            })
    }

    /// Whether a word that no fact has is an everyday one that adds nothing by itself, in a clause
    /// in which one fact has at least as much as there are such words, and two words or figures
    /// anyway. Part of a name or of a hyphened word is none. A sentence of a letter without facts has to be free of figures instead.
    pub fn is_plain_word(&self, word: &Word<'_>) -> bool {
        let is_plain = |at: usize, word: &Word<'_>| {
            let is_listed = |key: &str| Connective::of(key).is_plain();
            let bases = || word.related.iter().flat_map(Related::bases);
            (at == 0 || !word.is_name || word.opening != Opening::No)
                && !word.is_possessive
                && !word.is_hyphenated
                && !self.reading.words.get(at + 1).is_some_and(|next| next.is_hyphenated)
                && !self
                    .reading
                    .skills
                    .iter()
                    .any(|skill| skill.is_name && (skill.first..skill.end).contains(&at))
                && (is_listed(&word.key) || bases().any(is_listed))
        };
        let words = &self.reading.words;
        let Some(own) = words.iter().position(|other| other.span == word.span) else { return false };
        if !is_plain(own, word) {
            return false;
        }
        let clause = || words.iter().enumerate().filter(|(_, other)| other.clause == word.clause);
        let content = || {
            clause().filter(|(at, other)| !other.is_function && !self.connectives[*at] && !other.is_number)
        };
        let has_figure =
            |quantity: &&Quantity| clause().any(|(_, other)| quantity.span.contains(&other.span));
        let figures = self.quantities.iter().filter(has_figure).count();
        if self.claim.cites.is_empty() {
            return self.claim.slot == Slot::Letter && figures == 0;
        }
        let plain = content().filter(|(at, other)| self.hits[*at].is_empty() && is_plain(*at, other)).count();
        (0..self.evidence.len()).any(|fact| {
            let backed = content().filter(|(at, _)| self.backed_by[*at].contains(&fact)).count();
            backed > 0 && backed + figures >= plain.max(2)
        })
    }

    /// The evidence that carries a segment: the facts whose words back its words.
    pub fn facts_of_segment(&self, segment: u16) -> Vec<usize> {
        let words =
            self.reading.segment(segment).filter(|(at, word)| !word.is_function && !self.connectives[*at]);
        let mut facts: Vec<usize> = words.flat_map(|(at, _)| self.backed_by[at].iter().copied()).collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// The evidence that carries a clause.
    pub fn facts_of_clause(&self, clause: u16) -> Vec<usize> {
        let words = self.reading.words.iter().enumerate().filter(|(_, word)| word.clause == clause);
        let words = words.filter(|(at, word)| !word.is_function && !self.connectives[*at]);
        let mut facts: Vec<usize> = words.flat_map(|(at, _)| self.backed_by[at].iter().copied()).collect();
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    /// Whether the word at `at` stands in a stretch that tells of the person: anywhere but in
    /// the prose of a letter.
    pub fn is_told(&self, _at: usize) -> bool {
        self.claim.slot != Slot::Letter
    }

    /// The lines among the evidence that alone back the word at `at`; none for a word that says
    /// nothing or that the fields of an entry back too.
    pub fn lines_of(&self, at: usize) -> Vec<usize> {
        let word = &self.reading.words[at];
        if word.is_function || word.is_number || self.connectives[at] {
            return Vec::new();
        }
        let facts = || self.hits[at].iter().map(|hit| hit.fact);
        if facts().any(|fact| !self.evidence[fact].is_line()) {
            return Vec::new();
        }
        facts().collect()
    }

    /// The words that say something and stand nowhere in what the claim rests on, that are the
    /// given check's to report. Each has one check: a word of the posting is contamination, one
    /// written as a name is a name, and any other is without support. Numbers are the literals
    /// check's matter.
    pub fn unsupported<'s>(
        &'s self,
        check: Check,
        base: &'s FactBase<'_>,
    ) -> impl Iterator<Item = &'s Word<'a>> + 's {
        let found = self.unsupported.get_or_init(|| self.find_unsupported(base));
        found.iter().filter(move |(_, of)| *of == check).map(|(at, _)| &self.reading.words[*at])
    }

    fn find_unsupported(&self, base: &FactBase<'_>) -> Vec<(usize, Check)> {
        let words = self.reading.words.iter().enumerate().filter(|_| !self.is_verbatim());
        words
            .filter(|(at, word)| {
                !word.is_number
                    && !word.is_function
                    && !self.connectives[*at]
                    && !self.is_evident(*at, base)
                    && !self.is_of_figure(word)
            })
            .map(|(at, word)| {
                let check = if self.is_differing_verb(word) || self.is_plain_word(word) {
                    Check::Support
                } else if base.posting_reading().has(word) {
                    Check::Contamination
                } else if at > 0 && word.is_name {
                    Check::Names
                } else {
                    Check::Support
                };
                (at, check)
            })
            .collect()
    }

    /// The span of the whole claim.
    pub fn whole(&self) -> Span {
        Span::new(0, self.claim.text.len())
    }

    /// A finding that stops the claim.
    pub fn block(&self, check: Check, code: &str, span: Span, message: impl Into<String>) -> Finding {
        Finding {
            check,
            code: code.to_owned(),
            severity: Verdict::Block,
            span,
            facts: self.claim.cites.iter().map(|citation| citation.fact.clone()).collect(),
            message: message.into(),
            mend: None,
        }
    }

    /// A finding a person should look at; the claim stays.
    pub fn warn(&self, check: Check, code: &str, span: Span, message: impl Into<String>) -> Finding {
        Finding { severity: Verdict::Warn, ..self.block(check, code, span, message) }
    }
}

/// The pieces of evidence that back a word, each once.
fn facts_of(hits: &[Hit]) -> Vec<usize> {
    let mut facts: Vec<usize> = hits.iter().map(|hit| hit.fact).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// The cited facts, the names listed within them, and the headings of the entries that cited
/// lines stand under.
fn evidence<'c, 'a>(cited: &[&'c KnownFact<'a>], base: &'c FactBase<'a>) -> Vec<&'c KnownFact<'a>> {
    let mut evidence = cited.to_vec();
    for known in cited {
        evidence.extend(base.listed(&known.fact.id));
    }
    let entries = cited.iter().filter_map(|known| known.fact.entry.as_ref());
    for entry in entries {
        let is_there = evidence.iter().any(|known| known.fact.id == *entry);
        evidence.extend(base.heading(entry).filter(|_| !is_there));
    }
    evidence
}

/// Which words need no fact.
fn connectives(claim: &Claim, reading: &Reading<'_>, cited: &[&KnownFact<'_>]) -> Vec<bool> {
    let has_career = cited.iter().any(|known| !known.is_line());
    let is_letter = claim.slot == Slot::Letter;
    let is_shouted = reading.words.iter().filter(|word| !word.is_capitals).count() < 2;
    let has_credential = cited.iter().any(|known| {
        matches!(known.fact.kind, FactKind::Certificate | FactKind::Education | FactKind::Award)
    });
    let is_of_tool = |at: usize| {
        reading.skills.iter().any(|skill| skill.is_name && (skill.first..skill.end).contains(&at))
    };
    let words = reading.words.iter().enumerate().map(|(at, word)| {
        let connective = Connective::of(&word.key);
        let is_named = word.is_capitals && !is_shouted || is_of_tool(at);
        let is_credential = CREDENTIAL.contains(&word.stem.as_str());
        !is_named && connective.is_neutral()
            || has_career && connective.is_of_career() && (has_credential || !is_credential)
            || is_letter && connective.is_of_letters()
    });
    words.collect()
}
