//! Who may ask for a field. Part of the GraphQL face; a test shows that every root field has a
//! guard or stands on the list of open ones.

use async_graphql::{Context, Guard};

use super::context::Asking;
use super::error::{ApiError, ErrorCode};
use crate::accounts::model::Role;

/// Lets signed-in viewers pass; everybody else is `UNAUTHENTICATED`.
pub struct SignedIn;

impl Guard for SignedIn {
    async fn check(&self, ctx: &Context<'_>) -> async_graphql::Result<()> {
        ctx.viewer()?;
        Ok(())
    }
}

/// Lets viewers with this role or a greater one pass; others are `FORBIDDEN`.
pub struct RoleAtLeast(pub Role);

impl Guard for RoleAtLeast {
    async fn check(&self, ctx: &Context<'_>) -> async_graphql::Result<()> {
        if ctx.viewer()?.role >= self.0 {
            return Ok(());
        }
        let message = format!("Only an account with the role {} may do this.", self.0);
        Err(ApiError::new(ErrorCode::Forbidden, message).into())
    }
}
