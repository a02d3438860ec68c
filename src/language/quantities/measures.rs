//! Units of time and measure, with what they convert to. Below [`super::vocabulary`].

use super::model::{Dimension, QuantityKind, TimeScale};

/// A unit with its base.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    /// Its normal name.
    pub(super) name: &'static str,
    pub(super) base: Base,
    /// How many of the base one of it is.
    pub(super) factor: f64,
}

/// What a unit is of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Base {
    Time(TimeScale),
    Measure(Dimension),
    Percent,
    Points,
    /// A unit that is counted and never converted: FTE, credit.
    Count,
}

impl Unit {
    pub(super) fn kind(&self) -> QuantityKind {
        match self.base {
            Base::Time(scale) => QuantityKind::Duration(scale),
            Base::Measure(dimension) => QuantityKind::Measure(dimension),
            Base::Percent => QuantityKind::Percent,
            Base::Points => QuantityKind::PercentagePoints,
            Base::Count => QuantityKind::Count,
        }
    }

    pub(super) fn is_time(&self) -> bool {
        matches!(self.base, Base::Time(_))
    }

    /// A value of this unit in its base.
    pub(super) fn to_base(self, value: f64) -> f64 {
        match self.name {
            "fahrenheit" => (value - 32.0) / 1.8,
            _ => value * self.factor,
        }
    }
}

use Base::{Count, Measure, Percent, Points};
use Dimension::{
    AbsoluteTemperature, ApparentPower, Area, Current, Data, DataRate, Energy, FrequencyOfWaves, Length,
    Mass, Other, Power, Pressure, Speed, Temperature, Voltage, Volume,
};

const SECONDS: Base = Base::Time(TimeScale::Seconds);
const MONTHS: Base = Base::Time(TimeScale::Months);

