//! The name of a file is the first that people see of it, and some upload forms refuse odd ones.

use crate::scoring::model::Severity;
use crate::scoring::rules::rule::{AtsEvidence, Observation, Rule};

/// The row of the list of all rules.
pub const RULE: Rule = Rule { name: "file_name", severity: Severity::Tip, points: 0, check };

/// The longest name that every system keeps whole, in characters.
const LONGEST_NAME: usize = 80;

/// Words that say nothing of whose file it is; folded.
const NAMELESS: [&str; 16] = [
    "resume",
    "résumé",
    "cv",
    "curriculum",
    "vitae",
    "lebenslauf",
    "final",
    "new",
    "copy",
    "document",
    "untitled",
    "draft",
    "download",
    "scan",
    "letter",
    "cover",
];

fn check(evidence: &AtsEvidence) -> Vec<Observation> {
    let Some(name) = &evidence.file.name else { return Vec::new() };
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_lowercase();
    let mut words = stem.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1);
    let is_odd = |c: char| c.is_control() || "<>:\"/\\|?*#%&{}$!@+`='".contains(c);
    let message = if words.all(|word| NAMELESS.contains(&word)) {
        "The name of the file does not say whose it is."
    } else if name.chars().any(is_odd) {
        "The name of the file has characters that some systems refuse."
    } else if name.chars().count() > LONGEST_NAME {
        "The name of the file is longer than some systems keep."
    } else {
        return Vec::new();
    };
    vec![
        Observation::new(message, "Name it after yourself and what it is, such as Ada-Moss-Resume.pdf.")
            .seen_in(name.as_str()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::rules::file_evidence::FileEvidence;
    use crate::scoring::rules::tests::{fires, good, stays_silent};

    #[test]
    fn fires_on_the_bad_and_is_silent_on_the_good() {
        let named = |name: &str| {
            let file = FileEvidence { name: Some(name.to_owned()), ..FileEvidence::default() };
            AtsEvidence { file, ..good() }
        };
        stays_silent(&RULE, &good());
        for name in ["Ada-Moss-Resume.pdf", "moss_cv_2026.docx", "Łukasz Żak CV.pdf"] {
            stays_silent(&RULE, &named(name));
        }
        for name in ["resume.pdf", "CV final (2).docx", "1234.pdf", "Ada Moss #1.pdf", &"a".repeat(90)] {
            fires(&RULE, &named(name));
        }
    }
}
