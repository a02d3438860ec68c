//! Singular queries of JSONPath, which name one place of a file: `$.work[0].highlights[2]`.
//! Under [`super`]; [`super::places`] tells which fact stands there.
//!
//! Source: RFC 9535, sections 2.1.1, 2.3.1.1, 2.3.3.1, 2.3.5.1 and 2.5.1.1, read 2026-11.

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

/// The largest index that JSON numbers keep exactly (RFC 9535, 2.1; I-JSON, RFC 7493, 2.2).
const MAX_INDEX: i64 = (1 << 53) - 1;

/// One step from a value to another within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The member of that name.
    Name(String),
    /// The element at that index, from the end where it is negative.
    Index(i64),
}

/// A way from a file's root to at most one place in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    steps: Vec<Step>,
}

/// Why a text is no singular query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryFault {
    /// The byte of the text at which it stops being one.
    pub at: usize,
    /// What is wrong there and what would be right.
    pub message: &'static str,
}

impl fmt::Display for QueryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (byte {})", self.message, self.at)
    }
}

impl Query {
    /// Its steps from the root on.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The query of the first steps only.
    pub fn prefix(&self, length: usize) -> Self {
        Self { steps: self.steps.iter().take(length).cloned().collect() }
    }

    /// The same place of this file as a query without negative indexes; none when nothing
    /// stands there.
    pub fn normalised(&self, file: &Value) -> Option<Self> {
        let mut value = file;
        let mut steps = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let next = match (step, value) {
                (Step::Name(name), Value::Object(members)) => {
                    value = members.get(name)?;
                    step.clone()
                }
                (Step::Index(index), Value::Array(elements)) => {
                    let length = i64::try_from(elements.len()).ok()?;
                    let index = if *index < 0 { length + index } else { *index };
                    value = elements.get(usize::try_from(index).ok()?)?;
                    Step::Index(index)
                }
                _ => return None,
            };
            steps.push(next);
        }
        Some(Self { steps })
    }
}

impl fmt::Display for Query {
    /// Writes names in the short form where they have one, as facts are named, and in the
    /// normalised one (RFC 9535, 2.7) otherwise.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for step in &self.steps {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Name(name) if is_short(name) => write!(f, ".{name}")?,
                Step::Name(name) => write_quoted(f, name)?,
            }
        }
        Ok(())
    }
}

fn write_quoted(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    f.write_str("['")?;
    for character in name.chars() {
        match character {
            '\'' => f.write_str("\\'")?,
            '\\' => f.write_str("\\\\")?,
            '\u{8}' => f.write_str("\\b")?,
            '\t' => f.write_str("\\t")?,
            '\n' => f.write_str("\\n")?,
            '\u{c}' => f.write_str("\\f")?,
            '\r' => f.write_str("\\r")?,
            control if u32::from(control) < 0x20 => write!(f, "\\u{:04x}", u32::from(control))?,
            plain => write!(f, "{plain}")?,
        }
    }
    f.write_str("']")
}

/// Whether a name may follow a dot (`member-name-shorthand`).
fn is_short(name: &str) -> bool {
    name.starts_with(is_name_first) && name.chars().all(|c| is_name_first(c) || c.is_ascii_digit())
}