/// Unit words in any case: normal name, base, factor, spellings. Definitions: BIPM SI brochure
/// (2019) and NIST Handbook 44, appendix C.
pub(super) const WORDS: &[(&str, Base, f64, &[&str])] = &[
    ("ns", SECONDS, 1e-9, &["ns", "nanosecond", "nanoseconds"]),
    ("µs", SECONDS, 1e-6, &["µs", "μs", "microsecond", "microseconds"]),
    ("ms", SECONDS, 1e-3, &["ms", "msec", "millisecond", "milliseconds", "millis"]),
    ("second", SECONDS, 1.0, &["sec", "secs", "second", "seconds"]),
    ("minute", SECONDS, 60.0, &["min", "mins", "minute", "minutes", "minuten"]),
    ("hour", SECONDS, 3_600.0, &["hr", "hrs", "hour", "hours", "hour's", "hours'", "stunde", "stunden"]),
    ("day", SECONDS, 86_400.0, &["day", "days", "day's", "days'", "tage", "tagen"]),
    ("week", SECONDS, 604_800.0, &["wk", "wks", "week", "weeks", "week's", "weeks'", "woche", "wochen"]),
    ("fortnight", SECONDS, 1_209_600.0, &["fortnight", "fortnights"]),
    (
        "month",
        MONTHS,
        1.0,
        &["mo", "mos", "mth", "mths", "month", "months", "month's", "months'", "monat", "monate", "monaten"],
    ),
    ("quarter", MONTHS, 3.0, &["quarter", "quarters"]),
    ("year", MONTHS, 12.0, &["yr", "yrs", "year", "years", "year's", "years'", "jahr", "jahre", "jahren"]),
    ("decade", MONTHS, 120.0, &["decade", "decades"]),
    ("%", Percent, 1.0, &["%", "％", "percent", "pct", "prozent"]),
    ("%", Percent, 0.1, &["‰"]),
    ("pp", Points, 1.0, &["pp", "ppt", "ppts", "pps"]),
    ("pp", Points, 0.01, &["bps", "bp"]),
    ("byte", Measure(Data), 1.0, &["byte", "bytes"]),
    ("byte", Measure(Data), 1e3, &["kilobyte", "kilobytes"]),
    ("byte", Measure(Data), 1e6, &["megabyte", "megabytes"]),
    ("byte", Measure(Data), 1e9, &["gigabyte", "gigabytes", "gig", "gigs"]),
    ("byte", Measure(Data), 1e12, &["terabyte", "terabytes"]),
    ("byte", Measure(Data), 1e15, &["petabyte", "petabytes"]),
    ("metre", Measure(Length), 1.0, &["metre", "metres", "meter", "meters"]),
    ("mm", Measure(Length), 1e-3, &["mm", "millimetre", "millimetres", "millimeter", "millimeters"]),
    ("cm", Measure(Length), 1e-2, &["cm", "centimetre", "centimetres", "centimeter", "centimeters"]),
    ("km", Measure(Length), 1e3, &["km", "kms", "kilometre", "kilometres", "kilometer", "kilometers"]),
    ("inch", Measure(Length), 0.0254, &["inch", "inches"]),
    ("foot", Measure(Length), 0.3048, &["ft", "foot", "feet"]),
    ("yard", Measure(Length), 0.9144, &["yd", "yds", "yard", "yards"]),
    ("mile", Measure(Length), 1_609.344, &["mi", "mile", "miles"]),
    ("sq ft", Measure(Area), 0.092_903_04, &["sqft", "ft²", "ft2", "sf"]),
    ("sq m", Measure(Area), 1.0, &["sqm", "m²", "m2"]),
    ("acre", Measure(Area), 4_046.856_422_4, &["acre", "acres"]),
    ("hectare", Measure(Area), 10_000.0, &["ha", "hectare", "hectares"]),
    ("litre", Measure(Volume), 1.0, &["litre", "litres", "liter", "liters"]),
    (
        "ml",
        Measure(Volume),
        1e-3,
        &["ml", "cc", "ccs", "millilitre", "millilitres", "milliliter", "milliliters"],
    ),
    ("gallon", Measure(Volume), 3.785_411_784, &["gal", "gallon", "gallons"]),
    ("m³", Measure(Volume), 1e3, &["m³", "m3", "cbm"]),
    ("mg", Measure(Mass), 1e-3, &["mg", "milligram", "milligrams"]),
    ("mcg", Measure(Mass), 1e-6, &["mcg", "µg", "μg", "microgram", "micrograms"]),
    ("gram", Measure(Mass), 1.0, &["gram", "grams"]),
    ("kg", Measure(Mass), 1e3, &["kg", "kgs", "kilo", "kilos", "kilogram", "kilograms"]),
    ("ounce", Measure(Mass), 28.349_523_125, &["oz", "ounce", "ounces"]),
    ("pound", Measure(Mass), 453.592_37, &["lb", "lbs", "pound", "pounds"]),
    // A tonne is 1,000 kg; a ton is not the same everywhere and so converts to nothing.
    ("tonne", Measure(Mass), 1e6, &["tonne", "tonnes"]),
    ("ton", Measure(Other), 1.0, &["ton", "tons"]),
    ("volt", Measure(Voltage), 1.0, &["volt", "volts"]),
    ("amp", Measure(Current), 1.0, &["amp", "amps", "ampere", "amperes"]),
    ("watt", Measure(Power), 1.0, &["watt", "watts"]),
    ("kilowatt", Measure(Power), 1e3, &["kilowatt", "kilowatts"]),
    ("megawatt", Measure(Power), 1e6, &["megawatt", "megawatts"]),
    ("horsepower", Measure(Other), 1.0, &["hp", "horsepower"]),
    ("psi", Measure(Pressure), 6_894.757_293_168, &["psi"]),
    ("bar", Measure(Pressure), 1e5, &["bar"]),
    ("mph", Measure(Speed), 0.447_04, &["mph"]),
    ("km/h", Measure(Speed), 1.0 / 3.6, &["kph", "kmh"]),
    ("celsius", Measure(Temperature), 1.0, &["celsius"]),
    ("fahrenheit", Measure(Temperature), 1.0, &["fahrenheit"]),
    ("degree", Measure(Other), 1.0, &["°", "degree", "degrees"]),
    ("ohm", Measure(Other), 1.0, &["ohm", "ohms"]),
    ("rpm", Measure(Other), 1.0, &["rpm"]),
    ("cfm", Measure(Other), 1.0, &["cfm"]),
    ("gpm", Measure(Other), 1.0, &["gpm"]),
    ("wpm", Measure(Other), 1.0, &["wpm"]),
    ("fps", Measure(Other), 1.0, &["fps"]),
    ("qps", Measure(Other), 1.0, &["qps", "rps", "tps"]),
    ("dpi", Measure(Other), 1.0, &["dpi", "ppi"]),
    ("btu", Measure(Other), 1.0, &["btu", "btus"]),
    ("fte", Count, 1.0, &["fte", "ftes"]),
];

