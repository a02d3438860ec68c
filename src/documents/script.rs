//! What of a text decides how it is set and read: the direction of its script, and words too long for
//! a line.

use crate::documents::printed::Printed;

/// Whether most letters are of a script that runs from right to left. Addresses and telephone
/// numbers, which are Latin everywhere, do not count.
pub fn is_right_to_left(printed: &Printed) -> bool {
    let contacts = ["email", "phone", "link"];
    let fields = printed.fields().into_iter().filter(|(kind, _)| !contacts.contains(kind));
    let (mut right_to_left, mut others) = (0_usize, 0_usize);
    for (_, text) in fields.filter(|(_, text)| !text.is_ascii()) {
        let count = text.chars().filter(|c| is_right_to_left_letter(*c)).count();
        right_to_left += count;
        others += text.chars().filter(|c| c.is_alphabetic()).count() - count;
    }
    right_to_left > others
}

/// Whether any letter is of such a script.
pub fn has_right_to_left(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_right_to_left_letter)
}

/// Whether a character is a letter of Hebrew, Arabic, Syriac, Thaana, NKo or one of the older
/// scripts (Unicode's blocks for scripts of the classes R and AL).
pub fn is_right_to_left_letter(c: char) -> bool {
    let is_of_block = matches!(
        u32::from(c),
        0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefe | 0x10800..=0x10fff | 0x1e800..=0x1efff
    );
    is_of_block && c.is_alphabetic()
}

/// Whether a character is of a script whose words stand without spaces between, where any gap is a
/// matter of looks.
pub fn is_without_spaces(c: char) -> bool {
    matches!(
        u32::from(c),
        0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x2e80..=0xd7ff | 0xf900..=0xfaff
            | 0xff00..=0xffef | 0x20000..=0x3ffff
    )
}

/// The most characters of a text in a row without a place to break a line at: a space, a slash, a
/// question mark, a hyphen, or a letter of a script without spaces. The templates hold the same list.
pub fn longest_word(printed: &Printed) -> usize {
    let is_break = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '-') || is_without_spaces(c);
    let fields = printed.fields();
    let words = fields.iter().flat_map(|(_, text)| text.split(is_break));
    words.filter(|word| word.len() > 1).map(|word| word.chars().count()).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::printed::Contact;

    fn printed(name: &str, label: &str) -> Printed {
        Printed {
            language: "en".to_owned(),
            title: String::new(),
            name: name.to_owned(),
            label: label.to_owned(),
            contacts: vec![Contact {
                kind: "email",
                text: "a-very-long-address@example.com".to_owned(),
                target: String::new(),
            }],
            letter: None,
            sections: Vec::new(),
        }
    }

    #[test]
    fn the_script_of_most_letters_tells_the_direction() {
        let check = |name: &str, label: &str, expected: bool| {
            assert_eq!(is_right_to_left(&printed(name, label)), expected, "{name} {label}");
        };
        check("Ada", "Engineer", false);
        check("ليلى الهاشمي", "مهندسة برمجيات", true);
        check("נועה לוי", "מהנדסת Rust", true);
        check("Noa Levi (נועה)", "Software Engineer für Straßen", false);
        check("山田 花子", "エンジニア", false);
        check("", "", false);
    }

    #[test]
    fn a_long_word_is_counted_between_places_to_break_at() {
        let check = |label: &str, expected: usize| {
            assert_eq!(longest_word(&printed("Bo", label)), expected, "{label}");
        };
        check("abc defghi", 19);
        check(&"é".repeat(50), 50);
        check(&"移行".repeat(50), 19);
        check("https://example.org/a/b-c?d-abcdefghijklmnopqrstuvwxyz", 26);
    }
}
