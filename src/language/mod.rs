//! The reading glasses: text in, words, dates, skills and headings out. Pure; it
//! knows no other room.
//!
//! [`tokens`] and [`stems`] read words; [`headings`] and [`skills`] know how such things are
//! written; [`lexicon`] holds what is known of all of them; [`terms`] is the one rule for
//! "this text names that term", [`relations`] the one for how a word stands to another. The
//! others each read one kind of thing: [`quantities`] numbers of every kind, [`bullets`],
//! [`inline_headings`], [`dates`], [`years`], [`money`]; [`phrase_search`] finds given words again,
//! [`written_in`] tells a text of another language than English; [`disguise`] and [`unseen`] see
//! through letters that mislead.

mod sorted_rows;
pub mod span;
pub mod stems;
pub mod tokens;
mod units;

pub mod headings;
pub mod skills;

pub mod lexicon;
pub mod relations;
pub mod signals;
pub mod terms;

pub mod bullets;
pub mod dates;
pub mod disguise;
pub mod inline_headings;
pub mod money;
pub mod phrase_search;
pub mod quantities;
pub mod unseen;
pub mod written_in;
pub mod years;

#[cfg(test)]
mod properties;
