//! `checkClaims`: is what was written elsewhere supported by a profile? Part of the documents of
//! the GraphQL face.

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject, SimpleObject};
use futures_util::future::BoxFuture;

use super::Verdict;
use super::content::Finding;
use crate::documents::claims::{self, AskedClaim, AskedPlace};
use crate::error::ErrorKind;
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::Refusal;
use crate::graphql::profiles::facts::{Fact, fact_id};

/// The root fields about claims written elsewhere.
#[derive(Default)]
pub struct ClaimsQuery;

#[Object]
impl ClaimsQuery {
    /// Holds sentences or items written elsewhere against one of the viewer's profiles, and says
    /// of each whether the facts it rests on support it, in the order sent. Nothing is kept. Null
    /// when there is no such profile, or no such job where one is named; `INVALID_INPUT` with the
    /// places for more than 50 claims, a text of more than 8 KiB or none, or more than 50 facts
    /// cited.
    #[graphql(guard = "SignedIn")]
    async fn check_claims(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The profile whose facts they are to rest on.")] profile_id: ID,
        #[graphql(desc = "The claims, at most 50.")] claims: Vec<ClaimInput>,
        #[graphql(desc = "The job they are written for: its terms are no facts about the person.")]
        job_id: Option<ID>,
    ) -> Result<Option<Vec<CheckedClaim>>> {
        let Some(profile_id) = GlobalId::read_as(NodeKind::Profile, &profile_id) else { return Ok(None) };
        let job_id = match job_id {
            None => None,
            Some(id) => match GlobalId::read_as(NodeKind::Job, &id) {
                None => return Ok(None),
                found => found,
            },
        };
        let who = ctx.viewer()?.account_id;
        let ids: Vec<Option<ID>> = claims.iter().map(|claim| claim.id.clone()).collect();
        let asked = claims.into_iter().map(AskedClaim::from).collect();
        let checked: BoxFuture<'_, _> =
            Box::pin(ctx.app()?.claim_checks.check(who, profile_id, job_id, asked));
        match checked.await {
            Ok(checked) => {
                let each = ids.into_iter().zip(checked);
                Ok(Some(each.map(|(id, claim)| CheckedClaim::new(id, claim)).collect()))
            }
            Err(error) => {
                Refusal::of(error, &[ErrorKind::NotFound])?;
                Ok(None)
            }
        }
    }
}

/// A sentence or item to check.
#[derive(InputObject)]
pub struct ClaimInput {
    /// A name of the client's own, which comes back with the answer.
    id: Option<ID>,
    /// The words: one sentence or item. What is longer than 1,000 bytes is stopped unread.
    text: String,
    /// Where they would stand.
    slot: ClaimSlotInput,
    /// Ids of the facts of the profile they rest on, at most 50; an entry stands for its own
    /// fields, never for the lines under it. When left out, the facts that carry the words best
    /// are looked for.
    cites: Option<Vec<ID>>,
}

/// Where a claim would stand.
#[derive(OneofObject)]
pub enum ClaimSlotInput {
    /// Under an item of the profile, such as a position; a line's id means its entry. Only facts
    /// of that entry may be told there.
    Entry(ID),
    /// In a part of a document that may tell any fact.
    Part(DocumentPart),
}

/// A part of a document that may tell any fact of the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum DocumentPart {
    /// The summary of a résumé.
    Summary,
    /// The body of a letter. Sentences that say nothing of the person need no fact there.
    Letter,
}

/// What the fact check says of a sentence or item written elsewhere.
#[derive(SimpleObject)]
pub struct CheckedClaim {
    /// The name it was sent with.
    id: Option<ID>,
    /// The words.
    text: String,
    /// The worst of its findings.
    verdict: Verdict,
    /// What was found, in the order of the checks.
    findings: Vec<Finding>,
    /// The facts that were looked at as they are now, those it rests on first.
    facts: Vec<Fact>,
}

impl CheckedClaim {
    fn new(id: Option<ID>, checked: claims::CheckedClaim) -> Self {
        let claims::CheckedClaim { claim, facts } = checked;
        Self {
            id,
            verdict: claim.verdict.into(),
            findings: claim.findings.iter().map(Finding::from).collect(),
            text: claim.text,
            facts: facts.into_iter().map(Fact).collect(),
        }
    }
}

impl From<ClaimInput> for AskedClaim {
    fn from(input: ClaimInput) -> Self {
        Self {
            text: input.text,
            place: match input.slot {
                ClaimSlotInput::Entry(id) => AskedPlace::Entry(fact_id(&id)),
                ClaimSlotInput::Part(DocumentPart::Summary) => AskedPlace::Summary,
                ClaimSlotInput::Part(DocumentPart::Letter) => AskedPlace::Letter,
            },
            cites: input.cites.map(|cites| cites.iter().map(fact_id).collect()),
        }
    }
}
