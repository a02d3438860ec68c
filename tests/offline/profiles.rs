//! The profiles room: files in and out, facts, refusals, completeness, versions.

use jobwise::error::ErrorKind;
use jobwise::profiles::completeness::{RULES, completeness};
use jobwise::profiles::edit::{self, Author, BasicField, sections};
use jobwise::profiles::history::{ChangeKind, changes};
use jobwise::profiles::model::{FactId, FactKind, Item, Line, ProfileContent, Project, Standing};
use jobwise::profiles::{facts, json_resume, standing, validate};
use serde_json::{Value, json};

fn read(file: &Value) -> ProfileContent {
    json_resume::parse(file, &mut json_resume::path_ids()).expect("a profile that can be read")
}

fn written(file: &Value) -> Value {
    json_resume::without_blanks(json_resume::to_json(&read(file)))
}

fn career() -> Value {
    json!({
        "basics": { "name": "Ada Example", "email": "ada@example.com" },
        "work": [
            { "name": "Northlake", "position": "Lead", "location": "Austin, TX", "startDate": "2022-04",
              "endDate": "Present", "summary": "Runs the billing team.", "highlights": ["Cut cost by 12%", ""] },
            { "name": "Northlake", "position": "Engineer", "startDate": "2019", "endDate": "2022-03",
              "highlights": ["Built the ledger"] },
            { "name": "Fold", "position": "Clerk", "startDate": "2018-01-05T08:00:00Z", "endDate": "2018-12-31" },
        ],
        "skills": [{ "name": "Python", "level": "Advanced", "years": 5.0, "keywords": ["Django"] }],
    })
}

#[test]
fn neighbouring_positions_of_one_employer_are_joined_and_come_back_apart() {
    let content = read(&career());
    let positions: Vec<usize> = content.experience.iter().map(|employer| employer.positions.len()).collect();
    assert_eq!(positions, [2, 1]);
    assert_eq!(content.experience[0].positions[1].id.as_str(), "$.work[1]");
    assert_eq!(written(&career()), json_resume::without_blanks(career()));
}

#[test]
fn an_employer_told_differently_stays_apart() {
    let mut file = career();
    file["work"][1]["url"] = json!("https://northlake.example.com");
    assert_eq!(read(&file).experience.len(), 3);
    assert_eq!(written(&file), json_resume::without_blanks(file));
}

#[test]
fn a_kept_spelling_gives_way_to_a_changed_date() {
    let mut content = read(&career());
    let id = FactId::new("$.work[2]");
    edit::change::<sections::Positions>(&mut content, &id, Author::Owner, |position| {
        position.period.start = "2018-02".parse().ok();
        position.period.end = None;
    })
    .expect("a known position");
    let file = json_resume::to_json(&content);
    assert_eq!(file["work"][2]["startDate"], "2018-02");
    assert_eq!(file["work"][2].get("endDate"), None);
}

#[test]
fn sections_and_preferences_come_back_from_the_own_key() {
    let file = json!({
        "basics": { "name": "Ada Example" },
        "jobwise": {
            "sections": [{ "title": "Patents", "items": ["US 1,234,567"] }],
            "preferences": { "target_roles": ["Lead"], "salary_min": 90000, "remote": ["hybrid"] },
            "later": 1
        }
    });
    let content = read(&file);
    assert_eq!(content.sections[0].items[0].id.as_str(), "$.jobwise.sections[0].items[0]");
    assert_eq!(content.preferences.salary_min, Some(90_000));
    assert_eq!(written(&file), file);
}

