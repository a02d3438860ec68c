//! What the program writes by itself in a document, in the language it is asked for: headings,
//! dates, the title in the file's metadata, salutation and closing of a letter. The words stand in
//! `assets/locales/words.tsv`, one column a locale. The words of facts are never translated.

use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::model::{BlockKind, DocumentKind};
use crate::language::dates::{PartialDate, Period};

const TABLE: &str = include_str!("../../../assets/locales/words.tsv");

/// A language for what the program writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Italian.
    It,
    /// Portuguese.
    Pt,
    /// Polish.
    Pl,
}

/// The words of a locale.
#[derive(Debug, Default)]
struct Words {
    /// By key, in the order of the table.
    rows: Vec<(&'static str, String)>,
}

impl Locale {
    /// Every locale, in the order of the table's columns.
    pub const ALL: [Self; 7] = [Self::En, Self::De, Self::Fr, Self::Es, Self::It, Self::Pt, Self::Pl];

    /// Its ISO 639 language.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::It => "it",
            Self::Pt => "pt",
            Self::Pl => "pl",
        }
    }

    /// The locale of that language.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.code() == code)
    }

    /// Whether it is the one that is taken when none is asked for.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// The heading of a section; empty for those that are headed by the person or not at all.
    pub fn heading(self, kind: BlockKind) -> &'static str {
        match kind {
            BlockKind::Summary => self.word("summary"),
            BlockKind::Skills => self.word("skills"),
            BlockKind::Experience => self.word("experience"),
            BlockKind::Projects => self.word("projects"),
            BlockKind::Education => self.word("education"),
            BlockKind::Certificates => self.word("certificates"),
            BlockKind::Languages => self.word("languages"),
            BlockKind::Publications => self.word("publications"),
            BlockKind::Awards => self.word("awards"),
            BlockKind::Volunteering => self.word("volunteering"),
            BlockKind::Custom | BlockKind::Body => "",
        }
    }

    /// What a document of the kind is called in the file's metadata.
    pub fn document(self, kind: DocumentKind) -> &'static str {
        self.word(kind.word())
    }

    /// A period as printed: "Apr 2022 – Present", "2019 – 2021", "Mar 2020", "Until 2015", or the
    /// one date it has when it stands for a single date. A date known to the day is printed to its
    /// month. Empty when nothing is known.
    pub fn print_period(self, period: &Period, is_single_date: bool) -> String {
        let fill = |key: &str, date: &PartialDate| self.word(key).replace("{date}", &self.print_date(date));
        match (period.start, period.end) {
            (None, None) => String::new(),
            (None, Some(end)) if is_single_date => self.print_date(&end),
            (None, Some(end)) => fill("until", &end),
            (Some(start), None) if is_single_date => self.print_date(&start),
            (Some(start), None) => fill("since", &start),
            (Some(start), Some(end)) => {
                let (start, end) = (self.print_date(&start), self.print_date(&end));
                if start == end { start } else { format!("{start} – {end}") }
            }
        }
    }

    /// A date as printed: "Apr 2022", or "2022" when no month is known.
    pub fn print_date(self, date: &PartialDate) -> String {
        match date.month() {
            Some(month) => format!("{} {}", self.month("month", u32::from(month)), date.year()),
            None => date.year().to_string(),
        }
    }

    /// The date in a text as [`Locale::print_date`] writes it; none in any other.
    pub fn read_date(self, text: &str) -> Option<PartialDate> {
        let Some((month, year)) = text.rsplit_once(' ') else {
            return PartialDate::try_new(text.parse().ok()?, None, None).ok();
        };
        let month = (1..=12).find(|number| self.month("month", u32::from(*number)) == month)?;
        PartialDate::try_new(year.parse().ok()?, Some(month), None).ok()
    }

    /// A day as letters are dated: "November 30, 2026", "30. November 2026".
    pub fn print_day(self, day: NaiveDate) -> String {
        let number = if day.day() == 1 { self.word("first_day").to_owned() } else { day.day().to_string() };
        self.word("day")
            .replace("{day}", &number)
            .replace("{month}", self.month("long_month", day.month()))
            .replace("{year}", &day.year().to_string())
    }

    /// The salutation of a letter in a tone, by the tone's name.
    pub fn salutation(self, tone: &str) -> &'static str {
        self.word(&format!("dear_{tone}"))
    }

    /// What stands above the name at the end of a letter in a tone, by the tone's name.
    pub fn closing(self, tone: &str) -> &'static str {
        self.word(&format!("close_{tone}"))
    }

    /// What stands between items of a list.
    pub fn comma(self) -> &'static str {
        self.word("comma")
    }

    /// What stands behind the name of a list.
    pub fn colon(self) -> &'static str {
        self.word("colon")
    }

    fn month(self, key: &str, number: u32) -> &'static str {
        self.word(&format!("{key}_{number}"))
    }

    fn word(self, key: &str) -> &'static str {
        let rows = &self.words().rows;
        rows.iter().find(|(known, _)| *known == key).map_or("", |(_, word)| word.as_str())
    }

    fn words(self) -> &'static Words {
        static ALL: OnceLock<[Words; 7]> = OnceLock::new();
        &ALL.get_or_init(read)[self as usize]
    }
}

