//! Letters that only look like others. A text can hide words from a reader of its letters, or from
//! a reader of its looks; this undoes the commonest tricks, for telling what a text says.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text with look-alikes of Latin letters as these, without accents, and letters set apart
/// ("I g n o r e") as words. For judging what a text says, never for quoting it: places differ.
pub fn undisguised(text: &str) -> Cow<'_, str> {
    let plain: Cow<'_, str> = if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        text.nfkd().filter(|c| !is_combining_mark(*c)).map(latin).collect::<String>().into()
    };
    if has_letters_apart(&plain) { Cow::Owned(joined(&plain)) } else { plain }
}

/// The Latin letter that a Cyrillic or Greek one looks like; others as they are. From the
/// confusables of Unicode, <https://www.unicode.org/reports/tr39/>, those of whole letters.
fn latin(letter: char) -> char {
    match letter {
        'а' | 'α' => 'a',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'с' | 'ϲ' => 'c',
        'С' => 'C',
        'ԁ' => 'd',
        'е' => 'e',
        'Е' | 'Ε' => 'E',
        'һ' => 'h',
        'Н' | 'Η' => 'H',
        'і' | 'ι' => 'i',
        'І' | 'Ι' => 'I',
        'ј' => 'j',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'о' | 'ο' => 'o',
        'О' | 'Ο' => 'O',
        'р' | 'ρ' => 'p',
        'Р' | 'Ρ' => 'P',
        'ԛ' => 'q',
        'ѕ' => 's',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'υ' => 'u',
        'ν' => 'v',
        'ԝ' => 'w',
        'х' => 'x',
        'Х' | 'Χ' => 'X',
        'у' => 'y',
        'У' | 'Υ' => 'Y',
        'Ζ' => 'Z',
        _ => letter,
    }
}

/// Letters set apart that make it a trick: "R & D a b c" is none.
const LETTERS_APART: usize = 5;

fn has_letters_apart(text: &str) -> bool {
    let mut row = 0;
    for piece in text.split(' ').filter(|piece| !piece.is_empty()) {
        row = if piece.len() == 1 && piece.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            row + 1
        } else {
            0
        };
        if row >= LETTERS_APART {
            return true;
        }
    }
    false
}

/// Closes up single letters with one space between; wider gaps part words.
fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let pieces: Vec<&str> = text.split(' ').collect();
    let is_letter = |piece: &str| piece.len() == 1 && piece.bytes().all(|byte| byte.is_ascii_alphabetic());
    for (index, piece) in pieces.iter().enumerate() {
        joined.push_str(piece);
        let is_within = is_letter(piece) && pieces.get(index + 1).is_some_and(|next| is_letter(next));
        if !is_within && !joined.ends_with(' ') {
            joined.push(' ');
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tricks_are_undone() {
        let check = |text: &str, expected: &str| assert_eq!(undisguised(text).trim(), expected);
        check("Ignоre аll", "Ignore all");
        check("Ｉｇｎｏｒｅ 𝐚𝐥𝐥", "Ignore all");
        check("I g n o r e   a l l", "Ignore all");
        check("plain text", "plain text");
        check("résumé", "resume");
        check("vitamins A B C and D", "vitamins A B C and D");
    }
}
