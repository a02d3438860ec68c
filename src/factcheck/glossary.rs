//! What is known of words by themselves, wherever they stand. A profile, its posting and the
//! claims made of them share most of their words, so each is looked up once for all of them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::language::lexicon::Verb;
use crate::language::relations::Word as Related;

/// A word by itself.
#[derive(Debug)]
pub struct Matter {
    /// The stem of its key; of a number its digits.
    pub stem: String,
    /// What is known of its relations to other words; none for numbers and function words.
    pub related: Option<Related>,
}

/// A word that has been looked up.
#[derive(Debug, Clone)]
pub struct Entry<'l> {
    /// Its stem and relations.
    pub matter: Arc<Matter>,
    /// The action verb it is a form of.
    pub verb: Option<&'l Verb>,
    /// Whether it was read as a word that only ties others together.
    pub is_function: bool,
}

/// Words that have been looked up, by their keys.
#[derive(Debug, Default)]
pub struct Glossary<'l> {
    entries: HashMap<String, Entry<'l>>,
}

impl<'l> Glossary<'l> {
    /// The word, where it is known as what it is here: "IT" and "it" are two.
    pub fn find(&self, key: &str, is_function: bool) -> Option<&Entry<'l>> {
        self.entries.get(key).filter(|entry| entry.is_function == is_function)
    }

    /// Adds the word and hands it back; the one seen first stays.
    pub fn note(&mut self, key: &str, entry: Entry<'l>) -> Entry<'l> {
        self.entries.entry(key.to_owned()).or_insert_with(|| entry.clone());
        entry
    }
}
