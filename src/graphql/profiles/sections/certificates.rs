//! Certificates and licences.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use crate::graphql::profiles::item::{Fields, ItemHead, ProfilePlace, section_mutations, set_date, set_text};
use crate::graphql::scalars::PartialDate;
use crate::profiles::edit::sections;
use crate::profiles::model::{self, Item};

/// A certificate or licence.
#[derive(SimpleObject)]
pub struct Certificate<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// Its name.
    name: Option<&'p str>,
    /// Who issued it.
    issuer: Option<&'p str>,
    /// When it was issued.
    date: Option<PartialDate>,
    /// Address of a proof.
    url: Option<&'p str>,
}

impl<'p> From<&'p Item<model::Certificate>> for Certificate<'p> {
    fn from(item: &'p Item<model::Certificate>) -> Self {
        Self {
            head: item.into(),
            name: item.value.name.as_deref(),
            issuer: item.value.issuer.as_deref(),
            date: item.value.date.map(PartialDate),
            url: item.value.url.as_deref(),
        }
    }
}

/// The own fields of a certificate or licence.
#[derive(InputObject)]
pub struct CertificateFields {
    /// Its name.
    name: MaybeUndefined<String>,
    /// Who issued it.
    issuer: MaybeUndefined<String>,
    /// When it was issued.
    date: MaybeUndefined<PartialDate>,
    /// Address of a proof: `https://…`, `http://…` or without a scheme.
    url: MaybeUndefined<String>,
}

impl Fields for CertificateFields {
    type Section = sections::Certificates;

    fn write(&self, value: &mut model::Certificate) {
        set_text(&mut value.name, &self.name);
        set_text(&mut value.issuer, &self.issuer);
        set_date(&mut value.date, &self.date);
        set_text(&mut value.url, &self.url);
    }
}

section_mutations!(CertificatesMutation {
    /// Adds a certificate or licence.
    add_certificate(AddCertificateInput { ProfilePlace, CertificateFields });
    /// Changes a certificate or licence.
    update_certificate(UpdateCertificateInput { CertificateFields });
});
