//! The refresh token in a cookie that scripts cannot read, where the server is set to use one
//! (`REFRESH_COOKIE`). Part of the GraphQL face.
//!
//! `SameSite=Strict` and the JSON-only endpoint keep other sites from spending it. A cookie
//! travels only over HTTP, so sessions are opened and renewed there, not over a WebSocket.

use std::fmt;

use async_graphql::Context;

use super::context::Asking;
use crate::accounts::tokens::REFRESH_TOKEN_LIFE;
use crate::app::App;

/// The cookie's name.
pub const NAME: &str = "jobwise_refresh";

/// The refresh token a browser sent along; none where the server uses no cookie. `Debug` hides
/// it.
#[derive(Clone, Default)]
pub struct RefreshCookie(pub Option<String>);

impl RefreshCookie {
    /// Finds the token in a `Cookie` header.
    pub fn read(header: &str) -> Self {
        let pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
        let found = pairs.filter(|(name, _)| *name == NAME).map(|(_, token)| token.to_owned());
        Self(found.into_iter().next())
    }
}

impl fmt::Debug for RefreshCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshCookie(…)")
    }
}

/// Hands a new refresh token to the client: in the cookie, or by returning it for the answer.
pub fn deliver(ctx: &Context<'_>, app: &App, refresh_token: String) -> Option<String> {
    if !app.config.is_refresh_cookie {
        return Some(refresh_token);
    }
    ctx.append_http_header("set-cookie", set_cookie(app, &refresh_token, REFRESH_TOKEN_LIFE.num_seconds()));
    None
}

/// Takes the cookie back.
pub fn clear(ctx: &Context<'_>, app: &App) {
    if app.config.is_refresh_cookie {
        ctx.append_http_header("set-cookie", set_cookie(app, "", 0));
    }
}

/// The refresh token of the input, or else that of the cookie.
pub fn given(ctx: &Context<'_>, input: Option<String>) -> Option<String> {
    input.or_else(|| ctx.refresh_cookie().map(str::to_owned))
}

fn set_cookie(app: &App, token: &str, max_age_seconds: i64) -> String {
    let secure = if app.config.public_url.scheme() == "https" { "; Secure" } else { "" };
    format!("{NAME}={token}; HttpOnly; SameSite=Strict; Path=/graphql; Max-Age={max_age_seconds}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let check = |header: &str, expected: Option<&str>| {
            assert_eq!(RefreshCookie::read(header).0.as_deref(), expected, "{header}");
        };
        check("jobwise_refresh=abc", Some("abc"));
        check("theme=dark; jobwise_refresh=abc; a=b", Some("abc"));
        check("not_jobwise_refresh=abc", None);
        check("", None);
    }
}
