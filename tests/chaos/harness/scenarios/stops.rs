//! A worker stands still past its lease, another one finishes its work, and the first goes on:
//! nothing of what it still brings may be written.

use std::ops::RangeInclusive;

use rustix::process::Signal;

use super::{Line, Outcome, end_all};
use crate::harness::now_ms;
use crate::harness::record::Record;
use crate::harness::walkers::{Walk, Walker};
use crate::harness::watch::follow;
use crate::harness::world::World;

/// Has a worker stand still at each of these places, `POINT:N`, one after the other.
///
/// # Panics
/// When one that has continued wrote something.
pub async fn at(places: &[&str]) -> Outcome {
    let world = World::with_redis().await;
    let server = world.serve().await;
    let client = world.client();
    let walker = Walker::sign_up(&world, &client).await;
    let (mut walks, mut awake) = (Vec::new(), Vec::new());
    for place in places {
        let (walk, while_awake) = stop(&world, &walker, place, &walks).await;
        walks.push(walk);
        awake.push(while_awake);
    }
    end_all([server]).await;
    let mut outcome = Outcome::of(&world, walks, Vec::new()).await;
    // Who stood still in the middle of asking asks before it can know that it is late. Nothing comes
    // of it, and of nobody else's calls that is overlooked.
    let all = outcome.record.calls.len();
    outcome.record.calls.retain(|call| !awake.iter().any(|while_awake| while_awake.contains(&call.begun_ms)));
    outcome.lines.push(Line::new(
        format!("{} workers stopped past their lease and continued", places.len()),
        format!("0 stale writes; {} calls for nothing", all - outcome.record.calls.len()),
        "0 stale writes",
    ));
    outcome
}

/// Does it at one place; gives the walk, and when the slow one was awake again, in milliseconds.
async fn stop(
    world: &World,
    walker: &Walker<'_>,
    place: &str,
    before: &[Walk],
) -> (Walk, RangeInclusive<i64>) {
    let (marker, generation) = walker.start().await;
    let slow = world.doomed(&["work"], &format!("{place}:stop")).await;
    let mut slow = slow.expect("a worker that starts");
    slow.stopped().await;
    let other = world.work().await;
    let heard = follow(&walker.client, &generation).await;
    let walk = Walk::new(marker, heard);
    // The other one writes nothing more, so whatever comes now comes from the slow one.
    end_all([other]).await;
    let walks = [before, std::slice::from_ref(&walk)].concat();
    let then = Record::read(world, walks.clone()).await;
    let woken_ms = now_ms();
    slow.signal(Signal::CONT);
    // Asked to end it first ends its runs, and has written by then what it is going to write.
    slow.end().await;
    let ended_ms = now_ms();
    let now = Record::read(world, walks).await;
    assert_eq!(stale_writes(&then, &now), Vec::<String>::new(), "{place}: {}", slow.logged());
    (walk, woken_ms..=ended_ms)
}

/// What is different of the rows that only the holder of a lease may write.
fn stale_writes(then: &Record, now: &Record) -> Vec<String> {
    fn compared<T: PartialEq + std::fmt::Debug>(then: &[T], now: &[T], faults: &mut Vec<String>) {
        faults.extend(now.iter().filter(|row| !then.contains(row)).map(|row| format!("written: {row:?}")));
        faults.extend(then.iter().filter(|row| !now.contains(row)).map(|row| format!("gone: {row:?}")));
    }
    let mut faults = Vec::new();
    compared(&then.generations, &now.generations, &mut faults);
    compared(&then.stages, &now.stages, &mut faults);
    compared(&then.documents, &now.documents, &mut faults);
    compared(&then.events, &now.events, &mut faults);
    faults
}

#[test]
fn a_stale_write_is_noticed() {
    use crate::harness::record::Event;
    let event = |number| Event {
        generation: "g".to_owned(),
        number,
        kind: "stage_finished".to_owned(),
        stage: "pdf_exporter".to_owned(),
    };
    let then = Record { events: vec![event(1)], ..Record::default() };
    assert_eq!(stale_writes(&then, &then.clone()), Vec::<String>::new());
    let now = Record { events: vec![event(1), event(2)], ..Record::default() };
    assert_eq!((stale_writes(&then, &now).len(), stale_writes(&now, &then).len()), (1, 1));
}
