//! Reads an exported file back and looks for everything the document prints in it.

mod columns;
mod compare;
pub mod docx;
mod hidden;
pub mod json;
pub mod marked;
mod page_text;
pub mod pdf;
mod right_to_left;
mod words;
