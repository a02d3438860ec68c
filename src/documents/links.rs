//! Download links: an address that names a file, ends after minutes, and cannot be made
//! without the server's secret. Pure.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// Longest life of a link, in seconds: a day.
pub const MAX_LINK_SECONDS: u32 = 24 * 60 * 60;

/// Signs and checks download links. Cheap to clone; never printed.
#[derive(Clone)]
pub struct LinkSigner {
    keys: Vec<[u8; 32]>,
}

/// Why a link opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkError {
    /// It was not made here, or has been changed.
    Forged,
    /// Its time is over.
    Expired,
}

impl LinkSigner {
    /// Makes a signer from the server's secrets: the first signs, every one verifies. The key
    /// for links is derived, so that a link never shows anything of the secret itself.
    pub fn new<S: AsRef<[u8]>>(secrets: &[S]) -> Self {
        let keys = secrets
            .iter()
            .map(|secret| {
                let mut mac = keyed(secret.as_ref());
                mac.update(b"jobwise download links v1");
                mac.finalize().into_bytes().into()
            })
            .collect();
        Self { keys }
    }

    /// The signature of a link to `file`, good until `expires_at` (seconds since 1970, UTC).
    pub fn sign(&self, file: Uuid, expires_at: i64) -> String {
        let signature = self.keys.first().map(|key| message(key, file, expires_at).finalize().into_bytes());
        signature.map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).unwrap_or_default()
    }

    /// The signature of a link to what those words name, good until `expires_at`.
    pub fn sign_words(&self, words: &str, expires_at: i64) -> String {
        let signature =
            self.keys.first().map(|key| words_message(key, words, expires_at).finalize().into_bytes());
        signature.map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).unwrap_or_default()
    }

    /// Whether the signature over words is good at `now`.
    ///
    /// # Errors
    /// Those of [`LinkSigner::verify`].
    pub fn verify_words(
        &self,
        words: &str,
        expires_at: i64,
        signature: &str,
        now: i64,
    ) -> Result<(), LinkError> {
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| LinkError::Forged)?;
        let is_good = |key| words_message(key, words, expires_at).verify_slice(&signature).is_ok();
        match self.keys.iter().any(is_good) {
            false => Err(LinkError::Forged),
            true if now >= expires_at => Err(LinkError::Expired),
            true => Ok(()),
        }
    }

    /// Whether the signature is good at `now` (seconds since 1970, UTC).
    ///
    /// # Errors
    /// [`LinkError::Forged`] for a signature of no known key, [`LinkError::Expired`] after its time.
    pub fn verify(&self, file: Uuid, expires_at: i64, signature: &str, now: i64) -> Result<(), LinkError> {
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| LinkError::Forged)?;
        let is_ours =
            self.keys.iter().any(|key| message(key, file, expires_at).verify_slice(&signature).is_ok());
        if !is_ours {
            return Err(LinkError::Forged);
        }
        if now >= expires_at { Err(LinkError::Expired) } else { Ok(()) }
    }
}

fn message(key: &[u8; 32], file: Uuid, expires_at: i64) -> Hmac<Sha256> {
    let mut mac = keyed(key);
    mac.update(file.as_bytes());
    mac.update(&expires_at.to_be_bytes());
    mac
}

/// Begins with a word, which an id does not, so that no link of one kind is one of the other.
fn words_message(key: &[u8; 32], words: &str, expires_at: i64) -> Hmac<Sha256> {
    let mut mac = keyed(key);
    mac.update(b"words ");
    mac.update(&expires_at.to_be_bytes());
    mac.update(words.as_bytes());
    mac
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_opens_its_own_file_until_its_time_is_over() {
        let signer = LinkSigner::new(&["a secret that is long enough"]);
        let (file, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let signature = signer.sign(file, 1_000);
        assert_eq!(signer.verify(file, 1_000, &signature, 999), Ok(()));
        assert_eq!(signer.verify(file, 1_000, &signature, 1_000), Err(LinkError::Expired));
        assert_eq!(signer.verify(other, 1_000, &signature, 999), Err(LinkError::Forged));
        assert_eq!(signer.verify(file, 2_000, &signature, 999), Err(LinkError::Forged));
        assert_eq!(signer.verify(file, 1_000, "AAAA", 999), Err(LinkError::Forged));
        assert_eq!(signer.verify(file, 1_000, "not base64!", 999), Err(LinkError::Forged));
    }

    #[test]
    fn a_link_to_words_opens_these_words_and_no_file() {
        let signer = LinkSigner::new(&["a secret that is long enough"]);
        let signature = signer.sign_words("previews/1", 1_000);
        assert_eq!(signer.verify_words("previews/1", 1_000, &signature, 999), Ok(()));
        assert_eq!(signer.verify_words("previews/1", 1_000, &signature, 1_000), Err(LinkError::Expired));
        assert_eq!(signer.verify_words("previews/2", 1_000, &signature, 999), Err(LinkError::Forged));
        assert_eq!(signer.verify_words("previews/1", 2_000, &signature, 999), Err(LinkError::Forged));
        assert_eq!(signer.verify(Uuid::from_u128(1), 1_000, &signature, 999), Err(LinkError::Forged));
    }

    #[test]
    fn an_old_secret_still_opens_and_an_unknown_one_does_not() {
        let old = LinkSigner::new(&["old"]);
        let new = LinkSigner::new(&["new", "old"]);
        let file = Uuid::from_u128(1);
        assert_eq!(new.verify(file, 10, &old.sign(file, 10), 1), Ok(()));
        assert_eq!(old.verify(file, 10, &new.sign(file, 10), 1), Err(LinkError::Forged));
    }
}
