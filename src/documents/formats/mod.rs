//! The formats a document can be printed in, one module a format.

pub mod typst;
