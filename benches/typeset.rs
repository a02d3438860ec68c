//! What one résumé costs: CPU time of layout, PDF and read-back, and the memory after a
//! thousand of them. Run with `cargo bench --bench typeset`.

use std::fs;
use std::hint::black_box;

use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::model::{DocumentContent, DocumentKind};
use jobwise::documents::readback::pdf::read_back;
use jobwise::documents::templates;

#[path = "../tests/offline/documents_samples.rs"]
#[allow(dead_code)]
mod documents_samples;

/// Documents measured for the mean.
const ROUNDS: u32 = 100;

/// Documents printed before memory is compared again.
const MANY: u32 = 1_000;

fn main() {
    let typesetter = Typesetter::new();
    let template = templates::find("ats").expect("the classic template");
    let options = LayoutOptions::default();
    let layout =
        |content: &DocumentContent| typesetter.layout(content, template, &options).expect("a layout");
    let pdf = |content: &DocumentContent| typesetter.pdf(content, template, &options).expect("a file");

    let before = cpu_ms();
    let file = pdf(&sample(0));
    println!("first PDF, with fonts and templates read   {:8.2} ms CPU", cpu_ms() - before);
    println!("file                                       {:8} bytes", file.len());

    let files: Vec<(DocumentContent, Vec<u8>)> = (1..=ROUNDS).map(|n| (sample(n), pdf(&sample(n)))).collect();
    measure("layout", |n| {
        black_box(layout(&sample(n + ROUNDS)));
    });
    measure("PDF, its layout included", |n| drop(black_box(pdf(&sample(n + 2 * ROUNDS)))));
    measure("read-back", |n| {
        let (content, file) = &files[n as usize - 1];
        assert!(read_back(file, content).expect("a PDF").is_perfect());
    });

    let early = resident_mb();
    (0..MANY).for_each(|n| drop(black_box(pdf(&sample(n + 3 * ROUNDS)))));
    println!(
        "resident memory                            {early:8.1} MB, {:.1} MB after {MANY} more",
        resident_mb()
    );
}

/// A résumé of one page whose words no other has, so that nothing is remembered of it.
fn sample(n: u32) -> DocumentContent {
    let mut content = documents_samples::ordinary(DocumentKind::Resume);
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
