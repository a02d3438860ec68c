//! Generations: one run of the five stages for a profile and a job.
//!
//! `JobAnalysis → CompiledProfile → Drafts → Reviewed → RenderedFiles`: plain data
//! between the stages, so each can be run, saved, replayed and looked at alone.

pub mod model;
