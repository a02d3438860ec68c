//! Accounts at the GraphQL face: the viewer, sign-up, sessions.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::TimeDelta;

use super::context::{Asking, Caller};
use super::error::Result;
use super::ids::{GlobalId, NodeKind};
use super::payload::{Refusal, Violation};
use super::refresh_cookie;
use super::scalars::DateTime;
use crate::accounts::model::{self, Tokens};
use crate::error::ErrorKind;

/// An account as its owner sees it.
pub struct Account(pub model::Account);

/// A person who has signed up. Only its owner ever sees it.
#[Object]
impl Account {
    /// The global id.
    pub async fn id(&self) -> ID {
        GlobalId::new(NodeKind::Account, self.0.id).into()
    }

    /// The mail address, trimmed and in lower case.
    async fn email(&self) -> &str {
        self.0.email.as_str()
    }

    /// What the account may do.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// When it signed up.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

/// What an account may do. Each role may do everything the one before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Role")]
pub enum Role {
    /// Anybody who has signed up.
    User,
    /// A user with the larger quotas.
    Premium,
    /// Keeps the shared catalogue of jobs.
    Admin,
}

/// The root fields about the viewer.
#[derive(Default)]
pub struct AccountsQuery;

#[Object]
impl AccountsQuery {
    /// Who is asking: the account of the access token, or null without one. A token that has
    /// ended or is not valid is an error `UNAUTHENTICATED`.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        let Some(viewer) = ctx.caller()?.find_viewer()? else { return Ok(None) };
        Ok(ctx.loaders()?.accounts.load_one(viewer.account_id).await?.map(Account))
    }
}

/// The mutations that make accounts and open, renew and end sessions.
#[derive(Default)]
pub struct AccountsMutation;

#[Object]
impl AccountsMutation {
    /// Makes an account. The answer never tells whether the address was known: `ACCEPTED` hands
    /// out no tokens, and an account that was there before is left as it is. Call `signIn` next.
    async fn sign_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Address and password of the new account.")] input: SignUpInput,
    ) -> Result<SignUpPayload> {
        match ctx.app()?.accounts.sign_up(&input.email, input.password).await {
            Ok(()) => Ok(SignUpPayload { status: SignUpStatus::Accepted, violations: Vec::new() }),
            Err(error) => {
                let refusal = Refusal::of(error, &[ErrorKind::Invalid])?;
                Ok(SignUpPayload { status: SignUpStatus::Invalid, violations: refusal.violations })
            }
        }
    }

    /// Opens a session. An unknown address and a wrong password are refused alike. Send the
    /// `accessToken` as `Authorization: Bearer …` over HTTP, or as `authorization` in the
    /// `connection_init` payload of a WebSocket.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Address and password of the account.")] input: SignInInput,
    ) -> Result<SignInPayload> {
        let app = ctx.app()?;
        match app.accounts.sign_in(&input.email, input.password, ctx.origin()).await {
            Ok(Some((account, mut tokens))) => {
                let refresh_token =
                    refresh_cookie::deliver(ctx, app, std::mem::take(&mut tokens.refresh_token));
                Ok(SignInPayload::opened(account, tokens, refresh_token))
            }
            Ok(None) => Ok(SignInPayload::refused(SignInStatus::Refused, None)),
            Err(error) => {
                let refusal = Refusal::of(error, &[ErrorKind::LimitReached])?;
                let wait = TimeDelta::milliseconds(refusal.retry_after_ms.unwrap_or_default().cast_signed());
                Ok(SignInPayload::refused(SignInStatus::LimitReached, Some(app.clock.now() + wait)))
            }
        }
    }

    /// Exchanges a refresh token for a new access token and a new refresh token. Each refresh
    /// token is good for one use: one that is used twice, even at the same time, ends its
    /// session, because it must have been stolen. Keep one exchange under way at a time.
    async fn refresh_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The refresh token to exchange.")] input: RefreshSessionInput,
    ) -> Result<RefreshSessionPayload> {
        let Some(token) = refresh_cookie::given(ctx, input.refresh_token) else {
            return Ok(RefreshSessionPayload::default());
        };
        let app = ctx.app()?;
        Ok(match app.accounts.refresh_session(&token).await? {
            Some((account, mut tokens)) => {
                let refresh_token =
                    refresh_cookie::deliver(ctx, app, std::mem::take(&mut tokens.refresh_token));
                RefreshSessionPayload::refreshed(account, tokens, refresh_token)
            }
            None => RefreshSessionPayload::default(),
        })
    }

    /// Ends the session of the access token, of the refresh token given, or both. Its refresh
    /// token is no longer good; the access token runs out by itself, within fifteen minutes.
    async fn sign_out(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Needed only when the access token has ended.")] input: Option<SignOutInput>,
    ) -> Result<SignOutPayload> {
        let viewer = match ctx.caller()? {
            Caller::SignedIn(viewer) => Some(viewer),
            Caller::Anonymous | Caller::Refused(_) => None,
        };
        let refresh_token = refresh_cookie::given(ctx, input.and_then(|input| input.refresh_token));
        let app = ctx.app()?;
        app.accounts.sign_out(viewer, refresh_token.as_deref()).await?;
        refresh_cookie::clear(ctx, app);
        Ok(SignOutPayload { status: SignOutStatus::SignedOut })
    }
}

