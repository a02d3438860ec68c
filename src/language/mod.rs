//! The reading glasses: text in, words, dates, skills and headings out. Pure; it
//! knows no other room.
//!
//! [`tokens`] and [`stems`] read words; [`lexicon`] holds what is known of them, with
//! the [`skills`] dictionary in it; [`terms`] is the one rule for "this text names
//! that term". The others each read one kind of thing: [`bullets`], [`headings`],
//! [`dates`], [`years`], [`money`].

pub mod span;
pub mod stems;
pub mod tokens;

pub mod lexicon;
pub mod skills;
pub mod terms;
mod units;

pub mod bullets;
pub mod dates;
pub mod headings;
pub mod money;
pub mod years;

#[cfg(test)]
mod properties;
