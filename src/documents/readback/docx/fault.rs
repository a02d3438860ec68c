//! Why a DOCX cannot be read. Part of the DOCX reader.

use crate::documents::readback::Unreadable;

/// Why a DOCX cannot be read: what of it is not as it should be, or more than is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// It is no archive with the parts of a document.
    NotDocx,
    /// It is of Word's older format, which also wraps documents with a password.
    OlderFormat,
    /// It has more bytes than are read.
    TooLarge,
    /// It is an archive for more parts than a document has.
    LargeArchive,
    /// It has more parts than are read.
    TooManyParts,
    /// It unpacks to more than is read.
    UnpacksTooMuch,
    /// It holds more words than are read.
    TooMuchText,
    /// Its elements are nested deeper than is followed.
    TooDeep,
    /// The part that holds its words is not there.
    NoMainPart,
    /// A part of it cannot be unpacked.
    NotUnpacked,
    /// A part of it is no text.
    NotText,
    /// A part of it is no XML.
    MalformedPart,
    /// It uses an entity that XML does not define.
    UnknownEntity,
    /// It declares a document type, which may define entities without end.
    DocumentType,
    /// A reader gave up on it.
    Malformed,
    /// It holds no words.
    NoText,
    /// It holds words, and shows none of them.
    NoneSeen,
}

impl Fault {
    /// The reason in words, to follow "it cannot be read:".
    pub fn told(self) -> &'static str {
        match self {
            Self::NotDocx => "it is not a DOCX file",
            Self::OlderFormat => "it is an old or encrypted Word file; save it as DOCX without a password",
            Self::TooLarge => "it is larger than 20 MB",
            Self::LargeArchive => "it is an archive of a kind that documents are not",
            Self::TooManyParts => "it has more than 2,000 parts",
            Self::UnpacksTooMuch => "it unpacks to more than a document holds",
            Self::TooMuchText => "it holds more text than a document does",
            Self::TooDeep => "it is nested too deep",
            Self::NoMainPart => "its main part is missing",
            Self::NotUnpacked => "a part of it cannot be unpacked",
            Self::NotText => "a part of it is not text",
            Self::MalformedPart => "a part of it is malformed",
            Self::UnknownEntity => "it uses an entity that XML does not know",
            Self::DocumentType => "it declares a document type",
            Self::Malformed => "it is malformed",
            Self::NoText => "it holds no text; it may be a picture",
            Self::NoneSeen => "none of its text is seen",
        }
    }
}

impl From<Fault> for Unreadable {
    fn from(fault: Fault) -> Self {
        match fault {
            // Other formats are archives too.
            Fault::NotDocx | Fault::OlderFormat => Self::OtherFormat,
            Fault::TooLarge => Self::TooLarge,
            Fault::LargeArchive
            | Fault::TooManyParts
            | Fault::UnpacksTooMuch
            | Fault::TooMuchText
            | Fault::TooDeep => Self::TooMuch,
            Fault::NoMainPart
            | Fault::NotUnpacked
            | Fault::NotText
            | Fault::MalformedPart
            | Fault::UnknownEntity
            | Fault::DocumentType
            | Fault::Malformed => Self::Malformed,
            Fault::NoText => Self::NoText,
            Fault::NoneSeen => Self::NoneSeen,
        }
    }
}
