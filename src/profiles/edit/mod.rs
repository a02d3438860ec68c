//! Changes to a profile, item by item. In the profiles room; pure.
//!
//! There is one mechanism for every section: a [`Section`] says where its lists stand in a
//! profile, and [`add`], [`change`], [`remove`], [`merge`] and [`move_to`] work on any of them:
//! `edit::remove::<sections::Highlights>(&mut content, &id)`. The basics, single facts rather
//! than lists, have [`set_basic`] and [`change_location`].
//!
//! Ids never change. The words of a fact that was changed by its owner become stated, those
//! changed by anyone else inferred, and either loses its place in an imported text; the version
//! grows by one when the words really differ. No merge raises a standing.
//! Nothing is checked here but that ids are known and unique; see
//! [`validate`](super::validate::validate).

mod basics;
mod element;
mod lines;
pub mod sections;

use std::collections::HashSet;

use super::model::{FactId, ProfileContent};
use crate::error::{Error, ErrorKind, Result, Violation};

pub use basics::{BasicField, change_location, set_basic};
pub use element::{Element, Employer, FactValue, Mark};
pub use lines::add_line;
pub use sections::{List, Section, for_each_fact};

/// Who makes a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The person the profile is about; their words are stated.
    Owner,
    /// A model, a merge or an import; its words are inferred.
    Machine,
}

/// Adds an element with the id it carries: at `index` of its list, or at the end. `owner` is the
/// entry the list belongs to, none for a section of the profile itself.
///
/// # Errors
/// `NotFound` without such an owner; `Conflict` if an id within the element is taken; `Invalid`
/// for an index past the end.
pub fn add<S: Section>(
    content: &mut ProfileContent,
    owner: Option<&FactId>,
    mut element: S::Element,
    index: Option<usize>,
) -> Result<()> {
    let mut taken: HashSet<FactId> = ids(content);
    let mut is_free = true;
    element.for_each_id(&mut |id| is_free &= taken.insert(id.clone()));
    if !is_free {
        return Err(Error::new(ErrorKind::Conflict, "An id of the new item is taken. Give it a new one."));
    }
    let list = S::lists(content)
        .into_iter()
        .find(|list| list.owner.as_ref() == owner)
        .ok_or_else(|| Error::not_found(S::OWNER))?;
    let index = index.unwrap_or(list.items.len());
    check_index(index, list.items.len())?;
    list.items.insert(index, element);
    Ok(())
}

/// Changes the own fields of an element. `patch` gets the value without its lines, positions or
/// items, which are elements of their own and stay as they are.
///
/// An employer's name and business are words of each of its positions, whose versions then grow
/// too; their standing does not rise by that.
///
/// # Errors
/// `NotFound` without such an element in the section.
pub fn change<S: Section>(
    content: &mut ProfileContent,
    id: &FactId,
    author: Author,
    patch: impl FnOnce(&mut <S::Element as Element>::Value),
) -> Result<()> {
    let (list, index) = place::<S>(content, id)?;
    list.items[index].change(author, patch);
    Ok(())
}

/// Removes an element and everything within it, and returns it. An employer goes with its last
/// position.
///
/// # Errors
/// `NotFound` without such an element in the section.
pub fn remove<S: Section>(content: &mut ProfileContent, id: &FactId) -> Result<S::Element> {
    let (list, index) = place::<S>(content, id)?;
    let removed = list.items.remove(index);
    S::tidy(content);
    Ok(removed)
}

/// Merges an element into another of its section, which keeps its id and place: `fill` writes what
/// the other has into the own fields of the one, and what stands under the other follows what
/// stands under the one. Facts that were told by the other alone keep their standing; that of a
/// fact made of two never rises.
///
/// # Errors
/// `NotFound` without such elements in the section; `Invalid` for one merged into itself.
pub fn merge<S: Section>(
    content: &mut ProfileContent,
    into: &FactId,
    from: &FactId,
    fill: impl FnOnce(&mut <S::Element as Element>::Value, &<S::Element as Element>::Value),
) -> Result<()> {
    if into == from {
        return Err(Error::invalid("An item cannot be merged into itself. Name two."));
    }
    place::<S>(content, into)?;
    let (list, index) = place::<S>(content, from)?;
    let other = list.items.remove(index);
    let (list, index) = place::<S>(content, into)?;
    list.items[index].absorb(other, fill);
    S::tidy(content);
    Ok(())
}

/// Moves an element to an index of its own list, counted as the list will be.
///
/// # Errors
/// `NotFound` without such an element in the section, `Invalid` for an index past the end.
pub fn move_to<S: Section>(content: &mut ProfileContent, id: &FactId, index: usize) -> Result<()> {
    let (list, from) = place::<S>(content, id)?;
    check_index(index, list.items.len() - 1)?;
    if from < index {
        list.items[from..=index].rotate_left(1);
    } else {
        list.items[index..=from].rotate_right(1);
    }
    Ok(())
}

/// Every id of a profile, those of employers and own sections included.
pub fn ids(content: &mut ProfileContent) -> HashSet<FactId> {
    let mut ids = HashSet::new();
    sections::for_each_id(content, &mut |id| {
        ids.insert(id.clone());
    });
    ids
}

fn place<'c, S: Section>(
    content: &'c mut ProfileContent,
    id: &FactId,
) -> Result<(List<'c, S::Element>, usize)> {
    for list in S::lists(content) {
        if let Some(index) = list.items.iter().position(|element| element.id() == id) {
            return Ok((list, index));
        }
    }
    Err(Error::not_found(S::NOUN))
}

fn check_index(index: usize, last: usize) -> Result<()> {
    if index <= last {
        return Ok(());
    }
    let message = format!("The last index here is {last}.");
    let violation = Violation::new("index", "out_of_range", message);
    Err(Error::violations("The item cannot stand there. Give a smaller index.", vec![violation]))
}
