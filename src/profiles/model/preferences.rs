//! What the person looks for. Part of the profile's model.

use serde::{Deserialize, Serialize};

/// What the person looks for. Steers the choice of facts; never printed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct JobPreferences {
    /// Titles wanted.
    pub target_roles: Vec<String>,
    /// Places wanted.
    pub places: Vec<String>,
    /// Least yearly salary, in whole units of `salary_currency`.
    pub salary_min: Option<i64>,
    /// ISO 4217.
    pub salary_currency: Option<String>,
    /// Whether the person would move.
    pub relocation: Option<bool>,
    /// Kinds of remote work wanted.
    pub remote: Vec<RemotePolicy>,
}

/// Where work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemotePolicy {
    /// At the employer's place.
    OnSite,
    /// Partly at the employer's place.
    Hybrid,
    /// Anywhere.
    Remote,
}
