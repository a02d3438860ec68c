//! Looks for words of scripts that run from right to left. A PDF holds each line as it is seen, from
//! the left: its words in the order of the eye, the letters of those from right to left backwards.
//! What order a mixed line was written in cannot be told from that, so a text is found when all its
//! words stand on lines below each other, each spelt as it was. Part of the read-back.

use unicode_normalization::char::is_combining_mark;

use crate::documents::script::{has_right_to_left, is_right_to_left_letter};

/// The lines on which all words of `needle` stand, as the places where the first and the last of
/// them begin; none from the line of `start` on, or for a text without such a script.
pub fn find_on_lines(haystack: &str, needle: &str, start: usize) -> Option<(usize, usize)> {
    let first = haystack.get(..start)?.rfind('\n').map_or(0, |end| end + 1);
    let lines = lines_from(haystack, first);
    if !has_right_to_left(haystack) {
        return None;
    }
    let wanted: Vec<String> = words(needle).map(str::to_owned).collect();
    (0..lines.len()).find_map(|from| {
        let mut missing = wanted.clone();
        for (place, line) in &lines[from..] {
            let before = missing.len();
            for word in words(line).map(read_forwards) {
                if let Some(found) = missing.iter().position(|wanted| *wanted == word) {
                    missing.swap_remove(found);
                }
            }
            if missing.is_empty() {
                return Some((lines[from].0, *place));
            }
            if missing.len() == before {
                return None;
            }
        }
        None
    })
}

/// Each line with the place where it begins.
fn lines_from(text: &str, start: usize) -> Vec<(usize, &str)> {
    let mut place = start;
    let lines = text[start..].split('\n').map(|line| {
        let began = place;
        place += line.len() + 1;
        (began, line)
    });
    lines.collect()
}

/// Runs of letters and digits of one direction.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_of_word = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    text.split(move |c: char| !is_of_word(c)).flat_map(|run| {
        let mut rest = run;
        std::iter::from_fn(move || {
            let backwards = is_right_to_left_letter(rest.chars().next()?);
            let is_other = |c: char| !is_combining_mark(c) && is_right_to_left_letter(c) != backwards;
            let (word, more) = rest.split_at(rest.find(is_other).unwrap_or(rest.len()));
            rest = more;
            Some(word)
        })
    })
}

/// A word of a line as it was written.
fn read_forwards(word: &str) -> String {
    if has_right_to_left(word) { word.chars().rev().collect() } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Led 412 services to Kafka (in 14 months)!" in Hebrew, as a page shows it on two lines.
    const SEEN: &str = "Noa\nKafka לא םיתוריש 412 הליבוה\n!(םישדוח 14 ךות)\n2024 – 2020";
    const WRITTEN: &str = "הובילה 412 שירותים אל Kafka (תוך 14 חודשים)!";

    #[test]
    fn words_are_found_on_the_lines_they_are_seen_on() {
        let check = |needle: &str, start: usize, lines: Option<(&str, &str)>| {
            let found =
                find_on_lines(SEEN, needle, start).map(|(first, last)| (&SEEN[first..], &SEEN[last..]));
            let is_right = match (&found, &lines) {
                (Some((a, b)), Some((c, d))) => a.starts_with(c) && b.starts_with(d),
                (None, None) => true,
                _ => false,
            };
            assert!(is_right, "{needle}: {found:?}");
        };
        check(WRITTEN, 0, Some(("Kafka", "!(")));
        check("2020 – 2024", 6, Some(("2024", "2024")));
        check("הובילה", 0, Some(("Kafka", "Kafka")));
        check("הוביל", 0, None);
        check("חודשים שירותים 415", 0, None);
        check("הובילה 2020", 0, None);
        check("Noa", 8, None);
    }

    #[test]
    fn a_text_without_such_a_script_is_left_to_others() {
        assert_eq!(find_on_lines("an engineer", "engineer an", 0), None);
    }
}
