//! Makes the gallery of the templates anew: `cargo run --example gallery` writes `docs/templates.md`
//! and a picture of each template, and of the résumés with a person whose words are hard to set, to
//! `docs/templates/`.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use jobwise::clock::Clock;
use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::locale::Locale;
use jobwise::documents::look::Paper;
use jobwise::documents::model::{DocumentContent, DocumentKind};
use jobwise::documents::templates::{self, Template};
use jobwise::generations::asking::Purses;
use jobwise::generations::model::{GenerationInput, GenerationOptions};
use jobwise::generations::pipeline;
use jobwise::generations::stage::{ProgressSink, StageContext};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::json_resume;

#[path = "../tests/offline/documents_samples.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod documents_samples;
#[path = "../tests/offline/looks_samples.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod looks_samples;
#[path = "../tests/looks/png.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod png;

const PIXELS_PER_INCH: f32 = 62.0;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    fs::create_dir_all(docs.join("templates"))?;
    let today = NaiveDate::from_ymd_opt(2026, 11, 30).ok_or("a day")?;
    let ctx = StageContext {
        lexicon: Lexicon::built_in(),
        typesetter: Arc::new(Typesetter::new()),
        clock: Clock::fixed_day(today),
        progress: ProgressSink::silent(),
        ai: None,
        purses: Purses::default(),
        pdf_engine: None,
    };
    for resume in templates::ALL.iter().filter(|template| template.kind == DocumentKind::Resume) {
        let mut options = GenerationOptions::default();
        options.set_template(DocumentKind::Resume, resume.name, true);
        options.resume_look.paper = Some(Paper::A4);
        options.letter_look.paper = Some(Paper::A4);
        let input = GenerationInput::new(
            json_resume::from_slice(
                &fs::read(data("profile-software-engineer.json"))?,
                &mut json_resume::path_ids(),
            )?,
            posting::read_bytes(&fs::read(data("job-software-engineer.txt"))?)?,
            options,
            today,
        );
        for document in pipeline::run(&input, &ctx).await?.reviewed.documents {
            let template = templates::find(&document.template).ok_or("a template")?;
            let tightness = document.quality.length.tightness;
            write(&docs, template.name, &document.content, template, tightness, &ctx.typesetter)?;
        }
        let hard = looks_samples::of_kind(DocumentKind::Resume, 3, Locale::En);
        write(&docs, &format!("{}-hard", resume.name), &hard, resume, 3, &ctx.typesetter)?;
    }
    fs::write(docs.join("templates.md"), page()?)?;
    Ok(())
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name)
}

fn write(
    docs: &Path,
    name: &str,
    content: &DocumentContent,
    template: &Template,
    tightness: u8,
    typesetter: &Typesetter,
) -> Result<(), Box<dyn Error>> {
    let options = LayoutOptions { tightness, ..LayoutOptions::default() };
    let page = typesetter.pictures(content, template, &options, PIXELS_PER_INCH)?.swap_remove(0);
    let file = png::write(&png::colours(page.width_px, page.height_px, &page.rgb));
    println!("{name}: {} bytes", file.len());
    fs::write(docs.join(format!("templates/{name}.png")), file)?;
    Ok(())
}

/// The page about the templates.
fn page() -> Result<String, std::fmt::Error> {
    let mut page = String::from(INTRODUCTION);
    for template in templates::ALL.iter().filter(|template| template.kind == DocumentKind::Resume) {
        let Template { name, title, description, pair, max_pages, .. } = template;
        let safe =
            if template.is_ats_safe { "Safe for applicant systems" } else { "Not for applicant systems" };
        writeln!(page, "\n## {title}\n")?;
        writeln!(page, "`{name}` and the letter `{pair}`. {safe}; up to {max_pages} pages. {description}\n")?;
        writeln!(page, "![A résumé in the template {name}](templates/{name}.png)")?;
        writeln!(page, "![A letter in the template {pair}](templates/{pair}.png)\n")?;
        writeln!(page, "With a long name and long titles:\n")?;
        writeln!(page, "![A long name in the template {name}](templates/{name}-hard.png)")?;
    }
    Ok(page)
}

const INTRODUCTION: &str = "# Templates

Each look is a pair: a résumé and the letter that goes with it. Ask for one by its name: `template` of
`ResumeOptions` or `CoverLetterOptions` in `generate`, `--template` of `jobwise tailor`; the other of
the pair comes with it unless you name another. The pictures are made of the example profile and
posting of the software engineer by `cargo run --example gallery`.

A template that is safe for applicant systems is read back whole and in order, or the file is not
offered. That is why dates stand behind the places and not at the right edge: readers that look for
columns read what stands there after everything else.

## What may be set

| | GraphQL, in `look` | `jobwise tailor` | |
|---|---|---|---|
| paper | `paper` | `--paper` | A4 or US Letter; else by the country the person lives in |
| accent | `accent` | `--accent` | `#rrggbb`, with a contrast of 4.5 with white at least (`low_contrast` otherwise) |
| size of the text | `textSizePt` | `--text-size` | 9 to 12 points; else what fits the pages best |
| first sections | `sections` | `--sections` | the others follow in the template's order |
| headings | `headings` | `--heading` | up to 40 characters; the ATS check warns of those that systems do not know |
| language of headings and dates | `locale` | `--locale` | English, German, French, Spanish, Italian, Portuguese, Polish |
| pages | `pages` | `--pages` | at most those of the template |

What is set is kept with the document, so that its later versions print alike. The words of the
profile are never translated, and the sentences the program joins of facts are English.
";
