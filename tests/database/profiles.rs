//! Profiles as a client meets them: made, filled item by item, looked back on, taken out again;
//! and what is refused.

use jobwise::profiles::json_resume;
use jobwise::profiles::model::Standing;
use serde_json::{Value, json};

use crate::harness::app::{Answer, TestApp, TestUser};

/// What every change answers.
const OUTCOME: &str = "status profile { id version } violations { path code }";

/// Runs a mutation with its only input and gives back its payload.
async fn change(user: &TestUser<'_>, name: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
    let document = format!("mutation($input: {kind}!) {{ payload: {name}(input: $input) {{ {OUTCOME} }} }}");
    user.query_with(&document, json!({ "input": input })).await.data("/payload").clone()
}

async fn read(user: &TestUser<'_>, id: &Value, selection: &str) -> Answer {
    let document = format!("query($id: ID!) {{ profile(id: $id) {{ {selection} }} }}");
    user.query_with(&document, json!({ "id": id })).await
}

/// Makes a profile with a name and gives back its id; it is at version 1.
async fn create(user: &TestUser<'_>) -> Value {
    let input = json!({ "title": "Backend", "basics": { "name": "Ada Example" } });
    let payload = change(user, "createProfile", input).await;
    assert_eq!(payload["status"], "SAVED", "{payload}");
    assert_eq!(payload["profile"]["version"], 1);
    payload["profile"]["id"].clone()
}

