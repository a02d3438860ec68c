//! How long a generation stands still when its worker is killed: with another worker alive, and
//! when the only one is started again.

use super::{Line, Outcome, end_all};
use crate::harness::now_ms;
use crate::harness::provider::{Pace, QUICK};
use crate::harness::walkers::{Walk, Walker};
use crate::harness::watch::follow;
use crate::harness::world::World;

/// Kills the worker of so many generations, one after the other, each while its model is asked.
/// `has_another` tells whether another worker is alive then.
pub async fn of(count: usize, has_another: bool) -> Outcome {
    let world = World::new().await;
    let server = world.serve().await;
    let client = world.client();
    let walker = Walker::sign_up(&world, &client).await;
    let (mut times_ms, mut walks) = (Vec::new(), Vec::new());
    let mut worker = world.work().await;
    for _ in 0..count {
        world.provider.set_pace(Pace { is_held: true, ..QUICK });
        let (marker, generation) = walker.start().await;
        asked(&world, marker, 0).await;
        // Once the first holds the task, so that it is the one that is killed.
        let other = if has_another { Some(world.work().await) } else { None };
        let killed_ms = now_ms();
        worker.kill().await;
        worker = match other {
            Some(other) => other,
            None => world.work().await,
        };
        let again_ms = asked(&world, marker, 1).await;
        times_ms.push((again_ms - killed_ms) as f64);
        world.provider.set_pace(QUICK);
        let heard = follow(&walker.client, &generation).await;
        walks.push(Walk::new(marker, heard));
    }
    end_all([worker, server]).await;
    let line = match has_another {
        true => Line::times("from a kill to running again, another worker alive", &times_ms, "p99 5,000 ms"),
        false => Line::times("from a kill to running again, after a restart", &times_ms, "p99 10,000 ms"),
    };
    Outcome::of(&world, walks, vec![line]).await
}

/// Waits until the model was asked for a generation once more than so many times; gives when.
async fn asked(world: &World, marker: u64, times: usize) -> i64 {
    let what = format!("call {} for {marker}", times + 1);
    world
        .provider
        .wait_for(&what, |calls| {
            let mut of = calls.iter().filter(|call| call.marker == marker);
            of.nth(times).map(|call| call.begun_ms)
        })
        .await
}
