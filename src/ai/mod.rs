//! AI: any provider, never at its mercy. Models make words better; they never decide whether a
//! run finishes or what is true, so everything here ends, in an answer or in a [`failure`] that
//! says what to do.
//!
//! A [`call`] is a question and its answer, the same for all. [`providers`] are rows of data
//! behind one trait, [`providers::Model`]; what they answer is read as a value in [`structured`].
//! [`routing`] asks one after the other, within [`budget`]s; the words come from [`prompts`].
//! [`setup`] puts together what the configuration names.
//!
//! For an account a chain is opened at the [`desk`]: with the account's own [`keys`] first, at
//! [`books`] in which every call is settled and [recorded](records), and with the [`cache`] of
//! earlier answers; what a broken-off stage was answered is in [`parts`]. [`measures`] are counted, [`words`] kept only where the operator asks for it,
//! and [`tasks`] sweep what is over.
//!
//! This is ground: it knows no room, and what a question is about is its caller's affair.

pub mod call;
pub mod failure;

pub mod providers;

pub mod structured;

pub mod budget;

pub mod routing;

pub mod prompts;

pub mod setup;

pub mod books;
pub mod cache;
pub mod desk;
pub mod keys;
pub mod measures;
pub mod parts;
pub mod records;
pub mod tasks;
pub mod words;
