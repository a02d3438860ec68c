//! Writes a section anew: by rules and, where one works, by a model; takes of both what does more
//! of what was asked, and decides whether the document may be kept so. No connection is held.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::instruction::{Topic, Wish, read};
use super::model::parts_of;
use super::model_words::{Draft, Sheet};
use super::record::{Outcome, Regeneration, RegenerationStatus};
use super::rules::{Section, Written, count, note, telling};
use crate::ai::setup::Ai;
use crate::documents::changes::{DocumentChange, VersionOrigin};
use crate::documents::model::DocumentContent;
use crate::error::{Error, Result};
use crate::factcheck::model::Claim;
use crate::generations::asking::Asked as Answered;
use crate::generations::document_generator::material::Material;
use crate::generations::model::{ModelUse, Note, RULES_KEPT};
use crate::generations::profile_compiler::compile;
use crate::generations::quality_validator::repair::Rewrites;
use crate::generations::quality_validator::second_look::rewrite;
use crate::generations::record::Usage;
use crate::generations::revisions::apply::Working;
use crate::generations::revisions::decide::{Asked, Ground, Next, Resolution, decide_written};
use crate::generations::revisions::model::{RevisionStatus, read_report};
use crate::generations::stage::StageContext;
use crate::jobs::model::Method;

/// The code of a note: what was written says what stood there.
const NOTHING_DONE: &str = "nothing_done";

/// What came of it.
#[derive(Debug)]
pub struct Made {
    /// How it ends.
    pub status: RegenerationStatus,
    /// The version to be kept.
    pub next: Option<Box<Next>>,
    /// The profile it was held to, and its version as it was read.
    pub profile: Option<(Uuid, u32)>,
    /// What is told of it.
    pub outcome: Outcome,
}

/// What was decided.
struct Concluded {
    status: RegenerationStatus,
    next: Option<Box<Next>>,
    method: Method,
    notes: Vec<Note>,
}

/// What a section is written from.
#[derive(Clone)]
pub struct Order {
    /// What the document rests on.
    pub ground: Arc<Ground>,
    /// What was asked.
    pub regeneration: Arc<Regeneration>,
    /// When.
    pub now: DateTime<Utc>,
}

impl Order {
    /// Writes the section.
    ///
    /// # Errors
    /// `Invalid` when the document has no such section; `Internal` for a stored report or template
    /// that cannot be read, or a panic.
    pub async fn write(&self, ctx: &StageContext, ai: Option<&Ai>) -> Result<Made> {
        let mut outcome = Outcome::default();
        let profile = self.ground.profile.as_ref().map(|profile| (profile.id, profile.version));
        if profile.is_none() {
            return Ok(Made { status: RegenerationStatus::ProfileGone, next: None, profile, outcome });
        }
        let (mut used, mut told) = (ModelUse::default(), Vec::new());
        let model = match ai {
            Some(ai) => self.ask(ctx, ai, &mut used, &mut told).await?,
            None => None,
        };
        let order = self.clone();
        let Concluded { status, next, method, notes } =
            ctx.compute(move |ctx| order.conclude(model, ctx)).await?;
        told.extend(notes);
        outcome.notes = told;
        outcome.method = method;
        outcome.model = used.writer().map(str::to_owned);
        outcome.usage = usage(&used);
        Ok(Made { status, next, profile, outcome })
    }

