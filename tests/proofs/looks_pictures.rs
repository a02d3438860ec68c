//! The templates look as they did when they were looked at: small pictures of a résumé and a letter
//! in every look, compared with a tolerance that a shifted line exceeds.
//!
//! After a change that is meant, `LOOKS=accept cargo test --test proofs looks_pictures` makes the
//! pictures anew; look at them, and at `docs/templates.md`, before they are committed.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::locale::Locale;
use jobwise::documents::look::Look;
use jobwise::documents::model::DocumentContent;
use jobwise::documents::templates::{self, Template};

use crate::looks_png::{self, Small};
use crate::looks_samples::of_kind;

const PIXELS_PER_INCH: f32 = 30.0;

/// Pictures are compared by squares of so many pixels, whose mean grey, of 15, may differ by so
/// much: letters may be drawn a little otherwise, lines may not move.
const SQUARE: usize = 6;
const TOLERANCE: f32 = 1.0;

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(Typesetter::new);

fn sample(template: &Template) -> DocumentContent {
    of_kind(template.kind, 23, Locale::En)
}

fn picture(content: &DocumentContent, template: &Template, tightness: u8) -> Small {
    let options = LayoutOptions { tightness, may_break: true, ..LayoutOptions::default() };
    let page =
        TYPESETTER.pictures(content, template, &options, PIXELS_PER_INCH).expect("pages").swap_remove(0);
    looks_png::greys(page.width_px, page.height_px, &page.rgb)
}

fn path(template: &Template) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/looks/pictures/{}.png", template.name))
}

/// The most by which a square of one picture differs from that of the other, of 15.
fn difference(one: &Small, other: &Small) -> f32 {
    if (one.width, one.height) != (other.width, other.height) {
        return 15.0;
    }
    let (width, height) = (one.width as usize, one.height as usize);
    let mean = |picture: &Small, left: usize, top: usize| {
        let rows = top..(top + SQUARE).min(height);
        let pixels = rows.flat_map(|y| (left..(left + SQUARE).min(width)).map(move |x| y * width + x));
        let greys: Vec<f32> = pixels.map(|at| f32::from(picture.pixels[at])).collect();
        greys.iter().sum::<f32>() / greys.len() as f32
    };
    let squares =
        (0..height).step_by(SQUARE).flat_map(|top| (0..width).step_by(SQUARE).map(move |left| (left, top)));
    squares.map(|(left, top)| (mean(one, left, top) - mean(other, left, top)).abs()).fold(0.0, f32::max)
}

#[test]
fn every_template_looks_as_it_did() {
    #[expect(clippy::disallowed_methods, reason = "a wish of whoever runs the test, not a setting")]
    let is_accepted = std::env::var("LOOKS").is_ok_and(|wish| wish == "accept");
    for template in templates::ALL {
        let now = picture(&sample(template), template, 0);
        if is_accepted {
            fs::create_dir_all(path(template).parent().expect("a folder")).expect("a folder");
            fs::write(path(template), looks_png::write(&now)).expect("the picture is kept");
        }
        let kept = fs::read(path(template)).expect("a picture of each template is kept");
        let kept = looks_png::read(&kept).expect("a picture");
        let difference = difference(&kept, &now);
        assert!(difference <= TOLERANCE, "{} looks otherwise: {difference} of 15", template.name);
    }
}

#[test]
fn what_moved_or_changed_is_noticed() {
    for template in templates::ALL {
        let content = sample(template);
        let usual = picture(&content, template, 0);
        assert!(difference(&usual, &picture(&content, template, 0)) <= 0.0, "{}", template.name);
        let tighter = difference(&usual, &picture(&content, template, 1));
        assert!(tighter > TOLERANCE, "{}: {tighter}", template.name);
        let mut shorter = content.clone();
        shorter.identity.label = None;
        let shorter = difference(&usual, &picture(&shorter, template, 0));
        assert!(shorter > TOLERANCE || content.identity.label.is_none(), "{}: {shorter}", template.name);
        let look = Look { text_size_pt: Some(9.0), ..Look::default() };
        let smaller = difference(&usual, &picture(&DocumentContent { look, ..content }, template, 0));
        assert!(smaller > TOLERANCE, "{}: {smaller}", template.name);
        let mut shifted = picture(&sample(template), template, 0);
        shifted.pixels.rotate_right(2 * shifted.width as usize);
        assert!(difference(&usual, &shifted) > TOLERANCE, "{}: two pixels down", template.name);
    }
}

#[test]
fn pictures_are_read_as_they_were_written() {
    let picture = picture(&sample(&templates::ALL[0]), &templates::ALL[0], 0);
    let file = looks_png::write(&picture);
    assert!(file.len() < 20_000, "{} bytes", file.len());
    let read = looks_png::read(&file).expect("a picture");
    assert!(read.pixels == picture.pixels && read.palette == picture.palette);
    assert!(looks_png::read(b"no picture").is_none());
}

#[test]
fn the_gallery_shows_every_template() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs");
    let page = fs::read_to_string(folder.join("templates.md")).expect("the gallery");
    for template in templates::ALL {
        assert!(page.contains(&format!("`{}`", template.name)), "{} is not told of", template.name);
        let size =
            fs::metadata(folder.join(format!("templates/{}.png", template.name))).expect("a picture").len();
        assert!(size < 60_000, "{}: {size} bytes", template.name);
        assert!(page.contains(&format!("(templates/{}.png)", template.name)), "{}", template.name);
    }
}
