//! Stage 1: posting → analysis, by the rules of the jobs room.

use std::sync::Arc;

use super::model::{GenerationInput, StageName};
use super::stage::{Stage, StageContext};
use crate::error::Result;
use crate::jobs::analysis;
use crate::jobs::model::JobAnalysis;

/// Reads what a posting asks for.
pub struct JobAnalyzer;

impl Stage for JobAnalyzer {
    type Input = Arc<GenerationInput>;
    type Output = JobAnalysis;
    const NAME: StageName = StageName::JobAnalyzer;

    async fn run(&self, ctx: &StageContext, input: Self::Input) -> Result<JobAnalysis> {
        ctx.compute(move |ctx| Ok(analysis::analyze(&input.posting, ctx.lexicon))).await
    }
}
