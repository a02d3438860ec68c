//! `compareVersions`: what two versions of a document differ in. Part of the documents of the
//! GraphQL face.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use super::content::{BlockKind, Claim, DocumentVersion, EntryHeader};
use crate::documents::comparison::{self, compare};
use crate::documents::record;
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::jobs::TextSpan;
use crate::language::span::Span;

/// The root fields about versions of documents.
#[derive(Default)]
pub struct VersionsQuery;

#[Object]
impl VersionsQuery {
    /// What two versions of one of the viewer's documents differ in. Null when there is no such
    /// document or version. For scores before and after, ask for `quality` of both.
    #[graphql(guard = "SignedIn")]
    async fn compare_versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document.")] document_id: ID,
        #[graphql(desc = "The earlier version.")] from: u32,
        #[graphql(desc = "The later version.")] to: u32,
    ) -> Result<Option<VersionComparison>> {
        let Some(id) = GlobalId::read_as(NodeKind::Document, &document_id) else { return Ok(None) };
        let who = ctx.viewer()?.account_id;
        let found = ctx.app()?.documents.find_versions(who, id, &[from, to]).await?;
        let of = |version: u32| found.iter().find(|one| one.version == version).cloned();
        Ok(of(from).zip(of(to)).map(|(before, after)| VersionComparison::of(before, after)))
    }
}

/// What two versions of a document differ in.
#[derive(SimpleObject)]
pub struct VersionComparison {
    /// The earlier version.
    before: DocumentVersion,
    /// The later version.
    after: DocumentVersion,
    /// Claims that differ, in the order of the later version; those that went stand at the end.
    claims: Vec<ClaimDifference>,
    /// Headers of entries that differ.
    headers: Vec<HeaderDifference>,
    /// Sections that came, went or moved.
    sections: Vec<SectionDifference>,
    /// Whether who it is from is told otherwise.
    identity_changed: bool,
}

/// In what way something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "comparison::Difference")]
pub enum Difference {
    /// It is there in the later version alone.
    Added,
    /// It is there in the earlier version alone.
    Removed,
    /// It is another now; it may have moved, too.
    Changed,
    /// It is the same in another place.
    Moved,
}

/// A claim that differs.
#[derive(SimpleObject)]
pub struct ClaimDifference {
    /// In what way.
    difference: Difference,
    /// The claim before; null for one that came.
    before: Option<Claim>,
    /// The claim after; null for one that went.
    after: Option<Claim>,
    /// The words of the earlier text that went; empty where only the facts differ.
    words_before: Vec<TextSpan>,
    /// The words of the later text that came.
    words_after: Vec<TextSpan>,
    /// Whether it stands in another place among its neighbours.
    moved: bool,
}

/// The header of an entry that differs.
#[derive(SimpleObject)]
pub struct HeaderDifference {
    /// In what way.
    difference: Difference,
    /// The header before; null for one that came.
    before: Option<EntryHeader>,
    /// The header after; null for one that went.
    after: Option<EntryHeader>,
}

/// A section that came, went or moved.
#[derive(SimpleObject)]
pub struct SectionDifference {
    /// In what way; never `CHANGED`.
    difference: Difference,
    /// What it holds.
    kind: BlockKind,
    /// Its heading as printed.
    heading: String,
    /// Its place before, from 0.
    before: Option<u32>,
    /// Its place after, from 0.
    after: Option<u32>,
}

impl VersionComparison {
    fn of(before: record::DocumentVersion, after: record::DocumentVersion) -> Self {
        let comparison = compare(&before.content, &after.content);
        let claim = |one: comparison::ClaimDifference| {
            let spans = |claim: &Option<crate::factcheck::model::Claim>, spans: &[Span]| -> Vec<TextSpan> {
                let text = claim.as_ref().map(|claim| claim.text.as_str()).unwrap_or_default();
                spans.iter().map(|span| TextSpan::of(text, *span)).collect()
            };
            ClaimDifference {
                difference: one.difference.into(),
                words_before: spans(&one.before, &one.words_before),
                words_after: spans(&one.after, &one.words_after),
                before: one.before.map(|claim| Claim::read(&claim, &before)),
                after: one.after.map(|claim| Claim::read(&claim, &after)),
                moved: one.is_moved,
            }
        };
        let header = |one: comparison::HeaderDifference| HeaderDifference {
            difference: one.difference.into(),
            before: one.before.as_ref().map(EntryHeader::from),
            after: one.after.as_ref().map(EntryHeader::from),
        };
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let section = |one: comparison::SectionDifference| SectionDifference {
            difference: one.difference.into(),
            kind: one.kind.into(),
            heading: one.heading,
            before: one.before.map(place),
            after: one.after.map(place),
        };
        Self {
            claims: comparison.claims.into_iter().map(claim).collect(),
            headers: comparison.headers.into_iter().map(header).collect(),
            sections: comparison.sections.into_iter().map(section).collect(),
            identity_changed: comparison.is_identity_changed,
            before: DocumentVersion(before),
            after: DocumentVersion(after),
        }
    }
}
