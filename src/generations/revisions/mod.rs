//! What a person changes of a finished document, claim by claim. A change is decided by rules
//! from what the document rests on ([`decide`]), kept as a new version, and the version's file is
//! printed off the request path ([`tasks`]).
//!
//! A claim is held to the profile as it is now, for whoever edits it knows what is true today.
//! All else of the document stays as it was checked, on the facts as they stood then: headers and
//! identity are copied from the profile the run was given and are compared with that.

pub mod decide;
pub mod model;
pub mod service;
pub mod tasks;
