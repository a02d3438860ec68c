//! What the items of a profile share: the fields that make them facts, the inputs that add and
//! change them, and the one way every such change goes. Part of the GraphQL face; what differs
//! between the sections is in [`super::sections`].

use async_graphql::{Context, ID, InputObject, InputObjectType, MaybeUndefined, SimpleObject};

use super::facts::{FactStanding, SourceSpan, fact_id, item_id};
use super::payload::{self, ProfilePayload};
use crate::error::{Error, Result, Violation};
use crate::graphql::error;
use crate::graphql::scalars::PartialDate;
use crate::ids;
use crate::language::dates;
use crate::profiles::edit::{self, Author, Element, Employer, FactValue, Section};
use crate::profiles::model::{CustomSection, Experience, FactId, Item, Line, ProfileContent};

/// What every item of a profile has.
#[derive(SimpleObject)]
pub struct ItemHead {
    /// The item's id within its profile: its own, and that of the fact it is. It stays the same
    /// through all changes.
    id: ID,
    /// 1 at first, one more with each change of its words.
    version: u32,
    /// How it came to be known. Only stated and confirmed items get into documents.
    standing: FactStanding,
    /// The place in an imported text it was read from; null once its owner has changed it.
    source: Option<SourceSpan>,
}

impl<T> From<&Item<T>> for ItemHead {
    fn from(item: &Item<T>) -> Self {
        Self {
            id: item_id(&item.id),
            version: item.version,
            standing: item.standing.into(),
            source: item.source.map(SourceSpan::from),
        }
    }
}

/// A line of text that is a fact.
#[derive(SimpleObject)]
pub struct FactLine<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// The words.
    text: &'p str,
}

impl<'p> From<&'p Item<Line>> for FactLine<'p> {
    fn from(item: &'p Item<Line>) -> Self {
        Self { head: item.into(), text: &item.value.text }
    }
}

/// Items as clients see them.
pub fn each<'p, M, T: From<&'p M>>(items: &'p [M]) -> Vec<T> {
    items.iter().map(T::from).collect()
}

/// The id of a new item.
pub fn new_fact_id() -> FactId {
    FactId::new(ids::new_id().to_string())
}

type ElementOf<S> = <S as Section>::Element;
type ValueOf<S> = <ElementOf<S> as Element>::Value;

/// The own fields of an item as a client sends them, to change one or to make one.
pub trait Fields: InputObjectType {
    /// Where such items stand.
    type Section: Section<Element: FromValue>;

    /// Refuses what cannot be read; most of what is wrong is found by the room itself.
    ///
    /// # Errors
    /// `Invalid` with paths from this input inwards.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// Writes what was sent over the fields that are there.
    fn write(&self, value: &mut ValueOf<Self::Section>);
}

/// A new item as a client sends it: its [`Fields`], and for some sections what stands under it.
pub trait NewItem: InputObjectType {
    /// Where such items stand.
    type Section: Section;

    /// Makes the item, with new ids.
    ///
    /// # Errors
    /// `Invalid` with paths from this input inwards.
    fn element(&self) -> Result<ElementOf<Self::Section>>;
}

impl<F: Fields> NewItem for F {
    type Section = F::Section;

    fn element(&self) -> Result<ElementOf<F::Section>> {
        self.check()?;
        Ok(ElementOf::<F::Section>::from_value(|value| self.write(value)))
    }
}

/// An element that can begin with its own fields alone.
pub trait FromValue: Element {
    /// Makes one with a new id; `write` fills the fields in.
    fn from_value(write: impl FnOnce(&mut Self::Value)) -> Self;
}

impl<T: FactValue + Default> FromValue for Item<T> {
    fn from_value(write: impl FnOnce(&mut T)) -> Self {
        let mut value = T::default();
        write(&mut value);
        Self::stated(new_fact_id(), value)
    }
}

impl FromValue for Experience {
    fn from_value(write: impl FnOnce(&mut Employer)) -> Self {
        let mut value = Employer { employer: None, url: None, description: None };
        write(&mut value);
        let Employer { employer, url, description } = value;
        Self { id: new_fact_id(), employer, url, description, positions: Vec::new() }
    }
}

impl FromValue for CustomSection {
    fn from_value(write: impl FnOnce(&mut String)) -> Self {
        let mut title = String::new();
        write(&mut title);
        Self { id: new_fact_id(), title, items: Vec::new() }
    }
}

/// Where a new item is to stand.
pub trait Place {
    /// The profile, its version as it was read, the entry if it stands under one, and the index.
    fn read(&self) -> (&ID, u32, Option<FactId>, Option<u32>);
}

/// A place in a list of the profile itself.
#[derive(InputObject)]
pub struct ProfilePlace {
    /// The profile.
    profile_id: ID,
    /// The profile's version as it was read.
    version: u32,
    /// Where in its list the item is to stand, from 0; at the end when left out.
    index: Option<u32>,
}

impl Place for ProfilePlace {
    fn read(&self) -> (&ID, u32, Option<FactId>, Option<u32>) {
        (&self.profile_id, self.version, None, self.index)
    }
}

/// A place in a list of an entry of the profile.
#[derive(InputObject)]
pub struct EntryPlace {
    /// The profile.
    profile_id: ID,
    /// The profile's version as it was read.
    version: u32,
    /// The id of the entry it is to stand under: of an experience for a position; of a position,
    /// project or volunteering for a highlight; of an education for a course; of a skill group
    /// for a skill; of a section for a section item.
    entry_id: ID,
    /// Where in the entry's list the item is to stand, from 0; at the end when left out.
    index: Option<u32>,
}