fn read() -> [Words; 7] {
    let mut all: [Words; 7] = Default::default();
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let key = cells.next().unwrap_or_default();
        for (words, cell) in all.iter_mut().zip(cells) {
            let is_mark = matches!(key, "comma" | "colon");
            let word = if is_mark { cell.replace('_', " ").replace('~', "\u{a0}") } else { cell.to_owned() };
            words.rows.push((key, word));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const KINDS: [BlockKind; 10] = [
        BlockKind::Summary,
        BlockKind::Skills,
        BlockKind::Experience,
        BlockKind::Projects,
        BlockKind::Education,
        BlockKind::Certificates,
        BlockKind::Languages,
        BlockKind::Publications,
        BlockKind::Awards,
        BlockKind::Volunteering,
    ];

    #[test]
    fn every_row_has_a_word_for_every_locale() {
        let rows = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut keys = BTreeSet::new();
        for row in rows {
            let cells: Vec<&str> = row.split('\t').collect();
            assert_eq!(cells.len(), 1 + Locale::ALL.len(), "{row}");
            assert!(cells.iter().all(|cell| !cell.is_empty() && *cell == cell.trim()), "{row}");
            assert!(keys.insert(cells[0]), "{} stands twice", cells[0]);
        }
        for (index, locale) in Locale::ALL.into_iter().enumerate() {
            assert_eq!(locale as usize, index, "the columns are in the order of the list");
            assert_eq!(Locale::from_code(locale.code()), Some(locale));
        }
        assert_eq!(Locale::from_code("xx"), None);
    }

    #[test]
    fn everything_the_program_writes_has_words() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day");
        for locale in Locale::ALL {
            let headings: BTreeSet<&str> = KINDS.iter().map(|kind| locale.heading(*kind)).collect();
            assert_eq!(headings.len(), KINDS.len(), "{locale:?} has one heading for two sections");
            assert!(!headings.contains(""), "{locale:?}");
            assert!(DocumentKind::ALL.iter().all(|kind| !locale.document(*kind).is_empty()), "{locale:?}");
            for tone in ["professional", "friendly", "formal", "direct"] {
                let salutation = locale.salutation(if tone == "direct" { "professional" } else { tone });
                assert!(!salutation.is_empty() && !locale.closing(tone).is_empty(), "{locale:?} {tone}");
            }
            assert!(!locale.comma().trim().is_empty() && !locale.colon().trim().is_empty(), "{locale:?}");
            let printed = locale.print_day(day);
            assert!(
                printed.contains("30") && printed.contains("2026") && !printed.contains('{'),
                "{printed}"
            );
        }
    }

    #[test]
    fn dates_are_read_back_as_they_are_printed() {
        for locale in Locale::ALL {
            for month in (1..=12).map(Some).chain([None]) {
                let date = PartialDate::try_new(2022, month, None).expect("a date");
                assert_eq!(locale.read_date(&locale.print_date(&date)), Some(date), "{locale:?} {month:?}");
            }
        }
        assert_eq!(Locale::De.read_date("Apr 2022"), None, "the German month has a full stop");
        assert_eq!(Locale::En.read_date("soon"), None);
    }

    #[test]
    fn periods_read_as_resumes_write_them() {
        let check = |locale: Locale, start: &str, end: &str, is_single: bool, printed: &str| {
            let date = |text: &str| text.parse().ok();
            assert_eq!(locale.print_period(&Period::new(date(start), date(end)), is_single), printed);
        };
        check(Locale::En, "2022-04", "", false, "Apr 2022 – Present");
        check(Locale::En, "2019", "2021", false, "2019 – 2021");
        check(Locale::En, "2019-01-15", "2021", false, "Jan 2019 – 2021");
        check(Locale::En, "2020-03", "2020-03", false, "Mar 2020");
        check(Locale::En, "", "2015", false, "Until 2015");
        check(Locale::En, "", "2015-12", true, "Dec 2015");
        check(Locale::En, "", "", false, "");
        check(Locale::De, "2022-03", "", false, "März 2022 – heute");
        check(Locale::Fr, "", "2015-08", false, "Jusqu’en août 2015");
        check(Locale::Pl, "2020-10", "2021-09", false, "paź 2020 – wrz 2021");
    }

    #[test]
    fn days_read_as_letters_write_them() {
        let check = |locale: Locale, day: u32, printed: &str| {
            assert_eq!(locale.print_day(NaiveDate::from_ymd_opt(2026, 5, day).expect("a day")), printed);
        };
        check(Locale::En, 3, "May 3, 2026");
        check(Locale::De, 3, "3. Mai 2026");
        check(Locale::Fr, 1, "1er mai 2026");
        check(Locale::Es, 3, "3 de mayo de 2026");
        check(Locale::Pl, 1, "1 maja 2026");
    }
}
