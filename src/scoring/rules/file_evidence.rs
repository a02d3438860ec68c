//! What was seen of a file apart from the words of its document. Part of the evidence; empty for a
//! document that has not been printed.

use super::rule::Seen;
use crate::scoring::model::Place;

/// What was seen of a file. Everything of it is bad news but its format, name and size.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FileEvidence {
    /// Its format as an extension, such as `pdf`; none while there is no file.
    pub format: Option<&'static str>,
    /// The name it was sent under; none where it has none yet.
    pub name: Option<String>,
    /// Characters of its text.
    pub characters: u32,
    /// Whether it cannot be opened without a password.
    pub is_locked: bool,
    /// Pages that show a picture and no words, where others show words.
    pub unread_pages: Vec<Place>,
    /// Contact details that stand in a header, a footer or a text box and nowhere in the body, as
    /// "e-mail address in the header".
    pub contact_aside: Vec<Seen>,
    /// Words in headers and footers.
    pub margins: Vec<Seen>,
    /// Words in text boxes.
    pub text_boxes: Vec<Seen>,
    /// Words in tables.
    pub tables: Vec<Seen>,
    /// Words in comments, form fields and footnotes.
    pub notes: Vec<Seen>,
    /// Pictures that take up much of their page.
    pub pictures: Vec<Seen>,
    /// Words whose letters are set apart by spaces.
    pub letters_apart: Vec<Seen>,
    /// Words that run up or down the page.
    pub turned: Vec<Seen>,
    /// The size of type, in points, that a good part of the words does not exceed, and the first
    /// of them; none where the type is of a good size.
    pub small_type: Option<(f64, Seen)>,
    /// The smallest size of type that words stand in, in points.
    pub least_type: Option<f64>,
    /// Dates that can be read in two ways.
    pub unclear_dates: Vec<Seen>,
    /// Words of a form that were never filled in.
    pub placeholders: Vec<Seen>,
    /// Words with letters of another script that look alike.
    pub look_alikes: Vec<Seen>,
    /// What runs or is carried along when it is opened, in words.
    pub active: Vec<String>,
    /// Changes that were neither taken nor thrown away.
    pub open_changes: u32,
}