fn is_name_first(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

impl FromStr for Query {
    type Err = QueryFault;

    fn from_str(text: &str) -> Result<Self, QueryFault> {
        let mut reader = Reader { text, at: 0 };
        if !reader.take('$') {
            return Err(reader.fault("A path begins with $"));
        }
        let mut steps = Vec::new();
        loop {
            let end = reader.at;
            reader.skip_blanks();
            if reader.rest().is_empty() {
                // Blanks stand before a step, never behind the last.
                if reader.at == end {
                    return Ok(Self { steps });
                }
                reader.at = end;
                return Err(reader.fault("A path ends without a space"));
            }
            steps.push(reader.step()?);
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn fault(&self, message: &'static str) -> QueryFault {
        QueryFault { at: self.at, message }
    }

    fn take(&mut self, expected: char) -> bool {
        let is_there = self.rest().starts_with(expected);
        if is_there {
            self.at += expected.len_utf8();
        }
        is_there
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest().chars().next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Takes the longest run of such characters.
    fn run(&mut self, is_part: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let run = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        self.at += run.len();
        run
    }

    fn skip_blanks(&mut self) {
        self.run(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
    }

    fn step(&mut self) -> Result<Step, QueryFault> {
        if self.take('.') {
            if self.rest().starts_with(['.', '*']) {
                return Err(self.fault("A path names one place: no .. and no *"));
            }
            if !self.rest().starts_with(is_name_first) {
                return Err(self.fault("A dot is followed by a name; quote any other as ['name']"));
            }
            return Ok(Step::Name(self.run(|c| is_name_first(c) || c.is_ascii_digit()).to_owned()));
        }
        if !self.take('[') {
            return Err(self.fault("A step begins with . or ["));
        }
        self.skip_blanks();
        let step = match self.rest().chars().next() {
            Some(quote @ ('\'' | '"')) => {
                self.at += 1;
                Step::Name(self.quoted(quote)?)
            }
            Some('-' | '0'..='9') => Step::Index(self.index()?),
            _ => return Err(self.fault("Brackets hold one index or one quoted name")),
        };
        self.skip_blanks();
        if !self.take(']') {
            return Err(self.fault("Brackets hold one index or one quoted name, then close"));
        }
        Ok(step)
    }

    fn index(&mut self) -> Result<i64, QueryFault> {
        let begin = self.at;
        let is_negative = self.take('-');
        let digits = self.run(|c| c.is_ascii_digit());
        let is_plain =
            if is_negative { !digits.starts_with('0') } else { digits == "0" || !digits.starts_with('0') };
        let index = digits.parse::<i64>().ok().filter(|index| is_plain && *index <= MAX_INDEX);
        match index {
            Some(index) => Ok(if is_negative { -index } else { index }),
            None => {
                self.at = begin;
                Err(self.fault("An index is a whole number without leading zeros"))
            }
        }
    }

    fn quoted(&mut self, quote: char) -> Result<String, QueryFault> {
        let mut name = String::new();
        loop {
            let begin = self.at;
            match self.next() {
                Some(c) if c == quote => return Ok(name),
                Some('\\') => match self.escaped(quote) {
                    Some(c) => name.push(c),
                    None => {
                        self.at = begin;
                        return Err(self.fault("There is no such escape"));
                    }
                },
                Some(c) if u32::from(c) >= 0x20 => name.push(c),
                Some(_) => {
                    self.at = begin;
                    return Err(self.fault("A control character is escaped, as in \\n"));
                }
                None => return Err(self.fault("A quoted name is closed by the same quote")),
            }
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self, quote: char) -> Option<char> {
        match self.next()? {
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            c @ ('/' | '\\') => Some(c),
            c if c == quote => Some(c),
            'u' => {
                let first = self.hexadecimal()?;
                if !(0xD800..0xDC00).contains(&first) {
                    return char::from_u32(first);
                }
                let second = (self.take('\\') && self.take('u')).then(|| self.hexadecimal())??;
                let low = second.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + low)
            }
            _ => None,
        }
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_query_is_read_in_every_spelling_and_written_in_one() {
        let check = |text: &str, written: &str| {
            let query: Query = text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"));
            assert_eq!(query.to_string(), written, "{text}");
            assert_eq!(written.parse::<Query>().expect("what is written can be read"), query);
        };
        check("$", "$");
        check("$.work[0].highlights[2]", "$.work[0].highlights[2]");
        check("$['work'][0][\"highlights\"][2]", "$.work[0].highlights[2]");
        check("$ .work\n[ 0 ]\t['highlights']", "$.work[0].highlights");
        check("$.work[-1]", "$.work[-1]");
        check("$['x-y']['']['a.b']", "$['x-y']['']['a.b']");
        check("$._a1['1a'].é", "$._a1['1a'].é");
        check(r#"$["a'b"]['a"b']['it\'s']["say \"so\""]"#, r#"$['a\'b']['a"b']['it\'s']['say "so"']"#);
        check(r"$['\u0061\/\\\b\f\n\r\t\u00e9\uD83D\uDE00']", r"$['a/\\\b\f\n\r\té😀']");
        check(r"$['\u0000\u001f']", r"$['\u0000\u001f']");
        check("$[9007199254740991]", "$[9007199254740991]");
    }

    #[test]
    fn what_is_no_singular_query_is_refused_at_its_place() {
        let check = |text: &str, at: usize| {
            let fault = text.parse::<Query>().expect_err(text);
            assert_eq!(fault.at, at, "{text}: {fault}");
        };
        check("", 0);
        check("work[0]", 0);
        check(" $.work", 0);
        check("$.work ", 6);
        check("@.work", 0);
        check("$.", 2);
        check("$. work", 2);
        check("$.0", 2);
        check("$..work", 2);
        check("$.*", 2);
        check("$[*]", 2);
        check("$.work[]", 7);
        check("$.work[0", 8);
        check("$.work[0,1]", 8);
        check("$.work[0:1]", 8);
        check("$.work[?@.a]", 7);
        check("$.work[01]", 7);
        check("$.work[-0]", 7);
        check("$.work[-]", 7);
        check("$.work[1.5]", 8);
        check("$[9007199254740992]", 2);
        check("$[99999999999999999999]", 2);
        check("$['a]", 5);
        check(r#"$['a"]"#, 6);
        check("$['a\nb']", 4);
        check(r#"$['\"']"#, 3);
        check(r#"$["\'"]"#, 3);
        check(r"$['\x']", 3);
        check(r"$['\u12g4']", 3);
        check(r"$['\uD83D']", 3);
        check(r"$['\uD83D\u0061']", 3);
        check(r"$['\uDE00']", 3);
        check("$work", 1);
        check("$.work$", 6);
        check("$.a-b", 3);
    }

    #[test]
    fn a_place_has_one_name_in_its_file() {
        let file = json!({ "work": [{ "highlights": ["a", "b"] }, {}], "o": { "-1": 1 } });
        let check = |text: &str, expected: Option<&str>| {
            let query: Query = text.parse().expect(text);
            let found = query.normalised(&file).map(|query| query.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("$", Some("$"));
        check("$['work'][-2]['highlights'][-1]", Some("$.work[0].highlights[1]"));
        check("$.work[1]", Some("$.work[1]"));
        check("$.work[2]", None);
        check("$.work[-3]", None);
        check("$.work.highlights", None);
        check("$.o[0]", None);
        check("$.o['-1']", Some("$.o['-1']"));
        check("$.work[0].highlights[0][0]", None);
    }
}
