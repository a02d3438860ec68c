//! Stage 4 with models: sentences that were stopped, written again; another house's opinion; and
//! which version of a document is the better one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use jobwise::ai::call::{Answer, Deltas, Request, Usage};
use jobwise::ai::failure::{Failure, FailureClass};
use jobwise::ai::providers::Model;
use jobwise::ai::providers::models::{Capabilities, capabilities_of};
use jobwise::documents::model::DocumentKind;
use jobwise::factcheck::model::{ClaimOrigin, Slot, Verdict};
use jobwise::generations::model::{
    Drafts, GenerationInput, MODEL_UNAVAILABLE, ModelAttempt, ModelUse, RULES_KEPT, Reviewed,
};
use jobwise::generations::quality_validator::{Input, QualityValidator};
use jobwise::generations::stage::Stage;
use jobwise::generations::{pipeline, profile_compiler};
use jobwise::jobs::analysis::analyze;
use jobwise::jobs::model::Method;
use jobwise::language::lexicon::Lexicon;
use serde_json::{Value, json};
use tokio::sync::Barrier;

use super::stages::{NURSE, by_rules, context, field, input};

const WRITER: &str = "gpt-4o-mini";
const OTHER_HOUSE: &str = "claude-haiku-4-5";

type Script = dyn Fn(&Request) -> Result<Value, Failure> + Send + Sync;

/// A model with a name, of a house that is known by it.
struct Named {
    name: &'static str,
    capabilities: Capabilities,
    script: Box<Script>,
    asked: Mutex<Vec<Request>>,
    /// Whom it waits for before it answers.
    together: Option<Arc<Barrier>>,
}

impl Named {
    fn new(
        name: &'static str,
        script: impl Fn(&Request) -> Result<Value, Failure> + Send + Sync + 'static,
    ) -> Arc<Self> {
        let (script, asked) = (Box::new(script), Mutex::default());
        Arc::new(Self { name, capabilities: capabilities_of(name), script, asked, together: None })
    }

    fn asked(&self) -> Vec<Request> {
        self.asked.lock().expect("the notes").clone()
    }
}

impl Model for Named {
    fn provider(&self) -> &str {
        self.name
    }

    fn model(&self) -> &str {
        self.name
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn cost_micros(&self, _: &str, _: Usage) -> Option<u64> {
        Some(0)
    }

    fn answer<'a>(&'a self, request: &'a Request, _: &'a Deltas) -> BoxFuture<'a, Result<Answer, Failure>> {
        Box::pin(async move {
            self.asked.lock().expect("the notes").push(request.clone());
            if let Some(together) = &self.together {
                together.wait().await;
            }
            let text = (self.script)(request)?.to_string();
            let usage = Some(Usage { input_tokens: 100, output_tokens: 20 });
            Ok(Answer { text, usage, model: self.name.to_owned() })
        })
    }
}

/// Answers each claim of a question with other words.
fn writing(edit: impl Fn(&str) -> String) -> impl Fn(&Request) -> Result<Value, Failure> {
    move |request| {
        let claims: Vec<Value> = field(request, "claims")
            .iter()
            .map(|claim| json!({ "id": claim["id"], "text": edit(claim["text"].as_str().expect("a text")) }))
            .collect();
        Ok(json!({ "claims": claims, "corrections": [], "doubts": [] }))
    }
}

/// Doubts a word in every claim that has it.
fn doubting(word: &'static str) -> impl Fn(&Request) -> Result<Value, Failure> {
    move |request| {
        let claims = field(request, "claims");
        let has_word = |claim: &&Value| claim["text"].as_str().is_some_and(|text| text.contains(word));
        let doubt = |claim: &Value| json!({ "id": claim["id"], "quote": word });
        let doubts: Vec<Value> = claims.iter().filter(has_word).map(doubt).collect();
        Ok(json!({ "doubts": doubts }))
    }
}

/// Stage 4 of these drafts.
async fn reviewed(run: &GenerationInput, drafts: Drafts, models: Vec<Arc<dyn Model>>) -> Reviewed {
    let lexicon = Lexicon::built_in();
    let analysis = analyze(&run.posting, lexicon);
    let compiled = profile_compiler::compile(run, &analysis, lexicon);
    let input = Input {
        run: Arc::new(run.clone()),
        analysis: Arc::new(analysis),
        compiled: Arc::new(compiled),
        drafts: Arc::new(drafts),
    };
    QualityValidator.run(&context(models), input).await.expect("reviewed drafts")
}

