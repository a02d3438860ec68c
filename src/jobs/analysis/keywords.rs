//! The terms a screener would look for, each with its weight and every place it stands:
//! skills and certificates of the dictionary, languages, degrees, the title, and phrases of
//! the work. Only statements are read, so nothing comes from standing text or instructions.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::items::Item;
use super::{item_at, languages, partners, phrases};
use crate::jobs::model::{DegreeAsked, DegreeLevel, Keyword, KeywordKind, Priority, SectionKind};
use crate::jobs::patterns::Pattern;
use crate::jobs::titles;
use crate::language::lexicon::Lexicon;
use crate::language::phrase_search::find_words;
use crate::language::skills::SkillKind;
use crate::language::span::{Quoted, Span};
use crate::language::tokens::fold;

/// Most keywords of an analysis; a screener looks for fewer.
const MOST_KEYWORDS: usize = 40;

/// Most phrases among them that no dictionary knows.
const MOST_PHRASES: usize = 12;

/// Most soft skills among them: every posting names them, few screeners search for them.
const MOST_SOFT: usize = 5;

/// What the keywords are taken from.
pub(super) struct Read<'a> {
    pub title: Option<&'a Quoted<String>>,
    pub company: &'a str,
    pub items: &'a [Item],
    pub degrees: &'a [DegreeAsked],
    pub languages: &'a [languages::Named],
}

/// A term with its places, before it is weighed.
struct Term {
    term: String,
    kind: KeywordKind,
    spans: Vec<Span>,
    /// How much its sort weighs, up to 1.
    worth: f32,
    is_soft: bool,
    is_unlisted: bool,
}

/// The keywords, the weightiest first.
pub(super) fn find(text: &str, read: &Read<'_>, lexicon: &Lexicon) -> Vec<Keyword> {
    let mut terms = Vec::new();
    terms.extend(title(text, read));
    terms.extend(skills(text, read, lexicon));
    terms.extend(languages(read));
    terms.extend(degrees(text, read));
    let mut taken: Vec<Span> = terms.iter().flat_map(|term| term.spans.iter().copied()).collect();
    taken.extend(read.degrees.iter().map(|degree| degree.span));
    taken.sort_unstable();
    terms.extend(phrases::find(text, read.items, &merged(&taken), lexicon).into_iter().map(|phrase| Term {
        term: phrase.term,
        kind: KeywordKind::Phrase,
        spans: phrase.spans,
        worth: if phrase.is_listed { 0.8 } else { 0.65 },
        is_soft: false,
        is_unlisted: !phrase.is_listed,
    }));

    let alternatives = alternatives(text, read.items, &terms);
    let mut weighed: Vec<(Keyword, bool, bool)> = terms
        .into_iter()
        .map(|term| (weigh(&term, read, &alternatives), term.is_soft, term.is_unlisted))
        .collect();
    weighed.sort_by(|(one, ..), (other, ..)| {
        other
            .weight
            .total_cmp(&one.weight)
            .then_with(|| one.spans[0].cmp(&other.spans[0]))
            .then_with(|| one.term.cmp(&other.term))
    });
    let (mut soft, mut unlisted) = (0, 0);
    let mut seen = std::collections::HashSet::new();
    weighed.retain(|(keyword, is_soft, is_unlisted)| {
        soft += usize::from(*is_soft);
        unlisted += usize::from(*is_unlisted);
        let is_one_too_many = (*is_soft && soft > MOST_SOFT) || (*is_unlisted && unlisted > MOST_PHRASES);
        !is_one_too_many && seen.insert(fold(&keyword.term))
    });
    weighed.truncate(MOST_KEYWORDS);
    weighed.into_iter().map(|(keyword, ..)| keyword).collect()
}

fn title(text: &str, read: &Read<'_>) -> Option<Term> {
    let title = read.title?;
    let core = titles::core_title(&title.value);
    if core.chars().count() < 3 {
        return None;
    }
    let span = find_words(title.span.of(text), core)
        .map_or(title.span, |found| Span::new(title.span.start + found.start, title.span.start + found.end));
    Some(Term {
        term: core.to_owned(),
        kind: KeywordKind::Title,
        spans: vec![span],
        worth: 1.0,
        is_soft: false,
        is_unlisted: false,
    })
}

