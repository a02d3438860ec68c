//! The people of the table: who owns what, and under which word it is known.

use std::collections::HashMap;

use jobwise::graphql::ids::{GlobalId, NodeKind};
use jobwise::ids::new_id;
use jobwise::queue::{Worker, WorkerOptions};
use serde_json::{Value, json};

use crate::harness::app::{TestApp, TestUser};

/// The things of a person that are nodes, with their types.
const NODES: [(&str, NodeKind); 11] = [
    ("account", NodeKind::Account),
    ("profile", NodeKind::Profile),
    ("job", NodeKind::Job),
    ("shared", NodeKind::Job),
    ("withdrawn", NodeKind::Job),
    ("savedJob", NodeKind::SavedJob),
    ("generation", NodeKind::Generation),
    ("waiting", NodeKind::Generation),
    ("document", NodeKind::Document),
    ("notification", NodeKind::Notification),
    ("sectionRegeneration", NodeKind::SectionRegeneration),
];

/// The items of a profile by the word of the table, with their places in [`ITEMS`].
const ITEM_PLACES: [(&str, &str); 18] = [
    ("link", "/basics/links/0/id"),
    ("experience", "/experience/0/id"),
    ("position", "/experience/0/positions/0/id"),
    ("highlight", "/experience/0/positions/0/highlights/0/id"),
    ("project", "/projects/0/id"),
    ("education", "/education/0/id"),
    ("course", "/education/0/courses/0/id"),
    ("skillGroup", "/skills/0/id"),
    ("skill", "/skills/0/skills/0/id"),
    ("certificate", "/certificates/0/id"),
    ("language", "/languages/0/id"),
    ("publication", "/publications/0/id"),
    ("award", "/awards/0/id"),
    ("volunteering", "/volunteering/0/id"),
    ("interest", "/interests/0/id"),
    ("reference", "/references/0/id"),
    ("section", "/sections/0/id"),
    ("sectionItem", "/sections/0/items/0/id"),
];

const ITEMS: &str = "query($id: ID!) { profile(id: $id) { version basics { links { id } }
    experience { id positions { id highlights { id } } } projects { id } education { id courses { id } }
    skills { id skills { id } } certificates { id } languages { id } publications { id } awards { id }
    volunteering { id } interests { id } references { id } sections { id items { id } } } }";

/// Everything a person has, to see that nobody else has changed it.
const ALL: &str = "{ viewer { id email role }
    profiles(first: 50) { edges { node { id version title jsonResume history(first: 10) { edges { cursor } } } } }
    jobs(filter: { ownOnly: true }, first: 50) { edges { node { id title location description } } }
    savedJobs(first: 50) { edges { node { id status favourite hidden notes tags history { to } documents { id } } } }
    generations(first: 50) { edges { node { id status lastEventNumber } } }
    documents(first: 50) { edges { node { id version } } }
    notifications(first: 50) { unreadCount edges { node { id readAt } } } }";

/// A person with one of everything.
pub struct Person {
    /// What the operations name: the literal of each word.
    pub literals: HashMap<String, String>,
    /// What stands in this person's things and nowhere else.
    pub marks: Vec<String>,
    /// The access token.
    pub token: String,
}

/// A résumé in which every section has something, under the person's word.
fn resume(word: &str) -> Value {
    json!({
        "basics": { "name": format!("{word} Holder"), "label": "Clerk", "email": format!("{word}@example.com"),
            "summary": format!("Clerk at {word} Works for six years."),
            "profiles": [{ "network": "Board", "username": word }] },
        "work": [{ "name": format!("{word} Works"), "position": "Clerk", "startDate": "2020-01",
            "highlights": [format!("Filed 40 letters a day at {word} Works")] }],
        "education": [{ "institution": format!("{word} School"), "area": "Filing", "studyType": "Bachelor of Arts",
            "startDate": "2015-09", "endDate": "2018-06", "courses": [format!("Archives of {word}")] }],
        "skills": [{ "name": format!("{word} desk"), "keywords": ["Filing", "Typing"] }],
        "projects": [{ "name": format!("{word} index"), "description": "An index of boxes",
            "highlights": ["Sorted 300 boxes"] }],
        "certificates": [{ "name": format!("{word} Certificate"), "issuer": "Board", "date": "2021-05" }],
        "languages": [{ "language": "English", "fluency": "Native" }],
        "publications": [{ "name": format!("On {word}"), "publisher": "Board", "releaseDate": "2022-01" }],
        "awards": [{ "title": format!("{word} medal"), "awarder": "Board", "date": "2022-02" }],
        "volunteer": [{ "organization": format!("{word} Club"), "position": "Helper", "startDate": "2021-01" }],
        "interests": [{ "name": format!("{word} growing") }],
        "references": [{ "name": format!("Friend of {word}"), "reference": "Reliable." }],
    })
}

