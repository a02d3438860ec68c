//! Every template that says it is safe for applicant systems, forty people, seven locales: each file
//! is read back whole and in order, and poppler finds every word of a sample in all of its modes.
//! Each person is printed in one locale, in turn; with `LOOKS=all` in every one.

use std::thread;

use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::locale::Locale;
use jobwise::documents::printed::Printed;
use jobwise::documents::readback::pdf::read_back;
use jobwise::documents::templates::{self, Template};

use crate::looks_samples::{PEOPLE, of_kind};

/// Of so many files one is read by poppler, too.
const SAMPLED: usize = 28;

/// The locales in which a template prints a person.
fn locales(template: usize, person: usize) -> Vec<Locale> {
    #[expect(clippy::disallowed_methods, reason = "a wish of whoever runs the test, not a setting")]
    let wish = std::env::var("LOOKS");
    match wish.as_deref() {
        Ok("all") => Locale::ALL.to_vec(),
        _ => vec![Locale::ALL[(template + person) % Locale::ALL.len()]],
    }
}

#[test]
fn every_file_of_a_safe_template_is_read_back_whole() {
    let typesetter = Typesetter::new();
    let safe: Vec<(usize, &Template)> =
        templates::ALL.iter().filter(|template| template.is_ats_safe).enumerate().collect();
    let halves = safe.chunks(safe.len().div_ceil(2));
    let files: usize = thread::scope(|scope| {
        let threads: Vec<_> = halves.map(|half| scope.spawn(|| read_all(half, &typesetter))).collect();
        threads.into_iter().map(|thread| thread.join().expect("every file is read")).sum()
    });
    assert_eq!(files, safe.len() * PEOPLE * locales(0, 0).len());
}

/// Prints and reads; the number of files.
fn read_all(templates: &[(usize, &Template)], typesetter: &Typesetter) -> usize {
    let mut files = 0;
    for (at, template) in templates {
        for n in 0..PEOPLE {
            for locale in locales(*at, n) {
                let content = of_kind(template.kind, n, locale);
                let options = LayoutOptions { may_break: true, ..LayoutOptions::default() };
                let file = typesetter.pdf(&content, template, &options).expect("a file");
                let read = read_back(&file, &content).expect("a PDF");
                let lost: Vec<_> = read.fields.iter().filter(|field| !field.is_found).collect();
                let what = format!("{} {n} {locale:?}", template.name);
                assert!(read.is_perfect(), "{what}: {lost:?} {:?} {}", read.glyph_problems, read.text);
                assert!(!read.has_columns, "{what} has columns");
                if files % SAMPLED == 0 {
                    check_poppler(&file, &Printed::new(&content), &what);
                }
                files += 1;
            }
        }
    }
    files
}

fn check_poppler(file: &[u8], printed: &Printed, what: &str) {
    for mode in [None, Some("-layout"), Some("-raw")] {
        // A line may end after a hyphen or a slash, and a dash stands apart from no word.
        let squeezed = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
        let text = squeezed(&crate::poppler::pdftotext(file, mode));
        for (field, expected) in printed.fields() {
            for word in expected.split_whitespace() {
                assert!(text.contains(&squeezed(word)), "{what} {mode:?}: {field} {word:?} in {text}");
            }
        }
    }
}