/// Address and password of a new account.
#[derive(InputObject)]
pub struct SignUpInput {
    /// A mail address, such as `ada@example.com`; one mailbox is one account, however it is
    /// capitalised.
    pub email: String,
    /// At least 12 characters, at most 256 bytes, and not the mail address.
    pub password: String,
}

/// What came of a sign-up.
#[derive(SimpleObject)]
pub struct SignUpPayload {
    /// Whether the account can now be signed in to with this password.
    status: SignUpStatus,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

/// What came of a sign-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum SignUpStatus {
    /// The address has an account. Whether it had one before is not told.
    Accepted,
    /// The address or the password cannot be used; see `violations`.
    Invalid,
}

/// Address and password of an account.
#[derive(InputObject)]
pub struct SignInInput {
    /// The mail address the account was made with.
    pub email: String,
    /// Its password.
    pub password: String,
}

/// A session that was opened, or why none was.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// What came of it.
    status: SignInStatus,
    /// The account that is now signed in; null when it was refused.
    account: Option<Account>,
    /// A signed token of fifteen minutes, to be sent as `Authorization: Bearer …`.
    access_token: Option<String>,
    /// When the access token ends.
    expires_at: Option<DateTime>,
    /// A secret good for one `refreshSession`, within thirty days. Null where the server sends it
    /// in an HttpOnly cookie instead.
    refresh_token: Option<String>,
    /// When to try again, when the status is `LIMIT_REACHED`.
    retry_at: Option<DateTime>,
}

impl SignInPayload {
    fn opened(account: model::Account, tokens: Tokens, refresh_token: Option<String>) -> Self {
        Self {
            status: SignInStatus::SignedIn,
            account: Some(Account(account)),
            access_token: Some(tokens.access_token),
            expires_at: Some(tokens.expires_at.into()),
            refresh_token,
            retry_at: None,
        }
    }

    fn refused(status: SignInStatus, retry_at: Option<chrono::DateTime<chrono::Utc>>) -> Self {
        Self {
            status,
            account: None,
            access_token: None,
            expires_at: None,
            refresh_token: None,
            retry_at: retry_at.map(DateTime),
        }
    }
}

/// What came of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum SignInStatus {
    /// The session is open; the tokens are there.
    SignedIn,
    /// No account has this address and password.
    Refused,
    /// Too many attempts; `retryAt` tells when to come back.
    LimitReached,
}

/// A refresh token to exchange.
#[derive(InputObject)]
pub struct RefreshSessionInput {
    /// The token of the last `signIn` or `refreshSession`. Left out where the server keeps it in a
    /// cookie.
    pub refresh_token: Option<String>,
}

/// A session that goes on, or the end of one.
#[derive(SimpleObject)]
pub struct RefreshSessionPayload {
    /// What came of it.
    status: RefreshSessionStatus,
    /// The account that is signed in; null when it was refused.
    account: Option<Account>,
    /// The new access token.
    access_token: Option<String>,
    /// When the access token ends.
    expires_at: Option<DateTime>,
    /// The new refresh token; the old one is no longer good. Null where the server sends it in an
    /// HttpOnly cookie instead.
    refresh_token: Option<String>,
}

impl Default for RefreshSessionPayload {
    fn default() -> Self {
        let status = RefreshSessionStatus::Refused;
        Self { status, account: None, access_token: None, expires_at: None, refresh_token: None }
    }
}

impl RefreshSessionPayload {
    fn refreshed(account: model::Account, tokens: Tokens, refresh_token: Option<String>) -> Self {
        Self {
            status: RefreshSessionStatus::Refreshed,
            account: Some(Account(account)),
            access_token: Some(tokens.access_token),
            expires_at: Some(tokens.expires_at.into()),
            refresh_token,
        }
    }
}

/// What came of a refresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum RefreshSessionStatus {
    /// The session goes on; the tokens are there.
    Refreshed,
    /// The token is unknown, has ended or was used before. Sign in again.
    Refused,
}

/// Which session to end, besides that of the access token.
#[derive(InputObject)]
pub struct SignOutInput {
    /// The refresh token of the session.
    pub refresh_token: Option<String>,
}

/// What came of signing out.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// What came of it.
    status: SignOutStatus,
}

/// What came of signing out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum SignOutStatus {
    /// No session of these tokens is open any more.
    SignedOut,
}
