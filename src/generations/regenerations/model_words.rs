//! A section written anew by a model: what it is asked, and what is taken of its answer.
//!
//! What a model returns is data. A line is taken only if the fact check passes it on the facts it
//! names; one that is stopped is written once more and more strictly, and then gives way to the
//! line as it was, or goes. What is pinned, and what holds a letter together, stays.

use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::mpsc::unbounded_channel;

use super::instruction::{Topic, Wish};
use super::rules::Section;
use crate::ai::cache::CacheScope;
use crate::ai::call::{Deltas, Schema};
use crate::ai::prompts::schema_of;
use crate::ai::setup::Ai;
use crate::ai::structured::Structured;
use crate::documents::claims::MAX_CITES;
use crate::documents::model::DocumentKind;
use crate::documents::printed::clean;
use crate::documents::statements::support::speaks_of_the_reader;
use crate::factcheck::MAX_CLAIM_BYTES;
use crate::factcheck::model::{Claim, ClaimOrigin, Slot, Verdict};
use crate::factcheck::written::{cite, judge};
use crate::generations::asking::{About, Asked, ListQuestion, ask};
use crate::generations::document_generator::improve::LINE_TOKENS;
use crate::generations::document_generator::live;
use crate::generations::model::StageName;
use crate::generations::quality_validator::repair::Rewrites;
use crate::generations::quality_validator::second_look::Sentence;
use crate::generations::revisions::apply::{current_slot, new_claim_id};
use crate::generations::stage::StageContext;
use crate::profiles::model::{Fact, FactId, FactKind};

/// The prompt.
const PROMPT: &str = "regenerate_section";
/// The most words of a line, unless it had more.
const MAX_WORDS: usize = 40;
/// The most facts that are told.
const MAX_FACTS: usize = 60;
/// The most facts of the whole profile that are told for a summary or letter.
const MAX_OPEN_FACTS: usize = 30;
/// Tokens one attempt may cost, question and answer: those of stage 3.
const ATTEMPT_TOKENS: u32 = 3_000;
/// What facts the section rests on outweigh others by, and those that are asked for.
const CITED: f32 = 200.0;
const ASKED_FOR: f32 = 100.0;

/// What a model is told of a section.
#[derive(Debug)]
pub struct Sheet {
    kind: DocumentKind,
    section: Vec<PartPiece>,
    facts: Vec<(FactPiece, f32)>,
    terms: Vec<String>,
    instruction: String,
    ids: HashMap<String, FactId>,
}

#[derive(Debug, Serialize)]
struct PartPiece {
    part: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    lines: Vec<LinePiece>,
}

#[derive(Debug, Serialize)]
struct LinePiece {
    id: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct FactPiece {
    id: String,
    text: String,
    /// The heading of its entry, where facts of several are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
}

impl Sheet {
    /// The section with the facts it may rest on, those that are asked for first.
    pub fn of(section: &Section<'_>, wishes: &[Wish], instruction: &str) -> Self {
        let parts = section.parts.iter().enumerate().map(|(at, part)| PartPiece {
            part: part_name(at),
            about: part.entry(section.content).header.as_ref().map(|header| header.title.clone()),
            lines: part
                .claims(section.content)
                .map(|claim| LinePiece { id: claim.id.clone(), text: claim.text.clone() })
                .collect(),
        });
        let mut sheet = Self {
            kind: section.content.kind,
            section: parts.collect(),
            facts: Vec::new(),
            terms: section.material.compiled.supported.iter().map(|support| support.term.clone()).collect(),
            instruction: instruction.to_owned(),
            ids: HashMap::new(),
        };
        let is_open = section.parts.iter().any(|part| !matches!(section.slot(part), Some(Slot::Entry(_))));
        for (fact, worth) in facts(section, wishes, is_open) {
            let id = format!("f{}", sheet.facts.len() + 1);
            let of = fact.entry.as_ref().filter(|_| is_open).and_then(|entry| section.base.heading(entry));
            let of = of.map(|heading| heading.fact.text.clone());
            sheet.ids.insert(id.clone(), fact.id.clone());
            sheet.facts.push((FactPiece { id, text: fact.text.clone(), of }, worth));
        }
        sheet
    }

