//! What both documents are written from, looked up once, and the pen that numbers claims.

use std::collections::HashMap;

use crate::documents::model::{Copied, Identity};
use crate::factcheck::model::{Citation, Claim, ClaimOrigin, Slot, Verdict};
use crate::generations::model::{CompiledProfile, GenerationInput, ScoredFact};
use crate::jobs::model::JobAnalysis;
use crate::language::lexicon::Lexicon;
use crate::language::span::Span;
use crate::language::terms::TextIndex;
use crate::language::tokens::fold;
use crate::profiles::model::{FactId, Item, Line, NetworkProfile, ProfileContent};
use crate::scoring::coverage::CompiledKeywords;

/// The input of a draft with its scores by fact.
pub struct Material<'a> {
    /// What the run was asked.
    pub run: &'a GenerationInput,
    /// The profile.
    pub profile: &'a ProfileContent,
    /// What the posting asks for.
    pub analysis: &'a JobAnalysis,
    /// The profile seen through it.
    pub compiled: &'a CompiledProfile,
    /// The words the house knows.
    pub lexicon: &'a Lexicon,
    scores: HashMap<&'a FactId, &'a ScoredFact>,
}

impl<'a> Material<'a> {
    /// Looks everything up.
    pub fn new(
        run: &'a GenerationInput,
        analysis: &'a JobAnalysis,
        compiled: &'a CompiledProfile,
        lexicon: &'a Lexicon,
    ) -> Self {
        let scores = compiled.facts.iter().map(|fact| (&fact.fact, fact)).collect();
        Self { run, profile: &run.profile, analysis, compiled, lexicon, scores }
    }

    /// What stage 2 says of a fact; none for one that may not be published.
    pub fn scored(&self, id: &FactId) -> Option<&'a ScoredFact> {
        self.scores.get(id).copied()
    }

    /// The worth of a fact, 0 to 100.
    pub fn score(&self, id: &FactId) -> f32 {
        self.scored(id).map_or(0.0, |scored| scored.score)
    }

    /// Whether it was chosen for the length asked.
    pub fn is_chosen(&self, id: &FactId) -> bool {
        self.scored(id).is_some_and(|scored| scored.is_chosen)
    }

    /// Whether it is printed only where the pages have room left.
    pub fn is_spare(&self, id: &FactId) -> bool {
        self.scored(id).is_some_and(|scored| scored.is_spare)
    }

    /// Whether it must be printed.
    pub fn is_pinned(&self, id: &FactId) -> bool {
        self.scored(id).is_some_and(|scored| scored.is_pinned)
    }

    /// How many keywords of the posting it backs.
    pub fn keyword_count(&self, id: &FactId) -> usize {
        self.scored(id).map_or(0, |scored| scored.keywords.len())
    }

    /// Whether the posting itself names what the words name, in these words or by another name of
    /// the same skill. A fact may back a keyword that is wider than itself: that is no reason to
    /// say that it was asked for.
    pub fn is_named_by_posting(&self, words: &str) -> bool {
        let skills = &self.lexicon.skills;
        let (folded, skill) = (fold(words.trim()), skills.lookup(words));
        let is_same = |name: &str| fold(name) == folded || (skill.is_some() && skills.lookup(name) == skill);
        let posting = &self.run.posting.text;
        self.analysis.keywords.iter().any(|keyword| {
            keyword.spans.iter().filter_map(|span| posting.get(span.start..span.end)).any(is_same)
        })
    }

    /// Of these texts those that name a keyword the profile supports.
    pub fn asked_terms<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
        let keywords = CompiledKeywords::new(&self.analysis.keywords, self.lexicon);
        let is_asked = |text: &&str| {
            let index = TextIndex::new(text, self.lexicon);
            keywords.named_in(&index).any(|(_, is_named)| is_named)
        };
        texts.filter(|text| !text.is_empty()).filter(is_asked).collect()
    }

    /// Sorts the worthiest first, equals in the owner's order.
    pub fn sort_by_worth<T>(&self, items: &mut [&Item<T>]) {
        items.sort_by(|a, b| self.score(&b.id).total_cmp(&self.score(&a.id)));
    }

    /// Who the document is from, each field copied from its fact.
    pub fn identity(&self) -> Identity {
        let basics = &self.profile.basics;
        let copy = |item: &Option<Item<Line>>| item.as_ref().and_then(|item| copied(item, &item.value.text));
        let location = basics.location.as_ref().and_then(|item| {
            let place = [&item.value.city, &item.value.region];
            let text = place.into_iter().flatten().map(|part| part.trim()).filter(|part| !part.is_empty());
            copied(item, &text.collect::<Vec<_>>().join(", "))
        });
        let site = basics.url.as_ref().and_then(|item| copied(item, &item.value.text));
        let profiles = basics.profiles.iter().filter_map(|item| copied(item, &address(&item.value)));
        Identity {
            name: copy(&basics.name),
            label: copy(&basics.label),
            email: copy(&basics.email),
            phone: copy(&basics.phone),
            location,
            links: site.into_iter().chain(profiles).collect(),
        }
    }
}

/// A field with the fact it was copied from; nothing for empty or unpublishable ones.
fn copied<T>(item: &Item<T>, text: &str) -> Option<Copied> {
    let text = text.trim();
    (item.standing.is_publishable() && !text.is_empty())
        .then(|| Copied { text: text.to_owned(), fact: item.id.clone() })
}

/// A profile elsewhere by its address, or by its name where it has none.
fn address(profile: &NetworkProfile) -> String {
    match (&profile.url, &profile.network, &profile.username) {
        (Some(url), _, _) if !url.trim().is_empty() => url.clone(),
        (_, Some(network), Some(username)) => format!("{network}: {username}"),
        _ => String::new(),
    }
}

/// Cites a fact as it stands.
pub fn cite<T>(item: &Item<T>) -> Citation {
    Citation { fact: item.id.clone(), version: item.version }
}

/// Numbers the claims of one document.
#[derive(Debug, Default)]
pub struct Pen {
    written: usize,
}

impl Pen {
    /// A claim in a fact's own words.
    pub fn verbatim<T>(&mut self, text: &str, slot: Slot, item: &Item<T>) -> Claim {
        self.claim(text.trim().to_owned(), slot, vec![cite(item)], Vec::new(), ClaimOrigin::Verbatim)
    }

    /// A claim joined from facts, and from places of the posting.
    pub fn joined(&mut self, text: String, slot: Slot, cites: Vec<Citation>, quotes: Vec<Span>) -> Claim {
        self.claim(text, slot, cites, quotes, ClaimOrigin::Rule)
    }

    fn claim(
        &mut self,
        text: String,
        slot: Slot,
        cites: Vec<Citation>,
        quotes: Vec<Span>,
        origin: ClaimOrigin,
    ) -> Claim {
        self.written += 1;
        Claim {
            id: format!("c{}", self.written),
            text,
            slot,
            cites,
            quotes,
            origin,
            verdict: Verdict::Pass,
            findings: Vec::new(),
        }
    }
}
