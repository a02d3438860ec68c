//! A DOCX made as Word would make it, part by part.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What the prefixes of elements stand for.
pub const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;

/// The lines of the document nothing is wrong with.
pub const NAME: &str = "Renée O’Dwyer";
pub const CONTACT: &str = "renee@example.com | +1 415 555 0131 | Portland, OR";
pub const LINES: [&str; 13] = [
    "Experience",
    "Senior Engineer, Harrow Mill, Mar 2019 – Present",
    "Led the migration of 412 services from a home-grown queue to Kafka over 14 months",
    "Designed a tiered storage layer in Rust that cut cost by 38%",
    "Mentored 9 engineers, 4 of whom were promoted",
    "Engineer, Larch Line, 2015 – 2019",
    "Wrote the handbook used by all 60 rotations on call",
    "Kept the books of the mill in order for four years",
    "Education",
    "BSc, Computer Science, University of Washington, 2012",
    "Skills",
    "Rust, C++, Go, PostgreSQL, Kafka",
    "Bazel, Linux, Terraform",
];

/// A run of words with its properties.
pub fn run(properties: &str, text: &str) -> String {
    format!(r#"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

/// A paragraph.
pub fn paragraph(text: &str) -> String {
    format!("<w:p>{}</w:p>", run("", text))
}

/// The paragraphs of the document nothing is wrong with.
pub fn body() -> String {
    let lines = [NAME, CONTACT].into_iter().chain(LINES);
    lines.map(paragraph).collect()
}

/// A page of A4.
pub const PAGE: &str = r#"<w:pgSz w:w="11906" w:h="16838"/>"#;

/// A file of this body and section, with further parts: each with the last word of its relationship's
/// type, its name, and what it holds.
pub fn file(body: &str, section: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut write = |name: &str, content: &str| {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(content.as_bytes()).expect("written");
    };
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relationships = |rows: String| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>"#
        )
    };
    write(
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#,
    );
    let main =
        format!(r#"<Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/>"#);
    write("_rels/.rels", &relationships(main));
    let rows = parts.iter().enumerate().map(|(at, (kind, name, _))| {
        format!(r#"<Relationship Id="p{at}" Type="{office}/{kind}" Target="{name}"/>"#)
    });
    write("word/_rels/document.xml.rels", &relationships(rows.collect()));
    let document = format!(
        "<w:document {NAMESPACES}><w:body>{body}<w:sectPr>{section}</w:sectPr></w:body></w:document>"
    );
    write("word/document.xml", &document);
    for (_, name, content) in parts {
        write(&format!("word/{name}"), content);
    }
    zip.finish().expect("a file").into_inner()
}

/// The document nothing is wrong with.
pub fn good() -> Vec<u8> {
    file(&body(), PAGE, &[])
}