/// The rules' drafts, with the first line under an entry told by this model.
fn told_by(model: &str, run: &GenerationInput, edit: impl Fn(&str) -> String) -> (Drafts, String) {
    let mut drafts = by_rules(run, Lexicon::built_in());
    let claim = drafts.documents[0]
        .content
        .claims_mut()
        .find(|claim| matches!(claim.slot, Slot::Entry(_)) && claim.text.split(' ').count() > 6)
        .expect("a line");
    claim.text = edit(&claim.text);
    claim.origin = ClaimOrigin::Model;
    let id = claim.id.clone();
    let attempt = ModelAttempt { model: model.to_owned(), ..ModelAttempt::default() };
    drafts.model_use = ModelUse { attempts: vec![attempt] };
    drafts.method = Method::Model;
    (drafts, id)
}

fn text_of(reviewed: &Reviewed, id: &str) -> Option<String> {
    reviewed.documents[0].content.claims().find(|claim| claim.id == id).map(|claim| claim.text.clone())
}

const LIE: &str = " and won the Nobel Prize for it";

#[tokio::test]
async fn a_stopped_sentence_is_written_again_once_else_its_fact_stands() {
    let run = input(NURSE);
    let (drafts, id) = told_by(WRITER, &run, |text| format!("{text}{LIE}"));
    let honest = drafts.documents[0].content.claims().find(|claim| claim.id == id).expect("the line");
    let honest = honest.text.replace(LIE, "");
    let check = async |edit: fn(&str) -> String, counts: [u32; 3]| {
        let model = Named::new(WRITER, writing(edit));
        let reviewed = reviewed(&run, drafts.clone(), vec![Arc::clone(&model) as Arc<dyn Model>]).await;
        // A fact's own words may come with their full stop.
        let stands = text_of(&reviewed, &id);
        assert_eq!(stands.as_deref().map(|text| text.trim_end_matches('.')), Some(honest.as_str()));
        let counted = reviewed.documents[0].quality.factuality;
        assert_eq!([counted.blocked, counted.rewritten, counted.replaced], counts);
        assert_eq!((model.asked().len(), reviewed.method), (1, Method::Model));
        let [question] = &*field(&model.asked()[0], "claims") else { panic!("one sentence was stopped") };
        assert!(!question["problems"].as_array().expect("problems").is_empty());
        assert!(!question["facts"].as_array().expect("facts").is_empty());
    };
    check(|text| text.replace(LIE, ""), [1, 1, 0]).await;
    check(|text| format!("{text} twice"), [1, 0, 1]).await;
    check(|_| "\u{202e}Cared".to_owned(), [1, 0, 1]).await;
    check(|_| String::new(), [1, 0, 1]).await;
    check(|text| text.replace(LIE, " {{7*7}}"), [1, 0, 1]).await;
}

#[tokio::test]
async fn whoever_fails_to_write_again_is_told_of_and_the_fact_stands() {
    let run = input(NURSE);
    let (drafts, id) = told_by(WRITER, &run, |text| format!("{text}{LIE}"));
    for class in FailureClass::ALL {
        let model = Named::new(WRITER, move |_| Err(Failure::new(class, "")));
        let reviewed = reviewed(&run, drafts.clone(), vec![model as Arc<dyn Model>]).await;
        let resume = &reviewed.documents[0];
        assert!(!text_of(&reviewed, &id).expect("the line").contains("Nobel"), "{class:?}");
        assert_eq!((resume.quality.factuality.replaced, reviewed.method), (1, Method::Rules));
        assert!(resume.quality.notes.iter().any(|note| note.code == MODEL_UNAVAILABLE), "{class:?}");
    }
}

