//! What people are told: what became of what they asked for, and which lines of their lists have
//! changed.
//!
//! Both are events of one stream an account, which bears the account's id, written in the
//! transaction of what they tell of: who knows the last number has missed nothing. Notifications
//! are kept as rows besides, to be listed and marked as read. The rooms below tell by ids.

pub mod model;
pub mod service;
mod store;
pub mod tasks;
