//! Dates and periods as a file writes them, and those that can be read in two ways. Part of the
//! [file checks](super).

use crate::language::quantities::MONTH_NAMES;

/// Words for a period that goes on; folded.
const NOW: [&str; 6] = ["present", "current", "now", "today", "ongoing", "date"];

/// The dates and periods of a line, as written: "Mar 2019 – Present", "2021", "05/2021".
pub fn dates(line: &str) -> Vec<String> {
    let words = words(line);
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some(length) = date_at(&words[at..]) else {
            at += 1;
            continue;
        };
        let (start, mut end) = (at, at + length);
        // "– Present", "to 2021".
        let joins = |word: &str| matches!(word, "-" | "–" | "—" | "to" | "until" | "till");
        if words.get(end).is_some_and(|(_, word)| joins(&word.to_lowercase()))
            && let Some(rest) = words.get(end + 1..)
            && let Some(length) = end_at(rest)
        {
            end += 1 + length;
        }
        found.push((start, end));
        at = end;
    }
    let each = found.into_iter().filter_map(|(start, end)| {
        let (from, _) = words[start];
        let (last, word) = words[end - 1];
        line.get(from..last + word.len()).map(str::to_owned)
    });
    each.collect()
}

/// The dates of a line that can be read in two ways.
pub fn unclear(line: &str) -> Vec<String> {
    let words = words(line);
    let short: Vec<&str> = words.iter().map(|(_, word)| *word).filter(|word| is_short(word)).collect();
    let mut found: Vec<String> = Vec::new();
    for (index, (_, word)) in words.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| words[before].1);
        // "Jan '19"; a number alone may be anything.
        let is_cut = word.strip_prefix(['\'', '’', '‘']).is_some_and(|year| is_number(year, 2, 2));
        let is_cut_year = is_cut && before.is_some_and(is_month);
        // "03/19 – 05/21": one alone may be a share or a score.
        let is_short_period = short.len() >= 2 && is_short(word);
        if is_two_ways(word) || is_cut_year || is_short_period {
            found.push((*word).to_owned());
        }
    }
    found
}

/// Whether a line holds a year.
pub fn has_year(line: &str) -> bool {
    line.split(|c: char| !c.is_ascii_digit()).any(is_year)
}

/// The words of a line with their places; dashes between digits and words are words.
fn words(line: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    let is_edge = |c: char| c.is_whitespace() || "()[],;:|•·".contains(c);
    for (at, c) in line.char_indices().chain([(line.len(), ' ')]) {
        let is_dash = matches!(c, '–' | '—') || (c == '-' && is_free_dash(line, at));
        if is_edge(c) || is_dash {
            if let Some(from) = start.take() {
                words.push((from, &line[from..at]));
            }
            if is_dash {
                words.push((at, &line[at..at + c.len_utf8()]));
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    words
}

/// A hyphen between two years, or with a space beside it, parts what stands around it.
fn is_free_dash(line: &str, at: usize) -> bool {
    let (before, after) = (&line[..at], &line[at + 1..]);
    let year_before = before.len() >= 4 && before.get(before.len() - 4..).is_some_and(is_year);
    let year_after = after.get(..4).is_some_and(is_year);
    before.ends_with(' ')
        || after.starts_with(' ')
        || (year_before && (year_after || after.starts_with(char::is_alphabetic)))
}

/// How many words a date takes that begins here.
fn date_at(words: &[(usize, &str)]) -> Option<usize> {
    let (_, first) = words.first()?;
    if is_month(first) && words.get(1).is_some_and(|(_, year)| is_year(year)) {
        return Some(2);
    }
    let is_numbered = first.split_once(['/', '.', '-']).is_some_and(|(one, other)| {
        let month_and_year = |month: &str, year: &str| is_number(month, 1, 2) && is_year(year);
        month_and_year(one, other) || month_and_year(other, one)
    });
    let full = first.split(['/', '.', '-']).collect::<Vec<_>>();
    let is_full = full.len() == 3
        && full.iter().all(|part| is_number(part, 1, 4))
        && full.iter().any(|part| is_year(part));
    (is_year(first) || is_numbered || is_full).then_some(1)
}

fn end_at(words: &[(usize, &str)]) -> Option<usize> {
    let is_now = words.first().is_some_and(|(_, word)| NOW.contains(&word.to_lowercase().as_str()));
    if is_now { Some(1) } else { date_at(words) }
}

fn is_month(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_lowercase();
    word == "sept" || MONTH_NAMES.iter().any(|month| word == *month || word == month[..3])
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && is_number(word, 4, 4)
}

fn is_number(word: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// "03/04/2019" and "3-4-19": either number may be the month.
fn is_two_ways(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['/', '-']).collect();
    let [one, other, year] = parts[..] else { return false };
    let month = |part: &str| {
        part.parse::<u8>().ok().filter(|month| is_number(part, 1, 2) && (1..=12).contains(month))
    };
    let is_end = is_year(year) || is_number(year, 2, 2);
    month(one).zip(month(other)).is_some_and(|(one, other)| one != other) && is_end
}

/// "03/19".
fn is_short(word: &str) -> bool {
    let parts = word.split_once('/').filter(|(month, year)| is_number(month, 1, 2) && is_number(year, 2, 2));
    parts.is_some_and(|(month, _)| month.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_as_they_are_written() {
        let check = |line: &str, expected: &[&str]| assert_eq!(dates(line), expected, "{line}");
        check("Baker, Harrow Mill, Mar 2019 – Present", &["Mar 2019 – Present"]);
        check("2016-2019 Cook (SS Larch)", &["2016-2019"]);
        check("B.Sc., 2015", &["2015"]);
        check("05/2021 to 06/2022, then 2023", &["05/2021 to 06/2022", "2023"]);
        check("Sept. 2020 — June 2021", &["Sept. 2020 — June 2021"]);
        check("Served 2000 guests", &["2000"]);
        check("Cooked for 40 sailors on 2 ships", &[]);
    }

    #[test]
    fn dates_that_can_be_read_in_two_ways_are_told() {
        let check = |line: &str, expected: &[&str]| assert_eq!(unclear(line), expected, "{line}");
        check("03/04/2019 – 05/06/2021", &["03/04/2019", "05/06/2021"]);
        check("From 3-4-19 on", &["3-4-19"]);
        check("03/19 – 05/21 Baker", &["03/19", "05/21"]);
        check("Jan '19 on", &["'19"]);
        for clear in [
            "13/04/2019",
            "04/2019 – 05/2021",
            "2019-03-04",
            "04/04/2019",
            "Open 24/7, rated 9/10",
            "the '90s",
            "Mar 2019",
            "1/2 share of 3/4",
        ] {
            check(clear, &[]);
        }
    }
}
