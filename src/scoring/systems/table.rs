//! The rows of `assets/ats_systems/`: systems, and what is known of each. Under [`super`].

use std::sync::LazyLock;

use super::facts::{self, FactKind, Shape};

/// The formats that may stand in a row, as extensions.
const FORMATS: [&str; 13] =
    ["pdf", "doc", "docx", "rtf", "txt", "odt", "html", "wpd", "xls", "xlsx", "ppt", "pages", "zip"];

/// How sure something known is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sure {
    /// The vendor's own documentation says so.
    Vendor,
    /// Somebody else's page says so.
    Secondary,
    /// Pages disagree; this is what one of them says.
    Disputed,
}

impl Sure {
    /// The word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Secondary => "secondary",
            Self::Disputed => "disputed",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Vendor, Self::Secondary, Self::Disputed].into_iter().find(|sure| sure.word() == word)
    }
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Extensions of formats.
    Formats(Vec<&'static str>),
    /// Bytes, characters or points.
    Number(u64),
    /// Such text is not read, or wrongly.
    Fails,
    /// Such text is read.
    Reads,
    /// The file has to have it.
    Needed,
    /// For a person.
    Words(&'static str),
}

/// Something known of a system.
#[derive(Debug, PartialEq)]
pub struct Known {
    /// Its kind.
    pub fact: &'static FactKind,
    /// What is known.
    pub value: Value,
    /// The value as it stands in the table.
    pub written: &'static str,
    /// How sure.
    pub sure: Sure,
    /// The month its source was read, such as `2026-11`.
    pub read: &'static str,
    /// The page that says so.
    pub source: &'static str,
}

impl PartialEq for FactKind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// An applicant system.
#[derive(Debug, PartialEq)]
pub struct System {
    /// Its id, stable, in snake case.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Who makes it.
    pub vendor: &'static str,
    /// What is known of how it takes files, in the order of the table.
    pub known: Vec<Known>,
}

static SYSTEMS: LazyLock<Vec<System>> = LazyLock::new(|| {
    read(
        include_str!("../../../assets/ats_systems/systems.tsv"),
        include_str!("../../../assets/ats_systems/facts.tsv"),
    )
    .expect("a test reads the table")
});

/// Every system, by name.
pub fn all() -> &'static [System] {
    &SYSTEMS
}

/// The system of that id.
pub fn find(id: &str) -> Option<&'static System> {
    all().iter().find(|system| system.id == id)
}

/// Reads the two tables.
///
/// # Errors
/// The first row that cannot be read, says something twice, or speaks of a system that is not
/// there.
fn read(systems: &'static str, facts: &'static str) -> Result<Vec<System>, String> {
    let mut read: Vec<System> = Vec::new();
    for row in rows(systems) {
        let [id, name, vendor] = columns(row)?;
        if read.iter().any(|system| system.id == id || system.name == name) {
            return Err(format!("a system twice: {row}"));
        }
        read.push(System { id, name, vendor, known: Vec::new() });
    }
    for row in rows(facts) {
        let [id, kind, written, sure, month, source] = columns(row)?;
        let wrong = |what: &str| format!("{what}: {row}");
        let fact = facts::find(kind).ok_or_else(|| wrong("no kind of fact of that name"))?;
        let value = value(fact.shape, written).ok_or_else(|| wrong("no value of its kind"))?;
        let sure = Sure::from_word(sure).ok_or_else(|| wrong("no word for how sure it is"))?;
        if !is_month(month) {
            return Err(wrong("no month in which it was read"));
        }
        if !(source.starts_with("https://") || source.starts_with("http://")) || source.contains(' ') {
            return Err(wrong("no address of its source"));
        }
        let system = read.iter_mut().find(|system| system.id == id);
        let system = system.ok_or_else(|| wrong("no system of that id"))?;
        // Of what pages disagree about, each may have its say.
        let is_said =
            |known: &Known| known.fact == fact && (sure != Sure::Disputed || known.written == written);
        if system.known.iter().any(is_said) {
            return Err(wrong("a fact twice"));
        }
        system.known.push(Known { fact, value, written, sure, read: month, source });
    }
    Ok(read)
}

fn rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn columns<const N: usize>(row: &'static str) -> Result<[&'static str; N], String> {
    let columns: Vec<&str> = row.split('\t').collect();
    let columns = <[&str; N]>::try_from(columns).map_err(|_| format!("not {N} columns: {row}"))?;
    match columns.iter().all(|column| !column.is_empty() && column.trim() == *column) {
        true => Ok(columns),
        false => Err(format!("an empty column: {row}")),
    }
}

