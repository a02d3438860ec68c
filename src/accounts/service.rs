//! The use cases of the accounts room: sign up, sign in, refresh, sign out, grant a role.
//!
//! Whether an address is known is never told. Signing up says "accepted" and hands out no
//! tokens, whether the account is new or was there before (then nothing changes); a sign-in
//! that fails says the same for an unknown address as for a wrong password; and both cost
//! one argon2 hash in either case.

use uuid::Uuid;

use super::attempts::Attempt;
use super::model::{Account, Email, NewPassword, Origin, Role, Tokens, Viewer, is_hashable};
use super::passwords::Passwords;
use super::store;
use super::tokens::{JwtKeys, REFRESH_TOKEN_LIFE, hash_refresh_token, new_refresh_token};
use crate::clock::Clock;
use crate::db::{Connection, Db};
use crate::error::{Error, Result};
use crate::ids;

/// The accounts of this house. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    db: Db,
    clock: Clock,
    keys: JwtKeys,
    passwords: Passwords,
}

impl Accounts {
    /// Makes the service on its ground.
    pub fn new(db: Db, clock: Clock, keys: JwtKeys) -> Self {
        Self { db, clock, keys, passwords: Passwords::new() }
    }

    /// Makes an account unless the address has one already; the answer is the same for both.
    ///
    /// # Errors
    /// `Invalid` with violations at `email` and `password`.
    pub async fn sign_up(&self, email: &str, password: String) -> Result<()> {
        let (email, password) = read_credentials(email, password)?;
        let password_hash = self.passwords.hash(password).await?;
        let now = self.clock.now();
        let account = store::NewAccount {
            id: ids::new_id(),
            email: email.as_str(),
            password_hash,
            created_at: now,
            updated_at: now,
        };
        store::insert_account(&mut *self.db.conn().await?, account).await
    }

    /// Opens a session for the right password; none for a wrong one or an unknown address.
    ///
    /// # Errors
    /// `LimitReached` after too many attempts, which [`Attempt`] counts; whether the address is
    /// known makes no difference.
    pub async fn sign_in(
        &self,
        email: &str,
        password: String,
        origin: Origin,
    ) -> Result<Option<(Account, Tokens)>> {
        let Ok(email) = Email::try_new(email) else { return Ok(None) };
        let attempt = Attempt::new(&origin, &email);
        let credentials = {
            let conn = &mut *self.db.conn().await?;
            attempt.permit(conn).await?;
            store::find_credentials(conn, &email).await?
        };
        let (account, stored) = credentials.unzip();
        if !is_hashable(&password) || !self.passwords.is_right(password, stored).await? {
            return Ok(None);
        }
        let Some(account) = account else { return Ok(None) };
        let session_id = ids::new_id();
        let now = self.clock.now();
        let tokens = self
            .db
            .transaction(async |conn: &mut Connection| {
                attempt.forgive(conn).await?;
                store::insert_session(conn, account.id, session_id, now, now + REFRESH_TOKEN_LIFE).await?;
                self.hand_out(conn, &account, session_id).await
            })
            .await?;
        Ok(Some((account, tokens)))
    }

    /// Exchanges a refresh token for new tokens; none when it is unknown, expired, of an ended
    /// session, or used before. A token used twice ends its session, because one of the two
    /// users has stolen it and nobody can tell which: that includes two exchanges at the same
    /// time, of which exactly one is answered with tokens, which the session's end makes the
    /// last.
    pub async fn refresh_session(&self, refresh_token: &str) -> Result<Option<(Account, Tokens)>> {
        let hash = hash_refresh_token(refresh_token);
        let now = self.clock.now();
        self.db
            .transaction(async |conn: &mut Connection| {
                let Some(session_id) = store::use_refresh_token(conn, &hash, now).await? else {
                    if let Some(owner) = store::find_refresh_token(conn, &hash).await?
                        && owner.is_used
                    {
                        store::end_session(conn, owner.account_id, owner.session_id, now).await?;
                        tracing::warn!(session_id = %owner.session_id, "a refresh token was used twice; session {} is ended", owner.session_id);
                    }
                    return Ok(None);
                };
                let expires_at = now + REFRESH_TOKEN_LIFE;
                let Some(account) = store::prolong_session(conn, session_id, now, expires_at).await? else {
                    return Ok(None);
                };
                let tokens = self.hand_out(conn, &account, session_id).await?;
                Ok(Some((account, tokens)))
            })
            .await
    }

