//! Access tokens (signed JWTs) and refresh tokens (random, kept only as hashes). Part of the
//! accounts room.
//!
//! An access token is checked without the database: signature, issuer, audience and end.
//! Its header names the key by `kid`, so a new secret can be brought in while tokens of the
//! old one run out.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use lru::LruCache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::{Role, Viewer};
use crate::config::{MIN_SECRET_BYTES, Secret};
use crate::error::{Error, ErrorKind, Result};
use crate::ids;

/// How long an access token is good.
pub const ACCESS_TOKEN_LIFE: TimeDelta = TimeDelta::minutes(15);

/// How long a refresh token is good when it is not used.
pub const REFRESH_TOKEN_LIFE: TimeDelta = TimeDelta::days(30);

/// Who made the token and for whom: other houses' tokens are refused even under the same secret.
const ISSUER: &str = "jobwise";
const AUDIENCE: &str = "jobwise-api";

/// Tokens that were checked and are remembered, so that the next request with the same is spared
/// most of what checking costs.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(4_096).expect("more than none");

/// SHA-256 of a token: the token itself is not kept.
type TokenHash = [u8; 32];

/// The keys that access tokens are signed and checked with. Cheap to share, never shown.
#[derive(Clone)]
pub struct JwtKeys {
    signing: EncodingKey,
    /// The key tokens are signed with first, then those that only verify.
    verifying: Vec<(String, DecodingKey)>,
    validation: Validation,
    /// Whose the tokens are that were found good but for their end, which is looked at each time.
    checked: Arc<Mutex<LruCache<TokenHash, Viewer>>>,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    role: Role,
    iat: i64,
    exp: i64,
}

impl JwtKeys {
    /// Makes the keys: the first secret signs, all of them verify.
    ///
    /// # Errors
    /// `Invalid` without a secret, or when one has fewer than 32 bytes.
    pub fn try_new(secrets: &[Secret]) -> Result<Self> {
        let all = || secrets.iter().map(|secret| secret.expose().as_bytes());
        let Some(signing) = all().next().filter(|_| all().all(|secret| secret.len() >= MIN_SECRET_BYTES))
        else {
            return Err(Error::invalid(format!(
                "JWT_SECRET must hold secrets of at least {MIN_SECRET_BYTES} bytes; \
                 `openssl rand -base64 48` makes one."
            )));
        };
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // The end is compared with the given clock in `verify`.
        validation.validate_exp = false;
        Ok(Self {
            signing: EncodingKey::from_secret(signing),
            verifying: all().map(|secret| (key_id(secret), DecodingKey::from_secret(secret))).collect(),
            validation,
            checked: Arc::new(Mutex::new(LruCache::new(REMEMBERED))),
        })
    }