fn paths(payload: &Value) -> Vec<String> {
    let step = |step: &Value| step.as_str().expect("a step").to_owned();
    let path = |violation: &Value| {
        let steps: Vec<String> = violation["path"].as_array().expect("a path").iter().map(step).collect();
        format!("{} {}", steps.join("."), violation["code"].as_str().expect("a code"))
    };
    payload["violations"].as_array().expect("violations").iter().map(path).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_filled_changed_reverted_and_taken_out_again() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let id = create(&user).await;

    let employer = json!({
        "profileId": id, "version": 1, "employer": "Northlake",
        "positions": [{ "title": "Engineer", "startDate": "2021-03", "highlights": ["Built the ledger"] }],
    });
    assert_eq!(change(&user, "addExperience", employer).await["profile"]["version"], 2);
    let selection = "experience { id employer positions { id version standing title startDate endDate
                     highlights { id text standing version } } }";
    let answer = read(&user, &id, selection).await;
    let experience = answer.data("/profile/experience/0").clone();
    let position = &experience["positions"][0];
    assert_eq!(position["standing"], "STATED");
    assert_eq!(position["startDate"], "2021-03");
    assert_eq!(position["highlights"][0]["text"], "Built the ledger");

    let lead = json!({
        "profileId": id, "version": 2, "entryId": experience["id"], "index": 0, "title": "Lead",
        "startDate": "2023", "endDate": "2024",
    });
    assert_eq!(change(&user, "addPosition", lead).await["status"], "SAVED");
    let highlight =
        json!({ "profileId": id, "version": 3, "entryId": position["id"], "text": "Cut cost by 12%" });
    assert_eq!(change(&user, "addHighlight", highlight).await["profile"]["version"], 4);
    let export = read(&user, &id, "jsonResume").await.data("/profile/jsonResume").clone();
    let work = json!([
        { "name": "Northlake", "position": "Lead", "startDate": "2023", "endDate": "2024" },
        { "name": "Northlake", "position": "Engineer", "startDate": "2021-03",
          "highlights": ["Built the ledger", "Cut cost by 12%"] },
    ]);
    assert_eq!(export["work"], work);

    // What is left out stays, null takes away.
    let patch = json!({ "profileId": id, "version": 4, "itemId": position["id"], "title": "Staff Engineer",
                        "startDate": null });
    assert_eq!(change(&user, "updatePosition", patch.clone()).await["profile"]["version"], 5);
    let answer = read(&user, &id, selection).await;
    let changed = answer.data("/profile/experience/0/positions/1");
    assert_eq!((&changed["id"], &changed["version"]), (&position["id"], &json!(2)));
    assert_eq!((&changed["title"], &changed["startDate"]), (&json!("Staff Engineer"), &Value::Null));
    assert_eq!(changed["highlights"][0], position["highlights"][0]);

    let stale = change(&user, "updatePosition", patch).await;
    assert_eq!((&stale["status"], &stale["profile"]["version"]), (&json!("STALE"), &json!(5)));

    let history = "history(first: 2) { edges { node { version title changes { kind change before after } } }
                   pageInfo { hasNextPage endCursor } }";
    let answer = read(&user, &id, history).await;
    let edges = answer.data("/profile/history/edges").clone();
    assert_eq!(edges[0]["node"]["version"], 5);
    let reworded = json!([{ "kind": "POSITION", "change": "REWORDED",
                            "before": "Engineer, Northlake, 2021-03 – present", "after": "Staff Engineer, Northlake" }]);
    assert_eq!(edges[0]["node"]["changes"], reworded);
    let added =
        json!([{ "kind": "HIGHLIGHT", "change": "ADDED", "before": null, "after": "Cut cost by 12%" }]);
    assert_eq!(edges[1]["node"]["changes"], added, "the last of a page is compared too");
    assert_eq!(*answer.data("/profile/history/pageInfo/hasNextPage"), json!(true));

    let back = json!({ "profileId": id, "version": 5, "toVersion": 4 });
    assert_eq!(change(&user, "revertProfile", back).await["profile"]["version"], 6);
    let reverted = read(&user, &id, "jsonResume").await;
    assert_eq!(*reverted.data("/profile/jsonResume"), export);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_of_every_section_is_added_changed_and_removed() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let id = create(&user).await;
    let mut version = 1;
    // Section of the profile, noun of its mutations, what to add, what to change.
    let sections = [
        (
            "experience",
            "Experience",
            json!({ "employer": "A", "positions": [{ "title": "B" }] }),
            json!({ "employer": "C" }),
        ),
        ("projects", "Project", json!({ "name": "A", "keywords": ["x"] }), json!({ "featured": true })),
        (
            "education",
            "Education",
            json!({ "institution": "A", "courses": ["x"] }),
            json!({ "studyType": "B" }),
        ),
        ("skills", "SkillGroup", json!({ "name": "A", "skills": ["x"] }), json!({ "years": 2.5 })),
        ("certificates", "Certificate", json!({ "name": "A" }), json!({ "date": "2020" })),
        ("languages", "Language", json!({ "language": "A" }), json!({ "fluency": "B2" })),
        ("publications", "Publication", json!({ "name": "A" }), json!({ "releaseDate": "2020-01" })),
        ("awards", "Award", json!({ "title": "A" }), json!({ "awarder": "B" })),
        (
            "volunteering",
            "Volunteering",
            json!({ "organization": "A", "highlights": ["x"] }),
            json!({ "position": "B" }),
        ),
        ("interests", "Interest", json!({ "name": "A" }), json!({ "keywords": ["x"] })),
        ("references", "Reference", json!({ "name": "A" }), json!({ "reference": "B" })),
        ("sections", "Section", json!({ "title": "A", "items": ["x"] }), json!({ "title": "B" })),
    ];
    for (section, noun, new, patch) in sections {
        let with = |mut input: Value, more: Value, version: i32| {
            let base = json!({ "profileId": id, "version": version });
            for object in [&base, &more] {
                for (key, value) in object.as_object().expect("an object") {
                    input[key] = value.clone();
                }
            }
            input
        };
        let added = change(&user, &format!("add{noun}"), with(new, json!({}), version)).await;
        assert_eq!(added["status"], "SAVED", "{section}: {added}");
        let answer = read(&user, &id, &format!("{section} {{ id }}")).await;
        let item = answer.data(&format!("/profile/{section}/0/id")).clone();
        let changed =
            change(&user, &format!("update{noun}"), with(patch, json!({ "itemId": item }), version + 1))
                .await;
        assert_eq!(changed["profile"]["version"], version + 2, "{section}: {changed}");
        let removed =
            change(&user, "removeProfileItem", with(json!({}), json!({ "itemId": item }), version + 2)).await;
        assert_eq!(removed["profile"]["version"], version + 3, "{section}: {removed}");
        let answer = read(&user, &id, &format!("{section} {{ id }}")).await;
        assert_eq!(*answer.data(&format!("/profile/{section}")), json!([]));
        version += 3;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_added_changed_and_moved_under_their_entries() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let id = create(&user).await;
    let group =
        json!({ "profileId": id, "version": 1, "name": "Databases", "skills": ["Postgres", "Redis"] });
    change(&user, "addSkillGroup", group).await;
    let answer = read(&user, &id, "skills { id skills { id } }").await;
    let group = answer.data("/profile/skills/0").clone();

    let skill =
        json!({ "profileId": id, "version": 2, "entryId": group["id"], "index": 1, "text": " SQLite " });
    assert_eq!(change(&user, "addSkill", skill).await["status"], "SAVED");
    let moved = json!({ "profileId": id, "version": 3, "itemId": group["skills"][1]["id"], "index": 0 });
    assert_eq!(change(&user, "moveProfileItem", moved).await["status"], "SAVED");
    let renamed =
        json!({ "profileId": id, "version": 4, "itemId": group["skills"][0]["id"], "text": "PostgreSQL" });
    assert_eq!(change(&user, "updateSkill", renamed).await["status"], "SAVED");
    let answer = read(&user, &id, "skills { skills { text } } facts { kind text belongsTo }").await;
    let skills = json!([{ "text": "Redis" }, { "text": "PostgreSQL" }, { "text": "SQLite" }]);
    assert_eq!(*answer.data("/profile/skills/0/skills"), skills);
    let fact = json!({ "kind": "SKILL", "text": "Redis", "belongsTo": group["id"] });
    assert!(answer.data("/profile/facts").as_array().expect("facts").contains(&fact), "{}", answer.body);

    let far = json!({ "profileId": id, "version": 5, "itemId": group["skills"][0]["id"], "index": 3 });
    assert_eq!(paths(&change(&user, "moveProfileItem", far).await), ["index out_of_range"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn title_basics_and_preferences_change_together() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let id = create(&user).await;
    let input = json!({
        "profileId": id, "version": 1, "title": "Platform",
        "basics": { "email": "ada@example.com", "location": { "city": "Columbus", "countryCode": "US" } },
        "preferences": { "targetRoles": ["Lead"], "salaryMin": 90000, "salaryCurrency": "USD", "remote": ["HYBRID"] },
    });
    assert_eq!(change(&user, "updateProfile", input).await["profile"]["version"], 2);
    let selection = "title version basics { name { text } email { text } location { city countryCode } }
                     preferences { targetRoles places salaryMin relocation remote } completeness { score }";
    let answer = read(&user, &id, selection).await;
    let expected = json!({
        "name": { "text": "Ada Example" }, "email": { "text": "ada@example.com" },
        "location": { "city": "Columbus", "countryCode": "US" },
    });
    assert_eq!(*answer.data("/profile/basics"), expected);
    let expected = json!({ "targetRoles": ["Lead"], "places": [], "salaryMin": 90000, "relocation": null,
                           "remote": ["HYBRID"] });
    assert_eq!(*answer.data("/profile/preferences"), expected);

    let cleared = json!({
        "profileId": id, "version": 2, "basics": { "email": null, "location": { "city": null } },
        "preferences": null,
    });
    assert_eq!(change(&user, "updateProfile", cleared).await["status"], "SAVED");
    let answer = read(&user, &id, selection).await;
    assert_eq!(*answer.data("/profile/title"), json!("Platform"));
    let expected = json!({ "name": { "text": "Ada Example" }, "email": null, "location": { "city": null, "countryCode": "US" } });
    assert_eq!(*answer.data("/profile/basics"), expected);
    assert_eq!(*answer.data("/profile/preferences/targetRoles"), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_profile_answers_like_a_missing_one() {
    let app = TestApp::start().await;
    let (owner, other) = (app.signed_up("ada@example.com").await, app.signed_up("eve@example.com").await);
    let id = create(&owner).await;
    let missing = "UHJvZmlsZToAAAAAAAAAAAAAAAAAAAAA";
    for id in [&id, &json!(missing), &json!("nonsense")] {
        assert_eq!(*read(&other, id, "title").await.data("/profile"), Value::Null);
        let node = other.query_with("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await;
        assert_eq!(*node.data("/node"), Value::Null);
        let place = json!({ "profileId": id, "version": 1 });
        for (name, more) in [
            ("updateProfile", json!({ "title": "Mine" })),
            ("addAward", json!({ "title": "Prize" })),
            ("updateAward", json!({ "itemId": "x" })),
            ("removeProfileItem", json!({ "itemId": "x" })),
            ("moveProfileItem", json!({ "itemId": "x", "index": 0 })),
            ("confirmFacts", json!({})),
            ("revertProfile", json!({ "toVersion": 1 })),
        ] {
            let mut input = place.clone();
            input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            let payload = change(&other, name, input).await;
            assert_eq!(
                (&payload["status"], &payload["profile"]),
                (&json!("NOT_FOUND"), &Value::Null),
                "{name}"
            );
        }
        let deleted = other
            .query_with("mutation($id: ID!) { deleteProfile(id: $id) { status } }", json!({ "id": id }))
            .await;
        assert_eq!(*deleted.data("/deleteProfile/status"), json!("NOT_FOUND"));
    }
    assert_eq!(*read(&owner, &id, "title").await.data("/profile/title"), json!("Backend"));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_values_are_named_at_their_place_in_the_input() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let id = create(&user).await;
    let long = "x".repeat(10_001);
    let position =
        |position: Value| json!({ "employer": "Northlake", "positions": [{ "title": "Lead" }, position] });
    let cases = [
        ("addProject", json!({ "startDate": "2022", "endDate": "2021" }), "endDate date_order"),
        ("addProject", json!({ "name": "A", "url": "ftp://example.com" }), "url url"),
        ("addProject", json!({ "name": "A", "highlights": ["B", long] }), "highlights.1 too_long"),
        ("addProject", json!({ "name": "A", "highlights": [" "] }), "highlights.0 required"),
        ("addProject", json!({ "name": "A", "index": 1 }), "index out_of_range"),
        ("addExperience", json!({ "employer": "A", "positions": [] }), "positions required"),
        (
            "addExperience",
            position(json!({ "startDate": "2022", "endDate": "2021" })),
            "positions.1.endDate date_order",
        ),
        ("addExperience", position(json!({ "highlights": [""] })), "positions.1.highlights.0 required"),
        ("addSkillGroup", json!({ "name": "A", "years": 101 }), "years range"),
        ("addLink", json!({ "url": "javascript:alert(1)" }), "url url"),
        ("addSection", json!({ "title": " " }), "title required"),
        ("updateProfile", json!({ "title": "" }), "title length"),
        ("updateProfile", json!({ "basics": { "email": "nobody" } }), "basics.email email"),
        (
            "updateProfile",
            json!({ "basics": { "location": { "city": long } } }),
            "basics.location.city too_long",
        ),
        ("updateProfile", json!({ "preferences": { "salaryMin": -1 } }), "preferences.salaryMin range"),
    ];
    for (name, mut input, expected) in cases {
        input["profileId"] = id.clone();
        input["version"] = json!(1);
        let payload = change(&user, name, input).await;
        assert_eq!(payload["status"], "INVALID", "{name}: {payload}");
        assert_eq!(paths(&payload), [expected], "{name}");
    }
    let named = json!({ "title": "Other", "basics": { "name": "A\u{202E}B" } });
    assert_eq!(paths(&change(&user, "createProfile", named).await), ["basics.name character"]);
    let section = json!({ "profileId": id, "version": 1, "title": "Patents", "items": ["US 1"] });
    change(&user, "addSection", section).await;
    let answer = read(&user, &id, "version sections { items { id } }").await;
    let item = answer.data("/profile/sections/0/items/0/id");
    let input = json!({ "profileId": id, "version": 2, "itemId": item, "text": long });
    assert_eq!(paths(&change(&user, "updateSectionItem", input).await), ["text too_long"]);
    assert_eq!(*read(&user, &id, "version").await.data("/profile/version"), json!(2), "nothing was saved");

    // What is no date at all does not fit its type.
    let document = "mutation($id: ID!, $date: PartialDate!) {
        addAward(input: { profileId: $id, version: 2, date: $date }) { status } }";
    let answer = user.query_with(document, json!({ "id": id, "date": "2021-13" })).await;
    assert!(["INVALID_INPUT", "VALIDATION_FAILED"].contains(&answer.code()), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_json_resume_comes_in_and_goes_out_without_loss() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let file = json!({
        "basics": { "name": "Ada Example", "label": "Engineer", "theme": { "colour": "teal" } },
        "work": [{ "name": "Northlake", "position": "Lead", "startDate": "2022-04", "highlights": ["Cut cost by 12%"] }],
        "meta": { "version": "v1.0.0" },
    });
    let payload = change(&user, "importProfile", json!({ "jsonResume": { "resume": file } })).await;
    assert_eq!(payload["status"], "SAVED", "{payload}");
    let answer = read(&user, &payload["profile"]["id"], "title jsonResume").await;
    assert_eq!(*answer.data("/profile/title"), json!("Engineer"));
    assert_eq!(*answer.data("/profile/jsonResume"), file);

    let check = async |resume: Value, title: Option<&str>, expected: &str| {
        let payload =
            change(&user, "importProfile", json!({ "jsonResume": { "title": title, "resume": resume } }))
                .await;
        assert_eq!((&payload["status"], &payload["profile"]), (&json!("INVALID"), &Value::Null));
        assert_eq!(paths(&payload), [expected]);
    };
    check(json!("not an object"), None, "jsonResume.resume invalid").await;
    check(json!({ "basics": {} }), None, "jsonResume.resume.basics.name required").await;
    check(file.clone(), Some(" "), "jsonResume.title length").await;
    let mut bad = file.clone();
    bad["work"][0]["startDate"] = json!("2022-13");
    check(bad.clone(), None, "jsonResume.resume.work.0.startDate date").await;
    bad["work"][0]["startDate"] = json!("2022-04");
    bad["work"][0]["endDate"] = json!("2021");
    check(bad, None, "jsonResume.resume.work.0.endDate date_order").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_profiles_is_read_page_by_page_and_a_deleted_one_is_gone() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let ids = [create(&user).await, create(&user).await, create(&user).await];
    let document = "query($first: Int, $after: String, $last: Int, $before: String) {
        profiles(first: $first, after: $after, last: $last, before: $before) {
            edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    let listed = |answer: &Answer| -> Vec<Value> {
        let edges = answer.data("/profiles/edges").as_array().expect("edges");
        edges.iter().map(|edge| edge["node"]["id"].clone()).collect()
    };
    let first = user.query_with(document, json!({ "first": 2 })).await;
    assert_eq!(listed(&first), [ids[2].clone(), ids[1].clone()]);
    let after = first.data("/profiles/pageInfo/endCursor");
    let second = user.query_with(document, json!({ "first": 2, "after": after })).await;
    assert_eq!(listed(&second), [ids[0].clone()]);
    let before = second.data("/profiles/pageInfo/startCursor");
    let back = user.query_with(document, json!({ "last": 1, "before": before })).await;
    assert_eq!(listed(&back), [ids[1].clone()]);

    let deleted = user
        .query_with(
            "mutation($id: ID!) { deleteProfile(id: $id) { status deletedId } }",
            json!({ "id": ids[1] }),
        )
        .await;
    assert_eq!(*deleted.data("/deleteProfile"), json!({ "status": "DELETED", "deletedId": ids[1] }));
    assert_eq!(*read(&user, &ids[1], "id").await.data("/profile"), Value::Null);
    let left = user.query_with(document, json!({})).await;
    assert_eq!(listed(&left), [ids[2].clone(), ids[0].clone()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn imported_facts_are_confirmed_one_by_one_or_all() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let viewer = app.app.accounts.read_viewer(user.access_token.as_deref().expect("a token"));
    let file = json!({ "basics": { "name": "Ada Example" }, "awards": [{ "title": "A" }, { "title": "B" }] });
    let mut content = json_resume::parse(&file, &mut json_resume::path_ids()).expect("a good file");
    content.awards.iter_mut().for_each(|award| award.standing = Standing::Imported);
    let who = viewer.expect("a viewer").account_id;
    app.app.profiles.create(who, "Imported", content).await.expect("a profile");
    let id =
        user.query("{ profiles { edges { node { id } } } }").await.data("/profiles/edges/0/node/id").clone();
    let standings = async || {
        let answer = read(&user, &id, "awards { standing version }").await;
        let awards = answer.data("/profile/awards").as_array().expect("awards").clone();
        assert!(awards.iter().all(|award| award["version"] == 1), "the words stay");
        awards
            .iter()
            .map(|award| award["standing"].as_str().expect("a standing").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(standings().await, ["IMPORTED", "IMPORTED"]);
    let one = json!({ "profileId": id, "version": 1, "factIds": ["$.awards[1]", "unknown"] });
    assert_eq!(change(&user, "confirmFacts", one).await["profile"]["version"], 2);
    assert_eq!(standings().await, ["IMPORTED", "CONFIRMED"]);
    let all = json!({ "profileId": id, "version": 2 });
    assert_eq!(change(&user, "confirmFacts", all).await["profile"]["version"], 3);
    assert_eq!(standings().await, ["CONFIRMED", "CONFIRMED"]);
    let again = change(&user, "confirmFacts", json!({ "profileId": id, "version": 3 })).await;
    assert_eq!(again["profile"]["version"], 3, "nothing to confirm makes no version");
}

#[tokio::test(flavor = "multi_thread")]
async fn profiles_cost_one_statement_however_many() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let ids = json!([create(&user).await, create(&user).await, create(&user).await]);
    let statements = async |document: &str, variables: Value| {
        let before = app.database.statement_count();
        let answer = user.query_with(document, variables).await;
        assert!(answer.body["errors"].is_null(), "{}", answer.body);
        app.database.statement_count() - before
    };
    let list = "query($first: Int) { profiles(first: $first) { edges { node {
        title basics { name { text } } completeness { score } facts { text } jsonResume } } } }";
    assert_eq!(statements(list, json!({ "first": 1 })).await, 1);
    assert_eq!(statements(list, json!({ "first": 3 })).await, 1);
    let nodes = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Profile { title } } }";
    assert_eq!(statements(nodes, json!({ "ids": ids })).await, 1);
}

/// Every field of a profile that is read from its content, with something to select of it.
const CONTENT: [&str; 17] = [
    "basics { name { text } links { network } }",
    "experience { employer }",
    "projects { name }",
    "education { institution }",
    "skills { name }",
    "certificates { name }",
    "languages { language }",
    "publications { name }",
    "awards { title }",
    "volunteering { organization }",
    "interests { name }",
    "references { name }",
    "sections { title }",
    "preferences { targetRoles }",
    "completeness { score }",
    "facts { text }",
    "jsonResume",
];

#[tokio::test(flavor = "multi_thread")]
async fn each_part_of_a_profile_is_the_same_alone_as_with_all_others() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let resume = json!({
        "basics": { "name": "Ada Example", "profiles": [{ "network": "Forge" }] },
        "work": [{ "name": "Northlake", "position": "Engineer", "startDate": "2021" }],
        "volunteer": [{ "organization": "Food bank", "position": "Driver" }],
        "education": [{ "institution": "Quay College", "area": "Physics" }],
        "awards": [{ "title": "Best paper" }],
        "certificates": [{ "name": "First aid" }],
        "publications": [{ "name": "On ledgers" }],
        "skills": [{ "name": "Languages", "keywords": ["Rust"] }],
        "languages": [{ "language": "Danish", "fluency": "Native" }],
        "interests": [{ "name": "Chess" }],
        "references": [{ "name": "Bo", "reference": "Reliable" }],
        "projects": [{ "name": "Tide tables" }],
        "meta": { "theme": "flat" },
        "jobwise": { "sections": [{ "title": "Patents", "items": ["US 1"] }],
                     "preferences": { "target_roles": ["Lead"] } },
    });
    let import = json!({ "jsonResume": { "resume": resume } });
    let id = change(&user, "importProfile", import).await["profile"]["id"].clone();
    let all = read(&user, &id, &CONTENT.join(" ")).await;
    for field in CONTENT {
        let name = field.split(' ').next().expect("a name");
        let pointer = format!("/profile/{name}");
        let alone = read(&user, &id, field).await;
        assert!(all.data(&pointer).as_array().is_none_or(|list| !list.is_empty()), "{name}");
        assert_eq!(alone.data(&pointer), all.data(&pointer), "{name}");
    }
    // Each who asks needs another part; the batch reads them for both.
    let query = "query($id: ID!) { a: profile(id: $id) { title } b: node(id: $id) { ...B }
        c: nodes(ids: [$id]) { ... on Profile { skills { name } sections { title } } } }
        fragment B on Profile { basics { name { text } links { network } } }";
    let before = app.database.statement_count();
    let answer = user.query_with(query, json!({ "id": id })).await;
    assert_eq!(app.database.statement_count() - before, 1);
    assert_eq!(answer.data("/a/title"), "Ada Example");
    assert_eq!(answer.data("/b/basics"), all.data("/profile/basics"));
    assert_eq!(answer.data("/c/0/skills"), all.data("/profile/skills"));
    assert_eq!(answer.data("/c/0/sections"), all.data("/profile/sections"));
}
