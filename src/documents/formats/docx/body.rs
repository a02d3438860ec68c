//! The body of a DOCX: paragraphs with their styles, runs and links. Part of the DOCX format.

use std::fmt::Write as _;

use super::push_escaped;
use crate::documents::formats::flow::{Emphasis, Paragraph, Role, Run, is_right_to_left, paragraphs};
use crate::documents::formats::typst::{LayoutOptions, MAX_TIGHTNESS};
use crate::documents::look::Paper;
use crate::documents::printed::Printed;

/// The main part, and what its links open: `rId101` is the first.
pub struct Body {
    pub xml: String,
    pub targets: Vec<String>,
}

/// The number of the first link's relationship; those below are the document's own parts.
pub const FIRST_LINK: usize = 101;

const START: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document \
    xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>";

/// Writes the main part.
pub fn write(printed: &Printed, options: &LayoutOptions) -> Body {
    let mut body = Body { xml: START.to_owned(), targets: Vec::new() };
    for paragraph in paragraphs(printed) {
        body.push(&paragraph);
    }
    body.push_page(printed, options);
    body.xml.push_str("</w:body></w:document>");
    body
}

/// The style of a paragraph by its id in the part of styles.
fn style(role: Role) -> &'static str {
    match role {
        Role::Name => "Title",
        Role::Label => "Subtitle",
        Role::Contacts => "Contact",
        Role::LetterDate => "Date",
        Role::Addressee => "Addressee",
        Role::Salutation => "Salutation",
        Role::Heading => "Heading1",
        Role::Prose => "BodyText",
        Role::EntryTitle => "Heading2",
        Role::EntryPlace => "EntryDetails",
        Role::Line => "EntryLine",
        Role::Bullet => "ListBullet",
        Role::Closing => "Closing",
        Role::Signature => "Signature",
    }
}

impl Body {
    fn push(&mut self, paragraph: &Paragraph<'_>) {
        let _ = write!(self.xml, "<w:p><w:pPr><w:pStyle w:val=\"{}\"/>", style(paragraph.role));
        if is_right_to_left(&paragraph.text(" ")) {
            self.xml.push_str("<w:bidi/>");
        }
        self.xml.push_str("</w:pPr>");
        for (index, run) in paragraph.runs.iter().enumerate() {
            if index > 0 && paragraph.role == Role::Addressee {
                self.xml.push_str("<w:r><w:br/></w:r>");
            }
            self.push_linked(run);
        }
        self.xml.push_str("</w:p>");
    }

    fn push_linked(&mut self, run: &Run<'_>) {
        if run.target.is_empty() {
            return self.push_run(run);
        }
        let _ =
            write!(self.xml, "<w:hyperlink r:id=\"rId{}\" w:history=\"1\">", FIRST_LINK + self.targets.len());
        self.targets.push(run.target.to_owned());
        self.push_run(run);
        self.xml.push_str("</w:hyperlink>");
    }

    fn push_run(&mut self, run: &Run<'_>) {
        // In the order the schema asks for: style, then weight, then direction.
        let style = match run.emphasis {
            Emphasis::Date => "<w:rStyle w:val=\"Dates\"/>",
            Emphasis::Strong => "<w:rStyle w:val=\"Strong\"/>",
            Emphasis::None if !run.target.is_empty() => "<w:rStyle w:val=\"Hyperlink\"/>",
            Emphasis::None => "",
        };
        let direction = if is_right_to_left(&run.text) { "<w:rtl/>" } else { "" };
        self.xml.push_str("<w:r>");
        if !style.is_empty() || !direction.is_empty() {
            let _ = write!(self.xml, "<w:rPr>{style}{direction}</w:rPr>");
        }
        self.xml.push_str("<w:t xml:space=\"preserve\">");
        push_escaped(&mut self.xml, &run.text);
        self.xml.push_str("</w:t></w:r>");
    }

    /// Paper and margins, in twentieths of a point.
    fn push_page(&mut self, printed: &Printed, options: &LayoutOptions) {
        let (width, height) = match options.paper {
            Paper::A4 => (11_906, 16_838),
            Paper::UsLetter => (12_240, 15_840),
        };
        let ((loose_x, tight_x), (loose_y, tight_y)) = match printed.letter {
            Some(_) => ((1474, 1191), (1417, 964)),
            None => ((1304, 964), (1191, 737)),
        };
        let (x, y) = (between(options, loose_x, tight_x), between(options, loose_y, tight_y));
        let _ = write!(
            self.xml,
            "<w:sectPr><w:pgSz w:w=\"{width}\" w:h=\"{height}\"/><w:pgMar w:top=\"{y}\" w:right=\"{x}\" \
             w:bottom=\"{y}\" w:left=\"{x}\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr>"
        );
    }
}

/// A whole measure between its loose and its tight form.
pub fn between(options: &LayoutOptions, loose: i32, tight: i32) -> i32 {
    loose + (tight - loose) * i32::from(options.tightness.min(MAX_TIGHTNESS)) / i32::from(MAX_TIGHTNESS)
}
