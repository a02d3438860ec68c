//! What each operation makes of a document: the state that a change goes through, step by step.
//! Pure but for new ids; whether the whole may be kept is decided in [`decide`](super::decide).

use chrono::NaiveDate;

use super::decide::{Asked, Ground, StatedFact};
use super::model::{Edit, Operation, Outcome, RevisionStatus, Spot};
use super::places::{move_claim, move_entry, move_section, place_of, replace, take_out, wrong};
use crate::documents::changes::AcceptedClaim;
use crate::documents::claims::AskedPlace;
use crate::documents::model::DocumentContent;
use crate::documents::statements::support::speaks_of_the_reader;
use crate::error::{Error, ErrorKind, Result};
use crate::factcheck::FactBase;
use crate::factcheck::model::{Claim, ClaimOrigin, Slot, Verdict};
use crate::factcheck::written::{cite, judge, slot_of};
use crate::generations::model::GenerationInput;
use crate::generations::quality_validator::repair::verbatim;
use crate::ids;
use crate::language::lexicon::Lexicon;
use crate::profiles::edit;
use crate::profiles::model::{FactId, Item, Line, ProfileContent};

/// A document on its way from one version to the next.
pub struct Working<'a> {
    /// What it rests on.
    pub ground: &'a Ground,
    /// Who changes it, and when.
    pub asked: Asked,
    /// What it says.
    pub content: DocumentContent,
    /// The claims a person has accepted.
    pub accepted: Vec<AcceptedClaim>,
    /// The facts that stay.
    pub pinned: Vec<FactId>,
    /// The facts to be stated with it.
    pub stated: Vec<StatedFact>,
    /// Whether lines are left out until the pages hold it.
    pub is_fitted: bool,
    lexicon: &'static Lexicon,
    /// The profile as it will be; none once it is gone.
    profile: Option<ProfileContent>,
    /// The facts of that profile, read when they are first needed.
    base: Option<FactBase<'a>>,
}

/// Where a claim goes.
pub(super) enum Target {
    /// To the place of the one of its id.
    Own,
    /// To the place of a section, an entry and a claim.
    At(usize, usize, usize),
}

impl<'a> Working<'a> {
    /// The document as it stands.
    pub fn new(ground: &'a Ground, asked: Asked, lexicon: &'static Lexicon) -> Self {
        let version = &ground.version;
        Self {
            ground,
            asked,
            content: version.content.clone(),
            accepted: version.accepted.clone(),
            pinned: version.pinned.clone(),
            stated: Vec::new(),
            is_fitted: false,
            lexicon,
            profile: ground.profile.as_ref().map(|profile| profile.content.clone()),
            base: None,
        }
    }

    /// The profile as it will be, or as the run was given it where it is gone.
    pub fn profile(&self) -> &ProfileContent {
        self.profile.as_ref().unwrap_or(&self.ground.run.profile)
    }