#[tokio::test]
async fn a_line_of_a_model_that_was_stopped_has_one_more_try_and_never_costs_the_rules_line() {
    let run = input(NURSE);
    let check = async |second: fn(&str) -> String, is_printed: bool| {
        let calls = AtomicUsize::new(0);
        let model = Named::new(WRITER, move |request| {
            // The first question about claims is stage 3's.
            let is_first = !field(request, "claims").is_empty() && calls.fetch_add(1, Ordering::SeqCst) == 0;
            match is_first {
                true => writing(|text| text.replace("38%", "83%"))(request),
                false => writing(second)(request),
            }
        });
        let finished = pipeline::run(&run, &context(vec![model as Arc<dyn Model>])).await.expect("documents");
        let resume = &finished.reviewed.documents[0];
        let line = resume.content.claims().find(|claim| claim.text.contains("fall prevention")).expect("it");
        assert_eq!(line.origin == ClaimOrigin::Model, is_printed, "{}", line.text);
        let verb = if is_printed { "that cut falls" } else { "that reduced falls" };
        assert!(line.text.contains(verb), "{}", line.text);
        assert_eq!(resume.quality.factuality.blocked, 0, "what is not in a document is not stopped in it");
    };
    check(|text| text.replace("83%", "38%").replace("that reduced falls", "that cut falls"), true).await;
    check(|text| text.replace("83%", "93%").replace("that reduced falls", "that cut falls"), false).await;
}

#[tokio::test]
async fn a_second_opinion_warns_and_does_nothing_else() {
    let run = input(NURSE);
    let (drafts, id) = told_by(WRITER, &run, str::to_owned);
    let rules = reviewed(&run, drafts.clone(), Vec::new()).await;
    let word = "nurse";
    let (writer, judge) =
        (Named::new(WRITER, writing(str::to_owned)), Named::new(OTHER_HOUSE, doubting(word)));
    let models = vec![Arc::clone(&writer) as Arc<dyn Model>, Arc::clone(&judge) as Arc<dyn Model>];
    let judged = reviewed(&run, drafts.clone(), models).await;
    assert_eq!((writer.asked().len(), judge.asked().len()), (0, 2), "a question for each document");
    assert!(lines_of(&judge.asked()).iter().any(|asked| asked == &id), "what a model wrote is asked about");
    let mut doubted = 0;
    for (document, other) in judged.documents.iter().zip(&rules.documents) {
        for (claim, other) in document.content.claims().zip(other.content.claims()) {
            assert_eq!(claim.text, other.text);
            let findings: Vec<_> =
                claim.findings.iter().filter(|finding| finding.code == "second_opinion").collect();
            if let [finding] = findings.as_slice() {
                doubted += 1;
                assert_eq!(finding.span.of(&claim.text), word);
                assert_eq!((claim.verdict, finding.severity), (Verdict::Warn, Verdict::Warn));
            } else {
                assert_eq!((claim.verdict, &claim.findings), (other.verdict, &other.findings));
            }
        }
        let noted = document.quality.notes.iter().filter(|note| note.code == "second_opinion").count();
        let said = document.content.claims().flat_map(|claim| &claim.findings);
        assert_eq!(noted, said.filter(|finding| finding.code == "second_opinion").count());
    }
    assert!(doubted > 0, "the summary says what she is");
}

