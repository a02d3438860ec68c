//! The world Typst sees: one template, what templates share, one JSON file and the fonts.
//! Whatever else a template asks for is refused.

use ::typst::diag::{FileError, FileResult};
use ::typst::foundations::{Bytes, Datetime, Duration};
use ::typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use ::typst::text::{Font, FontBook};
use ::typst::utils::LazyHash;
use ::typst::{Library, LibraryExt, World};

use super::fonts::{Fonts, Shelf};
use crate::documents::printed::Printed;
use crate::documents::templates::{self, Template};
use crate::error::Result;

/// What is made once and serves every document.
pub struct Press {
    library: LazyHash<Library>,
    fonts: Fonts,
    /// What templates may import.
    shared: Vec<Source>,
    templates: Vec<(&'static str, Source)>,
    data: FileId,
}

impl Press {
    /// Reads the fonts and parses the templates.
    pub fn new() -> Self {
        let templates = templates::ALL.iter().map(|template| (template.source, parse(template))).collect();
        let fonts = Fonts::new();
        Self {
            library: LazyHash::new(Library::default()),
            fonts,
            shared: templates::SHARED
                .iter()
                .map(|(name, source)| Source::new(file(name), (*source).to_owned()))
                .collect(),
            templates,
            data: file("data.json"),
        }
    }

    /// The fonts a document needs.
    ///
    /// # Errors
    /// Invalid when a script has no font on this machine.
    pub fn shelf_for(&self, printed: &Printed) -> Result<Shelf<'_>> {
        self.fonts.shelf_for(printed)
    }

    fn source(&self, template: &Template) -> Source {
        let known = self.templates.iter().find(|(source, _)| *source == template.source);
        known.map_or_else(|| parse(template), |(_, source)| source.clone())
    }
}

/// One document in the making.
pub struct Sheet<'p> {
    press: &'p Press,
    main: Source,
    shelf: &'p Shelf<'p>,
    data: Bytes,
}

impl<'p> Sheet<'p> {
    /// Lays the template, the fonts and the data side by side.
    pub fn new(press: &'p Press, template: &Template, shelf: &'p Shelf<'p>, data: Vec<u8>) -> Self {
        Self { press, main: press.source(template), shelf, data: Bytes::new(data) }
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.shelf.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = self.press.shared.iter().chain([&self.main]).find(|source| source.id() == id);
        known.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shelf.font(index)
    }

    /// There is no today: a document prints the dates it was given.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn parse(template: &Template) -> Source {
    Source::new(file(&format!("{}.typ", template.name)), template.source.to_owned())
}

/// The id of a file of this world.
fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a template's name is a plain file name");
    RootedPath::new(VirtualRoot::Project, path).intern()
}
