//! What each format of a résumé of two pages costs: CPU time to write it, to read it back, and its
//! size; then pictures of a page. Run with `cargo bench --bench formats`.

use std::fs;
use std::hint::black_box;

use jobwise::documents::formats::preview::{PreviewFormat, preview};
use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::formats::wkhtmltopdf::Wkhtmltopdf;
use jobwise::documents::formats::{self, Engine, Source};
use jobwise::documents::model::DocumentContent;
use jobwise::documents::record::FileFormat;
use jobwise::documents::templates::{self, Template};

#[path = "../tests/offline/documents_samples.rs"]
#[allow(dead_code)]
mod documents_samples;

/// Documents measured for the mean.
const ROUNDS: u32 = 100;

/// Pictures and runs of the other engine, which take longer.
const FEW_ROUNDS: u32 = 10;

fn main() {
    let typesetter = Typesetter::new();
    let template = templates::find("ats").expect("the classic template");
    let options = LayoutOptions { may_break: true, ..LayoutOptions::default() };
    let samples: Vec<DocumentContent> = (0..ROUNDS).map(sample).collect();
    let pages = typesetter.layout(&samples[0], template, &options).expect("a layout").pages;
    println!("a résumé of {pages} pages, mean of {ROUNDS}, ms CPU");
    println!("{:<12} {:>10} {:>10} {:>10}", "format", "write", "read back", "bytes");
    for row in formats::ALL {
        let write = |content: &DocumentContent| {
            (row.write)(&source(content, template, &options, &typesetter)).expect("a file")
        };
        let files: Vec<Vec<u8>> = samples.iter().map(write).collect();
        // Other words, so that nothing is remembered of those before.
        let others: Vec<DocumentContent> = (0..ROUNDS).map(|n| sample(n + 1_000)).collect();
        let written = measure(ROUNDS, |n| drop(black_box(write(&others[n]))));
        let read = measure(ROUNDS, |n| {
            let read = (row.read_back)(&files[n], &samples[n]).expect("a file");
            assert!(read.is_perfect(), "{:?}", read.fields);
        });
        println!("{:<12} {written:>10.3} {read:>10.3} {:>10}", row.format.slug(), files[0].len());
    }
    for (format, width) in
        [(PreviewFormat::Png, 300), (PreviewFormat::Png, 1_000), (PreviewFormat::Svg, 1_000)]
    {
        let mut size = 0;
        let pictured = measure(FEW_ROUNDS, |n| {
            size = preview(&source(&samples[n], template, &options, &typesetter), format, 1, width)
                .expect("a picture")
                .bytes
                .len();
        });
        let name = format!("{} {width}", format.slug());
        println!("{name:<12} {pictured:>10.3} {:>10} {size:>10}", "");
    }
    let Ok(program) = Wkhtmltopdf::find(None) else { return };
    let engine = Some(Engine { program: &program, is_cancelled: &|| false });
    let began = std::time::Instant::now();
    for content in samples.iter().take(FEW_ROUNDS as usize) {
        black_box(
            formats::make(
                FileFormat::Pdf,
                &Source { engine, ..source(content, template, &options, &typesetter) },
            )
            .expect("a file"),
        );
    }
    let each = began.elapsed().as_secs_f64() * 1e3 / f64::from(FEW_ROUNDS);
    println!("PDF by wkhtmltopdf, with its read-back: {each:.0} ms of time, mean of {FEW_ROUNDS}");
}

/// A résumé of two pages whose words no other has.
fn sample(n: u32) -> DocumentContent {
    let mut content = documents_samples::resume(7);
    content.identity.name = documents_samples::copied(&format!("Person {n}"));
    content.claims_mut().for_each(|claim| claim.text = format!("{} {n}", claim.text));
    content
}

/// What a file is written from.
fn source<'a>(
    content: &'a DocumentContent,
    template: &'a Template,
    options: &'a LayoutOptions,
    typesetter: &'a Typesetter,
) -> Source<'a> {
    Source { content, template, options, typesetter, engine: None }
}

/// The mean CPU time of a round, in milliseconds.
fn measure(rounds: u32, mut run: impl FnMut(usize)) -> f64 {
    let before = cpu_ms();
    (0..rounds as usize).for_each(&mut run);
    (cpu_ms() - before) / f64::from(rounds)
}

/// CPU time of every thread of this process so far, in milliseconds.
fn cpu_ms() -> f64 {
    let threads = fs::read_dir("/proc/self/task").expect("Linux").flatten();
    let times = threads.map(|thread| fs::read_to_string(thread.path().join("schedstat")).expect("schedstat"));
    let nanoseconds = times.map(|time| time.split_whitespace().next().and_then(|ns| ns.parse::<f64>().ok()));
    nanoseconds.map(|ns| ns.expect("nanoseconds")).sum::<f64>() / 1e6
}
