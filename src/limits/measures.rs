//! What is measured of limits: how often shares were taken, how often the source did not answer, and
//! how many were refused.

use metrics::{counter, describe_counter};

const SHARES: &str = "jobwise_limit_shares_total";
const REFUSED: &str = "jobwise_limit_refused_total";

/// Says what each measure is, for whoever reads them.
pub fn describe() {
    describe_counter!(SHARES, "Shares of limits by where from: taken, or alone while the source was away.");
    describe_counter!(REFUSED, "Requests refused because a limit was used up.");
}

/// Counts a share.
pub(super) fn share(is_taken: bool) {
    counter!(SHARES, "from" => if is_taken { "taken" } else { "alone" }).increment(1);
}

/// Counts a refusal.
pub(super) fn refused() {
    counter!(REFUSED).increment(1);
}
