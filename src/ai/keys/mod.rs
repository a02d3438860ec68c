//! Keys people bring: used for their own generations before the server's, sealed at rest, tested
//! when they are brought, and never readable again.

pub mod seal;
mod service;
mod store;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use self::service::{OpenKey, ProviderKeys, Resealed};

use super::failure::FailureClass;
use crate::config::Secret;
use crate::error::{Error, Violation};

/// The bytes a key may have.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 8..=400;
/// Keys shorter than this do not show how they end.
const MIN_SHOWN_BYTES: usize = 16;
/// The most bytes of a model's name.
const MAX_MODEL_BYTES: usize = 100;

/// A key as its owner sees it: everything but the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderKey {
    /// Its id, drawn anew when it is replaced.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The provider, by its name in settings.
    pub provider: String,
    /// The model that is asked with it.
    pub model: String,
    /// How it ends; empty where it is too short to tell.
    pub last_four: String,
    /// When it was brought.
    pub created_at: DateTime<Utc>,
    /// When a call with it last worked.
    pub tested_at: DateTime<Utc>,
}

/// A key somebody brings.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// The provider, by its name in settings.
    pub provider: String,
    /// The key.
    pub key: Secret,
    /// The model to ask with it; none for the usual one.
    pub model: Option<String>,
}

/// What came of bringing a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveOutcome {
    /// It works and is kept.
    Saved(ProviderKey),
    /// The operator has not set what keys are sealed with.
    NotOffered,
    /// The provider turned it down, or could not be asked; it is not kept.
    Refused {
        /// Why.
        class: FailureClass,
        /// Why, for a person.
        message: String,
    },
    /// Too many keys were tested today.
    TestsUsedUp,
}

/// What is wrong with a key before anybody is asked: it goes into a header.
fn check_key(key: &Secret) -> Option<Violation> {
    let text = key.expose();
    if !KEY_BYTES.contains(&text.len()) {
        let message = format!("A key has {} to {} characters.", KEY_BYTES.start(), KEY_BYTES.end());
        return Some(Violation::new("key", "length", message));
    }
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    (!is_plain).then(|| Violation::new("key", "characters", "A key has no spaces and only ASCII characters."))
}

fn check_model(model: &str) -> Option<Violation> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.:/@".contains(c);
    let is_good = !model.is_empty() && model.len() <= MAX_MODEL_BYTES && model.chars().all(is_name);
    (!is_good).then(|| Violation::new("model", "name", "Give the model's name as its provider writes it."))
}

/// How a key ends, for its owner to know it by.
fn last_four(key: &Secret) -> String {
    let text = key.expose();
    let shown = text.len() >= MIN_SHOWN_BYTES;
    shown.then(|| text.get(text.len() - 4..)).flatten().unwrap_or_default().to_owned()
}

/// The place a key is sealed for.
fn place(account_id: Uuid, provider: &str) -> Vec<u8> {
    format!("provider key\0{account_id}\0{provider}").into_bytes()
}

fn wrong(violations: Vec<Violation>) -> Error {
    Error::violations("The key cannot be used like this.", violations)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_key_is_refused_before_anybody_is_asked() {
        let check = |key: &str, code: Option<&str>| {
            let found = check_key(&Secret::new(key)).map(|violation| violation.code);
            assert_eq!(found.as_deref(), code, "{key}");
        };
        check("sk-0123456789", None);
        check("short", Some("length"));
        check(&"x".repeat(401), Some("length"));
        check("sk-0123 456789", Some("characters"));
        check("sk-0123456789\r\nx-other: 1", Some("characters"));
        check("sk-ключ-ключ", Some("characters"));
        for (model, is_good) in
            [("gpt-4.1-mini", true), ("meta-llama/Llama-3.3", true), ("", false), ("a b", false)]
        {
            assert_eq!(check_model(model).is_none(), is_good, "{model}");
        }
    }

    #[test]
    fn a_key_does_not_show_itself() {
        let key = Secret::new("sk-hush-0123456789");
        let new = NewKey { provider: "openai".to_owned(), key: key.clone(), model: None };
        assert!(!format!("{new:?}").contains("hush"));
        let error = wrong(vec![Violation::new("key", "length", "A key has 8 to 400 characters.")]);
        assert!(!format!("{error:?}").contains("hush"));
        assert!(!place(Uuid::nil(), "openai").windows(4).any(|part| part == b"hush"));
    }

    #[test]
    fn a_short_key_shows_nothing() {
        let shown = |key: &str| last_four(&Secret::new(key));
        assert_eq!((shown("0123456789abcdef").as_str(), shown("0123456789abcde").as_str()), ("cdef", ""));
    }
}
