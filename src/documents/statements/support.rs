//! The facts that could carry a statement: those that share the most of its rarer words.
//! Under [`super`]. Which of them do is for the fact check to say.

use std::collections::HashMap;

use super::entries::Entries;
use super::{Context, Statement};
use crate::factcheck::FactBase;
use crate::factcheck::model::{Citation, Claim, ClaimOrigin, Slot, Verdict};
use crate::factcheck::written::judge;
use crate::language::lexicon::Lexicon;
use crate::language::span::Span;
use crate::language::stems::stem_folded;
use crate::language::tokens::{TokenKind, fold, tokenize};
use crate::language::years::find_years;
use crate::profiles::facts::{list_facts, publishable};
use crate::profiles::model::{Fact, FactId, FactKind, ProfileContent};

/// The most facts a statement is said to rest on, the positions behind its years aside; a
/// sentence that needs more is a list.
const MAX_FACTS: usize = 6;

/// The publishable facts of a profile by their words.
pub struct Supporter<'b, 'a> {
    base: &'b FactBase<'a>,
    entries: Entries,
    facts: Vec<Fact>,
    /// Where each word stands, facts in order.
    places: HashMap<String, Vec<usize>>,
}

impl<'b, 'a> Supporter<'b, 'a> {
    /// Reads the facts.
    pub fn new(profile: &ProfileContent, base: &'b FactBase<'a>) -> Self {
        let facts: Vec<Fact> = publishable(&list_facts(profile)).cloned().collect();
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, fact) in facts.iter().enumerate() {
            for word in content_words(&fact.text, base.lexicon()) {
                places.entry(word).or_default().push(at);
            }
        }
        Self { base, entries: Entries::new(profile), facts, places }
    }

    /// The statement as a claim on the facts that carry it best, checked.
    pub fn carry(&self, statement: &Statement) -> Claim {
        let mut best = self.check(statement, Vec::new());
        if best.verdict == Verdict::Pass {
            return best;
        }
        if statement.context == Context::Letter && speaks_of_the_reader(&statement.text) {
            let quotes = vec![Span::new(0, self.base.posting().len())];
            let quoting = self.checked(Claim { quotes, ..claim(statement, Slot::Letter, Vec::new()) });
            if quoting.verdict == Verdict::Pass {
                return quoting;
            }
        }
        for cites in self.choices(statement) {
            let claim = self.check(statement, cites);
            if claim.verdict == Verdict::Pass {
                return claim;
            }
            // What says why is of more use than that nothing was cited.
            let rank = |claim: &Claim| (claim.verdict, claim.cites.is_empty(), claim.findings.len());
            if rank(&claim) < rank(&best) {
                best = claim;
            }
        }
        best
    }

    fn check(&self, statement: &Statement, cites: Vec<Citation>) -> Claim {
        self.checked(claim(statement, self.slot(statement, &cites), cites))
    }

    fn checked(&self, mut claim: Claim) -> Claim {
        judge(&mut claim, self.base);
        claim
    }

    /// Where the claim is held to stand: of several entries, under that of its first fact.
    fn slot(&self, statement: &Statement, cites: &[Citation]) -> Slot {
        let Context::Under(entries) = &statement.context else { return slot(&statement.context) };
        let first = cites.first().and_then(|cite| self.base.find(&cite.fact)).map(|known| &known.fact);
        let own = first
            .and_then(|fact| entries.iter().find(|id| **id == fact.id || fact.entry.as_ref() == Some(*id)));
        own.map_or_else(|| slot(&statement.context), |entry| Slot::Entry(entry.clone()))
    }

    /// What the statement could be said to rest on, the likeliest first.
    fn choices(&self, statement: &Statement) -> Vec<Vec<Citation>> {
        let mut choices: Vec<Vec<usize>> = Vec::new();
        let all = |_: &Fact| true;
        match &statement.context {
            Context::Under(entries) => {
                let is_under = |fact: &Fact| {
                    entries.iter().any(|entry| fact.id == *entry || fact.entry.as_ref() == Some(entry))
                };
                choices.extend(self.near(&statement.text, &is_under));
                // What stands under the wrong entry is told so.
                choices.extend(self.near(&statement.text, &all));
            }
            Context::Summary | Context::Letter | Context::Nowhere => {
                choices.extend(self.near(&statement.text, &all));
                choices.extend(self.near_named(&statement.text));
            }
        }
        let own = statement.cites.iter().all(|cite| self.base.find(&cite.fact).is_some());
        let own = own.then(|| statement.cites.clone()).filter(|cites| !cites.is_empty());
        let near =
            choices.into_iter().map(|facts| facts.into_iter().map(|at| cite(&self.facts[at])).collect());
        own.into_iter().chain(near).collect()
    }

    /// Sets of facts that share words with the text: the nearest one, with its entry, the fewest
    /// that have together what one alone has not, with their entries, and the second nearest.
    fn near(&self, text: &str, is_wanted: &dyn Fn(&Fact) -> bool) -> Vec<Vec<usize>> {
        let words = content_words(text, self.base.lexicon());
        let ranked = self.ranked(&words, is_wanted);
        let Some(&first) = ranked.first() else { return Vec::new() };
        let together = self.together(&words, first, is_wanted);
        let mut choices = vec![vec![first], self.with_entries(&[first], is_wanted)];
        choices.push(together.clone());
        choices.push(self.with_entries(&together, is_wanted));
        choices.extend(ranked.get(1).map(|second| vec![*second]));
        if !find_years(text).is_empty() {
            let positions = self
                .facts
                .iter()
                .enumerate()
                .filter(|(_, fact)| fact.kind == FactKind::Position && is_wanted(fact));
            let positions: Vec<usize> = positions.map(|(at, _)| at).collect();
            let more = together.iter().filter(|at| !positions.contains(at));
            choices.push(positions.iter().chain(more).copied().collect());
        }
        let mut seen = Vec::new();
        choices.retain(|choice| {
            let is_new = !choice.is_empty() && !seen.contains(choice);
            seen.push(choice.clone());
            is_new
        });
        choices
    }

    /// The same of what stands under the entries the text names, and all positions at the places
    /// it names: "Currently at Acme; before that, a clerk there" rests on two.
    fn near_named(&self, text: &str) -> Vec<Vec<usize>> {
        let named = self.entries.headed_in_section(text);
        let is_under =
            |fact: &Fact| named.iter().any(|entry| fact.id == *entry || fact.entry.as_ref() == Some(entry));
        let mut choices = self.near(text, &is_under);
        let positions = self
            .facts
            .iter()
            .enumerate()
            .filter(|(_, fact)| fact.kind == FactKind::Position && self.entries.is_at(&fact.id, text));
        let positions: Vec<usize> = positions.map(|(at, _)| at).collect();
        if (2..=MAX_FACTS).contains(&positions.len()) {
            choices.push(positions);
        }
        choices
    }

    /// The facts that have any of the words, the nearest first. Rare words weigh more; of two
    /// facts that share as much the one with less to say is nearer.
    fn ranked(&self, words: &[String], is_wanted: &dyn Fn(&Fact) -> bool) -> Vec<usize> {
        let mut scores: HashMap<usize, f32> = HashMap::new();
        for word in words {
            for at in self.places.get(word).into_iter().flatten() {
                *scores.entry(*at).or_default() += self.weight(word);
            }
        }
        let mut ranked: Vec<(usize, f32)> =
            scores.into_iter().filter(|(at, _)| is_wanted(&self.facts[*at])).collect();
        let length = |at: usize| self.facts[at].text.len();
        ranked.sort_by(|(one, a), (other, b)| {
            b.total_cmp(a).then_with(|| length(*one).cmp(&length(*other))).then_with(|| one.cmp(other))
        });
        ranked.into_iter().map(|(at, _)| at).collect()
    }

    /// The first fact, and those that add the most of what is still unsaid.
    fn together(&self, words: &[String], first: usize, is_wanted: &dyn Fn(&Fact) -> bool) -> Vec<usize> {
        let mut chosen = vec![first];
        let mut unsaid: Vec<String> = words.to_vec();
        while chosen.len() < MAX_FACTS {
            let last = chosen[chosen.len() - 1];
            unsaid.retain(|word| !self.places.get(word).is_some_and(|places| places.contains(&last)));
            let next = self.ranked(&unsaid, is_wanted).into_iter().find(|at| !chosen.contains(at));
            match next {
                Some(next) => chosen.push(next),
                None => break,
            }
        }
        chosen
    }

    fn with_entries(&self, chosen: &[usize], is_wanted: &dyn Fn(&Fact) -> bool) -> Vec<usize> {
        let mut all = chosen.to_vec();
        for entry in chosen.iter().filter_map(|at| self.facts[*at].entry.as_ref()) {
            let at = self.facts.iter().position(|fact| fact.id == *entry && is_wanted(fact));
            all.extend(at.filter(|at| !all.contains(at)));
        }
        all
    }

    /// How telling a word is: the fewer facts have it, the more.
    fn weight(&self, word: &str) -> f32 {
        let having = self.places.get(word).map_or(0, Vec::len) as f32;
        (1.0 + self.facts.len() as f32 / (1.0 + having)).ln()
    }
}

