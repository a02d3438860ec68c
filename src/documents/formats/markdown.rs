//! Markdown after CommonMark 0.31: every character that could be markup is escaped, and no HTML
//! is written, so that it shows the words of the document and nothing else.

use super::flow::{Emphasis, Paragraph, Role, Run, paragraphs};
use crate::documents::printed::Printed;

/// Writes a document as CommonMark.
pub fn write(printed: &Printed) -> String {
    let mut text = String::new();
    let mut before: Option<Role> = None;
    for paragraph in paragraphs(printed) {
        // The items of a list stand together; all else is parted by an empty line.
        if before.is_some_and(|before| before != Role::Bullet || paragraph.role != Role::Bullet) {
            text.push('\n');
        }
        before = Some(paragraph.role);
        push(&mut text, &paragraph);
    }
    text
}

fn push(text: &mut String, paragraph: &Paragraph<'_>) {
    text.push_str(match paragraph.role {
        Role::Name => "# ",
        Role::Heading => "## ",
        Role::EntryTitle => "### ",
        Role::Bullet => "- ",
        _ => "",
    });
    for (index, run) in paragraph.runs.iter().enumerate() {
        if index > 0 && paragraph.role == Role::Addressee {
            // A backslash at a line's end breaks it.
            text.push_str("\\\n");
        }
        push_run(text, run, index == 0 || paragraph.role == Role::Addressee);
    }
    text.push('\n');
}

fn push_run(text: &mut String, run: &Run<'_>, is_first: bool) {
    let words = run.text.as_ref();
    // Emphasis neither begins nor ends with a space.
    let (start, end) = (words.len() - words.trim_start().len(), words.trim_end().len());
    if start >= end {
        text.push_str(words);
        return;
    }
    text.push_str(&words[..start]);
    let core = &words[start..end];
    let is_strong = run.emphasis == Emphasis::Strong && can_be_emphasised(core);
    text.push_str(if is_strong { "**" } else { "" });
    if run.target.is_empty() {
        push_escaped(text, core, is_first && !is_strong);
    } else {
        text.push('[');
        push_escaped(text, core, false);
        text.push_str("](<");
        run.target.chars().for_each(|c| push_target(text, c));
        text.push_str(">)");
    }
    text.push_str(if is_strong { "**" } else { "" });
    text.push_str(&words[end..]);
}

/// Whether asterisks beside the words open and close emphasis: those beside punctuation do only
/// where a space or nothing stands on their other side, which is not looked at here. The colon
/// behind the name of a group is always followed by a space.
fn can_be_emphasised(words: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    is_word(words.chars().next()) && is_word(words.strip_suffix(':').unwrap_or(words).chars().next_back())
}

/// Adds words, with a backslash before what could be markup (CommonMark 2.4, 6) or is one of its
/// usual extensions: tables, strikethrough, formulas.
fn push_escaped(text: &mut String, words: &str, begins_line: bool) {
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let mut before = ' ';
    for (at, c) in words.char_indices() {
        let is_markup = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$' => true,
            // The beginning of a heading, and the marks that may close one.
            '#' => matches!(before, ' ' | '#'),
            '-' | '+' | '=' | ':' => begins_line && at == 0,
            '.' | ')' => begins_line && digits > 0 && at == digits,
            _ => false,
        };
        if is_markup {
            text.push('\\');
        }
        text.push(c);
        before = c;
    }
}

/// Adds a character of a link's target, which stands between angle brackets. Targets are URLs,
/// in which these may stand percent-encoded.
fn push_target(text: &mut String, c: char) {
    match c {
        '<' => text.push_str("%3C"),
        '>' => text.push_str("%3E"),
        '`' => text.push_str("%60"),
        '\\' => text.push_str("%5C"),
        '\n' | '\r' => {}
        '&' | '*' | '_' | '[' | ']' | '~' | '|' | '$' => {
            text.push('\\');
            text.push(c);
        }
        c => text.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::dates::Period;

    fn escaped(words: &str) -> String {
        let mut text = String::new();
        push_escaped(&mut text, words, true);
        text
    }

    #[test]
    fn what_could_be_markup_is_escaped_and_nothing_else() {
        let check = |words: &str, expected: &str| assert_eq!(escaped(words), expected);
        check(
            "Cut cost by 38% (about $2.1M); C#, C++, re-wrote it!",
            "Cut cost by 38% (about \\$2.1M); C#, C++, re-wrote it!",
        );
        check("# no heading #", "\\# no heading \\#");
        check("- no item", "\\- no item");
        check("2019. A good year", "2019\\. A good year");
        check("2019 was. A good year", "2019 was. A good year");
        check("=== ---", "\\=== ---");
        check(
            "*b* _i_ `c` <b> [x](y) &amp; a\\b",
            "\\*b\\* \\_i\\_ \\`c\\` \\<b\\> \\[x\\](y) \\&amp; a\\\\b",
        );
    }

    #[test]
    fn a_name_that_ends_in_punctuation_is_not_emphasised() {
        let check = |text: &str, expected: &str| {
            let mut written = String::new();
            let run =
                Run { text: text.into(), target: "", emphasis: Emphasis::Strong, period: Period::default() };
            push_run(&mut written, &run, true);
            assert_eq!(written, expected);
        };
        check("Languages:", "**Languages:**");
        check("Languages (spoken):", "Languages (spoken):");
        check("C++", "C++");
    }
}
