//! Documents: content as blocks and claims, templates, the formats they are printed
//! in, and the read-back of what was printed.
//!
//! A document's content is written out once, as [`printed`] strings, what the program itself says in
//! the words of a [`locale`]. A template, the [`look`] asked for and
//! [`formats`] turn these into a file, [`fit`] first leaving out what the pages cannot
//! hold; [`readback`] then looks for the same strings in the file's own text, and
//! [`evidence`] hands what was seen to the ATS rules of `scoring`. [`statements`] goes the other
//! way: from a document written elsewhere to the facts that carry its sentences; [`claims`]
//! does so for single claims. [`file_check`] tells what a machine makes of a file written elsewhere.
//! A document is kept in versions, and [`changes`] tells how each came to be, [`comparison`] what two
//! of them differ in; [`shelf`] holds them for their owner, and [`sharing`] lets others read
//! one by a link.

pub mod model;

pub mod look;
pub mod pdf_standard;

pub mod locale;

pub mod printed;
mod script;
pub mod text;
pub mod whole;

pub mod templates;

pub mod formats;

pub mod fit;

pub mod readback;

pub mod statements;

pub mod file_check;

pub mod claims;

pub mod changes;
pub mod comparison;
mod copies;
pub mod evidence;
mod files;
pub mod links;
pub mod previews;
pub mod record;
pub mod service;
pub mod sharing;
pub mod shelf;
mod store;
