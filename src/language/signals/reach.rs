//! How wide, by pattern: "across the whole plant", "throughout our company"; and on which
//! side of a mark: "under the $6,000 budget".

use super::{Pole, Reach};
use crate::language::units::{Joint, Unit};

/// What "across the …" reaches.
fn reach_of(noun: &str) -> Option<Reach> {
    let singular = noun.strip_suffix('s').unwrap_or(noun);
    Some(match singular {
        "team" | "squad" | "crew" => Reach::Team,
        "department" | "unit" | "ward" | "division" | "floor" | "line" | "section" => Reach::Department,
        "site" | "plant" | "store" | "shop" | "branch" | "hospital" | "school" | "office" | "factory"
        | "campu" | "clinic" | "warehouse" | "hotel" | "facility" | "building" | "restaurant" => Reach::Site,
        "company" | "organisation" | "organization" | "firm" | "busines" | "business" | "group" | "trust"
        | "agency" | "university" | "college" | "enterprise" | "corporation" | "chain" | "network" => {
            Reach::Organisation
        }
        "city" | "county" | "state" | "region" | "province" | "district" | "area" => Reach::Region,
        "country" | "nation" | "industry" | "sector" | "profession" | "us" | "usa" | "uk" => Reach::Nation,
        "world" | "globe" | "continent" | "europe" | "asia" | "africa" | "emea" | "apac" => Reach::World,
        _ => return None,
    })
}

/// The reach that begins at the word: "across" or the like, some small words, and a place.
pub(super) fn reach_at(words: &[Unit<'_>], at: usize) -> Option<(usize, Reach)> {
    let first = words[at].key.as_ref();
    let is_wide = matches!(first, "across" | "throughout");
    let is_whole = matches!(first, "all" | "every" | "entire" | "whole");
    if !is_wide && !is_whole {
        return None;
    }
    for (offset, word) in words[at + 1..].iter().enumerate().take(5) {
        if word.joint == Joint::Break {
            return None;
        }
        if let Some(reach) = reach_of(&word.key) {
            // "across the team's plants" reaches the plants.
            let next = words.get(at + offset + 2).filter(|next| next.joint == Joint::Space);
            if let Some(wider) = next.and_then(|next| reach_of(&next.key)) {
                return Some((offset + 3, wider));
            }
            return Some((offset + 2, reach));
        }
        let is_small = matches!(
            word.key.as_ref(),
            "the"
                | "a"
                | "an"
                | "all"
                | "of"
                | "our"
                | "its"
                | "their"
                | "my"
                | "whole"
                | "entire"
                | "every"
                | "each"
                | "full"
                | "both"
                | "other"
                | "two"
                | "three"
                | "four"
                | "five"
                | "six"
                | "seven"
                | "eight"
                | "nine"
                | "ten"
        ) || word.key.bytes().all(|byte| byte.is_ascii_digit());
        if !is_small {
            return None;
        }
    }
    None
}

/// "under the $6,000 budget" and "over the limit": the side of a mark.
pub(super) fn bound_at(words: &[Unit<'_>], at: usize) -> Option<(usize, Pole)> {
    let is_positive = match words[at].key.as_ref() {
        "under" | "below" | "beneath" | "within" | "inside" => true,
        "over" | "above" | "beyond" | "past" | "exceeding" => false,
        _ => return None,
    };
    for (offset, word) in words[at + 1..].iter().enumerate().take(4) {
        let axis = match word.key.as_ref() {
            "budget" | "limit" | "estimate" | "cost" | "costs" => "bound",
            // To be above a target is good, above a budget is not.
            "target" | "targets" | "quota" | "average" | "benchmark" | "forecast" | "goal" | "plan" => {
                return Some((offset + 2, Pole { axis: "target", is_positive: !is_positive }));
            }
            _ => continue,
        };
        return Some((offset + 2, Pole { axis, is_positive }));
    }
    None
}
