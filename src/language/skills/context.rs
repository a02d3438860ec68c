//! Whether a short or common word, such as "Go" or "R", stands among words of skills and so
//! means the skill. Part of the skills; knows no dictionary.

use crate::language::units::{Joint, Unit};

/// The skill seen before or behind a word, from unit `start` to before `end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neighbour {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_tool: bool,
}

/// Whether the unit at `start`, a name that is a word as well, stands where skills stand.
pub(super) fn stands_among_skills(
    text: &str,
    units: &[Unit<'_>],
    start: usize,
    neighbours: impl IntoIterator<Item = Neighbour>,
) -> bool {
    let marks = Marks::around(text, &units[start]);
    if marks.is_line() {
        return true;
    }
    if is_letter_pair(units, start, &marks) {
        return false;
    }
    has_cue(units, start)
        || is_listed_beside_tool(text, units, start, &marks, neighbours)
        || is_capital_in_sentence(units, start)
}

/// The nearest characters before and behind a word, spaces aside.
struct Marks {
    before: Option<char>,
    after: Option<char>,
}

impl Marks {
    fn around(text: &str, unit: &Unit<'_>) -> Self {
        let spaces = [' ', '\t', '\u{a0}'];
        Self {
            before: text[..unit.span.start].trim_end_matches(spaces).chars().next_back(),
            after: text[unit.span.end..].trim_start_matches(spaces).chars().next(),
        }
    }

    /// Whether the word has a line to itself, perhaps behind a bullet.
    fn is_line(&self) -> bool {
        let is_line_end = |mark: Option<char>| mark.is_none_or(|c| matches!(c, '\n' | '\r'));
        let opens_line = is_line_end(self.before) || matches!(self.before, Some('•' | '*' | '-' | '·' | '–'));
        opens_line && is_line_end(self.after)
    }

    fn are_of_list(&self) -> bool {
        let is_list_mark = |c: char| matches!(c, ',' | '/' | '|' | ';' | '•' | '·' | '(' | ')' | '*' | '&');
        self.before.is_some_and(is_list_mark) || self.after.is_some_and(is_list_mark)
    }
}

/// "Q & R": letters joined by an ampersand are no tools.
fn is_letter_pair(units: &[Unit<'_>], start: usize, marks: &Marks) -> bool {
    let is_letter = |unit: &Unit<'_>| unit.text.chars().count() == 1;
    let behind = units.get(start + 2).or(units.get(start + 1));
    let skip_and = |steps: usize| start.checked_sub(steps).and_then(|at| units.get(at));
    let ahead = skip_and(2).or_else(|| skip_and(1));
    is_letter(&units[start])
        && (marks.after == Some('&') && behind.is_some_and(is_letter)
            || marks.before == Some('&') && ahead.is_some_and(is_letter))
}

/// A word such as "programming" beside it.
fn has_cue(units: &[Unit<'_>], start: usize) -> bool {
    let is_cue = |unit: &Unit<'_>| SKILL_CUES.contains(&unit.key.as_ref());
    let behind = units[start + 1..].iter().take_while(|unit| unit.joint != Joint::Break).take(2);
    let ahead = (start.saturating_sub(3)..start).rev();
    let ahead = ahead.take_while(|&at| units[at + 1].joint != Joint::Break).map(|at| &units[at]);
    behind.chain(ahead).any(is_cue)
}

/// An item of a list with a tool close by.
fn is_listed_beside_tool(
    text: &str,
    units: &[Unit<'_>],
    start: usize,
    marks: &Marks,
    neighbours: impl IntoIterator<Item = Neighbour>,
) -> bool {
    let is_and = |unit: Option<&Unit<'_>>| unit.is_some_and(|unit| matches!(unit.key.as_ref(), "and" | "or"));
    let is_item = marks.are_of_list()
        || is_and(units.get(start + 1))
        || is_and(start.checked_sub(1).and_then(|at| units.get(at)));
    let is_close = |other: &Neighbour| {
        let (between, from, to) = if other.start > start {
            (start + 1..other.start, units[start].span.end, units[other.start].span.start)
        } else {
            (other.end..start, units[other.end - 1].span.end, units[start].span.start)
        };
        between.len() <= 1 && !text[from..to].contains(['\n', '.'])
    };
    is_item && neighbours.into_iter().any(|other| other.is_tool && is_close(&other))
}

/// A capital within a sentence names something.
fn is_capital_in_sentence(units: &[Unit<'_>], start: usize) -> bool {
    let unit = &units[start];
    let previous = start.checked_sub(1).map(|at| &units[at]);
    unit.text.chars().count() > 1
        && unit.joint == Joint::Space
        && unit.text.starts_with(char::is_uppercase)
        && previous.is_some_and(|word| word.key != "to" && (starts_lower(word) || is_past(&word.key)))
}

fn starts_lower(word: &Unit<'_>) -> bool {
    word.text.starts_with(char::is_lowercase)
}

/// Whether the word is a deed, as highlights begin: "Built Excel models".
fn is_past(key: &str) -> bool {
    (key.len() > 4 && (key.ends_with("ed") || key.ends_with("ing")))
        || matches!(key, "built" | "used" | "wrote" | "led" | "ran" | "taught" | "kept" | "made")
}

/// Words beside which a short or common word means the skill of that name.
const SKILL_CUES: [&str; 44] = [
    "programming",
    "programmer",
    "language",
    "languages",
    "developer",
    "developers",
    "development",
    "developing",
    "code",
    "codebase",
    "coding",
    "scripting",
    "script",
    "scripts",
    "proficient",
    "proficiency",
    "fluent",
    "knowledge",
    "framework",
    "frameworks",
    "library",
    "libraries",
    "package",
    "packages",
    "software",
    "tool",
    "tools",
    "tooling",
    "stack",
    "backend",
    "frontend",
    "microservice",
    "microservices",
    "service",
    "services",
    "engineer",
    "engineers",
    "experience",
    "skills",
    "server",
    "compiler",
    "microsoft",
    "ms",
    "written",
];
