//! The GraphQL face: one folder for the whole schema, one file for each noun.
//!
//! The schema is a cyclic graph (a profile has documents, a document has its profile), so it
//! stands apart from the rooms: a face may join any of them, and nothing imports a face.
//! Types here wrap the domain's structs; they decide nothing. The way of a field:
//! guard → input into a command → the room's service → payload or node.
//!
//! # Adding a noun
//! Take `accounts.rs` as the model; for a noun `Letter`:
//! 1. `graphql/letters.rs`: `pub struct Letter(pub model::Letter)` with `#[Object]`; its `id`
//!    is `GlobalId::new(NodeKind::Letter, …).into()`; below it `LettersQuery` and
//!    `LettersMutation`, each root field with `guard = "SignedIn"` and a description for the
//!    client's author.
//! 2. One line in `schema.rs` for each root, one variant in [`ids::NodeKind`], and one line in
//!    the `Node` interface and its resolver in `node.rs`.
//! 3. Where other nouns point to it: one line in [`loaders::Loaders`] for each
//!    question: a batch that asks the service for many ids at once.
//! 4. Mutations take one `XInput` and answer one `XPayload { status, <noun>, violations }`;
//!    [`payload::Refusal::of`] turns a service's error into status and violations. Only what the
//!    client cannot expect leaves as an error.
//! 5. Lists: `connection::page_args(first, after)` in, [`connection::connection`] out.
//! 6. `jobwise schema > schema.graphql`. Tests walk the schema and fail on a missing
//!    description, on a root field that is neither guarded nor on the list of open ones, and on
//!    a printed schema that differs from the committed one.

pub mod accounts;
pub mod admit;
pub mod ai;
pub mod answer;
pub mod ats_systems;
pub mod attachments;
pub mod connection;
pub mod context;
pub mod documents;
pub mod error;
pub mod execute;
pub mod file_checks;
pub mod generations;
pub mod guards;
pub mod ids;
pub mod jobs;
pub mod limits;
pub mod loaders;
pub mod node;
pub mod notifications;
pub mod payload;
pub mod profiles;
mod proven;
pub mod rate;
pub mod refresh_cookie;
pub mod saved_jobs;
pub mod scalars;
pub mod schema;
pub mod tasks;
pub mod trusted;
pub mod uploads;
pub mod watching;
