//! The five stages in a row: all at once from memory, or step by step for a runner that
//! saves each result before the next stage begins.
//!
//! The stages are pure in what they read, so a run that was interrupted and goes on at the
//! first stage without a result ends with the same documents as one that was not.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::asking::Purses;
use super::document_generator::{self, DocumentGenerator};
use super::job_analyzer::JobAnalyzer;
use super::model::{
    Analyzed, CompiledProfile, Drafts, GenerationInput, ModelUse, Note, RenderedFile, Reviewed, StageName,
};
use super::pdf_exporter::{self, PdfExporter};
use super::profile_compiler::{self, ProfileCompiler};
use super::quality_validator::{self, QualityValidator};
use super::stage::{Progress, Stage, StageContext};
use crate::error::{Error, Result};
use crate::jobs::model::{JobAnalysis, Method};

/// The results that stand, by stage. Serialises as an object keyed by the stages' names.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Checkpoints {
    results: BTreeMap<StageName, Value>,
}

impl Checkpoints {
    /// The first stage without a result; none when all five have one.
    pub fn next(&self) -> Option<StageName> {
        StageName::ALL.into_iter().find(|stage| !self.results.contains_key(stage))
    }

    /// The result of a stage, where it stands.
    pub fn find(&self, stage: StageName) -> Option<&Value> {
        self.results.get(&stage)
    }

    /// Keeps the result of a stage.
    pub fn save(&mut self, stage: StageName, result: Value) {
        self.results.insert(stage, result);
    }

    /// Reads the result of an earlier stage.
    ///
    /// # Errors
    /// `Internal` when it is missing or was written by a version that spoke differently.
    pub fn get<T: DeserializeOwned>(&self, stage: StageName) -> Result<T> {
        let unreadable =
            || format!("The saved result of stage {} cannot be read; run it again.", stage.slug());
        let value = self.results.get(&stage).ok_or_else(|| Error::internal(unreadable(), "missing"))?;
        T::deserialize(value).map_err(|cause| Error::internal(unreadable(), cause))
    }
}

/// What one stage made.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which stage.
    pub stage: StageName,
    /// Its result, to be saved.
    pub result: Value,
    /// The bytes of the files it made, in the order of the result; empty but for the last stage.
    pub files: Vec<Vec<u8>>,
    /// Wall time it took.
    pub elapsed: Duration,
    /// How it was made.
    pub method: Method,
    /// What models had a part in it.
    pub model_use: ModelUse,
}

/// Everything a finished run has to show.
#[derive(Debug, Clone)]
pub struct Finished {
    /// Stage 1.
    pub analysis: JobAnalysis,
    /// Stage 2.
    pub compiled: CompiledProfile,
    /// Stage 4: the documents as they are printed.
    pub reviewed: Reviewed,
    /// Stage 5: each file with what a machine reads in it, in the order of the documents.
    pub files: Vec<(RenderedFile, Vec<u8>)>,
    /// Wall time of each stage, in order.
    pub timings: Vec<(StageName, Duration)>,
    /// What models had a part in, stage by stage.
    pub model_use: Vec<ModelUse>,
}

impl Finished {
    /// How long models were waited for, all attempts together, in milliseconds.
    pub fn model_ms(&self) -> f64 {
        self.model_use.iter().flat_map(|used| &used.attempts).map(|attempt| attempt.elapsed_ms).sum()
    }
}

/// Runs all five stages from memory.
///
/// # Errors
/// Those of [`check_input`], then of the stages.
pub async fn run(input: &GenerationInput, ctx: &StageContext) -> Result<Finished> {
    super::options::check_input(input)?;
    let input = Arc::new(input.clone());
    let mut timings = Vec::new();
    let ctx = &StageContext { purses: Purses::new(&input.options.kinds, []), ..ctx.clone() };
    let Analyzed { analysis, model_use, notes } =
        timed(&JobAnalyzer, ctx, Arc::clone(&input), &mut timings).await?;
    let analysis = Arc::new(analysis);
    let profile = profile_compiler::Input { run: Arc::clone(&input), analysis: Arc::clone(&analysis) };
    let compiled = Arc::new(timed(&ProfileCompiler, ctx, profile, &mut timings).await?);
    let chosen = document_generator::Input {
        run: Arc::clone(&input),
        analysis: Arc::clone(&analysis),
        compiled: Arc::clone(&compiled),
    };
    let mut drafts = timed(&DocumentGenerator, ctx, chosen, &mut timings).await?;
    note_all(&mut drafts, &notes);
    let mut used = vec![model_use, drafts.model_use.clone()];
    let drafted = quality_validator::Input {
        run: Arc::clone(&input),
        analysis: Arc::clone(&analysis),
        compiled: Arc::clone(&compiled),
        drafts: Arc::new(drafts),
    };
    let reviewed = Arc::new(timed(&QualityValidator, ctx, drafted, &mut timings).await?);
    used.push(reviewed.model_use.clone());
    let approved = pdf_exporter::Input { run: Arc::clone(&input), reviewed: Arc::clone(&reviewed) };
    let rendered = timed(&PdfExporter, ctx, approved, &mut timings).await?;
    Ok(Finished {
        analysis: unshared(analysis),
        compiled: unshared(compiled),
        reviewed: unshared(reviewed),
        files: rendered.files.files.into_iter().zip(rendered.bytes).collect(),
        timings,
        model_use: used,
    })
}

