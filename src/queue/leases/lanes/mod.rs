//! Kinds of which only so many may run, over all processes: of the kind, or of one account.
//!
//! One claim of a kind at a time, so that the count is right when it is used. Where accounts are
//! limited each is a *lane*, and the lanes take turns in the order of their ids, beginning after the
//! one that was served last: a lane of a thousand tasks has its turn as often as a lane of one. Only
//! the lanes that are looked at are counted, not what waits in them.

mod store;

use uuid::Uuid;

use super::store::{DueKind, claim_free};
use crate::db::Connection;
use crate::error::Result;
use crate::queue::model::Task;

/// Before the first lane.
const BEFORE_ALL: Uuid = Uuid::nil();
/// The last lane: tasks of nobody.
const LAST: Uuid = Uuid::max();

/// Lanes a walk may pass over because nothing in them is due yet.
const SPARE_STEPS: i64 = 32;

/// What a worker asks for of one kind.
pub(super) struct Ask<'a> {
    pub kind: &'a DueKind,
    pub limit: i64,
    pub lease_ms: i64,
    pub offset_ms: i64,
}

/// Claims tasks of a limited kind, in a transaction of its own.
pub(super) async fn claim(conn: &mut Connection, ask: &Ask<'_>) -> Result<Vec<Task>> {
    let name = ask.kind.name.as_str();
    store::lock(conn, name).await?;
    let places = store::find_places(conn, name).await?;
    let free = ask.kind.max_running.map_or(i64::MAX, |most| i64::from(most) - places.running);
    let limit = ask.limit.min(free);
    if limit <= 0 {
        return Ok(Vec::new());
    }
    let Some(most) = ask.kind.max_running_per_account else {
        return claim_free(conn, &[name], limit, ask.lease_ms, ask.offset_ms).await;
    };
    let served = places.last_lane.unwrap_or(BEFORE_ALL);
    let mut taken = Vec::new();
    let mut last = None;
    // The lanes after the one served last, then those before it and itself.
    for (after, until) in [(served, LAST), (BEFORE_ALL, served)] {
        let left = limit - taken.len() as i64;
        if left <= 0 || after == until {
            continue;
        }
        let steps = places.running + left + SPARE_STEPS;
        let walk = store::Walk { kind: name, after, until, most, limit: left, steps };
        let (tasks, lane) = store::claim_in_turn(conn, &walk, ask.lease_ms, ask.offset_ms).await?;
        let is_short = (tasks.len() as i64) < left;
        taken.extend(tasks);
        last = lane.or(last);
        // A walk that was cut off is gone on with the next time, so that no lane is never come to.
        if is_short && let Some(lane) = store::find_end(conn, &walk).await? {
            last = Some(lane);
            break;
        }
    }
    if let Some(lane) = last {
        store::set_last_lane(conn, name, lane).await?;
    }
    Ok(taken)
}