    /// The facts of the profile as it is, where they were read and none is stated.
    pub fn base_as_it_is(&self) -> Option<&FactBase<'a>> {
        self.base.as_ref().filter(|_| self.stated.is_empty())
    }

    /// Makes an operation. One that is refused changes nothing.
    ///
    /// # Errors
    /// `NotFound` for a claim the document does not have; `Invalid` with the place below `at` for
    /// what cannot be done; `Conflict` and the like never.
    pub fn apply(&mut self, operation: &Operation, at: &str) -> Result<Outcome> {
        let before = self.pinned_and_printed();
        let outcome = self.make(operation, at)?;
        let after = self.pinned_and_printed();
        if before.iter().any(|fact| !after.contains(fact)) && !matches!(operation, Operation::Unpin(_)) {
            let message = "A fact that is pinned would not be printed any more. Unpin it first.";
            return Err(wrong(at, "", "pinned", message));
        }
        Ok(outcome)
    }

    fn make(&mut self, operation: &Operation, at: &str) -> Result<Outcome> {
        if let Some(claim) = operation.claim() {
            self.claim(claim)?;
        }
        match operation {
            Operation::Accept(claim) => {
                self.accept(claim);
                Ok(done(Some(self.claim(claim)?)))
            }
            Operation::Remove(claim) => {
                take_out(&mut self.content, claim);
                self.forget(claim);
                Ok(done(None))
            }
            Operation::Restore(claim) => self.restore(claim),
            Operation::Edit(claim, edit) => self.edit(claim, edit, at),
            Operation::Add(spot, edit) => self.add(spot, edit, at),
            Operation::RestoreFact(fact) => self.restore_fact(fact, at),
            Operation::Pin(fact) => {
                if !self.content.printed_facts().contains(fact) {
                    let message = "The document does not print that fact. Restore it first.";
                    return Err(wrong(at, "", "not_printed", message));
                }
                if !self.pinned.contains(fact) {
                    self.pinned.push(fact.clone());
                }
                Ok(done(None))
            }
            Operation::Unpin(fact) => {
                self.pinned.retain(|pinned| pinned != fact);
                Ok(done(None))
            }
            Operation::MoveClaim(claim, to) => {
                move_claim(&mut self.content, claim, *to, at)?;
                Ok(done(Some(self.claim(claim)?)))
            }
            Operation::MoveEntry(entry, to) => {
                move_entry(&mut self.content, entry, *to, at)?;
                Ok(done(None))
            }
            Operation::MoveSection(name, to) => {
                move_section(&mut self.content, name, *to, at)?;
                Ok(done(None))
            }
            Operation::Fit(is_wanted) => {
                self.is_fitted = *is_wanted;
                Ok(done(None))
            }
        }
    }

    fn restore(&mut self, claim_id: &str) -> Result<Outcome> {
        let claim = self.claim(claim_id)?.clone();
        let Some((base, profile)) = self.facts() else { return Ok(profile_gone(Some(claim_id))) };
        let mut cites = claim.cites.clone();
        cites.retain(|citation| base.find(&citation.fact).is_some());
        let current = cites.into_iter().map(|citation| cite(citation.fact, base)).collect();
        let current = Claim { cites: current, slot: current_slot(&claim, base), ..claim.clone() };
        let Some(restored) = verbatim(&current, profile, base) else {
            return Ok(refused(RevisionStatus::NoOwnWords, Some(claim_id)));
        };
        if says_the_same(&restored, &claim) {
            return Ok(done(Some(&claim)));
        }
        Ok(self.put(restored, Target::Own))
    }

    fn edit(&mut self, claim_id: &str, edit: &Edit, at: &str) -> Result<Outcome> {
        let claim = self.claim(claim_id)?.clone();
        let Some((base, _)) = self.facts() else { return Ok(profile_gone(Some(claim_id))) };
        let edited = reworded(&claim, edit, base);
        if says_the_same(&edited, &claim) {
            return Ok(done(Some(&claim)));
        }
        self.settle(edited, edit, Target::Own, at)
    }

    fn add(&mut self, spot: &Spot, edit: &Edit, at: &str) -> Result<Outcome> {
        let behind = match spot {
            Spot::Behind(claim) => {
                let message = "The document has no such claim to stand behind.";
                let place =
                    place_of(&self.content, claim).ok_or_else(|| wrong(at, "place", "not_found", message))?;
                Some((place, self.claim(claim)?.clone()))
            }
            Spot::In(_) => None,
        };
        let Some((base, _)) = self.facts() else { return Ok(profile_gone(None)) };
        let slot = match (spot, &behind) {
            (_, Some((_, claim))) => current_slot(claim, base),
            (Spot::In(AskedPlace::Summary), _) => Slot::Summary,
            (Spot::In(AskedPlace::Letter), _) => Slot::Letter,
            (Spot::In(AskedPlace::Entry(entry)), _) => {
                let slot = slot_of(entry, base);
                slot.ok_or_else(|| wrong(at, "place", "not_found", "The profile has no such entry."))?
            }
            (Spot::Behind(_), None) => return Err(Error::not_found("claim")),
        };
        let claim = Claim {
            id: new_claim_id(),
            text: edit.text.clone(),
            cites: edit.cites.iter().flatten().cloned().map(|fact| cite(fact, base)).collect(),
            slot,
            quotes: Vec::new(),
            origin: ClaimOrigin::Owner,
            verdict: Verdict::Pass,
            findings: Vec::new(),
        };
        let was = self.content.clone();
        let target = match behind {
            Some(((section, entry, before), _)) => Target::At(section, entry, before + 1),
            None => self.end_of(&claim.slot, at)?,
        };
        let outcome = self.settle(claim, edit, target, at)?;
        if outcome.status != RevisionStatus::Saved {
            // The place made for it goes with it.
            self.content = was;
        }
        Ok(outcome)
    }

    /// Puts the words in their place if they may stand there, states them as a fact where the
    /// person says so, and else refuses them.
    fn settle(&mut self, mut claim: Claim, edit: &Edit, target: Target, at: &str) -> Result<Outcome> {
        let Some((base, _)) = self.facts() else { return Ok(profile_gone(Some(&claim.id))) };
        judge(&mut claim, base);
        if may_stand(claim.verdict, edit.overrules_warnings) {
            return Ok(self.put(claim, target));
        }
        if !edit.states_fact {
            return Ok(not_standing(claim));
        }
        self.state(claim, edit, target, at)
    }

    /// Makes the words of a claim a fact of the profile, which it then rests on.
    fn state(&mut self, mut claim: Claim, edit: &Edit, target: Target, at: &str) -> Result<Outcome> {
        let own = match &claim.slot {
            Slot::Entry(entry) => Some(entry),
            Slot::Summary | Slot::Letter => None,
        };
        let entry = edit.fact_entry.as_ref().or(own).cloned().ok_or_else(|| {
            let message = "Name the entry of the profile the fact belongs to: a position, project, volunteering, \
                           education, skill group or section.";
            wrong(at, "factEntryId", "required", message)
        })?;
        let line = Item::stated(FactId::new(ids::new_id().to_string()), Line { text: claim.text.clone() });
        let mut profile = self.profile().clone();
        edit::add_line(&mut profile, &entry, &line).map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                let message =
                    "The profile has no such entry that holds lines. Name another, or add it first.";
                wrong(at, "factEntryId", "not_found", message)
            }
            _ => error,
        })?;
        let base = self.read(&profile);
        claim.cites = vec![cite(line.id.clone(), &base)];
        judge(&mut claim, &base);
        if !may_stand(claim.verdict, edit.overrules_warnings) {
            return Ok(not_standing(claim));
        }
        self.stated.push(StatedFact { entry, line });
        self.profile = Some(profile);
        self.base = Some(base);
        Ok(self.put(claim, target))
    }

    /// Puts a claim in its place. Whoever overrules a doubt has looked at it.
    pub(super) fn put(&mut self, claim: Claim, target: Target) -> Outcome {
        let outcome = done(Some(&claim));
        self.forget(&claim.id);
        let is_doubted = claim.verdict == Verdict::Warn;
        let id = claim.id.clone();
        match target {
            Target::Own => replace(&mut self.content, claim),
            Target::At(block, entry, at) => {
                self.content.blocks[block].entries[entry].claims.insert(at, claim)
            }
        }
        if is_doubted {
            self.accept(&id);
        }
        outcome
    }

    /// Notes that the person wants a claim as it stands.
    pub fn accept(&mut self, claim: &str) {
        if self.accepted.iter().all(|accepted| accepted.claim != claim) {
            let (by, at) = (self.asked.who, self.asked.now);
            self.accepted.push(AcceptedClaim { claim: claim.to_owned(), by, at });
        }
    }

    /// Takes what the document says from elsewhere. Claims that are others now are accepted no more.
    pub fn take(&mut self, content: DocumentContent) {
        let was = std::mem::replace(&mut self.content, content);
        let is_other =
            |claim: &Claim| !was.claims().any(|was| was.id == claim.id && says_the_same(was, claim));
        let others: Vec<String> =
            self.content.claims().filter(|claim| is_other(claim)).map(|claim| claim.id.clone()).collect();
        others.iter().for_each(|claim| self.forget(claim));
    }

    /// Forgets that a claim was accepted, for it is another now.
    fn forget(&mut self, claim: &str) {
        self.accepted.retain(|accepted| accepted.claim != claim);
    }

    fn claim(&self, id: &str) -> Result<&Claim> {
        self.content.claims().find(|claim| claim.id == id).ok_or_else(|| Error::not_found("claim"))
    }

    /// The facts of the profile as it will be, and that profile; none once it is gone.
    pub fn facts(&mut self) -> Option<(&FactBase<'a>, &ProfileContent)> {
        let base = match self.base.take() {
            Some(base) => base,
            None => self.read(self.profile.as_ref()?),
        };
        let profile = self.profile.as_ref()?;
        Some((self.base.insert(base), profile))
    }

    /// What a run would be given today: the profile as it will be, and what is pinned.
    pub fn run(&self) -> GenerationInput {
        let mut run = self.ground.run.with_profile(self.profile().clone());
        run.options.pinned.extend(self.pinned.iter().cloned());
        run.today = self.today();
        run
    }

    /// The facts of a profile, read.
    pub fn read(&self, profile: &ProfileContent) -> FactBase<'a> {
        FactBase::new(profile, &self.ground.run.posting, self.today(), self.lexicon)
    }

    fn today(&self) -> NaiveDate {
        self.asked.now.date_naive()
    }

    fn pinned_and_printed(&self) -> Vec<FactId> {
        if self.pinned.is_empty() {
            return Vec::new();
        }
        let printed = self.content.printed_facts();
        self.pinned.iter().filter(|fact| printed.contains(fact)).cloned().collect()
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
pub fn current_slot(claim: &Claim, base: &FactBase<'_>) -> Slot {
    match &claim.slot {
        Slot::Entry(entry) => slot_of(entry, base).unwrap_or_else(|| claim.slot.clone()),
        other => other.clone(),
    }
}

fn says_the_same(one: &Claim, other: &Claim) -> bool {
    one.text == other.text && one.cites == other.cites
}

/// Whether words of that verdict may stand.
pub fn may_stand(verdict: Verdict, overrules_warnings: bool) -> bool {
    match verdict {
        Verdict::Pass => true,
        Verdict::Warn => overrules_warnings,
        Verdict::Block => false,
    }
}

/// The refusal of words that may not stand.
pub fn not_standing(claim: Claim) -> Outcome {
    let status = match claim.verdict {
        Verdict::Block => RevisionStatus::Blocked,
        Verdict::Warn | Verdict::Pass => RevisionStatus::Warned,
    };
    stopped(claim, status)
}

/// The refusal of a claim for a reason.
pub(super) fn stopped(claim: Claim, status: RevisionStatus) -> Outcome {
    Outcome { status, claim: Some(claim.id), findings: claim.findings }
}

/// What came of an operation that nothing stands against.
pub(super) fn done(claim: Option<&Claim>) -> Outcome {
    Outcome {
        status: RevisionStatus::Saved,
        claim: claim.map(|claim| claim.id.clone()),
        findings: claim.map(|claim| claim.findings.clone()).unwrap_or_default(),
    }
}

/// A refusal without findings.
pub(super) fn refused(status: RevisionStatus, claim: Option<&str>) -> Outcome {
    Outcome { status, claim: claim.map(str::to_owned), findings: Vec::new() }
}

/// The refusal of what needs a profile that is gone.
pub fn profile_gone(claim: Option<&str>) -> Outcome {
    refused(RevisionStatus::ProfileGone, claim)
}

/// An id for a claim that no earlier version of the document has.
pub fn new_claim_id() -> String {
    format!("c{}", ids::new_id().simple())
}
