//! About how much of a page a document takes, by counting characters. It stands beside the
//! page fit, which asks it where to begin and corrects it by what the layouts measure.

use std::collections::{HashMap, HashSet};

use crate::documents::formats::typst::MAX_TIGHTNESS;
use crate::documents::model::{Block, BlockKind, DocumentContent, Entry};

/// Characters on a line in the loosest setting, and how many more in each tighter one.
const CHARACTERS_A_LINE: f32 = 86.0;
const MORE_CHARACTERS_A_STEP: f32 = 3.7;
/// Lines on a page in the loosest setting, and how many times as many in each tighter one.
const LINES_A_PAGE: f32 = 55.5;
const MORE_LINES_A_STEP: f32 = 1.06;
/// The name and the contacts, with the space below, in lines.
const HEAD: f32 = 4.6;
/// Date, addressee, salutation and closing of a letter.
const FRAME: f32 = 17.0;
/// A heading with the space around it.
const HEADING: f32 = 2.6;
/// The title, the place and the dates of an entry, with the space above.
const HEADER: f32 = 2.8;
/// What stands between two bullets or paragraphs beyond the space between two lines.
const GAP: f32 = 0.12;

/// The pages a document takes, whole and without what may be left out.
pub struct Estimate {
    /// Pages of the whole document by tightness.
    pub(super) whole: Vec<f32>,
    /// Pages in the tightest setting without the first so many of the drop order.
    pub(super) without: Vec<f32>,
    /// Whether what stands at a place of the drop order has lines of its own to free.
    pub(super) has_own_lines: Vec<bool>,
}

impl Estimate {
    /// Counts a document; `drop_order` as in [`fit`](super::fit).
    pub fn new(content: &DocumentContent, drop_order: &[String]) -> Self {
        let whole = (0..=MAX_TIGHTNESS).map(|tightness| Page::at(tightness).pages(content)).collect();
        let (without, has_own_lines) = without(content, drop_order);
        Self { whole, without, has_own_lines }
    }

    /// Pages in a setting: what is left out is counted in the tightest one.
    pub fn pages(&self, dropped: usize, tightness: u8) -> f32 {
        let tightest = self.whole[usize::from(MAX_TIGHTNESS)];
        self.whole[usize::from(tightness)] * self.without[dropped] / tightest
    }

    /// Whether what stands at a place of the drop order takes at least a line.
    pub fn has_own_lines(&self, place: usize) -> bool {
        self.has_own_lines[place]
    }
}

/// Pages in the tightest setting after each drop, and which drops free lines of their own.
fn without(content: &DocumentContent, drop_order: &[String]) -> (Vec<f32>, Vec<bool>) {
    let page = Page::at(MAX_TIGHTNESS);
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, block) in content.blocks.iter().enumerate() {
        for entry in &block.entries {
            let header = entry.header.as_ref().map(|header| header.fact.as_str());
            for id in entry.claims.iter().map(|claim| claim.id.as_str()).chain(header) {
                places.entry(id).or_default().push(index);
            }
        }
    }
    let mut dropped: HashSet<&str> = HashSet::new();
    let mut blocks: Vec<f32> = content.blocks.iter().map(|block| page.block_lines(block, &dropped)).collect();
    let rest = page.head_lines(content);
    let mut pages = vec![page.of_lines(rest + blocks.iter().sum::<f32>())];
    let mut has_own_lines = Vec::new();
    for id in drop_order {
        dropped.insert(id);
        let mut freed = 0.0;
        for place in places.get(id.as_str()).into_iter().flatten() {
            let block = &content.blocks[*place];
            let lines = page.block_lines(block, &dropped);
            freed += if runs_on(block.kind) { 0.0 } else { blocks[*place] - lines };
            blocks[*place] = lines;
        }
        has_own_lines.push(freed >= 1.0);
        pages.push(page.of_lines(rest + blocks.iter().sum::<f32>()));
    }
    (pages, has_own_lines)
}

/// Whether what such a section holds stands in lines with what is beside it.
fn runs_on(kind: BlockKind) -> bool {
    use BlockKind::*;
    matches!(kind, Summary | Body | Skills | Languages | Education)
}

/// What a page holds in one setting.
struct Page {
    characters_a_line: f32,
    lines: f32,
}

impl Page {
    fn at(tightness: u8) -> Self {
        Self {
            characters_a_line: CHARACTERS_A_LINE + MORE_CHARACTERS_A_STEP * f32::from(tightness),
            lines: LINES_A_PAGE * MORE_LINES_A_STEP.powi(i32::from(tightness)),
        }
    }

    fn pages(&self, content: &DocumentContent) -> f32 {
        let none = HashSet::new();
        let blocks = content.blocks.iter().map(|block| self.block_lines(block, &none));
        self.of_lines(self.head_lines(content) + blocks.sum::<f32>())
    }

    fn of_lines(&self, lines: f32) -> f32 {
        lines / self.lines
    }

    fn head_lines(&self, content: &DocumentContent) -> f32 {
        HEAD + if content.letter.is_some() { FRAME } else { 0.0 }
    }

    fn block_lines(&self, block: &Block, dropped: &HashSet<&str>) -> f32 {
        let entries = block.entries.iter().filter(|entry| is_left(block.kind, entry, dropped));
        let lines: Vec<f32> = entries.map(|entry| self.entry_lines(block.kind, entry, dropped)).collect();
        if lines.is_empty() {
            return 0.0;
        }
        let heading = if block.heading.is_empty() { 0.0 } else { HEADING };
        let lines: f32 = lines.iter().sum();
        heading + if block.kind == BlockKind::Languages { lines.ceil() } else { lines }
    }

    fn entry_lines(&self, kind: BlockKind, entry: &Entry, dropped: &HashSet<&str>) -> f32 {
        use BlockKind::*;
        let header = entry.header.as_ref();
        let name = header.map_or(0, |header| header.title.chars().count() + header.detail.chars().count());
        let claims = entry.claims.iter().filter(|claim| !dropped.contains(claim.id.as_str()));
        let lengths = claims.map(|claim| claim.text.chars().count() + 2);
        match kind {
            Languages => self.lines_of(name + 4),
            Skills => self.lines_of(name + lengths.sum::<usize>()).ceil(),
            Summary | Body => self.lines_of(lengths.sum()).ceil() + 2.0 * GAP,
            _ => {
                let head = match (header, kind) {
                    (None, _) => 0.0,
                    (Some(_), Certificates | Awards | Publications) => 1.0 + 2.0 * GAP,
                    (Some(_), _) => HEADER,
                };
                if kind == Education {
                    return head + self.lines_of(lengths.sum()).ceil();
                }
                head + lengths.map(|length| self.lines_of(length).ceil() + GAP).sum::<f32>()
            }
        }
    }

    fn lines_of(&self, characters: usize) -> f32 {
        characters as f32 / self.characters_a_line
    }
}

/// Whether anything of an entry is printed, as [`fit`](super::fit) decides it.
fn is_left(kind: BlockKind, entry: &Entry, dropped: &HashSet<&str>) -> bool {
    let has_claims = entry.claims.iter().any(|claim| !dropped.contains(claim.id.as_str()));
    let is_bare_group = kind == BlockKind::Skills && !entry.claims.is_empty();
    let is_header_left = entry.header.as_ref().is_some_and(|header| !dropped.contains(header.fact.as_str()));
    has_claims || (is_header_left && !is_bare_group)
}
