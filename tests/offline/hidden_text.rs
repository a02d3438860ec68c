//! What a PDF hides: text that a machine reads and nobody sees is told of and counts for nothing.

use jobwise::documents::evidence::{self, FileRead};
use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::model::{DocumentKind, HiddenText};
use jobwise::documents::readback::pdf::{read_back, read_text};
use jobwise::documents::record::FileFormat;
use jobwise::documents::templates;
use jobwise::jobs::analysis::analyze;
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::scoring::ats;
use jobwise::scoring::coverage::coverage;
use jobwise::scoring::model::Severity;
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};
use proptest::prelude::*;

use crate::documents_samples::ordinary;

/// Words that are seen on every page made here.
const SEEN: &str = "BT /F1 11 Tf 72 700 Td (Ran PostgreSQL for a mill) Tj ET ";

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

fn dictionary(entries: &[(&str, Object)]) -> Dictionary {
    let mut dictionary = Dictionary::new();
    entries.iter().for_each(|(key, value)| dictionary.set(*key, value.clone()));
    dictionary
}

/// A page with Helvetica as F1, a state `Faint`, a layer `Off` and further entries of XObject,
/// which shows what the operators draw.
fn page(operators: &str, forms: &dyn Fn(&mut Document) -> Vec<(&'static str, ObjectId)>) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let font = dictionary(&[
        ("Type", name("Font")),
        ("Subtype", name("Type1")),
        ("BaseFont", name("Helvetica")),
        ("Encoding", name("WinAnsiEncoding")),
    ]);
    let font = document.add_object(font);
    let layer = document.add_object(dictionary(&[("Type", name("OCG"))]));
    let forms: Vec<(&str, Object)> =
        forms(&mut document).into_iter().map(|(name, id)| (name, Object::Reference(id))).collect();
    let resources = dictionary(&[
        ("Font", dictionary(&[("F1", font.into())]).into()),
        ("ExtGState", dictionary(&[("Faint", dictionary(&[("ca", 0.into())]).into())]).into()),
        ("Properties", dictionary(&[("Off", layer.into())]).into()),
        ("XObject", dictionary(&forms).into()),
    ]);
    let content = document.add_object(Stream::new(Dictionary::new(), operators.as_bytes().to_vec()));
    let pages = document.new_object_id();
    let page = dictionary(&[
        ("Type", name("Page")),
        ("Parent", pages.into()),
        ("MediaBox", vec![0.into(), 0.into(), 612.into(), 792.into()].into()),
        ("Resources", resources.into()),
        ("Contents", content.into()),
    ]);
    let page = document.add_object(page);
    document.set_object(
        pages,
        dictionary(&[
            ("Type", name("Pages")),
            ("Kids", vec![Object::Reference(page)].into()),
            ("Count", 1.into()),
        ]),
    );
    let off = dictionary(&[("OFF", vec![Object::Reference(layer)].into())]);
    let layers = dictionary(&[("OCGs", vec![Object::Reference(layer)].into()), ("D", off.into())]);
    let catalog = document.add_object(dictionary(&[
        ("Type", name("Catalog")),
        ("Pages", pages.into()),
        ("OCProperties", layers.into()),
    ]));
    document.trailer.set("Root", catalog);
    saved(&mut document)
}

fn saved(document: &mut Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a file");
    bytes
}

pub fn plain_page(operators: &str) -> Vec<u8> {
    page(operators, &|_| Vec::new())
}

/// Text seen, and the ways in which other text is hidden.
fn read(file: &[u8]) -> (String, Vec<HiddenText>) {
    let read = read_text(file).expect("a file with text");
    (read.text, read.hidden)
}

fn form(document: &mut Document, operators: &str) -> ObjectId {
    let entries = [
        ("Type", name("XObject")),
        ("Subtype", name("Form")),
        ("BBox", vec![0.into(), 0.into(), 612.into(), 792.into()].into()),
    ];
    document.add_object(Stream::new(dictionary(&entries), operators.as_bytes().to_vec()))
}

fn picture(document: &mut Document) -> ObjectId {
    let entries = [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", 1.into()),
        ("Height", 1.into()),
        ("ColorSpace", name("DeviceGray")),
        ("BitsPerComponent", 8.into()),
    ];
    document.add_object(Stream::new(dictionary(&entries), vec![200]))
}

