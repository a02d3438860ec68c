//! Sealing: AES-256-GCM-SIV (RFC 8452), so that even a nonce drawn twice gives nothing away but
//! that two texts are the same. Part of the keys people bring.
//!
//! What is sealed is bound to its place: moved to another account or provider it does not open.
//! Layout: version 1 (one byte), id of the sealing key (8), nonce (12), ciphertext with tag.

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use hmac::{Hmac, KeyInit as _, Mac};
use sha2::Sha256;

use crate::config::Secret;
use crate::ids;

const VERSION: u8 = 1;
const ID_BYTES: usize = 8;
const NONCE_BYTES: usize = 12;

/// Seals and opens. Shows nothing of its keys.
#[derive(Clone)]
pub struct Sealer {
    /// The first seals, all open; never empty.
    keys: Vec<SealKey>,
}

#[derive(Clone)]
struct SealKey {
    id: [u8; ID_BYTES],
    cipher: Aes256GcmSiv,
}

/// Why something cannot be sealed or opened. Says nothing of what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsealable {
    /// It was sealed with a key that is not among these any more.
    UnknownKey,
    /// It was changed, moved from its place, or is nothing that was sealed here.
    Broken,
}

impl std::fmt::Display for Unsealable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::UnknownKey => "sealed with a key that SEAL_KEYS does not hold",
            Self::Broken => "not sealed here, or for another place",
        })
    }
}

impl std::error::Error for Unsealable {}

impl Sealer {
    /// A sealer over these secrets, the first of which seals; none without any.
    pub fn new(secrets: &[Secret]) -> Option<Self> {
        let keys: Vec<SealKey> = secrets.iter().map(SealKey::of).collect();
        (!keys.is_empty()).then_some(Self { keys })
    }

    /// Seals a text for a place.
    ///
    /// # Errors
    /// [`Unsealable::Broken`] for a text of more than 64 GB.
    pub fn seal(&self, place: &[u8], text: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let key = self.keys.first().ok_or(Unsealable::UnknownKey)?;
        let mut nonce = [0; NONCE_BYTES];
        nonce.copy_from_slice(&ids::new_secret()[..NONCE_BYTES]);
        let payload = Payload { msg: text, aad: place };
        let sealed = key.cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| Unsealable::Broken)?;
        Ok([&[VERSION], key.id.as_slice(), nonce.as_slice(), sealed.as_slice()].concat())
    }

    /// Opens what was sealed for a place.
    ///
    /// # Errors
    /// Why it does not open.
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (&version, rest) = sealed.split_first().ok_or(Unsealable::Broken)?;
        let (id, rest) = rest.split_first_chunk::<ID_BYTES>().ok_or(Unsealable::Broken)?;
        let (nonce, text) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(Unsealable::Broken)?;
        if version != VERSION {
            return Err(Unsealable::Broken);
        }
        let key = self.keys.iter().find(|key| key.id == *id).ok_or(Unsealable::UnknownKey)?;
        let payload = Payload { msg: text, aad: place };
        key.cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| Unsealable::Broken)
    }

    /// Whether the key that seals now has sealed this.
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        let id = sealed.get(1..=ID_BYTES);
        self.keys.first().is_some_and(|key| id == Some(key.id.as_slice()))
    }
}

impl SealKey {
    /// Key and id are drawn from the secret apart, so that the id tells nothing of the key.
    fn of(secret: &Secret) -> Self {
        let derived = |label: &[u8]| -> [u8; 32] {
            let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
                .expect("HMAC takes keys of any length");
            mac.update(label);
            mac.finalize().into_bytes().into()
        };
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(&derived(b"jobwise seal id")[..ID_BYTES]);
        let cipher = Aes256GcmSiv::new(&derived(b"jobwise seal key").into());
        Self { id, cipher }
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealer({} keys)", self.keys.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"sk-hush-hush-0123456789";

    fn sealer(secrets: &[&str]) -> Sealer {
        let secrets: Vec<Secret> =
            secrets.iter().map(|secret| Secret::new(format!("{secret:-<32}"))).collect();
        Sealer::new(&secrets).expect("keys")
    }

    #[test]
    fn what_is_sealed_opens_at_its_place_and_nowhere_else() {
        let sealer = sealer(&["one"]);
        let sealed = sealer.seal(b"ada/openai", KEY).expect("sealed");
        assert_eq!(sealer.open(b"ada/openai", &sealed).expect("opened"), KEY);
        for place in [b"ada/groq".as_slice(), b"bob/openai", b""] {
            assert_eq!(sealer.open(place, &sealed), Err(Unsealable::Broken));
        }
        let found = sealed.windows(4).any(|bytes| KEY.windows(4).any(|part| part == bytes));
        assert!(!found, "nothing of it shows");
        assert_ne!(sealer.seal(b"ada/openai", KEY).expect("again"), sealed, "each has a nonce of its own");
    }

    #[test]
    fn whatever_is_changed_does_not_open() {
        let sealer = sealer(&["one"]);
        let sealed = sealer.seal(b"p", KEY).expect("sealed");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(sealer.open(b"p", &changed).is_err(), "byte {at}");
        }
        for end in 0..sealed.len() {
            assert!(sealer.open(b"p", &sealed[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn old_keys_open_and_the_first_seals() {
        let old = sealer(&["old"]).seal(b"p", KEY).expect("sealed");
        let both = sealer(&["new", "old"]);
        assert_eq!(both.open(b"p", &old).expect("opened"), KEY);
        assert!(!both.is_current(&old));
        let new = both.seal(b"p", KEY).expect("sealed");
        assert!(both.is_current(&new) && !both.is_current(b""));
        assert_eq!(sealer(&["new"]).open(b"p", &new).expect("opened"), KEY);
        assert_eq!(sealer(&["new"]).open(b"p", &old), Err(Unsealable::UnknownKey));
    }

    #[test]
    fn nothing_of_the_keys_shows() {
        assert_eq!(format!("{:?}", sealer(&["one", "two"])), "Sealer(2 keys)");
        assert!(Sealer::new(&[]).is_none());
    }
}