    /// Ends the viewer's session and the one of the refresh token, where they are given. Access
    /// tokens already handed out run out by themselves, within fifteen minutes.
    pub async fn sign_out(&self, viewer: Option<&Viewer>, refresh_token: Option<&str>) -> Result<()> {
        let now = self.clock.now();
        let conn = &mut *self.db.conn().await?;
        if let Some(viewer) = viewer {
            store::end_session(conn, viewer.account_id, viewer.session_id, now).await?;
        }
        if let Some(token) = refresh_token
            && let Some(owner) = store::find_refresh_token(conn, &hash_refresh_token(token)).await?
        {
            store::end_session(conn, owner.account_id, owner.session_id, now).await?;
        }
        Ok(())
    }

    /// Who is asking, by their access token. Needs no database: a role granted meanwhile shows
    /// at the next refresh.
    ///
    /// # Errors
    /// `Unauthenticated` when the token is expired or was not made here.
    pub fn read_viewer(&self, access_token: &str) -> Result<Viewer> {
        self.keys.verify(access_token, self.clock.now())
    }

    /// The viewer's own account; none once it is erased.
    pub async fn find_account(&self, viewer: &Viewer) -> Result<Option<Account>> {
        store::find_account(&mut *self.db.conn().await?, viewer.account_id).await
    }

    /// What an account may do; none once it is erased. For work in the background, which has no
    /// viewer.
    pub async fn find_role(&self, account_id: Uuid) -> Result<Option<Role>> {
        let found = store::find_account(&mut *self.db.conn().await?, account_id).await?;
        Ok(found.map(|account| account.role))
    }

    /// Gives the account with this address a role. For the operator at the terminal; no viewer
    /// may do it.
    ///
    /// # Errors
    /// `Invalid` when the address is none, `NotFound` when no account has it.
    pub async fn grant(&self, email: &str, role: Role) -> Result<Account> {
        let email = Email::try_new(email)?;
        let changed = store::update_role(&mut *self.db.conn().await?, &email, role, self.clock.now()).await?;
        changed.ok_or_else(|| Error::not_found("account"))
    }

    async fn hand_out(&self, conn: &mut Connection, account: &Account, session_id: Uuid) -> Result<Tokens> {
        let now = self.clock.now();
        let refresh_token = new_refresh_token();
        let refresh_expires_at = now + REFRESH_TOKEN_LIFE;
        let hash = hash_refresh_token(&refresh_token);
        store::insert_refresh_token(conn, session_id, hash, now, refresh_expires_at).await?;
        let (access_token, expires_at) = self.keys.issue(account.id, session_id, account.role, now)?;
        Ok(Tokens { access_token, expires_at, refresh_token, refresh_expires_at })
    }
}

/// Reads both, so that the person is told everything that is wrong at once.
fn read_credentials(email: &str, password: String) -> Result<(Email, NewPassword)> {
    let unreadable = Email::unreadable();
    let read = Email::try_new(email);
    let password = NewPassword::try_new(password, read.as_ref().unwrap_or(&unreadable));
    match (read, password) {
        (Ok(email), Ok(password)) => Ok((email, password)),
        (email, password) => {
            let wrong = [email.err(), password.err()].into_iter().flatten();
            let violations = wrong.flat_map(|error| error.places().to_vec()).collect();
            Err(Error::violations("The account cannot be made like this.", violations))
        }
    }
}
