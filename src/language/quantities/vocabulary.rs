//! What single words mean to a reader of numbers: number words, ordinals, units, months,
//! frequencies, and the words at which a noun phrase ends. Below [`super::reading`].

use std::collections::HashMap;
use std::sync::LazyLock;

use super::measures::{self, Unit};
use crate::language::tokens::folded;

/// What a word can mean; a word such as "second" or "quarter" means several things.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Meaning {
    pub(super) number: Option<NumberWord>,
    /// Its place, for "third": 3.
    pub(super) ordinal: Option<u8>,
    /// Its share, for "third" and "thirds": 1/3.
    pub(super) part: Option<f64>,
    /// Its factor, for "doubled": 2.
    pub(super) factor: Option<f64>,
    pub(super) unit: Option<Unit>,
    /// The month, 1 to 12.
    pub(super) month: Option<u8>,
    pub(super) recurrence: Option<Recurrence>,
    /// Whether it ends a noun phrase: prepositions, articles, pronouns, auxiliaries.
    pub(super) is_stop: bool,
    /// The singular of a word that a number behind it names one of.
    pub(super) designator: Option<&'static str>,
    /// Whether it names money: "dollars", "kroner".
    pub(super) is_money: bool,
    /// Whether a quantity can begin with it.
    pub(super) may_begin: bool,
}

/// The part of a word in a number written in words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum NumberWord {
    /// Zero to nineteen.
    Small(f64),
    /// Twenty to ninety.
    Tens(f64),
    Hundred,
    /// Thousand and above.
    Scale(f64),
    /// A dozen.
    Dozen,
    /// "hundreds": at least so many.
    Vague(f64),
    /// "a trio": so many together.
    Group(f64),
}

/// A word for how often, or for what comes round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Recurrence {
    /// "daily": so many times, from and to, in one of the unit.
    Rate(f64, f64, &'static str),
    /// "Thursday", "February", "shift": what "every" can stand before; the unit it comes round
    /// in, and its own name where that differs.
    Round(&'static str),
}

/// What the word, in any case, means.
pub(super) fn meaning(word: &str) -> &'static Meaning {
    static TABLE: LazyLock<HashMap<&'static str, Meaning>> = LazyLock::new(table);
    if word.len() > LONGEST {
        return NOTHING;
    }
    TABLE.get(folded(word).as_ref()).unwrap_or(NOTHING)
}

const LONGEST: usize = 16;

