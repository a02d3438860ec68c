//! What is measured of limits: where shares were taken from, and how many requests were refused.

use metrics::{counter, describe_counter};

const SHARES: &str = "jobwise_limit_shares_total";
const REFUSED: &str = "jobwise_limit_refused_total";

/// Says what each measure is, for whoever reads them.
pub fn describe() {
    describe_counter!(
        SHARES,
        "Shares of limits by where from: redis, postgres, or alone while neither answered."
    );
    describe_counter!(REFUSED, "Requests refused because a limit was used up.");
}

/// Counts a share from there.
pub(super) fn share(from: &'static str) {
    counter!(SHARES, "from" => from).increment(1);
}

/// Counts a refusal.
pub(super) fn refused() {
    counter!(REFUSED).increment(1);
}