    /// Signs an access token for the account and session.
    ///
    /// # Errors
    /// `Internal` when signing fails, which the algorithm gives no reason for.
    pub fn issue(
        &self,
        account_id: Uuid,
        session_id: Uuid,
        role: Role,
        now: DateTime<Utc>,
    ) -> Result<(String, DateTime<Utc>)> {
        let expires_at = now + ACCESS_TOKEN_LIFE;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: account_id,
            sid: session_id,
            role,
            iat: now.timestamp(),
            exp: expires_at.timestamp(),
        };
        let header = Header { kid: Some(self.verifying[0].0.clone()), ..Header::new(Algorithm::HS256) };
        let token = jsonwebtoken::encode(&header, &claims, &self.signing)
            .map_err(|cause| Error::internal("The access token could not be signed.", cause))?;
        Ok((token, expires_at))
    }

    /// Reads who is asking from an access token.
    ///
    /// # Errors
    /// `Unauthenticated` when the token is expired, forged, signed by an unknown key or another
    /// algorithm, or made by or for somebody else. The message tells only expired from refused.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Viewer> {
        let hash = Sha256::digest(token.as_bytes()).into();
        let known = self.checked.lock().unwrap_or_else(PoisonError::into_inner).get(&hash).copied();
        let viewer = match known {
            Some(viewer) => viewer,
            None => self.check(token)?,
        };
        if viewer.expires_at <= now {
            return Err(Error::new(
                ErrorKind::Unauthenticated,
                "The access token has expired; ask refreshSession for a new one.",
            ));
        }
        if known.is_none() {
            self.checked.lock().unwrap_or_else(PoisonError::into_inner).put(hash, viewer);
        }
        Ok(viewer)
    }

    /// Checks everything of a token but its end.
    fn check(&self, token: &str) -> Result<Viewer> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| refused())?;
        let kid = header.kid.ok_or_else(refused)?;
        let (_, key) = self.verifying.iter().find(|(known, _)| *known == kid).ok_or_else(refused)?;
        let claims =
            jsonwebtoken::decode::<Claims>(token, key, &self.validation).map_err(|_| refused())?.claims;
        let expires_at = Utc.timestamp_opt(claims.exp, 0).single().ok_or_else(refused)?;
        Ok(Viewer { account_id: claims.sub, session_id: claims.sid, role: claims.role, expires_at })
    }
}

fn refused() -> Error {
    Error::new(ErrorKind::Unauthenticated, "The access token is not valid; sign in again.")
}

/// Names a key without telling it: eight bytes of its hash under a label of its own.
fn key_id(secret: &[u8]) -> String {
    let digest = Sha256::new().chain_update(b"jobwise key id\0").chain_update(secret).finalize();
    URL_SAFE_NO_PAD.encode(&digest[..8])
}

/// Draws a refresh token: 256 bits, base64url.
pub fn new_refresh_token() -> String {
    URL_SAFE_NO_PAD.encode(ids::new_secret())
}

