//! How much of the paper a layout covers.

use ::typst::layout::{Abs, Frame, FrameItem};
use typst_layout::PagedDocument;

use super::Layout;

/// Counts the pages and measures the last one.
pub fn measure(document: &PagedDocument) -> Layout {
    let last_page_fill = document.pages().last().map_or(0.0, |page| {
        let height = page.frame.height().to_pt();
        if height > 0.0 { (lowest(&page.frame).to_pt() / height) as f32 } else { 0.0 }
    });
    Layout { pages: document.pages().len().max(1), last_page_fill }
}

/// The lowest baseline or edge in a frame, from its top.
fn lowest(frame: &Frame) -> Abs {
    let bottom = |at: Abs, item: &FrameItem| match item {
        FrameItem::Group(group) => at + lowest(&group.frame),
        FrameItem::Image(_, size, _) => at + size.y,
        FrameItem::Text(_) | FrameItem::Shape(..) => at,
        FrameItem::Link(..) | FrameItem::Tag(_) => Abs::zero(),
    };
    frame.items().map(|(point, item)| bottom(point.y, item)).fold(Abs::zero(), Abs::max)
}
