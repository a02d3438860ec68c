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
use super::rules::{Section, is_telling};
use crate::ai::cache::CacheScope;
use crate::ai::call::{Deltas, Schema};
use crate::ai::prompts::schema_of;
use crate::ai::setup::Ai;
use crate::ai::structured::Structured;
use crate::documents::claims::MAX_CITES;
use crate::documents::model::DocumentKind;
use crate::documents::printed::clean;
use crate::documents::statements::support::speaks_of_the_reader;
use crate::factcheck::model::{Claim, ClaimOrigin, Slot, Verdict};
use crate::factcheck::written::{cite, judge};
use crate::factcheck::{FactBase, MAX_CLAIM_BYTES};
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
    /// Of each part how many of them were to stand in the place of no line that is known: a line
    /// the answer does not name comes back for each.
    lost: Vec<usize>,
    /// Those of no part that is known.
    strays: usize,
}

#[derive(Debug)]
struct Line {
    claim: Claim,
    /// What stood there.
    before: Option<Claim>,
    /// Whether it is no line of the section as it was.
    is_new: bool,
}

impl Draft {
    /// Looks at each line of an answer.
    pub fn of(answer: &Answer, sheet: &Sheet, section: &Section<'_>) -> Self {
        let old = section.lists();
        let mut draft = Self { parts: Vec::new(), refused: 0, lost: vec![0; old.len()], strays: 0 };
        draft.parts.resize_with(old.len(), Vec::new);
        let mut used: HashSet<&str> = HashSet::new();
        for (number, line) in answer.lines.iter().enumerate() {
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
            let Some(at) = at else {
                draft.refused += 1;
                draft.strays += 1;
                continue;
            };
            let before = found.map(|(_, claim)| claim);
            let text = clean(&line.text);
            let stands = |claim: &Claim| Line { claim: claim.clone(), before: None, is_new: false };
            if let Some(claim) = before.filter(|claim| claim.text == text) {
                draft.parts[at].push(stands(claim));
                continue;
            }
            // A new line has a name of its place, so that asking once more asks the same.
            let id = before.map_or_else(|| format!("n{}", number + 1), |claim| claim.id.clone());
            let judged = claim(line, id, text, before, section.slot(&section.parts[at]), sheet, section);
            match judged {
                Some(claim) if claim.verdict != Verdict::Warn => {
                    let is_new = before.is_none();
                    draft.parts[at].push(Line { claim, before: before.cloned(), is_new });
                }
                _ => {
                    draft.refused += 1;
                    draft.lost[at] += usize::from(before.is_none());
                    draft.parts[at].extend(before.map(stands));
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
    pub fn settled(
        self,
        rewrites: &Rewrites,
        wishes: &[Wish],
        section: &Section<'_>,
    ) -> (Vec<Vec<Claim>>, usize) {
        let Self { parts, mut refused, mut lost, strays } = self;
        let mut lists: Vec<Vec<Claim>> = Vec::new();
        for (lines, lost) in parts.into_iter().zip(&mut lost) {
            let mut list = Vec::new();
            for line in lines {
                let (is_new, before) = (line.is_new, line.before.clone());
                let held = line.held(rewrites, section.base);
                refused += usize::from(held.is_none());
                *lost += usize::from(held.is_none() && before.is_none());
                let held = held.map(|claim| match is_new {
                    true => Claim { id: new_claim_id(), ..claim },
                    false => claim,
                });
                list.extend(held.or(before));
            }
            lists.push(list);
        }
        put_back(&mut lists, section);
        bring_back(&mut lists, &lost, strays, wishes, section);
        (lists, refused)
    }
}

impl Line {
    fn is_stopped(&self) -> bool {
        self.claim.verdict == Verdict::Block && self.claim.origin == ClaimOrigin::Model
    }

    /// The claim, or what it was written again as; none where the facts carry neither.
    fn held(self, rewrites: &Rewrites, base: &FactBase<'_>) -> Option<Claim> {
        if !self.is_stopped() {
            return Some(self.claim);
        }
        let text = clean(rewrites.get(&self.claim.id)?);
        if !is_sound(&text, self.before.as_ref(), &[&self.claim.text]) {
            return None;
        }
        let mut claim = Claim { text, ..self.claim };
        (judge(&mut claim, base) == Verdict::Pass).then_some(claim)
    }
}

/// Brings back, of the lines an answer does not name, as many as were to be others and are not;
/// but none whose facts are told now, and none that speaks of what is to be left out.
fn bring_back(
    lists: &mut [Vec<Claim>],
    lost: &[usize],
    mut strays: usize,
    wishes: &[Wish],
    section: &Section<'_>,
) {
    let lexicon = section.material.lexicon;
    let unwanted = wishes.iter().flat_map(|wish| match wish {
        Wish::Less(topics) => Topic::all(topics, lexicon),
        _ => Vec::new(),
    });
    let unwanted: Vec<Topic> = unwanted.collect();
    for ((at, old), lost) in section.lists().into_iter().enumerate().zip(lost) {
        let mut lost = *lost;
        for (place, claim) in old.into_iter().enumerate() {
            let there = || lists.iter().flatten();
            let is_told =
                |fact: &FactId| there().any(|new| new.cites.iter().any(|cited| cited.fact == *fact));
            let is_gone = is_telling(&claim)
                && there().all(|new| new.id != claim.id)
                && !claim.cites.iter().all(|cited| is_told(&cited.fact))
                && !unwanted.iter().any(|topic| topic.is_in(&claim.text, lexicon));
            if !is_gone || lost + strays == 0 {
                continue;
            }
            match lost {
                0 => strays -= 1,
                _ => lost -= 1,
            }
            let place = place.min(lists[at].len());
            lists[at].insert(place, claim);
        }
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
    id: String,
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
        id,
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
