//! By rules nothing is stopped, for nothing is invented: what is drafted for every profile of the
//! project and its postings passes the fact check.

use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use jobwise::factcheck::model::Verdict;
use jobwise::factcheck::{FactBase, check_claim, verdict};
use jobwise::generations::model::{GenerationInput, GenerationOptions};
use jobwise::generations::{document_generator, profile_compiler};
use jobwise::jobs::analysis::analyze;
use jobwise::jobs::model::Posting;
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::json_resume;
use jobwise::profiles::model::ProfileContent;

/// A profile meets every so many of the postings, and over all profiles each posting is met.
const EVERY: usize = 4;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day")
}

/// Things with their names.
type Named<T> = Vec<(String, T)>;

/// The profiles and postings of the project, with their names.
fn fixtures() -> (Named<ProfileContent>, Named<Posting>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = |folder: &str, end: &str| -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(root.join(folder)).expect(folder).flatten().map(|entry| entry.path());
        let wanted = entries.filter(|path| path.extension().is_some_and(|found| found == end));
        let mut read: Vec<_> =
            wanted.map(|path| (path.display().to_string(), fs::read(path).expect("a file"))).collect();
        read.sort();
        read
    };
    let profiles = [files("examples/data", "json"), files("tests/factcheck/profiles", "json")].concat();
    let postings = [
        files("examples/data", "txt"),
        files("tests/factcheck/postings", "txt"),
        files("tests/offline/postings", "txt"),
    ];
    let profile = |(name, bytes): (String, Vec<u8>)| {
        (name, json_resume::from_slice(&bytes, &mut json_resume::path_ids()).expect("a profile"))
    };
    let posting = |(name, bytes): (String, Vec<u8>)| (name, posting::read_bytes(&bytes).expect("a posting"));
    (profiles.into_iter().map(profile).collect(), postings.concat().into_iter().map(posting).collect())
}

#[test]
fn by_rules_nothing_is_ever_stopped_for_nothing_is_invented() {
    let lexicon = Lexicon::built_in();
    let (profiles, postings) = fixtures();
    let mut claims = 0;
    let mut stopped = Vec::new();
    let analyses: Vec<_> = postings.iter().map(|(_, posting)| analyze(posting, lexicon)).collect();
    for (first, (who, profile)) in profiles.iter().enumerate() {
        let met = postings.iter().zip(&analyses).skip(first % EVERY).step_by(EVERY);
        for ((what, posting), analysis) in met {
            let options = GenerationOptions { pages: 2, ..GenerationOptions::default() };
            let input = GenerationInput::new(profile.clone(), posting.clone(), options, today());
            let compiled = profile_compiler::compile(&input, analysis, lexicon);
            let base = FactBase::new(profile, posting, today(), lexicon);
            for draft in document_generator::draft(&input, analysis, &compiled, lexicon).documents {
                claims += draft.content.claims().count();
                let found = draft.content.claims().map(|claim| (claim, check_claim(claim, &base)));
                let found = found.filter(|(_, findings)| verdict(findings) == Verdict::Block);
                stopped.extend(found.map(|(claim, findings)| {
                    format!("{who}, {what}: {:?} {:?}", claim.text, findings[0].code)
                }));
            }
        }
    }
    assert!(claims > 5_000, "{claims} claims of {} profiles and {} postings", profiles.len(), postings.len());
    assert!(
        stopped.is_empty(),
        "{} of {claims} claims: {:#?}",
        stopped.len(),
        &stopped[..stopped.len().min(40)]
    );
}
