//! Files that were changed at random are judged or refused, and never break their reader's promise:
//! no panic gets out, and what is told is in bounds. Thousands of them.

use std::time::{Duration, Instant};

use jobwise::documents::file_check::{Asked, check};
use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::model::DocumentKind;
use jobwise::documents::readback::foreign::{self, ForeignFormat};
use jobwise::documents::templates;
use jobwise::language::lexicon::Lexicon;

use crate::documents_samples::ordinary;
use crate::docx_file;

/// Changed files of each kind.
const ROUNDS: u64 = 800;

/// Pseudo-random numbers that are the same each time (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap_or(0)
    }
}

/// The file with some bytes changed, parts cut out, doubled or swapped, or words of its format put
/// where others stood.
fn changed(file: &[u8], random: &mut Random) -> Vec<u8> {
    const WORDS: [&[u8]; 14] = [
        b"endobj",
        b"stream",
        b"endstream",
        b"<<",
        b">>",
        b"[",
        b"(",
        b"9999999999",
        b"-1",
        b"0 0 R",
        b"/Filter",
        b"/Kids",
        b"PK\x03\x04",
        b"\0\0\0\0",
    ];
    let mut changed = file.to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(changed.len());
        let length = random.below(200).min(changed.len() - at);
        match random.below(6) {
            0 => changed[at] ^= 1 << random.below(8),
            1 => drop(changed.drain(at..at + length)),
            2 => {
                let part = changed[at..at + length].to_vec();
                let to = random.below(changed.len());
                changed.splice(to..to, part);
            }
            3 => changed.truncate(at.max(8)),
            4 => changed[at..at + length].fill(0),
            _ => {
                let word = WORDS[random.below(WORDS.len())];
                let end = (at + word.len()).min(changed.len());
                changed.splice(at..end, word.iter().copied());
            }
        }
        if changed.is_empty() {
            return b"%PDF-".to_vec();
        }
    }
    changed
}

/// Judges files made of what was changed at random.
fn judge_changed(original: &[u8], seed: u64, least_judged: u64, made: impl Fn(&[u8]) -> Vec<u8>) {
    let mut random = Random(seed);
    let (mut judged, mut slowest) = (0, Duration::ZERO);
    for round in 0..ROUNDS {
        let file = made(&changed(original, &mut random));
        let asked = Asked {
            name: None,
            size_bytes: file.len() as u64,
            format: foreign::sniff(&file).unwrap_or(ForeignFormat::Pdf),
            analysis: None,
        };
        let began = Instant::now();
        if let Ok(check) = check(foreign::read(&file), &asked, Lexicon::built_in()) {
            judged += 1;
            assert!(check.report.score <= 100, "round {round} of seed {seed}");
            let places = check.report.findings.iter().filter_map(|finding| finding.place);
            for place in places {
                let numbers = [place.x, place.y, place.width, place.height];
                assert!(
                    place.page >= 1 && numbers.iter().all(|it| it.is_finite()),
                    "round {round}: {place:?}"
                );
            }
            assert!(serde_json::to_string(&check.report).is_ok());
        }
        slowest = slowest.max(began.elapsed());
    }
    println!("seed {seed}: {judged} of {ROUNDS} were judged, the slowest took {slowest:?}");
    assert!(judged >= least_judged, "hardly any changed file can be read: {judged}");
}

fn own_pdf() -> Vec<u8> {
    let template = templates::find("ats").expect("a template");
    Typesetter::new()
        .pdf(&ordinary(DocumentKind::Resume), template, &LayoutOptions::default())
        .expect("a file")
}

#[test]
fn changed_pdfs_are_judged_or_refused() {
    judge_changed(&own_pdf(), 7, ROUNDS / 20, <[u8]>::to_vec);
    // Unpacked, so that changes meet what is drawn.
    let mut document = pdf_extract::Document::load_mem(&own_pdf()).expect("a file");
    document.decompress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a file");
    judge_changed(&bytes, 8, ROUNDS / 20, <[u8]>::to_vec);
}

#[test]
fn changed_docx_files_are_judged_or_refused() {
    // An archive knows when its parts were changed, so few are read.
    judge_changed(&docx_file::good(), 9, 1, <[u8]>::to_vec);
    let body = docx_file::body();
    judge_changed(body.as_bytes(), 10, ROUNDS / 20, |changed| {
        docx_file::file(&String::from_utf8_lossy(changed), docx_file::PAGE, &[])
    });
}