/// The slot of a context; of several entries the first.
pub fn slot(context: &Context) -> Slot {
    match context {
        Context::Summary => Slot::Summary,
        Context::Letter => Slot::Letter,
        Context::Under(entries) => entries.first().cloned().map_or(Slot::Summary, Slot::Entry),
        // No fact stands under an entry of no name.
        Context::Nowhere => Slot::Entry(FactId::new("")),
    }
}

/// A statement as a claim of unknown origin.
pub fn claim(statement: &Statement, slot: Slot, cites: Vec<Citation>) -> Claim {
    Claim {
        id: String::new(),
        text: statement.text.clone(),
        slot,
        cites,
        quotes: Vec::new(),
        origin: ClaimOrigin::Model,
        verdict: Verdict::Block,
        findings: Vec::new(),
    }
}

/// Cites a fact as it stands.
pub fn cite(fact: &Fact) -> Citation {
    Citation { fact: fact.id.clone(), version: fact.version }
}

/// Whether a sentence is about whom the letter is to and in no word about whom it is from; then
/// it may say what the posting says.
pub fn speaks_of_the_reader(text: &str) -> bool {
    let folded = fold(text);
    let has = |wanted: &[&str]| {
        tokenize(&folded).iter().any(|token| {
            let word = token.text.split('\'').next().unwrap_or_default();
            wanted.contains(&word)
        })
    };
    has(&["you", "your", "yours"]) && !has(&["i", "me", "my", "mine", "myself", "we", "our", "us"])
}

/// The stems of words that say something, each once; of verbs their lemmas too.
fn content_words(text: &str, lexicon: &Lexicon) -> Vec<String> {
    let folded = fold(text);
    let mut words = Vec::new();
    let mut add = |word: String| {
        if !words.contains(&word) {
            words.push(word);
        }
    };
    for token in tokenize(&folded).into_iter().filter(|token| token.kind != TokenKind::Symbol) {
        if token.kind == TokenKind::Number {
            add(token.text.replace(',', ""));
        } else if !lexicon.is_function_word(token.text) {
            add(stem_folded(token.text));
            // Irregular forms have stems of their own.
            if let Some(verb) = lexicon.verb(token.text) {
                add(stem_folded(&verb.lemma));
            }
        }
    }
    words
}
