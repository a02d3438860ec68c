//! Changes to the basics: single facts, each there or not. Under [`super`].

use super::element::{Element, restate};
use super::{Author, ids};
use crate::error::{Error, ErrorKind, Result};
use crate::profiles::model::{Basics, FactId, Item, Line, Location, ProfileContent, Standing};

/// A field of the basics that is one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BasicField {
    /// Full name.
    Name,
    /// Professional headline.
    Label,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// Personal site.
    Url,
    /// Address of a photograph.
    Image,
    /// The person's own summary.
    Summary,
}

/// Sets a field of the basics, or takes it away where `text` is none or blank. A field that is
/// there keeps its id; a new one gets `new_id`.
///
/// # Errors
/// `Conflict` if a new field's id is taken.
pub fn set_basic(
    content: &mut ProfileContent,
    field: BasicField,
    text: Option<&str>,
    author: Author,
    new_id: FactId,
) -> Result<()> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    match (text, line(&mut content.basics, field)) {
        (None, place) => *place = None,
        (Some(text), Some(item)) => item.change(author, |line| text.clone_into(&mut line.text)),
        (Some(text), None) => {
            check_free(content, &new_id)?;
            let item = first_version(new_id, Line { text: text.to_owned() }, author);
            *line(&mut content.basics, field) = Some(item);
        }
    }
    Ok(())
}

/// Changes where the person lives; a location with nothing left in it is taken away. It keeps
/// its id, or gets `new_id` if there was none.
///
/// # Errors
/// `Conflict` if a new location's id is taken.
pub fn change_location(
    content: &mut ProfileContent,
    author: Author,
    new_id: FactId,
    patch: impl FnOnce(&mut Location),
) -> Result<()> {
    let location = match content.basics.location.take() {
        Some(mut item) => {
            item.change(author, patch);
            item
        }
        None => {
            check_free(content, &new_id)?;
            let mut location = Location::default();
            patch(&mut location);
            first_version(new_id, location, author)
        }
    };
    content.basics.location = Some(location).filter(|item| item.value != Location::default());
    Ok(())
}

fn first_version<T>(id: FactId, value: T, author: Author) -> Item<T> {
    let mut item = Item { version: 0, standing: Standing::Inferred, ..Item::stated(id, value) };
    restate(&mut item, author);
    item
}

fn check_free(content: &mut ProfileContent, id: &FactId) -> Result<()> {
    if ids(content).contains(id) {
        return Err(Error::new(ErrorKind::Conflict, "The id of the new field is taken. Give it a new one."));
    }
    Ok(())
}

fn line(basics: &mut Basics, field: BasicField) -> &mut Option<Item<Line>> {
    match field {
        BasicField::Name => &mut basics.name,
        BasicField::Label => &mut basics.label,
        BasicField::Email => &mut basics.email,
        BasicField::Phone => &mut basics.phone,
        BasicField::Url => &mut basics.url,
        BasicField::Image => &mut basics.image,
        BasicField::Summary => &mut basics.summary,
    }
}
