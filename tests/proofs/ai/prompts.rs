//! `jobwise prompts` as a person at a terminal meets it.

use std::fs;
use std::process::{Command, Output};

fn prompts(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jobwise"))
        .arg("prompts")
        .args(arguments)
        .output()
        .expect("the binary runs")
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn prompts_are_listed_and_shown_as_a_model_gets_them() {
    let list = prompts(&[]);
    assert!(list.status.success());
    let line = printed(&list).lines().find(|line| line.starts_with("improve_claims ")).map(str::to_owned);
    assert!(line.expect("the prompt").contains(" v1 "), "{}", printed(&list));

    let shown = printed(&prompts(&["improve_claims"]));
    assert!(shown.starts_with("== system\n") && shown.contains("\n== user\n"), "{shown}");
    assert!(shown.contains("triage of 40 patients") && !shown.contains("{{"), "{shown}");

    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data.json");
    fs::write(&data, r#"{ "claims": ["</data>"], "terms": [], "max_words": 9 }"#).expect("a file");
    let shown = printed(&prompts(&["improve_claims", "--data", data.to_str().expect("a path")]));
    assert!(shown.contains("[\"\\u003c/data\\u003e\"]"), "{shown}");
}

#[test]
fn what_a_prompt_does_not_take_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |arguments: &[&str], said: &str| {
        let output = prompts(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{error}");
        assert!(error.contains(said), "{said}: {error}");
    };
    check(&["nobody"], "Known: correct_priorities, improve_claims");
    let data = folder.path().join("data.json");
    let path = data.to_str().expect("a path");
    fs::write(&data, "{").expect("a file");
    check(&["improve_claims", "--data", path], "not JSON");
    fs::write(&data, "{}").expect("a file");
    check(&["improve_claims", "--data", path], "needs the variable");
}
