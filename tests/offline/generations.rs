//! The five stages from memory: what they promise of every document, and that a run that was
//! interrupted ends as one that was not.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use jobwise::clock::Clock;
use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::model::{BlockKind, DocumentKind, LeftOutReason};
use jobwise::documents::templates;
use jobwise::error::ErrorKind;
use jobwise::generations::asking::Purses;
use jobwise::generations::model::{GenerationInput, GenerationOptions, ReviewedDraft, StageName, Tone};
use jobwise::generations::pipeline::{self, Checkpoints};
use jobwise::generations::stage::{Progress, ProgressSink, StageContext};
use jobwise::generations::{document_generator, profile_compiler};
use jobwise::jobs::analysis::analyze;
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::facts::list_facts;
use jobwise::profiles::json_resume;
use jobwise::profiles::model::FactId;
use serde_json::{Value, json};

const EXAMPLES: &[&str] =
    &["software-engineer", "registered-nurse", "electrician", "marketing-manager", "graduate"];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day")
}

fn context(progress: ProgressSink) -> StageContext {
    StageContext {
        lexicon: Lexicon::built_in(),
        typesetter: Arc::new(Typesetter::new()),
        pdf_engine: None,
        clock: Clock::fixed_day(today()),
        progress,
        ai: None,
        purses: Purses::default(),
    }
}

fn input(example: &str, options: GenerationOptions) -> GenerationInput {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data");
    let profile = fs::read(folder.join(format!("profile-{example}.json"))).expect("a profile");
    let text = fs::read_to_string(folder.join(format!("job-{example}.txt"))).expect("a posting");
    GenerationInput::new(
        json_resume::from_slice(&profile, &mut json_resume::path_ids()).expect("a profile"),
        posting::read(&text).expect("a posting"),
        options,
        today(),
    )
}

#[tokio::test]
async fn every_example_makes_documents_that_keep_their_promises() {
    let ctx = context(ProgressSink::silent());
    for (index, example) in EXAMPLES.iter().enumerate() {
        let tones = [Tone::Professional, Tone::Friendly, Tone::Formal, Tone::Direct];
        let options = GenerationOptions { tone: tones[index % 4], ..GenerationOptions::default() };
        let input = input(example, options);
        let finished = pipeline::run(&input, &ctx).await.expect(example);
        assert_eq!(finished.files.len(), 2);
        for (document, (file, bytes)) in finished.reviewed.documents.iter().zip(&finished.files) {
            let kind = document.content.kind;
            assert!(bytes.starts_with(b"%PDF"), "{example}");
            assert!(file.read_back.is_perfect(), "{example} {kind:?}");
            assert!(file.ats.score > 85, "{example} {kind:?}: {:?}", file.ats);
            assert_eq!(document.quality.factuality.blocked, 0, "{example} {kind:?}");
            assert_eq!(file.pages, 1, "{example} {kind:?}");
        }
        let resume = &finished.reviewed.documents[0].quality;
        assert!(resume.coverage.ratio >= 0.9, "{example}: {:?}", resume.coverage.ratio);
        let words = finished.reviewed.documents[1].quality.readability.words;
        assert!((120..=350).contains(&words), "{example}: {words} words");
        let positions: usize = input.profile.experience.iter().map(|employer| employer.positions.len()).sum();
        let experience = &finished.reviewed.documents[0].content.blocks;
        let printed = experience.iter().find(|block| block.heading == "Experience").expect("experience");
        assert_eq!(printed.entries.len(), positions, "{example}: no position is left out");
    }
}

