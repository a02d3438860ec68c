//! Passwords into argon2id hashes and back into yes or no, off the async threads. Part of
//! the accounts room; its rules for new passwords stand in `model`.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

use super::model::NewPassword;
use crate::error::{Error, Result};
use crate::ids;

/// Memory of one hash in KiB, passes over it and lanes: the second choice of the OWASP
/// Password Storage Cheat Sheet for argon2id (19 MiB, 2, 1; read November 2026).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many hashes are computed at a time: bounds their memory to about 76 MiB. More callers
/// wait for their turn.
const AT_A_TIME: usize = 4;

/// A hash that belongs to no account. Checking against it costs what a real check costs, so
/// an unknown address cannot be told by the time its refusal takes.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    hash_now(&ids::new_secret()).expect("the parameters of argon2 are constants that it accepts")
});

/// Hashes and checks passwords. Cheap to clone; clones share their turns.
#[derive(Debug, Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

impl Passwords {
    /// Makes a hasher.
    pub fn new() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_A_TIME)) }
    }

    /// Hashes a new password into a PHC string with its own salt and parameters.
    ///
    /// # Errors
    /// `Internal` when the machine has no memory for it.
    pub async fn hash(&self, password: NewPassword) -> Result<String> {
        self.compute(move || hash_now(password.into_inner().as_bytes())).await
    }

    /// Whether the password is the one of the stored hash. Without a hash the work is the same
    /// and the answer is no.
    ///
    /// # Errors
    /// `Internal` when the stored hash cannot be read.
    pub async fn is_right(&self, password: String, stored: Option<String>) -> Result<bool> {
        self.compute(move || {
            let is_known = stored.is_some();
            let stored = stored.unwrap_or_else(|| NOBODY.clone());
            let stored = PasswordHash::new(&stored)?;
            Ok(argon2()?.verify_password(password.as_bytes(), &stored).is_ok() && is_known)
        })
        .await
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> argon2::password_hash::Result<T> + Send + 'static,
    ) -> Result<T> {
        let failed = "The password could not be checked; try again.";
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(|closed| Error::internal(failed, closed))?;
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
        .map_err(|panicked| Error::internal(failed, panicked))?
        .map_err(|cause| Error::internal(failed, cause.to_string()))
    }
}

fn argon2() -> argon2::password_hash::Result<Argon2<'static>> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(MEMORY_KIB, PASSES, LANES, None)?))
}

fn hash_now(password: &[u8]) -> argon2::password_hash::Result<String> {
    let salt = ids::new_secret();
    let hash: PasswordHash = argon2()?.hash_password_with_salt(password, &salt[..16])?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::model::Email;

    fn password(text: &str) -> NewPassword {
        let email = Email::try_new("ada@example.com").expect("an address");
        NewPassword::try_new(text.to_owned(), &email).expect("a password")
    }

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = Passwords::new();
        let stored = passwords.hash(password("correct horse battery")).await.expect("a hash");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let is_right = |text: &str, stored: Option<String>| passwords.is_right(text.to_owned(), stored);
        assert!(is_right("correct horse battery", Some(stored.clone())).await.expect("an answer"));
        assert!(!is_right("correct horse batterx", Some(stored)).await.expect("an answer"));
        assert!(!is_right("correct horse battery", None).await.expect("an answer"));
    }

    #[tokio::test]
    async fn the_same_password_never_hashes_the_same() {
        let passwords = Passwords::new();
        let first = passwords.hash(password("correct horse battery")).await.expect("a hash");
        let second = passwords.hash(password("correct horse battery")).await.expect("a hash");
        assert_ne!(first, second);
    }

    #[tokio::test]
    async fn a_broken_stored_hash_is_a_fault_and_no_answer() {
        assert!(Passwords::new().is_right("whatever".to_owned(), Some("junk".to_owned())).await.is_err());
    }
}
