//! XML token by token, within bounds. Part of the DOCX reader.
//!
//! Entities that a file declares are not known here, so none can grow; a file that declares any
//! is refused.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::fault::Fault;

/// The deepest nesting that is read; Word's own files stay below forty.
const MAX_DEPTH: usize = 256;

/// A part while it is read.
pub struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    depth: usize,
}

/// A piece of XML.
pub enum Token<'x> {
    /// An element begins.
    Open(Element<'x>),
    /// An element of that name, without its prefix, ends.
    Close(String),
    /// Words.
    Text(Cow<'x, str>),
}

/// An element.
pub struct Element<'x>(BytesStart<'x>);

impl Element<'_> {
    /// Its name without its prefix.
    pub fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of an attribute, named without its prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let mut found = attributes.filter(|attribute| attribute.key.local_name().into_inner() == name);
        let value = found.next()?;
        value.normalized_value(XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
    }

    /// The value of `w:val`.
    pub fn value(&self) -> Option<String> {
        self.attribute("val")
    }

    /// Whether a property that is on unless it says otherwise is on.
    pub fn is_on(&self) -> bool {
        !matches!(self.value().as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

impl<'x> Xml<'x> {
    /// Begins to read.
    pub fn new(text: &'x str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    /// The next token; none at the end.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn next(&mut self) -> Result<Option<Token<'x>>, Fault> {
        loop {
            return Ok(Some(match self.reader.read_event().map_err(|_| Fault::MalformedPart)? {
                Event::Start(element) | Event::Empty(element) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(Fault::TooDeep);
                    }
                    Token::Open(Element(element))
                }
                Event::End(element) => {
                    self.depth = self.depth.saturating_sub(1);
                    Token::Close(element.local_name().into_inner().to_owned())
                }
                Event::Text(text) => Token::Text(text.xml10_content()),
                Event::CData(text) => Token::Text(text.xml10_content()),
                Event::GeneralRef(reference) => match resolved(&reference) {
                    Some(c) => Token::Text(Cow::Owned(c.to_string())),
                    None => return Err(Fault::UnknownEntity),
                },
                Event::DocType(_) => return Err(Fault::DocumentType),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            }));
        }
    }
}

/// The character of a reference; none for an entity that XML does not define.
fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> Option<char> {
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten();
    }
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
