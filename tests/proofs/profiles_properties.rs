//! What holds for every profile: files come back the same, and changes keep ids and standings.

use std::collections::HashSet;

use jobwise::profiles::edit::{self, Author, sections};
use jobwise::profiles::model::{FactId, Item, Line, ProfileContent, Project, Standing};
use jobwise::profiles::{facts, json_resume};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

/// Words as people write them: scripts, typographic marks, emoji, quotes, empty ones.
fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => "[A-Za-z0-9 ,.'%$&/+-]{0,30}".prop_map(Value::from),
        2 => "[àéîöüßłşñøžΩжя中文日本한글עבرب‘’“”–—…🎉 ]{1,12}".prop_map(Value::from),
        1 => Just(Value::Null),
    ]
}

fn date() -> impl Strategy<Value = Value> {
    (1960_u16..2030, 1_u8..=12, 1_u8..=28, 0_u8..5).prop_map(
        |(year, month, day, precision)| match precision {
            0 => json!(format!("{year}")),
            1 | 2 => json!(format!("{year}-{month:02}")),
            3 => json!(format!("{year}-{month:02}-{day:02}")),
            _ => json!(format!("{year}-{month:02}-{day:02}T00:00:00Z")),
        },
    )
}

fn end_date() -> impl Strategy<Value = Value> {
    prop_oneof![4 => date(), 1 => select(vec![json!("Present"), json!("current"), json!(""), Value::Null])]
}

fn list(element: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec(element, 0..4).prop_map(Value::Array)
}

/// Any JSON, as unknown keys hold it.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![text(), any::<bool>().prop_map(Value::from), any::<i32>().prop_map(Value::from)];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::btree_map("[a-z]{1,5}", inner, 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// An object of some of the fields, and now and then an unknown one.
fn object(fields: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let known =
        fields.into_iter().map(|(key, value)| (Just(key), prop::option::weighted(0.7, value)).boxed());
    let unknown = prop::option::weighted(0.2, ("x-[a-zé]{1,6}", anything()));
    (known.collect::<Vec<_>>(), unknown)
        .prop_map(|(known, unknown)| {
            let known = known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
            Value::Object(known.chain(unknown).collect())
        })
        .boxed()
}

fn period_and(fields: &[&'static str], lists: &[&'static str]) -> BoxedStrategy<Value> {
    let texts = fields.iter().map(|key| (*key, text().boxed()));
    let lists = lists.iter().map(|key| (*key, list(text()).boxed()));
    let dates = [("startDate", date().boxed()), ("endDate", end_date().boxed())];
    object(texts.chain(lists).chain(dates).collect()).prop_map(in_order).boxed()
}

/// What ends before it begins is refused, so its dates are exchanged.
fn in_order(mut entry: Value) -> Value {
    let date = |key: &str| entry[key].as_str().filter(|text| text.starts_with(['1', '2'])).map(str::to_owned);
    if let (Some(start), Some(end)) = (date("startDate"), date("endDate")) {
        let known = start.len().min(end.len());
        if start[..known] > end[..known] {
            (entry["startDate"], entry["endDate"]) = (json!(end), json!(start));
        }
    }
    entry
}

