//! When the work is done beyond the usual hours, and how much of it on the way.

use std::sync::LazyLock;

use super::pattern;
use crate::jobs::model::{PostingSection, ScheduleAsked, ScheduleKind, SectionKind, Travel};
use crate::jobs::patterns::Pattern;
use crate::language::span::{Quoted, Span};
use crate::language::tokens;

/// Words of times, which also name other things.
static TIMES: LazyLock<Vec<(Pattern, ScheduleKind)>> = LazyLock::new(|| {
    use ScheduleKind::*;
    [
        (r"(?i)\b(?:night[ -]shifts?|overnights?|graveyard shift|nights)\b", Nights),
        (r"(?i)\bevenings?\b", Evenings),
        (r"(?i)\bearly mornings?\b", EarlyMornings),
        (r"(?i)\b(?:weekends?|saturdays?|sundays?|wochenenden?)\b", Weekends),
        (r"(?i)\b(?:public |bank )?holidays\b|\bholiday (?:availability|work|cover|shifts?|hours)\b", Holidays),
        (
            r"(?i)\b(?:rotating|split|swing|day|night|early|late|variable|second|third|2nd|3rd|1st|first|[0-9]{1,2}[- ]hour)(?: \w+)? shifts?\b|\bshift[ -](?:work(?:ing)?|pattern|rota)\b|\bwork(?:ing)? (?:in )?shifts\b|\bschichtdienst\b",
            Shifts,
        ),
        (r"(?i)\bon[- ]call\b", OnCall),
        (r"(?i)\bovertime\b", Overtime),
        (r"(?i)\bflexible (?:hours|schedules?|working|work schedule)\b|\bflextime\b|\bgleitzeit\b", Flexible),
    ]
    .map(|(words, kind)| (pattern(words), kind))
    .into()
});

/// What shows that a sentence speaks of when one works.
static OF_WORK: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:work\w*|shifts?|hours?|schedul\w*|availab\w*|rotas?|roster\w*|rotation|rotating|cover\w*|full[- ]time|part[- ]time|per week|a week|a month|on[- ]call|required|as needed|every|including|arbeit\w*)\b",
    )
});

/// What makes such words name something else, around the word.
static FREE_TIME: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:no|paid|not|never|without|free|off|pay|premium|days? of|days['’]|game|movie|social|hotel|statutory)\W+(?:[\w-]+\W+){0,2}$",
    )
});

static FREE_AFTER: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:off\b|free\b|pay\b|premium|shipping|away|out\b|in a hotel|parties|club|team|tickets|guide|incidents?\W+tool)",
    )
});

/// "three nights a week" are spent away, not worked.
static STAY_AFTER: LazyLock<Pattern> = LazyLock::new(|| pattern(r"(?i)^\W*(?:a|per|each|out of) "));

static PERCENT: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?P<low>\d{1,3})(?:\s?%)?(?:\s?(?:-|–|to)\s?(?P<high>\d{1,3}))?\s?(?:%|percent\b)\s?(?:\(?of (?:the |your |working )?time\)? )?(?:\w+ ){0,2}?travel\b|\btravel\w*\b[^.;\n%]*?(?P<low2>\d{1,3})(?:\s?%)?(?:\s?(?:-|–|to)\s?(?P<high2>\d{1,3}))?\s?(?:%|percent\b)",
    )
});

static TRAVEL: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:willing(?:ness)?|able|ability|availability|requires?|required|must|expect(?:ed)?|some|occasional|frequent|regular|extensive|international|domestic|limited)\b(?: \w+){0,3}? travel\b|\btravel\b(?: \w+){0,4}? (?:is |may be |will be )?(?:required|expected|needed|necessary)\b|\breisebereitschaft\b",
    )
});

/// Travel of others.
static TRADE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:arrang\w*|book\w*|coordinat\w*|manag\w*|plan\w*|process\w*|industry|agen\w+|expenses?)\b[^.;\n]*\btravel|\btravel (?:agen|arrangements|bookings?|expenses?|industry|insurance|plans|itinerar|budget|reimburse|allowance|discount|website|app)|\b(?:no|without|not require) (?:\w+ )?travel",
    )
});

