//! What of a profile a résumé does not print, and why.

use crate::documents::model::{DocumentContent, LeftOut, LeftOutReason};
use crate::factcheck::FactBase;
use crate::generations::model::{CompiledProfile, ScoredFact};
use crate::profiles::model::{FactId, FactKind};

/// A résumé as it came about: as drafted, without what the fact check stopped, without what was
/// said twice, and as printed.
pub type Steps<'a> = [&'a DocumentContent; 4];

/// The facts a résumé could print and does not, the worthiest first.
pub fn left_out(steps: &Steps<'_>, compiled: &CompiledProfile, base: &FactBase<'_>) -> Vec<LeftOut> {
    let [drafted, unstopped, single, printed] = steps.map(DocumentContent::printed_facts);
    let reason = |scored: &ScoredFact| match &scored.fact {
        fact if drafted.contains(fact) && !unstopped.contains(fact) => LeftOutReason::Stopped,
        fact if unstopped.contains(fact) && !single.contains(fact) => LeftOutReason::Repeated,
        fact if single.contains(fact) && scored.is_chosen => LeftOutReason::Fit,
        _ => LeftOutReason::Selection,
    };
    compiled
        .facts
        .iter()
        .filter(|scored| !printed.contains(&scored.fact) && is_printable(&scored.fact, base))
        .map(|scored| LeftOut { fact: scored.fact.clone(), reason: reason(scored) })
        .collect()
}

/// Whether a résumé could tell a fact on its own. Contacts are all in its head, and a group of
/// skills is told by its skills.
fn is_printable(fact: &FactId, base: &FactBase<'_>) -> bool {
    use FactKind::{Email, Label, Link, Location, Name, Phone, SkillGroup};
    match base.find(fact).map(|known| known.fact.kind) {
        None | Some(Name | Label | Email | Phone | Link | Location) => false,
        Some(SkillGroup) => base.listed(fact).next().is_none(),
        Some(_) => true,
    }
}
