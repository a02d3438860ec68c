//! Budgets: tokens are counted before a question is asked, reserved while it is asked, and
//! settled by what it cost. A [`purse`] is of this process, the [`ledger`] of all of them.

pub mod fit;
pub mod ledger;
pub mod purse;
mod store;
pub mod tokens;

pub use self::store::{Swept, lapse, settle, sweep};
