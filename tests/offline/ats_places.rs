//! What is found in a file has the place it stands at, from the top left of its page; what stands
//! nowhere has none.

use jobwise::documents::evidence::{self, FileRead};
use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::model::DocumentKind;
use jobwise::documents::readback::foreign;
use jobwise::documents::readback::pdf::read_back;
use jobwise::documents::record::FileFormat;
use jobwise::documents::templates;
use jobwise::scoring::ats;
use jobwise::scoring::model::{AtsFinding, Place};

use crate::documents_samples::ordinary;
use crate::hidden_text::plain_page;

/// Near enough: widths of letters are those of a font that is not in the file.
fn stands_at(place: Option<Place>, page: u32, x: f64, y: f64, height: f64) {
    let place = place.expect("a place");
    assert_eq!(place.page, page, "{place:?}");
    let is_near = |one: f64, other: f64| (one - other).abs() < 0.6;
    assert!(is_near(place.x, x) && is_near(place.y, y) && is_near(place.height, height), "{place:?}");
    assert!(place.width > 0.0, "{place:?}");
}

#[test]
fn words_of_a_page_have_known_places() {
    // The page is 792 points high, letters reach 0.8 of their size above the line and 0.22 below.
    let file = plain_page(
        "BT /F1 10 Tf 72 700 Td (Ran the ovens) Tj ET BT /F1 20 Tf 100 400 Td (Led) Tj ET \
         q 2 0 0 2 0 0 cm BT /F1 10 Tf 50 100 Td (Twice as large) Tj ET Q \
         BT /F1 10 Tf 3 Tr 300 600 Td (Kubernetes) Tj ET",
    );
    let read = foreign::read(&file).expect("a file");
    let [ran, led, twice] = &read.lines[..] else { panic!("{:?}", read.lines) };
    stands_at(ran.place, 1, 72.0, 792.0 - 700.0 - 8.0, 10.2);
    stands_at(led.place, 1, 100.0, 792.0 - 400.0 - 16.0, 20.4);
    stands_at(twice.place, 1, 100.0, 792.0 - 200.0 - 16.0, 20.4);
    assert_eq!((ran.size, led.size, twice.size), (Some(10.0), Some(20.0), Some(20.0)));
    let [hidden] = &read.hidden[..] else { panic!("{:?}", read.hidden) };
    stands_at(hidden.place, 1, 300.0, 792.0 - 600.0 - 8.0, 10.2);
}

#[test]
fn columns_have_the_place_of_the_column() {
    let lines = |left: u32, words: &str| -> String {
        let line = |at: u32| format!("BT /F1 10 Tf {left} {} Td ({words}) Tj ET ", 600 - 14 * at);
        (0..6).map(line).collect()
    };
    let side = ["Rust", "PostgreSQL", "Go", "Welding", "Python", "Kafka"];
    let side: String = (0..)
        .zip(side)
        .map(|(at, word)| format!("BT /F1 10 Tf 72 {} Td ({word}) Tj ET ", 600 - 14 * at))
        .collect();
    let file = plain_page(&format!("{side}{}", lines(200, "Ran the ovens of a mill for nine years")));
    let read = foreign::read(&file).expect("a file");
    assert!(read.has_columns);
    let column = read.columns_at.expect("a column");
    assert_eq!((column.page, column.x), (1, 200.0), "{column:?}");
    assert!(column.height > 5.0 * 14.0, "{column:?}");
    assert_eq!(foreign::read(&plain_page(&side)).expect("a file").columns_at, None);
}

#[test]
fn findings_about_an_own_file_have_the_places_of_its_words() {
    let template = templates::find("ats").expect("the template");
    let mut content = ordinary(DocumentKind::Resume);
    let long = "Led the migration of services ".repeat(9);
    content.claims_mut().find(|claim| claim.id == "p1b2").expect("a bullet").text = long.trim().to_owned();
    content.blocks.iter_mut().find(|block| block.heading == "Projects").expect("projects").heading =
        "What Moves Me".to_owned();
    let file = Typesetter::new().pdf(&content, template, &LayoutOptions::default()).expect("a file");
    let read = read_back(&file, &content).expect("a file");
    let report = ats::check(&evidence::gather(
        &content,
        template,
        Some(FileRead { format: FileFormat::Pdf, read_back: &read }),
        None,
    ));
    let finding = |rule: &str| -> &AtsFinding {
        report.findings.iter().find(|finding| finding.rule == rule).unwrap_or_else(|| panic!("no {rule}"))
    };
    for (rule, words) in [("bullet_length", long.trim()), ("standard_headings", "What Moves Me")] {
        let field = read.fields.iter().find(|field| field.expected == words).expect("a field");
        let place = finding(rule).place.expect("a place");
        assert_eq!(Some(place), field.place, "{rule}");
        // A4 is 595 points wide and 842 high; the margins hold nothing.
        assert!(place.x > 40.0 && place.x + place.width < 560.0 && place.y > 30.0, "{rule}: {place:?}");
        assert!(place.y + place.height < 820.0, "{rule}: {place:?}");
    }
    let long = finding("bullet_length").place.expect("a place");
    assert!(long.height > 20.0, "the bullet takes two lines and more: {long:?}");
    // What was not found stands nowhere, and neither does what is not there.
    content.identity.phone = None;
    let report = ats::check(&evidence::gather(
        &content,
        template,
        Some(FileRead { format: FileFormat::Pdf, read_back: &read }),
        None,
    ));
    let phone = report.findings.iter().find(|finding| finding.rule == "phone_present").expect("no phone");
    assert_eq!(phone.place, None);
    // Before it is printed nothing has a place.
    let report = ats::check(&evidence::gather(&content, template, None, None));
    assert!(report.findings.iter().all(|finding| finding.place.is_none()));
}
