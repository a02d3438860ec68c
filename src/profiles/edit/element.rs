//! What stands in a list of a profile and can be changed. Under [`super`].

use std::mem;

use super::Author;
use crate::profiles::model::{
    Award, Certificate, CustomSection, Education, Experience, FactId, Interest, Item, LanguageSkill, Line,
    Location, NetworkProfile, Position, Project, Publication, Reference, SkillGroup, Standing, Volunteering,
};
use crate::profiles::standing::merged;

/// What a fact carries beside its words.
pub struct Mark<'m> {
    /// Its id.
    pub id: &'m FactId,
    /// Its version.
    pub version: &'m mut u32,
    /// Its standing.
    pub standing: &'m mut Standing,
}

/// Something with a stable id in a list of a profile: a fact, an employer, an own section.
pub trait Element {
    /// The own fields, as [`change`](super::change) hands them out.
    type Value;

    /// Its id.
    fn id(&self) -> &FactId;

    /// Changes the own fields, and version and standing where the words differ.
    fn change(&mut self, author: Author, patch: impl FnOnce(&mut Self::Value));

    /// Takes in another of its kind: `fill` writes what the other has into the own fields, and
    /// what stands under the other follows what stands under this one. Standing never rises by
    /// it: words that changed are inferred, others have the lower standing of the two.
    fn absorb(&mut self, other: Self, fill: impl FnOnce(&mut Self::Value, &Self::Value));

    /// Visits the facts it is and holds.
    fn for_each_fact(&mut self, visit: &mut dyn FnMut(Mark));

    /// Visits its id and those of everything within it.
    fn for_each_id(&mut self, visit: &mut dyn FnMut(&FactId)) {
        self.for_each_fact(&mut |mark| visit(mark.id));
    }
}

/// The own fields of an employer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employer {
    /// Name of the employer.
    pub employer: Option<String>,
    /// The employer's site.
    pub url: Option<String>,
    /// What the employer does.
    pub description: Option<String>,
}

/// The value of a fact, with the lines under it where it has any.
pub trait FactValue: Clone + PartialEq {
    /// The lines that are facts of their own.
    fn lines(&mut self) -> Option<&mut Vec<Item<Line>>> {
        None
    }

    /// Whether both say the same.
    fn says_the_same(&self, other: &Self) -> bool {
        self == other
    }
}

impl FactValue for Line {}
impl FactValue for Location {}
impl FactValue for NetworkProfile {}
impl FactValue for Certificate {}
impl FactValue for LanguageSkill {}
impl FactValue for Publication {}
impl FactValue for Award {}
impl FactValue for Interest {}
impl FactValue for Reference {}

impl FactValue for Position {
    fn lines(&mut self) -> Option<&mut Vec<Item<Line>>> {
        Some(&mut self.highlights)
    }
}

impl FactValue for Project {
    fn lines(&mut self) -> Option<&mut Vec<Item<Line>>> {
        Some(&mut self.highlights)
    }

    /// To show a project first is no word of it, so nobody states it by that.
    fn says_the_same(&self, other: &Self) -> bool {
        *self == Self { featured: self.featured, ..other.clone() }
    }
}

impl FactValue for Volunteering {
    fn lines(&mut self) -> Option<&mut Vec<Item<Line>>> {
        Some(&mut self.highlights)
    }
}

impl FactValue for Education {
    fn lines(&mut self) -> Option<&mut Vec<Item<Line>>> {
        Some(&mut self.courses)
    }
}

impl FactValue for SkillGroup {
    fn lines(&mut self) -> Option<&mut Vec<Item<Line>>> {
        Some(&mut self.skills)
    }
}

impl<T: FactValue> Element for Item<T> {
    type Value = T;

    fn id(&self) -> &FactId {
        &self.id
    }

