//! What a fact is worth, whatever happens to it: standing is earned by the owner alone and lost
//! with the words, and only what may be published may be cited.

use std::collections::HashMap;

use chrono::NaiveDate;
use jobwise::factcheck::model::{Citation, Claim, ClaimOrigin, Slot, Verdict};
use jobwise::factcheck::{FactBase, check_claim};
use jobwise::jobs::model::Posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::language::span::Span;
use jobwise::profiles::edit::{self, Author, BasicField, sections};
use jobwise::profiles::facts::{find, list_facts, publishable};
use jobwise::profiles::model::{
    Experience, Fact, FactId, Item, Line, Position, ProfileContent, Project, Standing,
};
use jobwise::profiles::standing;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What can happen to a profile.
#[derive(Debug, Clone)]
enum Step {
    /// The owner adds something, or an import does.
    Add { what: What, is_import: bool, words: String },
    /// Somebody changes the words of something.
    Edit { what: What, which: Index, author: Author, words: String },
    /// Two of a kind become one: its words stay, or those of the other are joined to them.
    Merge { what: What, into: Index, from: Index, joins: bool },
    /// The owner accepts some of what was imported.
    Confirm { which: Vec<Index> },
    /// The owner shows a project first, which says nothing.
    Feature { which: Index },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Employer,
    Position,
    Highlight,
    Project,
    Headline,
}

fn step() -> impl Strategy<Value = Step> {
    let what =
        || select(vec![What::Employer, What::Position, What::Highlight, What::Project, What::Headline]);
    let author = || select(vec![Author::Owner, Author::Machine]);
    let index = any::<Index>;
    prop_oneof![
        4 => (what(), any::<bool>(), "[abc]{1,2}")
            .prop_map(|(what, is_import, words)| Step::Add { what, is_import, words }),
        4 => (what(), index(), author(), "[abc]{1,2}")
            .prop_map(|(what, which, author, words)| Step::Edit { what, which, author, words }),
        3 => (what(), index(), index(), any::<bool>())
            .prop_map(|(what, into, from, joins)| Step::Merge { what, into, from, joins }),
        2 => prop::collection::vec(index(), 0..4).prop_map(|which| Step::Confirm { which }),
        1 => index().prop_map(|which| Step::Feature { which }),
    ]
}

/// A profile and the step that is made next.
struct Career {
    content: ProfileContent,
    made: usize,
}

/// What a step was meant for: facts changed by their own words, by those of their employer, and
/// made of two; and who changed them.
#[derive(Debug, Default)]
struct Meant {
    author: Option<Author>,
    own: Vec<FactId>,
    by_employer: Vec<FactId>,
    merged: Option<(FactId, Standing)>,
    confirmed: Vec<FactId>,
}

impl Career {
    fn new_id(&mut self) -> FactId {
        self.made += 1;
        FactId::new(format!("id-{}", self.made))
    }

    fn item<T>(&mut self, value: T, is_import: bool) -> Item<T> {
        let item = Item::stated(self.new_id(), value);
        if is_import {
            return Item { standing: Standing::Imported, source: Some(Span::new(0, 1)), ..item };
        }
        item
    }

    fn ids(&self, what: What) -> Vec<FactId> {
        let employers = &self.content.experience;
        let positions = || employers.iter().flat_map(|employer| &employer.positions);
        match what {
            What::Employer => employers.iter().map(|employer| employer.id.clone()).collect(),
            What::Position => positions().map(|item| item.id.clone()).collect(),
            What::Highlight => {
                positions().flat_map(|item| &item.value.highlights).map(|line| line.id.clone()).collect()
            }
            What::Project => self.content.projects.iter().map(|item| item.id.clone()).collect(),
            What::Headline => self.content.basics.label.iter().map(|item| item.id.clone()).collect(),
        }
    }

    fn positions_of(&self, employer: &FactId) -> Vec<FactId> {
        let found = self.content.experience.iter().find(|found| found.id == *employer);
        found.into_iter().flat_map(|employer| &employer.positions).map(|item| item.id.clone()).collect()
    }

