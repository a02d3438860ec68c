//! Your career as facts: the master résumé, its sections, its history, and JSON
//! Resume in and out.

pub mod model;

pub mod facts;
pub mod json_resume;
pub mod validate;
