//! Words that look right and are read wrongly: letters set apart, letters of another script, letters
//! joined or split by characters nobody sees. Part of the [file checks](super).

use crate::language::disguise::undisguised;

/// Fewer letters in a row are initials, or a list.
const LEAST_APART: usize = 4;

/// What bullets and icons begin a line with.
const MARKS: [char; 21] = [
    '•', '●', '○', '◦', '▪', '■', '□', '‣', '⁃', '∙', '✓', '✔', '➢', '►', '▸', '◆', '–', '·', '\u{f0b7}',
    '\u{f0a7}', '\u{f0d8}',
];

/// A line without the mark of an item.
pub fn unmarked(line: &str) -> &str {
    let rest = line.trim_start();
    rest.strip_prefix(MARKS)
        .or_else(|| rest.strip_prefix("- "))
        .or_else(|| rest.strip_prefix("* "))
        .map_or(rest, str::trim_start)
}

/// Whether a line begins with the mark of an item.
pub fn is_item(line: &str) -> bool {
    unmarked(line).len() < line.trim_start().len()
}

/// The letters of a line that stand apart with spaces between: "E n g i n e e r". What is in the
/// order of the alphabet is a list.
pub fn letters_apart(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split(' ').collect();
    let is_letter = |word: &&str| word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let runs = words.chunk_by(|one, other| is_letter(one) == is_letter(other));
    let run =
        runs.into_iter().find(|run| run.len() >= LEAST_APART && is_letter(&run[0]) && !run.is_sorted())?;
    Some(run.join(" "))
}

/// The words of a line with letters of two scripts that look like those of one.
pub fn look_alikes(line: &str) -> impl Iterator<Item = &str> {
    let is_word = |c: char| c.is_alphanumeric();
    let words = line.split(move |c: char| !is_word(c)).filter(|word| !word.is_ascii());
    words.filter(|word| {
        let is_latin = |c: char| c.is_ascii_alphabetic();
        let is_other = |c: char| matches!(c, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}');
        word.chars().any(is_latin) && word.chars().any(is_other) && !undisguised(word).chars().any(is_other)
    })
}

/// What a character of a line does to a search, if it hinders one: letters joined into one
/// character, and characters nobody sees within a word.
pub fn hindrance(line: &str) -> Option<&'static str> {
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match c {
            '\u{fb00}'..='\u{fb06}' => return Some("letters such as fi are read as one character"),
            '\u{200b}' | '\u{200c}' | '\u{2060}' | '\u{feff}' => {
                let after = line[at + c.len_utf8()..].chars().next().unwrap_or(' ');
                // Scripts that need such characters are not Latin.
                if before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() {
                    return Some("a word is split by a character that nobody sees");
                }
            }
            _ => {}
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_apart_are_words_to_nobody() {
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(letters_apart(line).as_deref(), expected, "{line}")
        };
        check("A D A M O S S", Some("A D A M O S S"));
        check("the E n g i n e e r said", Some("E n g i n e e r"));
        for line in ["J. R. R. Tolkien", "Plan A B C D", "I a m", "C, R and Go", "grades A A B"] {
            check(line, None);
        }
    }

    #[test]
    fn look_alikes_are_words_of_two_scripts() {
        let check = |line: &str, expected: &[&str]| {
            assert_eq!(look_alikes(line).collect::<Vec<_>>(), expected, "{line}")
        };
        check("Wrote Руthon and Рython", &["Руthon", "Рython"]);
        for line in ["Wrote Python", "Иван Петров", "β-blockers, 5 μm", "Łódź naïve", "Привет world"]
        {
            check(line, &[]);
        }
    }

    #[test]
    fn what_hinders_a_search_is_told() {
        assert!(hindrance("o\u{fb03}ce").is_some());
        assert!(hindrance("Py\u{200b}thon").is_some());
        for line in ["office", "end \u{200b}", "नमस्\u{200d}ते", "می\u{200c}خواهم", ""] {
            assert_eq!(hindrance(line), None, "{line}");
        }
    }

    #[test]
    fn the_mark_of_an_item_is_no_part_of_it() {
        for (line, words) in
            [("• Led", "Led"), ("- Led", "Led"), ("\u{f0b7}\tLed", "Led"), ("Led - well", "Led - well")]
        {
            assert_eq!(unmarked(line), words);
            assert_eq!(is_item(line), line != words);
        }
    }
}
