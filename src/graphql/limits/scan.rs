//! Counts a document's tokens and nesting before anything parses it. Part of the limits of the
//! GraphQL face.
//!
//! The grammar's reader works through brackets by recursion and keeps a node for each token, so
//! this comes first: one pass over the bytes, no memory of its own. It need not be right about a
//! document that is no GraphQL; the parser refuses that one.

use super::{Exceeded, Limit, MAX_DOCUMENT_BYTES, MAX_NAME_BYTES, MAX_NESTING, MAX_TOKENS};

/// Lets a document pass that is within the limits of length, tokens, nesting and names.
///
/// # Errors
/// The first limit that was passed.
pub fn check(source: &str) -> Result<(), Exceeded> {
    Exceeded::check(Limit::DocumentBytes, source.len() as u64, MAX_DOCUMENT_BYTES)?;
    let bytes = source.as_bytes();
    let mut at = 0;
    let mut tokens = 0_u64;
    let mut nesting = 0_u64;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = end_of(bytes, at, |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            b'"' => at = end_of_string(bytes, at),
            b'{' | b'[' | b'(' => {
                nesting += 1;
                Exceeded::check(Limit::Nesting, nesting, MAX_NESTING)?;
                at += 1;
            }
            b'}' | b']' | b')' => {
                nesting = nesting.saturating_sub(1);
                at += 1;
            }
            byte if is_of_word(byte) => {
                at = end_of(bytes, at, is_of_word);
                Exceeded::check(Limit::NameBytes, (at - start) as u64, MAX_NAME_BYTES)?;
            }
            b'.' if bytes[at..].starts_with(b"...") => at += 3,
            _ => at += 1,
        }
        tokens += 1;
        Exceeded::check(Limit::Tokens, tokens, MAX_TOKENS)?;
    }
    Ok(())
}

/// Names and numbers alike.
fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn end_of(bytes: &[u8], start: usize, is_within: fn(u8) -> bool) -> usize {
    bytes[start..].iter().position(|&byte| !is_within(byte)).map_or(bytes.len(), |length| start + length)
}

/// The end of the string that starts here: quoted, or a block between triple quotes.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let is_block = bytes[start..].starts_with(b"\"\"\"");
    let mut at = start + if is_block { 3 } else { 1 };
    while at < bytes.len() {
        let rest = &bytes[at..];
        if is_block {
            if rest.starts_with(b"\\\"\"\"") {
                at += 4;
            } else if rest.starts_with(b"\"\"\"") {
                return at + 3;
            } else {
                at += 1;
            }
        } else {
            match rest[0] {
                b'\\' => at += 2,
                b'"' => return at + 1,
                // A quoted string ends with its line; the parser says that it is broken.
                b'\n' | b'\r' => return at,
                _ => at += 1,
            }
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(source: &str) -> Limit {
        check(source).expect_err("the document is within every limit").limit
    }

    #[test]
    fn an_ordinary_document_passes() {
        check("query Q($a: [ID!]!) { nodes(ids: $a) { ... on Job { id title } } } # done").unwrap();
    }

    #[test]
    fn each_limit_fires() {
        assert_eq!(refused(&" ".repeat(70_000)), Limit::DocumentBytes);
        assert_eq!(refused(&"{a}".repeat(2_000)), Limit::Tokens);
        assert_eq!(refused(&"{".repeat(41)), Limit::Nesting);
        assert_eq!(refused(&format!("{{f(a: {}", "[".repeat(40))), Limit::Nesting);
        assert_eq!(refused(&format!("{{{}}}", "a".repeat(129))), Limit::NameBytes);
    }

    #[test]
    fn brackets_within_strings_and_comments_do_not_count() {
        let deep = "{".repeat(100);
        check(&format!("{{ f(a: \"{deep}\") }}")).unwrap();
        check(&format!("{{ f(a: \"\"\"{deep} \\\"\"\" {deep}\"\"\") }}")).unwrap();
        check(&format!("{{ f }} # {deep}")).unwrap();
        assert_eq!(refused(&format!("{{ f(a: \"\\\\\") {deep}")), Limit::Nesting);
    }

    #[test]
    fn a_string_left_open_ends_with_the_document() {
        check("{ f(a: \"").unwrap();
        check("{ f(a: \"\\").unwrap();
        check("{ f(a: \"\"\"").unwrap();
    }
}
