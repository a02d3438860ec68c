//! The facts a claim may rest on, with their words ready to be looked up.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::backing::{ShortForm, short_forms};
use super::glossary::Glossary;
use super::involvement::{Involvement, involvements};
use super::reading::{Reading, Word};
use super::skill_names::SkillNames;
use crate::jobs::model::Posting;
use crate::language::dates::{Period, months_covered};
use crate::language::lexicon::Lexicon;
use crate::language::quantities::{Quantity, find_quantities};
use crate::language::signals::{Signal, find_signals};
use crate::language::span::Span;
use crate::language::stems::stem_folded;
use crate::language::tokens::fold;
use crate::profiles::facts::{list_facts, period_text};
use crate::profiles::model::{Fact, FactId, FactKind, ProfileContent};

/// In how many places of one fact a word is found at most: no statement says a word more often, and
/// what compares the places of two words would take the square of them.
pub(super) const MAX_PLACES: usize = 64;

/// A profile's facts and the posting, compiled once for the checks of one document.
pub struct FactBase<'a> {
    facts: HashMap<FactId, KnownFact<'a>>,
    /// The heading fields of entries with lines: title, organisation, place, period.
    headings: HashMap<FactId, KnownFact<'a>>,
    /// The names listed within an entry, which citing the entry cites: a group's skills, a
    /// degree's courses.
    listed: HashMap<FactId, Vec<FactId>>,
    employers: Vec<Employer>,
    /// The headline and the summary.
    identity: Vec<FactId>,
    posting: &'a Posting,
    folded_posting: String,
    posting_reading: Reading<'a>,
    addressed: Reading<'a>,
    /// The words of all of these.
    glossary: Glossary<'a>,
    today: NaiveDate,
    lexicon: &'a Lexicon,
}

/// A fact, read, with its words ready to be looked up.
pub struct KnownFact<'a> {
    /// The fact.
    pub fact: Fact,
    /// What it says, folded, in single spaces.
    pub folded: String,
    /// Its text, read.
    pub reading: Reading<'a>,
    /// What each verb of it claims, in step with its words.
    pub involvements: Vec<Option<Involvement>>,
    /// Its numbers, amounts and dates.
    pub quantities: Vec<Quantity>,
    /// What it claims beside its matter: how wide, how far along, which way.
    pub signals: Vec<Signal>,
    /// Whether these are the heading fields of an entry, lent to its lines.
    pub is_heading: bool,
    /// Its words that may stand for several.
    pub short_forms: Vec<ShortForm>,
    /// The names of its skills.
    pub(super) skill_names: SkillNames,
    by_stem: HashMap<String, Vec<usize>>,
    by_lemma: HashMap<&'a str, Vec<usize>>,
    /// The first of two words that are one when written closed, by their stem then.
    compounds: HashMap<String, usize>,
}

impl<'a> KnownFact<'a> {
    fn new(fact: Fact, is_heading: bool, lexicon: &'a Lexicon, glossary: &mut Glossary<'a>) -> Self {
        let reading = Reading::noting(&fact.text, lexicon, glossary);
        let mut by_stem: HashMap<String, Vec<usize>> = HashMap::with_capacity(reading.words.len());
        let mut by_lemma: HashMap<&'a str, Vec<usize>> = HashMap::new();
        let mut compounds = HashMap::new();
        for (at, word) in reading.words.iter().enumerate() {
            by_stem.entry(word.stem.clone()).or_default().push(at);
            if let Some(verb) = word.verb {
                by_lemma.entry(verb.lemma.as_str()).or_default().push(at);
            }
            if let Some(next) = reading.words.get(at + 1)
                && !word.is_function
                && !next.is_number
            {
                compounds.entry(stem_folded(&format!("{}{}", word.key, next.key))).or_insert(at);
            }
        }
        let involvements = involvements(&reading);
        let short_forms = short_forms(&reading, &fact.text);
        let skill_names = SkillNames::of_text(&reading);
        let folded = normalised(&fact.text);
        let signals = find_signals(&fact.text);
        let mut quantities = find_quantities(&fact.text);
        if fact.kind != FactKind::Highlight {
            quantities.extend(of_period(&fact));
        }
        Self {
            signals,
            quantities,
            fact,
            folded,
            reading,
            involvements,
            is_heading,
            short_forms,
            skill_names,
            by_stem,
            by_lemma,
            compounds,
        }
    }

