//! The files of deploy/ speak of what is there: settings the program reads, measures it takes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jobwise::config::VARIABLES;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { sources(&path, found) } else { found.push(path) }
    }
}

/// The names of measures in some text: `jobwise_` with letters behind it. What Prometheus adds to
/// a distribution's name is taken off.
fn measures(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("jobwise_") {
        let name: String = text[at..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
        let is_begun_before = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        if !is_begun_before {
            let parts = ["_bucket", "_count", "_sum"].iter().find_map(|part| name.strip_suffix(part));
            found.insert(parts.unwrap_or(&name).to_owned());
        }
    }
    found
}

/// What the program measures: every name its sources hold between quotation marks.
fn measured() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    let quoted = |file: &PathBuf| -> Vec<String> {
        let source = fs::read_to_string(file).unwrap_or_default();
        source.split('"').filter(|part| part.starts_with("jobwise_")).map(str::to_owned).collect()
    };
    files.iter().flat_map(quoted).collect()
}

#[test]
fn every_measure_of_dashboard_alerts_and_page_is_taken() {
    let taken = measured();
    assert!(taken.contains("jobwise_ai_calls_total"), "the sources were read");
    for path in [
        "deploy/grafana/jobwise.json",
        "deploy/prometheus/alerts.yaml",
        "deploy/prometheus/alerts.test.yaml",
        "docs/operations.md",
    ] {
        let missing: Vec<String> = measures(&text(path)).difference(&taken).cloned().collect();
        assert!(missing.is_empty(), "{path} names measures that nobody takes: {missing:?}");
    }
}

#[test]
fn names_of_measures_are_found_in_expressions() {
    let found = measures(
        "sum(rate(jobwise_task_seconds_bucket[5m])) / jobwise_queue_depth{kind=\"a\"} not_jobwise_x",
    );
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["jobwise_queue_depth", "jobwise_task_seconds"]);
}

#[test]
fn the_dashboard_is_whole() {
    let dashboard: Value = serde_json::from_str(&text("deploy/grafana/jobwise.json")).expect("JSON");
    let panels = dashboard["panels"].as_array().expect("panels");
    let ids: BTreeSet<i64> = panels.iter().filter_map(|panel| panel["id"].as_i64()).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has an id of its own");
    for panel in panels.iter().filter(|panel| panel["type"] != "row") {
        let targets = panel["targets"].as_array().expect("targets");
        assert!(!targets.is_empty(), "{panel}");
        for target in targets {
            let asked = target["expr"].as_str().expect("an expression");
            assert!(!measures(asked).is_empty(), "{asked}");
            assert_eq!(asked.matches('(').count(), asked.matches(')').count(), "{asked}");
        }
    }
}

/// Names in capitals that stand where a setting is given a value, in files of YAML and of images.
fn settings(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim_start()) {
        let line = line.strip_prefix("- name: ").or(line.strip_prefix("ENV ")).unwrap_or(line);
        let name: String = line.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
        let is_given = matches!(line[name.len()..].chars().next(), None | Some(':' | '='));
        if name.len() > 3 && is_given {
            found.insert(name);
        }
    }
    found
}

#[test]
fn every_setting_that_is_given_is_read() {
    let mut count = 0;
    for path in [
        "deploy/Dockerfile",
        "deploy/compose.yaml",
        "deploy/kubernetes/settings.yaml",
        "deploy/kubernetes/work.yaml",
    ] {
        for name in settings(&text(path)) {
            // Those of the image of Postgres.
            if !name.starts_with("POSTGRES_") {
                assert!(VARIABLES.iter().any(|variable| variable.name == name), "{path} sets {name}");
                count += 1;
            }
        }
    }
    assert!(count > 15, "{count} settings were found");
}

#[test]
fn settings_are_found_where_they_are_given() {
    let text = "  WORKERS: 2 # WHAT: x\n- name: METRICS\nENV HOST=0 \\\n  PORT=1\nCOPY a b\nENTRYPOINT [\"a\"]\n CMD\n";
    assert_eq!(settings(text).into_iter().collect::<Vec<_>>(), ["HOST", "METRICS", "PORT", "WORKERS"]);
}