    fn change(&mut self, author: Author, patch: impl FnOnce(&mut T)) {
        let lines = self.value.lines().map(mem::take).unwrap_or_default();
        let before = self.value.clone();
        patch(&mut self.value);
        if let Some(added) = self.value.lines() {
            added.clear();
        }
        if !self.value.says_the_same(&before) {
            restate(self, author);
        }
        if let Some(place) = self.value.lines() {
            *place = lines;
        }
    }

    fn absorb(&mut self, mut other: Self, fill: impl FnOnce(&mut T, &T)) {
        let lines = other.value.lines().map(mem::take).unwrap_or_default();
        self.change(Author::Machine, |value| fill(value, &other.value));
        self.standing = merged(self.standing, other.standing);
        if self.standing == Standing::Inferred {
            self.source = None;
        }
        if let Some(place) = self.value.lines() {
            place.extend(lines);
        }
    }

    fn for_each_fact(&mut self, visit: &mut dyn FnMut(Mark)) {
        visit(Mark { id: &self.id, version: &mut self.version, standing: &mut self.standing });
        for line in self.value.lines().into_iter().flatten() {
            line.for_each_fact(visit);
        }
    }
}

impl Element for Experience {
    type Value = Employer;

    fn id(&self) -> &FactId {
        &self.id
    }

    fn change(&mut self, author: Author, patch: impl FnOnce(&mut Employer)) {
        let before = Employer {
            employer: self.employer.take(),
            url: self.url.take(),
            description: self.description.take(),
        };
        let mut after = before.clone();
        patch(&mut after);
        // The site is printed with no position, so it is no word of theirs.
        let has_new_words = (&after.employer, &after.description) != (&before.employer, &before.description);
        (self.employer, self.url, self.description) = (after.employer, after.url, after.description);
        for position in self.positions.iter_mut().filter(|_| has_new_words) {
            match author {
                // Who states the employer's name has not stated the rest.
                Author::Owner => position.version += 1,
                Author::Machine => restate(position, author),
            }
        }
    }

    fn absorb(&mut self, other: Self, fill: impl FnOnce(&mut Employer, &Employer)) {
        let Self { employer, url, description, mut positions, .. } = other;
        let other = Employer { employer, url, description };
        self.change(Author::Machine, |value| fill(value, &other));
        // The positions that come are told of this employer now.
        if (&self.employer, &self.description) != (&other.employer, &other.description) {
            positions.iter_mut().for_each(|position| restate(position, Author::Machine));
        }
        self.positions.extend(positions);
    }

    fn for_each_fact(&mut self, visit: &mut dyn FnMut(Mark)) {
        for position in &mut self.positions {
            position.for_each_fact(visit);
        }
    }

    fn for_each_id(&mut self, visit: &mut dyn FnMut(&FactId)) {
        visit(&self.id);
        self.for_each_fact(&mut |mark| visit(mark.id));
    }
}

impl Element for CustomSection {
    type Value = String;

    fn id(&self) -> &FactId {
        &self.id
    }

    fn change(&mut self, _author: Author, patch: impl FnOnce(&mut String)) {
        patch(&mut self.title);
    }

    fn absorb(&mut self, other: Self, fill: impl FnOnce(&mut String, &String)) {
        fill(&mut self.title, &other.title);
        self.items.extend(other.items);
    }

    fn for_each_fact(&mut self, visit: &mut dyn FnMut(Mark)) {
        for line in &mut self.items {
            line.for_each_fact(visit);
        }
    }

    fn for_each_id(&mut self, visit: &mut dyn FnMut(&FactId)) {
        visit(&self.id);
        self.for_each_fact(&mut |mark| visit(mark.id));
    }
}

/// Marks words as new. They no longer stand in the text they were imported from.
pub(super) fn restate<T>(item: &mut Item<T>, author: Author) {
    item.version += 1;
    item.source = None;
    item.standing = match author {
        Author::Owner => Standing::Stated,
        Author::Machine => Standing::Inferred,
    };
}