    /// Where the word stands in the fact, in any of its forms.
    pub fn places(&self, word: &Word<'_>) -> impl Iterator<Item = usize> {
        let by_stem = self.by_stem.get(&word.stem);
        let by_lemma = word.verb.and_then(|verb| self.by_lemma.get(verb.lemma.as_str()));
        // Both lists are in the order of the words.
        let is_other = move |at: &&usize| by_stem.is_none_or(|own| own.binary_search(at).is_err());
        let others = by_lemma.into_iter().flatten().filter(is_other);
        let places = by_stem.into_iter().flatten().chain(others).copied();
        // One stem may be that of two words.
        places.filter(|at| self.reading.words[*at].is_same_as(word)).take(MAX_PLACES)
    }

    /// Where words of that stem stand.
    pub fn places_of_stem(&self, stem: &str) -> impl Iterator<Item = usize> {
        self.by_stem.get(stem).into_iter().flatten().copied().take(MAX_PLACES)
    }

    /// Where two words stand that are one of that stem when written closed.
    pub fn compound(&self, stem: &str) -> Option<usize> {
        self.compounds.get(stem).copied()
    }

    /// Whether the fact is a line of what was done, whose parts belong together; the fields of
    /// an entry may stand apart.
    pub fn is_line(&self) -> bool {
        matches!(self.fact.kind, FactKind::Highlight | FactKind::Custom)
    }
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
        let mut glossary = Glossary::default();
        let mut facts = HashMap::new();
        let mut identity = Vec::new();
        let mut listed: HashMap<FactId, Vec<FactId>> = HashMap::new();
        for fact in list_facts(profile) {
            if let (FactKind::Skill | FactKind::Course, Some(entry)) = (fact.kind, &fact.entry) {
                listed.entry(entry.clone()).or_default().push(fact.id.clone());
            }
            if matches!(fact.kind, FactKind::Label | FactKind::Summary) && fact.standing.is_publishable() {
                identity.push(fact.id.clone());
            }
            facts.insert(fact.id.clone(), KnownFact::new(fact, false, lexicon, &mut glossary));
        }
        let headings = headings(profile, &facts, lexicon, &mut glossary);
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
        let posting_reading = Reading::noting(&posting.text, lexicon, &mut glossary);
        // The first lines name the position, the employer and the place, if they are no sentences.
        let lines = posting.text.lines().map(str::trim).filter(|line| !line.is_empty()).take(2);
        let head: Vec<&str> = lines.take_while(|line| is_heading(line)).collect();
        let addressed = format!("{} {} {}", posting.title, posting.company, head.join(" "));
        let addressed = Reading::noting(&addressed, lexicon, &mut glossary);
        Self {
            facts,
            headings,
            listed,
            employers,
            identity,
            posting,
            folded_posting: normalised(&posting.text),
            posting_reading,
            addressed,
            glossary,
            today,
            lexicon,
        }
    }

    /// The fact with this id.
    pub fn find(&self, id: &FactId) -> Option<&KnownFact<'a>> {
        self.facts.get(id)
    }

    /// The names listed within an entry, which citing the entry cites.
    pub fn listed(&self, entry: &FactId) -> impl Iterator<Item = &KnownFact<'a>> {
        self.listed.get(entry).into_iter().flatten().filter_map(|id| self.facts.get(id))
    }

    /// The heading fields of an entry: title, organisation, place and period.
    pub fn heading(&self, entry: &FactId) -> Option<&KnownFact<'a>> {
        self.headings.get(entry)
    }

    /// Every fact, of every standing.
    pub fn facts(&self) -> impl Iterator<Item = &KnownFact<'a>> {
        self.facts.values()
    }

    /// The person's headline and summary, as far as they may be published.
    pub fn identity(&self) -> impl Iterator<Item = &KnownFact<'a>> {
        self.identity.iter().filter_map(|id| self.facts.get(id))
    }

    /// The employers a folded text names, whole words only.
    pub fn employers_named(&self, folded: &str) -> impl Iterator<Item = &Employer> {
        self.employers.iter().filter(move |employer| contains_words(folded, &employer.name))
    }

    /// The text of the posting.
    pub fn posting(&self) -> &'a str {
        &self.posting.text
    }

    /// The text of the posting, folded, in single spaces.
    pub fn folded_posting(&self) -> &str {
        &self.folded_posting
    }

    /// The posting's title, employer and place, which a letter is addressed with.
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

    /// Reads a text of a claim with what is known of the words of the facts and the posting.
    pub fn read(&self, text: &str) -> Reading<'a> {
        Reading::with(text, self.lexicon, &self.glossary)
    }

    /// The words the house knows.
    pub fn lexicon(&self) -> &'a Lexicon {
        self.lexicon
    }
}

