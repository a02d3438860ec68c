//! The facts a claim may rest on, with their words ready to be looked up.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::reading::Reading;
use crate::jobs::model::Posting;
use crate::language::dates::{Period, months_covered};
use crate::language::lexicon::Lexicon;
use crate::language::tokens::fold;
use crate::profiles::facts::list_facts;
use crate::profiles::model::{Fact, FactId, FactKind, ProfileContent};

/// A profile's facts and the posting, compiled once for the checks of one document.
pub struct FactBase<'a> {
    facts: HashMap<FactId, KnownFact<'a>>,
    employers: Vec<Employer>,
    posting: &'a Posting,
    posting_reading: Reading<'a>,
    addressed: Reading<'a>,
    today: NaiveDate,
    lexicon: &'a Lexicon,
}

/// A fact, read.
pub struct KnownFact<'a> {
    /// The fact.
    pub fact: Fact,
    /// What it says, folded, in single spaces.
    pub folded: String,
    /// Its text, read.
    pub reading: Reading<'a>,
}

/// An employer's name and the positions held there.
pub struct Employer {
    /// The name, folded, in single spaces.
    pub name: String,
    /// Fact ids of the positions.
    pub positions: Vec<FactId>,
}

impl<'a> FactBase<'a> {
    /// Compiles the facts of a profile; letters address and quote the posting.
    pub fn new(
        profile: &ProfileContent,
        posting: &'a Posting,
        today: NaiveDate,
        lexicon: &'a Lexicon,
    ) -> Self {
        let facts = list_facts(profile)
            .into_iter()
            .map(|fact| {
                let reading = Reading::of(&fact.text, lexicon);
                (fact.id.clone(), KnownFact { folded: normalised(&fact.text), reading, fact })
            })
            .collect();
        let mut employers: Vec<Employer> = Vec::new();
        for experience in &profile.experience {
            let Some(name) = experience.employer.as_deref().map(normalised).filter(|name| !name.is_empty())
            else {
                continue;
            };
            let positions = experience.positions.iter().map(|position| position.id.clone());
            match employers.iter_mut().find(|employer| employer.name == name) {
                Some(employer) => employer.positions.extend(positions),
                None => employers.push(Employer { name, positions: positions.collect() }),
            }
        }
        let posting_reading = Reading::of(&posting.text, lexicon);
        let addressed = Reading::of(&format!("{} {}", posting.title, posting.company), lexicon);
        Self { facts, employers, posting, posting_reading, addressed, today, lexicon }
    }

    /// The fact with this id.
    pub fn find(&self, id: &FactId) -> Option<&KnownFact<'a>> {
        self.facts.get(id)
    }

    /// Every fact, of every standing.
    pub fn facts(&self) -> impl Iterator<Item = &KnownFact<'a>> {
        self.facts.values()
    }

    /// The employers a folded text names, whole words only.
    pub fn employers_named(&self, folded: &str) -> impl Iterator<Item = &Employer> {
        self.employers.iter().filter(move |employer| contains_words(folded, &employer.name))
    }

    /// The text of the posting.
    pub fn posting(&self) -> &'a str {
        &self.posting.text
    }

    /// The posting's title and employer, which a letter is addressed with.
    pub fn addressed(&self) -> &Reading<'a> {
        &self.addressed
    }

    /// The posting, read.
    pub fn posting_reading(&self) -> &Reading<'a> {
        &self.posting_reading
    }

    /// Months the publishable positions cover together, overlaps counted once.
    pub fn months_of_experience(&self) -> u32 {
        let positions = self.facts.values().map(|known| &known.fact);
        let periods: Vec<Period> = positions
            .filter(|fact| fact.kind == FactKind::Position && fact.standing.is_publishable())
            .map(|fact| fact.period)
            .collect();
        months_covered(&periods, self.today)
    }

    /// The day the documents speak of as today.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// The words the house knows.
    pub fn lexicon(&self) -> &'a Lexicon {
        self.lexicon
    }
}

/// The text folded, in single spaces, without a full stop at its end.
pub fn normalised(text: &str) -> String {
    let folded = fold(text);
    let joined = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    joined.trim_end_matches(['.', ';', ',']).to_owned()
}

/// Whether `inner` stands in `outer` from one word's edge to another's.
pub fn contains_words(outer: &str, inner: &str) -> bool {
    if inner.is_empty() {
        return false;
    }
    outer.match_indices(inner).any(|(at, _)| {
        let before = outer[..at].chars().next_back();
        let after = outer[at + inner.len()..].chars().next();
        let is_edge = |neighbour: Option<char>, own: Option<char>| {
            !(neighbour.is_some_and(char::is_alphanumeric) && own.is_some_and(char::is_alphanumeric))
        };
        is_edge(before, inner.chars().next()) && is_edge(after, inner.chars().next_back())
    })
}
