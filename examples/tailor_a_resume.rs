//! Tailors a résumé to a posting from within a program: the five stages from memory, no server
//! and no database.
//!
//! `cargo run --example tailor_a_resume [PROFILE.json POSTING.txt [FOLDER]]` takes a JSON Resume
//! and a plain text; without them, the examples of this folder. The PDF is written to FOLDER,
//! or to a temporary one.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jobwise::clock::Clock;
use jobwise::documents::formats::typst::Typesetter;
use jobwise::documents::model::DocumentKind;
use jobwise::generations::asking::Purses;
use jobwise::generations::model::{GenerationInput, GenerationOptions};
use jobwise::generations::pipeline::{self, Finished};
use jobwise::generations::stage::{ProgressSink, StageContext};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::json_resume;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let profile = arguments.next().unwrap_or_else(|| data.join("profile-software-engineer.json"));
    let job = arguments.next().unwrap_or_else(|| data.join("job-software-engineer.txt"));
    let folder = arguments.next().unwrap_or_else(|| std::env::temp_dir().join("tailor_a_resume"));

    let finished = tailor(&fs::read(profile)?, &fs::read(job)?).await?;
    print!("{}", report(&finished));
    fs::create_dir_all(&folder)?;
    for (file, bytes) in &finished.files {
        let path = folder.join(format!("{}.pdf", file.kind.slug()));
        fs::write(&path, bytes)?;
        println!("{}", path.display());
    }
    Ok(())
}

/// The whole of it: read both, say what is wanted, run the stages.
pub async fn tailor(profile: &[u8], job: &[u8]) -> jobwise::error::Result<Finished> {
    let clock = Clock::System;
    let input = GenerationInput::new(
        // The facts are named by their place in the file, such as $.work[0].highlights[2].
        json_resume::from_slice(profile, &mut json_resume::path_ids())?,
        posting::read_bytes(job)?,
        GenerationOptions { kinds: vec![DocumentKind::Resume], ..GenerationOptions::default() },
        clock.today(),
    );
    // Keep these when you tailor more than one: the lexicon and the fonts are read only once.
    let ctx = StageContext {
        lexicon: Lexicon::built_in(),
        typesetter: Arc::new(Typesetter::new()),
        pdf_engine: None,
        clock,
        progress: ProgressSink::silent(),
        ai: None,
        purses: Purses::default(),
    };
    pipeline::run(&input, &ctx).await
}

/// What a person wants to know first.
pub fn report(finished: &Finished) -> String {
    let mut text = String::new();
    for (document, (file, _)) in finished.reviewed.documents.iter().zip(&finished.files) {
        let coverage = &document.quality.coverage;
        text += &format!("{} pages, ATS score {}\n", file.pages, file.ats.score);
        text += &format!("covered: {} of {}\n", coverage.covered.len(), coverage.supportable.len());
        for gap in &coverage.gaps {
            text += &format!("gap: {}\n", gap.term);
        }
        // Every claim names the facts it rests on.
        let claims = document.content.blocks.iter().flat_map(|block| &block.entries);
        for claim in claims.flat_map(|entry| &entry.claims).take(3) {
            let facts: Vec<&str> = claim.cites.iter().map(|cite| cite.fact.as_str()).collect();
            text += &format!("claim: {} ← {}\n", claim.text, facts.join(", "));
        }
    }
    text
}
