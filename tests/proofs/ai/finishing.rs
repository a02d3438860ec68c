//! A generation finishes whatever the provider does, and what it leaves is whole.

use jobwise::ai::providers::wires::Wire;

use super::faults::{Author, Fault, run};
use super::row_of;
use crate::provider::modes::Mode;

/// Each fault on each wire, streamed or not; every other one with nobody else to ask. The bench
/// runs all providers, both ways.
#[tokio::test(flavor = "multi_thread")]
async fn every_generation_finishes_with_a_whole_document() {
    let mut faults = Vec::new();
    for (at, mode) in Mode::ALL.into_iter().enumerate() {
        for (by, wire) in Wire::ALL.into_iter().enumerate() {
            for is_streamed in [false, true] {
                let has_second = (at + by) % 2 == usize::from(is_streamed);
                faults.push(Fault { row: row_of(wire), mode, is_streamed, has_second });
            }
        }
    }
    let count = faults.len();
    let outcome = run(faults).await;
    println!("{count} generations: {:?} finished", outcome.finished);
    assert_eq!(outcome.hung, [""; 0]);
    assert_eq!(outcome.failed, [""; 0]);
    assert_eq!(outcome.strange, [""; 0]);
    assert_eq!(outcome.finished.values().sum::<usize>(), count);
    // Somebody else is asked in half of them, and a few faults are none.
    let by = |author| outcome.finished.get(&author).copied().unwrap_or_default();
    assert!(by(Author::First) > 20 && by(Author::Second) > 50 && by(Author::Rules) > 50, "{outcome:?}");
}
