//! A claim before the checks: read, with the facts it cites.

use std::cell::OnceCell;

use chrono::NaiveDate;

use super::backing::{Hit, back, back_by_direction};
use super::base::{Employer, FactBase, KnownFact, normalised};
use super::frame::{Framed, Read, needless};
use super::involvement::{Involvement, involvements};
use super::model::{Check, Claim, ClaimOrigin, Finding, Slot, Verdict};
use super::nominal::back_by_deed;
use super::reading::{Opening, Reading, Word};
use super::vouching::tells_familiarity;
use crate::jobs::instructions;
use crate::language::dates::PartialDate;
use crate::language::quantities::{Quantity, QuantityKind, find_quantities};
use crate::language::signals::{Signal, find_signals};
use crate::language::span::Span;

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
    pub(super) backed_by: Vec<Vec<usize>>,
    /// Which check each word without support is for, found when the first of them asks.
    unsupported: OnceCell<Vec<(usize, Check)>>,
    /// The places of the posting it quotes, read.
    pub quoted: Vec<Reading<'a>>,
    /// What needs no fact, in step with its words.
    pub connectives: Vec<bool>,
    /// What stands in a stretch of a letter that claims something of its writer in words that say
    /// nothing: no leeway is given to it either.
    pub(super) is_vouched: Vec<bool>,
    /// What of a letter's sentence without facts speaks to a machine: no leeway is given to it.
    pub(super) to_machines: Vec<Span>,
    /// The employers it names.
    pub employers_named: Vec<&'c Employer>,
    /// The day the documents speak of as today.
    pub today: NaiveDate,
}

/// What the words of a claim say and what backs them.
struct Understood {
    hits: Vec<Vec<Hit>>,
    quantities: Vec<Quantity>,
    involvements: Vec<Option<Involvement>>,
    signals: Vec<Signal>,
    framed: Framed,
}

impl Understood {
    /// Of a fact's own words, `words` of them: they are held to the fact as a whole, and what they
    /// say is nobody's question. They may be of any length.
    fn nothing(words: usize) -> Self {
        Self {
            hits: vec![Vec::new(); words],
            quantities: Vec::new(),
            involvements: vec![None; words],
            signals: Vec::new(),
            framed: Framed { needless: vec![false; words], is_vouched: vec![false; words] },
        }
    }
}

fn understand<'c, 'a>(
    claim: &'c Claim,
    reading: &Reading<'a>,
    cited: &[&'c KnownFact<'a>],
    evidence: &[&'c KnownFact<'a>],
    to_machines: &[Span],
    base: &'c FactBase<'a>,
) -> Understood {
    let mut hits = back(&claim.text, reading, evidence);
    let quantities = find_quantities(&claim.text);
    let involvements = involvements(reading);
    let signals = find_signals(&claim.text);
    back_by_direction(reading, &signals, evidence, &mut hits);
    back_by_deed(reading, evidence, base.lexicon(), &mut hits);
    let is_backed: Vec<bool> = hits.iter().map(|hits| !hits.is_empty()).collect();
    let read = Read {
        claim,
        to_machines,
        reading,
        quantities: &quantities,
        involvements: &involvements,
        signals: &signals,
        cited,
        is_backed: &is_backed,
    };
    let framed = needless(&read, base);
    Understood { hits, quantities, involvements, signals, framed }
}

impl<'c, 'a> Case<'c, 'a> {
    /// Reads a claim and looks up what it cites.
    pub fn new(claim: &'c Claim, base: &'c FactBase<'a>) -> Self {
        let cited: Vec<&KnownFact<'a>> =
            claim.cites.iter().filter_map(|citation| base.find(&citation.fact)).collect();
        let evidence = evidence(&cited, base);
        let reading = base.read(&claim.text);
        let quoted = claim.quotes.iter().map(|span| base.read(span.of(base.posting()))).collect();
        let employers_named = base.employers_named(&normalised(&claim.text)).collect();
        let to_machines = to_machines(claim, base);
        let understood = if claim.origin == ClaimOrigin::Verbatim {
            Understood::nothing(reading.words.len())
        } else {
            understand(claim, &reading, &cited, &evidence, &to_machines, base)
        };
        let Understood { hits, quantities, involvements, signals, framed } = understood;
        let Framed { needless: connectives, is_vouched } = framed;
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
            is_vouched,
            to_machines,
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
            || self.is_of_employer(at)
                && !self.is_vouched[at]
                && !self.tells_familiarity(at)
                && base.posting_reading().has(word)
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

    /// Whether the clause of the word at `at` says that one knows it well.
    fn tells_familiarity(&self, at: usize) -> bool {
        let words = &self.reading.words;
        let clause = words[at].clause;
        let first = words.partition_point(|word| word.clause < clause);
        let end = words.partition_point(|word| word.clause <= clause);
        tells_familiarity(&words[first..end])
    }

    /// Whether the word is part of a figure, which the literals check reads.
    pub fn is_of_figure(&self, word: &Word<'_>) -> bool {
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
                let check = if self.is_differing_verb(word) || self.is_plain_word(word, base) {
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

/// The stretches of a letter's sentence without facts that speak to a machine that reads it.
fn to_machines(claim: &Claim, base: &FactBase<'_>) -> Vec<Span> {
    let is_prose = claim.slot == Slot::Letter && claim.cites.is_empty();
    if is_prose { instructions::find(&claim.text, base.lexicon()) } else { Vec::new() }
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