/// A posting under a word.
pub fn posting(word: &str) -> String {
    format!(
        "Clerk at {word} Office\n\nRequirements\n- Experience with filing\n- Typing letters\n- Clear writing\n"
    )
}

impl Person {
    /// Makes everything of people who have signed in, each under a word of its own. The catalogue
    /// is given: a job all may see, and for each one to be withdrawn.
    pub async fn settle(app: &TestApp, people: &[(&TestUser<'_>, &str)], catalogue: &[Value]) -> Vec<Self> {
        let mut settled = Vec::new();
        for (at, (user, word)) in people.iter().enumerate() {
            let token = user.access_token.clone().expect("a token");
            let mut person = Self { literals: HashMap::new(), marks: vec![(*word).to_owned()], token };
            person.put("shared", &catalogue[0]);
            person.put("withdrawn", &catalogue[1 + at]);
            person.begin(user, word).await;
            settled.push(person);
        }
        let worker = Worker::new(app.app.queue.clone(), app.app.registry(), WorkerOptions::default());
        worker.run_due().await.expect("the queue");
        for (person, (user, _)) in settled.iter_mut().zip(people) {
            person.finish(user).await;
        }
        settled
    }

    fn put(&mut self, name: &str, id: &Value) {
        assert!(!id.is_null(), "no {name}");
        if let Some(id) = id.as_str().filter(|_| !["shared", "withdrawn"].contains(&name)) {
            self.marks.push(id.to_owned());
        }
        self.literals.insert(name.to_owned(), id.to_string());
    }

    /// Up to a generation that is queued.
    async fn begin(&mut self, user: &TestUser<'_>, word: &str) {
        let viewer = ask(user, "{ viewer { id email } }", json!({}), "/viewer").await;
        self.put("account", &viewer["id"]);
        self.put("email", &viewer["email"]);
        let import =
            "mutation($input: ImportProfileInput!) { importProfile(input: $input) { profile { id } } }";
        let input = json!({ "jsonResume": { "title": format!("{word} profile"), "resume": resume(word) } });
        let profile = ask(user, import, json!({ "input": input }), "/importProfile/profile/id").await;
        self.put("profile", &profile);
        let section = "mutation($id: ID!, $title: String!) {
            addSection(input: { profileId: $id, version: 1, title: $title, items: [\"One\", \"Two\"] }) { status } }";
        let variables = json!({ "id": profile, "title": format!("{word} odds") });
        ask(user, section, variables, "/addSection/status").await;
        let items = ask(user, ITEMS, json!({ "id": profile }), "/profile").await;
        self.put("version", &items["version"]);
        for (name, pointer) in ITEM_PLACES {
            self.put(name, items.pointer(pointer).unwrap_or(&Value::Null));
        }
        let create = "mutation($text: String!) { createJob(input: { text: $text }) { job { id } } }";
        let job = ask(user, create, json!({ "text": posting(word) }), "/createJob/job/id").await;
        self.put("job", &job);
        let save = "mutation($input: SaveJobInput!) { saveJob(input: $input) { savedJob { id } } }";
        let shared: Value = serde_json::from_str(&self.literals["shared"]).expect("an id");
        for (name, job) in [("savedShared", &shared), ("savedJob", &job)] {
            let input = json!({ "jobId": job, "notes": format!("Ask {word} first.") });
            let saved = ask(user, save, json!({ "input": input }), "/saveJob/savedJob/id").await;
            self.put(name, &saved);
        }
        self.generate(user, "generation", json!({})).await;
    }

    /// What is made of the generation, and another one that waits.
    async fn finish(&mut self, user: &TestUser<'_>) {
        let documents = "{ documents(first: 1) { edges { node { id } } } }";
        let document = ask(user, documents, json!({}), "/documents/edges/0/node/id").await;
        self.put("document", &document);
        let notifications = "{ notifications(first: 1) { edges { node { id } } } }";
        let notification = ask(user, notifications, json!({}), "/notifications/edges/0/node/id").await;
        self.put("notification", &notification);
        // Claims are counted within their document, so this word is everybody's.
        let first = format!("{{ document(id: {document}) {{ claims {{ id }} }} }}");
        let claim = ask(user, &first, json!({}), "/document/claims/0/id").await;
        self.literals.insert("claim".to_owned(), claim.to_string());
        // It waits, as nobody works any more.
        let regenerate = format!(
            "mutation {{ regenerateSection(input: {{ documentId: {document}, version: 1,
                place: {{ claimIds: [{claim}] }}, instruction: \"Less of it, says {} Holder\" }}) {{
                regeneration {{ id }} }} }}",
            self.marks[0]
        );
        let regeneration = ask(user, &regenerate, json!({}), "/regenerateSection/regeneration/id").await;
        self.put("sectionRegeneration", &regeneration);
        let attach = format!(
            "mutation {{ attachDocument(input: {{ savedJobId: {}, documentId: {document} }}) {{ status }} }}",
            self.literals["savedJob"]
        );
        ask(user, &attach, json!({}), "/attachDocument/status").await;
        let share = format!(
            "mutation {{ shareDocument(input: {{ documentId: {document} }}) {{ token share {{ id }} }} }}"
        );
        let shared = ask(user, &share, json!({}), "/shareDocument").await;
        self.put("share", &shared["share"]["id"]);
        self.put("shareToken", &shared["token"]);
        self.generate(user, "waiting", json!({ "emphasisedSkills": ["Filing"] })).await;
    }

    async fn generate(&mut self, user: &TestUser<'_>, name: &str, resume: Value) {
        let generate = format!(
            "mutation($resume: ResumeOptions) {{ generate(input: {{ profileId: {}, jobId: {}, resume: $resume }}) {{
                generation {{ id }} }} }}",
            self.literals["profile"], self.literals["job"]
        );
        let id = ask(user, &generate, json!({ "resume": resume }), "/generate/generation/id").await;
        self.put(name, &id);
    }

    /// The literal of a word.
    pub fn literal(&self, name: &str) -> String {
        self.literals.get(name).cloned().unwrap_or_else(|| panic!("the people of the table have no ${name}"))
    }
}

async fn ask(user: &TestUser<'_>, query: &str, variables: Value, pointer: &str) -> Value {
    user.query_with(query, variables).await.data(pointer).clone()
}

/// Everything a person has now.
pub async fn everything(user: &TestUser<'_>) -> Value {
    user.query(ALL).await.data("").clone()
}

/// The literals of what nobody has, of the same kinds.
pub fn nothing() -> HashMap<String, String> {
    let nodes = NODES.iter().map(|(name, kind)| (*name, GlobalId::new(*kind, new_id()).to_string()));
    let items = ITEM_PLACES.iter().map(|(name, _)| (*name, new_id().to_string()));
    let email = ("email", format!("{}@example.com", new_id()));
    let words =
        nodes.chain(items).chain([email]).map(|(name, id)| (name.to_owned(), Value::from(id).to_string()));
    let share = ("share", new_id().to_string());
    let token = ("shareToken", "made up".to_owned());
    let words = words.chain([share, token].map(|(name, id)| (name.to_owned(), Value::from(id).to_string())));
    let others = [("version", "2"), ("claim", "\"c999\"")];
    words.chain(others.map(|(name, literal)| (name.to_owned(), literal.to_owned()))).collect()
}
