//! A process is killed at a named point: before and after each commit, each byte of a provider,
//! each publish. Another one then finishes what it was at.

use std::os::unix::process::ExitStatusExt;

use futures_util::future::join_all;
use jobwise::faults;

use super::{Line, Outcome, end_all};
use crate::harness::process::Process;
use crate::harness::provider::{Pace, QUICK};
use crate::harness::walkers::{Walk, Walker};
use crate::harness::watch::follow;
use crate::harness::world::World;

/// Generations that are started at most until a server dies.
const MOST_STARTS: usize = 12;

/// The signal that cannot be caught.
const SIGKILL: i32 = 9;

/// Who dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// The only worker.
    Worker,
    /// One of two servers.
    Server,
}

/// Where a process dies: a point and which passing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Who dies.
    pub who: Who,
    /// The point.
    pub point: &'static str,
    /// The passing, from 1.
    pub passing: u32,
}

impl Place {
    /// A place at which the worker dies.
    pub fn of_worker(point: &'static str, passing: u32) -> Self {
        Self { who: Who::Worker, point, passing }
    }

    /// A place at which a server dies.
    pub fn of_server(point: &'static str, passing: u32) -> Self {
        Self { who: Who::Server, point, passing }
    }
}

/// The first passing of every point, by who passes it first in the life of a generation.
pub fn first_passings() -> Vec<Place> {
    let place = |point: &&'static str| match *point {
        "generation.accepted" => Place::of_server(point, 1),
        point => Place::of_worker(point, 1),
    };
    faults::ALL.iter().map(place).collect()
}

/// As [`at`], so many side by side, each in a world of its own: most of the time a lease is waited
/// for.
pub async fn in_lanes(places: &[Place], lanes: usize) -> Vec<Outcome> {
    join_all((0..lanes).map(|lane| async move {
        let places: Vec<Place> = places.iter().copied().skip(lane).step_by(lanes).collect();
        at(&places).await
    }))
    .await
}

/// Kills a process at each of these places, one after the other in a world of their own, and
/// returns how many of them were reached.
///
/// # Panics
/// When a first passing is not reached: then nothing was shown.
pub async fn at(places: &[Place]) -> Outcome {
    let world = World::new().await;
    let server = world.serve().await;
    let client = world.client();
    let walker = Walker::sign_up(&world, &client).await;
    let mut walks = Vec::new();
    let mut reached = 0;
    for place in places {
        let (walk, is_reached) = match place.who {
            Who::Server => served(&world, &walker, *place).await,
            Who::Worker => worked(&world, &walker, *place).await,
        };
        assert!(is_reached || place.passing > 1, "{place:?} was not reached");
        reached += usize::from(is_reached);
        walks.push(walk);
    }
    end_all([server]).await;
    let line = Line::new(
        format!("killed at {} places of {} points", places.len(), faults::ALL.len()),
        format!("{reached} reached"),
        "0 lost, 0 doubled, 0 repeated calls of finished stages",
    );
    Outcome::of(&world, walks, vec![line]).await
}

/// A worker dies, and another one goes on.
async fn worked(world: &World, walker: &Walker<'_>, place: Place) -> (Walk, bool) {
    // A lease is renewed only of what takes its time.
    let is_held = place.point == "queue.renewed";
    world.provider.set_pace(Pace { is_held, ..QUICK });
    let (marker, generation) = walker.start().await;
    let doomed = world.doomed(&["work"], &format!("{}:{}", place.point, place.passing)).await;
    let is_reached = match doomed {
        None => true,
        Some(mut doomed) => {
            let heard = follow(&walker.client, &generation);
            tokio::pin!(heard);
            tokio::select! {
                status = doomed.ended() => status.signal() == Some(SIGKILL),
                // It was not that often at the point, and has done its work.
                _ = &mut heard => died(&mut doomed).await,
            }
        }
    };
    world.provider.set_pace(QUICK);
    let worker = world.work().await;
    let heard = follow(&walker.client, &generation).await;
    end_all([worker]).await;
    (Walk::new(marker, heard), is_reached)
}

/// Whether a process whose work is done dies all the same: some points come after everything.
async fn died(doomed: &mut Process) -> bool {
    doomed.end().await.signal() == Some(SIGKILL)
}

/// A server dies in the middle of somebody's requests; the client asks another one.
async fn served(world: &World, walker: &Walker<'_>, place: Place) -> (Walk, bool) {
    let doomed = world.doomed(&["serve", "--no-work"], &format!("{}:{}", place.point, place.passing)).await;
    let mut doomed = doomed.expect("a server that starts");
    let address = doomed.address.clone().expect("an address");
    // About half of this is asked of the one that dies.
    let mut started = Vec::new();
    while doomed.is_alive() && started.len() < MOST_STARTS {
        started.push(walker.start().await);
    }
    let is_reached = !doomed.is_alive();
    world.addresses.remove(&address);
    doomed.kill().await;
    let worker = world.work().await;
    let mut walks = Vec::new();
    for (marker, generation) in started {
        let heard = follow(&walker.client, &generation).await;
        walks.push(Walk::new(marker, heard));
    }
    end_all([worker]).await;
    // Of all of them the rows are looked at; what was heard, of the one at which it died.
    (walks.pop().expect("a walk"), is_reached)
}
