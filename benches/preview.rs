//! How long an edit waits until its page is seen: deciding on the change (fact check, keywords, ATS
//! rules, pages) and the picture of the page, on one thread, without the database. Run with
//! `cargo bench --bench preview`.

use std::sync::Arc;
use std::time::Instant;

use chrono::{NaiveDate, NaiveTime};
use jobwise::clock::Clock;
use jobwise::documents::changes::{FilesStatus, VersionOrigin};
use jobwise::documents::formats::preview::PreviewFormat;
use jobwise::documents::formats::typst::Typesetter;
use jobwise::documents::record::{Document, DocumentVersion};
use jobwise::documents::service::cited_facts;
use jobwise::factcheck::model::ClaimOrigin;
use jobwise::generations::asking::Purses;
use jobwise::generations::model::{GenerationInput, GenerationOptions};
use jobwise::generations::pipeline;
use jobwise::generations::revisions::decide::{Asked, Ground};
use jobwise::generations::revisions::model::{Change, Edit, Operation, RevisionStatus};
use jobwise::generations::revisions::preview::{Wanted, preview};
use jobwise::generations::stage::{ProgressSink, StageContext};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::facts::list_facts;
use jobwise::profiles::json_resume;
use jobwise::profiles::record::Profile;
use uuid::Uuid;

const EXAMPLES: [&str; 5] =
    ["electrician", "graduate", "marketing-manager", "registered-nurse", "software-engineer"];

/// How often each line of each document is edited.
const ROUNDS: usize = 3;

#[tokio::main]
async fn main() {
    let ctx = StageContext {
        lexicon: Lexicon::built_in(),
        typesetter: Arc::new(Typesetter::new()),
        clock: Clock::System,
        progress: ProgressSink::silent(),
        ai: None,
        purses: Purses::default(),
        pdf_engine: None,
    };
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let asked = Asked { who: Uuid::nil(), now: today.and_time(NaiveTime::MIN).and_utc() };
    let mut grounds = Vec::new();
    for name in EXAMPLES {
        grounds.extend(made(name, today, asked, &ctx).await);
    }
    for (what, format) in [("SVG", PreviewFormat::Svg), ("PNG, 900 pixels wide", PreviewFormat::Png)] {
        let (mut times_ms, mut refused) = (Vec::new(), 0);
        for round in 0..ROUNDS {
            for ground in &grounds {
                for change in edits(ground) {
                    let (ground, wanted) = (ground.clone(), Wanted { page: 1, format, width_px: 900 });
                    let change = with_suffix(change, round);
                    let begun = Instant::now();
                    let shown = preview(ground, asked, &change, wanted, &ctx).expect("a preview");
                    match shown.status {
                        RevisionStatus::Saved => times_ms.push(begun.elapsed().as_secs_f64() * 1_000.0),
                        _ => refused += 1,
                    }
                }
            }
        }
        times_ms.sort_by(f64::total_cmp);
        let at = |share: f64| times_ms[((times_ms.len() - 1) as f64 * share) as usize];
        println!(
            "{what:<22} {:5} edits, {refused} refused: p50 {:6.1} ms, p90 {:6.1} ms, p99 {:6.1} ms, longest {:6.1} ms",
            times_ms.len(),
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0)
        );
    }
}

/// The documents of an example, each with what it rests on.
async fn made(name: &str, today: NaiveDate, asked: Asked, ctx: &StageContext) -> Vec<Ground> {
    let read = |path: String| std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let profile = read(format!("examples/data/profile-{name}.json"));
    let job = String::from_utf8(read(format!("examples/data/job-{name}.txt"))).expect("a text");
    let run = GenerationInput::new(
        json_resume::from_slice(&profile, &mut json_resume::path_ids()).expect("a profile"),
        posting::read(&job).expect("a posting"),
        GenerationOptions::default(),
        today,
    );
    let finished = pipeline::run(&run, ctx).await.expect("documents");
    let facts = list_facts(&run.profile);
    let ground = |draft: &jobwise::generations::model::ReviewedDraft| {
        let document = Document {
            id: Uuid::nil(),
            account_id: asked.who,
            generation_id: Some(Uuid::nil()),
            profile_id: Some(Uuid::nil()),
            job_id: None,
            kind: draft.content.kind,
            version: 1,
            template: draft.template.clone(),
            profile_title: String::new(),
            job_title: None,
            company: None,
            created_at: asked.now,
            updated_at: asked.now,
            title: None,
            archived_at: None,
        };
        let version = DocumentVersion {
            document_id: document.id,
            version: 1,
            content: draft.content.clone(),
            quality: serde_json::to_value(&draft.quality).expect("a report"),
            facts: cited_facts(&draft.content, &facts),
            origin: VersionOrigin::generated(),
            accepted: Vec::new(),
            pinned: Vec::new(),
            files_status: FilesStatus::Ready,
            files_failure: None,
            created_at: asked.now,
        };
        let profile = Profile {
            id: Uuid::nil(),
            account_id: asked.who,
            title: String::new(),
            version: 1,
            content: run.profile.clone(),
            created_at: asked.now,
            updated_at: asked.now,
        };
        Ground {
            document,
            version,
            files: Vec::new(),
            run: run.clone(),
            run_profile_version: 1,
            analysis: finished.analysis.clone(),
            profile: Some(profile),
        }
    };
    finished.reviewed.documents.iter().map(ground).collect()
}

/// An edit of each line in a fact's own words: a word is taken off its end, as if it were being
/// typed anew.
fn edits(ground: &Ground) -> Vec<Change> {
    let lines = ground.version.content.claims().filter(|claim| claim.origin == ClaimOrigin::Verbatim);
    let edit = |claim: &jobwise::factcheck::model::Claim| {
        let (text, _) = claim.text.rsplit_once(' ')?;
        Some(Operation::Edit(
            claim.id.clone(),
            Edit {
                text: text.trim_end_matches([',', ';']).to_owned(),
                cites: None,
                overrules_warnings: true,
                states_fact: true,
                fact_entry: None,
            },
        ))
    };
    let change = |operation| Change {
        document_id: ground.document.id,
        version: 1,
        operations: vec![operation],
        reason: None,
    };
    lines.filter_map(edit).map(change).collect()
}

/// The same change in words that were not set before, so that nothing is remembered of them.
fn with_suffix(mut change: Change, round: usize) -> Change {
    if let Some(Operation::Edit(_, edit)) = change.operations.first_mut() {
        edit.text.truncate(edit.text.trim_end_matches('.').len());
        edit.text.push_str(&".".repeat(round));
    }
    change
}
