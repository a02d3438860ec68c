//! Good files with one thing wrong: each defect lowers the score and is named by its rule, and those
//! that stand somewhere are told with their place. What is not wrong is not told.

mod docx;
mod pdf;

use jobwise::documents::file_check::{Asked, FileCheck, check};
use jobwise::documents::readback::foreign::{self, ForeignFormat};
use jobwise::language::lexicon::Lexicon;
use jobwise::scoring::model::Severity;

/// A file with one thing wrong.
struct Defect {
    /// What is wrong.
    name: &'static str,
    /// The rule that tells.
    rule: &'static str,
    /// Whether it stands somewhere on a page.
    has_place: bool,
    /// The file.
    file: Vec<u8>,
}

fn checked(file: &[u8]) -> FileCheck {
    let asked = Asked {
        name: Some("Renee-ODwyer-Resume.pdf"),
        size_bytes: file.len() as u64,
        format: foreign::sniff(file).unwrap_or(ForeignFormat::Pdf),
        analysis: None,
    };
    check(foreign::read(file), &asked, Lexicon::built_in()).expect("a file that can be judged")
}

fn told(check: &FileCheck) -> Vec<String> {
    let findings = check.report.findings.iter();
    findings.map(|it| format!("{}: {} {:?} {:?}", it.rule, it.message, it.evidence, it.place)).collect()
}

fn good_is_good(file: &[u8]) -> u8 {
    let good = checked(file);
    assert!(good.report.score >= 85, "{:#?}", told(&good));
    let warned = good.report.findings.iter().any(|finding| finding.severity != Severity::Tip);
    assert!(!warned, "{:#?}", told(&good));
    good.report.score
}

/// What is amiss with how the defects are told.
fn untold(defects: &[Defect], good: u8) -> Vec<String> {
    let mut untold = Vec::new();
    for Defect { name, rule, has_place, file } in defects {
        let found = checked(file);
        let finding = found.report.findings.iter().find(|finding| finding.rule == *rule);
        let is_told = finding.is_some_and(|finding| finding.place.is_some() == *has_place);
        if !is_told || found.report.score >= good {
            untold.push(format!("{name}: {rule}, score {}: {:#?}", found.report.score, told(&found)));
        }
    }
    untold
}

#[test]
fn forty_defects_are_told_and_a_good_file_is_not_blamed() {
    let pdf = pdf::defects();
    let mut untold_of_all = untold(&pdf, good_is_good(&pdf::good()));
    let docx = docx::defects();
    untold_of_all.extend(untold(&docx, good_is_good(&crate::docx_file::good())));
    assert!(untold_of_all.is_empty(), "{} are not told:\n{}", untold_of_all.len(), untold_of_all.join("\n"));
    let names: std::collections::HashSet<&str> = pdf.iter().chain(&docx).map(|defect| defect.name).collect();
    assert_eq!(names.len(), pdf.len() + docx.len(), "a defect twice");
    assert!(names.len() >= 40, "{} defects", names.len());
}