fn value(shape: Shape, written: &'static str) -> Option<Value> {
    match (shape, written) {
        (Shape::Formats, _) => {
            let formats: Vec<&str> = written.split(' ').collect();
            formats.iter().all(|format| FORMATS.contains(format)).then_some(Value::Formats(formats))
        }
        (Shape::Number, _) => written.parse().ok().filter(|number| *number > 0).map(Value::Number),
        (Shape::Reading, "fails") => Some(Value::Fails),
        (Shape::Reading, "reads") => Some(Value::Reads),
        (Shape::Needed, "needed") => Some(Value::Needed),
        (Shape::Words, _) => Some(Value::Words(written)),
        (Shape::Reading | Shape::Needed, _) => None,
    }
}

fn is_month(text: &str) -> bool {
    let month = text.split_once('-').and_then(|(year, month)| {
        (year.len() == 4 && month.len() == 2)
            .then_some((year.parse::<u16>().ok()?, month.parse::<u8>().ok()?))
    });
    month.is_some_and(|(year, month)| year >= 2020 && (1..=12).contains(&month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_fifty_systems_and_the_sources_of_what_is_known() {
        let systems = all();
        assert!(systems.len() >= 50, "{}", systems.len());
        let names: Vec<String> = systems.iter().map(|system| system.name.to_lowercase()).collect();
        assert!(names.is_sorted(), "the table goes by name");
        for system in systems {
            let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
            assert!(system.id.bytes().all(is_plain), "{}", system.id);
        }
        assert!(systems.iter().filter(|system| !system.known.is_empty()).count() >= 20);
        assert!(facts::ALL.iter().all(|kind| {
            let mut known = systems.iter().flat_map(|system| &system.known);
            known.any(|known| known.fact == kind)
        }));
    }

    #[test]
    fn a_wrong_row_is_refused_and_a_right_one_is_not() {
        const SYSTEMS: &str = "# by name\none\tOne\tMaker\ntwo\tTwo\tMaker\n";
        let check = |systems: &'static str, facts: &'static str, fault: Option<&str>| {
            let read = read(systems, facts).err();
            match (&read, fault) {
                (None, None) => {}
                (Some(told), Some(fault)) => assert!(told.starts_with(fault), "{told}"),
                _ => panic!("{read:?} instead of {fault:?}"),
            }
        };
        check(SYSTEMS, "one\tsize\t5000\tvendor\t2026-11\thttps://one.example/help\n", None);
        check("one\tOne\tMaker\none\tTwo\tMaker\n", "", Some("a system twice"));
        check("one\tOne\n", "", Some("not 3 columns"));
        check("one\t\tMaker\n", "", Some("an empty column"));
        for (row, fault) in [
            ("six\tsize\t5\tvendor\t2026-11\thttps://a.example", "no system"),
            ("one\tspeed\t5\tvendor\t2026-11\thttps://a.example", "no kind of fact"),
            ("one\tsize\t5 MB\tvendor\t2026-11\thttps://a.example", "no value"),
            ("one\tformats\tpdf exe\tvendor\t2026-11\thttps://a.example", "no value"),
            ("one\ttables\tperhaps\tvendor\t2026-11\thttps://a.example", "no value"),
            ("one\tsize\t5\trumour\t2026-11\thttps://a.example", "no word"),
            ("one\tsize\t5\tvendor\tNovember\thttps://a.example", "no month"),
            ("one\tsize\t5\tvendor\t2026-13\thttps://a.example", "no month"),
            ("one\tsize\t5\tvendor\t2026-11\tsomewhere", "no address"),
            ("one\tsize\t5\tvendor\t2026-11", "not 6 columns"),
        ] {
            check(SYSTEMS, row, Some(fault));
        }
        let twice = "one\tsize\t5\tvendor\t2026-11\thttps://a.example\none\tsize\t6\tsecondary\t2026-11\thttps://b.example";
        check(SYSTEMS, twice, Some("a fact twice"));
        let disputed = "one\tparser\tA\tdisputed\t2026-11\thttps://a.example\none\tparser\tB\tdisputed\t2026-11\thttps://b.example";
        check(SYSTEMS, disputed, None);
    }
}
