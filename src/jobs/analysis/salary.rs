//! The salary range as stated.

use crate::jobs::model::{PostingSection, Salary, SalaryPeriod, SectionKind};
use crate::language::money::{self, Per};
use crate::language::span::{Quoted, Span};

/// The first range in the parts that speak of pay, else in the whole text.
pub(super) fn find(text: &str, sections: &[PostingSection]) -> Option<Quoted<Salary>> {
    let pay =
        sections.iter().filter(|section| section.kind == SectionKind::Benefits).map(|section| section.span);
    let mut places = pay.chain([Span::new(0, text.len())]);
    places.find_map(|place| {
        let (span, range) = money::find_salary(place.of(text))?;
        let span = Span::new(place.start + span.start, place.start + span.end);
        let salary = Salary {
            min: range.min,
            max: range.max,
            currency: range.currency.to_owned(),
            period: match range.per {
                Per::Hour => SalaryPeriod::Hour,
                Per::Day => SalaryPeriod::Day,
                Per::Week => SalaryPeriod::Week,
                Per::Month => SalaryPeriod::Month,
                Per::Year => SalaryPeriod::Year,
            },
        };
        Some(Quoted::new(salary, span))
    })
}
