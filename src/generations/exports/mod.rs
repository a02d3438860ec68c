//! Documents in other formats than their PDF, made when somebody asks: on other paper, by another
//! engine, as Word, HTML, Markdown, text or JSON Resume.
//!
//! What is made is kept with its version, so that asking again finds it. Nothing of the content is
//! changed for it, and a file that does not read back is not offered, as in stage 5. Pictures of
//! pages are made when their link is opened.

pub mod model;
mod previews;
pub mod service;

pub use model::{ExportRequest, Exported};
pub use service::Exports;
