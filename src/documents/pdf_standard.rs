//! The ISO standards a PDF can be held to.

/// A standard a PDF is held to, beside that it is tagged for assistive technology in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PdfStandard {
    /// PDF/UA-1 (ISO 14289-1): tagged for assistive technology.
    #[default]
    Ua1,
    /// PDF/A-2a (ISO 19005-2, level A) and PDF/UA-1 at once: to be kept for decades. All that shows
    /// it is in the file, and so is the day it was made.
    A2aUa1,
}

impl PdfStandard {
    /// Every standard.
    pub const ALL: [Self; 2] = [Self::Ua1, Self::A2aUa1];

    /// The standard's name in SQL.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ua1 => "ua_1",
            Self::A2aUa1 => "a_2a_ua_1",
        }
    }

    /// The standard of that name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standard| standard.word() == word)
    }

    /// Whether it is one for archives, which asks for a date.
    pub fn is_archival(self) -> bool {
        self == Self::A2aUa1
    }
}
