//! Who may know whom, read off the paths. The order of the rooms and the words that
//! stay in their place are read from ARCHITECTURE.md, so the page cannot drift from
//! the house.

use std::fs;
use std::path::{Path, PathBuf};

/// The rules as ARCHITECTURE.md prints them.
struct House {
    rooms: Vec<String>,
    pure: Vec<String>,
    ground: Vec<String>,
    faces: Vec<String>,
    everywhere: Vec<String>,
    words: Vec<(Vec<String>, Vec<String>)>,
}

/// The text between `<!-- name -->` and `<!-- /name -->`.
fn marked<'t>(page: &'t str, name: &str) -> &'t str {
    let (_, rest) = page.split_once(&format!("<!-- {name} -->")).unwrap_or_else(|| panic!("no mark {name}"));
    rest.split_once(&format!("<!-- /{name} -->")).unwrap_or_else(|| panic!("no end of mark {name}")).0
}

/// Everything between back-ticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

impl House {
    fn read() -> Self {
        let page = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
        let rooms =
            marked(&page, "rooms").lines().filter_map(|line| quoted(line).into_iter().next()).collect();
        let words = marked(&page, "words")
            .lines()
            .filter(|line| line.starts_with("| `"))
            .map(|line| {
                let mut columns = line.trim_matches('|').split(" | ");
                let mut column = || quoted(columns.next().unwrap_or_default());
                (column(), column())
            })
            .collect();
        Self {
            rooms,
            pure: quoted(marked(&page, "pure")),
            ground: quoted(marked(&page, "ground")),
            faces: quoted(marked(&page, "faces")),
            everywhere: quoted(marked(&page, "everywhere")),
            words,
        }
    }

    /// What is wrong with one source file, given its path below `src/`.
    fn faults(&self, path: &str, source: &str) -> Vec<String> {
        let code = without_comments(source);
        let mut faults = self.misplaced_words(path, &code);
        faults.extend(self.wrong_acquaintances(path, &code));
        faults
    }

    fn misplaced_words(&self, path: &str, code: &str) -> Vec<String> {
        let mut faults = Vec::new();
        for (words, places) in &self.words {
            if places.iter().any(|place| stands_in(path, place)) {
                continue;
            }
            for word in words.iter().filter(|word| names_path(code, word)) {
                faults.push(format!("{path}: `{word}` belongs in {}", places.join(", ")));
            }
        }
        faults
    }

    fn wrong_acquaintances(&self, path: &str, code: &str) -> Vec<String> {
        let here = room_of(path);
        if path == "lib.rs" || self.faces.iter().any(|face| face == here) {
            return Vec::new();
        }
        let mut faults = Vec::new();
        for (there, rest) in acquaintances(code) {
            if there == here || self.everywhere.contains(&there) {
                continue;
            }
            let is_ground = |name: &str| self.ground.iter().any(|ground| ground == name);
            let place = |name: &str| self.rooms.iter().position(|room| room == name);
            let is_allowed = if self.everywhere.iter().any(|name| name == here) {
                false
            } else if is_ground(&there) {
                !self.pure.iter().any(|pure| pure == here)
            } else {
                match (place(&there), place(here)) {
                    (Some(there), Some(here)) => there < here,
                    _ => false,
                }
            };
            if !is_allowed {
                faults.push(format!("{path}: `{here}` may not know `{there}`"));
            } else if rest.starts_with("store") && !is_ground(&there) {
                faults.push(format!("{path}: `{there}::store` is private to its room"));
            }
        }
        faults
    }
}

/// The room, ground or face a path belongs to: its first folder, or its name.
fn room_of(path: &str) -> &str {
    let first = path.split('/').next().unwrap_or(path);
    first.strip_suffix(".rs").unwrap_or(first)
}

/// Whether `path` is the place named as `db/`, `config.rs` or `*/store.rs`.
fn stands_in(path: &str, place: &str) -> bool {
    match place.strip_prefix("*/") {
        Some(name) => path.ends_with(&format!("/{name}")),
        None if place.ends_with('/') => path.starts_with(place),
        None => path == place,
    }
}

/// Whether the code names a path that begins with `word`, as an import or inline.
fn names_path(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + word.len()..];
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let is_own_module = before == Some(':') && !code[..at].ends_with(" ::");
        let begins = !before.is_some_and(is_part) && !is_own_module && before != Some('"');
        let ends = !after.chars().next().is_some_and(is_part);
        let is_path =
            word.contains("::") || after.trim_start().starts_with("::") || names_import(code, at, after);
        begins && ends && is_path
    })
}

