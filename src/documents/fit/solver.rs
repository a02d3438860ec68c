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

/// How many steps tighter a document is set to save its last page.
const STEPS_TO_SAVE_A_PAGE: u8 = MAX_TIGHTNESS / 2;
/// A last page less full than this share of it is saved in any setting.
const WORTH_A_PAGE: f32 = 0.25;
/// How far above its pages a setting may be predicted and still be tried for that.
const PREDICTION_ERROR: f32 = 1.04;

/// One way to make it fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Setting {
    /// How many of the drop order are left out.
    pub dropped: usize,
    /// See [`LayoutOptions::tightness`](crate::documents::formats::typst::LayoutOptions).
    pub tightness: u8,
}

/// How many of the drop order may go.
#[derive(Debug, Clone, Copy)]
pub struct Droppable {
    /// The first so many only fill room that is left: they go before the type is set tighter.
    pub spare: usize,
    /// All.
    pub all: usize,
}

/// Searches the settings; `lay_out` says what one comes to.
pub struct Solver<L> {
    estimate: Estimate,
    loosest: u8,
    droppable: Droppable,
    pages: u8,
    lay_out: L,
    known: HashMap<Setting, Layout>,
    /// What the last layout measured, over what the estimate said of it.
    correction: f32,
}

impl<L: FnMut(Setting) -> Result<Layout>> Solver<L> {
    /// A search from the setting `loosest` on for at most `pages` pages.
    pub fn new(estimate: Estimate, loosest: u8, droppable: Droppable, pages: u8, lay_out: L) -> Self {
        Self { estimate, loosest, droppable, pages, lay_out, known: HashMap::new(), correction: 1.0 }
    }

    /// The setting to print in, with its layout; none when the document never fits.
    ///
    /// # Errors
    /// Those of a layout.
    pub fn solve(&mut self) -> Result<Option<(Setting, Layout)>> {
        let Some(mut setting) = self.first_that_fits(&self.settings())? else { return Ok(None) };
        if setting.dropped > self.droppable.spare {
            setting = self.loosened(setting)?;
        }
        if setting.dropped == 0 {
            setting = self.on_a_page_less(setting)?;
        }
        Ok(Some((setting, self.layout(setting)?)))
    }

    /// The settings in the order of preference: in the loosest with ever more of the spare
    /// dropped, then ever tighter, then in the tightest with ever more dropped.
    fn settings(&self) -> Vec<Setting> {
        let Droppable { spare, all } = self.droppable;
        let filled_up = (0..spare).map(|dropped| Setting { dropped, tightness: self.loosest });
        let tightened = (self.loosest..MAX_TIGHTNESS).map(|tightness| Setting { dropped: spare, tightness });
        let cut = (spare..=all).map(|dropped| Setting { dropped, tightness: MAX_TIGHTNESS });
        filled_up.chain(tightened).chain(cut).collect()
    }

    /// A setting of the whole document on a page less, where its last page is hardly begun.
    fn on_a_page_less(&mut self, setting: Setting) -> Result<Setting> {
        let layout = self.layout(setting)?;
        if layout.pages < 2 || layout.pages < usize::from(self.pages) || setting.tightness > self.loosest {
            return Ok(setting);
        }
        let fewer = self.pages - 1;
        let is_nearly_empty = layout.filled < f32::from(fewer) + WORTH_A_PAGE;
        let steps = if is_nearly_empty { MAX_TIGHTNESS } else { STEPS_TO_SAVE_A_PAGE };
        let tightest = (self.loosest + steps).min(MAX_TIGHTNESS);
        let tightened = |tightness| Setting { tightness, ..setting };
        let settings: Vec<Setting> = (self.loosest + 1..=tightest).map(tightened).collect();

        self.pages = fewer;
        // What was measured is held against the pages asked, which are others now.
        self.layout(setting)?;
        let may_fit = self.predicted_pages(tightened(tightest)) <= f32::from(fewer) * PREDICTION_ERROR;
        let saved = if may_fit { self.first_that_fits(&settings)? } else { None };
        self.pages = fewer + 1;
        Ok(saved.unwrap_or(setting))
    }

    /// The first of the settings, each of which takes less room than the one before, in which
    /// the document fits.
    ///
    /// A layout costs far more than anything else here. So each is chosen by what the estimate
    /// says, corrected by what the layouts so far have measured, and the search ends when the
    /// setting before one that fits is known or can be told not to.
    fn first_that_fits(&mut self, settings: &[Setting]) -> Result<Option<Setting>> {
        // All before `first` are too long; `enough` fits, once there is one.
        let (mut first, mut enough) = (0, None);
        let laid_out_before = self.known.len();
        loop {
            let end = enough.unwrap_or(settings.len());
            if first == end {
                break;
            }
            let probe = if self.known.len() - laid_out_before < TRUSTED_LAYOUTS {
                let fits = |at: &usize| self.predicted_pages(settings[*at]) <= f32::from(self.pages);
                (first..end).find(fits).unwrap_or(end - 1)
            } else {
                first + (end - first) / 2
            };
            if self.fits(settings[probe])? {
                enough = Some(probe);
                if probe == 0 || self.is_surely_too_long(settings[probe - 1], settings[probe]) {
                    break;
                }
            } else {
                first = probe + 1;
            }
        }
        Ok(enough.map(|at| settings[at]))
    }

