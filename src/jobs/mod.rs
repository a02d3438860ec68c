//! Postings, and what a screener would read in them: the analysis by rules, the
//! shared catalogue and each user's own.
//!
//! Text comes in through [`posting`], which cleans it, bounds it and finds its head;
//! [`analysis`] reads what it asks for.

pub mod analysis;
pub mod asked;
pub mod model;
pub mod posting;

pub mod flattened;
pub mod head;
mod hidden;
pub mod instructions;
pub mod markup;
mod patterns;
pub mod places;
pub mod titles;

pub mod record;
pub mod service;
mod store;