/// What is kept of a refresh token. A plain hash will do: there is nothing to guess in 256
/// random bits.
pub fn hash_refresh_token(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const SECRET: &str = "a secret that is long enough to be one";
    const OLD_SECRET: &str = "the secret that was in use before it was";

    fn keys_of(secrets: &[&str]) -> Result<JwtKeys> {
        JwtKeys::try_new(&secrets.iter().map(|&secret| Secret::new(secret)).collect::<Vec<_>>())
    }

    fn keys() -> JwtKeys {
        keys_of(&[SECRET]).expect("keys")
    }

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).single().expect("a moment")
    }

    fn part(value: &Value) -> String {
        URL_SAFE_NO_PAD.encode(value.to_string())
    }

    /// A token with the parts given, signed as the header's algorithm asks with `secret`.
    fn token(header: &Value, claims: &Value, secret: &str) -> String {
        let algorithm = match header["alg"].as_str() {
            Some("HS384") => Algorithm::HS384,
            Some("HS512") => Algorithm::HS512,
            _ => Algorithm::HS256,
        };
        let message = format!("{}.{}", part(header), part(claims));
        let key = EncodingKey::from_secret(secret.as_bytes());
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, algorithm).expect("a signature");
        format!("{message}.{signature}")
    }

    fn good_header() -> Value {
        json!({ "alg": "HS256", "typ": "JWT", "kid": key_id(SECRET.as_bytes()) })
    }

    fn good_claims() -> Value {
        json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": Uuid::nil(), "sid": Uuid::nil(), "role": "USER",
            "iat": noon().timestamp(), "exp": noon().timestamp() + 900,
        })
    }

    fn changed(mut value: Value, field: &str, to: Value) -> Value {
        value[field] = to;
        value
    }

    #[test]
    fn an_issued_token_tells_who_is_asking() {
        let (account, session) = (ids::new_id(), ids::new_id());
        let (token, expires_at) = keys().issue(account, session, Role::Premium, noon()).expect("a token");
        assert_eq!(expires_at, noon() + ACCESS_TOKEN_LIFE);
        let viewer = keys().verify(&token, noon()).expect("a viewer");
        assert_eq!(
            viewer,
            Viewer { account_id: account, session_id: session, role: Role::Premium, expires_at }
        );
    }

    #[test]
    fn a_token_ends_after_fifteen_minutes() {
        let (token, _) = keys().issue(Uuid::nil(), Uuid::nil(), Role::User, noon()).expect("a token");
        let at = |seconds: i64| keys().verify(&token, noon() + TimeDelta::seconds(seconds));
        assert!(at(899).is_ok());
        assert!(at(900).expect_err("an end").message().contains("expired"));
    }

    #[test]
    fn tokens_of_an_old_secret_still_verify_but_are_no_longer_made() {
        let before = keys_of(&[OLD_SECRET]).expect("keys");
        let after = keys_of(&[SECRET, OLD_SECRET]).expect("keys");
        let (old, _) = before.issue(Uuid::nil(), Uuid::nil(), Role::User, noon()).expect("a token");
        let (new, _) = after.issue(Uuid::nil(), Uuid::nil(), Role::User, noon()).expect("a token");
        assert!(after.verify(&old, noon()).is_ok());
        assert!(before.verify(&new, noon()).is_err());
        assert!(keys().verify(&old, noon()).is_err());
    }

    #[test]
    fn a_hand_made_token_is_held_to_every_claim() {
        let check = |header: Value, claims: Value, secret: &str, is_good: bool| {
            let token = token(&header, &claims, secret);
            assert_eq!(keys().verify(&token, noon()).is_ok(), is_good, "{header} {claims}");
        };
        check(good_header(), good_claims(), SECRET, true);
        check(good_header(), good_claims(), OLD_SECRET, false);
        check(good_header(), changed(good_claims(), "aud", json!("elsewhere")), SECRET, false);
        check(good_header(), changed(good_claims(), "iss", json!("elsewhere")), SECRET, false);
        check(good_header(), changed(good_claims(), "exp", json!(noon().timestamp() - 1)), SECRET, false);
        check(good_header(), changed(good_claims(), "exp", Value::Null), SECRET, false);
        check(good_header(), changed(good_claims(), "role", json!("OWNER")), SECRET, false);
        check(changed(good_header(), "alg", json!("HS384")), good_claims(), SECRET, false);
        check(changed(good_header(), "alg", json!("HS512")), good_claims(), SECRET, false);
        check(changed(good_header(), "kid", json!("another")), good_claims(), SECRET, false);
        check(changed(good_header(), "kid", Value::Null), good_claims(), SECRET, false);
    }

    #[test]
    fn an_unsigned_token_is_refused() {
        for alg in ["none", "None", "NONE", "nOnE"] {
            let header = changed(good_header(), "alg", json!(alg));
            let unsigned = format!("{}.{}.", part(&header), part(&good_claims()));
            assert!(keys().verify(&unsigned, noon()).is_err(), "{alg}");
        }
    }

    #[test]
    fn a_changed_payload_is_refused() {
        let (token, _) = keys().issue(Uuid::nil(), Uuid::nil(), Role::User, noon()).expect("a token");
        let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        parts[1] = part(&changed(good_claims(), "role", json!("ADMIN")));
        assert!(keys().verify(&parts.join("."), noon()).is_err());
        for junk in ["", ".", "..", "a.b.c", "Bearer x"] {
            assert!(keys().verify(junk, noon()).is_err(), "{junk}");
        }
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(keys_of(&[]).is_err());
        assert!(keys_of(&["short"]).is_err());
        assert!(keys_of(&[SECRET, "short"]).is_err());
    }

    #[test]
    fn refresh_tokens_are_long_and_never_the_same() {
        let token = new_refresh_token();
        assert_eq!(token.len(), 43);
        assert_ne!(token, new_refresh_token());
        assert_eq!(hash_refresh_token(&token).len(), 32);
    }
}
