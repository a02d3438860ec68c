//! Documents are printed truly: every template keeps its contract, what is printed is read
//! back by two readers, pages are kept, and the same content gives the same bytes.

use std::collections::HashSet;
use std::sync::LazyLock;

use jobwise::documents::evidence::{FileRead, gather};
use jobwise::documents::fit::fit;
use jobwise::documents::formats::typst::{LayoutOptions, MAX_TIGHTNESS, Paper, Typesetter};
use jobwise::documents::model::{DocumentContent, DocumentKind};
use jobwise::documents::printed::Printed;
use jobwise::documents::readback::pdf::read_back;
use jobwise::documents::record::FileFormat;
use jobwise::documents::templates::{self, Template};
use jobwise::documents::text::plain_text;
use jobwise::error::ErrorKind;
use jobwise::scoring::ats;

use crate::documents_samples::{HOSTILE, copied, hostile, ordinary, resume, sparse};
use crate::poppler::pdftotext;

/// One for all tests, as in the running program.
static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(Typesetter::new);

fn ats_template() -> &'static Template {
    templates::find("ats").expect("the classic template")
}

fn print(content: &DocumentContent, template: &Template) -> Vec<u8> {
    TYPESETTER.pdf(content, template, &LayoutOptions::default()).expect("a file")
}

/// Text without any whitespace and without hyphens at which a line may have been broken.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn every_template_sets_ordinary_sparse_and_hostile_documents() {
    let names: HashSet<&str> = templates::ALL.iter().map(|template| template.name).collect();
    assert_eq!(names.len(), templates::ALL.len(), "two templates share a name");
    for template in templates::ALL {
        assert_eq!(templates::find(template.name), Some(template));
        assert!(!template.title.is_empty() && template.description.ends_with('.'), "{}", template.name);
        for content in [ordinary(template.kind), sparse(template.kind), hostile(template.kind)] {
            let file = print(&content, template);
            let read = read_back(&file, &content).expect("a PDF");
            assert!(read.is_perfect() || !template.is_ats_safe, "{}: {:?}", template.name, read.fields);
        }
    }
    assert_eq!(templates::find("no such template"), None);
}

#[test]
fn templates_said_to_be_ats_safe_score_above_85() {
    for template in templates::ALL.iter().filter(|template| template.is_ats_safe) {
        let content = ordinary(template.kind);
        let read = read_back(&print(&content, template), &content).expect("a PDF");
        let report = ats::check(&gather(
            &content,
            template,
            Some(FileRead { format: FileFormat::Pdf, read_back: &read }),
            None,
        ));
        assert!(report.score > 85, "{}: {report:?}", template.name);
    }
}

#[test]
fn poppler_reads_every_field_in_order_in_all_its_modes() {
    for template in templates::ALL.iter().filter(|template| template.is_ats_safe) {
        let content = ordinary(template.kind);
        let file = print(&content, template);
        for mode in [None, Some("-layout"), Some("-raw")] {
            let text = squeezed(&pdftotext(&file, mode));
            let mut from = 0;
            for (field, expected) in Printed::new(&content).fields() {
                let found = text[from..].find(&squeezed(expected));
                let at = found
                    .unwrap_or_else(|| panic!("{} {mode:?}: {field} {expected:?} in {text}", template.name));
                from += at + squeezed(expected).len();
            }
        }
    }
}

#[test]
fn markup_in_a_document_is_printed_as_its_characters() {
    for template in templates::ALL {
        let file = print(&hostile(template.kind), template);
        let text = squeezed(&pdftotext(&file, None));
        assert!(text.contains(&squeezed(HOSTILE)), "{}", template.name);
        assert!(!text.contains("root:"), "a file was read");
    }
}

#[test]
fn a_template_can_open_no_other_file() {
    let check = |source: &'static str, is_refused: bool| {
        let template = Template { source, ..*ats_template() };
        let layout = TYPESETTER.layout(&sparse(DocumentKind::Resume), &template, &LayoutOptions::default());
        assert_eq!(layout.is_err(), is_refused, "{source}");
    };
    check("#read(\"/etc/passwd\")", true);
    check("#read(\"../../../../etc/passwd\")", true);
    check("#include \"ats.typ\"", true);
    check("#import \"@preview/cetz:0.3.0\"", true);
    check("#image(\"photo.png\")", true);
    check("#json(\"data.json\").document.name", false);
    check("#import \"base.typ\": classic-head\n#classic-head", false);
}

