//! Documents in other formats, as a client asks for them and downloads them.

use jobwise::documents::pdf_standard::PdfStandard;
use jobwise::documents::readback::{docx, standards};
use serde_json::{Value, json};

use crate::claims::{MENTORED, change, claim, made, place, work};
use crate::harness::app::{TestApp, TestUser};

const EXPORT: &str = "mutation($input: ExportDocumentInput!) { exportDocument(input: $input) {
    status message violations { path code }
    document { id files { id format } }
    files { id format engine paper pdfStandard fileName sizeBytes sha256 pages downloadUrl readBack { perfect missing } } } }";

async fn export(user: &TestUser<'_>, document: &Value, formats: &[&str], more: Value) -> Value {
    let mut input = json!({ "documentId": document, "formats": formats });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("fields").clone());
    user.query_with(EXPORT, json!({ "input": input })).await.data("/exportDocument").clone()
}

async fn get(app: &TestApp, file: &Value, headers: &[(&str, &str)]) -> reqwest::Response {
    let link = file["downloadUrl"].as_str().expect("a link");
    let path = &link[link.find("/files/").expect("a path")..];
    let mut request = reqwest::Client::new().get(app.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_format_is_made_once_kept_and_downloaded() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let document = made(&app, &user, "RESUME").await.document;
    let formats = ["PDF", "DOCX", "HTML", "MARKDOWN", "TEXT", "JSON_RESUME"];
    let exported = export(&user, &document, &formats, json!({})).await;
    assert_eq!(exported["status"], "EXPORTED", "{exported}");
    let files = exported["files"].as_array().expect("files");
    assert_eq!(
        files.iter().map(|file| file["format"].as_str().expect("a format")).collect::<Vec<_>>(),
        formats
    );
    assert!(files.iter().all(|file| file["readBack"]["perfect"] == true), "{exported}");
    assert_eq!(exported["document"]["files"].as_array().map(Vec::len), Some(formats.len()));
    let again = export(&user, &document, &formats, json!({})).await;
    let ids = |exported: &Value| -> Vec<Value> {
        exported["files"].as_array().expect("files").iter().map(|file| file["id"].clone()).collect()
    };
    assert_eq!(ids(&again), ids(&exported), "made twice");
    for (file, media_type, end) in [
        (
            &files[1],
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "-Resume.docx",
        ),
        (&files[2], "text/html; charset=utf-8", "-Resume.html"),
        (&files[4], "text/plain; charset=utf-8", "-Resume.txt"),
    ] {
        assert!(file["fileName"].as_str().expect("a name").ends_with(end), "{file}");
        let response = get(&app, file, &[]).await;
        assert_eq!(response.status(), 200);
        let headers = response.headers();
        assert_eq!(headers["content-type"], media_type);
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(
            headers["content-security-policy"]
                .to_str()
                .expect("text")
                .starts_with("sandbox; default-src 'none'")
        );
        assert!(
            headers["content-disposition"].to_str().expect("text").starts_with("attachment; filename=\"")
        );
    }
    let word = get(&app, &files[1], &[]).await.bytes().await.expect("bytes");
    assert!(docx::read_text(&word).expect("a document").passages.len() > 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_a_file_are_given_and_what_is_known_is_not_sent_again() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let document = made(&app, &user, "COVER_LETTER").await.document;
    let file = export(&user, &document, &["TEXT"], json!({})).await["files"][0].clone();
    let whole = get(&app, &file, &[]).await;
    assert_eq!(whole.headers()["accept-ranges"], "bytes");
    let tag = whole.headers()["etag"].to_str().expect("text").to_owned();
    let whole = whole.bytes().await.expect("bytes");
    let part = get(&app, &file, &[("range", "bytes=2-9")]).await;
    assert_eq!(part.status(), 206);
    assert_eq!(part.headers()["content-range"], format!("bytes 2-9/{}", whole.len()).as_str());
    assert_eq!(part.bytes().await.expect("bytes"), whole[2..10]);
    let beyond = get(&app, &file, &[("range", "bytes=9999999-")]).await;
    assert_eq!(beyond.status(), 416);
    assert_eq!(beyond.headers()["content-range"], format!("bytes */{}", whole.len()).as_str());
    let known = get(&app, &file, &[("if-none-match", &tag)]).await;
    assert_eq!(
        (known.status().as_u16(), known.headers()["etag"].to_str().expect("text")),
        (304, tag.as_str())
    );
    let changed = get(&app, &file, &[("range", "bytes=2-9"), ("if-range", "\"another\"")]).await;
    assert_eq!(changed.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn engine_and_paper_make_files_of_their_own() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let document = made(&app, &user, "RESUME").await.document;
    let own = export(&user, &document, &["PDF"], json!({})).await["files"][0].clone();
    let a4 = export(&user, &document, &["PDF", "TEXT"], json!({ "paper": "A4" })).await;
    assert_eq!(a4["status"], "EXPORTED", "{a4}");
    assert_eq!((&a4["files"][0]["paper"], &a4["files"][1]["paper"]), (&json!("A4"), &Value::Null));
    assert_ne!(a4["files"][0]["sha256"], own["sha256"]);
    let other = export(&user, &document, &["PDF"], json!({ "engine": "WKHTMLTOPDF" })).await;
    assert_eq!(other["status"], "EXPORTED", "{other}");
    let printed = &other["files"][0];
    assert_eq!((&printed["engine"], &printed["pages"]), (&json!("WKHTMLTOPDF"), &json!(1)));
    assert_eq!(printed["readBack"]["perfect"], true, "{printed}");
    assert!(get(&app, printed, &[]).await.bytes().await.expect("bytes").starts_with(b"%PDF-"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pdf_for_archives_is_a_file_of_its_own_whatever_the_server_prints_with() {
    let engines: [&[(&str, &str)]; 2] = [&[], &[("PDF_ENGINE", "wkhtmltopdf")]];
    for settings in engines {
        let app = TestApp::start_with(settings).await;
        let user = app.signed_up("ada@example.com").await;
        let document = made(&app, &user, "RESUME").await.document;
        let own = export(&user, &document, &["PDF"], json!({})).await["files"][0].clone();
        assert!(own["pdfStandard"].is_null());
        let asked = json!({ "pdfStandard": "A_2A_UA_1" });
        let exported = export(&user, &document, &["PDF", "TEXT"], asked.clone()).await;
        assert_eq!(exported["status"], "EXPORTED", "{exported}");
        let archival = &exported["files"][0];
        assert_eq!(
            (&archival["pdfStandard"], &exported["files"][1]["pdfStandard"]),
            (&json!("A_2A_UA_1"), &Value::Null)
        );
        assert_eq!(archival["readBack"]["perfect"], true, "{archival}");
        let keeps = async |file: &Value| {
            let bytes = get(&app, file, &[]).await.bytes().await.expect("bytes");
            standards::read(&bytes).expect("a PDF").keeps(PdfStandard::A2aUa1)
        };
        assert!(keeps(archival).await && !keeps(&own).await);
        let again = export(&user, &document, &["PDF"], asked).await;
        assert_eq!(again["files"][0]["id"], archival["id"], "made twice");
        assert_eq!(export(&user, &document, &["PDF"], json!({})).await["files"][0]["id"], own["id"]);
        // A link to share shows the version's own file.
        let link = "mutation($id: ID!) { shareDocument(input: { documentId: $id }) { token } }";
        let token =
            user.query_with(link, json!({ "id": document })).await.data("/shareDocument/token").clone();
        let shared = reqwest::get(app.url(&format!("/s/{}/pdf", token.as_str().expect("a token")))).await;
        let shared = shared.expect("an answer").bytes().await.expect("bytes");
        assert_eq!(own["sizeBytes"], shared.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_file_has_an_estimate_of_its_own() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let document = made(&app, &user, "RESUME").await.document;
    export(&user, &document, &["PDF", "DOCX", "JSON_RESUME"], json!({})).await;
    let ask = async |of_files: &str| {
        let query = format!(
            "query($id: ID!) {{ document(id: $id) {{ compatibility {{ system {{ name }} outlook }}
                files {{ format {of_files} }} }} }}"
        );
        let before = app.database.statement_count();
        let answer = user.query_with(&query, json!({ "id": document })).await;
        (answer, app.database.statement_count() - before)
    };
    let (_, without) = ask("").await;
    let of_files = "compatibility { system { name } outlook certainty risks { fact { kind } } }";
    let (answer, with) = ask(of_files).await;
    assert_eq!(with - without, 1, "what files print is asked for once for all of them");
    let files = answer.data("/document/files").as_array().expect("files").clone();
    let of = |file: &Value, name: &str| -> Value {
        let systems = file["compatibility"].as_array().expect("estimates").iter();
        let mut found = systems.filter(|estimate| estimate["system"]["name"] == name);
        found.next().expect("a system").clone()
    };
    for (file, outlook, kinds) in [
        (&files[0], "FINE", json!([])),
        (&files[1], "FINE", json!([])),
        (&files[2], "RISK", json!([{ "fact": { "kind": "formats" } }])),
    ] {
        let greenhouse = of(file, "greenhouse");
        assert_eq!((&greenhouse["outlook"], &greenhouse["risks"]), (&json!(outlook), &kinds), "{file}");
        let unknown = of(file, "teamtailor");
        assert_eq!((&unknown["outlook"], &unknown["certainty"]), (&json!("UNKNOWN"), &Value::Null));
    }
    // The document's own is that of its PDF.
    let own: Vec<&Value> = files[0]["compatibility"].as_array().expect("estimates").iter().collect();
    for (of_document, of_file) in
        answer.data("/document/compatibility").as_array().expect("estimates").iter().zip(own)
    {
        assert_eq!(of_document["outlook"], of_file["outlook"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_made_is_told_by_its_status() {
    let app = TestApp::start_with(&[("WKHTMLTOPDF", "/no/such/program")]).await;
    let user = app.signed_up("ada@example.com").await;
    let document = made(&app, &user, "COVER_LETTER").await.document;
    let absent = export(&user, &document, &["PDF"], json!({ "engine": "WKHTMLTOPDF" })).await;
    assert_eq!((&absent["status"], &absent["files"]), (&json!("ENGINE_UNAVAILABLE"), &json!([])));
    assert!(absent["message"].as_str().is_some_and(|message| message.contains("not installed")), "{absent}");
    let no_form = export(&user, &document, &["JSON_RESUME"], json!({})).await;
    assert_eq!(
        (&no_form["status"], &no_form["violations"][0]["code"]),
        (&json!("INVALID"), &json!("not_for_kind"))
    );
    let no_standard = json!({ "engine": "WKHTMLTOPDF", "pdfStandard": "A_2A_UA_1" });
    let no_standard = export(&user, &document, &["PDF"], no_standard).await;
    assert_eq!(
        (&no_standard["status"], &no_standard["violations"][0]["code"]),
        (&json!("INVALID"), &json!("not_for_engine"))
    );
    let empty = export(&user, &document, &[], json!({})).await;
    assert_eq!(empty["violations"][0]["code"], "required");
    let no_version = export(&user, &document, &["TEXT"], json!({ "version": 7 })).await;
    assert_eq!(no_version["status"], "NOT_FOUND");
    let other = app.signed_up("eve@example.com").await;
    assert_eq!(export(&other, &document, &["TEXT"], json!({})).await["status"], "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_document_is_exported_as_it_is_now_while_its_pdf_waits() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let document = made(&app, &user, "RESUME").await.document;
    let before = export(&user, &document, &["TEXT"], json!({})).await["files"][0].clone();
    let mentored = claim(&user, &document, MENTORED).await;
    change(&user, "rejectClaim", place(&document, 1, &mentored, json!({}))).await;
    let pending = export(&user, &document, &["PDF", "TEXT"], json!({})).await;
    assert_eq!(pending["status"], "PENDING", "{pending}");
    assert_eq!(pending["files"].as_array().map(Vec::len), Some(1));
    let text = get(&app, &pending["files"][0], &[]).await.text().await.expect("text");
    assert!(!text.contains(MENTORED), "{text}");
    let old = export(&user, &document, &["TEXT"], json!({ "version": 1 })).await["files"][0].clone();
    assert_eq!(old["id"], before["id"]);
    assert!(get(&app, &old, &[]).await.text().await.expect("text").contains(MENTORED));
    work(&app).await;
    let done = export(&user, &document, &["PDF", "TEXT"], json!({})).await;
    assert_eq!((&done["status"], done["files"].as_array().map(Vec::len)), (&json!("EXPORTED"), Some(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_pictured_for_whoever_has_the_link() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let document = made(&app, &user, "RESUME").await.document;
    let query =
        "query($id: ID!) { document(id: $id) { png: previewUrl(width: 200) svg: previewUrl(format: SVG)
        beyond: previewUrl(page: 9) } }";
    let links = user.query_with(query, json!({ "id": document })).await;
    let open = async |name: &str, change: &str| {
        let link = links.data(&format!("/document/{name}")).as_str().expect("a link").to_owned();
        let path = link[link.find("/previews/").expect("a path")..].replace("/200.", change);
        reqwest::get(app.url(&path)).await.expect("an answer")
    };
    for (name, media_type, begins) in
        [("png", "image/png", &b"\x89PNG"[..]), ("svg", "image/svg+xml", b"<svg")]
    {
        let first = open(name, "/200.").await;
        assert_eq!(first.status(), 200, "{name}");
        assert_eq!(first.headers()["content-type"], media_type);
        let bytes = first.bytes().await.expect("bytes");
        assert!(bytes.starts_with(begins), "{name}");
        assert!(!String::from_utf8_lossy(&bytes).contains("<script"));
        assert_eq!(
            open(name, "/200.").await.bytes().await.expect("bytes"),
            bytes,
            "{name} from what is kept"
        );
    }
    assert_eq!(open("beyond", "/200.").await.status(), 404);
    assert_eq!(open("png", "/201.").await.status(), 404, "the link is for one width");
    user.query_with("mutation($id: ID!) { deleteDocument(id: $id) { status } }", json!({ "id": document }))
        .await;
    assert_eq!(open("png", "/200.").await.status(), 404, "a deleted document is shown");
}