impl Place for EntryPlace {
    fn read(&self) -> (&ID, u32, Option<FactId>, Option<u32>) {
        (&self.profile_id, self.version, Some(fact_id(&self.entry_id)), self.index)
    }
}

/// The place of an item that is there.
#[derive(InputObject)]
pub struct ItemPlace {
    /// The profile.
    profile_id: ID,
    /// The profile's version as it was read.
    version: u32,
    /// The item.
    item_id: ID,
}

/// Adds an item.
///
/// # Errors
/// What the client cannot expect.
pub async fn add<N: NewItem>(
    ctx: &Context<'_>,
    place: &impl Place,
    item: &N,
) -> error::Result<ProfilePayload> {
    let (profile_id, version, entry, index) = place.read();
    let index = index.map(|index| index as usize);
    payload::change_item(ctx, profile_id, version, |content: &mut ProfileContent| {
        let element = item.element()?;
        let id = element.id().clone();
        edit::add::<N::Section>(content, entry.as_ref(), element, index)?;
        Ok(id)
    })
    .await
}

/// Changes an item.
///
/// # Errors
/// What the client cannot expect.
pub async fn update<F: Fields>(
    ctx: &Context<'_>,
    place: &ItemPlace,
    fields: &F,
) -> error::Result<ProfilePayload> {
    let id = fact_id(&place.item_id);
    payload::change_item(ctx, &place.profile_id, place.version, |content: &mut ProfileContent| {
        fields.check()?;
        edit::change::<F::Section>(content, &id, Author::Owner, |value| fields.write(value))?;
        Ok(id.clone())
    })
    .await
}

/// The two mutations of a section and their inputs: `$root` holds them, `$place` is where a new
/// item of it stands, `$new` and `$fields` what a client sends of one.
///
/// A macro, because a flattened input object cannot be generic. The work is boxed, because each
/// of the merged roots would hold the future of every other in its own, on one stack.
macro_rules! section_mutations {
    ($root:ident {
        $(#[$add_docs:meta])*
        $add:ident($add_input:ident { $place:ty, $new:ty });
        $(#[$update_docs:meta])*
        $update:ident($update_input:ident { $fields:ty });
    }) => {
        /// An item to add, and where it is to stand.
        #[derive(async_graphql::InputObject)]
        pub struct $add_input {
            #[graphql(flatten)]
            place: $place,
            #[graphql(flatten)]
            item: $new,
        }

        /// An item, and what to change of it. What is left out stays; null takes it away.
        #[derive(async_graphql::InputObject)]
        pub struct $update_input {
            #[graphql(flatten)]
            place: crate::graphql::profiles::item::ItemPlace,
            #[graphql(flatten)]
            fields: $fields,
        }

        /// The mutations that add and change such items.
        #[derive(Default)]
        pub struct $root;

        #[async_graphql::Object]
        impl $root {
            $(#[$add_docs])*
            #[graphql(guard = "crate::graphql::guards::SignedIn")]
            async fn $add(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "The item, and where it is to stand.")] input: $add_input,
            ) -> crate::graphql::error::Result<crate::graphql::profiles::payload::ProfilePayload> {
                Box::pin(crate::graphql::profiles::item::add(ctx, &input.place, &input.item)).await
            }

            $(#[$update_docs])*
            #[graphql(guard = "crate::graphql::guards::SignedIn")]
            async fn $update(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "Which item, and what to change of it.")] input: $update_input,
            ) -> crate::graphql::error::Result<crate::graphql::profiles::payload::ProfilePayload> {
                Box::pin(crate::graphql::profiles::item::update(ctx, &input.place, &input.fields)).await
            }
        }
    };
}
pub(super) use section_mutations;

/// Writes a text that was sent; null and a blank one take the field away.
pub fn set_text(field: &mut Option<String>, sent: &MaybeUndefined<String>) {
    set(field, sent, |text| Some(text.trim().to_owned()).filter(|text| !text.is_empty()));
}

/// Writes a date that was sent; null takes the field away.
pub fn set_date(field: &mut Option<dates::PartialDate>, sent: &MaybeUndefined<PartialDate>) {
    set(field, sent, |date| Some(date.0));
}

/// Writes a list of texts that was sent, without the blank ones; null empties it.
pub fn set_texts(field: &mut Vec<String>, sent: &MaybeUndefined<Vec<String>>) {
    set(field, sent, |texts| {
        texts.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
    });
}

/// Writes a field that was sent; null gives it its default, and what was left out stays.
pub fn set<T: Default, S>(field: &mut T, sent: &MaybeUndefined<S>, read: impl FnOnce(&S) -> T) {
    match sent {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => *field = T::default(),
        MaybeUndefined::Value(value) => *field = read(value),
    }
}

/// The lines that stand under a new entry.
///
/// # Errors
/// `Invalid` for a blank one, at its place in the list of that name.
pub fn new_lines(name: &str, texts: Option<&[String]>) -> Result<Vec<Item<Line>>> {
    let line = |(index, text): (usize, &String)| {
        check_text(&format!("{name}.{index}"), text)?;
        Ok(Item::stated(new_fact_id(), Line { text: text.trim().to_owned() }))
    };
    texts.unwrap_or_default().iter().enumerate().map(line).collect()
}

/// Refuses a blank text where there must be one.
///
/// # Errors
/// `Invalid` at that path.
pub fn check_text(path: &str, text: &str) -> Result<()> {
    if !text.trim().is_empty() {
        return Ok(());
    }
    let message = "Write at least one word, or remove the item.";
    Err(Error::violations("A text is blank.", vec![Violation::new(path, "required", message)]))
}
