//! What the person looks for. Part of the GraphQL face.

use async_graphql::{InputObject, MaybeUndefined, SimpleObject};

use super::item::{set, set_text, set_texts};
use crate::graphql::jobs::RemotePolicy;
use crate::profiles::model;

/// What the person looks for. Steers the choice of facts; never printed.
#[derive(SimpleObject)]
pub struct JobPreferences<'p> {
    /// Titles wanted.
    target_roles: &'p [String],
    /// Places wanted.
    places: &'p [String],
    /// Least yearly salary, in whole units of `salaryCurrency`.
    salary_min: Option<i64>,
    /// ISO 4217, such as `USD`.
    salary_currency: Option<&'p str>,
    /// Whether the person would move; null when that is not known.
    relocation: Option<bool>,
    /// Where work may be done; empty when any will do.
    remote: Vec<RemotePolicy>,
}

impl<'p> From<&'p model::JobPreferences> for JobPreferences<'p> {
    fn from(preferences: &'p model::JobPreferences) -> Self {
        Self {
            target_roles: &preferences.target_roles,
            places: &preferences.places,
            salary_min: preferences.salary_min,
            salary_currency: preferences.salary_currency.as_deref(),
            relocation: preferences.relocation,
            remote: preferences.remote.iter().map(|&remote| remote.into()).collect(),
        }
    }
}

/// What the person looks for. What is left out stays; null takes it away.
#[derive(InputObject)]
pub struct JobPreferencesInput {
    /// Titles wanted, instead of all old ones.
    target_roles: MaybeUndefined<Vec<String>>,
    /// Places wanted, instead of all old ones.
    places: MaybeUndefined<Vec<String>>,
    /// Least yearly salary, in whole units of `salaryCurrency`; not below zero.
    salary_min: MaybeUndefined<i64>,
    /// ISO 4217, such as `USD`.
    salary_currency: MaybeUndefined<String>,
    /// Whether the person would move.
    relocation: MaybeUndefined<bool>,
    /// Where work may be done, instead of all old ones.
    remote: MaybeUndefined<Vec<RemotePolicy>>,
}

impl JobPreferencesInput {
    /// Writes what was sent over what is there.
    pub fn write(&self, preferences: &mut model::JobPreferences) {
        set_texts(&mut preferences.target_roles, &self.target_roles);
        set_texts(&mut preferences.places, &self.places);
        set(&mut preferences.salary_min, &self.salary_min, |salary| Some(*salary));
        set_text(&mut preferences.salary_currency, &self.salary_currency);
        set(&mut preferences.relocation, &self.relocation, |relocation| Some(*relocation));
        set(&mut preferences.remote, &self.remote, |remote| remote.iter().map(|&one| one.into()).collect());
    }
}
