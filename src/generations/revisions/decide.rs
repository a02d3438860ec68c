//! Whether a change of a claim may be made, and the version it makes. Pure but for new ids: what
//! the document rests on in, the next version or a refusal out.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::model::{ChangeKind, ClaimChange, Edit, RevisionStatus, read_report, write_report};
use crate::documents::changes::{AcceptedClaim, DocumentChange, FilesFailure, FilesStatus, VersionOrigin};
use crate::documents::model::{BlockKind, DocumentContent};
use crate::documents::record::{Document, DocumentFile, DocumentVersion};
use crate::documents::statements::support::speaks_of_the_reader;
use crate::documents::templates;
use crate::error::{Error, ErrorKind, Result, Violation};
use crate::factcheck::FactBase;
use crate::factcheck::model::{Claim, ClaimOrigin, Finding, Slot, Verdict};
use crate::factcheck::written::{cite, judge, slot_of};
use crate::generations::model::GenerationInput;
use crate::generations::profile_compiler;
use crate::generations::quality_validator::remeasure::Changed;
use crate::generations::quality_validator::repair::verbatim;
use crate::ids;
use crate::jobs::model::JobAnalysis;
use crate::language::lexicon::Lexicon;
use crate::profiles::edit;
use crate::profiles::facts::list_facts;
use crate::profiles::model::{Fact, FactId, Item, Line, ProfileContent};
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

/// Who changes what, and when.
pub struct Asked<'a> {
    /// The change, tidied.
    pub change: &'a ClaimChange,
    /// The account that asks for it.
    pub who: Uuid,
    /// When.
    pub now: DateTime<Utc>,
}

/// What is to be done.
#[derive(Debug)]
pub enum Decision {
    /// Nothing: the document is as asked.
    Unchanged,
    /// Nothing, for this reason.
    Refused(RevisionStatus, Vec<Finding>),
    /// A new version is to be kept.
    Next(Box<Next>),
}

/// The version a change makes.
#[derive(Debug)]
pub struct Next {
    /// The version.
    pub version: DocumentVersion,
    /// Its files, where what is printed is the same.
    pub files: Vec<DocumentFile>,
    /// The fact to be stated with it.
    pub stated: Option<StatedFact>,
}

/// A fact a person states of themselves, and the entry of the profile it stands under.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedFact {
    /// The entry.
    pub entry: FactId,
    /// The fact.
    pub line: Item<Line>,
}

/// Decides on a change.
///
/// # Errors
/// `NotFound` when the document has no such claim; `Invalid` with the place for a fact that is to
/// stand under no entry, or one that holds no lines; `Internal` for a stored report or template
/// that cannot be read.
pub fn decide(ground: &Ground, asked: &Asked<'_>, lexicon: &'static Lexicon) -> Result<Decision> {
    let claims = ground.version.content.claims();
    let claim = claims.into_iter().find(|claim| claim.id == asked.change.claim_id);
    let claim = claim.ok_or_else(|| Error::not_found("claim"))?;
    let decider = Decider { ground, asked, today: asked.now.date_naive(), lexicon };
    match &asked.change.kind {
        ChangeKind::Accept => decider.accept(claim),
        ChangeKind::Remove => decider.remove(claim),
        ChangeKind::Restore => decider.restore(claim),
        ChangeKind::Edit(edit) => decider.edit(claim, edit),
    }
}

struct Decider<'a> {
    ground: &'a Ground,
    asked: &'a Asked<'a>,
    today: NaiveDate,
    lexicon: &'static Lexicon,
}

impl<'a> Decider<'a> {
    fn accept(&self, claim: &Claim) -> Result<Decision> {
        let version = &self.ground.version;
        if version.acceptance(&claim.id).is_some() {
            return Ok(Decision::Unchanged);
        }
        let mut accepted = version.accepted.clone();
        accepted.push(self.acceptance(claim));
        let mut report = read_report(&version.quality)?;
        report.notes = Changed {
            content: &version.content,
            before: &version.content,
            report: &report,
            accepted: ids_of(&accepted),
        }
        .notes();
        let mut next = DocumentVersion {
            version: version.version + 1,
            quality: write_report(&report)?,
            origin: self.origin(DocumentChange::ClaimAccepted),
            accepted,
            created_at: self.asked.now,
            ..version.clone()
        };
        if version.files_failure.as_ref().is_some_and(FilesFailure::may_pass) {
            next.files_status = FilesStatus::Pending;
            next.files_failure = None;
        }
        let files = self.ground.files.iter().map(|file| DocumentFile {
            id: ids::new_id(),
            version: next.version,
            ..file.clone()
        });
        Ok(Decision::Next(Box::new(Next { files: files.collect(), version: next, stated: None })))
    }

    fn remove(&self, claim: &Claim) -> Result<Decision> {
        let content = without(&self.ground.version.content, &claim.id);
        let profile = self.ground.profile.as_ref().map_or(&self.ground.run.profile, |now| &now.content);
        self.next(DocumentChange::ClaimRemoved, content, profile, None, None)
    }