    fn standing_of(&self, id: &FactId) -> Standing {
        find(&list_facts(&self.content), id).map_or(Standing::Stated, |fact| fact.standing)
    }

    fn make(&mut self, step: &Step) -> Meant {
        match step {
            Step::Add { what, is_import, words } => self.add(*what, *is_import, words),
            Step::Edit { what, which, author, words } => {
                let ids = self.ids(*what);
                if !ids.is_empty() {
                    return self.edit(*what, which.get(&ids).clone(), *author, words);
                }
            }
            Step::Merge { what, into, from, joins } => {
                let ids = self.ids(*what);
                if ids.len() > 1 && *what != What::Headline {
                    let into = into.get(&ids).clone();
                    let others: Vec<&FactId> = ids.iter().filter(|id| **id != into).collect();
                    return self.merge(*what, into, (*from.get(&others)).clone(), *joins);
                }
            }
            Step::Confirm { which } => {
                let facts = list_facts(&self.content);
                if !facts.is_empty() {
                    let confirmed: Vec<FactId> =
                        which.iter().map(|index| index.get(&facts).id.clone()).collect();
                    standing::accept(&mut self.content, |id| confirmed.contains(id));
                    return Meant { confirmed, ..Meant::default() };
                }
            }
            Step::Feature { which } => {
                let ids = self.ids(What::Project);
                if !ids.is_empty() {
                    let id = which.get(&ids);
                    edit::change::<sections::Projects>(&mut self.content, id, Author::Owner, |project| {
                        project.featured = !project.featured;
                    })
                    .expect("a project");
                }
            }
        }
        Meant::default()
    }

    fn add(&mut self, what: What, is_import: bool, words: &str) {
        let line = Line { text: words.to_owned() };
        match what {
            What::Employer => {
                let position = Position { title: Some(words.to_owned()), ..Position::default() };
                let positions = vec![self.item(position, is_import)];
                let id = self.new_id();
                let employer = Experience {
                    id,
                    employer: Some(words.to_owned()),
                    url: None,
                    description: None,
                    positions,
                };
                edit::add::<sections::Experience>(&mut self.content, None, employer, None).expect("free ids");
            }
            What::Position => {
                let position = Position { title: Some(words.to_owned()), ..Position::default() };
                let item = self.item(position, is_import);
                if let Some(owner) = self.ids(What::Employer).first() {
                    edit::add::<sections::Positions>(&mut self.content, Some(owner), item, None)
                        .expect("a free id");
                }
            }
            What::Highlight => {
                let item = self.item(line, is_import);
                if let Some(owner) = self.ids(What::Position).last() {
                    edit::add::<sections::Highlights>(&mut self.content, Some(owner), item, None)
                        .expect("a free id");
                }
            }
            What::Project => {
                let project = Project { name: Some(words.to_owned()), ..Project::default() };
                let item = self.item(project, is_import);
                edit::add::<sections::Projects>(&mut self.content, None, item, None).expect("a free id");
            }
            What::Headline if self.content.basics.label.is_none() => {
                self.content.basics.label = Some(self.item(line, is_import));
            }
            What::Headline => {}
        }
    }

    fn edit(&mut self, what: What, id: FactId, author: Author, words: &str) -> Meant {
        let content = &mut self.content;
        let outcome = match what {
            What::Employer => edit::change::<sections::Experience>(content, &id, author, |employer| {
                employer.employer = Some(words.to_owned());
            }),
            What::Position => edit::change::<sections::Positions>(content, &id, author, |position| {
                position.title = Some(words.to_owned());
            }),
            What::Highlight => edit::change::<sections::Highlights>(content, &id, author, |line| {
                words.clone_into(&mut line.text);
            }),
            What::Project => edit::change::<sections::Projects>(content, &id, author, |project| {
                project.name = Some(words.to_owned());
            }),
            What::Headline => {
                edit::set_basic(content, BasicField::Label, Some(words), author, FactId::new("unused"))
            }
        };
        outcome.expect("a known item");
        match what {
            What::Employer => {
                Meant { author: Some(author), by_employer: self.positions_of(&id), ..Meant::default() }
            }
            _ => Meant { author: Some(author), own: vec![id], ..Meant::default() },
        }
    }

