//! How well a profile or document meets a posting, and why. Pure.

pub mod model;

pub mod coverage;
pub mod relevance;

pub mod ats;
pub mod rules;

pub mod systems;
