//! Generations: one run of the five stages for a profile and a job.
//!
//! `JobAnalysis → CompiledProfile → Drafts → Reviewed → RenderedFiles`: plain data
//! between the stages, so each can be run, saved, replayed and looked at alone. The
//! stages are one file each; [`pipeline`] runs them from memory, as `jobwise tailor`
//! does, or step by step for a runner that saves each result. What a person changes of a document
//! afterwards is [`revisions`], what they have written anew [`regenerations`]; its other formats are
//! made by [`exports`].

pub mod model;
pub mod options;

pub mod asking;
pub mod pipeline;
pub mod stage;

pub mod job_analyzer;

pub mod profile_compiler;

pub mod document_generator;

pub mod quality_validator;

pub mod pdf_exporter;

pub mod revisions;

pub mod regenerations;

pub mod exports;

pub mod events;
pub mod record;
pub mod service;
mod store;
pub mod tasks;

pub mod chain;

mod chronology;
pub mod measures;
mod notices;
pub mod paper;
mod plain_profile;
pub mod sweeping;
mod turns;
