//! Characters that nobody sees: what they hide from a reader, or what a reader of letters stumbles
//! over, is taken out of a text.

use std::borrow::Cow;

/// The last letter that Latin script is commonly written with. Joiners between such letters mean
/// nothing; in other scripts and in emoji they belong to the spelling.
const LAST_LATIN: char = '\u{24f}';

/// The text without what a terminal takes for a command to itself: colours, moves of the cursor,
/// titles of its window (ECMA-48, 5.4 and 5.6).
pub fn without_terminal_codes(text: &str) -> Cow<'_, str> {
    if !text.contains(['\u{1b}', '\u{9b}']) {
        return Cow::Borrowed(text);
    }
    let mut rest = text;
    let mut plain = String::with_capacity(text.len());
    while let Some(at) = rest.find(['\u{1b}', '\u{9b}']) {
        plain.push_str(&rest[..at]);
        let code = &rest[at..];
        rest = match code.strip_prefix("\u{1b}[").or(code.strip_prefix('\u{9b}')) {
            // Parameters, then a letter.
            Some(code) => {
                let end = code.find(|c| !(' '..='?').contains(&c)).unwrap_or(code.len());
                code[end..].strip_prefix(|c| ('@'..='~').contains(&c)).unwrap_or(&code[end..])
            }
            None => match code.strip_prefix("\u{1b}]") {
                // A string, then its end.
                Some(code) => match code.find(['\u{7}', '\u{1b}', '\n']) {
                    Some(end) => code[end..].trim_start_matches("\u{1b}\\").trim_start_matches('\u{7}'),
                    None => "",
                },
                None => code.strip_prefix('\u{1b}').unwrap_or_default(),
            },
        };
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The text without marks, tags and controls that show nothing; line breaks and tabs stay.
pub fn without_unseen(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
        return Cow::Borrowed(text);
    }
    let mut seen = String::with_capacity(text.len());
    for c in without_terminal_codes(text).chars() {
        let belongs = is_joining(c) && seen.ends_with(|before: char| before > LAST_LATIN);
        if belongs || !(is_joining(c) || is_unseen(c)) {
            seen.push(c);
        }
    }
    Cow::Owned(seen)
}

/// Joiners and selectors of a variant, which change how their neighbours are drawn.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
        || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_goes_and_what_spells_a_word_stays() {
        let check = |text: &str, expected: &str| assert_eq!(without_unseen(text), expected, "{text:?}");
        check("Cut waste by 38%\n", "Cut waste by 38%\n");
        check("C\u{200b}ut\u{ad} wa\u{200d}ste\u{feff} by 3\u{202e}8\u{202c}%", "Cut waste by 38%");
        check("\u{1b}[8mLed\u{1b}[0m a \u{1b}]0;team\u{7}team\u{9b}1m", "Led a team");
        check("Led\u{e0001}\u{e0049}\u{e0067}\u{e007f} a team\u{1b}", "Led a team");
        check("Zoë – 5 € für Ægir", "Zoë – 5 € für Ægir");
        check("می\u{200c}خواهم", "می\u{200c}خواهم");
        check("👩\u{200d}🔬 ❤\u{fe0f}", "👩\u{200d}🔬 ❤\u{fe0f}");
    }
}