/// Unit signs, in which capital and small letters differ.
pub(super) const SIGNS: &[(&str, &str, Base, f64)] = &[
    ("s", "second", SECONDS, 1.0),
    ("m", "metre", Measure(Length), 1.0),
    ("h", "hour", SECONDS, 3_600.0),
    ("H", "hour", SECONDS, 3_600.0),
    ("d", "day", SECONDS, 86_400.0),
    ("w", "week", SECONDS, 604_800.0),
    ("y", "year", MONTHS, 12.0),
    ("in", "inch", Measure(Length), 0.0254),
    ("g", "gram", Measure(Mass), 1.0),
    ("t", "tonne", Measure(Mass), 1e6),
    ("l", "litre", Measure(Volume), 1.0),
    ("L", "litre", Measure(Volume), 1.0),
    ("mL", "ml", Measure(Volume), 1e-3),
    ("B", "byte", Measure(Data), 1.0),
    ("kB", "byte", Measure(Data), 1e3),
    ("KB", "byte", Measure(Data), 1e3),
    ("MB", "byte", Measure(Data), 1e6),
    ("GB", "byte", Measure(Data), 1e9),
    ("TB", "byte", Measure(Data), 1e12),
    ("PB", "byte", Measure(Data), 1e15),
    ("KiB", "byte", Measure(Data), 1_024.0),
    ("MiB", "byte", Measure(Data), 1_048_576.0),
    ("GiB", "byte", Measure(Data), 1_073_741_824.0),
    ("TiB", "byte", Measure(Data), 1_099_511_627_776.0),
    ("kbps", "bit/s", Measure(DataRate), 1e3),
    ("Kbps", "bit/s", Measure(DataRate), 1e3),
    ("Mbps", "bit/s", Measure(DataRate), 1e6),
    ("Gbps", "bit/s", Measure(DataRate), 1e9),
    ("Tbps", "bit/s", Measure(DataRate), 1e12),
    ("V", "volt", Measure(Voltage), 1.0),
    ("mV", "volt", Measure(Voltage), 1e-3),
    ("kV", "volt", Measure(Voltage), 1e3),
    ("KV", "volt", Measure(Voltage), 1e3),
    ("VAC", "volt ac", Measure(Other), 1.0),
    ("VDC", "volt dc", Measure(Other), 1.0),
    ("A", "amp", Measure(Current), 1.0),
    ("mA", "amp", Measure(Current), 1e-3),
    ("kA", "amp", Measure(Current), 1e3),
    ("W", "watt", Measure(Power), 1.0),
    ("mW", "watt", Measure(Power), 1e-3),
    ("kW", "watt", Measure(Power), 1e3),
    ("KW", "watt", Measure(Power), 1e3),
    ("MW", "watt", Measure(Power), 1e6),
    ("GW", "watt", Measure(Power), 1e9),
    ("kVA", "volt-ampere", Measure(ApparentPower), 1e3),
    ("KVA", "volt-ampere", Measure(ApparentPower), 1e3),
    ("MVA", "volt-ampere", Measure(ApparentPower), 1e6),
    ("Wh", "watt-hour", Measure(Energy), 1.0),
    ("kWh", "watt-hour", Measure(Energy), 1e3),
    ("KWh", "watt-hour", Measure(Energy), 1e3),
    ("MWh", "watt-hour", Measure(Energy), 1e6),
    ("GWh", "watt-hour", Measure(Energy), 1e9),
    ("Hz", "hertz", Measure(FrequencyOfWaves), 1.0),
    ("kHz", "hertz", Measure(FrequencyOfWaves), 1e3),
    ("KHz", "hertz", Measure(FrequencyOfWaves), 1e3),
    ("MHz", "hertz", Measure(FrequencyOfWaves), 1e6),
    ("GHz", "hertz", Measure(FrequencyOfWaves), 1e9),
    ("Pa", "pascal", Measure(Pressure), 1.0),
    ("kPa", "pascal", Measure(Pressure), 1e3),
    ("MPa", "pascal", Measure(Pressure), 1e6),
    ("K", "kelvin", Measure(AbsoluteTemperature), 1.0),
    ("dB", "db", Measure(Other), 1.0),
    ("px", "px", Measure(Other), 1.0),
];