    /// Has a model write; none when nobody answered.
    async fn ask(
        &self,
        ctx: &StageContext,
        ai: &Ai,
        used: &mut ModelUse,
        told: &mut Vec<Note>,
    ) -> Result<Option<(Draft, Rewrites)>> {
        let order = self.clone();
        let sheet = ctx.compute(move |ctx| {
            let wishes = read(&order.regeneration.instruction, ctx.lexicon);
            let sheet = |section: &Section<'_>| Sheet::of(section, &wishes, &order.regeneration.instruction);
            Ok(order.in_section(ctx, sheet)?.0)
        });
        let sheet = sheet.await?;
        let Answered { value, model_use, note, .. } = sheet.ask(ctx, ai).await;
        used.add(model_use);
        told.extend(note);
        let Some(answer) = value else { return Ok(None) };
        let order = self.clone();
        let looked_at = ctx.compute(move |ctx| {
            let look = |section: &Section<'_>| {
                let draft = Draft::of(&answer, &sheet, section);
                let stopped = draft.stopped(section);
                (draft, stopped)
            };
            Ok(order.in_section(ctx, look)?.0)
        });
        let (draft, stopped) = looked_at.await?;
        let mut rewrites = HashMap::new();
        if !stopped.is_empty() {
            let kind = self.ground.document.kind;
            let Answered { value, model_use, .. } = rewrite(kind, &stopped, ctx, ai).await;
            used.add(model_use);
            let lines = value.into_iter().flat_map(|rewritten| rewritten.claims);
            rewrites.extend(lines.map(|line| (line.id, line.text)));
        }
        Ok(Some((draft, rewrites)))
    }

    /// Takes the better of what was written, and decides.
    fn conclude(&self, model: Option<(Draft, Rewrites)>, ctx: &StageContext) -> Result<Concluded> {
        let wishes = read(&self.regeneration.instruction, ctx.lexicon);
        let (chosen, working) = self.in_section(ctx, |section| choose(section, &wishes, model))?;
        let Chosen { content, method, mut notes, claim } = chosen;
        let without = |status, notes| Concluded { status, next: None, method, notes };
        if content == working.content {
            return Ok(without(RegenerationStatus::NotFollowed, notes));
        }
        let (before, after) = (working.content.printed_facts(), content.printed_facts());
        if working.pinned.iter().any(|fact| before.contains(fact) && !after.contains(fact)) {
            notes.push(note(
                "pinned",
                "A fact that is pinned would not be printed any more. Unpin it, or ask for less.",
            ));
            return Ok(without(RegenerationStatus::NotFollowed, notes));
        }
        let origin = VersionOrigin {
            change: DocumentChange::SectionRegenerated,
            changed_by: Some(self.regeneration.account_id),
            claim_id: claim,
            reverted_to: None,
            reason: Some(self.regeneration.instruction.clone()),
        };
        let next = match decide_written(working, content, origin, ctx)? {
            Resolution::Unchanged => return Ok(without(RegenerationStatus::NotFollowed, notes)),
            Resolution::Refused(status, findings) => {
                notes.extend(findings.iter().map(|finding| note(&finding.code, &finding.message)));
                let status = match status {
                    RevisionStatus::DoesNotFit => RegenerationStatus::DoesNotFit,
                    RevisionStatus::ProfileGone => RegenerationStatus::ProfileGone,
                    _ => RegenerationStatus::Blocked,
                };
                return Ok(without(status, notes));
            }
            Resolution::Next(next) => next,
        };
        if is_too_long(&next.version.quality)? && !is_too_long(&self.ground.version.quality)? {
            notes.push(note(
                "does_not_fit",
                "The document would be longer than its pages. Ask for less, or shorten another section first.",
            ));
            return Ok(without(RegenerationStatus::DoesNotFit, notes));
        }
        Ok(Concluded { status: RegenerationStatus::Saved, next: Some(next), method, notes })
    }

    /// Does something with the section as it is, and gives the document on its way to another
    /// version with it.
    fn in_section<T>(
        &self,
        ctx: &StageContext,
        work: impl FnOnce(&Section<'_>) -> T,
    ) -> Result<(T, Working<'_>)> {
        let ground = &*self.ground;
        let asked = Asked { who: self.regeneration.account_id, now: self.now };
        let mut working = Working::new(ground, asked, ctx.lexicon);
        let (run, content, pinned) = (working.run(), working.content.clone(), working.pinned.clone());
        let parts = parts_of(&content, &self.regeneration.place)?;
        let compiled = compile(&run, &ground.analysis, ctx.lexicon);
        let material = Material::new(&run, &ground.analysis, &compiled, ctx.lexicon);
        let (base, _) = working.facts().ok_or_else(|| Error::not_found("profile"))?;
        let section =
            Section { content: &content, parts: &parts, base, material: &material, pinned: &pinned };
        let done = work(&section);
        Ok((done, working))
    }
}

/// What is taken.
struct Chosen {
    content: DocumentContent,
    method: Method,
    notes: Vec<Note>,
    /// The claim, where it is one.
    claim: Option<String>,
}

