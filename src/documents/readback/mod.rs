//! Reads an exported file back and looks for everything the document prints in it.

mod compare;
pub mod pdf;
