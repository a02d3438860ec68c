//! Whether a document may be changed, and the version the change makes. Pure but for new ids:
//! what the document rests on in, the next version or a refusal out.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::apply::{Working, may_stand, not_standing, profile_gone};
use super::length::{fitted, measured};
use super::model::{Change, Operation, Outcome, Revert, RevisionStatus, read_report, write_report};
use super::places::take_out;
use crate::documents::changes::{DocumentChange, FilesFailure, FilesStatus, VersionOrigin};
use crate::documents::model::DocumentContent;
use crate::documents::record::{Document, DocumentFile, DocumentVersion};
use crate::documents::templates::{self, Template};
use crate::error::{Error, Result};
use crate::factcheck::FactBase;
use crate::factcheck::model::{Finding, Verdict};
use crate::factcheck::written::{cite, judge};
use crate::generations::model::{GenerationInput, QualityReport};
use crate::generations::profile_compiler;
use crate::generations::quality_validator::remeasure::Changed;
use crate::generations::quality_validator::tell_pages;
use crate::generations::stage::StageContext;
use crate::ids;
use crate::jobs::model::JobAnalysis;
use crate::profiles::facts::list_facts;
use crate::profiles::model::{Fact, FactId, Item, Line};
use crate::profiles::record::Profile;

/// What a document rests on.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The document.
    pub document: Document,
    /// Its current version.
    pub version: DocumentVersion,
    /// The files of that version.
    pub files: Vec<DocumentFile>,
    /// What the run that made it was given.
    pub run: GenerationInput,
    /// The version of the profile that was.
    pub run_profile_version: u32,
    /// How the run read the posting.
    pub analysis: JobAnalysis,
    /// The profile as it is now, read plainly; none once it is deleted.
    pub profile: Option<Profile>,
}

/// Who changes a document, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The account that asks for it.
    pub who: Uuid,
    /// When.
    pub now: DateTime<Utc>,
}

/// What is to be done, and what was found of each thing asked for.
#[derive(Debug)]
pub struct Decision {
    /// What is to be done.
    pub resolution: Resolution,
    /// What was found, in the order asked.
    pub outcomes: Vec<Outcome>,
}

/// What is to be done.
#[derive(Debug)]
pub enum Resolution {
    /// Nothing: the document is as asked.
    Unchanged,
    /// Nothing, for this reason; with what was found of the document as a whole.
    Refused(RevisionStatus, Vec<Finding>),
    /// A new version is to be kept.
    Next(Box<Next>),
}

/// The version a change makes.
#[derive(Debug, Clone)]
pub struct Next {
    /// The version.
    pub version: DocumentVersion,
    /// Its files, where what is printed is the same.
    pub files: Vec<DocumentFile>,
    /// The facts to be stated with it.
    pub stated: Vec<StatedFact>,
}

/// A fact a person states of themselves, and the entry of the profile it stands under.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedFact {
    /// The entry.
    pub entry: FactId,
    /// The fact.
    pub line: Item<Line>,
}

/// Decides on a change. Lays the document out, so it is CPU-bound.
///
/// # Errors
/// `NotFound` when the document has no such claim; `Invalid` with the place for what cannot be
/// done, such as a fact that is to stand under no entry; `Internal` for a stored report or template
/// that cannot be read.
pub fn decide(ground: &Ground, asked: Asked, change: &Change, ctx: &StageContext) -> Result<Decision> {
    let mut working = Working::new(ground, asked, ctx.lexicon);
    let mut outcomes = Vec::new();
    for (index, operation) in change.operations.iter().enumerate() {
        let at = format!("operations.{index}.{}", operation.field());
        outcomes.push(working.apply(operation, &at)?);
    }
    if let Some(status) = worst(&outcomes) {
        return Ok(Decision { resolution: Resolution::Refused(status, Vec::new()), outcomes });
    }
    let (kind, claim_id) = match change.operations.as_slice() {
        [one] => (kind_of(one, !working.stated.is_empty()), one.claim().map(str::to_owned)),
        _ => (DocumentChange::Edited, None),
    };
    let claim_id = claim_id.or_else(|| match outcomes.as_slice() {
        [one] => one.claim.clone(),
        _ => None,
    });
    let origin = VersionOrigin {
        change: kind,
        changed_by: Some(asked.who),
        claim_id,
        reverted_to: None,
        reason: change.reason.clone(),
    };
    let resolution = Decider { working, basis: &ground.version, ctx }.conclude(origin)?;
    Ok(Decision { resolution, outcomes })
}

