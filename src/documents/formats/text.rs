//! Plain text: paragraphs unwrapped, as the fields of forms want them.

use super::flow::{Paragraph, Role, paragraphs};
use crate::documents::printed::Printed;

/// Writes a document as UTF-8 text with `\n` at the end of each line and an empty line before
/// each section, entry and paragraph.
pub fn write(printed: &Printed) -> String {
    let mut text = String::new();
    let mut before: Option<Role> = None;
    for paragraph in paragraphs(printed) {
        if before.is_some_and(|before| stands_apart(before, paragraph.role)) {
            text.push('\n');
        }
        before = Some(paragraph.role);
        push_line(&mut text, &paragraph);
    }
    text
}

fn push_line(text: &mut String, paragraph: &Paragraph<'_>) {
    if paragraph.role == Role::Bullet {
        text.push_str("- ");
    }
    text.push_str(&paragraph.text("\n"));
    text.push('\n');
}

/// Whether an empty line stands between two paragraphs.
fn stands_apart(before: Role, role: Role) -> bool {
    match role {
        Role::Name | Role::Label | Role::Contacts | Role::Bullet | Role::Signature => false,
        // A place without a title above begins an entry.
        Role::EntryPlace => !matches!(before, Role::EntryTitle | Role::Heading),
        Role::EntryTitle | Role::Prose => before != Role::Heading,
        Role::Line => before == Role::Bullet,
        Role::Heading | Role::LetterDate | Role::Addressee | Role::Salutation | Role::Closing => true,
    }
}