#[test]
fn wishes_that_no_fact_carries_are_told() {
    let notes = |options: GenerationOptions, posting: Option<&str>| {
        let mut run = input("registered-nurse", options);
        if let Some(text) = posting {
            run.posting = posting::read(text).expect("a posting");
        }
        let lexicon = Lexicon::built_in();
        let analysis = analyze(&run.posting, lexicon);
        let compiled = profile_compiler::compile(&run, &analysis, lexicon);
        let drafts = document_generator::draft(&run, &analysis, &compiled, lexicon).documents;
        let noted = drafts.into_iter().flat_map(|draft| draft.notes);
        noted.filter(|note| note.code != "letter_short").map(|note| note.code).collect::<Vec<_>>()
    };
    let options = |skill: &str, point: &str| GenerationOptions {
        emphasised_skills: vec![skill.to_owned()],
        key_points: vec![point.to_owned()],
        ..GenerationOptions::default()
    };
    let skill = "Medication administration";
    let known = input("registered-nurse", GenerationOptions::default());
    let line = known.profile.experience[0].positions[0].value.highlights[0].value.text.clone();
    assert!(
        known.profile.skills.iter().flat_map(|group| &group.value.skills).any(|it| it.value.text == skill)
    );
    assert_eq!(notes(options(skill, &line), None), Vec::<String>::new());
    assert_eq!(
        notes(options("Falconry", "Flew the falcons of a castle"), None),
        ["emphasis_without_fact", "key_point_without_fact"]
    );
    let german = "Pflegefachkraft (m/w/d)\n\nWir suchen für unsere Station eine erfahrene Pflegefachkraft. Sie \
                  planen die Pflege, begleiten die Patienten durch den Tag und leiten neue Kolleginnen an. Wir \
                  bieten einen sicheren Arbeitsplatz, gute Einarbeitung und geregelte Dienste.";
    let told = notes(GenerationOptions::default(), Some(german));
    assert!(told.iter().filter(|code| *code == "posting_language").count() == 2, "{told:?}");
}

#[test]
fn a_gap_that_a_fact_comes_near_to_is_told_with_the_fact() {
    let profile = json!({
        "basics": { "name": "Ada Moss", "email": "ada.moss@example.com" },
        "work": [{ "name": "Harrow Clinic", "position": "Nurse", "startDate": "2019", "highlights": ["Charted care in Epic"] }],
        "certificates": [{ "name": "Registered Nurse", "issuer": "Harrow Board of Nursing" }],
    });
    let text = "Nurse\nHarrow Hospital\n\nRequirements\n- Registered nurse license\n- Experience with EHR\n- Kubernetes\n";
    let profile = profile.to_string();
    let run = GenerationInput::new(
        json_resume::from_slice(profile.as_bytes(), &mut json_resume::path_ids()).expect("a profile"),
        posting::read(text).expect("a posting"),
        GenerationOptions::default(),
        today(),
    );
    let lexicon = Lexicon::built_in();
    let analysis = analyze(&run.posting, lexicon);
    let compiled = profile_compiler::compile(&run, &analysis, lexicon);
    let near = compiled.near.iter().map(|near| (near.term.as_str(), near.facts[0].as_str()));
    let mut near: Vec<_> = near.collect();
    near.sort_unstable();
    assert_eq!(near, [("EHR", "$.work[0].highlights[0]"), ("RN licence", "$.certificates[0]")]);
    assert!(compiled.gaps.iter().any(|gap| gap == "Kubernetes"), "{:?}", compiled.gaps);
    let drafts = document_generator::draft(&run, &analysis, &compiled, lexicon).documents;
    let noted: Vec<&str> = drafts[0]
        .notes
        .iter()
        .filter(|note| note.code == "gap_near_fact")
        .map(|note| note.message.as_str())
        .collect();
    assert!(
        noted.len() == 2
            && noted.iter().any(|note| note.contains("EHR") && note.contains("Charted care in Epic")),
        "{noted:?}"
    );
}

/// A person with so many employers and so many lines about each, no two alike.
fn long_career(employers: usize, lines: usize) -> Value {
    let verbs = ["Rewrote", "Moved", "Designed", "Measured", "Automated", "Documented", "Repaired", "Tested"];
    let things = ["billing service", "search index", "build pipeline", "booking form", "data store"];
    let line = |n: usize| {
        let (verb, thing) = (verbs[n % verbs.len()], things[n % things.len()]);
        format!("{verb} the {thing} number {n} for {} customers in the north and south", 100 + 7 * n)
    };
    let work = |employer: usize| {
        let highlights: Vec<String> = (0..lines).map(|at| line(employer * lines + at)).collect();
        let (start, end) = (2024 - 2 * employer, 2026 - 2 * employer);
        json!({
            "name": format!("Harrow {employer} Ltd"), "position": "Software Engineer",
            "startDate": format!("{start}-01"), "endDate": format!("{end}-01"), "highlights": highlights,
        })
    };
    let certificate = |n: usize| json!({ "name": format!("Certificate of Craft {n}"), "issuer": "Harrow" });
    json!({
        "basics": { "name": "Ada Moss", "email": "ada.moss@example.com" },
        "work": (0..employers).map(work).collect::<Vec<Value>>(),
        "certificates": (0..9).map(certificate).collect::<Vec<Value>>(),
        "interests": [{ "name": "Sailing" }],
    })
}