fn plain(fields: &[&'static str], more: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    object(fields.iter().map(|key| (*key, text().boxed())).chain(more).collect())
}

/// Work of few employers, so that neighbours often share one.
fn work() -> BoxedStrategy<Value> {
    let employer = select(vec![json!("Northlake"), json!("Fold & Sons"), json!("Ødegård"), Value::Null]);
    (period_and(&["position", "location", "summary"], &["highlights"]), employer, prop::bool::weighted(0.2))
        .prop_map(|(mut entry, employer, has_url)| {
            entry["name"] = employer;
            if has_url {
                entry["url"] = json!("https://example.com");
            }
            entry
        })
        .boxed()
}

fn resume() -> BoxedStrategy<Value> {
    let years = prop_oneof![Just(json!(5)), Just(json!(2.5)), Just(json!(0.1)), Just(json!("many"))];
    let basics = plain(
        &["label", "email", "phone", "url", "image", "summary"],
        vec![
            ("location", plain(&["address", "postalCode", "city", "region", "countryCode"], vec![])),
            ("profiles", list(plain(&["network", "username", "url"], vec![])).boxed()),
        ],
    );
    let featured = any::<bool>().prop_map(Value::from).boxed();
    let project = (
        period_and(&["name", "description", "url", "entity", "type"], &["roles", "keywords", "highlights"]),
        featured,
    )
        .prop_map(|(mut project, featured)| {
            project["featured"] = featured;
            project
        });
    let rest = object(vec![
        ("$schema", text().boxed()),
        ("meta", anything().boxed()),
        ("work", list(work()).boxed()),
        (
            "volunteer",
            list(period_and(&["organization", "position", "url", "summary"], &["highlights"])).boxed(),
        ),
        (
            "education",
            list(period_and(&["institution", "url", "area", "studyType", "score"], &["courses"])).boxed(),
        ),
        ("awards", list(plain(&["title", "awarder", "summary"], vec![("date", date().boxed())])).boxed()),
        ("certificates", list(plain(&["name", "issuer", "url"], vec![("date", date().boxed())])).boxed()),
        (
            "publications",
            list(plain(&["name", "publisher", "url", "summary"], vec![("releaseDate", date().boxed())]))
                .boxed(),
        ),
        (
            "skills",
            list(plain(
                &["name", "level"],
                vec![("years", years.boxed()), ("keywords", list(text()).boxed())],
            ))
            .boxed(),
        ),
        ("languages", list(plain(&["language", "fluency"], vec![])).boxed()),
        ("interests", list(plain(&["name"], vec![("keywords", list(text()).boxed())])).boxed()),
        ("references", list(plain(&["name", "reference"], vec![])).boxed()),
        ("projects", list(project).boxed()),
        ("jobwise", list(text()).boxed()),
    ]);
    ("[A-ZÅÉ][a-zöñ]{1,8} [A-Z][a-z]{1,8}", basics, rest)
        .prop_map(|(name, mut basics, mut rest)| {
            basics["name"] = json!(name);
            rest["basics"] = basics;
            rest
        })
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_resume_comes_back_the_same_and_its_ids_name_its_places(file in resume()) {
        let content = json_resume::parse(&file, &mut json_resume::path_ids()).expect("a good file");
        prop_assert_eq!(
            json_resume::without_blanks(json_resume::to_json(&content)),
            json_resume::without_blanks(file.clone())
        );
        let facts = facts::list_facts(&content);
        let ids: HashSet<_> = facts.iter().map(|fact| &fact.id).collect();
        prop_assert_eq!(ids.len(), facts.len());
        for fact in &facts {
            let pointer = fact.id.as_str().trim_start_matches('$').replace(['.', '['], "/").replace(']', "");
            prop_assert!(file.pointer(&pointer).is_some(), "{} names nothing", fact.id);
        }
        let stored: ProfileContent = serde_json::from_value(serde_json::to_value(&content).expect("json")).expect("content");
        prop_assert_eq!(stored, content);
    }
}

/// What is asked of the projects and of the highlights of the first.
#[derive(Debug, Clone)]
enum Ask {
    Add(Index),
    AddLine(Index, Index),
    Change(Index, bool, String),
    Remove(Index),
    Move(Index, Index),
}

fn ask() -> impl Strategy<Value = Ask> {
    let index = any::<Index>;
    prop_oneof![
        3 => index().prop_map(Ask::Add),
        2 => (index(), index()).prop_map(|(project, at)| Ask::AddLine(project, at)),
        2 => (index(), any::<bool>(), "[ab]").prop_map(|(which, is_owner, name)| Ask::Change(which, is_owner, name)),
        1 => index().prop_map(Ask::Remove),
        2 => (index(), index()).prop_map(|(which, to)| Ask::Move(which, to)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changes_keep_ids_unique_standings_down_and_order_as_asked(asks in prop::collection::vec(ask(), 0..40)) {
        let mut content = ProfileContent::default();
        let mut order: Vec<FactId> = Vec::new();
        for (step, ask) in asks.into_iter().enumerate() {
            let before = content.clone();
            let mut is_owners = false;
            let new_id = FactId::new(format!("id-{step}"));
            match ask {
                Ask::Add(at) => {
                    let at = at.index(order.len() + 1);
                    let item = Item { standing: Standing::Imported, ..Item::stated(new_id.clone(), Project::default()) };
                    edit::add::<sections::Projects>(&mut content, None, item, Some(at)).expect("a free id");
                    order.insert(at, new_id);
                }
                Ask::AddLine(project, at) if !order.is_empty() => {
                    let owner = project.get(&order);
                    let lines = content.projects.iter().find(|item| item.id == *owner).map_or(0, |item| item.value.highlights.len());
                    let line = Item::stated(new_id, Line { text: "Did it".to_owned() });
                    edit::add::<sections::Highlights>(&mut content, Some(owner), line, Some(at.index(lines + 1))).expect("a free id");
                }
                Ask::Change(which, by_owner, name) if !order.is_empty() => {
                    is_owners = by_owner;
                    let author = if by_owner { Author::Owner } else { Author::Machine };
                    edit::change::<sections::Projects>(&mut content, which.get(&order), author, |project| {
                        project.name = Some(name);
                    }).expect("a known project");
                }
                Ask::Remove(which) if !order.is_empty() => {
                    let id = order.remove(which.index(order.len()));
                    prop_assert_eq!(edit::remove::<sections::Projects>(&mut content, &id).expect("known").id, id);
                }
                Ask::Move(which, to) if !order.is_empty() => {
                    let to = to.index(order.len());
                    let id = order.remove(which.index(order.len()));
                    edit::move_to::<sections::Projects>(&mut content, &id, to).expect("a known project");
                    order.insert(to, id);
                }
                _ => {}
            }
            let found: Vec<_> = content.projects.iter().map(|item| item.id.clone()).collect();
            prop_assert_eq!(&found, &order);
            let held = content.projects.iter().map(|item| 1 + item.value.highlights.len()).sum::<usize>();
            prop_assert_eq!(edit::ids(&mut content).len(), held);
            for item in &content.projects {
                let Some(earlier) = before.projects.iter().find(|earlier| earlier.id == item.id) else { continue };
                prop_assert_eq!(item.version - earlier.version, u32::from(item.value.name != earlier.value.name));
                prop_assert!(is_owners || item.standing <= earlier.standing);
            }
        }
    }
}
