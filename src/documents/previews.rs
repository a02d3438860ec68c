//! What a link to a picture of a page names. Pure; the picture is made by `generations::exports`.

use uuid::Uuid;

use super::formats::preview::{PreviewFormat, WIDTHS};

/// A picture of a page of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PreviewPlace {
    /// The document.
    pub document_id: Uuid,
    /// Which version.
    pub version: u32,
    /// The page, from 1.
    pub page: u32,
    /// How it is pictured.
    pub format: PreviewFormat,
    /// Its width in pixels, which are brought within [`WIDTHS`].
    width_px: u32,
}

impl PreviewPlace {
    /// Names a picture.
    pub fn new(document_id: Uuid, version: u32, page: u32, format: PreviewFormat, width_px: u32) -> Self {
        let width_px = width_px.clamp(*WIDTHS.start(), *WIDTHS.end());
        Self { document_id, version, page, format, width_px }
    }

    /// Its width in pixels.
    pub fn width_px(&self) -> u32 {
        self.width_px
    }

    /// The path of its link and what the link's signature is over.
    pub fn path(&self) -> String {
        let Self { document_id, version, page, format, width_px } = self;
        format!("previews/{document_id}/{version}/{page}/{width_px}.{}", format.slug())
    }

    /// The picture of a path's parts: the document, the version, the page, and width with format.
    pub fn read(document: &str, version: &str, page: &str, file: &str) -> Option<Self> {
        let (width, slug) = file.split_once('.')?;
        let format = PreviewFormat::ALL.into_iter().find(|format| format.slug() == slug)?;
        let number = |text: &str| text.parse().ok().filter(|number: &u32| number.to_string() == text);
        let place =
            Self::new(document.parse().ok()?, number(version)?, number(page)?, format, number(width)?);
        WIDTHS.contains(&number(width)?).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_its_picture_and_no_other() {
        let place = PreviewPlace::new(Uuid::from_u128(7), 2, 1, PreviewFormat::Png, 800);
        let path = place.path();
        let parts: Vec<&str> = path.split('/').collect();
        assert_eq!(PreviewPlace::read(parts[1], parts[2], parts[3], parts[4]), Some(place));
        for file in ["800.gif", "800", "0800.png", "99999.png", "-1.png", "1e2.png"] {
            assert_eq!(PreviewPlace::read(parts[1], parts[2], parts[3], file), None, "{file}");
        }
        assert_eq!(PreviewPlace::new(Uuid::nil(), 1, 1, PreviewFormat::Svg, 1).width_px(), 50);
    }
}
