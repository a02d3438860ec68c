//! What is asked of the looks of a run is what its documents are made with, kept with them, and
//! refused where it cannot be; on the command line, too.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use jobwise::clock::Clock;
use jobwise::documents::formats::typst::Typesetter;
use jobwise::documents::locale::Locale;
use jobwise::documents::look::{Look, Paper};
use jobwise::documents::model::{BlockKind, DocumentContent, DocumentKind};
use jobwise::documents::templates;
use jobwise::error::Error;
use jobwise::generations::asking::Purses;
use jobwise::generations::model::{GenerationInput, GenerationOptions};
use jobwise::generations::pipeline::{self, Finished};
use jobwise::generations::stage::{ProgressSink, StageContext};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::json_resume;

use crate::check::desk::Outcome;
use crate::poppler::pdftotext;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name)
}

async fn run(options: GenerationOptions) -> Result<Finished, Error> {
    let profile = fs::read(example("profile-registered-nurse.json")).expect("a profile");
    let text = fs::read_to_string(example("job-registered-nurse.txt")).expect("a posting");
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let input = GenerationInput::new(
        json_resume::from_slice(&profile, &mut json_resume::path_ids()).expect("a profile"),
        posting::read(&text).expect("a posting"),
        options,
        today,
    );
    let ctx = StageContext {
        lexicon: Lexicon::built_in(),
        typesetter: Arc::new(Typesetter::new()),
        clock: Clock::fixed_day(today),
        progress: ProgressSink::silent(),
        ai: None,
        purses: Purses::default(),
        pdf_engine: None,
    };
    pipeline::run(&input, &ctx).await
}

fn kinds_of(content: &DocumentContent) -> Vec<BlockKind> {
    content.blocks.iter().map(|block| block.kind).collect()
}

#[tokio::test]
async fn a_look_is_kept_with_the_document_and_printed() {
    let look = Look {
        paper: Some(Paper::UsLetter),
        accent: Some("#7a1f3d".to_owned()),
        text_size_pt: Some(10.0),
        locale: Locale::De,
        sections: vec![BlockKind::Education, BlockKind::Experience],
        headings: BTreeMap::from([(BlockKind::Skills, "Was ich kann".to_owned())]),
    };
    let mut options = GenerationOptions {
        resume_look: look.clone(),
        letter_look: Look { locale: Locale::De, ..Look::default() },
        ..GenerationOptions::default()
    };
    options.set_template(DocumentKind::Resume, "modern", true);
    let finished = run(options).await.expect("a run");
    let [resume, letter] = finished.reviewed.documents.as_slice() else { panic!("two documents") };
    assert_eq!((resume.template.as_str(), letter.template.as_str()), ("modern", "modern-letter"));
    assert_eq!(resume.content.look, look);
    assert_eq!(kinds_of(&resume.content)[..2], [BlockKind::Education, BlockKind::Experience]);
    let heading =
        |kind| resume.content.blocks.iter().find(|block| block.kind == kind).map(|block| &*block.heading);
    assert_eq!(heading(BlockKind::Experience), Some("Berufserfahrung"));
    assert_eq!(heading(BlockKind::Skills), Some("Was ich kann"));
    let frame = letter.content.letter.as_ref().expect("a frame");
    assert_eq!((&*frame.date, &*frame.closing), ("20. November 2026", "Mit freundlichen Grüßen"));
    let texts: Vec<String> = finished.files.iter().map(|(_, bytes)| pdftotext(bytes, None)).collect();
    assert!(texts[0].contains("Ausbildung") && texts[0].contains("heute"), "{}", texts[0]);
    assert!(texts[1].contains("Sehr geehrte Damen und Herren"), "{}", texts[1]);
    let is_us_letter = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("/MediaBox[0 0 612 792]");
    assert!(is_us_letter(&finished.files[0].1), "the paper asked for");
    let findings = &finished.files[0].0.ats.findings;
    let own = findings.iter().filter(|finding| finding.rule == "standard_headings");
    assert_eq!(own.count(), 1, "the heading of one's own is warned of, the German ones are not");
}

