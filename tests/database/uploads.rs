//! Files that come with an operation, as the multipart request specification sends them.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::harness::app::{Answer, TestApp, TestUser};

const IMPORT: &str = "mutation($file: Upload!, $title: String) {
    importProfile(input: { file: { title: $title, file: $file } }) {
        status profile { title basics { name { text } } } violations { path code message }
    }
}";

async fn import(user: &TestUser<'_>, content: &[u8]) -> Answer {
    let operations = json!({ "query": IMPORT, "variables": { "file": null, "title": "From a file" } });
    user.upload(operations, "variables.file", "resume.json", content).await
}

fn resume() -> Vec<u8> {
    json!({ "basics": { "name": "Ada Example" }, "work": [{ "name": "Northlake", "position": "Lead" }] })
        .to_string()
        .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_imported_from_a_file() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let answer = import(&user, &resume()).await;
    assert_eq!(answer.data("/importProfile/status"), "SAVED", "{}", answer.body);
    assert_eq!(answer.data("/importProfile/profile/title"), "From a file");
    assert_eq!(answer.data("/importProfile/profile/basics/name/text"), "Ada Example");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_resume_is_refused_at_its_place() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let check = async |content: &[u8], path: Value| {
        let answer = import(&user, content).await;
        assert_eq!(answer.data("/importProfile/status"), "INVALID", "{}", answer.body);
        assert_eq!(answer.data("/importProfile/violations/0/path"), &path);
    };
    check(b"%PDF-1.7", json!(["file", "file"])).await;
    check(b"", json!(["file", "file"])).await;
    check(&[b"[", "1,".repeat(600_000).as_bytes(), b"1]"].concat(), json!(["file", "file"])).await;
    let wrong = json!({ "basics": { "name": "Ada", "email": "nobody" } }).to_string();
    check(wrong.as_bytes(), json!(["file", "file", "basics", "email"])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_is_signed_in_may_send_files() {
    let app = TestApp::start().await;
    for user in [app.anonymous(), app.bearing("forged")] {
        let answer = import(&user, &resume()).await;
        assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"), "{}", answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_in_the_place_of_a_file_are_no_file() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    // Also what stands in the variables when a file did come.
    for words in ["resume.json", "#__graphql_file__:0", "\u{1}upload:0", "\u{1}upload:18446744073709551615"] {
        let answer = user.query_with(IMPORT, json!({ "file": words })).await;
        assert_eq!(answer.code(), "INVALID_INPUT", "{words}: {}", answer.body);
        let literal = format!(
            "mutation {{ importProfile(input: {{ file: {{ file: {} }} }}) {{ status }} }}",
            json!(words)
        );
        let answer = user.query(&literal).await;
        assert!(["INVALID_INPUT", "VALIDATION_FAILED"].contains(&answer.code()), "{words}: {}", answer.body);
    }
}

/// The files that this process holds open in the folder.
fn open_files(folder: &std::path::Path) -> usize {
    let held = std::fs::read_dir("/proc/self/fd").expect("the open files");
    held.flatten()
        .filter_map(|entry| std::fs::read_link(entry.path()).ok())
        .filter(|target| target.starts_with(folder))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_a_request_that_breaks_off() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let folder = app.app.config.data_dir.join("uploads");
    let folder = std::path::absolute(folder).expect("a path");
    let operations = json!({ "query": IMPORT, "variables": { "file": null } });
    let mut socket = TcpStream::connect(app.address).await.expect("the server");
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {}\r\ncontent-length: 5000000\r\n\
         content-type: multipart/form-data; boundary=part\r\n\r\n\
         --part\r\ncontent-disposition: form-data; name=\"operations\"\r\n\r\n{operations}\r\n\
         --part\r\ncontent-disposition: form-data; name=\"map\"\r\n\r\n{{ \"0\": [\"variables.file\"] }}\r\n\
         --part\r\ncontent-disposition: form-data; name=\"0\"; filename=\"a\"\r\n\r\n",
        user.access_token.as_deref().unwrap_or_default(),
    );
    socket.write_all(head.as_bytes()).await.expect("an open socket");
    socket.write_all(&vec![b'x'; 1_000_000]).await.expect("an open socket");
    until(|| open_files(&folder) == 1).await;
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 0, "it has a name on the disk");
    // The server reads the end of what was sent and gives the request up.
    socket.shutdown().await.expect("an open socket");
    let _ = socket.read_to_end(&mut Vec::new()).await;
    until(|| open_files(&folder) == 0).await;
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 0);
}

/// Waits for what another task does; the test's own time limit bounds it.
async fn until(is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), waiting).await.expect("it came about");
}
