//! The shelf: how an account lists its documents, names them, puts them away and throws them out.

mod store;

use uuid::Uuid;

use super::record::{Document, DocumentFilter};
use super::service::Documents;
use crate::db::page::{Page, PageArgs};
use crate::error::{Error, Result, Violation};
use crate::profiles::validate::text_fault;

/// The longest name of a document, in characters.
pub const MAX_TITLE_CHARS: usize = 200;

impl Documents {
    /// A page of the account's documents, newest first.
    pub async fn list(
        &self,
        account_id: Uuid,
        filter: &DocumentFilter,
        page: &PageArgs,
    ) -> Result<Page<Document>> {
        self.db.read(Some(account_id), async |conn| store::list(conn, account_id, filter, page).await).await
    }

    /// Gives a document a name of its owner's own; an empty one takes it away.
    ///
    /// # Errors
    /// `NotFound` when the account has none of that id; `Invalid` for a name of more than
    /// [`MAX_TITLE_CHARS`] characters, or with invisible ones.
    pub async fn rename(&self, account_id: Uuid, id: Uuid, title: &str) -> Result<Document> {
        let title = read_title(title)?;
        let mut conn = self.db.conn().await?;
        let renamed = store::set_title(&mut conn, account_id, id, title.as_deref(), self.clock.now()).await?;
        renamed.ok_or_else(|| Error::not_found("document"))
    }

    /// Puts a document away, so that lists hold it only where they are asked for such, or takes it
    /// back.
    ///
    /// # Errors
    /// `NotFound` when the account has none of that id.
    pub async fn archive(&self, account_id: Uuid, id: Uuid, is_archived: bool) -> Result<Document> {
        let archived_at = is_archived.then(|| self.clock.now());
        let mut conn = self.db.conn().await?;
        let changed = store::set_archived(&mut conn, account_id, id, archived_at).await?;
        changed.ok_or_else(|| Error::not_found("document"))
    }

    /// Hides a document; its bytes stay until the account is erased or cleans up.
    ///
    /// # Errors
    /// `NotFound` when the account has none of that id.
    pub async fn delete(&self, account_id: Uuid, id: Uuid) -> Result<()> {
        let mut conn = self.db.conn().await?;
        let is_deleted = store::delete(&mut conn, account_id, id, self.clock.now()).await?;
        if is_deleted { Ok(()) } else { Err(Error::not_found("document")) }
    }
}

/// A name for a document, tidied; none for an empty one.
///
/// # Errors
/// `Invalid` for one of more than [`MAX_TITLE_CHARS`] characters, or with invisible ones.
pub fn read_title(title: &str) -> Result<Option<String>> {
    let title = title.trim();
    let wrong = if title.chars().count() > MAX_TITLE_CHARS {
        Some(("too_long", format!("A name has at most {MAX_TITLE_CHARS} characters.")))
    } else {
        text_fault(title).map(|fault| (fault.code, fault.message.to_owned()))
    };
    match wrong {
        Some((code, message)) => {
            let place = Violation::new("title", code, message);
            Err(Error::violations("The document was not named.", vec![place]))
        }
        None => Ok((!title.is_empty()).then(|| title.to_owned())),
    }
}
