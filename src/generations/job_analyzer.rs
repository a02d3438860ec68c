//! Stage 1: posting → analysis, by the rules of the jobs room. Where a model works it is asked how
//! much statements matter whose words allow of two readings, and of nothing else: it sees these
//! statements alone and corrects, each time with a quotation that shows it. Who does not answer,
//! or shows nothing, leaves the rules' reading as it is.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::asking::{About, Asked, ListQuestion, ask};
use super::model::{Analyzed, GenerationInput, StageName};
use super::stage::{Stage, StageContext};
use crate::ai::cache::CacheScope;
use crate::ai::call::{Deltas, Schema};
use crate::ai::prompts::schema_of;
use crate::ai::setup::Ai;
use crate::ai::structured::Structured;
use crate::error::Result;
use crate::jobs::analysis::{self, Correction, Doubtful};
use crate::jobs::model::Priority;
use crate::language::span::Span;

/// The prompt.
const PROMPT: &str = "correct_priorities";
/// Tokens a correction takes at most, with its quotation and the JSON around it.
const CORRECTION_TOKENS: u32 = 60;

const ABOUT: About = About {
    document: None,
    attempt_tokens: 1_500,
    task: "reading the posting",
    else_stands: "The posting was read by the rules alone.",
};

/// Reads what a posting asks for.
pub struct JobAnalyzer;

impl Stage for JobAnalyzer {
    type Input = Arc<GenerationInput>;
    type Output = Analyzed;
    const NAME: StageName = StageName::JobAnalyzer;

    async fn run(&self, ctx: &StageContext, input: Self::Input) -> Result<Analyzed> {
        let read = Arc::clone(&input);
        let is_asked = ctx.ai.is_some();
        let (analysis, doubtful) = ctx
            .compute(move |ctx| {
                let doubtful =
                    if is_asked { analysis::doubtful(&read.posting, ctx.lexicon) } else { Vec::new() };
                Ok((analysis::analyze(&read.posting, ctx.lexicon), doubtful))
            })
            .await?;
        let mut analyzed = Analyzed { analysis, ..Analyzed::default() };
        match &ctx.ai {
            Some(ai) if !doubtful.is_empty() => correct(&mut analyzed, doubtful, input, ctx, ai).await?,
            _ => {}
        }
        Ok(analyzed)
    }
}

/// Asks about the doubtful statements and reads the posting anew where a correction holds.
async fn correct(
    analyzed: &mut Analyzed,
    doubtful: Vec<Doubtful>,
    input: Arc<GenerationInput>,
    ctx: &StageContext,
    ai: &Ai,
) -> Result<()> {
    let statements: Vec<(Statement, Span)> = doubtful.into_iter().zip(1..).map(Statement::of).collect();
    let spans: HashMap<String, Span> =
        statements.iter().map(|(statement, span)| (statement.id.clone(), *span)).collect();
    let question = ListQuestion {
        prompts: &ai.prompts,
        prompt: PROMPT,
        pieces: statements.into_iter().map(|(statement, _)| (statement, 1.0)).collect(),
        piece_tokens: CORRECTION_TOKENS,
        is_streamed: false,
        variables: &|statements: &[&Statement]| json!({ "statements": statements }),
        cache: CacheScope::Analysis { is_public: input.posting.is_shared },
        value: PhantomData::<fn() -> Corrected>,
    };
    let Asked { value, model_use, note, .. } =
        ask(&ai.router, &ctx.purses, ABOUT, &question, &Deltas::silent()).await;
    analyzed.model_use = model_use;
    analyzed.notes.extend(note);
    let Some(Corrected { corrections }) = value else { return Ok(()) };
    let known = corrections.into_iter().filter_map(|corrected| {
        let span = *spans.get(&corrected.id)?;
        Some(Correction { span, priority: corrected.priority, quote: corrected.quote })
    });
    let corrections: Vec<Correction> = known.collect();
    let corrected =
        ctx.compute(move |ctx| Ok(analysis::corrected(&input.posting, ctx.lexicon, &corrections))).await?;
    if let Some(corrected) = corrected {
        analyzed.analysis = corrected;
    }
    Ok(())
}

/// A statement that may be read otherwise.
#[derive(Debug, Serialize)]
struct Statement {
    id: String,
    text: String,
    read_as: Priority,
    possible: Vec<Priority>,
}

impl Statement {
    fn of((doubtful, number): (Doubtful, usize)) -> (Self, Span) {
        let Doubtful { span, words, priority, others } = doubtful;
        (Self { id: format!("s{number}"), text: words, read_as: priority, possible: others }, span)
    }
}

/// What is asked for.
#[derive(Debug, Deserialize)]
struct Corrected {
    corrections: Vec<CorrectedStatement>,
}

#[derive(Debug, Deserialize)]
struct CorrectedStatement {
    id: String,
    priority: Priority,
    quote: String,
}

impl Structured for Corrected {
    fn schema() -> Schema {
        schema_of(PROMPT)
    }
}