/// What an unknown word means.
pub(super) const NOTHING: &Meaning = &Meaning {
    number: None,
    ordinal: None,
    part: None,
    factor: None,
    unit: None,
    month: None,
    recurrence: None,
    is_stop: false,
    designator: None,
    is_money: false,
    may_begin: false,
};

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// German from two on ("ein" is an article, and "elf" is one in English).
const GERMAN: [(&str, u8); 10] = [
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("fünf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("zwölf", 12),
];

const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

const SCALES: [(&str, NumberWord); 36] = [
    ("duo", NumberWord::Group(2.0)),
    ("trio", NumberWord::Group(3.0)),
    ("quartet", NumberWord::Group(4.0)),
    ("foursome", NumberWord::Group(4.0)),
    ("quintet", NumberWord::Group(5.0)),
    ("tausend", NumberWord::Scale(1e3)),
    ("millionen", NumberWord::Scale(1e6)),
    ("milliarden", NumberWord::Scale(1e9)),
    ("multimillion", NumberWord::Vague(2e6)),
    ("multibillion", NumberWord::Vague(2e9)),
    ("fourty", NumberWord::Tens(40.0)),
    ("hundred", NumberWord::Hundred),
    ("thousand", NumberWord::Scale(1e3)),
    ("million", NumberWord::Scale(1e6)),
    ("millions", NumberWord::Vague(2e6)),
    ("mio", NumberWord::Scale(1e6)),
    ("mln", NumberWord::Scale(1e6)),
    ("mn", NumberWord::Scale(1e6)),
    ("billion", NumberWord::Scale(1e9)),
    ("billions", NumberWord::Vague(2e9)),
    ("bn", NumberWord::Scale(1e9)),
    ("mrd", NumberWord::Scale(1e9)),
    ("trillion", NumberWord::Scale(1e12)),
    ("trillions", NumberWord::Vague(2e12)),
    ("tn", NumberWord::Scale(1e12)),
    ("lakh", NumberWord::Scale(1e5)),
    ("lakhs", NumberWord::Scale(1e5)),
    ("lac", NumberWord::Scale(1e5)),
    ("lacs", NumberWord::Scale(1e5)),
    ("crore", NumberWord::Scale(1e7)),
    ("crores", NumberWord::Scale(1e7)),
    ("dozen", NumberWord::Dozen),
    ("dozens", NumberWord::Vague(24.0)),
    ("tens", NumberWord::Vague(20.0)),
    ("hundreds", NumberWord::Vague(200.0)),
    ("thousands", NumberWord::Vague(2e3)),
];

/// Ordinals with the parts they name: "third", "thirds". "second" names no part.
const ORDINALS: [(&str, u8); 32] = [
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("thirtieth", 30),
    ("fortieth", 40),
    ("fiftieth", 50),
    ("sixtieth", 60),
    ("seventieth", 70),
    ("eightieth", 80),
    ("ninetieth", 90),
    ("hundredth", 100),
    ("firstly", 1),
    ("secondly", 2),
    ("thirdly", 3),
    ("1st", 1),
];

const PARTS: [(&str, f64); 20] = [
    ("half", 0.5),
    ("halves", 0.5),
    ("third", 1.0 / 3.0),
    ("thirds", 1.0 / 3.0),
    ("quarter", 0.25),
    ("quarters", 0.25),
    ("fourth", 0.25),
    ("fourths", 0.25),
    ("fifth", 0.2),
    ("fifths", 0.2),
    ("sixth", 1.0 / 6.0),
    ("sixths", 1.0 / 6.0),
    ("seventh", 1.0 / 7.0),
    ("sevenths", 1.0 / 7.0),
    ("eighth", 0.125),
    ("eighths", 0.125),
    ("ninth", 1.0 / 9.0),
    ("ninths", 1.0 / 9.0),
    ("tenth", 0.1),
    ("tenths", 0.1),
];

const FACTORS: [(f64, &[&str]); 10] = [
    (0.5, &["halve", "halved", "halves", "halving"]),
    (2.0, &["double", "doubled", "doubles", "doubling", "twofold"]),
    (3.0, &["triple", "tripled", "triples", "tripling", "trebled", "trebling", "threefold"]),
    (4.0, &["quadruple", "quadrupled", "quadruples", "quadrupling", "fourfold"]),
    (5.0, &["quintuple", "quintupled", "quintupling", "fivefold"]),
    (6.0, &["sixfold"]),
    (7.0, &["sevenfold"]),
    (8.0, &["eightfold"]),
    (10.0, &["tenfold"]),
    (100.0, &["hundredfold"]),
];

const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar"],
    &["february", "feb", "februar"],
    &["march", "mar", "märz"],
    &["april", "apr"],
    &["may", "mai"],
    &["june", "jun", "juni"],
    &["july", "jul", "juli"],
    &["august", "aug"],
    &["september", "sept", "sep"],
    &["october", "oct", "oktober", "okt"],
    &["november", "nov"],
    &["december", "dec", "dezember", "dez"],
];

const RATES: [(&str, f64, f64, &str); 22] = [
    ("hourly", 1.0, 1.0, "hour"),
    ("daily", 1.0, 1.0, "day"),
    ("everyday", 1.0, 1.0, "day"),
    ("nightly", 1.0, 1.0, "night"),
    ("weekly", 1.0, 1.0, "week"),
    // Twice a week, or every two weeks: nobody knows.
    ("biweekly", 0.5, 2.0, "week"),
    ("semiweekly", 2.0, 2.0, "week"),
    ("fortnightly", 0.5, 0.5, "week"),
    ("monthly", 1.0, 1.0, "month"),
    ("bimonthly", 0.5, 2.0, "month"),
    ("semimonthly", 2.0, 2.0, "month"),
    ("quarterly", 1.0, 1.0, "quarter"),
    ("semiannual", 2.0, 2.0, "year"),
    ("semiannually", 2.0, 2.0, "year"),
    ("biannual", 2.0, 2.0, "year"),
    ("biannually", 2.0, 2.0, "year"),
    ("biennial", 0.5, 0.5, "year"),
    ("biennially", 0.5, 0.5, "year"),
    ("annual", 1.0, 1.0, "year"),
    ("annually", 1.0, 1.0, "year"),
    ("yearly", 1.0, 1.0, "year"),
    ("annum", 1.0, 1.0, "year"),
];

const ROUNDS: [(&str, &str); 42] = [
    ("monday", "week"),
    ("tuesday", "week"),
    ("wednesday", "week"),
    ("thursday", "week"),
    ("friday", "week"),
    ("saturday", "week"),
    ("sunday", "week"),
    ("mondays", "week"),
    ("tuesdays", "week"),
    ("wednesdays", "week"),
    ("thursdays", "week"),
    ("fridays", "week"),
    ("saturdays", "week"),
    ("sundays", "week"),
    ("second", "second"),
    ("minute", "minute"),
    ("hour", "hour"),
    ("day", "day"),
    ("weekday", "weekday"),
    ("workday", "workday"),
    ("night", "night"),
    ("morning", "morning"),
    ("afternoon", "afternoon"),
    ("evening", "evening"),
    ("shift", "shift"),
    ("week", "week"),
    ("weekend", "weekend"),
    ("fortnight", "fortnight"),
    ("sprint", "sprint"),
    ("month", "month"),
    ("quarter", "quarter"),
    ("semester", "semester"),
    ("trimester", "trimester"),
    ("term", "term"),
    ("season", "season"),
    ("spring", "year"),
    ("summer", "year"),
    ("fall", "year"),
    ("autumn", "year"),
    ("winter", "year"),
    ("year", "year"),
    ("decade", "decade"),
];

