//! How long a provider is kept busy after somebody cancels what it works for.

use super::{Line, Outcome, end_all};
use crate::harness::now_ms;
use crate::harness::provider::{Pace, QUICK};
use crate::harness::walkers::{Walk, Walker};
use crate::harness::watch::follow;
use crate::harness::world::World;

/// Cancels so many generations, each while its model is asked.
pub async fn of(count: usize) -> Outcome {
    let world = World::new().await;
    let (server, worker) = (world.serve().await, world.work().await);
    let client = world.client();
    let walker = Walker::sign_up(&world, &client).await;
    world.provider.set_pace(Pace { is_held: true, ..QUICK });
    let (mut times_ms, mut walks) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let (marker, generation) = walker.start().await;
        let of = |call: &&crate::harness::provider::Call| call.marker == marker;
        world.provider.wait_for("a call", |calls| calls.iter().find(of).map(|_| ())).await;
        let asked_ms = now_ms();
        walker.cancel(&generation).await;
        let hung_up_ms = world
            .provider
            .wait_for("a caller who hangs up", |calls| calls.iter().find(of).and_then(|call| call.hung_up_ms))
            .await;
        times_ms.push((hung_up_ms - asked_ms) as f64);
        let heard = follow(&walker.client, &generation).await;
        walks.push(Walk::new(marker, heard));
    }
    end_all([worker, server]).await;
    let line = Line::times("from asking to cancel to the provider's call closed", &times_ms, "p99 200 ms");
    let cancelled = walks.iter().map(|walk| walk.generation.clone()).collect();
    let mut outcome = Outcome::of(&world, walks, vec![line]).await;
    outcome.record.cancelled = cancelled;
    outcome
}