/// Runs one stage on the saved results of those before it.
///
/// The caller stores `files`, saves `result` under `stage` and only then asks for the next.
///
/// # Errors
/// Those of the stage; `Internal` when an earlier result is missing or unreadable.
pub async fn run_stage(
    stage: StageName,
    input: &Arc<GenerationInput>,
    checkpoints: &Checkpoints,
    ctx: &StageContext,
) -> Result<Step> {
    let run = Arc::clone(input);
    let mut timings = Vec::new();
    let mut files = Vec::new();
    let used: Vec<ModelUse> = StageName::ALL
        .into_iter()
        .filter_map(|stage| Said::deserialize(checkpoints.find(stage)?).ok())
        .map(|said| said.model_use)
        .collect();
    let ctx = &StageContext { purses: Purses::new(&input.options.kinds, &used), ..ctx.clone() };
    let analysis = || checkpoints.get::<JobAnalysis>(StageName::JobAnalyzer).map(Arc::new);
    let result = match stage {
        StageName::JobAnalyzer => to_value(&timed(&JobAnalyzer, ctx, run, &mut timings).await?)?,
        StageName::ProfileCompiler => {
            let input = profile_compiler::Input { run, analysis: analysis()? };
            to_value(&timed(&ProfileCompiler, ctx, input, &mut timings).await?)?
        }
        StageName::DocumentGenerator => {
            let compiled = Arc::new(checkpoints.get::<CompiledProfile>(StageName::ProfileCompiler)?);
            let input = document_generator::Input { run, analysis: analysis()?, compiled };
            let mut drafts = timed(&DocumentGenerator, ctx, input, &mut timings).await?;
            note_all(&mut drafts, &checkpoints.get::<Analyzed>(StageName::JobAnalyzer)?.notes);
            to_value(&drafts)?
        }
        StageName::QualityValidator => {
            let compiled = Arc::new(checkpoints.get::<CompiledProfile>(StageName::ProfileCompiler)?);
            let drafts = Arc::new(checkpoints.get::<Drafts>(StageName::DocumentGenerator)?);
            let input = quality_validator::Input { run, analysis: analysis()?, compiled, drafts };
            to_value(&timed(&QualityValidator, ctx, input, &mut timings).await?)?
        }
        StageName::PdfExporter => {
            let reviewed = Arc::new(checkpoints.get::<Reviewed>(StageName::QualityValidator)?);
            let rendered =
                timed(&PdfExporter, ctx, pdf_exporter::Input { run, reviewed }, &mut timings).await?;
            files = rendered.bytes;
            to_value(&rendered.files)?
        }
    };
    let elapsed = timings.first().map_or(Duration::ZERO, |(_, elapsed)| *elapsed);
    // What says nothing of it was made by rules.
    let said: Said = Said::deserialize(&result).unwrap_or_default();
    let Said { method, model_use } = said;
    Ok(Step { stage, result, files, elapsed, method, model_use })
}

/// Tells with each document what a person should know of the posting's reading.
fn note_all(drafts: &mut Drafts, notes: &[Note]) {
    for draft in &mut drafts.documents {
        let later = std::mem::take(&mut draft.notes);
        draft.notes = notes.iter().cloned().chain(later).collect();
    }
}

/// What a result says of how it was made.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Said {
    method: Method,
    model_use: ModelUse,
}

/// Runs a stage, telling when it begins and ends.
async fn timed<S: Stage>(
    stage: &S,
    ctx: &StageContext,
    input: S::Input,
    timings: &mut Vec<(StageName, Duration)>,
) -> Result<S::Output> {
    ctx.progress.tell(Progress::StageStarted { stage: S::NAME });
    let begin = Instant::now();
    let output = stage.run(ctx, input).await?;
    let elapsed = begin.elapsed();
    ctx.progress.tell(Progress::StageFinished { stage: S::NAME, elapsed_ms: elapsed.as_secs_f64() * 1000.0 });
    timings.push((S::NAME, elapsed));
    Ok(output)
}

fn to_value<T: Serialize>(result: &T) -> Result<Value> {
    serde_json::to_value(result)
        .map_err(|cause| Error::internal("A stage's result cannot be saved; report it.", cause))
}

/// The value itself: the stages that shared it are done.
fn unshared<T: Clone>(shared: Arc<T>) -> T {
    Arc::try_unwrap(shared).unwrap_or_else(|shared| (*shared).clone())
}