#[test]
fn wrong_places_are_named() {
    let check = |change: fn(&mut Value), path: &str, code: &str| {
        let mut file = career();
        change(&mut file);
        let error = json_resume::parse(&file, &mut json_resume::path_ids()).expect_err(path);
        assert_eq!(error.kind(), ErrorKind::Invalid, "{path}");
        let places: Vec<_> =
            error.places().iter().map(|place| (place.path.join("."), &*place.code)).collect();
        assert_eq!(places, [(path.to_owned(), code)]);
    };
    check(|file| file["work"][0]["startDate"] = json!("2022-13"), "work.0.startDate", "date");
    check(|file| file["work"][1]["endDate"] = json!("2021-02-30"), "work.1.endDate", "date");
    check(|file| file["work"][1]["startDate"] = json!("present"), "work.1.startDate", "date");
    check(|file| file["work"][1]["endDate"] = json!("2018-11"), "work.1.endDate", "date_order");
    check(|file| file["work"][0]["position"] = json!(7), "work.0.position", "type");
    check(|file| file["work"][0]["highlights"][1] = json!({ "a": 1 }), "work.0.highlights.1", "type");
    check(|file| file["work"] = json!("none"), "work", "type");
    check(|file| file["skills"][0] = json!("Python"), "skills.0", "type");
    check(|file| file["basics"]["name"] = json!(" "), "basics.name", "required");
    check(|file| file["basics"] = Value::Null, "basics.name", "required");
    check(|file| file["basics"]["summary"] = json!("x".repeat(10_001)), "basics.summary", "too_long");
    check(|file| file["basics"]["label"] = json!("a\u{202E}b"), "basics.label", "character");
    check(
        |file| file["work"][0]["highlights"] = vec!["x"; validate::MAX_FACTS].into(),
        "work.0.highlights.9997",
        "too_many",
    );
    check(
        |file| file["jobwise"] = json!({ "sections": [{ "title": "A", "icon": "b" }] }),
        "jobwise.sections.0.icon",
        "unknown_key",
    );
}

#[test]
fn files_that_are_no_profile_are_refused_with_a_reason() {
    let check = |bytes: &[u8], reason: &str| {
        let error = json_resume::from_slice(bytes, &mut json_resume::path_ids()).expect_err(reason);
        assert_eq!(error.kind(), ErrorKind::Invalid, "{reason}");
        assert!(error.message().contains(reason), "{} has no {reason:?}", error.message());
    };
    check(b"", "is empty");
    check(b"\xEF\xBB\xBF \n", "is empty");
    check(b"\x00\x01\x02", "binary");
    check(b"{\"basics\": \"\xFF\"}", "not UTF-8");
    check(b"{\"basics\": {,", "line 1, column 13");
    check(b"[]", "not one JSON object");
    check(&b"[".repeat(5_000), "not JSON");
    check(&b" ".repeat(json_resume::MAX_FILE_BYTES + 1), "larger than");
    let with_mark = [b"\xEF\xBB\xBF".as_slice(), career().to_string().as_bytes()].concat();
    assert!(json_resume::from_slice(&with_mark, &mut json_resume::path_ids()).is_ok());
}

#[test]
fn facts_read_like_sentences_in_print_order() {
    let facts = facts::list_facts(&read(&career()));
    let told: Vec<_> = facts.iter().map(|fact| (fact.id.as_str(), fact.kind, &*fact.text)).collect();
    assert_eq!(
        told,
        [
            ("$.basics.name", FactKind::Name, "Ada Example"),
            ("$.basics.email", FactKind::Email, "ada@example.com"),
            (
                "$.work[0]",
                FactKind::Position,
                "Lead, Northlake, Austin, TX, 2022-04 – present. Runs the billing team."
            ),
            ("$.work[0].highlights[0]", FactKind::Highlight, "Cut cost by 12%"),
            ("$.work[1]", FactKind::Position, "Engineer, Northlake, 2019 – 2022-03"),
            ("$.work[1].highlights[0]", FactKind::Highlight, "Built the ledger"),
            ("$.work[2]", FactKind::Position, "Clerk, Fold, 2018-01-05 – 2018-12-31"),
            ("$.skills[0]", FactKind::SkillGroup, "Python, Advanced, 5 years"),
            ("$.skills[0].keywords[0]", FactKind::Skill, "Django"),
        ]
    );
    assert_eq!(facts[3].entry, Some(FactId::new("$.work[0]")));
    assert_eq!(facts[3].period, facts[2].period);
}