fn filled(document: &ReviewedDraft, input: &GenerationInput, ctx: &StageContext) -> f32 {
    let template = templates::find(&document.template).expect("a template");
    let options = LayoutOptions {
        tightness: document.quality.length.tightness,
        may_break: input.options.pages > 1,
        ..LayoutOptions::default()
    };
    ctx.typesetter.layout(&document.content, template, &options).expect("a layout").filled
}

#[tokio::test]
async fn every_fact_is_printed_or_told_to_be_left_out() {
    let ctx = context(ProgressSink::silent());
    for pages in [1, 2] {
        let options =
            GenerationOptions { pages, kinds: vec![DocumentKind::Resume], ..GenerationOptions::default() };
        let mut input = input("software-engineer", options);
        let profile = long_career(6, 14);
        input.profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
        let finished = pipeline::run(&input, &ctx).await.expect("a résumé");
        let document = &finished.reviewed.documents[0];
        let printed = document.content.printed_facts();
        let length = &document.quality.length;
        let told: HashSet<&FactId> = length.left_out.iter().map(|left| &left.fact).collect();
        assert_eq!(told.len(), length.left_out.len(), "a fact is told twice");
        let facts = list_facts(&input.profile);
        for fact in &facts {
            assert!(printed.contains(&fact.id) != told.contains(&fact.id), "{pages}: {}", fact.id);
        }
        let reasons: Vec<LeftOutReason> = length.left_out.iter().map(|left| left.reason).collect();
        assert!(reasons.contains(&LeftOutReason::Selection), "{reasons:?}");
        // What the pages hold is not left out of them.
        let filled = filled(document, &input, &ctx);
        assert!(length.pages == pages && filled > f32::from(pages) - 0.12, "{pages}: {filled}");
    }
}

#[tokio::test]
async fn lines_beyond_the_usual_are_printed_where_the_pages_have_room() {
    let ctx = context(ProgressSink::silent());
    let options = GenerationOptions { kinds: vec![DocumentKind::Resume], ..GenerationOptions::default() };
    let mut input = input("software-engineer", options);
    let profile = long_career(1, 14);
    input.profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
    let finished = pipeline::run(&input, &ctx).await.expect("a résumé");
    let document = &finished.reviewed.documents[0];
    let experience =
        document.content.blocks.iter().find(|block| block.kind == BlockKind::Experience).expect("experience");
    assert_eq!(experience.entries[0].claims.len(), 14, "all fit on the page");
    assert_eq!(document.quality.length.tightness, 0);
}

#[tokio::test]
async fn a_line_said_twice_is_told_to_be_repeated() {
    let ctx = context(ProgressSink::silent());
    let options = GenerationOptions { kinds: vec![DocumentKind::Resume], ..GenerationOptions::default() };
    let mut input = input("software-engineer", options);
    let mut profile = long_career(2, 2);
    profile["work"][1]["highlights"][0] = profile["work"][0]["highlights"][0].clone();
    input.profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
    let finished = pipeline::run(&input, &ctx).await.expect("a résumé");
    let left_out = &finished.reviewed.documents[0].quality.length.left_out;
    let repeated: Vec<&str> = left_out
        .iter()
        .filter(|left| left.reason == LeftOutReason::Repeated)
        .map(|left| left.fact.as_str())
        .collect();
    assert_eq!(repeated, ["$.work[1].highlights[0]"]);
}