fn lines_of(requests: &[Request]) -> Vec<String> {
    let claims = requests.iter().flat_map(|request| field(request, "claims"));
    claims.filter_map(|claim| claim["id"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn no_house_judges_its_own_and_rules_are_judged_by_nobody() {
    let run = input(NURSE);
    let judges: [(&str, &'static str, usize); 4] = [
        (WRITER, OTHER_HOUSE, 2),
        (WRITER, "gpt-4.1", 0),
        ("nobody-knows-me", OTHER_HOUSE, 0),
        (WRITER, "nobody-knows-me", 0),
    ];
    for (writer, judge, count) in judges {
        let model = Named::new(judge, doubting("nurse"));
        let (drafts, _) = told_by(writer, &run, str::to_owned);
        reviewed(&run, drafts, vec![Arc::clone(&model) as Arc<dyn Model>]).await;
        assert_eq!(model.asked().len(), count, "{writer} {judge}");
    }
    let model = Named::new(OTHER_HOUSE, doubting("nurse"));
    let drafts = by_rules(&run, Lexicon::built_in());
    reviewed(&run, drafts, vec![Arc::clone(&model) as Arc<dyn Model>]).await;
    assert_eq!(model.asked().len(), 0);
}

/// What a model makes of a question.
type Answering = fn(&Request) -> Result<Value, Failure>;

#[tokio::test]
async fn a_judge_who_fails_or_quotes_nothing_changes_nothing() {
    let run = input(NURSE);
    let (drafts, _) = told_by(WRITER, &run, str::to_owned);
    let rules = reviewed(&run, drafts.clone(), Vec::new()).await;
    let answers: [Answering; 4] = [
        |_| Err(Failure::new(FailureClass::BadKey, "")),
        |_| {
            Ok(
                json!({ "doubts": [{ "id": "c1", "quote": "words nobody wrote" }, { "id": "c1", "quote": "" }] }),
            )
        },
        |_| Ok(json!({ "doubts": [{ "id": "c999", "quote": "nurse" }] })),
        |_| {
            Ok(
                json!({ "verdict": "pass", "doubts": [], "claims": [{ "id": "c1", "text": "Ran the country" }] }),
            )
        },
    ];
    for answer in answers {
        let judge = Named::new(OTHER_HOUSE, answer);
        let judged = reviewed(&run, drafts.clone(), vec![judge as Arc<dyn Model>]).await;
        assert_eq!(judged.documents, rules.documents);
    }
}

/// Each model answers only when all of these questions have been asked, so one that waited for
/// another would never end.
#[tokio::test]
async fn questions_that_do_not_depend_on_each_other_are_asked_side_by_side() {
    let run = input(NURSE);
    let (mut drafts, _) = told_by(WRITER, &run, |text| format!("{text}{LIE}"));
    let letter = drafts.documents.iter_mut().find(|draft| draft.content.kind == DocumentKind::CoverLetter);
    let letter = letter.expect("a letter");
    let cited = letter.content.claims_mut().find(|claim| !claim.cites.is_empty()).expect("a claim");
    cited.text.push_str(LIE);
    // Two are written again and two judged.
    let together = Some(Arc::new(Barrier::new(4)));
    let mut writer = Named::new(WRITER, writing(|text| text.replace(LIE, "")));
    let mut judge = Named::new(OTHER_HOUSE, doubting("nurse"));
    Arc::get_mut(&mut writer).expect("one").together.clone_from(&together);
    Arc::get_mut(&mut judge).expect("one").together = together;
    let models = vec![Arc::clone(&writer) as Arc<dyn Model>, Arc::clone(&judge) as Arc<dyn Model>];
    let reviewed = reviewed(&run, drafts, models);
    tokio::time::timeout(super::LONG, reviewed).await.expect("nobody waits for another");
    assert_eq!((writer.asked().len(), judge.asked().len()), (2, 2));
}

#[tokio::test]
async fn the_better_version_is_kept_and_told() {
    let run = input(NURSE);
    let lexicon = Lexicon::built_in();
    let rules = reviewed(&run, by_rules(&run, lexicon), Vec::new()).await;
    assert!(rules.documents.iter().all(|document| document.quality.method == Method::Rules));

    let (good, _) = told_by(WRITER, &run, str::to_owned);
    let kept = reviewed(&run, good.clone(), Vec::new()).await;
    let resume = &kept.documents[0];
    assert_eq!(resume.quality.method, Method::Model);
    assert!(resume.quality.notes.iter().all(|note| note.code != RULES_KEPT));

    // The same without its skills: it names less.
    let mut poor = good.clone();
    poor.documents[0].content.blocks.retain(|block| block.heading != "Skills");
    let kept = reviewed(&run, poor, Vec::new()).await;
    let resume = &kept.documents[0];
    assert_eq!(resume.quality.method, Method::Rules);
    assert_eq!(resume.content, rules.documents[0].content);
    assert_eq!(resume.quality.coverage, rules.documents[0].quality.coverage);
    let note = resume.quality.notes.iter().find(|note| note.code == RULES_KEPT).expect("a note");
    assert!(note.message.contains("fewer keywords"), "{}", note.message);

    // The same with every line four words longer: it takes more room.
    let mut long = good;
    for claim in long.documents[0].content.claims_mut().filter(|claim| matches!(claim.slot, Slot::Entry(_))) {
        if claim.origin == ClaimOrigin::Verbatim && claim.text.split(' ').count() > 6 {
            claim.origin = ClaimOrigin::Model;
            claim.text = format!("{0}; {0}; {0}; {0}", claim.text);
        }
    }
    let kept = reviewed(&run, long, Vec::new()).await;
    let quality = &kept.documents[0].quality;
    let covered = |reviewed: &Reviewed| reviewed.documents[0].quality.coverage.covered.len();
    assert!(covered(&kept) >= covered(&rules));
    if quality.method == Method::Rules {
        assert!(quality.notes.iter().any(|note| note.code == RULES_KEPT));
    }
}
