//! Pictures of a document's pages, for a screen: PNG or SVG of the very layout its PDF has.

use typst_render::RenderOptions;
use typst_svg::SvgOptions;

use super::Source;
use crate::error::{Error, Result};

/// The narrowest and the widest picture, in pixels: a thumbnail, and a page at 290 dots per inch.
pub const WIDTHS: std::ops::RangeInclusive<u32> = 50..=2_400;

/// How a page is pictured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PreviewFormat {
    /// Pixels.
    Png,
    /// Shapes, for any size; its letters are drawn, not text.
    Svg,
}

impl PreviewFormat {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Png, Self::Svg];

    /// The format's name at the end of file names.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// A picture of a page, and how many pages there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The picture.
    pub bytes: Vec<u8>,
    /// Pages of the document.
    pub pages: usize,
}

/// Pictures a page, the first being 1, that many pixels wide; an SVG has no pixels. The same
/// source gives the same bytes. CPU-bound.
///
/// # Errors
/// `Invalid` for a page the document does not have, a width outside [`WIDTHS`], or a script no font
/// is installed for.
pub fn preview(source: &Source<'_>, format: PreviewFormat, page: u32, width_px: u32) -> Result<Preview> {
    if !WIDTHS.contains(&width_px) {
        let message = format!("A preview is {} to {} pixels wide.", WIDTHS.start(), WIDTHS.end());
        return Err(Error::invalid(message));
    }
    let document = source.typesetter.set(source.content, source.template, source.options)?;
    let pages = document.pages();
    let index = usize::try_from(page).unwrap_or(usize::MAX).wrapping_sub(1);
    let Some(pictured) = pages.get(index) else {
        let pages = if pages.len() == 1 { "1 page".to_owned() } else { format!("{} pages", pages.len()) };
        return Err(Error::invalid(format!("There is no page {page}: the document has {pages}.")));
    };
    let bytes = match format {
        PreviewFormat::Svg => typst_svg::svg(pictured, &SvgOptions::default()).into_bytes(),
        PreviewFormat::Png => {
            let scale = f64::from(width_px) / pictured.frame.width().to_pt().max(1.0);
            let options = RenderOptions { pixel_per_pt: scale.into(), ..RenderOptions::default() };
            typst_render::render(pictured, &options)
                .encode_png()
                .map_err(|cause| Error::internal("A page could not be pictured.", cause))?
        }
    };
    Ok(Preview { bytes, pages: pages.len() })
}
