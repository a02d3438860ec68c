//! Budgets: tokens are counted before a question is asked, reserved while it is asked, and
//! settled by what it cost.

pub mod fit;
pub mod purse;
pub mod tokens;