/// Decides on giving a document the words of an earlier version again. Each of its claims is held
/// to the profile as it is now, as an edit is.
///
/// # Errors
/// As [`decide`].
pub fn decide_revert(
    ground: &Ground,
    asked: Asked,
    target: &DocumentVersion,
    revert: &Revert,
    ctx: &StageContext,
) -> Result<Decision> {
    let mut working = Working::new(ground, asked, ctx.lexicon);
    let mut content = target.content.clone();
    let Some((base, _)) = working.facts() else {
        let outcomes = vec![profile_gone(None)];
        return Ok(Decision {
            resolution: Resolution::Refused(RevisionStatus::ProfileGone, Vec::new()),
            outcomes,
        });
    };
    let (mut outcomes, mut blocked, mut overruled) = (Vec::new(), Vec::new(), Vec::new());
    for claim in content.claims_mut() {
        let was_doubted = claim.verdict == Verdict::Warn;
        let facts = claim.cites.iter().map(|citation| citation.fact.clone());
        claim.cites = facts.map(|fact| cite(fact, base)).collect();
        judge(claim, base);
        if !may_stand(claim.verdict, revert.overrules_warnings || was_doubted) {
            if claim.verdict == Verdict::Block && revert.leaves_out_blocked {
                blocked.push(claim.id.clone());
            }
            outcomes.push(not_standing(claim.clone()));
        } else if claim.verdict == Verdict::Warn && !was_doubted {
            overruled.push(claim.id.clone());
        }
    }
    blocked.iter().for_each(|claim| take_out(&mut content, claim));
    let is_left_out =
        |outcome: &&Outcome| outcome.claim.as_ref().is_some_and(|claim| blocked.contains(claim));
    let standing: Vec<Outcome> = outcomes.iter().filter(|outcome| !is_left_out(outcome)).cloned().collect();
    if let Some(status) = worst(&standing) {
        return Ok(Decision { resolution: Resolution::Refused(status, Vec::new()), outcomes });
    }
    let printed = content.printed_facts();
    working.pinned = target.pinned.iter().filter(|fact| printed.contains(fact)).cloned().collect();
    working.accepted = target.accepted.clone();
    working.content = content;
    overruled.iter().for_each(|claim| working.accept(claim));
    let origin = VersionOrigin {
        change: DocumentChange::Reverted,
        changed_by: Some(asked.who),
        claim_id: None,
        reverted_to: Some(target.version),
        reason: revert.reason.clone(),
    };
    let resolution = Decider { working, basis: target, ctx }.conclude(origin)?;
    Ok(Decision { resolution, outcomes })
}

/// Decides on a document whose claims were written elsewhere, and are judged. Lays it out, so it is
/// CPU-bound.
///
/// # Errors
/// `Internal` for a stored report or template that cannot be read.
pub fn decide_written(
    mut working: Working<'_>,
    content: DocumentContent,
    origin: VersionOrigin,
    ctx: &StageContext,
) -> Result<Resolution> {
    working.take(content);
    let basis = &working.ground.version;
    Decider { working, basis, ctx }.conclude(origin)
}

/// The worst that stands against what was asked for.
fn worst(outcomes: &[Outcome]) -> Option<RevisionStatus> {
    outcomes.iter().map(|outcome| outcome.status).max().filter(|status| *status != RevisionStatus::Saved)
}

fn kind_of(operation: &Operation, states_fact: bool) -> DocumentChange {
    match operation {
        Operation::Accept(_) => DocumentChange::ClaimAccepted,
        Operation::Remove(_) => DocumentChange::ClaimRemoved,
        Operation::Restore(_) => DocumentChange::ClaimRestored,
        Operation::Edit(..) | Operation::Add(..) if states_fact => DocumentChange::ClaimStated,
        Operation::Edit(..) => DocumentChange::ClaimEdited,
        Operation::Add(..) => DocumentChange::ClaimAdded,
        Operation::RestoreFact(_) => DocumentChange::FactRestored,
        Operation::Pin(_) => DocumentChange::FactPinned,
        Operation::Unpin(_) => DocumentChange::FactUnpinned,
        Operation::MoveClaim(..) => DocumentChange::ClaimMoved,
        Operation::MoveEntry(..) => DocumentChange::EntryMoved,
        Operation::MoveSection(..) => DocumentChange::SectionMoved,
        Operation::Fit(_) => DocumentChange::Fitted,
    }
}

/// What concludes a change: the document as it would be, and the version it was until then.
struct Decider<'a, 'c> {
    working: Working<'a>,
    /// The version whose report is gone on with.
    basis: &'c DocumentVersion,
    ctx: &'c StageContext,
}

impl Decider<'_, '_> {
    fn conclude(self, origin: VersionOrigin) -> Result<Resolution> {
        let version = &self.working.ground.version;
        let Working { content, accepted, pinned, is_fitted, .. } = &self.working;
        let is_same = *content == version.content;
        if is_same && !is_fitted && *accepted == version.accepted && *pinned == version.pinned {
            return Ok(Resolution::Unchanged);
        }
        if is_same && !is_fitted { self.noted(origin) } else { self.changed(origin) }
    }

