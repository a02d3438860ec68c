//! JobWise: one master résumé and one job posting in; a tailored, fact-checked,
//! machine-readable résumé and cover letter out.
//!
//! This page is the tour. The house has *rooms* by feature and *floors* by file
//! name: in every room `model.rs` holds the facts and rules (pure), `store.rs`
//! the only SQL, `service.rs` the use cases and `tasks.rs` the background face.
//!
//! The story runs down the list: [`language`] reads text; [`notifications`] tells people
//! what became of what they asked for; [`profiles`] holds a
//! career as facts; [`jobs`] holds postings and reads them by rules; [`scoring`]
//! says how well the two meet; [`factcheck`] decides whether a claim is supported
//! by the facts it cites; [`documents`] turns content into files and reads them
//! back; [`generations`] runs the five stages over all of it.
//!
//! Below the rooms lies the ground ([`ai`], [`queue`], [`events`], [`files`], [`limits`],
//! [`db`], [`redis`], [`telemetry`]),
//! above them the faces (`graphql`, `http`, `cli`). `ARCHITECTURE.md` tells
//! who may know whom, and a test keeps it so.

// The merged roots of the schema nest a type for each area, deeper than the compiler goes by itself.
#![recursion_limit = "256"]

// The rooms, each knowing only those above it.
pub mod language;

pub mod accounts;
pub mod notifications;
pub mod profiles;

pub mod jobs;
pub mod scoring;

pub mod factcheck;

pub mod documents;
pub mod saved_jobs;

pub mod generations;

// The ground they stand on.
pub mod ai;
pub mod db;
pub mod events;
pub mod files;
pub mod limits;
pub mod queue;
pub mod redis;
pub mod telemetry;

// What every floor may use.
pub mod clock;
pub mod config;
pub mod error;
pub mod faults;
pub mod ids;

// The faces, which join the rooms and which nothing imports.
pub mod app;
pub mod cli;
pub mod graphql;
pub mod http;
