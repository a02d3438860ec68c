//! The reading glasses: text in, words, dates, skills and headings out. Pure; it
//! knows no other room.

pub mod dates;
pub mod span;