/// Whether a line of a posting is a heading and no sentence.
fn is_heading(line: &str) -> bool {
    const MOST_WORDS: usize = 10;
    !line.ends_with(['.', '!', '?', ':']) && line.split_whitespace().count() <= MOST_WORDS
}

/// The period of an entry and its ends, as quantities: a claim may name either alone.
fn of_period(fact: &Fact) -> Vec<Quantity> {
    let nowhere = Span::new(0, 0);
    let Period { start, end, .. } = fact.period;
    let mut quantities: Vec<Quantity> =
        [start, end].into_iter().flatten().map(|date| Quantity::of_date(nowhere, date)).collect();
    if start.is_some() && start != end {
        quantities.push(Quantity::of_period(nowhere, fact.period));
    }
    // "since" a certificate or degree, "until" the end of a position.
    if matches!(fact.kind, FactKind::Certificate | FactKind::Education) && end.is_some() {
        quantities.push(Quantity::of_period(nowhere, Period::new(end, None)));
    }
    if end.is_some() && start != end {
        quantities.push(Quantity::of_period(nowhere, Period::new(None, end)));
    }
    quantities
}

/// The heading fields of every entry that has lines, each as a fact of its entry.
fn headings<'a>(
    profile: &ProfileContent,
    facts: &HashMap<FactId, KnownFact<'a>>,
    lexicon: &'a Lexicon,
    glossary: &mut Glossary<'a>,
) -> HashMap<FactId, KnownFact<'a>> {
    let mut texts: Vec<(&FactId, [Option<&str>; 3])> = Vec::new();
    for experience in &profile.experience {
        for item in &experience.positions {
            let position = &item.value;
            let fields =
                [position.title.as_deref(), experience.employer.as_deref(), position.location.as_deref()];
            texts.push((&item.id, fields));
        }
    }
    texts.extend(
        profile
            .projects
            .iter()
            .map(|item| (&item.id, [item.value.name.as_deref(), item.value.entity.as_deref(), None])),
    );
    texts.extend(
        profile.volunteering.iter().map(|item| {
            (&item.id, [item.value.position.as_deref(), item.value.organization.as_deref(), None])
        }),
    );
    let known = texts.into_iter().filter_map(|(id, fields)| {
        let fact = &facts.get(id)?.fact;
        let mut parts: Vec<&str> = fields.into_iter().flatten().collect();
        let period = period_text(&fact.period);
        parts.push(&period);
        let text = parts.join(", ");
        Some((id.clone(), KnownFact::new(Fact { text, ..fact.clone() }, true, lexicon, glossary)))
    });
    known.collect()
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