    /// Whether the looser of two neighbours is too long, told from the layout of the tighter.
    fn is_surely_too_long(&self, looser: Setting, tighter: Setting) -> bool {
        let Some(layout) = self.known.get(&tighter) else { return false };
        let pages = f32::from(self.pages);
        if looser.dropped < self.droppable.spare || looser.dropped == tighter.dropped {
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
        let layout = match self.known.get(&setting) {
            Some(layout) => *layout,
            None => (self.lay_out)(setting)?,
        };
        self.known.insert(setting, layout);
        self.correction *= self.pages_taken(&layout) / self.predicted_pages(setting);
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

    /// Claims of one line each on a page of fifty that the loosest setting fills so many times.
    fn estimate(claims: usize, pages: f32) -> Estimate {
        let whole: Vec<f32> =
            (0..=MAX_TIGHTNESS).map(|tightness| pages - 0.1 * f32::from(tightness)).collect();
        let tightest = whole[usize::from(MAX_TIGHTNESS)];
        let without = (0..=claims).map(|dropped| tightest - 0.02 * dropped as f32).collect();
        Estimate { whole, without, has_own_lines: vec![true; claims] }
    }

    /// The setting found for such a document, its pages and how many layouts it took; `off` is
    /// what the truth comes to over the estimate.
    fn solve(document: (usize, f32), spare: usize, pages: u8, off: f32) -> (Setting, usize, usize) {
        let (claims, length) = document;
        let truth = estimate(claims, length);
        let mut layouts = 0;
        let lay_out = |setting: Setting| {
            layouts += 1;
            let filled = truth.pages(setting.dropped, setting.tightness) * off;
            Ok(Layout { pages: filled.ceil() as usize, filled, line_height: 0.02 * off })
        };
        let droppable = Droppable { spare, all: claims };
        let found = Solver::new(estimate(claims, length), 0, droppable, pages, lay_out).solve();
        let (setting, layout) = found.expect("layouts do not fail").expect("a setting fits");
        (setting, layout.pages, layouts)
    }

    #[test]
    fn the_best_setting_is_found_in_few_layouts_though_the_estimate_is_off() {
        let document = (60, 1.9);
        let truth = estimate(document.0, document.1);
        for percent in (40..=150).step_by(5) {
            let off = percent as f32 / 100.0;
            let (setting, pages, layouts) = solve(document, 0, 1, off);
            assert!(pages == 1 && layouts <= 4, "{percent} %: {setting:?} in {layouts} layouts");
            let looser = match setting {
                Setting { dropped: 0, tightness: 0 } => continue,
                Setting { dropped: 0, tightness } => Setting { dropped: 0, tightness: tightness - 1 },
                Setting { dropped, .. } => Setting { dropped: dropped - 1, tightness: MAX_TIGHTNESS },
            };
            let taken = truth.pages(looser.dropped, looser.tightness) * off;
            assert!(taken > 1.0, "{percent} %: {looser:?} fits as well as {setting:?}");
        }
    }

    #[test]
    fn spare_claims_fill_the_loosest_setting_and_go_before_it_is_tightened() {
        for percent in (90..=120).step_by(5) {
            let off = percent as f32 / 100.0;
            let check = |length: f32, spare: usize| {
                let (setting, pages, layouts) = solve((60, length), spare, 1, off);
                assert!(pages == 1 && layouts <= 4, "{percent} %: {setting:?} in {layouts} layouts");
                let truth = estimate(60, length);
                (setting, move |dropped, tightness| truth.pages(dropped, tightness) * off)
            };
            let (setting, taken) = check(1.5, 50);
            assert_eq!(setting.tightness, 0, "{percent} %: {setting:?}");
            assert!(setting.dropped > 0 && taken(setting.dropped - 1, 0) > 1.0, "{percent} %: {setting:?}");
            let (setting, taken) = check(1.5, 10);
            assert!(taken(10, 0) > 1.0, "{percent} %: the spare alone are not enough");
            assert!(setting.tightness > 0 && setting.dropped >= 10, "{percent} %: {setting:?}");
        }
    }

    #[test]
    fn a_last_page_that_is_hardly_begun_is_saved() {
        let check = |length: f32, pages: u8, expected: Setting, printed: usize| {
            let (setting, pages, layouts) = solve((0, length), 0, pages, 1.0);
            assert_eq!((setting, pages), (expected, printed), "{length}");
            assert!(layouts <= 4, "{length}: {layouts} layouts");
        };
        let at = |tightness: u8| Setting { dropped: 0, tightness };
        check(0.9, 2, at(0), 1);
        check(1.15, 2, at(2), 1);
        check(1.28, 2, at(3), 1);
        check(1.45, 2, at(0), 2);
        check(1.9, 2, at(0), 2);
        check(2.05, 2, at(1), 2);
    }

    #[test]
    fn a_last_page_less_than_a_quarter_full_is_saved_in_any_setting() {
        let truth = |tightness: u8| 1.2 - 0.05 * f32::from(tightness);
        let lay_out = |setting: Setting| {
            let filled = truth(setting.tightness);
            Ok(Layout { pages: filled.ceil() as usize, filled, line_height: 0.02 })
        };
        let mut estimate = estimate(0, 1.2);
        estimate.whole = (0..=MAX_TIGHTNESS).map(truth).collect();
        estimate.without = vec![truth(MAX_TIGHTNESS)];
        let droppable = Droppable { spare: 0, all: 0 };
        let found = Solver::new(estimate, 0, droppable, 2, lay_out).solve().expect("no fault");
        let (setting, layout) = found.expect("a setting");
        assert!(setting.tightness > STEPS_TO_SAVE_A_PAGE && layout.pages == 1, "{setting:?}");
    }

    #[test]
    fn a_document_that_never_fits_has_no_setting() {
        let lay_out = |_| Ok(Layout { pages: 2, filled: 1.1, line_height: 0.02 });
        let droppable = Droppable { spare: 0, all: 9 };
        let found = Solver::new(estimate(9, 1.9), 0, droppable, 1, lay_out).solve();
        assert_eq!(found.expect("no fault"), None);
    }
}
