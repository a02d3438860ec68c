//! Reads an exported file back and looks for everything the document prints in it.

mod columns;
mod compare;
mod hidden;
mod page_text;
pub mod pdf;
mod right_to_left;