const HIDDEN: [(&str, &str); 16] = [
    ("BT /F1 11 Tf 3 Tr 72 600 Td (Kubernetes) Tj ET", "not painted"),
    ("BT /F1 11 Tf 7 Tr 72 600 Td (Kubernetes) Tj ET", "not painted"),
    ("q /Faint gs BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET Q", "fully transparent"),
    ("/OC /Off BDC BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET EMC", "on a layer switched off"),
    ("BT /F1 0.5 Tf 72 600 Td (Kubernetes) Tj ET", "too small to be read"),
    ("BT /F1 11 Tf 0.02 0 0 0.02 72 600 Tm (Kubernetes) Tj ET", "too small to be read"),
    ("q 0.03 0 0 0.03 0 0 cm BT /F1 11 Tf 9000 9000 Td (Kubernetes) Tj ET Q", "too small to be read"),
    ("BT /F1 11 Tf 1 Tz 72 600 Td (Kubernetes) Tj ET", "too small to be read"),
    ("BT /F1 11 Tf -900 600 Td (Kubernetes) Tj ET", "beside the page"),
    ("BT /F1 11 Tf 72 -90 Td (Kubernetes) Tj ET", "beside the page"),
    ("q 0 0 10 10 re W n BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET Q", "beside the page"),
    ("1 g BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET", "in the colour of its background"),
    ("0 0 0 0 k BT /F1 11 Tf 72 600 Td [(Kuber) 10 (netes)] TJ ET", "in the colour of its background"),
    (
        "0 0 0.3 rg 60 590 500 30 re f 0 0 0.31 rg BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET",
        "in the colour of its background",
    ),
    ("BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET 1 g 60 590 500 30 re f", "behind something else"),
    ("BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET 1 G 30 w 60 604 m 560 604 l S", "behind something else"),
];

#[test]
fn every_way_of_hiding_is_told_and_left_out() {
    for (operators, how) in HIDDEN {
        let (text, hidden) = read(&plain_page(&format!("{SEEN}{operators}")));
        assert_eq!(text.trim(), "Ran PostgreSQL for a mill", "{operators}");
        let told: Vec<_> = hidden.iter().map(|it| (it.how.as_str(), it.words.as_str(), it.count)).collect();
        assert_eq!(told, [(how, "Kubernetes", 1)], "{operators}");
        assert!(hidden[0].place.is_some_and(|place| place.page == 1), "{operators}: {:?}", hidden[0].place);
    }
}

#[test]
fn what_is_seen_is_read_however_it_is_set() {
    for operators in [
        "BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET",
        // Light on a dark band, straight, round, of a thick line, and of a picture.
        "0.1 0.2 0.4 rg 0 580 612 60 re f 1 g BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET",
        "0.1 0.2 0.4 rg 50 580 m 300 580 l 320 580 320 640 300 640 c 50 640 l h f 1 g \
         BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET",
        "0.1 0.2 0.4 RG 60 w 0 604 m 612 604 l S 1 g BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET",
        "q 612 0 0 60 0 580 cm /Im Do Q 1 g BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET",
        // Grey, small, outlined, marked with a clear colour, underlined, in a form.
        "0.6 g BT /F1 6 Tf 72 600 Td (Kubernetes) Tj ET",
        "1 g 0 G BT /F1 40 Tf 2 Tr 72 600 Td (Kubernetes) Tj ET",
        "BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET 0 G 0.5 w 72 598 m 140 598 l S",
        "BT /F1 1 Tf 11 0 0 11 72 600 Tm (Kubernetes) Tj ET",
        "/Fm Do",
        // Beside a picture or an area that would reach them if all of it were seen: cut off by a
        // path, by a form's own box, and by both.
        "BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET q 0 300 612 290 re W n 612 0 0 792 0 0 cm /Im Do Q",
        "BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET q 0 300 612 290 re W n 0.5 g 0 0 612 792 re f Q",
        "BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET q 0.5 0 0 0.5 0 500 cm /Band Do Q",
    ] {
        let file = page(&format!("{SEEN}{operators}"), &|document| {
            let words = form(document, "BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET");
            vec![("Fm", words), ("Im", picture(document)), ("Band", band(document))]
        });
        let (text, hidden) = read(&file);
        assert_eq!(text.split_whitespace().last(), Some("Kubernetes"), "{operators}");
        assert_eq!(hidden, [], "{operators}");
    }
}

/// A form of 612 by 180 units that shows so much of a larger picture.
fn band(document: &mut Document) -> ObjectId {
    let picture = picture(document);
    let resources = dictionary(&[("XObject", dictionary(&[("Im", picture.into())]).into())]);
    let entries = [
        ("Type", name("XObject")),
        ("Subtype", name("Form")),
        ("BBox", vec![0.into(), 0.into(), 612.into(), 180.into()].into()),
        ("Resources", resources.into()),
    ];
    let operators = b"q 612 0 0 792 0 -200 cm /Im Do Q".to_vec();
    document.add_object(Stream::new(dictionary(&entries), operators))
}

