//! DOCX after ECMA-376: real styles, lists, links and properties, in one column, with everything
//! in the body, so that whatever reads it finds the words in the order of the page.
//!
//! The parts are written directly, because what writers of documents offer leaves out what is
//! wanted here: styles in the order Word shows them, numbering of its own, links as relationships
//! and the same bytes for the same content. There is no table, text box, header, footer or tab.

mod body;
mod parts;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::typst::LayoutOptions;
use crate::documents::printed::Printed;
use crate::error::{Error, Result};

/// Writes a document on the paper and as tight as the layout says. The same input gives the same
/// bytes: entries of the archive bear the first day an archive can name.
///
/// # Errors
/// `Internal` when the archive cannot be made, which is a fault of the house.
pub fn write(printed: &Printed, options: &LayoutOptions) -> Result<Vec<u8>> {
    let body::Body { xml, targets } = body::write(printed, options);
    let parts = [
        ("[Content_Types].xml", parts::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", parts::PACKAGE_RELATIONSHIPS.to_owned()),
        ("docProps/core.xml", parts::core_properties(printed, options.date)),
        ("docProps/app.xml", parts::APP_PROPERTIES.to_owned()),
        ("word/document.xml", xml),
        ("word/_rels/document.xml.rels", parts::document_relationships(&targets)),
        ("word/styles.xml", parts::styles(printed, options)),
        ("word/numbering.xml", parts::NUMBERING.to_owned()),
        ("word/settings.xml", parts::SETTINGS.to_owned()),
    ];
    pack(&parts).map_err(|cause| Error::internal("A document could not be written as DOCX.", cause))
}

fn pack(parts: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in parts {
        archive.start_file(*name, options)?;
        archive.write_all(xml.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Adds text with everything that means something in XML escaped. Characters that XML cannot hold
/// are not in printed strings.
fn push_escaped(xml: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            c => xml.push(c),
        }
    }
}
