//! Accounts, roles and who is asking. Pure; the first floor of the accounts room.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::config::{PerRole, TokensPerDay};
use crate::error::{Error, Violation};

/// The longest mail address, in bytes (RFC 5321, section 4.5.3.1.3, less the angle brackets).
const MAX_EMAIL_BYTES: usize = 254;

/// The shortest password, in characters (NIST SP 800-63B-4 asks for 15 where a password stands
/// alone and 8 beside a second factor; 12 is what people still type by hand).
const MIN_PASSWORD_CHARS: usize = 12;

/// The longest password, in bytes; bounds the work of hashing, far above any passphrase.
const MAX_PASSWORD_BYTES: usize = 256;

/// What an account may do. Each role may do everything the one before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    /// Anybody who has signed up.
    User,
    /// A user with the larger quotas.
    Premium,
    /// Keeps the shared catalogue and other people's roles.
    Admin,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 3] = [Self::User, Self::Premium, Self::Admin];

    /// The word for it in SQL, tokens and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Premium => "PREMIUM",
            Self::Admin => "ADMIN",
        }
    }
}

impl Role {
    /// The number that holds for this role.
    pub fn of(self, numbers: &PerRole) -> u32 {
        match self {
            Self::User => numbers.user,
            Self::Premium => numbers.premium,
            Self::Admin => numbers.admin,
        }
    }

    /// What an account with this role may spend on models a day, in tokens.
    pub fn tokens_per_day(self, limits: &TokensPerDay) -> u64 {
        match self {
            Self::User => limits.user,
            Self::Premium => limits.premium,
            Self::Admin => limits.admin,
        }
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|role| role.word().eq_ignore_ascii_case(word.trim())).ok_or_else(|| {
            Error::violations(
                "There is no such role.",
                vec![Violation::new("role", "unknown", "write USER, PREMIUM or ADMIN")],
            )
        })
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One person's account, without its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its identifier.
    pub id: Uuid,
    /// Where it is reached, normalised.
    pub email: Email,
    /// What it may do.
    pub role: Role,
    /// When it signed up.
    pub created_at: DateTime<Utc>,
}

/// A mail address as it is compared and kept: trimmed and in lower case, so that one mailbox
/// is one account. `Debug` hides it, because addresses do not belong in logs.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Reads an address: something, one `@`, a domain, no white space, at most 254 bytes. What
    /// the local part may hold is for the mail server to say.
    ///
    /// # Errors
    /// `Invalid` with a violation at `email`.
    pub fn try_new(text: &str) -> Result<Self, Error> {
        let address = text.trim().to_lowercase();
        let is_address = address.len() <= MAX_EMAIL_BYTES
            && !address.chars().any(|c| c.is_whitespace() || c.is_control())
            && address.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && is_domain(domain));
        if is_address {
            return Ok(Self(address));
        }
        Err(Error::violations(
            "The mail address cannot be used.",
            vec![Violation::new("email", "email", "write an address such as ada@example.com")],
        ))
    }

    /// Takes an address back from the database, where only normalised ones are kept.
    pub(super) fn from_store(text: String) -> Self {
        Self(text)
    }

    /// Stands in for an address that could not be read, where a password is still to be checked.
    pub(super) fn unreadable() -> Self {
        Self(String::new())
    }

    /// The normalised address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

fn is_domain(domain: &str) -> bool {
    !domain.is_empty()
        && domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
}

/// A new password that keeps the rules. Neither `Debug` nor `Display` shows it.
pub struct NewPassword(String);