    /// Asks for the section, telling its lines while they come.
    pub async fn ask(&self, ctx: &StageContext, ai: &Ai) -> Asked<Answer> {
        let about = About {
            document: Some(self.kind),
            attempt_tokens: ATTEMPT_TOKENS,
            task: "writing the section anew",
            else_stands: "Rules alone were left to follow the instruction.",
        };
        let question = ListQuestion {
            prompts: &ai.prompts,
            prompt: PROMPT,
            pieces: self.facts.iter().map(|(fact, worth)| (fact, *worth)).collect(),
            piece_tokens: LINE_TOKENS,
            is_streamed: true,
            variables: &|facts: &[&&FactPiece]| {
                json!({
                    "section": self.section, "facts": facts, "terms": self.terms,
                    "instruction": self.instruction, "max_words": MAX_WORDS,
                })
            },
            // Whoever asks again wants other words.
            cache: CacheScope::Never,
            value: PhantomData::<fn() -> Answer>,
        };
        let claims: HashSet<String> =
            self.section.iter().flat_map(|part| &part.lines).map(|line| line.id.clone()).collect();
        let (sender, told) = unbounded_channel();
        let asked = async {
            let deltas = Deltas::new(sender);
            ask(&ai.router, &ctx.purses, about, &question, &deltas).await
        };
        let telling = live::tell(told, claims, StageName::DocumentGenerator, &ctx.progress);
        let (asked, ()) = tokio::join!(asked, telling);
        asked
    }
}

fn part_name(at: usize) -> String {
    format!("p{}", at + 1)
}

/// The facts a section may rest on with their worth, the worthiest first.
fn facts<'s>(section: &'s Section<'_>, wishes: &[Wish], is_open: bool) -> Vec<(&'s Fact, f32)> {
    let claims = section.parts.iter().flat_map(|part| part.claims(section.content));
    let cited: HashSet<&FactId> =
        claims.flat_map(|claim| &claim.cites).map(|citation| &citation.fact).collect();
    let mut ids: Vec<&FactId> = cited.iter().copied().collect();
    for part in section.parts {
        if let Some(Slot::Entry(entry)) = section.slot(part) {
            ids.extend(section.lines_of(&entry).into_iter().map(|fact| &fact.id));
        }
    }
    if is_open {
        ids.extend(section.material.compiled.facts.iter().map(|scored| &scored.fact).take(MAX_OPEN_FACTS));
    }
    let lexicon = section.material.lexicon;
    let topics: Vec<Topic> = wishes
        .iter()
        .flat_map(|wish| match wish {
            Wish::More(topics) => Topic::all(topics, lexicon),
            _ => Vec::new(),
        })
        .collect();
    let mut seen = HashSet::new();
    let known = ids.into_iter().filter(|id| seen.insert(*id)).filter_map(|id| section.base.find(id));
    let open =
        known.map(|known| &known.fact).filter(|fact| fact.standing.is_publishable() && is_told(fact.kind));
    let mut facts: Vec<(&Fact, f32)> = open
        .map(|fact| {
            let mut worth = section.material.score(&fact.id);
            worth += if cited.contains(&fact.id) { CITED } else { 0.0 };
            let is_asked_for = topics.iter().any(|topic| topic.is_near(&fact.text, lexicon));
            worth += if is_asked_for { ASKED_FOR } else { 0.0 };
            (fact, worth)
        })
        .collect();
    facts.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.id.cmp(&b.0.id)));
    facts.truncate(MAX_FACTS);
    facts
}

/// Whether a model is told such facts: who somebody is is no matter of words.
fn is_told(kind: FactKind) -> bool {
    !matches!(
        kind,
        FactKind::Name
            | FactKind::Email
            | FactKind::Phone
            | FactKind::Link
            | FactKind::Location
            | FactKind::Reference
    )
}

/// What is asked for.
#[derive(Debug, Deserialize)]
pub struct Answer {
    lines: Vec<AnswerLine>,
}

#[derive(Debug, Deserialize)]
struct AnswerLine {
    id: String,
    part: String,
    text: String,
    facts: Vec<String>,
}

impl Structured for Answer {
    fn schema() -> Schema {
        schema_of(PROMPT)
    }
}

/// An answer held to the facts.
#[derive(Debug)]
pub struct Draft {
    parts: Vec<Vec<Line>>,
    /// Lines that were not taken, apart from those that are written once more.
    refused: usize,
}

#[derive(Debug)]
struct Line {
    claim: Claim,
    /// What stood there.
    before: Option<Claim>,
}

impl Draft {
    /// Looks at each line of an answer.
    pub fn of(answer: &Answer, sheet: &Sheet, section: &Section<'_>) -> Self {
        let old = section.lists();
        let mut draft = Self { parts: Vec::new(), refused: 0 };
        draft.parts.resize_with(old.len(), Vec::new);
        let mut used: HashSet<&str> = HashSet::new();
        for line in &answer.lines {
            let found = old
                .iter()
                .enumerate()
                .find_map(|(at, list)| Some((at, list.iter().find(|claim| claim.id == line.id)?)));
            let at = match found {
                // Of two for the same line the first counts.
                Some((_, claim)) if !used.insert(claim.id.as_str()) => continue,
                Some((at, _)) => Some(at),
                None => (0..old.len()).find(|at| part_name(*at) == line.part),
            };
            let Some(at) = at else { continue };
            let before = found.map(|(_, claim)| claim);
            let text = clean(&line.text);
            if let Some(claim) = before.filter(|claim| claim.text == text) {
                draft.parts[at].push(Line { claim: claim.clone(), before: None });
                continue;
            }
            let judged = claim(line, text, before, section.slot(&section.parts[at]), sheet, section);
            match judged {
                Some(claim) if claim.verdict != Verdict::Warn => {
                    draft.parts[at].push(Line { claim, before: before.cloned() });
                }
                _ => {
                    draft.refused += 1;
                    let kept = before.map(|claim| Line { claim: claim.clone(), before: None });
                    draft.parts[at].extend(kept);
                }
            }
        }
        draft
    }

