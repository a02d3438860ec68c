//! Pages as pixels: what the pictures of the templates are made of, and what holds them to the
//! ones that were looked at.

use typst_layout::PagedDocument;
use typst_render::{RenderOptions, render};

/// A page in pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row.
    pub width_px: u32,
    /// Rows.
    pub height_px: u32,
    /// Red, green and blue of each pixel, row by row from the top.
    pub rgb: Vec<u8>,
}

/// Pictures every page of a document on white, that many pixels to the inch.
pub fn pictures(document: &PagedDocument, pixels_per_inch: f32) -> Vec<Picture> {
    let pixel_per_pt = f64::from(pixels_per_inch) / 72.0;
    let options = RenderOptions { pixel_per_pt: pixel_per_pt.into(), ..RenderOptions::default() };
    document
        .pages()
        .iter()
        .map(|page| {
            let pixels = render(page, &options);
            let rgb =
                pixels.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
            Picture { width_px: pixels.width(), height_px: pixels.height(), rgb }
        })
        .collect()
}
