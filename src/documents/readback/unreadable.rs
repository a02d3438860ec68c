//! Why a file cannot be read.

use serde::{Deserialize, Serialize};

/// Why a file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// It is not of the format it is read as.
    OtherFormat,
    /// It needs a password.
    Locked,
    /// It has more bytes than are read.
    TooLarge,
    /// It has more pages than are read.
    TooManyPages,
    /// It holds more than is followed: words, drawings, or parts within parts.
    TooMuch,
    /// What it says of itself is not so.
    Malformed,
    /// It holds no words.
    NoText,
    /// It holds words, and shows none of them.
    NoneSeen,
}

impl Unreadable {
    /// The reason in words, to follow "it cannot be read:".
    pub fn told(self) -> &'static str {
        match self {
            Self::OtherFormat => "it is not a file of its format",
            Self::Locked => "it needs a password",
            Self::TooLarge => "it is larger than 20 MB",
            Self::TooManyPages => "it has more than 50 pages",
            Self::TooMuch => "it is nested too deeply, or holds or draws too much",
            Self::Malformed => "it is malformed, and its text cannot be read",
            Self::NoText => "it holds no text; it may be a scan",
            Self::NoneSeen => "none of its text is seen",
        }
    }
}