fn skills(text: &str, read: &Read<'_>, lexicon: &Lexicon) -> Vec<Term> {
    let mut order = Vec::new();
    let mut places: HashMap<_, Vec<Span>> = HashMap::new();
    for mention in lexicon.skills.find(text) {
        let is_in_title = read.title.is_some_and(|title| title.span.contains(&mention.span));
        if !is_in_title && item_at(read.items, mention.span.start).is_none() {
            continue;
        }
        let kind = lexicon.skills.get(mention.skill).kind;
        if is_chance(text, mention.span, kind, read) {
            continue;
        }
        let spans = places.entry(mention.skill).or_default();
        if spans.is_empty() {
            order.push(mention.skill);
        }
        spans.push(mention.span);
    }
    let company = fold(read.company);
    let core = read.title.map(|title| fold(titles::core_title(&title.value))).unwrap_or_default();
    order
        .into_iter()
        .filter_map(|id| {
            let skill = lexicon.skills.get(id);
            let name = fold(&skill.name);
            // The employer's own name, and the title said twice, are no skills.
            if name == company || name == core {
                return None;
            }
            let (kind, worth) = match skill.kind {
                SkillKind::Certificate => (KeywordKind::Certificate, 1.0),
                SkillKind::Language => (KeywordKind::Language, 0.95),
                SkillKind::Tool | SkillKind::Method => (KeywordKind::Skill, 1.0),
                SkillKind::Domain => (KeywordKind::Skill, 0.85),
                SkillKind::Soft => (KeywordKind::Skill, 0.55),
            };
            Some(Term {
                term: skill.name.clone(),
                kind,
                spans: places.remove(&id)?,
                worth,
                is_soft: skill.kind == SkillKind::Soft,
                is_unlisted: false,
            })
        })
        .collect()
}

/// Whether a mention is a word of common speech, of the employer's name or of a department one
/// works with: "is hiring" asks for no recruiting, "security" for no certificate of that name.
fn is_chance(text: &str, span: Span, kind: SkillKind, read: &Read<'_>) -> bool {
    let words = span.of(text);
    let before = text[..span.start].trim_end();
    let is_announcement = words.eq_ignore_ascii_case("hiring")
        && ["is", "are", "'re", "’re", "now", "currently"].iter().any(|verb| before.ends_with(verb));
    let marks = words
        .chars()
        .filter(|character| character.is_uppercase() || character.is_ascii_digit() || *character == '+')
        .count();
    let is_plain_word = kind == SkillKind::Certificate && !words.contains(' ') && marks < 2;
    let is_employer = item_at(read.items, span.start).is_none_or(|item| item.priority == Priority::Mentioned)
        && read.company.split_whitespace().any(|word| word == words);
    let is_department = kind == SkillKind::Domain
        && item_at(read.items, span.start).is_some_and(|item| partners::is_partner(item.span, span, text));
    is_announcement || is_plain_word || is_employer || is_department
}

/// Human languages, with every place that speaks of knowing them.
fn languages(read: &Read<'_>) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for languages::Named { asked } in read.languages {
        match terms.iter_mut().find(|term| term.term == asked.name) {
            Some(term) => term.spans.push(asked.span),
            None => terms.push(Term {
                term: asked.name.clone(),
                kind: KeywordKind::Language,
                spans: vec![asked.span],
                worth: 0.95,
                is_soft: false,
                is_unlisted: false,
            }),
        }
    }
    terms
}

/// Between fields of study of which any will do.
static FIELD_JOINT: LazyLock<Pattern> =
    LazyLock::new(|| super::pattern(r"(?i) ?[,/] ?(?:and/or |or |and )?| and/or | or "));

/// Levels of degrees and their fields, as screeners search for both.
fn degrees(text: &str, read: &Read<'_>) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let mut add = |name: String, span: Span, worth: f32| match terms
        .iter_mut()
        .find(|term| fold(&term.term) == fold(&name))
    {
        Some(term) if !term.spans.contains(&span) => term.spans.push(span),
        Some(_) => {}
        None => terms.push(Term {
            term: name,
            kind: KeywordKind::Degree,
            spans: vec![span],
            worth,
            is_soft: false,
            is_unlisted: false,
        }),
    };
    for degree in read.degrees {
        let name = match degree.level {
            DegreeLevel::HighSchool => "High school diploma",
            DegreeLevel::Associate => "Associate degree",
            DegreeLevel::Bachelor => "Bachelor's degree",
            DegreeLevel::Master => "Master's degree",
            DegreeLevel::Doctorate => "Doctorate",
        };
        add(name.to_owned(), degree.span, 0.9);
        if let Some(field) = &degree.field {
            let words = field.span.of(text);
            let mut start = 0;
            let joints = FIELD_JOINT.find_iter(words).map(|joint| (joint.start(), joint.end()));
            for (end, next) in joints.chain(std::iter::once((words.len(), words.len()))) {
                let span = Span::new(field.span.start + start, field.span.start + end);
                start = next;
                if let Some(span) = field_name(text, span) {
                    add(span.of(text).to_owned(), span, 0.8);
                }
            }
        }
    }
    terms
}

