//! Who the person is: single facts, and links to profiles on other sites.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use crate::error::Result;
use crate::graphql::profiles::item::{
    FactLine, Fields, ItemHead, ProfilePlace, each, new_fact_id, section_mutations, set_text,
};
use crate::profiles::edit::{self, Author, BasicField, sections};
use crate::profiles::model::{self, Item, ProfileContent};

/// Who the person is and how to reach them. Each field is a fact of its own.
#[derive(SimpleObject)]
pub struct Basics<'p> {
    /// Full name as it is to be printed.
    name: Option<FactLine<'p>>,
    /// Professional headline, such as `Registered Nurse`.
    label: Option<FactLine<'p>>,
    /// Mail address.
    email: Option<FactLine<'p>>,
    /// Telephone number as it is to be printed.
    phone: Option<FactLine<'p>>,
    /// Personal site.
    url: Option<FactLine<'p>>,
    /// Address of a photograph; kept, never printed.
    image: Option<FactLine<'p>>,
    /// The person's own summary, one or more sentences.
    summary: Option<FactLine<'p>>,
    /// Where the person lives.
    location: Option<Location<'p>>,
    /// Profiles on other sites.
    links: Vec<Link<'p>>,
}

impl<'p> From<&'p model::Basics> for Basics<'p> {
    fn from(basics: &'p model::Basics) -> Self {
        Self {
            name: basics.name.as_ref().map(FactLine::from),
            label: basics.label.as_ref().map(FactLine::from),
            email: basics.email.as_ref().map(FactLine::from),
            phone: basics.phone.as_ref().map(FactLine::from),
            url: basics.url.as_ref().map(FactLine::from),
            image: basics.image.as_ref().map(FactLine::from),
            summary: basics.summary.as_ref().map(FactLine::from),
            location: basics.location.as_ref().map(Location::from),
            links: each(&basics.profiles),
        }
    }
}

/// Where the person lives.
#[derive(SimpleObject)]
pub struct Location<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// Street and number; kept, never printed by the built-in templates.
    address: Option<&'p str>,
    /// Postal code.
    postal_code: Option<&'p str>,
    /// City.
    city: Option<&'p str>,
    /// State, province or region.
    region: Option<&'p str>,
    /// Country as ISO 3166-1 alpha-2, such as `US`.
    country_code: Option<&'p str>,
}

impl<'p> From<&'p Item<model::Location>> for Location<'p> {
    fn from(item: &'p Item<model::Location>) -> Self {
        Self {
            head: item.into(),
            address: item.value.address.as_deref(),
            postal_code: item.value.postal_code.as_deref(),
            city: item.value.city.as_deref(),
            region: item.value.region.as_deref(),
            country_code: item.value.country_code.as_deref(),
        }
    }
}

/// A profile on another site.
#[derive(SimpleObject)]
pub struct Link<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// The site, such as `LinkedIn`.
    network: Option<&'p str>,
    /// The name used there.
    username: Option<&'p str>,
    /// Address of the page.
    url: Option<&'p str>,
}

impl<'p> From<&'p Item<model::NetworkProfile>> for Link<'p> {
    fn from(item: &'p Item<model::NetworkProfile>) -> Self {
        Self {
            head: item.into(),
            network: item.value.network.as_deref(),
            username: item.value.username.as_deref(),
            url: item.value.url.as_deref(),
        }
    }
}

/// The basics as a client sends them. What is left out stays; null takes it away. Links have
/// mutations of their own.
#[derive(InputObject)]
pub struct BasicsInput {
    /// Full name as it is to be printed.
    name: MaybeUndefined<String>,
    /// Professional headline, such as `Registered Nurse`.
    label: MaybeUndefined<String>,
    /// Mail address.
    email: MaybeUndefined<String>,
    /// Telephone number as it is to be printed.
    phone: MaybeUndefined<String>,
    /// Personal site: `https://…`, `http://…` or without a scheme.
    url: MaybeUndefined<String>,
    /// Address of a photograph: `https://…`, `http://…` or without a scheme.
    image: MaybeUndefined<String>,
    /// The person's own summary, one or more sentences.
    summary: MaybeUndefined<String>,
    /// Where the person lives; null takes the whole place away.
    location: MaybeUndefined<LocationInput>,
}

/// Where the person lives. What is left out stays; null takes it away.
#[derive(InputObject)]
pub struct LocationInput {
    /// Street and number.
    address: MaybeUndefined<String>,
    /// Postal code.
    postal_code: MaybeUndefined<String>,
    /// City.
    city: MaybeUndefined<String>,
    /// State, province or region.
    region: MaybeUndefined<String>,
    /// Country as ISO 3166-1 alpha-2, such as `US`.
    country_code: MaybeUndefined<String>,
}

impl BasicsInput {
    /// Writes what was sent into a profile.
    ///
    /// # Errors
    /// Those of [`edit::set_basic`], which new ids do not meet.
    pub fn write(&self, content: &mut ProfileContent) -> Result<()> {
        let lines = [
            (BasicField::Name, &self.name),
            (BasicField::Label, &self.label),
            (BasicField::Email, &self.email),
            (BasicField::Phone, &self.phone),
            (BasicField::Url, &self.url),
            (BasicField::Image, &self.image),
            (BasicField::Summary, &self.summary),
        ];
        for (field, sent) in lines {
            let text = match sent {
                MaybeUndefined::Undefined => continue,
                MaybeUndefined::Null => None,
                MaybeUndefined::Value(text) => Some(text.as_str()),
            };
            edit::set_basic(content, field, text, Author::Owner, new_fact_id())?;
        }
        match &self.location {
            MaybeUndefined::Undefined => Ok(()),
            MaybeUndefined::Null => {
                content.basics.location = None;
                Ok(())
            }
            MaybeUndefined::Value(sent) => {
                edit::change_location(content, Author::Owner, new_fact_id(), |location| sent.write(location))
            }
        }
    }
}

impl LocationInput {
    fn write(&self, location: &mut model::Location) {
        set_text(&mut location.address, &self.address);
        set_text(&mut location.postal_code, &self.postal_code);
        set_text(&mut location.city, &self.city);
        set_text(&mut location.region, &self.region);
        set_text(&mut location.country_code, &self.country_code);
    }
}

/// The own fields of a link.
#[derive(InputObject)]
pub struct LinkFields {
    /// The site, such as `LinkedIn`.
    network: MaybeUndefined<String>,
    /// The name used there.
    username: MaybeUndefined<String>,
    /// Address of the page: `https://…`, `http://…` or without a scheme.
    url: MaybeUndefined<String>,
}

impl Fields for LinkFields {
    type Section = sections::NetworkProfiles;

    fn write(&self, link: &mut model::NetworkProfile) {
        set_text(&mut link.network, &self.network);
        set_text(&mut link.username, &self.username);
        set_text(&mut link.url, &self.url);
    }
}

section_mutations!(LinksMutation {
    /// Adds a link to a profile on another site.
    add_link(AddLinkInput { ProfilePlace, LinkFields });
    /// Changes a link to a profile on another site.
    update_link(UpdateLinkInput { LinkFields });
});