#[test]
fn the_file_is_tagged_and_names_its_title_author_and_language() {
    let content = ordinary(DocumentKind::Resume);
    let file = print(&content, ats_template());
    let raw = String::from_utf8_lossy(&file);
    for mark in ["<pdfuaid:part>1</pdfuaid:part>", "/MarkInfo", "/Lang", "Renée O’Dwyer-Łukasiewicz – Résumé"]
    {
        assert!(raw.contains(mark), "{mark}");
    }
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    for template in templates::ALL {
        let content = ordinary(template.kind);
        let one = print(&content, template);
        let other = Typesetter::new().pdf(&content, template, &LayoutOptions::default()).expect("a file");
        assert!(one == other, "{}", template.name);
    }
}

#[test]
fn both_papers_hold_the_document() {
    for paper in [Paper::A4, Paper::UsLetter] {
        let options = LayoutOptions { paper, ..LayoutOptions::default() };
        let layout = TYPESETTER.layout(&resume(1), ats_template(), &options).expect("a layout");
        assert!(layout.pages == 1 && layout.filled > 0.3 && layout.filled < 1.0, "{layout:?}");
    }
}

#[test]
fn greek_cyrillic_and_symbols_are_printed_from_the_embedded_fonts() {
    let mut content = resume(1);
    let text = "Олександр Ґудзій, Γιώργος Παπαδόπουλος, Nguyễn Thị Ánh, İpek Yılmaz: €1.200 ≈ 2× → ★ ✓ ﬁne";
    content.identity.name = copied(text);
    let read = read_back(&print(&content, ats_template()), &content).expect("a PDF");
    assert!(read.is_perfect(), "{:?}", read.glyph_problems);
}

#[test]
fn a_character_without_any_font_is_refused_by_name() {
    let mut content = sparse(DocumentKind::Resume);
    content.identity.name = copied("\u{13000}");
    let error = TYPESETTER.layout(&content, ats_template(), &LayoutOptions::default()).expect_err("no font");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.message().contains("U+13000"), "{error}");
    assert_eq!(error.places()[0].code, "font_missing");
}

/// Claims of positions in drop order, the last position's first.
fn drop_order(positions: usize) -> Vec<String> {
    (0..positions).rev().flat_map(|p| (0..5).rev().map(move |b| format!("p{p}b{b}"))).collect()
}

#[test]
fn what_fits_is_left_as_it_is() {
    let content = resume(1);
    let (fitted, outcome) = fit_to(&content, &drop_order(1), 1);
    assert_eq!(fitted, content);
    assert_eq!((outcome.pages, outcome.tightness, outcome.left_out.len()), (1, 0, 0));
}

#[test]
fn type_is_set_tighter_before_anything_is_dropped() {
    let fits = |positions: usize, tightness: u8| {
        let options = LayoutOptions { tightness, ..LayoutOptions::default() };
        TYPESETTER.layout(&resume(positions), ats_template(), &options).expect("a layout").pages == 1
    };
    let positions = (1..20).find(|positions| !fits(*positions, 0)).expect("some are too many");
    assert!(fits(positions, MAX_TIGHTNESS), "one position more than fits is held by tightening");
    let (fitted, outcome) = fit_to(&resume(positions), &drop_order(positions), 1);
    assert_eq!(fitted, resume(positions));
    assert!(outcome.tightness > 0 && outcome.pages == 1 && outcome.left_out.is_empty());
}

#[test]
fn type_is_set_at_most_a_step_tighter_than_would_do() {
    let fits = |positions: usize, tightness: u8| {
        let options = LayoutOptions { tightness, ..LayoutOptions::default() };
        TYPESETTER.layout(&resume(positions), ats_template(), &options).expect("a layout").pages == 1
    };
    let tightened: Vec<usize> = (1..9).filter(|n| !fits(*n, 0) && fits(*n, MAX_TIGHTNESS)).collect();
    assert!(!tightened.is_empty());
    for positions in tightened {
        let loosest = (0..=MAX_TIGHTNESS).find(|tightness| fits(positions, *tightness)).expect("one");
        let (_, outcome) = fit_to(&resume(positions), &drop_order(positions), 1);
        assert!((loosest..=loosest + 1).contains(&outcome.tightness), "{loosest} {outcome:?}");
    }
}