#[tokio::test]
async fn a_run_from_checkpoints_ends_as_one_from_memory() {
    let (sender, mut told) = tokio::sync::mpsc::unbounded_channel();
    let ctx = context(ProgressSink::new(sender));
    let input = Arc::new(input("registered-nurse", GenerationOptions::default()));
    let mut checkpoints = Checkpoints::default();
    let mut files = Vec::new();
    while let Some(stage) = checkpoints.next() {
        let step = pipeline::run_stage(stage, &input, &checkpoints, &ctx).await.expect("a step");
        files.extend(step.files);
        checkpoints.save(stage, step.result);
        // What was saved must survive being stored.
        let stored = serde_json::to_string(&checkpoints).expect("JSON");
        checkpoints = serde_json::from_str(&stored).expect("checkpoints");
    }
    let mut finished_stages = Vec::new();
    while let Ok(progress) = told.try_recv() {
        if let Progress::StageFinished { stage, .. } = progress {
            finished_stages.push(stage);
        }
    }
    assert_eq!(finished_stages, StageName::ALL);
    let at_once = pipeline::run(&input, &ctx).await.expect("a run");
    let at_once: Vec<Vec<u8>> = at_once.files.into_iter().map(|(_, bytes)| bytes).collect();
    assert!(files == at_once, "the files differ");
}

#[tokio::test]
async fn wrong_options_are_refused_before_any_work() {
    let ctx = context(ProgressSink::silent());
    let check = async |options: GenerationOptions, path: &str| {
        let error = pipeline::run(&input("software-engineer", options), &ctx).await.expect_err(path);
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(
            error.places().iter().any(|place| place.path.join(".") == path),
            "{path}: {:?}",
            error.places()
        );
    };
    let standard = GenerationOptions::default;
    check(GenerationOptions { kinds: Vec::new(), ..standard() }, "options.kinds").await;
    check(GenerationOptions { kinds: vec![DocumentKind::Resume; 2], ..standard() }, "options.kinds").await;
    check(GenerationOptions { pages: 3, ..standard() }, "options.pages").await;
    let template = "letter".to_owned();
    check(GenerationOptions { resume_template: template, ..standard() }, "options.resume_template").await;
}

#[test]
fn every_tone_reads_well_over_every_example() {
    let lexicon = Lexicon::built_in();
    for example in EXAMPLES {
        for tone in [Tone::Professional, Tone::Friendly, Tone::Formal, Tone::Direct] {
            let options = GenerationOptions {
                tone,
                kinds: vec![DocumentKind::CoverLetter],
                ..GenerationOptions::default()
            };
            let input = input(example, options);
            let analysis = analyze(&input.posting, lexicon);
            let compiled = profile_compiler::compile(&input, &analysis, lexicon);
            let letter = document_generator::draft(&input, &analysis, &compiled, lexicon).documents.remove(0);
            let sentences: Vec<&str> = letter.content.claims().map(|claim| claim.text.as_str()).collect();
            assert!(sentences.len() > 8, "{example}, {tone:?}");
            let faults = faults_of(&sentences);
            assert!(faults.is_empty(), "{example}, {tone:?}: {faults:?}");
        }
    }
}

#[test]
fn faults_of_a_letter_are_found() {
    let check = |sentences: &[&str], expected: usize| {
        assert_eq!(faults_of(sentences).len(), expected, "{sentences:?}");
    };
    check(&["I also led a team of 5.", "I speak Spanish (B1)."], 0);
    check(&["I also led led a team."], 1);
    check(&["I also {}."], 1);
    check(&["I hold a Bachelor of Nursing in Nursing.", "I hold a Bachelor of Nursing in Nursing."], 1);
    check(&["i led a team"], 2);
    check(&["I led a team , and more.", "I led  two."], 2);
    check(&["I hold a Associate Degree."], 1);
    check(&["I work as Baker at Corner Bread."], 1);
    check(&["I work as Head of Sales at Corner Bread.", "I worked as a Baker at Old Mill."], 0);
    check(&["Earlier, as a Baker at Old Mill, I baked.", "Earlier, as a Cook at Inn, I cooked."], 1);
    check(&["I worked as a Baker (Night Baker) at Old Mill."], 1);
}

