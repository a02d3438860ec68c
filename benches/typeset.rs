//! What one résumé costs in each template: CPU time of layout, tagged PDF, page fit and read-back of
//! two pages, and the memory after five thousand of them. Run with `cargo bench --bench typeset`.

use std::fs;
use std::hint::black_box;

use jobwise::documents::fit::fit;
use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::model::{DocumentContent, DocumentKind};
use jobwise::documents::readback::pdf::read_back;
use jobwise::documents::templates::{self, Template};

#[path = "../tests/offline/documents_samples.rs"]
#[allow(dead_code)]
mod documents_samples;

/// Documents measured for the mean.
const ROUNDS: u32 = 50;

/// Documents printed before memory is compared again, and how often it is.
const MANY: u32 = 1_000;
const ROUNDS_OF_MANY: u32 = 5;

fn main() {
    let typesetter = Typesetter::new();
    let before = cpu_ms();
    let file = pdf(&typesetter, &templates::ALL[0], &sample(0));
    println!("first PDF, with fonts and templates read   {:8.2} ms CPU", cpu_ms() - before);
    println!("file                                       {:8} bytes", file.len());
    for template in templates::ALL.iter().filter(|template| template.kind == DocumentKind::Resume) {
        measure_template(&typesetter, template);
    }
    let early = resident_mb();
    println!("resident memory                            {early:8.1} MB");
    let template = &templates::ALL[0];
    for round in 1..=ROUNDS_OF_MANY {
        (0..MANY).for_each(|n| drop(black_box(pdf(&typesetter, template, &sample(n + round * MANY)))));
        let now = resident_mb();
        println!(
            "  after {:5} more PDFs                     {now:8.1} MB, {:+.1} MB",
            round * MANY,
            now - early
        );
    }
}

/// What each step costs in a template, for résumés of two pages.
fn measure_template(typesetter: &Typesetter, template: &Template) {
    println!("\n{}", template.name);
    let options = LayoutOptions { may_break: true, ..LayoutOptions::default() };
    let pages = typesetter.layout(&sample(0), template, &options).expect("a layout").pages;
    let files: Vec<(DocumentContent, Vec<u8>)> =
        (1..=ROUNDS).map(|n| (sample(n), pdf(typesetter, template, &sample(n)))).collect();
    measure(&format!("layout of {pages} pages"), |n| {
        black_box(typesetter.layout(&sample(n + ROUNDS), template, &options).expect("a layout"));
    });
    measure("PDF, its layout included", |n| {
        drop(black_box(pdf(typesetter, template, &sample(n + 2 * ROUNDS))));
    });
    measure("page fit to two pages", |n| {
        let content = sample(n + 3 * ROUNDS);
        let order: Vec<String> = content.claims().map(|claim| claim.id.clone()).collect();
        black_box(fit(&content, &[], &order, 2, template, typesetter, &options).expect("it fits"));
    });
    measure("read-back", |n| {
        let (content, file) = &files[n as usize - 1];
        let read = read_back(file, content).expect("a PDF");
        assert!(read.is_perfect() || !template.is_ats_safe);
    });
}

fn pdf(typesetter: &Typesetter, template: &Template, content: &DocumentContent) -> Vec<u8> {
    let options = LayoutOptions { may_break: true, ..LayoutOptions::default() };
    typesetter.pdf(content, template, &options).expect("a file")
}

/// A résumé of two pages whose words no other has, so that nothing is remembered of it.
fn sample(n: u32) -> DocumentContent {
    let mut content = documents_samples::resume(6);
    content.identity.name = documents_samples::copied(&format!("Person {n}"));
    content.claims_mut().for_each(|claim| claim.text = format!("{} {n}", claim.text));
    content
}

fn measure(what: &str, mut run: impl FnMut(u32)) {
    let before = cpu_ms();
    (1..=ROUNDS).for_each(&mut run);
    println!("{what:<42} {:8.2} ms CPU, mean of {ROUNDS}", (cpu_ms() - before) / f64::from(ROUNDS));
}

/// CPU time of every thread of this process so far, in milliseconds.
fn cpu_ms() -> f64 {
    let threads = fs::read_dir("/proc/self/task").expect("Linux").flatten();
    let times = threads.map(|thread| fs::read_to_string(thread.path().join("schedstat")).expect("schedstat"));
    let nanoseconds = times.map(|time| time.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()));
    nanoseconds.map(|ns| ns.expect("nanoseconds")).sum::<f64>() / 1e6
}

/// Resident memory of this process, in megabytes.
fn resident_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).expect("kilobytes") / 1024.0
}
