//! The search for the setting in which a document fits, in as few layouts as possible. Part of
//! the page fit.

use std::collections::HashMap;

use super::estimate::Estimate;
use crate::documents::formats::typst::{Layout, MAX_TIGHTNESS};
use crate::error::Result;

/// The space above what a new page begins with, as a share of a page: a document on two pages
/// would take so much more on one.
const LOST_AT_A_BREAK: f32 = 0.018;
/// Layouts after which the search halves what is left instead of trusting its arithmetic.
const TRUSTED_LAYOUTS: usize = 5;

/// One way to make it fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Setting {
    /// How many of the drop order are left out.
    pub dropped: usize,
    /// See [`LayoutOptions::tightness`](crate::documents::formats::typst::LayoutOptions).
    pub tightness: u8,
}

/// Searches the settings; `lay_out` says what one comes to.
pub struct Solver<L> {
    estimate: Estimate,
    loosest: u8,
    droppable: usize,
    pages: u8,
    lay_out: L,
    known: HashMap<Setting, Layout>,
    /// What the last layout measured, over what the estimate said of it.
    correction: f32,
}

impl<L: FnMut(Setting) -> Result<Layout>> Solver<L> {
    /// A search from the setting `loosest` on for at most `pages` pages; as many as `droppable`
    /// of the drop order may go.
    pub fn new(estimate: Estimate, loosest: u8, droppable: usize, pages: u8, lay_out: L) -> Self {
        Self { estimate, loosest, droppable, pages, lay_out, known: HashMap::new(), correction: 1.0 }
    }

    /// The setting to print in, with its layout; none when the document never fits.
    ///
    /// # Errors
    /// Those of a layout.
    pub fn solve(&mut self) -> Result<Option<(Setting, Layout)>> {
        let Some(mut setting) = self.loosest_that_fits()? else { return Ok(None) };
        if setting.dropped > 0 {
            setting = self.loosened(setting)?;
        }
        Ok(Some((setting, self.layout(setting)?)))
    }

    /// The settings in the order of preference are numbered: first ever tighter, then in the
    /// tightest with ever more dropped.
    fn setting(&self, number: usize) -> Setting {
        let steps = usize::from(MAX_TIGHTNESS - self.loosest);
        let tightness = self.loosest + u8::try_from(number.min(steps)).unwrap_or(MAX_TIGHTNESS);
        Setting { dropped: number.saturating_sub(steps), tightness }
    }

    /// The first setting in which the document fits.
    ///
    /// A layout costs far more than anything else here. So each is chosen by what the estimate
    /// says, corrected by what the layouts so far have measured, and the search ends when the
    /// setting before one that fits is known or can be told not to.
    fn loosest_that_fits(&mut self) -> Result<Option<Setting>> {
        let count = usize::from(MAX_TIGHTNESS - self.loosest) + self.droppable + 1;
        // All before `first` are too long; `enough` fits, once there is one.
        let (mut first, mut enough) = (0, None);
        loop {
            let end = enough.unwrap_or(count);
            if first == end {
                break;
            }
            let probe = if self.known.len() < TRUSTED_LAYOUTS {
                let fits =
                    |number: &usize| self.predicted_pages(self.setting(*number)) <= f32::from(self.pages);
                (first..end).find(fits).unwrap_or(end - 1)
            } else {
                first + (end - first) / 2
            };
            let setting = self.setting(probe);
            if self.fits(setting)? {
                enough = Some(probe);
                if probe == 0 || self.is_surely_too_long(self.setting(probe - 1), setting) {
                    break;
                }
            } else {
                first = probe + 1;
            }
        }
        Ok(enough.map(|number| self.setting(number)))
    }

    /// Whether the looser of two neighbours is too long, told from the layout of the tighter.
    fn is_surely_too_long(&self, looser: Setting, tighter: Setting) -> bool {
        let Some(layout) = self.known.get(&tighter) else { return false };
        let pages = f32::from(self.pages);
        if looser.dropped == tighter.dropped {
            return self.predicted_pages(looser) > pages;
        }
        // What stands on lines of its own takes one at least. On several pages it might take the
        // room that is left at the foot of an earlier one.
        self.pages == 1
            && self.estimate.has_own_lines(looser.dropped)
            && layout.filled + layout.line_height > pages
    }