impl NewPassword {
    /// Checks a password: at least 12 characters, at most 256 bytes, and not the mail address.
    ///
    /// # Errors
    /// `Invalid` with a violation at `password`.
    pub fn try_new(password: String, email: &Email) -> Result<Self, Error> {
        let wrong = |code: &str, message: String| {
            Err(Error::violations(
                "The password cannot be used.",
                vec![Violation::new("password", code, message)],
            ))
        };
        if password.chars().count() < MIN_PASSWORD_CHARS {
            return wrong("too_short", format!("use at least {MIN_PASSWORD_CHARS} characters"));
        }
        if password.len() > MAX_PASSWORD_BYTES {
            return wrong("too_long", format!("use at most {MAX_PASSWORD_BYTES} bytes"));
        }
        if password.trim().to_lowercase() == email.as_str() {
            return wrong("is_email", "use something other than the mail address".to_owned());
        }
        Ok(Self(password))
    }

    /// The password itself, for hashing only.
    pub(super) fn into_inner(self) -> String {
        self.0
    }
}

/// Whether a password given at sign-in is short enough to be worth hashing.
pub(super) fn is_hashable(password: &str) -> bool {
    password.len() <= MAX_PASSWORD_BYTES
}

/// Who is asking, as the access token says. Computed once a request; every use case takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    /// The account that asks.
    pub account_id: Uuid,
    /// The sign-in it asks through.
    pub session_id: Uuid,
    /// What it may do.
    pub role: Role,
    /// When its access token ends; a long-lived connection ends with it.
    pub expires_at: DateTime<Utc>,
}

/// Where a call comes from, for limits: the address of the peer, where one is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin(pub Option<IpAddr>);

impl Origin {
    /// The address as one customer of a network has it: with IPv6 that is the first 64 bits, as
    /// whoever has one address has all of those (RFC 6177).
    pub fn network(&self) -> Option<IpAddr> {
        self.0.map(|address| match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
            address => address,
        })
    }
}

/// What a successful sign-in or refresh hands out.
pub struct Tokens {
    /// The access token, a signed JWT of fifteen minutes.
    pub access_token: String,
    /// When the access token ends.
    pub expires_at: DateTime<Utc>,
    /// The refresh token, good for one use.
    pub refresh_token: String,
    /// When the refresh token ends, if it is not used before.
    pub refresh_expires_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_is_one_address() {
        let check = |text: &str, expected: Option<&str>| {
            let read = Email::try_new(text).ok();
            assert_eq!(read.as_ref().map(Email::as_str), expected, "{text}");
        };
        check("Ada@Example.com", Some("ada@example.com"));
        check("  ada+jobs@example.co.uk \n", Some("ada+jobs@example.co.uk"));
        check("ada@localhost", Some("ada@localhost"));
        check("josé@bücher.example", Some("josé@bücher.example"));
        check("", None);
        check("ada", None);
        check("@example.com", None);
        check("ada@", None);
        check("ada@exa mple.com", None);
        check("ada@example..com", None);
        check("ada@-example.com", None);
        check("a@b@example.com", None);
        check(&format!("{}@example.com", "a".repeat(250)), None);
    }

    #[test]
    fn passwords_keep_the_rules() {
        let email = Email::try_new("ada.lovelace@example.com").expect("an address");
        let check = |password: &str, code: Option<&str>| {
            let read = NewPassword::try_new(password.to_owned(), &email);
            let found = read.err().map(|error| error.places()[0].code.clone());
            assert_eq!(found.as_deref(), code, "{password}");
        };
        check("correct horse", None);
        check("ünïcödé-wörd", None);
        check(&"x".repeat(256), None);
        check("short", Some("too_short"));
        check("ééééééé", Some("too_short"));
        check(&"x".repeat(257), Some("too_long"));
        check("Ada.Lovelace@example.com", Some("is_email"));
    }

    #[test]
    fn an_address_never_shows_in_debug_output() {
        let email = Email::try_new("ada@example.com").expect("an address");
        assert!(!format!("{email:?}").contains("ada"));
    }

    #[test]
    fn roles_grow() {
        assert!(Role::User < Role::Premium && Role::Premium < Role::Admin);
        assert_eq!("premium".parse::<Role>().expect("a role"), Role::Premium);
        assert!("owner".parse::<Role>().is_err());
    }
}
