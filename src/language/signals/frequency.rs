//! How often: "weekly", "every other Thursday", "twice a month", "one weekend a month".

use crate::language::units::{Joint, Unit};

/// How often a thing happens, as times a year, so that any two can be compared. What happens
/// every day or every shift has 300; "always" has more than anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Frequency {
    /// About so many times a year.
    pub per_year: u32,
}

/// Single words and how often they say.
const WORDS: [(&str, u32); 40] = [
    ("once", 1),
    ("rarely", 1),
    ("seldom", 1),
    ("yearly", 1),
    ("annual", 1),
    ("annually", 1),
    ("biennial", 1),
    ("biannual", 2),
    ("biannually", 2),
    ("semiannual", 2),
    ("semiannually", 2),
    ("occasional", 4),
    ("occasionally", 4),
    ("sometimes", 4),
    ("quarterly", 4),
    ("periodic", 6),
    ("periodically", 6),
    ("bimonthly", 6),
    ("monthly", 12),
    ("regular", 12),
    ("regularly", 12),
    ("routinely", 26),
    ("often", 26),
    ("frequent", 26),
    ("frequently", 26),
    ("fortnightly", 26),
    ("biweekly", 26),
    ("semimonthly", 24),
    ("weekly", 52),
    ("daily", 300),
    ("nightly", 300),
    ("everyday", 300),
    ("hourly", 2_000),
    ("continuous", 10_000),
    ("continuously", 10_000),
    ("continually", 10_000),
    ("constantly", 10_000),
    ("perpetually", 10_000),
    ("always", 10_000),
    ("invariably", 10_000),
];

/// Units of time and how many of them a working year has.
fn per_year(unit: &str) -> Option<u32> {
    let unit = unit.strip_suffix('s').unwrap_or(unit);
    Some(match unit {
        "year" => 1,
        "season" | "quarter" => 4,
        "term" | "semester" => 3,
        "month" => 12,
        "fortnight" | "sprint" => 26,
        "week" | "weekend" | "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday"
        | "sunday" => 52,
        "day" | "night" | "evening" | "morning" | "afternoon" | "shift" | "workday" | "weekday" | "lunch"
        | "lesson" | "class" => 300,
        "hour" => 2_000,
        "minute" => 100_000,
        _ => return None,
    })
}

/// The frequency that begins at the word, with its length in words.
pub(super) fn frequency_at(words: &[Unit<'_>], at: usize) -> Option<(usize, Frequency)> {
    let key = |offset: usize| {
        let word = words.get(at + offset)?;
        (offset == 0 || word.joint != Joint::Break).then_some(word.key.as_ref())
    };
    let first = key(0)?;
    let found = |length: usize, per_year: u32| Some((length, Frequency { per_year }));
    if matches!(first, "every" | "each") {
        return match key(1)? {
            "other" | "second" => found(3, (per_year(key(2)?)? / 2).max(1)),
            "third" => found(3, (per_year(key(2)?)? / 3).max(1)),
            "single" => found(3, per_year(key(2)?)?),
            unit => match (times(unit), key(2).and_then(per_year)) {
                (Some(divisor), Some(rate)) if divisor > 1 => found(3, (rate / divisor).max(1)),
                _ => found(2, per_year(unit)?),
            },
        };
    }
    if first == "at" && key(1) == Some("all") && key(2) == Some("times") {
        return found(3, 10_000);
    }
    // "twice a month", "three times a week", "one weekend a month".
    if let Some(count) = times(first) {
        let is_adverb = matches!(first, "once" | "twice" | "thrice");
        let skipped = match (is_adverb, key(1)) {
            (true, _) => Some(1),
            (
                false,
                Some("time" | "times" | "weekend" | "weekends" | "day" | "days" | "evening" | "evenings"),
            )
            | (false, Some("night" | "nights" | "morning" | "mornings" | "afternoon" | "afternoons"))
            | (false, Some("shift" | "shifts" | "weekday" | "weekdays")) => Some(2),
            _ => None,
        };
        if let Some(skipped) = skipped
            && matches!(key(skipped), Some("a" | "an" | "per" | "each" | "every"))
            && let Some(rate) = key(skipped + 1).and_then(per_year)
        {
            return found(skipped + 2, count.saturating_mul(rate));
        }
    }
    let follows_hyphen = words.get(at + 1).is_some_and(|next| next.joint == Joint::Hyphen);
    match first {
        // "bi-weekly", "day-to-day".
        "bi" if follows_hyphen => match key(1)? {
            "weekly" => found(2, 26),
            "monthly" => found(2, 6),
            "annual" | "annually" => found(2, 2),
            _ => None,
        },
        "half" | "semi" if follows_hyphen && matches!(key(1)?, "yearly" | "annual" | "annually") => {
            found(2, 2)
        }
        "day" if key(1) == Some("to") && key(2) == Some("day") => found(3, 300),
        "round" | "around" if key(1) == Some("the") && key(2) == Some("clock") => found(3, 10_000),
        "from" if key(1) == Some("time") && key(2) == Some("to") && key(3) == Some("time") => found(4, 4),
        "now" if key(1) == Some("and") && matches!(key(2), Some("then" | "again")) => found(3, 4),
        "ad" if key(1) == Some("hoc") => found(2, 4),
        "as" if key(1) == Some("needed") => found(2, 4),
        "full" if follows_hyphen => None,
        _ => WORDS.iter().find(|(word, _)| *word == first).and_then(|(_, rate)| found(1, *rate)),
    }
}

/// How many times a word says: "twice", "three", "3".
fn times(word: &str) -> Option<u32> {
    const NUMBERS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    match word {
        "once" | "a" | "an" => Some(1),
        "twice" => Some(2),
        "thrice" => Some(3),
        _ => NUMBERS
            .iter()
            .position(|number| *number == word)
            .and_then(|at| u32::try_from(at + 1).ok())
            .or_else(|| word.parse().ok().filter(|count| (1..=100).contains(count))),
    }
}
