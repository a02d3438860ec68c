//! Sections of finished documents written anew, as their owner asks in words of their own.
//!
//! What is asked is queued and answered at once; a task writes and keeps a new version, and what
//! happens is told among the events of the run the document rests on. Rules follow what they
//! understand of an [`instruction`] by choosing among the facts ([`rules`]); where a model works it
//! writes ([`model_words`]), each line is held to the facts it cites as any line is, and what of the
//! instruction can be measured is measured. What could not be followed is told.
//!
//! A claim is held to the profile as it is now, as an edit is; whether the whole may be kept is
//! decided as for any [revision](super::revisions).

pub mod instruction;
pub mod model;
mod model_words;
pub mod record;
mod rules;
pub mod service;
pub(super) mod store;
pub mod tasks;
mod writing;
