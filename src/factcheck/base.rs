//! The facts a claim may rest on, with their words ready to be looked up.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::jobs::model::Posting;
use crate::language::dates::{Period, months_covered};
use crate::language::lexicon::{Lexicon, Verb};
use crate::language::stems::stem;
use crate::language::tokens::{TokenKind, fold, tokenize};
use crate::profiles::facts::list_facts;
use crate::profiles::model::{Fact, FactId, FactKind, ProfileContent};

/// A profile's facts and the posting, compiled once for the checks of one document.
pub struct FactBase<'a> {
    facts: HashMap<FactId, KnownFact>,
    employers: Vec<Employer>,
    posting: &'a Posting,
    posting_words: Words,
    addressed_words: Words,
    today: NaiveDate,
    lexicon: &'a Lexicon,
}

/// A fact with its words.
pub struct KnownFact {
    /// The fact.
    pub fact: Fact,
    /// What it says, folded, in single spaces.
    pub folded: String,
    /// Its words.
    pub words: Words,
}

/// An employer's name and the positions held there.
pub struct Employer {
    /// The name, folded, in single spaces.
    pub name: String,
    /// Fact ids of the positions.
    pub positions: Vec<FactId>,
}

/// The words of a text as the checks compare them.
#[derive(Debug, Clone, Default)]
pub struct Words {
    stems: HashSet<String>,
    lemmas: HashSet<String>,
    numbers: HashSet<String>,
}

impl Words {
    /// Reads the words of a text.
    pub fn of(text: &str, lexicon: &Lexicon) -> Self {
        let mut words = Self::default();
        let folded = fold(text);
        for token in tokenize(&folded) {
            match token.kind {
                TokenKind::Number => {
                    words.numbers.insert(plain_number(token.text));
                }
                TokenKind::Word => {
                    if let Some(verb) =
                        lexicon.verb(token.text).or_else(|| misspelt_past(token.text, lexicon))
                    {
                        words.lemmas.insert(verb.lemma.clone());
                    }
                    words.stems.insert(stem(token.text));
                }
                TokenKind::Symbol => {}
            }
        }
        words
    }

    /// Whether a folded word stands here, in any of its forms.
    pub fn has_word(&self, word: &str, lexicon: &Lexicon) -> bool {
        self.stems.contains(&stem(word))
            || lexicon.verb(word).is_some_and(|verb| self.lemmas.contains(&verb.lemma))
    }

    /// Whether a number stands here, thousands separators aside.
    pub fn has_number(&self, number: &str) -> bool {
        self.numbers.contains(&plain_number(number))
    }
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
                let words = Words::of(&fact.text, lexicon);
                (fact.id.clone(), KnownFact { folded: normalised(&fact.text), words, fact })
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
        let posting_words = Words::of(&posting.text, lexicon);
        let addressed_words = Words::of(&format!("{} {}", posting.title, posting.company), lexicon);
        Self { facts, employers, posting, posting_words, addressed_words, today, lexicon }
    }

    /// The fact with this id.
    pub fn find(&self, id: &FactId) -> Option<&KnownFact> {
        self.facts.get(id)
    }

    /// The employers a folded text names, whole words only.
    pub fn employers_named(&self, folded: &str) -> impl Iterator<Item = &Employer> {
        self.employers.iter().filter(move |employer| contains_words(folded, &employer.name))
    }

    /// The text of the posting.
    pub fn posting(&self) -> &'a str {
        &self.posting.text
    }

    /// The words of the posting's title and employer, which a letter is addressed with.
    pub fn addressed_words(&self) -> &Words {
        &self.addressed_words
    }

    /// The words of the posting.
    pub fn posting_words(&self) -> &Words {
        &self.posting_words
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

/// The verb of a past that was formed as if it were regular: "scaned", "breaked".
fn misspelt_past<'l>(word: &str, lexicon: &'l Lexicon) -> Option<&'l Verb> {
    let stem = word.strip_suffix("ed")?;
    [stem.to_owned(), format!("{stem}e")]
        .iter()
        .find_map(|lemma| lexicon.verb(lemma).filter(|verb| verb.lemma == *lemma))
}

fn plain_number(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).replace(',', "")
}