/// The unit that the sign stands for, in exactly this spelling.
pub(super) fn by_sign(sign: &str) -> Option<Unit> {
    let (_, name, base, factor) = SIGNS.iter().find(|(spelling, ..)| *spelling == sign)?;
    Some(Unit { name, base: *base, factor: *factor })
}

/// A unit that two words or a sign and a letter make: "square feet", "basis points", "per cent".
pub(super) fn by_pair(first: &str, second: &str) -> Option<Unit> {
    const SQUARE: [&str; 3] = ["square", "sq", "sq."];
    const CUBIC: [&str; 3] = ["cubic", "cu", "cu."];
    let is = |word: &str, list: &[&str]| list.iter().any(|entry| entry.eq_ignore_ascii_case(word));
    let unit = |name, base, factor| Some(Unit { name, base, factor });
    const FEET: [&str; 3] = ["ft", "foot", "feet"];
    const METRES: [&str; 5] = ["m", "metre", "metres", "meter", "meters"];
    match () {
        () if is(first, &SQUARE) && is(second, &FEET) => unit("sq ft", Measure(Area), 0.092_903_04),
        () if is(first, &SQUARE) && is(second, &METRES) => unit("sq m", Measure(Area), 1.0),
        () if is(first, &SQUARE) && is(second, &["mi", "mile", "miles"]) => {
            unit("sq mi", Measure(Area), 2_589_988.110_336)
        }
        () if is(first, &CUBIC) && is(second, &FEET) => unit("cu ft", Measure(Volume), 28.316_846_592),
        () if is(first, &CUBIC) && is(second, &METRES) => unit("m³", Measure(Volume), 1e3),
        () if is(first, &["per"]) && is(second, &["cent"]) => unit("%", Percent, 1.0),
        () if is(first, &["percentage", "percent", "%"]) && is(second, &["point", "points", "pts"]) => {
            unit("pp", Points, 1.0)
        }
        () if is(first, &["basis"]) && is(second, &["point", "points"]) => unit("pp", Points, 0.01),
        () if first == "°" && second == "C" => unit("celsius", Measure(Temperature), 1.0),
        () if first == "°" && second == "F" => unit("fahrenheit", Measure(Temperature), 1.0),
        () if is(first, &["degrees", "degree"]) && is(second, &["celsius", "c"]) => {
            unit("celsius", Measure(Temperature), 1.0)
        }
        () if is(first, &["degrees", "degree"]) && is(second, &["fahrenheit", "f"]) => {
            unit("fahrenheit", Measure(Temperature), 1.0)
        }
        () => None,
    }
}
