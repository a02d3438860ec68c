//! Check 10: the document as a whole.

use std::collections::HashSet;

use super::{FactCheck, Run};
use crate::factcheck::base::{FactBase, contains_words, normalised};
use crate::factcheck::document::{Backing, PrintedDocument, PrintedLine};
use crate::factcheck::model::{Check, Finding, Verdict};
use crate::language::span::Span;
use crate::profiles::model::FactId;

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Document,
    name: "document",
    description: "No line without a fact, no section lost or doubled, the identity block as in the profile.",
    run: Run::Document(run),
};

/// Shorter lines may stand twice on purpose: the same tool in two groups.
const MIN_WORDS_TO_REPEAT: usize = 4;

/// Stops a document with a line that rests on nothing, a lost or doubled section, an identity
/// that is not the profile's, or characters no document prints; warns of lines said twice.
fn run(document: &PrintedDocument, base: &FactBase<'_>) -> Vec<Finding> {
    let mut findings = identity(document, base);
    findings.extend(sections(document));
    findings.extend(lines(document, base));
    findings
}

fn identity(document: &PrintedDocument, base: &FactBase<'_>) -> Vec<Finding> {
    let is_stated = |kind, text: &str| {
        let text = normalised(text);
        base.facts().any(|known| {
            known.fact.kind == kind
                && known.fact.standing.is_publishable()
                && (known.folded == text || parts_stand_in(&text, &known.folded))
        })
    };
    let wrong = document.identity.iter().filter(|field| !is_stated(field.kind, &field.text));
    wrong
        .map(|field| {
            let message = format!("\"{}\" is not what the profile says of who the person is.", field.text);
            block("identity", &field.text, Vec::new(), message)
        })
        .collect()
}

/// Whether each part between commas stands in the fact: a place is printed without its street.
fn parts_stand_in(text: &str, fact: &str) -> bool {
    text.split(", ").all(|part| contains_words(fact, part))
}

fn sections(document: &PrintedDocument) -> Vec<Finding> {
    let names: Vec<&str> = document.sections.iter().map(|section| section.name.as_str()).collect();
    let lost = document.expected_sections.iter().filter(|name| !names.contains(&name.as_str()));
    let mut findings: Vec<Finding> = lost
        .map(|name| block("section_lost", name, Vec::new(), format!("The section \"{name}\" is missing.")))
        .collect();
    let mut seen = HashSet::new();
    for name in names.into_iter().filter(|name| !seen.insert(*name)) {
        let message = format!("The section \"{name}\" stands there twice.");
        findings.push(block("section_doubled", name, Vec::new(), message));
    }
    findings
}

fn lines(document: &PrintedDocument, base: &FactBase<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut said = HashSet::new();
    for line in document.sections.iter().flat_map(|section| &section.lines) {
        findings.extend(orphan(line, base));
        if let Some(c) = line.text.chars().find(|c| is_forbidden(*c)) {
            let message =
                format!("The line holds the character U+{:04X}, which no document prints.", c as u32);
            findings.push(block("forbidden_character", &line.text, facts_of(line), message));
        }
        let text = normalised(&line.text);
        if text.split(' ').count() >= MIN_WORDS_TO_REPEAT && !said.insert(text) {
            let finding =
                block("said_twice", &line.text, facts_of(line), "The line stands there twice.".to_owned());
            findings.push(Finding { severity: Verdict::Warn, ..finding });
        }
    }
    findings
}

/// A line that rests on nothing, on a fact that is gone, or on one that says something else.
fn orphan(line: &PrintedLine, base: &FactBase<'_>) -> Option<Finding> {
    let is_backed = match &line.backing {
        Backing::Claim(claim) => {
            claim.verdict != Verdict::Block && normalised(&claim.text) == normalised(&line.text)
        }
        Backing::Copied(fact) => {
            base.find(fact).is_some_and(|known| parts_stand_in(&normalised(&line.text), &known.folded))
        }
        Backing::Nothing => normalised(&line.text).is_empty(),
    };
    (!is_backed).then(|| {
        block(
            "orphan_line",
            &line.text,
            facts_of(line),
            "The line rests on no fact of the profile.".to_owned(),
        )
    })
}

fn facts_of(line: &PrintedLine) -> Vec<FactId> {
    match &line.backing {
        Backing::Claim(claim) => claim.cites.iter().map(|citation| citation.fact.clone()).collect(),
        Backing::Copied(fact) => vec![fact.clone()],
        Backing::Nothing => Vec::new(),
    }
}

/// Control characters, marks that change the direction or hide what follows, and letters
/// without a meaning of their own.
fn is_forbidden(c: char) -> bool {
    matches!(c,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e007f}')
        || (c.is_control() && !matches!(c, '\n' | '\t'))
}

fn block(code: &str, text: &str, facts: Vec<FactId>, message: String) -> Finding {
    Finding {
        check: CHECK.check,
        code: code.to_owned(),
        severity: Verdict::Block,
        span: Span::new(0, text.len()),
        facts,
        message,
        mend: None,
    }
}
