//! Your career as facts: the master résumé, its sections, its history, and JSON
//! Resume in and out.
//!
//! [`model`] holds the words, [`parts`] names those of a profile's content. [`json_resume`] reads and writes files, [`facts`] lists a profile
//! flat for the later stages, [`edit`] changes it item by item, [`validate`] says what is
//! refused, [`completeness`] what is missing, [`standing`] what a fact is worth after a merge or
//! its owner's consent, and [`history`] what differs between two versions.

pub mod completeness;
pub mod edit;
pub mod facts;
pub mod history;
pub mod json_resume;
pub mod model;
pub mod parts;
pub mod record;
pub mod service;
pub mod standing;
mod store;
pub mod validate;
