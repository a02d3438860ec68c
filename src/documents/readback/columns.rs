//! Whether a page is set in columns, told by where its words stand. Part of the read-back.
//!
//! Words that begin below each other along an edge, line after line, with other words to the left
//! of the edge at the same heights and hardly any across it, stand in a column of their own. Dates
//! set against the right margin end below each other, and are none.

/// Words set without a gap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    pub page: usize,
    pub left: f64,
    pub right: f64,
    /// Distance from the page's foot or head, whichever way is up.
    pub height: f64,
    /// Size of the type.
    pub size: f64,
}

/// A gap wider than this, in sizes of the type, parts two runs of a line.
const GAP: f64 = 2.0;

/// Lines that make a column, and those that must stand beside it.
const LEAST_LINES: usize = 4;
const LEAST_BESIDE: usize = 3;

/// The widest step between lines of one column, in sizes of the type.
const LINE_STEP: f64 = 2.6;

/// How far edges that are one may lie apart, in points.
const EDGE: f64 = 2.0;

/// Words all as wide as this, in sizes of the type, are text even where they end below each other.
const WIDE: f64 = 16.0;

/// The runs of the first column that stands beside other words; none where no page has columns.
pub fn find(runs: &[Run]) -> Option<Vec<Run>> {
    let pages = runs.chunk_by(|one, other| one.page == other.page);
    pages.into_iter().find_map(|page| {
        let mut runs = joined(page);
        runs.sort_by(|one, other| one.left.total_cmp(&other.left).then(one.height.total_cmp(&other.height)));
        let mut start = 0;
        // Every run begins at one edge; each edge is looked at once.
        while start < runs.len() {
            let edge = runs[start].left;
            let end = start + runs[start..].partition_point(|run| run.left <= edge + EDGE);
            let column = blocks(&runs[start..end]).into_iter().find(|block| is_column(block, &runs));
            if column.is_some() {
                return column;
            }
            start = end;
        }
        None
    })
}

/// The runs with those that stand beside each other on a line without a wide gap made one: lines in a
/// script from right to left are written piece by piece, the rightmost first.
fn joined(page: &[Run]) -> Vec<Run> {
    let mut runs = page.to_vec();
    runs.sort_by(|one, other| one.height.total_cmp(&other.height));
    let lines = runs.chunk_by_mut(|one, other| other.height - one.height < one.size / 4.0);
    let mut joined: Vec<Run> = Vec::new();
    for line in lines {
        line.sort_by(|one, other| one.left.total_cmp(&other.left));
        let first = joined.len();
        for run in line {
            match joined[first..].last_mut() {
                Some(last) if run.left - last.right <= GAP * run.size => {
                    last.right = last.right.max(run.right)
                }
                _ => joined.push(*run),
            }
        }
    }
    joined
}

/// The runs in blocks of line below line.
fn blocks(runs: &[Run]) -> Vec<Vec<Run>> {
    let mut runs = runs.to_vec();
    runs.sort_by(|one, other| one.height.total_cmp(&other.height));
    let mut blocks: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        match blocks.last_mut().and_then(|block| Some((*block.last()?, block))) {
            Some((last, block)) if run.height - last.height <= LINE_STEP * last.size.max(run.size) => {
                block.push(run);
            }
            _ => blocks.push(vec![run]),
        }
    }
    blocks
}

fn is_column(block: &[Run], page: &[Run]) -> bool {
    let (Some(first), Some(last)) = (block.first(), block.last()) else { return false };
    if block.len() < LEAST_LINES {
        return false;
    }
    let ends = block.iter().map(|run| run.right);
    let (least, most) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), end| (least.min(end), most.max(end)));
    let is_wide = block.iter().all(|run| run.right - run.left >= WIDE * run.size);
    if most - least <= EDGE && !is_wide {
        return false;
    }
    let edge = first.left;
    let is_level = |run: &&Run| {
        run.height >= first.height - first.size / 2.0 && run.height <= last.height + last.size / 2.0
    };
    let beside = page.iter().filter(is_level).filter(|run| run.right <= edge);
    let mut heights: Vec<f64> = beside.map(|run| run.height).collect();
    heights.sort_by(f64::total_cmp);
    heights.dedup_by(|one, other| (*one - *other).abs() < first.size / 2.0);
    let across = page.iter().filter(is_level).filter(|run| run.left < edge - EDGE && run.right > edge + EDGE);
    heights.len() >= LEAST_BESIDE && across.count() * 10 <= block.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of ten points from a height on, each with its left and right edge.
    fn lines(height: f64, edges: &[(f64, f64)]) -> Vec<Run> {
        let of = |(line, (left, right)): (u32, &(f64, f64))| Run {
            page: 1,
            left: *left,
            right: *right,
            height: height + 13.0 * f64::from(line),
            size: 10.0,
        };
        (0..).zip(edges).map(of).collect()
    }

    fn check(runs: &[Vec<Run>], expected: bool) {
        assert_eq!(find(&runs.concat()).is_some(), expected, "{runs:?}");
    }

    const TEXT: [(f64, f64); 6] =
        [(50.0, 540.0), (50.0, 520.0), (50.0, 535.0), (50.0, 300.0), (50.0, 540.0), (50.0, 410.0)];

    #[test]
    fn one_column_is_none() {
        check(&[lines(100.0, &TEXT)], false);
        let dates = [(480.0, 545.0), (470.0, 545.0), (495.0, 545.0), (480.0, 545.0), (480.0, 545.0)];
        let names = [(50.0, 200.0), (50.0, 260.0), (50.0, 180.0), (50.0, 220.0), (50.0, 190.0)];
        check(&[lines(100.0, &names), lines(100.0, &dates)], false);
        let same = [(480.0, 545.0); 5];
        check(&[lines(100.0, &names), lines(100.0, &same)], false);
        check(&[], false);
    }

    #[test]
    fn columns_are_seen_whichever_is_written_first() {
        let side = [(50.0, 120.0), (50.0, 140.0), (50.0, 100.0), (50.0, 130.0), (50.0, 90.0), (50.0, 128.0)];
        let main = TEXT.map(|(_, right)| (200.0, right));
        check(&[lines(100.0, &side), lines(100.0, &main)], true);
        check(&[lines(104.0, &main), lines(100.0, &side)], true);
        let justified = [(300.0, 545.0); 6];
        check(&[lines(100.0, &side), lines(100.0, &justified)], true);
    }

    #[test]
    fn lines_written_piece_by_piece_from_the_right_are_no_columns() {
        let pieces = |end: f64| -> Vec<Run> {
            let line = |n: u32| {
                let step = 3.0 * f64::from(n);
                let edges = [(424.0 - step, 545.0), (302.0, 420.0 - step), (120.0 + step, end)];
                edges.map(|edge| lines(100.0 + 13.0 * f64::from(n), &[edge])).concat()
            };
            (0..6).flat_map(line).collect()
        };
        check(&[pieces(300.0)], false);
        check(&[pieces(240.0)], true);
    }

    #[test]
    fn words_further_in_are_no_column() {
        let heads = [(50.0, 300.0); 3];
        let below = TEXT.map(|(left, right)| (left + 40.0, right));
        check(&[lines(100.0, &heads), lines(160.0, &below)], false);
    }
}
