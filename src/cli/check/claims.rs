//! Claims in, verdicts out, line by line: no more than one line is ever held.

use std::io::{self, BufRead, BufReader, Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::error::Category;

use crate::error::{Error, Result};
use crate::factcheck::FactBase;
use crate::factcheck::model::{Check, Claim, Finding, Slot, Verdict};
use crate::factcheck::written::{Written, cite};
use crate::profiles::json_resume::places::{Places, PrintPlace};
use crate::profiles::json_resume::query::Query;
use crate::profiles::model::FactId;

/// The longest line, in bytes.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// A line as it is sent.
#[derive(Deserialize)]
struct Asked {
    id: Value,
    slot: String,
    text: String,
    cites: Vec<String>,
}

/// A line as it was understood.
#[derive(Debug)]
pub struct Line {
    /// The id it was sent with: a text or a number.
    pub id: Value,
    /// Its claim. Nobody vouches for the words, so they count as a model's.
    pub claim: Claim,
    /// What is wrong with its places alone, before any check.
    pub findings: Vec<Finding>,
}

/// A line as it is answered.
#[derive(Serialize)]
struct Answered<'a> {
    id: &'a Value,
    verdict: Verdict,
    findings: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    check: Check,
    code: &'a str,
    start: usize,
    end: usize,
    message: String,
}

impl<'a> From<&'a Finding> for Found<'a> {
    fn from(finding: &'a Finding) -> Self {
        let Finding { check, code, span, message, mend, .. } = finding;
        let message = match mend {
            Some(mend) => format!("{message} {mend}"),
            None => message.clone(),
        };
        Self { check: *check, code, start: span.start, end: span.end, message }
    }
}

/// Answers every line of the input. Answers are handed on whenever the input has nothing more
/// to give at once, so that whoever waits for one gets it. A reader that has gone away ends the
/// work without a fault.
///
/// # Errors
/// `Invalid` with the number of the line for one that cannot be read, after those before it
/// were answered; `Internal` when an answer cannot be written.
pub fn answer<R: Read>(
    mut input: BufReader<R>,
    output: &mut dyn Write,
    base: &FactBase,
    places: &Places,
) -> Result<()> {
    let mut output = io::BufWriter::new(output);
    let outcome = answer_lines(&mut input, &mut output, base, places);
    match outcome.and_then(|()| output.flush().map_err(Stop::Unwritten)) {
        Ok(()) => Ok(()),
        Err(Stop::Unwritten(cause)) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(Stop::Unwritten(cause)) => {
            Err(Error::internal("The answers could not be written; is there room?", cause))
        }
        Err(Stop::Wrong { line, message }) => {
            Err(Error::invalid(format!("Line {line} of the claims {message}")))
        }
    }
}

/// Why no more lines are answered.
enum Stop {
    Unwritten(io::Error),
    Wrong { line: u64, message: String },
}

fn answer_lines<R: Read>(
    input: &mut BufReader<R>,
    output: &mut io::BufWriter<impl Write>,
    base: &FactBase,
    places: &Places,
) -> Result<(), Stop> {
    let mut line = Vec::new();
    for number in 1.. {
        let wrong = |message: String| Stop::Wrong { line: number, message };
        if !next_line(input, &mut line).map_err(|_| wrong("cannot be read from its file.".to_owned()))? {
            break;
        }
        if line.len() > MAX_LINE_BYTES {
            return Err(wrong("is longer than 64 KiB; shorten its text.".to_owned()));
        }
        let text = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line);
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let Line { id, claim, findings } = read_line(text, places, base).map_err(wrong)?;
        let claim = Written { claim, findings }.judged(base);
        let answered = Answered {
            id: &id,
            verdict: claim.verdict,
            findings: claim.findings.iter().map(Found::from).collect(),
        };
        serde_json::to_writer(&mut *output, &answered).map_err(|cause| Stop::Unwritten(cause.into()))?;
        output.write_all(b"\n").map_err(Stop::Unwritten)?;
        if input.buffer().is_empty() {
            output.flush().map_err(Stop::Unwritten)?;
        }
    }
    Ok(())
}

/// Reads a line without its end, one byte more than it may have at most; false when there is
/// none.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let cap = MAX_LINE_BYTES as u64 + 1;
    let read = input.take(cap).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    Ok(read > 0)
}

/// Reads a line, JSON without its end.
///
/// # Errors
/// What is wrong with the line, in the words that follow its number.
pub fn read_line(line: &[u8], places: &Places, base: &FactBase) -> Result<Line, String> {
    let asked: Asked = serde_json::from_slice(line).map_err(|cause| what_is_wrong(&cause))?;
    if !(asked.id.is_string() || asked.id.is_number()) {
        return Err("has an id that is neither a text nor a number.".to_owned());
    }
    let slot = match asked.slot.as_str() {
        "letter" => Some(Slot::Letter),
        path => places.print_place(&query("slot", path)?).map(|place| match place {
            PrintPlace::Basics => Slot::Summary,
            PrintPlace::Entry(entry) => Slot::Entry(entry),
        }),
    };
    let mut cites = Vec::new();
    for path in &asked.cites {
        let mut facts = places.cited(&query("cites", path)?);
        if facts.is_empty() {
            // The check of citations finds that there is no such fact.
            facts.push(FactId::new(path.as_str()));
        }
        cites.extend(facts.into_iter().map(|fact| cite(fact, base)));
    }
    let Written { claim, findings } = Written::new(asked.text, slot, &asked.slot, cites);
    Ok(Line { id: asked.id, claim, findings })
}

fn query(field: &str, path: &str) -> Result<Query, String> {
    path.parse().map_err(|fault| format!("has a wrong path in its {field}: {fault}, see RFC 9535."))
}

/// The words of the reader on a missing or wrong field name it and nothing of the text.
fn what_is_wrong(cause: &serde_json::Error) -> String {
    match cause.classify() {
        Category::Data => {
            let said = cause.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            format!("is no claim: {said}. It needs id, slot, text and cites.")
        }
        Category::Io | Category::Syntax | Category::Eof => {
            format!("is not JSON: see column {}.", cause.column())
        }
    }
}
