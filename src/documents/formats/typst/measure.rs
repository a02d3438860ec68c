//! How much of its pages a layout covers.

use ::typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

use super::Layout;

/// Baselines nearer than this, in points, belong to one line.
const ONE_LINE: f64 = 5.0;

/// Counts the pages and measures them. The margin at the foot of a page is taken to be the one
/// above its first line.
pub fn measure(document: &PagedDocument) -> Layout {
    let pages: Vec<Lines> = document.pages().iter().map(|page| Lines::of(&page.frame)).collect();
    let margin = pages.iter().map(|lines| lines.top).fold(f64::MAX, f64::min);
    let mut layout = Layout { pages: pages.len().max(1), filled: 0.0, line_height: 1.0 };
    for (page, lines) in document.pages().iter().zip(pages) {
        let height = (page.frame.height().to_pt() - 2.0 * margin).max(1.0);
        let share = |length: f64| (length / height) as f32;
        layout.filled += lines.baselines.last().map_or(0.0, |lowest| share(lowest - margin));
        let gaps = lines.baselines.windows(2).map(|pair| pair[1] - pair[0]).filter(|gap| *gap > ONE_LINE);
        layout.line_height = gaps.map(share).fold(layout.line_height, f32::min);
    }
    layout
}

/// The lines of a page, in points from its upper edge.
struct Lines {
    /// The upper edge of the highest capital letter.
    top: f64,
    /// From the highest to the lowest.
    baselines: Vec<f64>,
}

impl Lines {
    fn of(page: &Frame) -> Self {
        let mut lines = Self { top: f64::MAX, baselines: Vec::new() };
        lines.collect(page, 0.0);
        lines.baselines.sort_by(f64::total_cmp);
        lines
    }

    fn collect(&mut self, frame: &Frame, top: f64) {
        for (point, item) in frame.items() {
            let at = top + point.y.to_pt();
            match item {
                FrameItem::Group(group) => self.collect(&group.frame, at),
                FrameItem::Text(text) => {
                    let capital = text.font.metrics().cap_height.at(text.size).to_pt();
                    self.top = self.top.min(at - capital);
                    self.baselines.push(at);
                }
                _ => {}
            }
        }
    }
}