/// The closed classes of English that a noun phrase does not run across.
const STOPS: &str = "a an the this that these those my our your his her its their whose which who whom what \
    i we you he she it they them us him me and or but nor yet so than as if when while where whereas because \
    of to in on at by for from with without within into onto over under above below between among across \
    through throughout during before after since until till against toward towards per via about around \
    along alongside behind beside besides beyond despite except inside near off out outside up down upon \
    like unlike versus vs including each every both all any some no not only also then thus more less fewer \
    most least is are was were be been being am has have had having do does did done will would shall should \
    can could may might must plus then there here how why whether however therefore very too even just still \
    already again once twice ages aged nearly almost roughly approximately a.m p.m am pm";

/// Words with which a quantity can begin, besides numbers, months and words of recurrence.
const BEGINNINGS: &str = "a an half few several many multi single no every each once twice thrice around round bi semi since \
    until till spring summer fall autumn winter early mid late end fy fiscal financial";

/// Names of money; which, [`super::currencies`] knows.
const MONEY: &str = "krone kroner kronor krona kronur dollar dollars buck bucks franc francs rupee rupees \
    peso pesos yen yuan euro euros rand real reais zloty zlotys lira liras pound pounds";

/// Words that a number behind them names one of: "level 3".
const DESIGNATORS: &str = "level section form part title chapter phase tier grade class type stage step line unit room \
    route article rule act version release schedule category cat group zone district local no nr \
    number page series model mark platform gate floor ward wing building apt suite box division \
    subpart annex appendix exhibit figure fig table item option station bay plant year week day \
    month";

fn table() -> HashMap<&'static str, Meaning> {
    let mut table: HashMap<&'static str, Meaning> = HashMap::with_capacity(1_024);
    for word in STOPS.split_whitespace() {
        table.entry(word).or_default().is_stop = true;
    }
    for (value, word) in (0u8..).zip(SMALL) {
        table.entry(word).or_default().number = Some(NumberWord::Small(f64::from(value)));
    }
    for (word, value) in GERMAN {
        table.entry(word).or_default().number = Some(NumberWord::Small(f64::from(value)));
    }
    for (tens, word) in (2u8..).zip(TENS) {
        table.entry(word).or_default().number = Some(NumberWord::Tens(f64::from(tens * 10)));
    }
    for (word, number) in SCALES {
        table.entry(word).or_default().number = Some(number);
    }
    for (word, place) in ORDINALS {
        table.entry(word).or_default().ordinal = Some(place);
    }
    for (word, part) in PARTS {
        table.entry(word).or_default().part = Some(part);
    }
    for (factor, words) in FACTORS {
        for word in words {
            table.entry(word).or_default().factor = Some(factor);
        }
    }
    for (name, base, factor, spellings) in measures::WORDS {
        for spelling in *spellings {
            table.entry(spelling).or_default().unit = Some(Unit { name, base: *base, factor: *factor });
        }
    }
    for (month, names) in (1u8..).zip(MONTHS) {
        for name in names {
            let entry = table.entry(name).or_default();
            entry.month = Some(month);
            entry.recurrence = Some(Recurrence::Round("year"));
        }
    }
    for (word, least, most, unit) in RATES {
        table.entry(word).or_default().recurrence = Some(Recurrence::Rate(least, most, unit));
    }
    for (word, unit) in ROUNDS {
        table.entry(word).or_default().recurrence = Some(Recurrence::Round(unit));
    }
    for word in BEGINNINGS.split_whitespace() {
        table.entry(word).or_default().may_begin = true;
    }
    for word in MONEY.split_whitespace() {
        table.entry(word).or_default().is_money = true;
    }
    for word in DESIGNATORS.split_whitespace() {
        table.entry(word).or_default().designator = Some(word);
    }
    for entry in table.values_mut() {
        let is_number = entry.number.is_some() || entry.ordinal.is_some() || entry.factor.is_some();
        let is_time = entry.month.is_some() || matches!(entry.recurrence, Some(Recurrence::Rate(..)));
        entry.may_begin |= is_number || is_time;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_longer_than_is_looked_for() {
        assert!(table().keys().all(|word| word.len() <= LONGEST));
    }

    #[test]
    fn a_word_may_mean_several_things() {
        let second = meaning("Second");
        assert_eq!((second.ordinal, second.unit.map(|unit| unit.name)), (Some(2), Some("second")));
        assert_eq!(meaning("quarter").part, Some(0.25));
        assert_eq!(meaning("zebra"), NOTHING);
    }
}