/// A field of study without what ties it to the others; none if it is none.
fn field_name(text: &str, span: Span) -> Option<Span> {
    let words = span.of(text);
    let bare = words.trim_start();
    let bare = ["or ", "and ", "the ", "in ", "a "]
        .iter()
        .fold(bare, |bare, joint| bare.strip_prefix(joint).unwrap_or(bare))
        .trim_end();
    let start = span.start + (bare.as_ptr() as usize - words.as_ptr() as usize);
    let count = bare.split_whitespace().count();
    let is_empty =
        ["related", "field", "equivalent", "discipline", "similar", "other", "subject", "area", "major"]
            .iter()
            .any(|word| bare.to_lowercase().contains(word));
    let is_joint = ["and", "or", "the", "such as", "e.g."].contains(&bare.to_lowercase().as_str());
    (bare.len() >= 3 && count <= 4 && !is_empty && !is_joint).then(|| Span::new(start, start + bare.len()))
}

/// Spans that are one of several the posting would take: "Python, Java or Go".
fn alternatives(text: &str, items: &[Item], terms: &[Term]) -> Vec<Span> {
    let mut all: Vec<(Span, usize)> = terms
        .iter()
        .enumerate()
        .filter(|(_, term)| !matches!(term.kind, KeywordKind::Title | KeywordKind::Degree))
        .flat_map(|(place, term)| term.spans.iter().map(move |span| (*span, place)))
        .collect();
    all.sort_unstable();
    all.dedup_by_key(|(span, _)| *span);
    let mut alternatives = Vec::new();
    let mut chain: Vec<Span> = Vec::new();
    let mut has_or = false;
    let mut last_term = None;
    for (span, term) in all {
        let is_said_again = last_term.replace(term) == Some(term);
        let is_same_item = chain
            .last()
            .is_some_and(|last| item_at(items, last.start).is_some_and(|item| item.span.contains(&span)));
        let between = chain.last().and_then(|last| text.get(last.end..span.start)).unwrap_or_default();
        let joint = between.trim().trim_matches(',').trim().to_lowercase();
        let is_or =
            matches!(joint.as_str(), "or" | "/" | "oder") || (joint.is_empty() && between.contains('/'));
        if is_same_item && (is_or || (joint.is_empty() && (between.contains(',') || is_said_again))) {
            chain.push(span);
            has_or |= is_or;
            continue;
        }
        if has_or {
            alternatives.append(&mut chain);
        }
        chain = vec![span];
        has_or = false;
    }
    if has_or {
        alternatives.append(&mut chain);
    }
    alternatives
}

/// Weighs a term: by the most demanding statement it stands in and its sort; less as one of
/// several alternatives, more when it stands in the title. How often it comes back is no matter.
fn weigh(term: &Term, read: &Read<'_>, alternatives: &[Span]) -> Keyword {
    let title = read.title.map(|title| title.span);
    let is_in_title = |span: &Span| title.is_some_and(|title| title.overlaps(span));
    let mut priority = Priority::Mentioned;
    let mut weight: f32 = 0.0;
    for span in &term.spans {
        let (stands, base) = match item_at(read.items, span.start) {
            _ if term.kind == KeywordKind::Title => (Priority::Required, 1.0),
            Some(item) => match (item.priority, item.section) {
                (Priority::Required, _) => (Priority::Required, 0.9),
                (Priority::Preferred, _) => (Priority::Preferred, 0.6),
                (Priority::Mentioned, SectionKind::Responsibilities) => (Priority::Mentioned, 0.55),
                (Priority::Mentioned, _) => (Priority::Mentioned, 0.45),
            },
            None => (Priority::Mentioned, 0.45),
        };
        let base = if alternatives.binary_search(span).is_ok() { base * 0.85 } else { base };
        priority = priority.max(stands);
        weight = weight.max(base);
    }
    let title_bonus =
        if term.kind != KeywordKind::Title && term.spans.iter().any(is_in_title) { 0.15 } else { 0.0 };
    let weight = (weight * term.worth + title_bonus).clamp(0.05, 1.0);
    // Two decimals: what is printed is what is compared.
    let weight = (weight * 100.0).round() / 100.0;
    Keyword { term: term.term.clone(), kind: term.kind, weight, priority, spans: sorted(&term.spans) }
}

fn sorted(spans: &[Span]) -> Vec<Span> {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    spans.dedup();
    spans
}

/// Sorted spans with those that overlap made one.
fn merged(spans: &[Span]) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(*span),
        }
    }
    merged
}
