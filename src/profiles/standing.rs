//! What a fact is worth after a merge, and after its owner's consent. In the profiles room; pure.

use super::edit::for_each_fact;
use super::model::{FactId, ProfileContent, Standing};

/// The standing of a fact made of two: the lower.
pub fn merged(one: Standing, other: Standing) -> Standing {
    one.min(other)
}

/// The standing of a fact its owner has accepted: imported becomes confirmed, and nothing else
/// changes. An inferred fact is no reading of the owner's file and has to be stated.
pub fn accepted(standing: Standing) -> Standing {
    match standing {
        Standing::Imported => Standing::Confirmed,
        other => other,
    }
}

/// Accepts the imported facts that `is_accepted` picks, and returns how many there were. Their
/// words do not change, so neither do their versions.
pub fn accept(content: &mut ProfileContent, mut is_accepted: impl FnMut(&FactId) -> bool) -> usize {
    let mut count = 0;
    for_each_fact(content, &mut |mark| {
        if *mark.standing == Standing::Imported && is_accepted(mark.id) {
            *mark.standing = accepted(*mark.standing);
            count += 1;
        }
    });
    count
}
