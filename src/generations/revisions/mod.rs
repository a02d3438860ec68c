//! What a person changes of a finished document: claims, their order, what has to stay, earlier
//! words again. A change is a list of operations ([`model`]) that are applied one after the other
//! ([`apply`]); whether the whole may be kept is decided by rules from what the document rests on
//! ([`decide`]). It is kept as a new version, and the version's file is printed off the request
//! path ([`tasks`]).
//!
//! A claim is held to the profile as it is now, for whoever edits it knows what is true today.
//! All else of the document stays as it was checked, on the facts as they stood then: headers and
//! identity are copied from the profile the run was given and are compared with that.

pub(super) mod apply;
pub mod decide;
mod length;
pub mod model;
pub(super) mod places;
pub mod preview;
mod restore;
pub mod service;
pub mod tasks;
