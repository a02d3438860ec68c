//! What the owner of a generation is told, beside the events of the generation itself.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::record::{Failure, Generation};
use crate::ai::records;
use crate::db::Connection;
use crate::error::Result;
use crate::notifications::model::{Change, List, NewNotification, NotificationKind};
use crate::notifications::service;

/// That the documents are ready; `is_clean` when nothing of them needs a look.
pub fn finished(generation: &Generation, is_clean: bool) -> NewNotification {
    match is_clean {
        true => notification(generation, NotificationKind::GenerationFinished, "are ready."),
        false => notification(
            generation,
            NotificationKind::GenerationNeedsReview,
            "are ready; something of them needs a look.",
        ),
    }
}

/// That there are no documents, and why.
pub fn failed(generation: &Generation, failure: &Failure) -> NewNotification {
    let what = format!("could not be made. {}", failure.message);
    notification(generation, NotificationKind::GenerationFailed, &what)
}

fn notification(generation: &Generation, kind: NotificationKind, what: &str) -> NewNotification {
    let Generation { job_title, company, .. } = generation;
    let place = if company.is_empty() { String::new() } else { format!(" at {company}") };
    NewNotification {
        kind,
        message: format!("The documents for {job_title}{place} {what}"),
        generation_id: Some(generation.id),
        document_id: None,
    }
}

/// Tells the owner that the generation is new or another than before, in the caller's transaction
/// and last in it.
pub async fn tell_change(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    change: Change,
    now: DateTime<Utc>,
) -> Result<()> {
    service::tell_change(conn, account_id, List::Generations, change, id, now).await
}

/// Tells the owner how the generation ended, and where models were asked also whose keys were
/// turned down on the way; in the caller's transaction and last in it.
pub async fn tell_end(
    conn: &mut Connection,
    generation: &Generation,
    notification: &NewNotification,
    is_with_models: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    tell_change(conn, generation.account_id, generation.id, Change::Updated, now).await?;
    service::notify(conn, generation.account_id, notification, now).await?;
    if is_with_models {
        for provider in records::list_refused_keys(conn, generation.id).await? {
            service::notify(conn, generation.account_id, &refused(generation, &provider), now).await?;
        }
    }
    Ok(())
}

/// That a provider turned down the owner's key.
fn refused(generation: &Generation, provider: &str) -> NewNotification {
    NewNotification {
        kind: NotificationKind::ProviderKeyRefused,
        message: format!(
            "{provider} turned down your key, or your account there has nothing left. Bring a new key or remove it; \
             your documents were made without it."
        ),
        generation_id: Some(generation.id),
        document_id: None,
    }
}
