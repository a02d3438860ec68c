//! What quantities are to each other, told by the words between them: the last step of
//! [`super::find_quantities`]. [`ellipsis`] gives a number the unit it leaves out, [`changes`]
//! tells from, to, by, up and down, [`rates`] what an amount is per.

mod changes;
mod ellipsis;
mod rates;

use super::model::Quantity;
use super::reading::Reading;

/// Completes the quantities of a line. `starts` holds the first token of each.
pub(super) fn complete(reading: &Reading<'_>, quantities: &mut [Quantity], starts: &[usize]) {
    ellipsis::fill(reading, quantities, starts);
    changes::assign(reading, quantities, starts);
    rates::spread(reading, quantities, starts);
}
