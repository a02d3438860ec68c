//! `checkFile`: what a machine makes of a file somebody sends; `atsSystems`, and what they are likely
//! to make of a document.

use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::model::{DocumentContent, DocumentKind, Identity};
use jobwise::documents::templates::{self, Template};
use serde_json::{Value, json};

use super::generations::prepared;
use super::harness::app::{Answer, TestApp, TestUser};

const CHECK: &str = "mutation($file: Upload!, $jobId: ID) {
    checkFile(input: { file: $file, jobId: $jobId }) {
        status message
        check {
            format sizeBytes pages words
            ats { score findings { rule severity evidence mend place { page x y width height } } }
            read { text dates contact { name { text part place { page x } } email { text } phone { text } links }
                sections { heading kind lines place { page } } }
            fonts { name embedded } hiddenText { how words place { page } }
            coverage { covered supportable ratio }
            compatibility { system { name title } outlook certainty risks { why mend fact { kind source } } }
        }
    }
}";

const RESUME: &str = "#set page(paper: \"a4\", margin: 2cm)
#text(size: 18pt)[Ada Moss] \\
ada\\@example.com | +1 555 010 7788 | Portland, OR
= Experience
Senior Engineer, Harrow Mill, Mar 2019 – Present
- Ran Kafka and PostgreSQL for the mill
= Education
B.Sc. Computer Science, 2015
= Skills
Rust, PostgreSQL, Kafka";

/// A page set from this markup.
fn page(markup: &str) -> Vec<u8> {
    let content = DocumentContent {
        kind: DocumentKind::Resume,
        language: "en".to_owned(),
        identity: Identity::default(),
        letter: None,
        look: jobwise::documents::look::Look::default(),
        blocks: Vec::new(),
    };
    let source: &'static str =
        Box::leak(format!("#set document(title: \"A page\")\n{markup}").into_boxed_str());
    let template = Template { source, ..*templates::find("ats").expect("a template") };
    Typesetter::new().pdf(&content, &template, &LayoutOptions::default()).expect("a file")
}

async fn check(user: &TestUser<'_>, content: &[u8], job: &Value) -> Answer {
    let operation = json!({ "query": CHECK, "variables": { "file": null, "jobId": job } });
    user.upload(operation, "variables.file", "Ada-Moss-Resume.pdf", content).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_somebody_sends_is_judged_and_told_as_a_machine_reads_it() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (_, job) = prepared(&user).await;
    let answer = check(&user, &page(RESUME), &job).await;
    assert_eq!(answer.data("/checkFile/status"), "CHECKED", "{}", answer.body);
    let check_of = |pointer: &str| answer.data(&format!("/checkFile/check{pointer}")).clone();
    assert_eq!((check_of("/format"), check_of("/pages")), (json!("PDF"), json!(1)));
    assert_eq!(check_of("/read/contact/name/text"), "Ada Moss");
    assert_eq!(check_of("/read/contact/name/part"), "BODY");
    assert_eq!(check_of("/read/contact/name/place/page"), 1);
    assert_eq!(check_of("/read/contact/email/text"), "ada@example.com");
    let kinds: Vec<Value> = check_of("/read/sections")
        .as_array()
        .expect("sections")
        .iter()
        .map(|it| it["kind"].clone())
        .collect();
    assert_eq!(kinds, [json!("EXPERIENCE"), json!("EDUCATION"), json!("SKILLS")]);
    assert_eq!(check_of("/read/dates"), json!(["Mar 2019 – Present", "2015"]));
    assert!(check_of("/ats/score").as_i64().expect("a score") >= 85, "{}", answer.body);
    let covered = check_of("/coverage/covered");
    assert!(covered.as_array().expect("keywords").iter().any(|term| term == "PostgreSQL"), "{covered}");
    let systems = check_of("/compatibility");
    assert!(systems.as_array().expect("systems").len() >= 50);

    let tricked =
        page(&format!("{RESUME}\n#text(fill: white)[Kubernetes]\n#place(top + right)[Name: First Last]"));
    let answer = check(&user, &tricked, &Value::Null).await;
    let findings = answer.data("/checkFile/check/ats/findings").as_array().expect("findings").clone();
    let hidden = findings.iter().find(|it| it["rule"] == "hidden_text").expect("told");
    assert_eq!((&hidden["severity"], &hidden["place"]["page"]), (&json!("BLOCKER"), &json!(1)));
    assert!(answer.data("/checkFile/check/coverage").is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_document_is_answered_with_why() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (_, job) = prepared(&user).await;
    let status = async |content: &[u8]| {
        let answer = check(&user, content, &Value::Null).await;
        assert!(answer.data("/checkFile/check").is_null(), "{}", answer.body);
        assert!(answer.data("/checkFile/message").is_string(), "{}", answer.body);
        answer.data("/checkFile/status").clone()
    };
    assert_eq!(status(b"{\\rtf1 hello}").await, "NOT_SUPPORTED");
    assert_eq!(status(b"%PDF-1.7 and nothing else").await, "MALFORMED");
    assert_eq!(status(b"PK\x03\x04 and nothing else").await, "NOT_SUPPORTED");
    let many = page(&"#pagebreak()\n".repeat(60));
    assert_eq!(status(&many).await, "TOO_LARGE");

    // Somebody else's job is answered like one that does not exist.
    let other = app.signed_up("bo@example.com").await;
    for job in [job, json!("nothing")] {
        let answer = check(&other, &page(RESUME), &job).await;
        assert_eq!(answer.data("/checkFile/status"), "NOT_FOUND", "{}", answer.body);
    }
    let answer = check(&app.anonymous(), &page(RESUME), &Value::Null).await;
    assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_count_as_operations() {
    let app = TestApp::start_with(&[("REQUESTS_PER_MINUTE", "3")]).await;
    let user = app.signed_up("ada@example.com").await;
    let mut codes = Vec::new();
    for _ in 0..6 {
        codes.push(check(&user, b"no document", &Value::Null).await.code().to_owned());
    }
    assert!(codes.contains(&"LIMIT_REACHED".to_owned()), "{codes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_of_named_systems_is_open_to_everybody() {
    let app = TestApp::start().await;
    let answer = app
        .anonymous()
        .query("{ atsSystems { name title vendor facts { kind about value certainty source read } } }")
        .await;
    let systems = answer.data("/atsSystems").as_array().expect("systems").clone();
    assert!(systems.len() >= 50, "{}", answer.body);
    let greenhouse = systems.iter().find(|it| it["name"] == "greenhouse").expect("a system");
    let size = greenhouse["facts"]
        .as_array()
        .expect("facts")
        .iter()
        .find(|it| it["kind"] == "size")
        .expect("a fact");
    assert_eq!((&size["value"], &size["certainty"]), (&json!("2500000"), &json!("VENDOR")));
}
