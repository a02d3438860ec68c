//! The looks: every template holds its promises for people of all sorts, scripts and lengths; what a
//! look asks for is what is printed; what cannot be set is told.

use std::collections::HashSet;
use std::sync::LazyLock;

use jobwise::documents::evidence::gather;
use jobwise::documents::fit::fit;
use jobwise::documents::formats::typst::{LayoutOptions, MAX_TIGHTNESS, Paper, Typesetter};
use jobwise::documents::locale::Locale;
use jobwise::documents::look::Look;
use jobwise::documents::model::{BlockKind, DocumentContent, DocumentKind, Identity};
use jobwise::documents::readback::pdf::read_back;
use jobwise::documents::templates::{self, Template};
use jobwise::error::ErrorKind;
use jobwise::scoring::ats;

use crate::documents_samples::{copied, ordinary, sparse};
use crate::looks_samples::{long_words, of_kind, scripts};
use crate::poppler::pdftotext;

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(Typesetter::new);

/// Prints a document and holds the file to the template's promise.
fn print(content: &DocumentContent, template: &Template, options: &LayoutOptions, what: &str) -> Vec<u8> {
    let file = TYPESETTER.pdf(content, template, options);
    let file = file.unwrap_or_else(|error| panic!("{} {what}: {error}", template.name));
    let read = read_back(&file, content).expect("a PDF");
    let lost: Vec<&str> =
        read.fields.iter().filter(|field| !field.is_found).map(|field| field.expected.as_str()).collect();
    assert!(lost.is_empty(), "{} {what}: {lost:?} in {}", template.name, read.text);
    assert!(read.glyph_problems.is_empty(), "{} {what}: {:?}", template.name, read.glyph_problems);
    assert!(read.hidden_text.is_empty(), "{} {what}: {:?}", template.name, read.hidden_text);
    assert!(read.is_perfect() || !template.is_ats_safe, "{} {what} is out of order", template.name);
    file
}

#[test]
fn every_look_sets_a_resume_and_a_letter() {
    for template in templates::ALL {
        let pair = templates::find(template.pair).expect("the pair of a template");
        assert_ne!(pair.kind, template.kind, "{}", template.name);
        assert_eq!((pair.pair, pair.source), (template.name, template.source), "the two make a pair");
        assert!(template.max_pages >= 1, "{}", template.name);
        let sections: HashSet<&BlockKind> = template.sections.iter().collect();
        assert_eq!(sections.len(), template.sections.len(), "{} names a section twice", template.name);
    }
    let safe = templates::ALL
        .iter()
        .filter(|template| template.is_ats_safe && template.kind == DocumentKind::Resume);
    assert!(safe.count() >= 5, "most looks suit machines");
}

#[test]
fn every_template_sets_both_papers_at_both_ends_of_tightness() {
    for template in templates::ALL {
        for paper in [Paper::A4, Paper::UsLetter] {
            for tightness in [0, MAX_TIGHTNESS] {
                let options = LayoutOptions { paper, tightness, may_break: true, ..LayoutOptions::default() };
                let content = of_kind(template.kind, 23, Locale::En);
                let file = print(&content, template, &options, &format!("{paper:?} {tightness}"));
                let has_columns = read_back(&file, &content).expect("a PDF").has_columns;
                assert!(!has_columns || !template.is_ats_safe, "{} {paper:?} {tightness}", template.name);
            }
        }
    }
}

#[test]
fn every_template_sets_every_script() {
    for template in templates::ALL {
        for (script, content) in scripts(template.kind) {
            print(&content, template, &LayoutOptions::default(), script);
        }
    }
}

#[test]
fn text_from_right_to_left_stands_at_the_right() {
    let (_, content) = scripts(DocumentKind::Resume).swap_remove(1);
    let (_, latin) = scripts(DocumentKind::Resume).swap_remove(3);
    for template in templates::ALL.iter().filter(|template| template.kind == DocumentKind::Resume) {
        let ink = |content: &DocumentContent| {
            let page =
                TYPESETTER.pictures(content, template, &LayoutOptions::default(), 20.0).expect("a page");
            let (width, page) = (page[0].width_px as usize, &page[0].rgb);
            let rows = page.len() / 3 / width;
            let lower = &page[rows / 4 * width * 3..rows / 4 * 3 * width * 3];
            let is_left = |index: usize| index / 3 % width < width / 2;
            let dark = |left: bool| -> u64 {
                let pixels = lower.iter().enumerate().filter(|(index, _)| is_left(*index) == left);
                pixels.map(|(_, part)| u64::from(255 - part)).sum()
            };
            (dark(true), dark(false))
        };
        let (left, right) = ink(&content);
        assert!(right > left, "{}: {left} {right}", template.name);
        let (left, right) = ink(&latin);
        assert!(left > right, "{}: {left} {right}", template.name);
    }
}

#[test]
fn latin_words_keep_their_order_in_a_line_from_right_to_left() {
    let (_, mut content) = scripts(DocumentKind::Resume).swap_remove(1);
    content.identity.name.as_mut().expect("a name").text = "Maren Solheim-Reyes".to_owned();
    for template in templates::ALL.iter().filter(|template| template.kind == DocumentKind::Resume) {
        let file = print(&content, template, &LayoutOptions::default(), "a Latin name");
        let boxes = pdftotext(&file, Some("-bbox"));
        let left = |word: &str| -> f32 {
            let line = boxes.lines().find(|line| line.contains(&format!(">{word}</word>")));
            let line = line.unwrap_or_else(|| panic!("{}: no {word} in {boxes}", template.name));
            let at = line.split("xMin=\"").nth(1).and_then(|rest| rest.split('"').next());
            at.expect("a place").parse().expect("a number")
        };
        assert!(left("Maren") < left("Solheim-Reyes"), "{}", template.name);
    }
}

