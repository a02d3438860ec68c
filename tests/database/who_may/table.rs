//! The page `table.md`: which answer each caller gets to each operation.

/// The callers, in the order of the columns. The first is the owner of what is asked for.
pub const CALLERS: [&str; 6] = ["owner", "USER", "PREMIUM", "ADMIN", "nobody", "expired"];

/// The page as it is committed.
pub const PAGE: &str = include_str!("table.md");

/// What a caller gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// What was asked for.
    Seen,
    /// What belongs to whoever asks.
    Own,
    /// A list without anything in it.
    Empty,
    /// Null.
    Null,
    /// A fault with this code.
    Fault(String),
    /// A payload with this status.
    Status(String),
}

/// One operation and what each caller gets.
#[derive(Debug, Clone)]
pub struct Row {
    /// The root field, as `Query.node`.
    pub field: String,
    /// What each of [`CALLERS`] gets.
    pub cells: Vec<Cell>,
    /// The operation, with `$profile` for ids of the owner's and `$my.profile` for the caller's.
    pub operation: String,
}

impl Cell {
    fn read(word: &str) -> Option<Self> {
        let is_word =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        Some(match word {
            "seen" => Self::Seen,
            "own" => Self::Own,
            "empty" => Self::Empty,
            "null" => Self::Null,
            "sign in" => Self::Fault("UNAUTHENTICATED".to_owned()),
            "forbidden" => Self::Fault("FORBIDDEN".to_owned()),
            word if is_word(word) => Self::Status(word.to_owned()),
            word => Self::Fault(word.strip_prefix("fault ").filter(|code| is_word(code))?.to_owned()),
        })
    }

    /// Whether the caller gets at the owner's things, so that the answer to an id of nothing is
    /// another one.
    pub fn is_granted(&self) -> bool {
        *self == Self::Seen || *self == Self::Status("DELETED".to_owned())
    }
}

impl Row {
    /// Whether the operation names something of the owner's.
    pub fn is_about_the_owner(&self) -> bool {
        names(&self.operation).iter().any(|name| !name.starts_with("my."))
    }
}

/// Reads the rows of a page.
///
/// # Errors
/// What is wrong with each line that looks like a row and is none.
pub fn read(page: &str) -> Result<Vec<Row>, Vec<String>> {
    let rows = page.lines().filter(|line| {
        ["| Query.", "| Mutation.", "| Subscription."].iter().any(|start| line.starts_with(start))
    });
    let read: Vec<Result<Row, String>> = rows.map(read_row).collect();
    match read.iter().any(Result::is_err) {
        true => Err(read.into_iter().filter_map(Result::err).collect()),
        false => Ok(read.into_iter().flatten().collect()),
    }
}

fn read_row(line: &str) -> Result<Row, String> {
    let wrong = |why: &str| Err(format!("{why}: {line}"));
    let columns: Vec<&str> = line.trim().trim_matches('|').split(" | ").map(str::trim).collect();
    let [field, cells @ .., operation] = columns.as_slice() else { return wrong("no columns") };
    if cells.len() != CALLERS.len() {
        return wrong("a row has a field, six cells and an operation");
    }
    let Some(cells) = cells.iter().map(|word| Cell::read(word)).collect::<Option<Vec<_>>>() else {
        return wrong("a cell has a word the page does not explain");
    };
    let Some(operation) = operation.strip_prefix('`').and_then(|text| text.strip_suffix('`')) else {
        return wrong("the operation stands between back-ticks");
    };
    Ok(Row { field: (*field).to_owned(), cells, operation: operation.to_owned() })
}

/// The names after `$` in an operation, such as `profile` and `my.version`.
pub fn names(operation: &str) -> Vec<&str> {
    operation.split('$').skip(1).map(|rest| &rest[..name_length(rest)]).collect()
}

/// The operation with a literal for each name.
pub fn filled(operation: &str, literal: impl Fn(&str) -> String) -> String {
    let mut parts = operation.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_at(name_length(part));
        text.push_str(&literal(name));
        text.push_str(rest);
    }
    text
}

fn name_length(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_alphanumeric();
    let start = if text.starts_with("my.") { 3 } else { 0 };
    text[start..].find(|c| !is_part(c)).map_or(text.len(), |length| start + length)
}

#[test]
fn the_page_is_read() {
    let rows = read(PAGE).unwrap_or_else(|wrong| panic!("{}", wrong.join("\n")));
    assert!(rows.len() > 100, "{} rows", rows.len());
}

#[test]
fn a_row_that_says_something_else_is_told() {
    let good =
        "| Query.job | seen | null | null | null | fault NOT_FOUND | sign in | `{ job(id: $job) { id } }` |";
    assert_eq!(read(good).expect("a good row").len(), 1);
    for (from, to) in
        [("null | null |", "null |"), ("seen", "perhaps"), ("`", ""), ("fault NOT_FOUND", "fault ")]
    {
        assert!(read(&good.replacen(from, to, 1)).is_err(), "{from} → {to}");
    }
}

#[test]
fn names_are_found_and_filled() {
    let operation = "{ a(id: $job, ids: [$my.skill,$version]) }";
    assert_eq!(names(operation), ["job", "my.skill", "version"]);
    assert_eq!(
        filled(operation, |name| format!("<{name}>")),
        "{ a(id: <job>, ids: [<my.skill>,<version>]) }"
    );
}