    /// The lines the check stopped, to be written once more.
    pub fn stopped(&self, section: &Section<'_>) -> Vec<Sentence> {
        let lines = self.parts.iter().flatten().filter(|line| line.is_stopped());
        lines.map(|line| Sentence::of(&line.claim, section.base)).collect()
    }

    /// The claims of each part, and how many lines were not taken.
    pub fn settled(self, rewrites: &Rewrites, section: &Section<'_>) -> (Vec<Vec<Claim>>, usize) {
        let mut refused = self.refused;
        let mut settle = |line: Line| {
            if !line.is_stopped() {
                return Some(line.claim);
            }
            let other = rewrites.get(&line.claim.id).map(|text| clean(text));
            let other = other.filter(|text| is_sound(text, line.before.as_ref(), &[&line.claim.text]));
            let other = other.map(|text| Claim { text, ..line.claim });
            let held = other
                .and_then(|mut claim| (judge(&mut claim, section.base) == Verdict::Pass).then_some(claim));
            refused += usize::from(held.is_none());
            held.or(line.before)
        };
        let mut lists: Vec<Vec<Claim>> =
            self.parts.into_iter().map(|lines| lines.into_iter().filter_map(&mut settle).collect()).collect();
        put_back(&mut lists, section);
        (lists, refused)
    }
}

impl Line {
    fn is_stopped(&self) -> bool {
        self.claim.verdict == Verdict::Block && self.claim.origin == ClaimOrigin::Model
    }
}

/// Puts back what has to stay and was left out.
fn put_back(lists: &mut [Vec<Claim>], section: &Section<'_>) {
    let pinned_of = |claim: &Claim| -> Vec<FactId> {
        let cited = claim.cites.iter().map(|citation| &citation.fact);
        cited.filter(|fact| section.pinned.contains(fact)).cloned().collect()
    };
    for (at, old) in section.lists().into_iter().enumerate() {
        for (place, claim) in old.into_iter().enumerate() {
            let is_there = lists.iter().flatten().any(|new| new.id == claim.id);
            let is_told = |fact: &FactId| {
                lists.iter().flatten().any(|new| new.cites.iter().any(|cited| cited.fact == *fact))
            };
            let pinned = pinned_of(&claim);
            let is_carried = !pinned.is_empty() && pinned.iter().all(is_told);
            if !is_there && !is_carried && !section.may_go(&claim) {
                let place = place.min(lists[at].len());
                lists[at].insert(place, claim);
            } else if is_there && !pinned.iter().all(is_told) {
                // It has other facts now; what was pinned stands as it did.
                let now = lists[at].iter_mut().find(|new| new.id == claim.id);
                now.into_iter().for_each(|now| *now = claim.clone());
            }
        }
    }
}

/// The line as a claim that was judged; none for words that cannot be printed.
fn claim(
    line: &AnswerLine,
    text: String,
    before: Option<&Claim>,
    slot: Option<Slot>,
    sheet: &Sheet,
    section: &Section<'_>,
) -> Option<Claim> {
    let mut facts: Vec<FactId> = Vec::new();
    for fact in line.facts.iter().filter_map(|name| sheet.ids.get(name)) {
        if !facts.contains(fact) && facts.len() < MAX_CITES {
            facts.push(fact.clone());
        }
    }
    let kept = before.into_iter().flat_map(|claim| &claim.cites);
    if facts.is_empty() {
        facts.extend(kept.map(|citation| citation.fact.clone()));
    }
    let words: Vec<&str> = facts
        .iter()
        .filter_map(|fact| section.base.find(fact))
        .map(|known| known.fact.text.as_str())
        .collect();
    if !is_sound(&text, before, &words) {
        return None;
    }
    let quotes = match before {
        Some(claim) if speaks_of_the_reader(&text) => claim.quotes.clone(),
        _ => Vec::new(),
    };
    let mut claim = Claim {
        id: before.map_or_else(new_claim_id, |claim| claim.id.clone()),
        text,
        slot: before.map(|claim| current_slot(claim, section.base)).or(slot)?,
        cites: facts.into_iter().map(|fact| cite(fact, section.base)).collect(),
        quotes,
        origin: ClaimOrigin::Model,
        verdict: Verdict::Pass,
        findings: Vec::new(),
    };
    judge(&mut claim, section.base);
    Some(claim)
}

/// Whether words can be a line: not too long, and of letters, digits, visible ASCII and what the
/// line or its facts have themselves, so that nothing invisible gets in.
fn is_sound(text: &str, before: Option<&Claim>, facts: &[&str]) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    let before = before.map_or("", |claim| claim.text.as_str());
    let is_plain = |c: char| {
        c.is_alphanumeric()
            || (' '..='~').contains(&c)
            || before.contains(c)
            || facts.iter().any(|fact| fact.contains(c))
    };
    !text.is_empty()
        && text.len() <= MAX_CLAIM_BYTES
        && words(text) <= words(before).max(MAX_WORDS)
        && text.chars().all(is_plain)
}