#[test]
fn what_a_picture_shows_of_itself_hides_what_is_behind_it() {
    for operators in
        ["q 0 300 612 320 re W n 612 0 0 792 0 0 cm /Im Do Q", "q 0.5 0 0 0.5 0 530 cm /Band Do Q"]
    {
        let words = "BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET ";
        let file = page(&format!("{SEEN}{words}{operators}"), &|document| {
            vec![("Im", picture(document)), ("Band", band(document))]
        });
        let (text, hidden) = read(&file);
        assert!(!text.contains("Kubernetes"), "{operators}");
        assert_eq!(hidden.first().map(|it| it.how.as_str()), Some("behind something else"), "{operators}");
    }
}

#[test]
fn a_form_is_hidden_where_it_is_never_seen() {
    let drawn = |operators: &str| {
        let file = page(&format!("{SEEN}{operators}"), &|document| {
            vec![("Fm", form(document, "BT /F1 11 Tf 72 600 Td (Kubernetes) Tj ET"))]
        });
        read(&file)
    };
    let (text, hidden) = drawn("q 1 0 0 1 -900 0 cm /Fm Do Q");
    assert!(!text.contains("Kubernetes"));
    assert_eq!(hidden.len(), 1);
    let (text, hidden) = drawn("q 1 0 0 1 -900 0 cm /Fm Do Q /Fm Do");
    assert!(text.contains("Kubernetes") && hidden.is_empty());
}

#[test]
fn words_behind_the_picture_of_a_scan_are_those_it_shows() {
    let scan = |operators: &str| page(operators, &|document| vec![("Im", picture(document))]);
    let (text, hidden) =
        read(&scan("BT /F1 11 Tf 3 Tr 72 600 Td (Kubernetes) Tj ET q 612 0 0 792 0 0 cm /Im Do Q"));
    assert!(text.contains("Kubernetes") && hidden.is_empty());
    let (text, hidden) = read(&scan(&format!(
        "q 612 0 0 792 0 0 cm /Im Do Q {SEEN} BT /F1 11 Tf 3 Tr 72 600 Td (Kubernetes) Tj ET"
    )));
    assert!(!text.contains("Kubernetes") && hidden.len() == 1, "a page with words of its own is no scan");
}

#[test]
fn a_file_that_shows_nothing_or_never_ends_is_refused() {
    let hidden = plain_page("BT /F1 11 Tf 3 Tr 72 600 Td (Kubernetes) Tj ET");
    let message = read_text(&hidden).expect_err("nothing to see").to_string();
    assert!(message.contains("none of its text is seen"), "{message}");
    // A form that draws itself.
    let mut document =
        Document::load_mem(&page("/Fm Do", &|document| vec![("Fm", form(document, "/Fm Do"))]))
            .expect("a file");
    let own = document.objects.iter().find_map(|(id, object)| {
        let stream = object.as_stream().ok()?;
        (stream.dict.get(b"Subtype").ok()?.as_name().ok()? == b"Form").then_some(*id)
    });
    let own = own.expect("the form");
    let resources = dictionary(&[("XObject", dictionary(&[("Fm", own.into())]).into())]);
    if let Ok(Object::Stream(stream)) = document.get_object_mut(own) {
        stream.dict.set("Resources", resources);
    }
    let message = read_text(&saved(&mut document)).expect_err("without an end").to_string();
    assert!(message.contains("nested too deeply"), "{message}");
}

/// One of our own files with further operators on its first page.
fn printed_with(operators: &str) -> Vec<u8> {
    let template = templates::find("ats").expect("the template");
    let content = ordinary(DocumentKind::Resume);
    let file = Typesetter::new().pdf(&content, template, &LayoutOptions::default()).expect("a file");
    let mut document = Document::load_mem(&file).expect("a file");
    let font = dictionary(&[
        ("Type", name("Font")),
        ("Subtype", name("Type1")),
        ("BaseFont", name("Helvetica")),
        ("Encoding", name("WinAnsiEncoding")),
    ]);
    let font = document.add_object(font);
    let first = document.page_iter().next().expect("a page");
    let resources = document.get_dictionary(first).and_then(|page| page.get(b"Resources")).cloned();
    let mut resources = match resources {
        Ok(Object::Reference(id)) => document.get_dictionary(id).cloned().expect("resources"),
        Ok(Object::Dictionary(resources)) => resources,
        _ => Dictionary::new(),
    };
    let mut fonts = document.get_dict_in_dict(&resources, b"Font").cloned().unwrap_or_default();
    fonts.set("Xx", font);
    resources.set("Font", fonts);
    document.get_dictionary_mut(first).expect("a page").set("Resources", resources);
    document.add_page_contents(first, operators.as_bytes().to_vec()).expect("a page");
    saved(&mut document)
}

