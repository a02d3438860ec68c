//! How documents fill their pages: room that is left is used, no page is hardly begun, and no
//! entry is broken beside a single line.

use std::sync::LazyLock;

use jobwise::documents::fit::fit;
use jobwise::documents::formats::typst::{LayoutOptions, MAX_TIGHTNESS, Typesetter};
use jobwise::documents::model::{DocumentContent, PageFit};
use jobwise::documents::readback::pdf::read_back;
use jobwise::documents::templates::{self, Template};

use crate::documents_samples::resume;
use crate::poppler::pdftotext;

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(Typesetter::new);

fn template() -> &'static Template {
    templates::find("ats").expect("the classic template")
}

fn filled(content: &DocumentContent, tightness: u8) -> f32 {
    let options = LayoutOptions { tightness, ..LayoutOptions::default() };
    TYPESETTER.layout(content, template(), &options).expect("a layout").filled
}

fn fit_to(content: &DocumentContent, spare: &[String], pages: u8) -> (DocumentContent, PageFit) {
    fit(content, spare, &[], pages, template(), &TYPESETTER, &LayoutOptions::default()).expect("it fits")
}

#[test]
fn spare_claims_fill_a_page_at_its_loosest_and_no_further() {
    let content = resume(5);
    let spare: Vec<String> = content
        .claims()
        .map(|claim| claim.id.clone())
        .filter(|id| id.starts_with('p') && id.contains('b'))
        .collect();
    let (fitted, outcome) = fit_to(&content, &spare, 1);
    let left = fitted.claims().count();
    assert_eq!((outcome.pages, outcome.tightness), (1, 0));
    assert!(left > 0 && left < content.claims().count());
    assert!(filled(&fitted, 0) > 0.9, "{}", filled(&fitted, 0));
    // The tightest setting would have held more of them.
    assert!(filled(&fitted, MAX_TIGHTNESS) < 0.85);
}

#[test]
fn no_last_page_is_hardly_begun() {
    let mut saved = 0;
    for positions in 1..9 {
        for lines in 0..5 {
            let mut content = resume(positions);
            content.blocks[2].entries[positions - 1].claims.truncate(5 - lines);
            let (fitted, outcome) = fit_to(&content, &[], 2);
            assert_eq!(fitted, content, "nothing is left out of it");
            let (loosest, printed) = (filled(&content, 0), filled(&content, outcome.tightness));
            assert!(outcome.pages == 1 || printed > 1.2, "{positions} −{lines}: {printed} {outcome:?}");
            saved += u32::from(outcome.pages == 1 && loosest > 1.05);
        }
    }
    assert!(saved > 0, "no document came to lie between one page and two");
}

/// How many bullets of the entry that a page break runs through stand before and after it; none
/// where the break is between two entries.
fn broken(content: &DocumentContent, tightness: u8, may_break: bool) -> Vec<(usize, usize)> {
    let options = LayoutOptions { tightness, may_break, ..LayoutOptions::default() };
    let file = TYPESETTER.pdf(content, template(), &options).expect("a file");
    assert!(read_back(&file, content).expect("a PDF").is_perfect());
    let text = pdftotext(&file, None);
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    let bullets = |text: &str| text.matches('•').count();
    pages
        .windows(2)
        .map(|pair| {
            let before = pair[0].rsplit("Senior Engineer").next().unwrap_or_default();
            let after = pair[1].split("Senior Engineer").next().unwrap_or_default();
            let after = after.split("Projects").next().unwrap_or_default();
            (bullets(before), bullets(after))
        })
        .filter(|(_, after)| *after > 0)
        .collect()
}

#[test]
fn no_entry_is_broken_beside_a_single_line() {
    let breaks = |may_break: bool| -> Vec<(usize, usize)> {
        let contents = (4..9).map(resume);
        contents
            .flat_map(|content| (0..=MAX_TIGHTNESS).map(move |tightness| (content.clone(), tightness)))
            .flat_map(|(content, tightness)| broken(&content, tightness, may_break))
            .collect()
    };
    let is_alone = |(before, after): &(usize, usize)| *before == 1 || *after == 1;
    assert!(breaks(false).iter().any(is_alone), "the samples have no such break to be kept from");
    let kept = breaks(true);
    assert!(!kept.is_empty() && !kept.iter().any(is_alone), "{kept:?}");
}
