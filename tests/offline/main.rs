//! Behaviour that needs no database: one module a subject, seconds in all.

mod check;
mod cli;
mod client_documents;
mod deprecations;
mod documents;
mod documents_samples;
mod env_example;
mod examples;
mod factcheck;
mod factcheck_documents;
mod factcheck_fuzz;
mod factcheck_suite;
mod factcheck_switched_off;
mod floors;
mod generations;
mod graphql;
mod hidden_text;
mod http;
mod injections;
mod jobs;
mod postings_labelled;
mod postings_spans;
mod profiles;
mod profiles_properties;
mod profiles_standing;
mod scoring_postings;
mod scoring_repeats;
mod tailor;

#[path = "../factcheck/derived.rs"]
mod derived;
#[path = "../factcheck/fuzz.rs"]
mod fuzz;
#[path = "../factcheck/suite.rs"]
mod suite;