#[test]
fn the_fewest_claims_are_dropped_and_told() {
    let (content, order) = (resume(9), drop_order(9));
    let (fitted, outcome) = fit_to(&content, &order, 1);
    let dropped = content.claims().count() - fitted.claims().count();
    assert!(outcome.pages == 1 && dropped > 0);
    let told: Vec<&str> = outcome.left_out.iter().map(|left| left.fact.as_str()).collect();
    let expected: Vec<String> = order[..dropped].iter().map(|id| format!("fact of {id}")).collect();
    assert_eq!(told, expected);
    assert!(fitted.claims().all(|claim| !order[..dropped].contains(&claim.id)));

    let kept = &order[dropped - 1];
    let mut one_more = fitted.clone();
    let claim = content.claims().find(|claim| claim.id == *kept).expect("a claim").clone();
    let position: usize = kept[1..2].parse().expect("one digit");
    one_more.blocks[2].entries[position].claims.push(claim);
    let tightest = LayoutOptions { tightness: MAX_TIGHTNESS, ..LayoutOptions::default() };
    let pages = TYPESETTER.layout(&one_more, ats_template(), &tightest).expect("a layout").pages;
    assert!(pages > 1, "one claim more would have fitted");
}

#[test]
fn entries_keep_their_headers_and_empty_sections_go() {
    let content = resume(9);
    let mut order = vec!["s1".to_owned(), "skill Bazel".to_owned()];
    order.extend(drop_order(9));
    let (fitted, outcome) = fit_to(&content, &order, 1);
    assert!(outcome.pages == 1);
    assert!(!plain_text(&fitted).contains("Summary"), "the heading of an empty section stays");
    assert!(!plain_text(&fitted).contains("CI/CD"), "the name of an empty group stays");
    assert_eq!(fitted.blocks[1].entries.len(), 9, "positions keep their headers");
}

#[test]
fn what_cannot_fit_is_refused_with_the_names_of_what_stays() {
    let error = fit(&resume(12), &[], &[], 1, ats_template(), &TYPESETTER, &LayoutOptions::default())
        .expect_err("full");
    assert_eq!(error.kind(), ErrorKind::DoesNotFit);
    assert!(error.message().contains("1 page") && error.message().contains("and"), "{error}");
}

fn fit_to(
    content: &DocumentContent,
    order: &[String],
    pages: u8,
) -> (DocumentContent, jobwise::documents::model::PageFit) {
    fit(content, &[], order, pages, ats_template(), &TYPESETTER, &LayoutOptions::default()).expect("it fits")
}

#[test]
fn plain_text_says_everything_in_print_order() {
    for kind in DocumentKind::ALL {
        let content = ordinary(kind);
        let text = plain_text(&content);
        let mut from = 0;
        for (field, expected) in Printed::new(&content).fields() {
            let at = text[from..].find(expected).unwrap_or_else(|| panic!("{field} {expected:?} in {text}"));
            from += at + expected.len();
        }
    }
}

#[test]
fn a_field_the_file_does_not_have_is_missed_by_the_read_back() {
    let content = ordinary(DocumentKind::Resume);
    let file = print(&content, ats_template());
    let mut other = content.clone();
    other.identity.phone = copied("+49 30 555 0199");
    let read = read_back(&file, &other).expect("a PDF");
    let missing: Vec<&str> =
        read.fields.iter().filter(|field| !field.is_found).map(|field| field.field.as_str()).collect();
    assert_eq!(missing, ["phone"]);
    let report = ats::check(&gather(
        &other,
        ats_template(),
        Some(FileRead { format: FileFormat::Pdf, read_back: &read }),
        None,
    ));
    assert!(report.score <= ats::BLOCKED_SCORE, "{report:?}");
}