#[test]
fn titles_and_names_are_told_as_one_would_say_them() {
    let lexicon = Lexicon::built_in();
    let profile = serde_json::json!({
        "basics": { "name": "Ada Moss", "label": "Store Manager" },
        "work": [
            { "name": "Harrow Mill", "position": "STORE MANAGER", "startDate": "2022-01",
              "highlights": ["Cut waste by 12% with daily stock counts", "Train 6 clerks a year on the tills"] },
            { "name": "University of Eastmere", "position": "Service Technician (Service Tech)",
              "startDate": "2018-01", "endDate": "2021-12",
              "highlights": ["Serviced 40 printers a month", "Estimated time and materials for repairs"] },
            { "name": "Old Quay", "position": "Utility Worker, Nights", "startDate": "2015-01",
              "endDate": "2017-12", "highlights": ["Cleaned and packed 300 orders a night"] },
            { "name": "North Inn", "position": "Head of Kitchen", "startDate": "2012-01",
              "endDate": "2014-12", "highlights": ["Planned menus for 90 guests"] },
        ],
        "education": [{ "institution": "University of Eastmere", "studyType": "Diploma", "area": "Trade",
                        "endDate": "2011" }],
    });
    let profile = serde_json::to_vec(&profile).expect("JSON");
    let input = GenerationInput::new(
        json_resume::from_slice(&profile, &mut json_resume::path_ids()).expect("a profile"),
        posting::read("Shop Manager\nCorner Bread\n\nYou run the shop, train clerks and keep stock.")
            .expect("a posting"),
        GenerationOptions::default(),
        today(),
    );
    let analysis = analyze(&input.posting, lexicon);
    let compiled = profile_compiler::compile(&input, &analysis, lexicon);
    let drafts = document_generator::draft(&input, &analysis, &compiled, lexicon).documents;
    let text = |at: usize| -> String {
        drafts[at].content.claims().map(|claim| claim.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let (resume, letter) = (text(0), text(1));
    for said in [
        "I currently work as a Store Manager at Harrow Mill.",
        "In my current role, I ",
        "a Service Technician at the University of Eastmere",
        "estimated time and materials",
        "a Utility Worker, Nights, at Old Quay",
        "as Head of Kitchen at North Inn",
        "I bring 14 years of experience",
        "from the University of Eastmere.",
    ] {
        assert!(letter.contains(said), "{said:?} in {letter}");
    }
    assert!(
        resume.contains("at Harrow Mill; before that, a Service Technician at the University of Eastmere."),
        "{resume}"
    );
    let sentences: Vec<&str> = drafts[1].content.claims().map(|claim| claim.text.as_str()).collect();
    assert_eq!(faults_of(&sentences), Vec::<String>::new());
}

/// What no letter may show: a word or sentence said twice, an unfilled frame, a sentence that
/// does not begin or end as one, stray spaces, the wrong article.
fn faults_of(sentences: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut said = HashSet::new();
    for sentence in sentences {
        let words: Vec<String> = sentence.split_whitespace().map(str::to_lowercase).collect();
        let wrong_article = words.windows(2).any(|pair| {
            pair[0] == "a"
                && pair[1].starts_with(['a', 'i', 'o', 'e'])
                && !["one", "eu"].iter().any(|sound| pair[1].starts_with(sound))
        });
        let is_first_of_its_kind = said.insert(sentence.to_lowercase());
        let printed: Vec<&str> = sentence.split_whitespace().collect();
        let lacks_article = printed.windows(2).any(|pair| {
            pair[0] == "as"
                && pair[1].starts_with(char::is_uppercase)
                && !matches!(pair[1], "Head" | "Director")
        });
        let time = ["Before that,", "Earlier,", "Earlier still,", "More recently,"];
        let is_time_told_twice =
            time.iter().any(|start| sentence.starts_with(start) && !said.insert((*start).to_owned()));
        let has_bracketed_title = sentence.contains(") at ");
        for (is_fault, what) in [
            (words.windows(2).any(|pair| pair[0] == pair[1]), "a word twice"),
            (!is_first_of_its_kind, "a sentence twice"),
            (sentence.contains(['{', '}']), "an unfilled frame"),
            (!sentence.starts_with(char::is_uppercase), "no capital"),
            (!sentence.ends_with('.') || sentence.ends_with(".."), "no full stop"),
            (sentence.contains(" ,") || sentence.contains(" .") || sentence.contains("  "), "a stray space"),
            (wrong_article, "the wrong article"),
            (lacks_article, "no article"),
            (is_time_told_twice, "the same time twice"),
            (has_bracketed_title, "a title with brackets"),
        ] {
            if is_fault {
                faults.push(format!("{what}: {sentence}"));
            }
        }
    }
    faults
}
