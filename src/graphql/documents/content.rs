//! What a document says: sections, entries, claims and the facts they rest on. Part of the
//! documents of the GraphQL face.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use super::{File, QualityReport, Verdict};
use crate::documents::{changes, model, record};
use crate::factcheck::model as factcheck;
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::generations::Look;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::profiles::facts::{Fact, item_id};
use crate::graphql::scalars::{DateTime, PartialDate};

/// One version of a document.
pub struct DocumentVersion(pub record::DocumentVersion);

/// One version of a document: what it said then.
#[Object]
impl DocumentVersion {
    /// Which version, from 1.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// How it looked beyond the document's template.
    async fn look(&self) -> Look {
        Look::from(&self.0.content.look)
    }

    /// The sections in print order.
    async fn blocks(&self) -> Vec<Block> {
        blocks(&self.0)
    }

    /// How it came to be.
    async fn change(&self) -> DocumentChange {
        self.0.origin.change.into()
    }

    /// The id of the claim that was changed, where it was one.
    async fn claim_id(&self) -> Option<ID> {
        self.0.origin.claim_id.as_deref().map(ID::from)
    }

    /// The global id of the account that made the change; null for the version a generation made.
    async fn changed_by(&self) -> Option<ID> {
        self.0.origin.changed_by.map(|id| GlobalId::new(NodeKind::Account, id).into())
    }

    /// Why, in the words of whoever made the change.
    async fn reason(&self) -> Option<&str> {
        self.0.origin.reason.as_deref()
    }

    /// The version whose words it has again, where the change is `REVERTED`.
    async fn reverted_to(&self) -> Option<u32> {
        self.0.origin.reverted_to
    }

    /// How good it was, and why.
    async fn quality(&self, ctx: &Context<'_>) -> Result<QualityReport> {
        let files = ctx.loaders()?.all_files.load_one(self.0.document_id).await?.unwrap_or_default();
        let own: Vec<_> = files.into_iter().filter(|file| file.version == self.0.version).collect();
        QualityReport::read(&self.0, &own)
    }

    /// Ids of the facts of the profile that were pinned.
    async fn pinned_fact_ids(&self) -> Vec<ID> {
        self.0.pinned.iter().map(|fact| fact.as_str().into()).collect()
    }

    /// Its files; they stay when later versions come.
    async fn files(&self, ctx: &Context<'_>) -> Result<Vec<File>> {
        let files = ctx.loaders()?.all_files.load_one(self.0.document_id).await?.unwrap_or_default();
        Ok(files.into_iter().filter(|file| file.version == self.0.version).map(File).collect())
    }

