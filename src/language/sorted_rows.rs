//! Look-ups in a table that stays text: rows in the order of their first column, found by
//! binary search, so that a large table costs nothing until it is asked.

/// What stands behind the key and its tab in the row of that key. The text is rows in the
/// order of their keys' bytes; lines that begin with `#` stand before them.
pub(crate) fn find_row<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let mut middle = low + (high - low) / 2;
        while !text.is_char_boundary(middle) {
            middle -= 1;
        }
        let start = text[low..middle].rfind('\n').map_or(low, |at| low + at + 1);
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = &text[start..end];
        let (here, rest) = line.split_once('\t').unwrap_or((line, ""));
        match here.cmp(key) {
            _ if here.starts_with('#') => low = (end + 1).min(text.len()),
            std::cmp::Ordering::Equal => return Some(rest),
            std::cmp::Ordering::Less => low = (end + 1).min(text.len()),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// The keys of the table, for the tests that hold it in order.
#[cfg(test)]
pub(crate) fn keys(text: &str) -> impl Iterator<Item = &str> {
    let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|line| line.split('\t').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_their_keys() {
        let text = "# head\nalpha\t1\nbeta\t2\t3\ngamma\nzürich\t4\n";
        for (key, expected) in [
            ("alpha", Some("1")),
            ("beta", Some("2\t3")),
            ("gamma", Some("")),
            ("zürich", Some("4")),
            ("alph", None),
            ("delta", None),
            ("", None),
            ("zz", None),
            ("# head", None),
        ] {
            assert_eq!(find_row(text, key), expected, "{key}");
        }
        assert_eq!(find_row("", "a"), None);
        assert_eq!(keys(text).collect::<Vec<_>>(), ["alpha", "beta", "gamma", "zürich"]);
    }
}