    fn merge(&mut self, what: What, into: FactId, from: FactId, joins: bool) -> Meant {
        let lower = self.standing_of(&into).min(self.standing_of(&from));
        let mut by_employer = self.positions_of(&into);
        by_employer.extend(self.positions_of(&from));
        let content = &mut self.content;
        fn join(one: &mut Option<String>, other: &Option<String>, joins: bool) {
            if joins {
                *one = Some(format!("{}{}", one.as_deref().unwrap_or(""), other.as_deref().unwrap_or("")));
            }
        }
        let outcome = match what {
            What::Employer => edit::merge::<sections::Experience>(content, &into, &from, |one, other| {
                join(&mut one.employer, &other.employer, joins);
            }),
            What::Position => edit::merge::<sections::Positions>(content, &into, &from, |one, other| {
                join(&mut one.title, &other.title, joins);
            }),
            What::Highlight => edit::merge::<sections::Highlights>(content, &into, &from, |one, other| {
                if joins {
                    one.text.push_str(&other.text);
                }
            }),
            What::Project => edit::merge::<sections::Projects>(content, &into, &from, |one, other| {
                join(&mut one.name, &other.name, joins);
            }),
            What::Headline => unreachable!("there is one headline"),
        };
        outcome.expect("two known items");
        if what == What::Employer {
            return Meant { author: Some(Author::Machine), by_employer, ..Meant::default() };
        }
        Meant { author: Some(Author::Machine), merged: Some((into, lower)), ..Meant::default() }
    }

    fn facts(&self) -> HashMap<FactId, Fact> {
        list_facts(&self.content).into_iter().map(|fact| (fact.id.clone(), fact)).collect()
    }
}

/// Why a fact may not have become what it is; none when it may.
fn wrong(before: &Fact, after: &Fact, meant: &Meant) -> Option<&'static str> {
    let has_new_words = before.text != after.text;
    let is_meant = |ids: &[FactId]| ids.contains(&after.id);
    let is_merged = meant.merged.as_ref().filter(|(id, _)| *id == after.id);
    if (after.version != before.version) != has_new_words || after.version < before.version {
        return Some("the version does not count its words");
    }
    if has_new_words && !is_meant(&meant.own) && !is_meant(&meant.by_employer) && is_merged.is_none() {
        return Some("nobody changed it");
    }
    if let Some((_, lower)) = is_merged
        && after.standing > *lower
    {
        return Some("a merge has raised it");
    }
    let expected = match (has_new_words, meant.author) {
        (true, Some(Author::Machine)) => Standing::Inferred,
        (true, Some(Author::Owner)) if is_meant(&meant.own) => Standing::Stated,
        (false, _) if is_meant(&meant.confirmed) => standing::accepted(before.standing),
        (false, _) if is_merged.is_some() => is_merged.map_or(before.standing, |(_, lower)| *lower),
        _ => before.standing,
    };
    if after.standing != expected {
        return Some("it has another standing than it has earned");
    }
    if has_new_words && after.source.is_some() && !is_meant(&meant.by_employer) {
        return Some("its words no longer stand in the imported text");
    }
    None
}

