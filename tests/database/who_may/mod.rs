//! Who may ask for what: every operation of `table.md` as every caller, over HTTP and over
//! WebSocket, and the schema held against the table, so that no field is forgotten.
//!
//! [`table`] reads the page, [`cover`] what the schema asks of it, [`judge`] compares an answer with
//! its cell, [`people`] makes those who ask, [`ways`] carries the questions.

mod cover;
mod judge;
mod people;
mod table;
mod ways;

use std::collections::HashMap;

use jobwise::accounts::model::Role;
use jobwise::graphql::schema;
use serde_json::{Value, json};

use self::judge::Marks;
use self::people::{Person, everything, nothing, posting};
use self::table::{CALLERS, PAGE, Row, filled, names};
use self::ways::{AT_ONCE, Heard, Socket, Way, refused};
use crate::harness::app::TestApp;

/// Longer than an access token lives.
const TOKEN_LIFE_MS: i64 = 16 * 60 * 1000;

fn rows() -> Vec<Row> {
    table::read(PAGE).unwrap_or_else(|wrong| panic!("{}", wrong.join("\n")))
}

#[test]
fn the_table_speaks_of_every_field_of_the_schema() {
    let gaps = cover::gaps(&cover::Schema::read(&schema::print()), &rows());
    assert!(
        gaps.is_empty(),
        "tests/database/who_may/table.md does not speak of all there is:\n{}",
        gaps.join("\n")
    );
}

/// Those who ask about one owner.
struct Callers<'p> {
    owner: &'p Person,
    others: [&'p Person; 3],
    expired: &'p str,
}

impl Callers<'_> {
    /// The person of a column, where there is one.
    fn person(&self, column: usize) -> Option<&Person> {
        match column {
            0 => Some(self.owner),
            column => self.others.get(column - 1).copied(),
        }
    }

    fn token(&self, column: usize) -> Option<&str> {
        self.person(column).map(|person| person.token.as_str()).or((column == 5).then_some(self.expired))
    }

    /// The operation of a row as a caller asks it, about these things.
    fn operation(&self, row: &Row, column: usize, things: &HashMap<String, String>) -> String {
        let nobody = nothing();
        filled(&row.operation, |name| match (name.strip_prefix("my."), self.person(column)) {
            (Some(own), Some(person)) => person.literal(own),
            (Some(own), None) => nobody[own].clone(),
            (None, _) => things.get(name).cloned().unwrap_or_else(|| panic!("no ${name}: {}", row.operation)),
        })
    }

    /// What is wrong with one answer.
    fn judge(&self, row: &Row, column: usize, operation: &str, answer: &Value) -> Option<String> {
        let of_caller = self.person(column).map_or(&[] as &[String], |person| person.marks.as_slice());
        let marks = Marks {
            of_owner: &self.owner.marks,
            of_caller,
            is_owner: column == 0,
            is_about_the_owner: row.is_about_the_owner(),
        };
        judge::check(&row.cells[column], operation, answer, &marks).err()
    }

    /// Asks every row as somebody who is not the owner, about the owner's things and about nothing.
    async fn ask_as_other(&self, column: usize, way: &mut Way, wrong: &mut Vec<String>) {
        let rows = rows();
        let (missing, owned) = (nothing(), &self.owner.literals);
        // What is missing comes first: whoever may delete a thing would else make it missing.
        let about_nothing: Vec<String> =
            rows.iter().map(|row| self.operation(row, column, &missing)).collect();
        let about_owner: Vec<String> = rows.iter().map(|row| self.operation(row, column, owned)).collect();
        let compared: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].is_about_the_owner()).collect();
        let of_nothing: Vec<String> = compared.iter().map(|at| about_nothing[*at].clone()).collect();
        let of_nothing: HashMap<usize, Value> =
            compared.iter().copied().zip(way.ask(&of_nothing).await).collect();
        let answers = way.ask(&about_owner).await;
        for (at, (row, answer)) in rows.iter().zip(&answers).enumerate() {
            let mut tell = |why: String| wrong.push(format!("{}, {}: {why}", row.field, CALLERS[column]));
            if let Some(why) = self.judge(row, column, &about_owner[at], answer) {
                tell(why);
            } else if let Some(nothing) = of_nothing.get(&at) {
                let foreign = judge::plain(answer, &sent(row, owned));
                let nothing = judge::plain(nothing, &sent(row, &missing));
                judge::compare(&row.cells[column], &foreign, &nothing).unwrap_or_else(tell);
            }
        }
    }

    /// Asks every row as the owner, in order.
    async fn ask_as_owner(&self, way: &mut Way, wrong: &mut Vec<String>) {
        let version = format!("{{ profile(id: {}) {{ version }} }}", self.owner.literal("profile"));
        let mut owned = self.owner.literals.clone();
        for row in rows() {
            if names(&row.operation).iter().any(|name| name.ends_with("version")) {
                let now = way.ask(std::slice::from_ref(&version)).await;
                owned.insert("version".to_owned(), now[0]["data"]["profile"]["version"].to_string());
            }
            // Of the owner, both words mean the same things.
            let operation = filled(&row.operation, |name| owned[name.trim_start_matches("my.")].clone());
            let answer = way.ask(std::slice::from_ref(&operation)).await.swap_remove(0);
            if let Some(why) = self.judge(&row, 0, &operation, &answer) {
                wrong.push(format!("{}, owner: {why}", row.field));
            }
        }
    }
}