/// Whether the word at `at` is a whole import, as in `use diesel;` or `use {diesel, serde};`.
fn names_import(code: &str, at: usize, after: &str) -> bool {
    let statement = code[..at].rfind([';', '}']).map_or(0, |end| end + 1);
    let is_use = code[statement..at].trim_start().trim_start_matches("pub ").starts_with("use ");
    is_use && after.trim_start().starts_with([';', ',', '}'])
}

/// The first two names of every path that begins at the crate: `crate::jobs::store::find`
/// gives `("jobs", "store::find…")`. Grouped imports are opened one level.
fn acquaintances(code: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (at, mark) in code.match_indices("crate::") {
        let rest = &code[at + mark.len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let mut depth = 1;
                let mut start = 0;
                for (index, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        _ => {}
                    }
                    if (c == ',' && depth == 1) || depth == 0 {
                        found.push(split_path(group[start..index].trim()));
                        start = index + 1;
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            None => found.push(split_path(rest)),
        }
    }
    found.retain(|(name, _)| !name.is_empty());
    found
}

fn split_path(path: &str) -> (String, String) {
    let name: String = path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let rest = path[name.len()..].trim_start_matches("::").trim_start_matches('{').trim_start();
    (name, rest.chars().take(40).collect())
}

/// The source without comments, so that docs may name what code may not.
fn without_comments(source: &str) -> String {
    source
        .lines()
        .map(|line| line.split_once("//").map_or(line, |(code, _)| code))
        .collect::<Vec<_>>()
        .join("\n")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_file_keeps_to_its_floor() {
    let house = House::read();
    let src = root().join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    assert!(files.len() > 20, "the sources were not found");
    let mut faults = Vec::new();
    for file in files {
        let path = file.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
        faults.extend(house.faults(&path, &fs::read_to_string(&file).expect("a source")));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_folder_of_the_house_is_on_the_page() {
    let house = House::read();
    let known: Vec<&String> =
        [&house.rooms, &house.ground, &house.faces, &house.everywhere].into_iter().flatten().collect();
    for entry in fs::read_dir(root().join("src")).expect("src") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let room = room_of(&name).to_owned();
        assert!(room == "lib" || known.contains(&&room), "ARCHITECTURE.md does not name `{room}`");
    }
}

#[test]
fn a_misplaced_word_is_found_and_a_rightful_one_is_not() {
    let house = House::read();
    let check = |path: &str, code: &str, is_fault: bool| {
        assert_eq!(!house.faults(path, code).is_empty(), is_fault, "{path}: {code}");
    };
    check("jobs/service.rs", "use diesel::prelude::*;", true);
    check("jobs/store.rs", "use diesel::prelude::*;", false);
    check("jobs/service.rs", "let x = diesel::select(now);", true);
    check("jobs/service.rs", "// use diesel::prelude::*;", false);
    check("jobs/service.rs", "use {diesel, serde};", true);
    check("generations/pipeline.rs", "use axum::Router;", true);
    check("http/router.rs", "use axum::Router;", false);
    check("accounts/service.rs", "let v = std::env::var(\"X\");", true);
    check("config.rs", "let v = std::env::var(\"X\");", false);
    check("accounts/service.rs", "let n = Utc::now();", true);
    check("documents/formats/typst.rs", "use typst::World;", false);
    check("documents/fit.rs", "use typst::World;", true);
    check("documents/fit.rs", "use crate::documents::formats::typst::Typesetter;", false);
}

#[test]
fn a_wrong_acquaintance_is_found_and_a_rightful_one_is_not() {
    let house = House::read();
    let check = |path: &str, code: &str, is_fault: bool| {
        assert_eq!(!house.faults(path, code).is_empty(), is_fault, "{path}: {code}");
    };
    check("profiles/model.rs", "use crate::jobs::model::Posting;", true);
    check("jobs/model.rs", "use crate::profiles::model::Fact;", false);
    check("jobs/service.rs", "use crate::profiles::store;", true);
    check("jobs/service.rs", "crate::profiles::store::find(conn)", true);
    check("jobs/service.rs", "use crate::{error::Error, profiles::{store::find}};", true);
    check("scoring/model.rs", "use crate::db::Db;", true);
    check("jobs/service.rs", "use crate::db::Db;", false);
    check("db/pool.rs", "use crate::jobs::model::Posting;", true);
    check("jobs/service.rs", "use crate::graphql::schema;", true);
    check("graphql/jobs.rs", "use crate::jobs::service;", false);
    check("error.rs", "use crate::jobs::model::Posting;", true);
}