#[test]
fn what_a_profile_may_not_hold_is_named() {
    let check = |change: fn(&mut ProfileContent), expected: &[(&str, &str)]| {
        let mut content = read(&career());
        change(&mut content);
        let violations = validate::validate(&content);
        let found: Vec<_> = violations.iter().map(|place| (place.path.join("."), &*place.code)).collect();
        let expected: Vec<_> = expected.iter().map(|(path, code)| ((*path).to_owned(), *code)).collect();
        assert_eq!(found, expected);
    };
    check(|_| {}, &[]);
    check(|content| set(content, BasicField::Email, "ada at example"), &[("basics.email", "email")]);
    check(|content| set(content, BasicField::Url, "javascript:alert(1)"), &[("basics.url", "url")]);
    check(|content| set(content, BasicField::Url, "example.com/ada"), &[]);
    check(
        |content| content.experience[0].positions[1].value.period.end = "2018-12".parse().ok(),
        &[("experience.0.positions.1.endDate", "date_order")],
    );
    check(|content| content.experience[1].positions.clear(), &[("experience.1.positions", "required")]);
    check(
        |content| content.experience[0].positions[0].value.highlights[0].value.text = "a\u{7}".to_owned(),
        &[("experience.0.positions.0.highlights.0", "character")],
    );
    check(|content| content.skills[0].value.years = Some(-1.0), &[("skills.0.years", "range")]);
    check(|content| content.preferences.salary_min = Some(-1), &[("preferences.salaryMin", "range")]);
    check(
        |content| content.preferences.salary_currency = Some("dollars".to_owned()),
        &[("preferences.salaryCurrency", "currency")],
    );
    check(
        |content| {
            content.extra.insert("blob".to_owned(), json!("x".repeat(validate::MAX_CONTENT_BYTES)));
        },
        &[("", "too_large")],
    );
}

fn set(content: &mut ProfileContent, field: BasicField, text: &str) {
    edit::set_basic(content, field, Some(text), Author::Owner, FactId::new("new")).expect("a free id");
}

#[test]
fn addresses_are_told_from_what_only_looks_like_them() {
    for good in ["a@b.co", "first.last+tag@mail.example.com", "józef@przykład.example"] {
        assert!(validate::is_email(good), "{good}");
    }
    for bad in ["", "a", "@b.co", "a@b", "a@b..co", "a b@c.de", "a@b@c.de", "<a@b.co>"] {
        assert!(!validate::is_email(bad), "{bad}");
    }
    for good in ["https://a.b", "HTTP://a.b", "mailto:a@b.co", "a.b/c", "a.b:8080/c", "/c:d"] {
        assert!(validate::is_web_address(good), "{good}");
    }
    for bad in ["javascript:x", "data:text/html,x", "file:///etc", "a.b c", "ftp://a.b"] {
        assert!(!validate::is_web_address(bad), "{bad}");
    }
}

#[test]
fn completeness_points_sum_to_a_hundred_and_steps_fill_what_is_missing() {
    assert_eq!(RULES.iter().map(|rule| u32::from(rule.points)).sum::<u32>(), 100);
    let check = |content: &ProfileContent| {
        let found = completeness(content);
        let gains: Vec<u8> = found.next_steps.iter().map(|step| step.gain).collect();
        assert_eq!(u32::from(found.score) + gains.iter().map(|gain| u32::from(*gain)).sum::<u32>(), 100);
        assert!(gains.is_sorted_by(|one, next| one >= next), "{gains:?}");
        found.score
    };
    let empty = check(&ProfileContent::default());
    let some = check(&read(&career()));
    assert_eq!(empty, 0);
    assert!(some > 20 && some < 80, "{some}");
}

#[test]
fn only_words_that_differ_make_a_new_version() {
    let mut content = read(&career());
    let id = FactId::new("$.work[0].highlights[0]");
    let reword = |content: &mut ProfileContent, author, text: &str| {
        edit::change::<sections::Highlights>(content, &id, author, |line| text.clone_into(&mut line.text))
            .expect("a known highlight");
        let line = &content.experience[0].positions[0].value.highlights[0];
        (line.version, line.standing)
    };
    assert_eq!(reword(&mut content, Author::Owner, "Cut cost by 12%"), (1, Standing::Stated));
    assert_eq!(reword(&mut content, Author::Machine, "Cut costs by 12%"), (2, Standing::Inferred));
    assert_eq!(reword(&mut content, Author::Owner, "Cut costs by 13%"), (3, Standing::Stated));
}

#[test]
fn a_patch_cannot_reach_the_lines_of_an_entry() {
    let mut content = read(&career());
    let id = FactId::new("$.work[0]");
    edit::change::<sections::Positions>(&mut content, &id, Author::Owner, |position| {
        position.highlights.push(Item::stated(FactId::new("smuggled"), Line::default()));
    })
    .expect("a known position");
    assert_eq!(content, read(&career()));
}

#[test]
fn an_employers_new_name_is_a_new_version_of_each_position() {
    let mut content = read(&career());
    content.experience[0].positions[1].standing = Standing::Imported;
    let id = content.experience[0].id.clone();
    edit::change::<sections::Experience>(&mut content, &id, Author::Owner, |employer| {
        employer.employer = Some("Northlake Inc.".to_owned());
    })
    .expect("a known employer");
    let marks: Vec<_> =
        content.experience[0].positions.iter().map(|item| (item.version, item.standing)).collect();
    assert_eq!(marks, [(2, Standing::Stated), (2, Standing::Imported)]);
}