    /// A version that says the same and knows more: its files are the same.
    fn noted(self, origin: VersionOrigin) -> Result<Resolution> {
        let Working { ground, asked, accepted, pinned, stated, .. } = self.working;
        let version = &ground.version;
        let mut report = read_report(&version.quality)?;
        let accepted_ids = accepted.iter().map(|accepted| accepted.claim.as_str()).collect();
        let notes = Changed {
            content: &version.content,
            before: &version.content,
            report: &report,
            accepted: accepted_ids,
        }
        .notes();
        report.notes = notes;
        let mut next = DocumentVersion {
            version: version.version + 1,
            quality: write_report(&report)?,
            origin,
            accepted,
            pinned,
            created_at: asked.now,
            ..version.clone()
        };
        if version.files_failure.as_ref().is_some_and(FilesFailure::may_pass) {
            next.files_status = FilesStatus::Pending;
            next.files_failure = None;
        }
        let files = ground.files.iter().map(|file| DocumentFile {
            id: ids::new_id(),
            version: next.version,
            ..file.clone()
        });
        Ok(Resolution::Next(Box::new(Next { files: files.collect(), version: next, stated })))
    }

    /// A version that says something else, unless the document as a whole is stopped.
    fn changed(mut self, origin: VersionOrigin) -> Result<Resolution> {
        let template = template_of(&self.working.ground.document)?;
        let before = read_report(&self.basis.quality)?;
        let run = self.working.run();
        let compiled = profile_compiler::compile(&run, &self.working.ground.analysis, self.ctx.lexicon);
        let mut left_out = Vec::new();
        if self.working.is_fitted {
            let analysis = &self.working.ground.analysis;
            let pages = before.length.pages_asked;
            match fitted(&self.working.content, &run, analysis, &compiled, pages, template, self.ctx)? {
                None => return Ok(Resolution::Refused(RevisionStatus::DoesNotFit, Vec::new())),
                Some((content, dropped)) => {
                    if content == self.working.ground.version.content {
                        return Ok(Resolution::Unchanged);
                    }
                    self.working.content = content;
                    left_out = dropped;
                }
            }
        }
        let Working { content, accepted, .. } = &mut self.working;
        accepted.retain(|accepted| content.claims().any(|claim| claim.id == accepted.claim));
        let working = &self.working;
        let (ground, content) = (working.ground, &working.content);
        let changed = Changed {
            content,
            before: &self.basis.content,
            report: &before,
            accepted: working.accepted.iter().map(|accepted| accepted.claim.as_str()).collect(),
        };
        let measure = |base: &FactBase<'_>| {
            changed.remeasure(template, &ground.analysis, &compiled.supported, base, self.ctx.lexicon)
        };
        let is_same = ground.profile.as_ref().map(|now| now.version) == Some(ground.run_profile_version);
        let (mut report, stops) = match working.base_as_it_is().filter(|_| is_same) {
            Some(base) => measure(base),
            None => measure(&working.read(&ground.run.profile)),
        };
        if !stops.is_empty() {
            return Ok(Resolution::Refused(RevisionStatus::Blocked, stops));
        }
        let went = |fact: &FactId| left_out.iter().any(|left| left.fact == *fact);
        report.length.left_out.retain(|left| !went(&left.fact));
        report.length.left_out.splice(0..0, left_out);
        self.measure_length(&mut report, content, &run, template)?;
        let kept = [&ground.version.facts, &self.basis.facts];
        let facts = facts_of(content, &kept, &list_facts(working.profile()));
        let Working { ground, asked, content, accepted, pinned, stated, .. } = self.working;
        let version = DocumentVersion {
            document_id: ground.document.id,
            version: ground.version.version + 1,
            quality: write_report(&report)?,
            facts,
            content,
            origin,
            accepted,
            pinned,
            files_status: FilesStatus::Pending,
            files_failure: None,
            created_at: asked.now,
        };
        Ok(Resolution::Next(Box::new(Next { version, files: Vec::new(), stated })))
    }

    /// The pages it will be printed on.
    fn measure_length(
        &self,
        report: &mut QualityReport,
        content: &DocumentContent,
        run: &GenerationInput,
        template: &Template,
    ) -> Result<()> {
        let asked = report.length.pages_asked;
        if let Some(length) = measured(content, run, asked, template, self.ctx)? {
            report.length.pages = length.pages;
            report.length.tightness = length.tightness;
            tell_pages(&mut report.notes, &report.length);
        }
        Ok(())
    }
}

/// The template a document is printed in.
///
/// # Errors
/// `Internal` for one that is not known.
pub fn template_of(document: &Document) -> Result<&'static Template> {
    templates::find(&document.template)
        .ok_or_else(|| Error::internal("The template of a document is not known.", document.template.clone()))
}

/// The facts the document cites, each in the version that is cited: those kept with it before,
/// and those of the profile.
fn facts_of(content: &DocumentContent, kept: &[&Vec<Fact>], now: &[Fact]) -> Vec<Fact> {
    let kept = || kept.iter().flat_map(|facts| facts.iter());
    let mut facts: Vec<Fact> = Vec::new();
    for citation in content.claims().flat_map(|claim| &claim.cites) {
        let is_it = |fact: &&Fact| fact.id == citation.fact && fact.version == citation.version;
        if facts.iter().any(|fact| is_it(&fact)) {
            continue;
        }
        facts.extend(kept().find(is_it).or_else(|| now.iter().find(is_it)).cloned());
    }
    facts
}