/// The ids an operation was sent with.
fn sent(row: &Row, things: &HashMap<String, String>) -> Vec<String> {
    let named = names(&row.operation).into_iter().filter(|name| !name.ends_with("version"));
    named.filter_map(|name| things.get(name)).map(|literal| literal.trim_matches('"').to_owned()).collect()
}

/// A socket whose token ends while it is open: whatever is asked then is told so, or the socket
/// closes; nothing of the owner's is told.
async fn ask_after_the_end(app: &TestApp, callers: &Callers<'_>, wrong: &mut Vec<String>) {
    let rows = rows();
    let mut sockets = Vec::new();
    for _ in &rows {
        let mut socket = Socket::open(app).await;
        socket.initialise(Some(&callers.owner.token)).await;
        sockets.push(socket);
    }
    app.database.clock.advance_ms(TOKEN_LIFE_MS);
    for (row, mut socket) in rows.iter().zip(sockets) {
        let operation = callers.operation(row, 5, &callers.owner.literals);
        socket.subscribe("1", &operation).await;
        let answer = match socket.hear().await {
            Heard::Closed(4403) => continue,
            Heard::Closed(code) => json!({ "closed": code }),
            Heard::Message(message) if message["type"] == "error" => refused(&message),
            Heard::Message(message) => message["payload"].clone(),
        };
        if let Some(why) = callers.judge(row, 5, &operation, &answer) {
            wrong.push(format!("{}, on a socket whose token has ended: {why}", row.field));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_caller_gets_what_the_table_states() {
    let batch = AT_ONCE.to_string();
    let app = TestApp::start_with(&[("GRAPHQL_BATCH", &batch), ("GENERATIONS_PER_HOUR", "1000")]).await;
    // A token of the past, which ends before anything is asked.
    app.database.clock.advance_ms(-TOKEN_LIFE_MS);
    let owners = [("marigold@example.com", "Marigold"), ("quillwort@example.com", "Quillwort")];
    let mut ended = Vec::new();
    for (email, _) in owners {
        ended.push(app.signed_up(email).await.access_token.expect("a token"));
    }
    app.database.clock.advance_ms(TOKEN_LIFE_MS);

    let admin = app.signed_up_as("yarrow@example.com", Role::Admin).await;
    let publish = "mutation($text: String!) { publishJob(input: { text: $text }) { job { id } } }";
    let mut catalogue = Vec::new();
    for number in 0..6 {
        let text = posting(&format!("Catalogue{number}"));
        let made = admin.query_with(publish, json!({ "text": text })).await;
        catalogue.push(made.data("/publishJob/job/id").clone());
    }
    let user = app.signed_up_as("sorrel@example.com", Role::User).await;
    let premium = app.signed_up_as("tansy@example.com", Role::Premium).await;
    let first = app.signed_in(owners[0].0).await;
    let second = app.signed_in(owners[1].0).await;
    let people = [
        (&first, owners[0].1),
        (&second, owners[1].1),
        (&user, "Sorrel"),
        (&premium, "Tansy"),
        (&admin, "Yarrow"),
    ];
    let settled = Person::settle(&app, &people, &catalogue).await;

    let mut wrong = Vec::new();
    for (at, is_socket) in [(0, false), (1, true)] {
        let callers = Callers {
            owner: &settled[at],
            others: [&settled[2], &settled[3], &settled[4]],
            expired: &ended[at],
        };
        let before = everything(people[at].0).await;
        for column in 1..CALLERS.len() {
            if is_socket && column == 5 {
                // Such a token opens no socket at all.
                assert_eq!(Socket::open(&app).await.initialise(Some(&ended[at])).await, Heard::Closed(4403));
                continue;
            }
            let mut way = way(&app, is_socket, callers.token(column)).await;
            callers.ask_as_other(column, &mut way, &mut wrong).await;
        }
        assert_eq!(before, everything(people[at].0).await, "somebody else has changed what is the owner's");
        let mut way = way(&app, is_socket, callers.token(0)).await;
        callers.ask_as_owner(&mut way, &mut wrong).await;
        if is_socket {
            ask_after_the_end(&app, &callers, &mut wrong).await;
        }
    }
    assert!(wrong.is_empty(), "{} cells are not as stated:\n{}", wrong.len(), wrong.join("\n"));
}

async fn way(app: &TestApp, is_socket: bool, token: Option<&str>) -> Way {
    match is_socket {
        true => Way::socket(app, token).await,
        false => Way::http(app, token),
    }
}
