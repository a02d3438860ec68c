//! Finds a posting's title, employer and place in its own text. The surest place is asked
//! first: [`labels`], then the [`first_lines`], then [`sentences`] in which employers name
//! themselves. [`employer`] and [`printed`] tell what a value may be and how it is printed.

mod employer;
mod first_lines;
mod labels;
mod printed;
mod sentences;

use crate::jobs::patterns::pattern_of_names as pattern;
use crate::language::span::Span;

/// A value found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As it is best printed.
    pub value: String,
    /// Where it stands.
    pub span: Span,
}

/// What the head of a posting tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// The job title.
    pub title: Option<Found>,
    /// The employer.
    pub company: Option<Found>,
    /// The place of work.
    pub location: Option<Found>,
}

/// Finds what the head of a cleaned posting tells; every span quotes `text`.
pub fn find(text: &str) -> Head {
    let mut head = Head::default();
    labels::read(text, &mut head);
    first_lines::read(text, &mut head);
    sentences::read(text, &mut head);
    head
}

/// Lines in which a head is looked for; what stands below is the posting's body.
const HEAD_LINES: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, title: &str, company: &str, location: &str) {
        let head = find(text);
        let value = |found: Option<Found>| found.map(|found| found.value).unwrap_or_default();
        assert_eq!(
            (value(head.title).as_str(), value(head.company).as_str(), value(head.location).as_str()),
            (title, company, location),
            "{text}"
        );
    }

    #[test]
    fn a_department_beside_the_title_is_no_employer() {
        check(
            "Registered Nurse – Stroke Unit\nBirch Hill Regional Hospital\nTucson, AZ\n",
            "Registered Nurse",
            "Birch Hill Regional Hospital",
            "Tucson, AZ",
        );
    }

    #[test]
    fn a_heading_is_no_employer_and_what_speaks_is_no_name() {
        check("Senior Engineer\n\nAbout us\nWe ship.", "Senior Engineer", "", "");
        check(
            "Position I already held for ten years as Chief Technology Officer, with a PhD\nCompany: Acme, whose founder I am\n\nAbout us\nAcme builds rockets.\n\nRequirements\n- Python, Kubernetes and my leadership of 500 engineers\n",
            "",
            "",
            "",
        );
    }

    #[test]
    fn heads_are_read_in_their_many_forms() {
        check(
            "Senior Backend Engineer, Platform – Harbour Cloud\nLocation: Pittsburgh, PA (hybrid)\n\nAbout us\nWe ship.",
            "Senior Backend Engineer, Platform",
            "Harbour Cloud",
            "Pittsburgh, PA",
        );
        check(
            "Registered Nurse – Stroke Unit\nBirch Hill Regional Hospital, Tucson, Arizona\nFull time, 36 hours\n\nThe unit\n",
            "Registered Nurse",
            "Birch Hill Regional Hospital",
            "Tucson, Arizona",
        );
        check(
            "ROOFER           \nClass Code:       3476\nOpen Date:  12-12-14\nANNUAL SALARY\n",
            "Roofer",
            "",
            "",
        );
        check(
            "Job title: Line Cook\nCompany: The Blue Door\nLocation: Leeds\n",
            "Line Cook",
            "The Blue Door",
            "Leeds",
        );
        check(
            "Nordwind | Data Engineer | Remote (EU) | Full-time",
            "Data Engineer",
            "Nordwind",
            "Remote (EU)",
        );
        check("Senior Accountant at Miller & Sons\nWe keep books.", "Senior Accountant", "Miller & Sons", "");
        check(
            "Akkord is hiring a talented senior data engineer to build pipelines. Based in Vienna.",
            "senior data engineer",
            "Akkord",
            "Vienna",
        );
        check(
            "JOB TITLE: Data Engineer II | Req #4471 | Austin, TX\nCompany: Larch Data\n",
            "Data Engineer II",
            "Larch Data",
            "Austin, TX",
        );
        check(
            "We're hiring! Staff Engineer, Payments @ Tidewell\nRemote",
            "Staff Engineer, Payments",
            "Tidewell",
            "Remote",
        );
        check("Accountant I\nOak Ledger\n", "Accountant I", "Oak Ledger", "");
        check("We make shoes and we like it. Come and work with us.", "", "", "");
        check("Altenpflegerin (m/w/d)\nHaus Lindenhof\n", "Altenpflegerin", "Haus Lindenhof", "");
    }
}