#[tokio::test]
async fn a_usual_look_leaves_no_trace_in_what_is_stored() {
    let finished = run(GenerationOptions::default()).await.expect("a run");
    let document = serde_json::to_value(&finished.reviewed.documents[0].content).expect("JSON");
    assert!(document.get("look").is_none());
    let options = serde_json::to_value(GenerationOptions::default()).expect("JSON");
    assert!(options.get("resume_look").is_none() && options.get("letter_look").is_none());
}

#[tokio::test]
async fn the_academic_look_puts_education_first_and_takes_ten_pages() {
    let mut options =
        GenerationOptions { pages: 10, kinds: vec![DocumentKind::Resume], ..GenerationOptions::default() };
    options.set_template(DocumentKind::Resume, "academic", true);
    let finished = run(options.clone()).await.expect("a run");
    let kinds = kinds_of(&finished.reviewed.documents[0].content);
    let place = |wanted| kinds.iter().position(|kind| *kind == wanted);
    assert!(place(BlockKind::Education) < place(BlockKind::Experience), "{kinds:?}");
    let omissions = &finished.reviewed.documents[0].quality.length.left_out;
    assert!(omissions.len() <= 2, "where there is room everything is told: {omissions:?}");
    options.pages = 11;
    let error = run(options).await.expect_err("too many pages");
    assert_eq!(error.places()[0].path.join("."), "options.pages");
    assert!(error.message().contains("1 to 10"), "{error}");
}

#[tokio::test]
async fn a_look_that_cannot_be_is_refused() {
    let options = GenerationOptions {
        resume_look: Look { accent: Some("#ffd700".to_owned()), ..Look::default() },
        ..GenerationOptions::default()
    };
    let error = run(options).await.expect_err("too pale");
    assert_eq!(error.places()[0].path.join("."), "options.resume_look.accent");
    assert_eq!(error.places()[0].code, "low_contrast");
}

#[test]
fn the_command_line_takes_looks_and_tells_what_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out").to_string_lossy().into_owned();
    let profile = example("profile-electrician.json").to_string_lossy().into_owned();
    let job = example("job-electrician.txt").to_string_lossy().into_owned();
    let tailor = |more: &[&str]| {
        let usual = ["jobwise", "tailor", "--profile", &profile, "--job", &job, "--out", &out];
        Outcome::of(&[&usual[..], more].concat())
    };
    let refused = |more: &[&str], said: &str| {
        let outcome = tailor(more);
        assert_eq!(outcome.code, 2, "{more:?}");
        assert!(outcome.error.contains(said), "{more:?}: {}", outcome.error);
    };
    refused(&["--template", "gothic"], "Known: ats, modern");
    refused(&["--locale", "xx"], "Known: en, de");
    refused(&["--sections", "education,hobbies"], "no section \"hobbies\"");
    refused(&["--heading", "experience"], "SECTION=WORDS");
    refused(&["--accent", "#eeeeee"], "too pale");
    refused(&["--text-size", "20"], "9 to 12 points");
    refused(&["--pages", "3"], "1 or 2 pages");
    let template = ["--template", "executive", "--accent", "#1a4a3a", "--paper", "a4", "--text-size", "10"];
    let look = ["--locale", "fr", "--sections", "education", "--heading", "experience=Chantiers"];
    let outcome = tailor(&[&template[..], &look].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.error);
    let text = pdftotext(&fs::read(Path::new(&out).join("resume.pdf")).expect("a file"), None);
    assert!(text.contains("Chantiers") && text.contains("Compétences"), "{text}");
    let letter = fs::read_to_string(Path::new(&out).join("document-cover-letter.json")).expect("a file");
    assert!(letter.contains("Madame, Monsieur,"), "the letter goes with the résumé");
}

#[test]
fn a_template_brings_its_pair_unless_the_other_is_named() {
    let check = |kind, name: &str, with_pair, expected: (&str, &str)| {
        let mut options = GenerationOptions::default();
        options.set_template(kind, name, with_pair);
        assert_eq!((&*options.resume_template, &*options.letter_template), expected);
    };
    check(DocumentKind::Resume, "technical", true, ("technical", "technical-letter"));
    check(DocumentKind::Resume, "technical", false, ("technical", "letter"));
    check(DocumentKind::CoverLetter, "creative-letter", true, ("creative", "creative-letter"));
    check(DocumentKind::Resume, "no such", true, ("no such", "letter"));
    check(DocumentKind::Resume, "letter", true, ("letter", "letter"));
    assert!(templates::find("no such").is_none());
}
