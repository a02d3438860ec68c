//! What named applicant systems are likely to make of a file: an estimate from what is publicly
//! known of them, and the word of no vendor. Pure.
//!
//! What is known stands in `assets/ats_systems/`, one fact a row with its source; [`facts`] has a
//! rule for each kind of fact, so no vendor has code of its own, and [`table`] reads the rows.

pub mod facts;
pub mod table;

use crate::scoring::rules::rule::AtsEvidence;
use table::{Known, Sure, System};

/// What a system is likely to make of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outlook {
    /// Something that is known of it stands against the file.
    Risk,
    /// It is known to take files of this format, and nothing that is known stands against this one.
    Fine,
    /// Too little is known of it.
    Unknown,
}

impl Outlook {
    /// Its word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::Fine => "fine",
            Self::Unknown => "unknown",
        }
    }
}

/// Something that stands against a file at a system.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    /// What is known of the system.
    pub known: &'static Known,
    /// What of the file it stands against, for a person.
    pub why: String,
    /// What would mend it.
    pub mend: &'static str,
}

/// The estimate for one system.
#[derive(Debug, Clone, PartialEq)]
pub struct Compatibility {
    /// The system.
    pub system: &'static System,
    /// What is to be expected.
    pub outlook: Outlook,
    /// What stands against the file, the surest first.
    pub risks: Vec<Risk>,
    /// How sure the surest of what was looked at is; none where nothing is known.
    pub sure: Option<Sure>,
}

/// The estimate for every system of the [`table`], in its order.
pub fn estimate(evidence: &AtsEvidence) -> Vec<Compatibility> {
    table::all().iter().map(|system| estimate_for(system, evidence)).collect()
}

/// The estimate for one system.
pub fn estimate_for(system: &'static System, evidence: &AtsEvidence) -> Compatibility {
    let mut risks: Vec<Risk> = system.known.iter().filter_map(|known| risk(known, evidence)).collect();
    risks.sort_by_key(|risk| risk.known.sure);
    let tells_formats = system.known.iter().any(|known| known.fact.name == facts::FORMATS);
    let outlook = match (risks.is_empty(), tells_formats) {
        (false, _) => Outlook::Risk,
        (true, true) => Outlook::Fine,
        (true, false) => Outlook::Unknown,
    };
    let of_files = system.known.iter().filter(|known| known.fact.risk.is_some());
    let sure = match outlook {
        Outlook::Risk => risks.first().map(|risk| risk.known.sure),
        Outlook::Fine => of_files.map(|known| known.sure).min(),
        Outlook::Unknown => None,
    };
    Compatibility { system, outlook, risks, sure }
}

fn risk(known: &'static Known, evidence: &AtsEvidence) -> Option<Risk> {
    let rule = known.fact.risk?;
    let why = rule(&known.value, evidence)?;
    Some(Risk { known, why, mend: known.fact.mend })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::tests::good;

    fn of(id: &str, evidence: &AtsEvidence) -> Compatibility {
        estimate_for(table::find(id).expect("a system"), evidence)
    }

    #[test]
    fn a_system_is_fine_at_risk_or_unknown() {
        let evidence = good();
        let fine = of("greenhouse", &evidence);
        assert_eq!((fine.outlook, fine.sure, fine.risks.len()), (Outlook::Fine, Some(Sure::Vendor), 0));
        let columns = AtsEvidence { is_single_column: false, ..good() };
        let risk = of("greenhouse", &columns);
        assert_eq!((risk.outlook, risk.sure, risk.risks.len()), (Outlook::Risk, Some(Sure::Vendor), 1));
        assert!(risk.risks[0].known.source.contains("greenhouse.io"));
        let secondary = of("taleo", &columns);
        assert_eq!((secondary.outlook, secondary.sure), (Outlook::Risk, Some(Sure::Secondary)));
        // It is told to read columns, and nothing of it is known to stand against them.
        assert_eq!(of("smartrecruiters", &columns).outlook, Outlook::Fine);
        for evidence in [&evidence, &columns] {
            let unknown = of("teamtailor", evidence);
            assert_eq!((unknown.outlook, unknown.sure), (Outlook::Unknown, None));
        }
        // Its limit of size is known and its formats are not.
        assert_eq!(of("jazzhr", &evidence).outlook, Outlook::Unknown);
        assert_eq!(of("jazzhr", &AtsEvidence { size_bytes: 6_000_000, ..good() }).outlook, Outlook::Risk);
    }

    #[test]
    fn every_system_is_estimated_once() {
        assert_eq!(estimate(&good()).len(), table::all().len());
    }
}
