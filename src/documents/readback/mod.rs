//! Reads an exported file back and looks for everything the document prints in it. A file written
//! elsewhere is read by the same readers.

mod columns;
mod compare;
pub mod docx;
pub mod foreign;
mod hidden;
pub mod json;
pub mod marked;
mod page_text;
pub mod pdf;
mod right_to_left;
pub mod standards;
mod unreadable;
mod widths;
mod words;

pub use unreadable::Unreadable;