    /// Whether its files are there.
    async fn files_status(&self) -> FilesStatus {
        self.0.files_status.into()
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

/// What was done to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "changes::DocumentChange")]
pub enum DocumentChange {
    /// A generation made it.
    Generated,
    /// A claim was accepted as it stands.
    ClaimAccepted,
    /// A claim was taken out.
    ClaimRemoved,
    /// A claim gave way to the own words of a fact it cites.
    ClaimRestored,
    /// A claim was put in other words.
    ClaimEdited,
    /// A claim was put in words that became a fact of the profile.
    ClaimStated,
    /// A claim was written anew.
    ClaimAdded,
    /// A fact that was not printed is.
    FactRestored,
    /// A fact was made to stay.
    FactPinned,
    /// A fact need not stay any more.
    FactUnpinned,
    /// A claim was moved within its entry.
    ClaimMoved,
    /// An entry was moved within its section.
    EntryMoved,
    /// A section was moved.
    SectionMoved,
    /// The least worthy lines were left out so that it fits its pages.
    Fitted,
    /// Several of these were done at once.
    Edited,
    /// It has the words of an earlier version again; see `revertedTo`.
    Reverted,
    /// It was copied from another document.
    Duplicated,
    /// A section was written anew with `regenerateSection`; `reason` is the instruction.
    SectionRegenerated,
}

/// Whether the files of a version are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "changes::FilesStatus")]
pub enum FilesStatus {
    /// They are about to be printed.
    Pending,
    /// They are printed and read back.
    Ready,
    /// They could not be printed; `filesFailure` of the document says why.
    Failed,
    /// A later version came before they were printed, so there are none.
    Superseded,
}

/// Why the files of a version could not be printed.
#[derive(SimpleObject)]
pub struct FilesFailure {
    /// A stable word to switch on: `does_not_fit`, `invalid` or `internal`.
    code: String,
    /// What happened and what to do, for a person.
    message: String,
}

impl From<changes::FilesFailure> for FilesFailure {
    fn from(failure: changes::FilesFailure) -> Self {
        Self { code: failure.code, message: failure.message }
    }
}

/// A section of a document.
#[derive(SimpleObject)]
pub struct Block {
    /// What it holds.
    kind: BlockKind,
    /// The heading as printed; empty for a letter's body.
    heading: String,
    /// Its entries in print order.
    entries: Vec<Entry>,
}

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::BlockKind")]
pub enum BlockKind {
    /// Summary sentences.
    Summary,
    /// Skills in groups.
    Skills,
    /// Positions.
    Experience,
    /// Projects.
    Projects,
    /// Degrees.
    Education,
    /// Certificates.
    Certificates,
    /// Languages.
    Languages,
    /// Publications.
    Publications,
    /// Awards.
    Awards,
    /// Volunteering.
    Volunteering,
    /// A section of the person's own.
    Custom,
    /// The paragraphs of a letter.
    Body,
}

/// One entry of a section: a position with its bullets, a group of skills, a paragraph.
#[derive(SimpleObject)]
pub struct Entry {
    /// The fields copied from the fact it shows; null for a summary or a paragraph.
    header: Option<EntryHeader>,
    /// Its bullets, skills or sentences, in print order.
    claims: Vec<Claim>,
}

/// The fields of an entry, copied by id from its fact; empty ones are not printed.
#[derive(SimpleObject)]
pub struct EntryHeader {
    /// The id of the fact within its profile.
    fact_id: ID,
    /// Job title, degree, name of the project, certificate, language or skill group.
    title: String,
    /// Employer, school, issuer, publisher.
    organisation: String,
    /// Place.
    location: String,
    /// When it began.
    start: Option<PartialDate>,
    /// When it ended, or the single date of a certificate; null when it goes on.
    end: Option<PartialDate>,
    /// Grade, level or fluency.
    detail: String,
    /// Address of its page.
    url: String,
}

/// One sentence or item, and what it rests on.
#[derive(SimpleObject)]
pub struct Claim {
    /// Stable within its document.
    id: ID,
    /// The words as printed.
    text: String,
    /// The facts it rests on, as they stood when it was checked; empty only for connective prose
    /// of a letter.
    facts: Vec<Fact>,
    /// What the fact check says: the worst of its findings.
    verdict: Verdict,
    /// What was found, in the order of the checks.
    findings: Vec<Finding>,
    /// Who wrote its words.
    origin: ClaimOrigin,
    /// When a person accepted it as it stands; null if nobody has.
    accepted_at: Option<DateTime>,
}

/// Who wrote a claim's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "factcheck::ClaimOrigin")]
pub enum ClaimOrigin {
    /// The fact's own words.
    Verbatim,
    /// Joined from true facts by a rule.
    Rule,
    /// Rewritten by a model.
    Model,
    /// Written by the person.
    Owner,
}

/// One thing the fact check found.
#[derive(SimpleObject)]
pub struct Finding {
    /// Which check.
    check: FactCheck,
    /// A stable word to switch on.
    code: String,
    /// How bad; never `PASS`.
    severity: Verdict,
    /// First byte of the words it is about, in the claim's text.
    start: u32,
    /// One past their last byte.
    end: u32,
    /// The ids of the facts that were looked at.
    fact_ids: Vec<ID>,
    /// What is wrong, for a person.
    message: String,
    /// What would mend it.
    suggestion: Option<String>,
}

/// The checks, in the order they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "factcheck::Check")]
pub enum FactCheck {
    /// What is copied by id is equal to its fact.
    Structure,
    /// Every claim cites publishable facts of this profile.
    Citation,
    /// Facts are told under the entry they belong to.
    Attribution,
    /// Numbers, amounts and dates stand in the facts.
    Literals,
    /// Names stand in the facts.
    Names,
    /// Involvement and adoption are not raised.
    Scope,
    /// Nothing happens before it could.
    Time,
    /// Nothing of the posting is said of the person without a fact.
    Contamination,
    /// The remaining words are backed.
    Support,
    /// The document as a whole.
    Document,
}

/// The sections of a version.
pub fn blocks(version: &record::DocumentVersion) -> Vec<Block> {
    let entry = |entry: &model::Entry| Entry {
        header: entry.header.as_ref().map(EntryHeader::from),
        claims: entry.claims.iter().map(|claim| Claim::read(claim, version)).collect(),
    };
    let block = |block: &model::Block| Block {
        kind: block.kind.into(),
        heading: block.heading.clone(),
        entries: block.entries.iter().map(entry).collect(),
    };
    version.content.blocks.iter().map(block).collect()
}

impl From<&model::EntryHeader> for EntryHeader {
    fn from(header: &model::EntryHeader) -> Self {
        Self {
            fact_id: header.fact.as_str().into(),
            title: header.title.clone(),
            organisation: header.organisation.clone(),
            location: header.location.clone(),
            start: header.period.start.map(PartialDate),
            end: header.period.end.map(PartialDate),
            detail: header.detail.clone(),
            url: header.url.clone(),
        }
    }
}

impl Claim {
    /// A claim with what its version knows of it.
    pub fn read(claim: &factcheck::Claim, version: &record::DocumentVersion) -> Self {
        let cited = claim.cites.iter().filter_map(|cite| version.cited(cite));
        Self {
            id: claim.id.as_str().into(),
            text: claim.text.clone(),
            facts: cited.cloned().map(Fact).collect(),
            verdict: claim.verdict.into(),
            findings: claim.findings.iter().map(Finding::from).collect(),
            origin: claim.origin.into(),
            accepted_at: version.acceptance(&claim.id).map(|accepted| accepted.at.into()),
        }
    }
}

impl From<&factcheck::Finding> for Finding {
    fn from(finding: &factcheck::Finding) -> Self {
        let int = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self {
            check: finding.check.into(),
            code: finding.code.clone(),
            severity: finding.severity.into(),
            start: int(finding.span.start),
            end: int(finding.span.end),
            fact_ids: finding.facts.iter().map(item_id).collect(),
            message: finding.message.clone(),
            suggestion: finding.mend.clone(),
        }
    }
}