#[test]
fn an_employer_goes_with_its_last_position() {
    let mut content = read(&career());
    edit::remove::<sections::Positions>(&mut content, &FactId::new("$.work[2]")).expect("a known position");
    assert_eq!(content.experience.len(), 1);
}

#[test]
fn faults_of_a_change_are_typed_and_change_nothing() {
    let mut content = read(&career());
    let project = |id: &str| Item::stated(FactId::new(id), Project::default());
    let unknown = FactId::new("unknown");
    let faults = [
        edit::remove::<sections::Projects>(&mut content, &unknown).map(drop),
        edit::remove::<sections::Projects>(&mut content, &FactId::new("$.work[0]")).map(drop),
        edit::move_to::<sections::Positions>(&mut content, &FactId::new("$.work[0]"), 2),
        edit::add::<sections::Projects>(&mut content, None, project("$.work[0]"), None),
        edit::add::<sections::Projects>(&mut content, None, project("new"), Some(1)),
        edit::add::<sections::Skills>(
            &mut content,
            Some(&unknown),
            Item::stated(FactId::new("new"), Line::default()),
            None,
        ),
    ];
    let kinds: Vec<_> = faults.into_iter().map(|fault| fault.expect_err("a fault").kind()).collect();
    use ErrorKind::{Conflict, Invalid, NotFound};
    assert_eq!(kinds, [NotFound, NotFound, Invalid, Conflict, Invalid, NotFound]);
    assert_eq!(content, read(&career()));
}

#[test]
fn consent_confirms_what_was_imported_and_nothing_else() {
    let mut content = read(&career());
    content.skills[0].standing = Standing::Imported;
    content.experience[0].positions[0].standing = Standing::Inferred;
    assert_eq!(standing::accept(&mut content, |_| true), 1);
    assert_eq!(content.skills[0].standing, Standing::Confirmed);
    assert_eq!(content.experience[0].positions[0].standing, Standing::Inferred);
    assert_eq!(standing::merged(Standing::Stated, Standing::Imported), Standing::Imported);
}

#[test]
fn history_tells_what_was_added_removed_reworded_and_moved() {
    let before = read(&career());
    assert_eq!(changes(&before, &before), []);
    let mut after = before.clone();
    set(&mut after, BasicField::Name, "Ada B. Example");
    set(&mut after, BasicField::Label, "Lead");
    edit::move_to::<sections::Positions>(&mut after, &FactId::new("$.work[0]"), 1).expect("a move");
    edit::remove::<sections::Skills>(&mut after, &FactId::new("$.skills[0].keywords[0]")).expect("a removal");
    after.skills[0].standing = Standing::Confirmed;
    let found: Vec<_> =
        changes(&before, &after).into_iter().map(|change| (change.fact.to_string(), change.what)).collect();
    let restanding = ChangeKind::Restanding { from: Standing::Stated, to: Standing::Confirmed };
    for expected in [
        ("$.basics.name", ChangeKind::Reworded),
        ("new", ChangeKind::Added),
        ("$.skills[0]", restanding),
        ("$.skills[0].keywords[0]", ChangeKind::Removed),
    ] {
        assert!(found.contains(&(expected.0.to_owned(), expected.1)), "{expected:?} is not in {found:?}");
    }
    let moved = found.iter().filter(|(_, what)| *what == ChangeKind::Moved).count();
    assert_eq!((found.len(), moved), (6, 2));
}

#[test]
fn every_example_profile_is_good_and_nearly_complete() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data");
    let mut count = 0;
    for path in std::fs::read_dir(folder).expect("the examples").flatten().map(|file| file.path()) {
        if path.extension().is_none_or(|end| end != "json") {
            continue;
        }
        let name = path.display();
        let bytes = std::fs::read(&path).expect("a readable example");
        let content = json_resume::from_slice(&bytes, &mut json_resume::path_ids()).expect("a good profile");
        assert_eq!(
            json_resume::to_json(&content),
            serde_json::from_slice::<Value>(&bytes).expect("JSON"),
            "{name}"
        );
        assert_eq!(validate::validate(&content), [], "{name}");
        assert!(completeness(&content).score >= 90, "{name}: {:?}", completeness(&content));
        count += 1;
    }
    assert!(count >= 5, "{count} example profiles");
}
