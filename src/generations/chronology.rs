//! The order of a career as a reader expects it: the newest first, employers kept together.

use chrono::NaiveDate;

use crate::language::dates::{PartialDate, Period};
use crate::profiles::model::{Experience, Item, Position, ProfileContent};

/// How new a period is, the newest greatest: what goes on before what has ended, later ends before
/// earlier, later starts before earlier, and what has no date last.
pub fn newness(period: &Period) -> (bool, i32, i32) {
    let start = period.start.as_ref().map_or(i32::MIN, PartialDate::first_month);
    let end = match (&period.end, period.is_current()) {
        (Some(end), _) => end.last_month(),
        (None, true) => i32::MAX,
        (None, false) => i32::MIN,
    };
    (period.start.is_some() || period.end.is_some(), end, start)
}

/// Every publishable position with its employer, the newest first; positions at one employer
/// stay together, where its newest one stands. Equal periods keep the owner's order.
pub fn positions_newest_first(profile: &ProfileContent) -> Vec<(&Experience, &Item<Position>)> {
    let mut groups: Vec<(&Experience, Vec<&Item<Position>>)> = profile
        .experience
        .iter()
        .map(|experience| {
            let mut positions: Vec<_> =
                experience.positions.iter().filter(|position| position.standing.is_publishable()).collect();
            positions.sort_by_key(|position| std::cmp::Reverse(newness(&position.value.period)));
            (experience, positions)
        })
        .collect();
    groups.sort_by_key(|(_, positions)| {
        std::cmp::Reverse(positions.first().map(|position| newness(&position.value.period)))
    });
    groups
        .into_iter()
        .flat_map(|(experience, positions)| positions.into_iter().map(move |position| (experience, position)))
        .collect()
}

/// Sorts entries with a period newest first, equals in the owner's order.
pub fn sort_newest_first<T>(entries: &mut [&Item<T>], period: impl Fn(&T) -> Period) {
    entries.sort_by_key(|entry| std::cmp::Reverse(newness(&period(&entry.value))));
}

/// Whether a period is over on the given day.
pub fn is_over(period: &Period, today: NaiveDate) -> bool {
    let now = PartialDate::from_day(today).first_month();
    period.end.is_some_and(|end| end.first_month() <= now)
}
