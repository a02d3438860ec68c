//! The parts of the scope check: how much of the work, how much of the whole, which way, and
//! what came of it.

pub mod causation;
pub mod extent;
pub mod involvement;
pub mod polarity;
pub mod praise;
pub mod rank;
pub mod stage;

use super::case::Case;
use crate::language::span::Span;

/// Something said with more than the facts carry.
#[derive(Debug)]
pub struct Raise {
    /// The reason code.
    pub code: &'static str,
    /// The words of the claim.
    pub span: Span,
    /// What is wrong, for a person.
    pub message: String,
}

/// Everything the claim says with more than its facts carry.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let mut raises = involvement::raises(case);
    raises.extend(extent::raises(case));
    raises.extend(polarity::raises(case));
    raises.extend(causation::raises(case));
    raises.extend(stage::raises(case));
    raises.extend(rank::raises(case));
    raises.extend(praise::raises(case));
    raises
}