#[test]
fn every_template_breaks_words_no_line_can_hold() {
    for template in templates::ALL {
        let options = LayoutOptions { may_break: true, ..LayoutOptions::default() };
        print(&long_words(template.kind), template, &options, "long words");
    }
}

#[test]
fn every_template_sets_nothing_at_all() {
    for template in templates::ALL {
        let mut content = sparse(template.kind);
        content.blocks.clear();
        print(&content, template, &LayoutOptions::default(), "only a name");
        content.identity = Identity::default();
        print(&content, template, &LayoutOptions::default(), "nothing");
    }
}

#[test]
fn every_template_keeps_what_is_pinned_or_says_that_it_cannot() {
    for template in templates::ALL.iter().filter(|template| template.kind == DocumentKind::Resume) {
        let content = of_kind(DocumentKind::Resume, 27, Locale::En);
        let all: Vec<String> = content.claims().map(|claim| claim.id.clone()).collect();
        let (pinned, droppable) = all.split_at(5);
        let fit_to = |drop_order: &[String], pages| {
            fit(&content, &[], drop_order, pages, template, &TYPESETTER, &LayoutOptions::default())
        };
        let (fitted, outcome) = fit_to(droppable, 1).expect("it fits");
        assert!(outcome.pages == 1 && !outcome.left_out.is_empty(), "{}: {outcome:?}", template.name);
        let left: HashSet<&str> = fitted.claims().map(|claim| claim.id.as_str()).collect();
        assert!(pinned.iter().all(|id| left.contains(id.as_str())), "{}", template.name);
        let error = fit_to(&[], 1).expect_err("everything is pinned");
        assert_eq!(error.kind(), ErrorKind::DoesNotFit, "{}", template.name);
        assert!(error.message().contains("pin fewer"), "{error}");
    }
}

#[test]
fn no_heading_ends_a_page() {
    for template in templates::ALL.iter().filter(|template| template.kind == DocumentKind::Resume) {
        for tightness in [0, 3, MAX_TIGHTNESS] {
            let options = LayoutOptions { tightness, may_break: true, ..LayoutOptions::default() };
            let content = of_kind(DocumentKind::Resume, 29, Locale::En);
            let text = pdftotext(&print(&content, template, &options, "two pages"), Some("-raw"));
            let headings: Vec<&str> = content.blocks.iter().map(|block| block.heading.as_str()).collect();
            for page in text.trim_end_matches('\u{c}').split('\u{c}') {
                let mut lines =
                    page.lines().map(str::trim).filter(|line| line.chars().any(char::is_alphabetic));
                let last = lines.next_back().unwrap_or_default();
                assert!(!headings.contains(&last), "{} {tightness}: {last}", template.name);
            }
        }
    }
}

#[test]
fn an_accent_a_size_and_a_locale_are_what_is_printed() {
    for template in templates::ALL {
        let content = ordinary(template.kind);
        let with = |look: Look| DocumentContent { look, ..content.clone() };
        let picture = |content: &DocumentContent| {
            TYPESETTER
                .pictures(content, template, &LayoutOptions::default(), 110.0)
                .expect("a page")
                .swap_remove(0)
        };
        let is_red = |pixel: &[u8]| pixel[0] > 120 && pixel[1] < 60 && pixel[2] < 60;
        let reds = |content: &DocumentContent| {
            picture(content).rgb.chunks_exact(3).filter(|pixel| is_red(pixel)).count()
        };
        let red = with(Look { accent: Some("#b00000".to_owned()), ..Look::default() });
        assert_eq!((reds(&content), reds(&red) > 0), (0, true), "{}", template.name);

        let lines = |size| {
            let look = Look { text_size_pt: Some(size), ..Look::default() };
            TYPESETTER.layout(&with(look), template, &LayoutOptions::default()).expect("a layout").filled
        };
        assert!(lines(12.0) > lines(9.0), "{}", template.name);
    }
    let content = of_kind(DocumentKind::Resume, 12, Locale::De);
    let file = print(&content, &templates::ALL[0], &LayoutOptions::default(), "German");
    let text = pdftotext(&file, None);
    for words in ["Berufserfahrung", "– heute", "Ausbildung"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(String::from_utf8_lossy(&file).contains("Lebenslauf"), "the title of the file");
}

#[test]
fn headings_of_every_locale_are_usual_to_the_ats_check_and_ones_own_are_warned_of() {
    let template = &templates::ALL[0];
    let findings = |content: &DocumentContent| {
        let report = ats::check(&gather(content, template, None, None));
        report.findings.into_iter().filter(|finding| finding.rule == "standard_headings").count()
    };
    for locale in Locale::ALL {
        let mut content = of_kind(DocumentKind::Resume, 23, locale);
        content.language = "en".to_owned();
        assert_eq!(findings(&content), 0, "{locale:?}");
    }
    let mut content = of_kind(DocumentKind::Resume, 23, Locale::En);
    content.blocks[2].heading = "Where I cooked".to_owned();
    assert_eq!(findings(&content), 1);
    content.identity.name = copied("Bo");
    print(&content, template, &LayoutOptions::default(), "a heading of one's own");
}
