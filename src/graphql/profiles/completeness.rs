//! How complete a profile is. Part of the GraphQL face.

use async_graphql::SimpleObject;

use crate::profiles::completeness;

/// How complete a profile is.
#[derive(SimpleObject)]
pub struct Completeness {
    /// 0 to 100. Only stated and confirmed facts count.
    score: u8,
    /// What would raise it, the largest gain first.
    next_steps: Vec<NextStep>,
}

/// Something to add to a profile.
#[derive(SimpleObject)]
pub struct NextStep {
    /// A stable word to switch on, such as `summary`.
    code: &'static str,
    /// What to add, for a person.
    what: &'static str,
    /// Why it helps, for a person.
    why: &'static str,
    /// Points the score would gain.
    gain: u8,
}

impl From<completeness::Completeness> for Completeness {
    fn from(found: completeness::Completeness) -> Self {
        let step = |step: completeness::NextStep| NextStep {
            code: step.code,
            what: step.what,
            why: step.why,
            gain: step.gain,
        };
        Self { score: found.score, next_steps: found.next_steps.into_iter().map(step).collect() }
    }
}
