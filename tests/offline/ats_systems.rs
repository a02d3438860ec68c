//! What is known of named applicant systems holds for our own files: none of them is told to be at
//! risk anywhere, and docs/ats.md tells every rule and system.

use std::fs;
use std::path::Path;

use jobwise::documents::evidence::{FileRead, gather};
use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::formats::{self, Source};
use jobwise::documents::model::DocumentKind;
use jobwise::documents::readback::pdf::read_back;
use jobwise::documents::record::FileFormat;
use jobwise::documents::templates;
use jobwise::scoring::model::Severity;
use jobwise::scoring::rules;
use jobwise::scoring::systems::{Outlook, estimate, estimate_for, facts, table};

use crate::documents_samples::ordinary;

#[test]
fn our_own_files_are_at_no_risk_anywhere() {
    for template in templates::ALL.iter().filter(|template| template.is_ats_safe) {
        let content = ordinary(template.kind);
        let file = Typesetter::new().pdf(&content, template, &LayoutOptions::default()).expect("a file");
        let read = read_back(&file, &content).expect("a file");
        let systems = estimate(&gather(
            &content,
            template,
            Some(FileRead { format: FileFormat::Pdf, read_back: &read }),
            None,
        ));
        let risks: Vec<_> = systems.iter().filter(|it| it.outlook == Outlook::Risk).collect();
        assert!(risks.is_empty(), "{}: {risks:?}", template.name);
        let fine = systems.iter().filter(|it| it.outlook == Outlook::Fine).count();
        assert!(fine >= 15, "{}: {fine} are fine", template.name);
    }
}

#[test]
fn a_file_is_judged_by_its_own_format() {
    let (content, template) = (ordinary(DocumentKind::Resume), templates::find("ats").expect("a template"));
    let (options, typesetter) = (LayoutOptions::default(), Typesetter::new());
    let source =
        Source { content: &content, template, options: &options, typesetter: &typesetter, engine: None };
    for format in FileFormat::ALL {
        let (file, read_back) = formats::make(format, &source).expect("a file");
        let evidence = gather(&content, template, Some(FileRead { format, read_back: &read_back }), None);
        assert_eq!(evidence.file.format, Some(format.slug()));
        assert_eq!(evidence.size_bytes, file.len() as u64, "{format:?}");
        let of = |id: &str| {
            let estimated = estimate_for(table::find(id).expect("a system"), &evidence);
            (estimated.outlook, estimated.risks.iter().map(|risk| risk.known.fact.name).collect::<Vec<_>>())
        };
        let is_taken = matches!(format, FileFormat::Pdf | FileFormat::Docx | FileFormat::Text);
        let expected = if is_taken { (Outlook::Fine, vec![]) } else { (Outlook::Risk, vec!["formats"]) };
        assert_eq!(of("greenhouse"), expected, "{format:?}");
        assert_eq!(of("teamtailor").0, Outlook::Unknown, "{format:?}: nothing is known of it");
    }
    let unprinted = gather(&content, template, None, None);
    assert_eq!((unprinted.file.format, unprinted.size_bytes), (None, 0));
}

/// The lines of a table that the page must hold.
fn page_holds(rows: impl IntoIterator<Item = String>) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ats.md");
    let page = fs::read_to_string(page).expect("docs/ats.md");
    let missing: Vec<String> = rows.into_iter().filter(|row| !page.contains(row.as_str())).collect();
    assert!(missing.is_empty(), "docs/ats.md has other rows than these:\n{}", missing.join("\n"));
}

#[test]
fn every_rule_stands_in_the_docs() {
    page_holds(rules::ALL.iter().map(|rule| match rule.severity {
        Severity::Blocker => format!("| `{}` | blocker | caps at 40 |", rule.name),
        Severity::Warning => format!("| `{}` | warning | {} |", rule.name, rule.points),
        Severity::Tip => format!("| `{}` | tip | – |", rule.name),
    }));
}

#[test]
fn every_kind_of_fact_and_every_system_that_is_known_stands_in_the_docs() {
    page_holds(facts::ALL.iter().map(|kind| format!("| `{}` | {} |", kind.name, kind.told)));
    let known = table::all().iter().filter(|system| !system.known.is_empty());
    page_holds(known.map(|system| {
        let kinds: Vec<String> =
            system.known.iter().map(|known| format!("{} ({})", known.fact.name, known.sure.word())).collect();
        format!("| {} | {} |", system.name, kinds.join(", "))
    }));
}
