//! Stage 3: chosen facts → drafts. By rules: true facts are selected, ordered and lightly
//! joined; every claim cites the facts it rests on. Where a model works it may then put lines in
//! better words, which have to pass the fact check.

pub mod drop_order;
pub mod headers;
pub mod improve;
mod letter;
pub(super) mod live;
pub mod material;
mod phrases;
mod resume;
mod sections;
mod skills;
mod summary;
mod wishes;

pub use letter::MIN_WORDS as LETTER_MIN_WORDS;

use std::sync::Arc;

use super::model::{CompiledProfile, Drafts, GenerationInput, Note, PROFILE_INSTRUCTIONS, StageName};
use super::stage::{Stage, StageContext};
use crate::documents::model::DocumentKind;
use crate::error::Result;
use crate::jobs::model::JobAnalysis;
use crate::language::lexicon::Lexicon;
use material::Material;

/// How much of a sentence that was set aside is quoted to the person, in characters.
const MAX_QUOTED_CHARS: usize = 80;

/// Writes the documents asked for.
pub struct DocumentGenerator;

/// What stage 3 reads.
pub struct Input {
    /// What the run was asked.
    pub run: Arc<GenerationInput>,
    /// What the posting asks for.
    pub analysis: Arc<JobAnalysis>,
    /// The profile seen through it.
    pub compiled: Arc<CompiledProfile>,
}

impl Stage for DocumentGenerator {
    type Input = Input;
    type Output = Drafts;
    const NAME: StageName = StageName::DocumentGenerator;

    async fn run(&self, ctx: &StageContext, input: Input) -> Result<Drafts> {
        let input = Arc::new(input);
        let drafted = Arc::clone(&input);
        let drafts = ctx
            .compute(move |ctx| Ok(draft(&drafted.run, &drafted.analysis, &drafted.compiled, ctx.lexicon)))
            .await?;
        match &ctx.ai {
            Some(ai) => Ok(improve::improve(drafts, &input, ctx, ai).await),
            None => Ok(drafts),
        }
    }
}

/// Writes one draft a kind asked for.
pub fn draft(
    run: &GenerationInput,
    analysis: &JobAnalysis,
    compiled: &CompiledProfile,
    lexicon: &Lexicon,
) -> Drafts {
    let material = Material::new(run, analysis, compiled, lexicon);
    let documents = run
        .options
        .kinds
        .iter()
        .map(|kind| {
            let mut draft = match kind {
                DocumentKind::Resume => resume::write(&material),
                DocumentKind::CoverLetter => letter::write(&material),
            };
            draft.notes.extend(wishes::unmet(*kind, &material));
            draft.notes.extend(set_aside(run));
            draft
        })
        .collect();
    Drafts { documents, ..Drafts::default() }
}

/// Tells the person which sentences of the profile were not read.
fn set_aside(run: &GenerationInput) -> Option<Note> {
    let first = run.set_aside.first()?;
    let quoted: String = first.chars().take(MAX_QUOTED_CHARS).collect();
    let message = format!(
        "{} of the profile's sentences speak to a machine instead of telling about you and were not read; \
         the first: \"{quoted}\". Remove or reword them if they are yours.",
        run.set_aside.len()
    );
    Some(Note { code: PROFILE_INSTRUCTIONS.to_owned(), message })
}
