//! What you track: favourites, notes, and the way of each application.

pub mod attachments;
pub mod model;
pub mod service;
mod store;
