//! Behaviour that needs no database: one module a subject, seconds in all.

mod ats_defects;
mod ats_places;
mod ats_systems;
mod check;
mod cli;
mod client_documents;
mod deploy;
mod deprecations;
mod documents;
mod documents_formats;
mod documents_samples;
mod docx_file;
mod docx_reader;
mod env_example;
mod examples;
mod factcheck;
mod faults;
mod file_store;
mod floors;
mod generations;
mod graphql;
mod hidden_text;
mod http;
mod jobs;
mod looks_asked;
#[allow(dead_code, reason = "shared with other tests")]
mod looks_samples;
mod postings_labelled;
mod postings_spans;
mod profiles;
mod profiles_standing;
mod render;
mod revisions;
mod scoring_postings;
mod tailor;

#[path = "../looks/poppler.rs"]
mod poppler;

#[path = "../bucket/mod.rs"]
mod bucket;