#[test]
fn our_own_files_hide_nothing_and_stand_in_one_column() {
    for kind in DocumentKind::ALL {
        let content = ordinary(kind);
        let template = templates::ALL.iter().find(|template| template.kind == kind).expect("a template");
        let file = Typesetter::new().pdf(&content, template, &LayoutOptions::default()).expect("a file");
        let read = read_back(&file, &content).expect("a file");
        assert_eq!(read.hidden_text, [], "{}", template.name);
        assert!(!read.has_columns, "{}", template.name);
    }
}

#[test]
fn hidden_words_block_the_file_and_nothing_is_found_in_them() {
    let content = ordinary(DocumentKind::Resume);
    let template = templates::find("ats").expect("the template");
    let checked = |operators: &str| {
        let read = read_back(&printed_with(operators), &content).expect("a file");
        (
            ats::check(&evidence::gather(
                &content,
                template,
                Some(FileRead { format: FileFormat::Pdf, read_back: &read }),
                None,
            )),
            read,
        )
    };
    let (honest, read) = checked("");
    assert!(read.is_perfect() && honest.findings.iter().all(|finding| finding.rule != "hidden_text"));
    let (tricked, read) = checked("BT /Xx 11 Tf 3 Tr 72 400 Td (Falconry Zymurgy) Tj ET");
    assert!(!read.text.contains("Zymurgy"), "{}", read.text);
    let missing: Vec<_> = read.fields.iter().filter(|field| !field.is_found).collect();
    assert!(read.is_perfect(), "{missing:?} {:?} {} {}", read.glyph_problems, read.is_in_order, read.text);
    assert!(tricked.score < honest.score);
    let finding = tricked.findings.iter().find(|finding| finding.rule == "hidden_text").expect("told");
    assert_eq!(finding.severity, Severity::Blocker);
    assert_eq!(finding.evidence.as_deref(), Some("Falconry Zymurgy"));
}

#[test]
fn columns_are_told_by_places_and_lower_the_score() {
    let lines = |left: u32, words: [&str; 6]| -> String {
        let mut operators = String::new();
        for (line, words) in (0..).zip(words) {
            operators.push_str(&format!("BT /F1 10 Tf {left} {} Td ({words}) Tj ET ", 600 - 14 * line));
        }
        operators
    };
    let side = ["Skills", "PostgreSQL", "Python", "Welding", "Go", "Contact"];
    let main = [
        "Ran the ovens of a mill for nine years",
        "Kept the books of the mill",
        "Led a team of four through a change of ovens",
        "Wrote the plan for the new hall",
        "Bought grain",
        "Sold flour to forty shops in the valley",
    ];
    let content = ordinary(DocumentKind::Resume);
    let template = templates::find("ats").expect("the template");
    let score = |operators: &str| {
        let read = read_back(&plain_page(operators), &content).expect("a file");
        let report = ats::check(&evidence::gather(
            &content,
            template,
            Some(FileRead { format: FileFormat::Pdf, read_back: &read }),
            None,
        ));
        (read.has_columns, report.findings.iter().any(|finding| finding.rule == "single_column"))
    };
    assert_eq!(score(&lines(72, main)), (false, false));
    assert_eq!(score(&format!("{}{}", lines(72, side), lines(200, main))), (true, true));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is hidden, in whatever way and however often: what the file says for a posting
    /// stays what its seen words say.
    #[test]
    fn hidden_words_never_raise_coverage(
        ways in proptest::collection::vec(0..HIDDEN.len(), 1..6),
        words in proptest::sample::select(vec!["Python", "Terraform", "PostgreSQL", "Java, SQL and Go"]),
        times in 1_usize..20,
    ) {
        let lexicon = Lexicon::built_in();
        let posting = posting::read(include_str!("postings/structured.txt")).expect("a posting");
        let analysis = analyze(&posting, lexicon);
        let terms: Vec<&str> = analysis.keywords.iter().map(|keyword| keyword.term.as_str()).collect();
        let covered = |file: &[u8]| {
            coverage(&analysis, terms.iter().copied(), &read(file).0, lexicon)
        };
        let honest = covered(&plain_page(SEEN));
        let mut operators = SEEN.to_owned();
        for (place, way) in ways.into_iter().enumerate() {
            let hidden = HIDDEN[way].0.replace("[(Kuber) 10 (netes)] TJ", "(Kubernetes) Tj");
            let hidden = hidden.replace("Kubernetes", words);
            // Each at a height of its own: white on the band of another would be seen.
            let moved = format!("q 1 0 0 1 0 -{} cm {hidden} Q ", 40 * place);
            operators.push_str(&moved.repeat(times));
        }
        let tricked = covered(&plain_page(&operators));
        prop_assert_eq!(honest.covered, tricked.covered);
        prop_assert!(tricked.ratio <= honest.ratio);
    }
}