    /// The pages a setting takes, by the estimate and what was measured so far.
    fn predicted_pages(&self, setting: Setting) -> f32 {
        self.estimate.pages(setting.dropped, setting.tightness) * self.correction
    }

    fn layout(&mut self, setting: Setting) -> Result<Layout> {
        if let Some(layout) = self.known.get(&setting) {
            return Ok(*layout);
        }
        let layout = (self.lay_out)(setting)?;
        self.correction *= self.pages_taken(&layout) / self.predicted_pages(setting);
        self.known.insert(setting, layout);
        Ok(layout)
    }

    /// The pages a layout would take if it had as many as asked.
    fn pages_taken(&self, layout: &Layout) -> f32 {
        let asked = usize::from(self.pages);
        let over = layout.pages.saturating_sub(asked) as f32;
        let taken = layout.filled + LOST_AT_A_BREAK * over;
        // What stands on the page that is one too many did not fit on those before.
        if layout.pages > asked { taken.max(f32::from(self.pages) + LOST_AT_A_BREAK / 2.0) } else { taken }
    }

    fn fits(&mut self, setting: Setting) -> Result<bool> {
        Ok(self.layout(setting)?.pages <= usize::from(self.pages))
    }

    /// A looser setting without the claims dropped, where there is room: as little as possible
    /// was dropped, so there is hardly any.
    fn loosened(&mut self, fitting: Setting) -> Result<Setting> {
        let mut loosest = fitting;
        while loosest.tightness > self.loosest {
            let looser = Setting { tightness: loosest.tightness - 1, ..loosest };
            if self.predicted_pages(looser) > f32::from(self.pages) || !self.fits(looser)? {
                break;
            }
            loosest = looser;
        }
        Ok(loosest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Claims of one line each on a page of fifty that the loosest setting fills twice.
    fn estimate(claims: usize) -> Estimate {
        let whole: Vec<f32> = (0..=MAX_TIGHTNESS).map(|tightness| 1.9 - 0.1 * f32::from(tightness)).collect();
        let tightest = whole[usize::from(MAX_TIGHTNESS)];
        let without = (0..=claims).map(|dropped| tightest - 0.02 * dropped as f32).collect();
        Estimate { whole, without, has_own_lines: vec![true; claims] }
    }

    #[test]
    fn the_best_setting_is_found_in_few_layouts_though_the_estimate_is_off() {
        let claims = 60;
        for percent in (40..=150).step_by(5) {
            let off = percent as f32 / 100.0;
            let truth = estimate(claims);
            let taken = |setting: Setting| truth.pages(setting.dropped, setting.tightness) * off;
            let mut layouts = 0;
            let lay_out = |setting: Setting| {
                layouts += 1;
                let filled = taken(setting);
                Ok(Layout { pages: filled.ceil() as usize, filled, line_height: 0.02 * off })
            };
            let (setting, layout) = Solver::new(estimate(claims), 0, claims, 1, lay_out)
                .solve()
                .expect("layouts do not fail")
                .expect("a setting fits");
            assert!(layout.pages == 1 && layouts <= 4, "{percent} %: {setting:?} in {layouts} layouts");
            let looser = match setting {
                Setting { dropped: 0, tightness: 0 } => continue,
                Setting { dropped: 0, tightness } => Setting { dropped: 0, tightness: tightness - 1 },
                Setting { dropped, .. } => Setting { dropped: dropped - 1, tightness: MAX_TIGHTNESS },
            };
            assert!(taken(looser) > 1.0, "{percent} %: {looser:?} fits as well as {setting:?}");
        }
    }

    #[test]
    fn a_document_that_never_fits_has_no_setting() {
        let lay_out = |_| Ok(Layout { pages: 2, filled: 1.1, line_height: 0.02 });
        assert_eq!(Solver::new(estimate(9), 0, 9, 1, lay_out).solve().expect("no fault"), None);
    }
}