    fn restore(&self, claim: &Claim) -> Result<Decision> {
        let Some(profile) = &self.ground.profile else { return Ok(profile_gone()) };
        let base = self.base(&profile.content);
        let mut cites = claim.cites.clone();
        cites.retain(|citation| base.find(&citation.fact).is_some());
        let current = cites.into_iter().map(|citation| cite(citation.fact, &base)).collect();
        let current = Claim { cites: current, slot: current_slot(claim, &base), ..claim.clone() };
        let Some(restored) = verbatim(&current, &profile.content, &base) else {
            return Ok(Decision::Refused(RevisionStatus::NoOwnWords, Vec::new()));
        };
        if says_the_same(&restored, claim) {
            return Ok(Decision::Unchanged);
        }
        let content = with(&self.ground.version.content, restored);
        self.next(DocumentChange::ClaimRestored, content, &profile.content, Some(&base), None)
    }

    fn edit(&self, claim: &Claim, edit: &Edit) -> Result<Decision> {
        let Some(profile) = &self.ground.profile else { return Ok(profile_gone()) };
        let base = self.base(&profile.content);
        let mut edited = reworded(claim, edit, &base);
        if says_the_same(&edited, claim) {
            return Ok(Decision::Unchanged);
        }
        judge(&mut edited, &base);
        if may_stand(&edited, edit) {
            let content = with(&self.ground.version.content, edited);
            return self.next(DocumentChange::ClaimEdited, content, &profile.content, Some(&base), None);
        }
        if !edit.states_fact {
            return Ok(refused(edited));
        }
        self.state(edited, edit, &profile.content)
    }

    /// Makes the words of a claim a fact of the profile, which it then rests on.
    fn state(&self, mut claim: Claim, edit: &Edit, profile: &ProfileContent) -> Result<Decision> {
        let own = match &claim.slot {
            Slot::Entry(entry) => Some(entry),
            Slot::Summary | Slot::Letter => None,
        };
        let entry = edit.fact_entry.as_ref().or(own).cloned().ok_or_else(|| {
            let message = "Name the entry of the profile the fact belongs to: a position, project, volunteering, \
                           education, skill group or section.";
            at_fact_entry("required", message)
        })?;
        let line = Item::stated(FactId::new(ids::new_id().to_string()), Line { text: claim.text.clone() });
        let mut content = profile.clone();
        edit::add_line(&mut content, &entry, &line).map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                let message =
                    "The profile has no such entry that holds lines. Name another, or add it first.";
                at_fact_entry("not_found", message)
            }
            _ => error,
        })?;
        let base = self.base(&content);
        claim.cites = vec![cite(line.id.clone(), &base)];
        judge(&mut claim, &base);
        if !may_stand(&claim, edit) {
            return Ok(refused(claim));
        }
        let document = with(&self.ground.version.content, claim);
        let stated = Some(StatedFact { entry, line });
        self.next(DocumentChange::ClaimStated, document, &content, None, stated)
    }

    /// The version that holds `content`, unless the document as a whole is stopped. `profile` is
    /// the profile as it will be, `base` the facts of the profile as it is, where they were read.
    fn next(
        &self,
        change: DocumentChange,
        content: DocumentContent,
        profile: &ProfileContent,
        base: Option<&FactBase<'_>>,
        stated: Option<StatedFact>,
    ) -> Result<Decision> {
        let Ground { document, version, run, analysis, .. } = self.ground;
        let template = templates::find(&document.template).ok_or_else(|| {
            Error::internal("The template of a document is not known.", document.template.clone())
        })?;
        let accepted = self.accepted(&content);
        let run_now = run.with_profile(profile.clone());
        let supported = profile_compiler::compile(&run_now, analysis, self.lexicon).supported;
        let before = read_report(&version.quality)?;
        let changed = Changed {
            content: &content,
            before: &version.content,
            report: &before,
            accepted: ids_of(&accepted),
        };
        let is_same =
            self.ground.profile.as_ref().map(|now| now.version) == Some(self.ground.run_profile_version);
        let measure =
            |base: &FactBase<'_>| changed.remeasure(template, analysis, &supported, base, self.lexicon);
        let (report, stops) = match base.filter(|_| is_same) {
            Some(base) => measure(base),
            None => measure(&self.base(&run.profile)),
        };
        if !stops.is_empty() {
            return Ok(Decision::Refused(RevisionStatus::Blocked, stops));
        }
        let next = DocumentVersion {
            document_id: document.id,
            version: version.version + 1,
            quality: write_report(&report)?,
            facts: facts_of(&content, &version.facts, &list_facts(profile)),
            content,
            origin: self.origin(change),
            accepted,
            files_status: FilesStatus::Pending,
            files_failure: None,
            created_at: self.asked.now,
        };
        Ok(Decision::Next(Box::new(Next { version: next, files: Vec::new(), stated })))
    }

    /// What is accepted once a claim was changed: whoever overrules a doubt has looked at it.
    fn accepted(&self, content: &DocumentContent) -> Vec<AcceptedClaim> {
        let changed = &self.asked.change.claim_id;
        let mut accepted = self.ground.version.accepted.clone();
        accepted.retain(|accepted| accepted.claim != *changed);
        let overruled = content.claims().find(|claim| claim.id == *changed && claim.verdict == Verdict::Warn);
        accepted.extend(overruled.map(|claim| self.acceptance(claim)));
        accepted
    }

    fn acceptance(&self, claim: &Claim) -> AcceptedClaim {
        AcceptedClaim { claim: claim.id.clone(), by: self.asked.who, at: self.asked.now }
    }

    fn origin(&self, change: DocumentChange) -> VersionOrigin {
        VersionOrigin {
            change,
            changed_by: Some(self.asked.who),
            claim_id: Some(self.asked.change.claim_id.clone()),
            reason: self.asked.change.reason.clone(),
        }
    }

    fn base(&self, profile: &ProfileContent) -> FactBase<'a> {
        FactBase::new(profile, &self.ground.run.posting, self.today, self.lexicon)
    }
}