/// Of what the rules and a model wrote that which does more of what was asked; of equals the
/// model's.
fn choose(section: &Section<'_>, wishes: &[Wish], model: Option<(Draft, Rewrites)>) -> Chosen {
    let claim = match section.parts {
        [part] if part.claims.len() == 1 => part.claims.first().cloned(),
        _ => None,
    };
    let rules = section.by_rules(wishes);
    let is_change = |written: &Written| section.with(&written.lists) != *section.content;
    let Some((draft, rewrites)) = model else {
        let content = section.with(&rules.lists);
        return Chosen { content, method: Method::Rules, notes: rules.unmet, claim };
    };
    let (lists, refused) = draft.settled(&rewrites, wishes, section);
    let old = section.lists();
    // A section that says nothing any more is no section written anew, whatever was asked.
    let is_emptied = telling(&lists) == 0 && telling(&old) > 0;
    let lists = if is_emptied { old } else { lists };
    let written = Written { unmet: unmet(section, wishes, &lists), lists };
    let is_worse = !is_change(&written) || rules.unmet.len() < written.unmet.len();
    let (written, method) = match is_worse && is_change(&rules) {
        true => (rules, Method::Rules),
        false => (written, Method::Model),
    };
    let mut notes = written.unmet;
    if is_emptied && method == Method::Model {
        notes.retain(|note| note.code != NOTHING_DONE);
        notes.push(note(
            "nothing_left",
            "A model would have left nothing there, so all of it stands as it did. Ask again, in other words.",
        ));
    }
    if refused > 0 {
        let message = format!(
            "{refused} of the lines a model wrote are not in it, because no fact of the profile carries them."
        );
        notes.push(note("lines_stopped", &message));
    }
    if method == Method::Rules {
        notes.push(note(
            RULES_KEPT,
            "The section is as the rules wrote it: what a model wrote did less of what was asked.",
        ));
    }
    Chosen { content: section.with(&written.lists), method, notes, claim }
}

/// Of the wishes those that can be measured and are not met.
fn unmet(section: &Section<'_>, wishes: &[Wish], lists: &[Vec<Claim>]) -> Vec<Note> {
    let old = section.lists();
    let lexicon = section.material.lexicon;
    let about = |topics: &[String], lists: &[Vec<Claim>], is_near: bool| {
        let topics = Topic::all(topics, lexicon);
        let is_it =
            |text: &str| {
                topics.iter().any(|topic| {
                    if is_near { topic.is_near(text, lexicon) } else { topic.is_in(text, lexicon) }
                })
            };
        lists.iter().flatten().filter(|claim| is_it(&claim.text)).count()
    };
    let tell = |wish: &Wish| match wish {
        Wish::Shorter if words(lists) >= words(&old) => {
            Some(note("not_shorter", "What could be kept is no shorter than before."))
        }
        Wish::Longer if words(lists) <= words(&old) => {
            Some(note("not_longer", "What the facts carry is no longer than before."))
        }
        Wish::Less(topics) => {
            let (was, is) = (about(topics, &old, false), about(topics, lists, false));
            (is > 0 && is >= was)
                .then(|| note("still_said", "What was to be left out is still told; it may be pinned."))
        }
        Wish::More(topics) if about(topics, lists, true) == 0 => Some(note(
            "no_fact",
            "No line that speaks of it is carried by a fact. Add it to the profile where it is true.",
        )),
        _ => None,
    };
    let mut notes: Vec<Note> = wishes.iter().filter_map(tell).collect();
    if count(lists) > 0 && section.with(lists) == *section.content && notes.is_empty() {
        notes.push(note(NOTHING_DONE, "No words that do what was asked are carried by the facts."));
    }
    notes
}

fn words(lists: &[Vec<Claim>]) -> usize {
    lists.iter().flatten().map(|claim| claim.text.split_whitespace().count()).sum()
}

fn is_too_long(quality: &serde_json::Value) -> Result<bool> {
    let length = read_report(quality)?.length;
    Ok(length.pages > length.pages_asked)
}

fn usage(used: &ModelUse) -> Usage {
    let (tokens_in, tokens_out) = used.tokens();
    let small = |tokens: u64| u32::try_from(tokens).unwrap_or(u32::MAX);
    Usage {
        tokens_in: small(tokens_in),
        tokens_out: small(tokens_out),
        charged_tokens: used.charged_tokens(),
        cost_micros: used.cost_micros(),
    }
}