/// The codes of what is found in a claim that repeats a fact, cited in that version.
fn codes(fact: &Fact, version: u32, base: &FactBase) -> Vec<String> {
    let claim = Claim {
        id: "c".to_owned(),
        text: fact.text.clone(),
        slot: Slot::Summary,
        cites: vec![Citation { fact: fact.id.clone(), version }],
        quotes: Vec::new(),
        origin: ClaimOrigin::Verbatim,
        verdict: Verdict::Pass,
        findings: Vec::new(),
    };
    check_claim(&claim, base).into_iter().map(|finding| finding.code).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn standing_is_earned_by_the_owner_and_lost_with_the_words(steps in prop::collection::vec(step(), 0..40)) {
        let mut career = Career { content: ProfileContent::default(), made: 0 };
        for step in &steps {
            let before = career.facts();
            let meant = career.make(step);
            for (id, after) in career.facts() {
                match before.get(&id) {
                    Some(before) => {
                        let wrong = wrong(before, &after, &meant);
                        prop_assert!(wrong.is_none(), "{step:?}: {before:?} became {after:?}: {wrong:?}");
                    }
                    None => {
                        let is_import = matches!(step, Step::Add { is_import: true, .. });
                        let expected = if is_import { Standing::Imported } else { Standing::Stated };
                        prop_assert_eq!((after.standing, after.source.is_some()), (expected, is_import));
                    }
                }
                let has_place = after.source.is_some();
                prop_assert!(!has_place || matches!(after.standing, Standing::Imported | Standing::Confirmed), "{after:?}");
            }
        }
        let facts = list_facts(&career.content);
        let posting = Posting::default();
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
        let base = FactBase::new(&career.content, &posting, today, Lexicon::built_in());
        let may_be_cited: Vec<&FactId> = publishable(&facts).map(|fact| &fact.id).collect();
        for fact in &facts {
            let found = codes(fact, fact.version, &base);
            let is_refused = found.iter().any(|code| code == "unpublishable");
            prop_assert_eq!(is_refused, !may_be_cited.contains(&&fact.id), "{:?}: {:?}", fact, found);
            prop_assert_eq!(is_refused, matches!(fact.standing, Standing::Inferred | Standing::Imported));
            if !is_refused && fact.version > 1 {
                prop_assert!(codes(fact, fact.version - 1, &base).iter().any(|code| code == "outdated"));
            }
        }
    }
}

#[test]
fn what_a_fact_may_not_become_is_noticed() {
    let fact = |text: &str, version: u32, standing: Standing, source: Option<Span>| Fact {
        text: text.to_owned(),
        version,
        standing,
        source,
        ..list_facts(&ProfileContent {
            projects: vec![Item::stated(
                FactId::new("a"),
                Project { name: Some("x".to_owned()), ..Project::default() },
            )],
            ..ProfileContent::default()
        })
        .remove(0)
    };
    let id = || FactId::new("a");
    let (stated, inferred, imported) = (Standing::Stated, Standing::Inferred, Standing::Imported);
    let owner = || Meant { author: Some(Author::Owner), own: vec![id()], ..Meant::default() };
    let machine = || Meant { author: Some(Author::Machine), own: vec![id()], ..Meant::default() };
    let merge =
        |lower| Meant { author: Some(Author::Machine), merged: Some((id(), lower)), ..Meant::default() };
    let check = |before: Fact, after: Fact, meant: Meant, is_wrong: bool| {
        assert_eq!(wrong(&before, &after, &meant).is_some(), is_wrong, "{before:?} → {after:?}, {meant:?}");
    };
    check(fact("x", 1, imported, None), fact("y", 2, stated, None), owner(), false);
    check(fact("x", 1, stated, None), fact("y", 2, inferred, None), machine(), false);
    check(fact("x", 1, stated, None), fact("y", 2, stated, None), machine(), true);
    check(fact("x", 1, stated, None), fact("y", 1, inferred, None), machine(), true);
    check(
        fact("x", 1, imported, Some(Span::new(0, 1))),
        fact("y", 2, stated, Some(Span::new(0, 1))),
        owner(),
        true,
    );
    check(fact("x", 1, inferred, None), fact("x", 1, stated, None), owner(), true);
    check(fact("x", 1, stated, None), fact("x", 1, inferred, None), merge(inferred), false);
    check(fact("x", 1, stated, None), fact("x", 1, stated, None), merge(inferred), true);
    check(fact("x", 1, stated, None), fact("y", 2, inferred, None), Meant::default(), true);
}