/// The claim with the person's words. Places of the posting it quotes go on backing a sentence
/// that speaks of the employer, and none that speaks of the person.
fn reworded(claim: &Claim, edit: &Edit, base: &FactBase<'_>) -> Claim {
    let kept = claim.cites.iter().map(|citation| &citation.fact);
    let facts: Vec<FactId> = match &edit.cites {
        Some(given) => given.clone(),
        None => kept.cloned().collect(),
    };
    let quotes = if speaks_of_the_reader(&edit.text) { claim.quotes.clone() } else { Vec::new() };
    Claim {
        text: edit.text.clone(),
        slot: current_slot(claim, base),
        cites: facts.into_iter().map(|fact| cite(fact, base)).collect(),
        quotes,
        origin: ClaimOrigin::Owner,
        ..claim.clone()
    }
}

/// The slot as the profile has it now: lines of an own section stand under their section.
fn current_slot(claim: &Claim, base: &FactBase<'_>) -> Slot {
    match &claim.slot {
        Slot::Entry(entry) => slot_of(entry, base).unwrap_or_else(|| claim.slot.clone()),
        other => other.clone(),
    }
}

fn says_the_same(one: &Claim, other: &Claim) -> bool {
    one.text == other.text && one.cites == other.cites
}

fn may_stand(claim: &Claim, edit: &Edit) -> bool {
    match claim.verdict {
        Verdict::Pass => true,
        Verdict::Warn => edit.overrules_warnings,
        Verdict::Block => false,
    }
}

fn refused(claim: Claim) -> Decision {
    let status = match claim.verdict {
        Verdict::Block => RevisionStatus::Blocked,
        Verdict::Warn | Verdict::Pass => RevisionStatus::Warned,
    };
    Decision::Refused(status, claim.findings)
}

fn profile_gone() -> Decision {
    Decision::Refused(RevisionStatus::ProfileGone, Vec::new())
}

fn at_fact_entry(code: &str, message: &str) -> Error {
    let place = Violation::new("factEntryId", code, message);
    Error::violations("The document was not changed; see the fields.", vec![place])
}

fn ids_of(accepted: &[AcceptedClaim]) -> Vec<&str> {
    accepted.iter().map(|accepted| accepted.claim.as_str()).collect()
}

/// The document with the claim in the place of the one of its id.
fn with(content: &DocumentContent, claim: Claim) -> DocumentContent {
    let mut changed = content.clone();
    let place = changed.claims_mut().find(|place| place.id == claim.id);
    if let Some(place) = place {
        *place = claim;
    }
    changed
}

/// The document without a claim, and without what its going leaves empty.
fn without(content: &DocumentContent, claim_id: &str) -> DocumentContent {
    let mut kept = content.clone();
    for block in &mut kept.blocks {
        let is_skills = block.kind == BlockKind::Skills;
        block.entries.retain_mut(|entry| {
            let had = entry.claims.len();
            entry.claims.retain(|claim| claim.id != claim_id);
            // The name of a group of skills says nothing once its skills are gone.
            let is_bare_group = is_skills && had > 0;
            !entry.claims.is_empty() || (entry.header.is_some() && !is_bare_group)
        });
    }
    kept.blocks.retain(|block| !block.entries.is_empty());
    kept
}

/// The facts the document cites, each in the version that is cited: those kept with it before,
/// and those of the profile.
fn facts_of(content: &DocumentContent, kept: &[Fact], now: &[Fact]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for citation in content.claims().flat_map(|claim| &claim.cites) {
        let is_it = |fact: &&Fact| fact.id == citation.fact && fact.version == citation.version;
        if facts.iter().any(|fact| is_it(&fact)) {
            continue;
        }
        facts.extend(kept.iter().find(is_it).or_else(|| now.iter().find(is_it)).cloned());
    }
    facts
}
