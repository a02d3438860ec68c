//! Named applicant systems: what is publicly known of them, and what each is likely to make of a
//! file. Part of the GraphQL face.

use async_graphql::{Enum, Object, SimpleObject};

use crate::scoring::systems;
use crate::scoring::systems::table::{self, Known};

/// How sure something known of an applicant system is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "table::Sure")]
pub enum AtsCertainty {
    /// The vendor's own documentation says so.
    Vendor,
    /// Somebody else's page says so.
    Secondary,
    /// Pages disagree; this is what one of them says.
    Disputed,
}

/// What a named system is likely to make of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "systems::Outlook")]
pub enum AtsOutlook {
    /// Something that is known of it stands against the file.
    Risk,
    /// It is known to take files of this format, and nothing that is known stands against this one.
    Fine,
    /// Too little is known of it.
    Unknown,
}

/// An applicant system, as far as it is publicly known. Names are trademarks of their owners, none
/// of whom has tested or endorsed what is told here.
pub struct AtsSystem(pub &'static table::System);

/// An applicant system, as far as it is publicly known. Names are trademarks of their owners, none
/// of whom has tested or endorsed what is told here.
#[Object]
impl AtsSystem {
    /// Its stable name in snake case; not a node.
    async fn name(&self) -> &str {
        self.0.id
    }

    /// Its name for people.
    async fn title(&self) -> &str {
        self.0.name
    }

    /// Who makes it.
    async fn vendor(&self) -> &str {
        self.0.vendor
    }

    /// What is known of how it takes files; empty where nothing is.
    async fn facts(&self) -> Vec<AtsFact> {
        self.0.known.iter().map(AtsFact::from).collect()
    }
}

/// Something known of an applicant system.
#[derive(SimpleObject)]
pub struct AtsFact {
    /// Its kind, a stable word such as `formats`, `size` or `columns`.
    kind: &'static str,
    /// What the kind tells, for a person.
    about: &'static str,
    /// What is known: extensions with spaces between, a number of bytes, characters or points,
    /// `fails`, `reads`, `needed`, or words, by the kind.
    value: &'static str,
    /// How sure it is.
    certainty: AtsCertainty,
    /// The page that says so.
    source: &'static str,
    /// The month that page was read, such as `2026-11`.
    read: &'static str,
}

impl From<&'static Known> for AtsFact {
    fn from(known: &'static Known) -> Self {
        Self {
            kind: known.fact.name,
            about: known.fact.told,
            value: known.written,
            certainty: known.sure.into(),
            source: known.source,
            read: known.read,
        }
    }
}

/// What a named system is likely to make of a file: an estimate from what is publicly known of it,
/// never the word of its vendor. Employers configure such systems as they like.
#[derive(SimpleObject)]
pub struct AtsCompatibility {
    /// The system.
    system: AtsSystem,
    /// What is to be expected.
    outlook: AtsOutlook,
    /// How sure the surest of what was looked at is; null where too little is known.
    certainty: Option<AtsCertainty>,
    /// What stands against the file, the surest first.
    risks: Vec<AtsRisk>,
}

/// Something that stands against a file at a system.
#[derive(SimpleObject)]
pub struct AtsRisk {
    /// What of the file, for a person.
    why: String,
    /// What would mend it.
    mend: &'static str,
    /// What it stands against.
    fact: AtsFact,
}

impl From<systems::Compatibility> for AtsCompatibility {
    fn from(of: systems::Compatibility) -> Self {
        let risks = of.risks.into_iter();
        Self {
            system: AtsSystem(of.system),
            outlook: of.outlook.into(),
            certainty: of.sure.map(AtsCertainty::from),
            risks: risks
                .map(|risk| AtsRisk { why: risk.why, mend: risk.mend, fact: AtsFact::from(risk.known) })
                .collect(),
        }
    }
}

/// The root field about applicant systems.
#[derive(Default)]
pub struct AtsSystemsQuery;

#[Object]
impl AtsSystemsQuery {
    /// Applicant systems by name, with what is publicly known of how they take files and where it
    /// was read. Open to everybody.
    async fn ats_systems(&self) -> Vec<AtsSystem> {
        table::all().iter().map(AtsSystem).collect()
    }
}
