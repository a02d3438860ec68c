//! `src/db/schema.rs` says what the migrations make, and the migrations can be re-run.

use std::collections::BTreeSet;
use std::path::Path;

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::harness::TestDatabase;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    udt_name: String,
    #[diesel(sql_type = Bool)]
    is_nullable: bool,
}

/// The columns of a `schema.rs` as lines such as `accounts.email: Text`.
fn written(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut table = "";
    for line in source.lines().map(str::trim) {
        if let Some((column, kind)) = line.strip_suffix(',').and_then(|line| line.split_once(" -> ")) {
            found.insert(format!("{table}.{column}: {kind}"));
        } else if line.ends_with(") {") {
            table = line.split(' ').next().unwrap_or_default();
        }
    }
    found
}

/// The tables that `diesel.toml` keeps out of `schema.rs`.
fn excepted(source: &str) -> Vec<&str> {
    let list = source.lines().find_map(|line| line.split_once("except_tables = [")).expect("except_tables").1;
    list.split('"').skip(1).step_by(2).collect()
}

/// Postgres's name of a type in diesel's words, as `diesel print-schema` has it, save that
/// the items of our arrays are never null.
fn diesel_type(udt_name: &str) -> String {
    if let Some(item) = udt_name.strip_prefix('_') {
        return format!("Array<{}>", diesel_type(item));
    }
    let mut name = udt_name.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if name == "Tsvector" { "TsVector".to_owned() } else { name }
}

#[tokio::test(flavor = "multi_thread")]
async fn schema_rs_is_what_the_migrations_make() {
    let database = TestDatabase::new().await;
    let mut conn = database.conn().await.expect("a connection");
    let columns: Vec<Column> = diesel::sql_query(
        "SELECT table_name::text, column_name::text, udt_name::text, is_nullable = 'YES' AS is_nullable
         FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    )
    .load(&mut conn)
    .await
    .expect("the columns");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let settings = std::fs::read_to_string(root.join("diesel.toml")).expect("diesel.toml");
    let excepted = excepted(&settings);
    for name in &excepted {
        assert!(columns.iter().any(|column| column.table_name == *name), "{name} is excepted but absent");
    }
    let made: BTreeSet<String> = columns
        .into_iter()
        .filter(|column| !excepted.contains(&column.table_name.as_str()))
        .map(|column| {
            let kind = diesel_type(&column.udt_name);
            let kind = if column.is_nullable { format!("Nullable<{kind}>") } else { kind };
            format!("{}.{}: {kind}", column.table_name, column.column_name)
        })
        .collect();
    let source = std::fs::read_to_string(root.join("src/db/schema.rs"));
    let written = written(&source.expect("schema.rs"));
    assert!(written.len() > 20, "schema.rs was not understood: {written:?}");
    let only_written: Vec<_> = written.difference(&made).collect();
    let only_made: Vec<_> = made.difference(&written).collect();
    assert!(
        only_written.is_empty() && only_made.is_empty(),
        "only in schema.rs: {only_written:#?}, only in the database: {only_made:#?}"
    );
}

#[test]
fn a_drifted_schema_rs_is_noticed() {
    let source =
        "diesel::table! {\n    things (id) {\n        id -> Uuid,\n        tags -> Array<Text>,\n    }\n}";
    let expected = ["things.id: Uuid", "things.tags: Array<Text>"].map(str::to_owned);
    assert_eq!(written(source), BTreeSet::from(expected));
    assert_eq!(excepted("filter = { except_tables = [\"one\", \"two\"] }"), ["one", "two"]);
    assert_eq!(diesel_type("_text"), "Array<Text>");
    assert_eq!(diesel_type("timestamptz"), "Timestamptz");
}

#[tokio::test(flavor = "multi_thread")]
async fn migrations_run_once_and_could_run_again() {
    let database = TestDatabase::new().await;
    assert_eq!(database.migrate().await.expect("nothing to do"), 0);
    let mut conn = database.conn().await.expect("a connection");
    let mut folders: Vec<_> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations"))
        .expect("migrations")
        .map(|entry| entry.expect("an entry").path().join("up.sql"))
        .filter(|path| path.exists())
        .collect();
    folders.sort();
    for path in folders {
        let sql = std::fs::read_to_string(&path).expect("a migration");
        conn.batch_execute(&sql).await.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_migrate_together_do_not_meet() {
    let database = TestDatabase::new().await;
    let mut conn = database.conn().await.expect("a connection");
    conn.batch_execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.expect("an empty database");
    let (first, second) = (database.another_process().await, database.another_process().await);
    let (first, second) = tokio::join!(first.migrate(), second.migrate());
    let (first, second) = (first.expect("migrations"), second.expect("migrations"));
    assert!(first.min(second) == 0 && first.max(second) > 0, "{first} and {second} ran");
}