/// The times of work the posting names, in order, no kind twice.
pub(super) fn find_schedule(text: &str, sections: &[PostingSection]) -> Vec<ScheduleAsked> {
    let mut asked: Vec<ScheduleAsked> = Vec::new();
    for sentence in sentences(text, sections) {
        let words = sentence.of(text);
        let is_of_work = OF_WORK.is_match(words) || words.split_whitespace().count() <= 6;
        for (times, kind) in TIMES.iter() {
            if !is_of_work || asked.iter().any(|other| other.kind == *kind) {
                continue;
            }
            let found = times.find_iter(words).find(|found| {
                let (before, after) = (&words[..found.start()], &words[found.end()..]);
                let is_stay = *kind == ScheduleKind::Nights && STAY_AFTER.is_match(after);
                !FREE_TIME.is_match(before) && !FREE_AFTER.is_match(after) && !is_stay
            });
            asked.extend(found.map(|found| ScheduleAsked {
                kind: *kind,
                span: Span::new(sentence.start + found.start(), sentence.start + found.end()),
            }));
        }
    }
    asked.sort_by_key(|asked| asked.span);
    asked
}

/// Whether and how much the work has somebody travel: the first share of time named, else the
/// first sentence that asks for it.
pub(super) fn find_travel(text: &str, sections: &[PostingSection]) -> Option<Quoted<Travel>> {
    let places: Vec<Span> =
        sentences(text, sections).into_iter().filter(|sentence| !TRADE.is_match(sentence.of(text))).collect();
    let share = places.iter().find_map(|place| {
        let found = PERCENT.captures(place.of(text))?;
        let whole = found.get(0)?;
        let numbers = ["high", "high2", "low", "low2"];
        let percent = numbers.iter().find_map(|name| found.name(name)?.as_str().parse().ok());
        let percent = percent.filter(|percent| *percent <= 100_u8)?;
        let span = Span::new(place.start + whole.start(), place.start + whole.end());
        Some(Quoted::new(Travel { percent: Some(percent) }, span))
    });
    share.or_else(|| {
        places.iter().find_map(|place| {
            let found = TRAVEL.find(place.of(text))?;
            let span = Span::new(place.start + found.start(), place.start + found.end());
            Some(Quoted::new(Travel { percent: None }, span))
        })
    })
}

/// The sentences of the parts that may speak of the work.
fn sentences(text: &str, sections: &[PostingSection]) -> Vec<Span> {
    let is_read =
        |section: &&PostingSection| !matches!(section.kind, SectionKind::Legal | SectionKind::Company);
    sections
        .iter()
        .filter(is_read)
        .flat_map(|section| {
            let start =
                section.heading.map_or(section.span.start, |heading| heading.start.min(section.span.start));
            let part = Span::new(start, section.span.end);
            tokens::sentences(part.of(text))
                .into_iter()
                .map(move |sentence| Span::new(part.start + sentence.start, part.start + sentence.end))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Vec<PostingSection> {
        vec![PostingSection { kind: SectionKind::Overview, heading: None, span: Span::new(0, text.len()) }]
    }

    #[test]
    fn times_of_work_are_read() {
        let check = |text: &str, expected: &[(ScheduleKind, &str)]| {
            let found = find_schedule(text, &whole(text));
            let found: Vec<(ScheduleKind, &str)> =
                found.iter().map(|asked| (asked.kind, asked.span.of(text))).collect();
            assert_eq!(found, expected, "{text}");
        };
        use ScheduleKind::*;
        check("Must work nights and every other weekend.", &[(Nights, "nights"), (Weekends, "weekend")]);
        check(
            "Rotating shifts, with overtime as needed",
            &[(Shifts, "Rotating shifts"), (Overtime, "overtime")],
        );
        check("You are on call one week in six.", &[(OnCall, "on call")]);
        check("Nine paid holidays and overtime pay", &[]);
        check("28 days of holidays, and weekends off", &[]);
        check("Away three nights a week", &[]);
        check("We make the lights that shine at nights in the towns of the north and the islands", &[]);
    }

    #[test]
    fn travel_is_read_with_its_share() {
        let check = |text: &str, expected: Option<Option<u8>>| {
            let found = find_travel(text, &whole(text));
            assert_eq!(found.map(|found| found.value.percent), expected, "{text}");
        };
        check("Travel up to 25% is expected.", Some(Some(25)));
        check("Willing to travel 10-15% of the time", Some(Some(15)));
        check("20% international travel", Some(Some(20)));
        check("Some travel to field sites is expected.", Some(None));
        check("Book travel for directors; travel expenses up to 20 %.", None);
        check("We build a travel app with 90 % happy users", None);
    }
}
