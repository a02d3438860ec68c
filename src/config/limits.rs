//! How much an account may ask for. Part of the configuration.

use super::Values;
use crate::error::Result;

/// A number for each role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PerRole {
    /// For USER.
    pub user: u32,
    /// For PREMIUM.
    pub premium: u32,
    /// For ADMIN.
    pub admin: u32,
}

impl PerRole {
    /// The same for all.
    pub fn all(number: u32) -> Self {
        Self { user: number, premium: number, admin: number }
    }

    /// Reads the variable of that name, and those for the other roles.
    pub(super) fn read<L: Fn(&str) -> Option<String>>(values: &Values<L>, name: &str) -> Result<Self> {
        let of = |role: &str| values.parsed(&format!("{name}{role}"), "a whole number");
        Ok(Self { user: of("")?, premium: of("_PREMIUM")?, admin: of("_ADMIN")? })
    }
}
