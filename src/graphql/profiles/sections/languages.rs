//! Languages.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use crate::graphql::profiles::item::{Fields, ItemHead, ProfilePlace, section_mutations, set_text};
use crate::profiles::edit::sections;
use crate::profiles::model::{self, Item};

/// A language with a level.
#[derive(SimpleObject)]
pub struct LanguageSkill<'p> {
    #[graphql(flatten)]
    head: ItemHead,
    /// The language.
    language: Option<&'p str>,
    /// The level in the person's words, such as `Native` or `B2`.
    fluency: Option<&'p str>,
}

impl<'p> From<&'p Item<model::LanguageSkill>> for LanguageSkill<'p> {
    fn from(item: &'p Item<model::LanguageSkill>) -> Self {
        Self {
            head: item.into(),
            language: item.value.language.as_deref(),
            fluency: item.value.fluency.as_deref(),
        }
    }
}

/// The own fields of a language.
#[derive(InputObject)]
pub struct LanguageFields {
    /// The language.
    language: MaybeUndefined<String>,
    /// The level in the person's words, such as `Native` or `B2`.
    fluency: MaybeUndefined<String>,
}

impl Fields for LanguageFields {
    type Section = sections::Languages;

    fn write(&self, value: &mut model::LanguageSkill) {
        set_text(&mut value.language, &self.language);
        set_text(&mut value.fluency, &self.fluency);
    }
}

section_mutations!(LanguagesMutation {
    /// Adds a language.
    add_language(AddLanguageInput { ProfilePlace, LanguageFields });
    /// Changes a language.
    update_language(UpdateLanguageInput { LanguageFields });
});
