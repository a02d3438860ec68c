//! Links by which anybody can read a document until they end or are revoked. Only the hash of a
//! link's secret is kept, and nothing of who opens it; a count of how often, where the owner asks
//! for one.

pub mod model;
pub mod service;
mod store;
