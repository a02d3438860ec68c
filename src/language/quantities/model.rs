//! What a quantity is: the values that [`super::find_quantities`] hands out and
//! [`super::compare`] sets side by side.

use crate::language::dates::{PartialDate, Period};
use crate::language::span::Span;

/// A number, date, name with a number or other quantity with its place in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Where it stands, with its hedge, currency, unit and what it is per: "about $1.2M a year",
    /// but without the noun it counts.
    pub span: Span,
    /// What it is.
    pub kind: QuantityKind,
    /// The value, or the lower end of a range, in the base unit of its kind: seconds or months
    /// for a duration, the dimension's base for a measure, whole currency units for money, 40
    /// for 40 %, 2 for "doubled". The year for a date, 0 for what has no value.
    pub low: f64,
    /// The upper end of a range, else the same as `low`.
    pub high: f64,
    /// How the words around it bind it.
    pub bound: Bound,
    /// The unit as written ("ms"), the noun counted in the singular ("engineer", "bed"), the
    /// season or quarter of a period, or the whole folded name of an identifier ("soc 2").
    pub unit: Option<String>,
    /// What it is per, in the singular: "month", "shift"; "each" where only that is said.
    pub per: Option<String>,
    /// Its part in a change or comparison, where the words beside it say so.
    pub role: Option<Role>,
    /// The other end of the change it is an end of: for 22 in "from 22 to 13" that is 13.
    pub other_end: Option<f64>,
    /// Up or down, where it is an amount of change and the words beside it say so.
    pub direction: Option<Direction>,
    /// The words it counts, as written: "junior engineers"; none where nothing is counted.
    pub noun: Option<Span>,
}

/// What a quantity is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum QuantityKind {
    /// So many of something: "5 engineers", "a 28-bed unit", "GPA 3.9" (unit "gpa").
    Count,
    /// Per cent, 40 for 40 %.
    Percent,
    /// Points of a percentage, 0.25 for 25 basis points.
    PercentagePoints,
    /// A multiple: 3 for "3x", 2 for "doubled", 0.5 for "halved".
    Factor,
    /// A part of a whole: 0.5 for "half".
    Fraction,
    /// So many out of so many: "4 of 5", "one in six", "4.8/5". The value is the first number.
    Share {
        /// The second number.
        of: f64,
    },
    /// One to another: "1:4". The value is the first number.
    Ratio {
        /// The second number.
        to: f64,
    },
    /// An amount of money.
    Money {
        /// ISO 4217.
        currency: &'static str,
    },
    /// A length of time.
    Duration(TimeScale),
    /// So many times in a stretch of time, which `per` names: "twice a month", "daily", "every
    /// other Thursday" (0.5 per week, unit "thursday").
    Frequency,
    /// An amount of a physical or technical unit.
    Measure(Dimension),
    /// A day, month or year.
    Date(PartialDate),
    /// A month of no given year, 1 to 12.
    Month(u8),
    /// A stretch of the calendar: "2019–2022", "since 2019", "summer 2022" (unit "summer").
    Period(Period),
    /// A place in an order: 1 for "first".
    Ordinal,
    /// A name with a number in it, which is no amount: "Python 3.11", "SOC 2", "p95", "line 4".
    Identifier,
    /// A telephone number.
    Phone,
}

/// The two scales of time, between which nothing is converted: a month has no fixed number of
/// days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeScale {
    /// In seconds: milliseconds up to weeks.
    Seconds,
    /// In months: months, quarters, years, decades.
    Months,
}

/// What a unit measures. Units of one dimension convert into each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Bytes.
    Data,
    /// Bits a second.
    DataRate,
    /// Metres.
    Length,
    /// Square metres.
    Area,
    /// Litres.
    Volume,
    /// Grams.
    Mass,
    /// Volts.
    Voltage,
    /// Amperes.
    Current,
    /// Watts.
    Power,
    /// Volt-amperes.
    ApparentPower,
    /// Watt-hours.
    Energy,
    /// Hertz.
    FrequencyOfWaves,
    /// Pascals.
    Pressure,
    /// Metres a second.
    Speed,
    /// Degrees Celsius, to which Fahrenheit is converted.
    Temperature,
    /// Kelvin.
    AbsoluteTemperature,
    /// What converts into nothing else: rpm, dpi, dB, degrees. The unit tells them apart.
    Other,
}

/// How the words around a value bind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bound {
    /// That value, or that range.
    Exact,
    /// "about", "~", "roughly".
    About,
    /// "nearly", "almost", "just under".
    Nearly,
    /// "at least", "5+", "or more"; and "hundreds", which is at least 200.
    AtLeast,
    /// "up to", "at most".
    AtMost,
    /// "more than", "over".
    MoreThan,
    /// "less than", "under".
    LessThan,
}

/// The part of a value in a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Before: "from 900 ms".
    From,
    /// After: "to 340 ms".
    To,
    /// The difference: "by 40 %".
    By,
}

/// Which way a change goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// It grew.
    Up,
    /// It shrank.
    Down,
}

impl Quantity {
    /// An exact quantity of the kind and value, with nothing else said.
    pub fn new(span: Span, kind: QuantityKind, value: f64) -> Self {
        Self {
            span,
            kind,
            low: value,
            high: value,
            bound: Bound::Exact,
            unit: None,
            per: None,
            role: None,
            other_end: None,
            direction: None,
            noun: None,
        }
    }

    /// The date, as a quantity to compare with those read from words.
    pub fn of_date(span: Span, date: PartialDate) -> Self {
        Self::new(span, QuantityKind::Date(date), f64::from(date.year()))
    }

    /// The period, as a quantity to compare with those read from words.
    pub fn of_period(span: Span, period: Period) -> Self {
        let year = |date: Option<PartialDate>| date.map_or(0.0, |date| f64::from(date.year()));
        let mut quantity = Self::new(span, QuantityKind::Period(period), year(period.start));
        quantity.high = year(period.end);
        quantity
    }

    /// Whether it is a range of two different ends.
    pub fn is_range(&self) -> bool {
        self.low < self.high && !matches!(self.kind, QuantityKind::Period(_))
    }
}
