//! Each stage as it runs: a bar on a terminal, a line elsewhere.

use std::io::IsTerminal;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::watch::Event;
use crate::generations::model::StageName;

/// The steps of a bar.
const STEPS: u64 = 100;
/// What a bar says before its stage has begun, and while it runs.
const WAITING: &str = "waiting";
const RUNNING: &str = "running";

/// The five stages on the screen.
pub struct Progress {
    bars: Option<Vec<ProgressBar>>,
}

impl Progress {
    /// Bars where standard error is a terminal, lines on standard output where not.
    pub fn new() -> Self {
        Self { bars: std::io::stderr().is_terminal().then(draw) }
    }

    /// Shows one event.
    pub fn show(&mut self, event: &Event) {
        match &self.bars {
            Some(bars) => {
                advance(bars, event);
                if is_end(event) {
                    // The cursor stands at the end of the last bar.
                    eprintln!();
                }
            }
            None => {
                if let Some(line) = line(event) {
                    println!("{line}");
                }
            }
        }
    }
}

/// A stage in words, from the schema's name for it.
pub fn title(stage: &str) -> String {
    stage.to_lowercase().replace('_', " ").replace("pdf", "PDF")
}

fn draw() -> Vec<ProgressBar> {
    let all = MultiProgress::new();
    let style = ProgressStyle::with_template("  {prefix:<20} {bar:30.cyan/dim} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = |stage: StageName| {
        let bar = all.add(ProgressBar::new(STEPS));
        bar.set_style(style.clone());
        bar.set_prefix(title(stage.slug()));
        bar.set_message(WAITING);
        bar.tick();
        bar
    };
    StageName::ALL.into_iter().map(bar).collect()
}

fn advance(bars: &[ProgressBar], event: &Event) {
    let bar = |stage: &str| {
        let place = StageName::ALL.iter().position(|known| known.slug().eq_ignore_ascii_case(stage));
        place.and_then(|place| bars.get(place))
    };
    match event {
        Event::StageStarted { stage } => {
            if let Some(bar) = bar(stage) {
                bar.set_message(RUNNING);
            }
        }
        Event::StageProgressed { stage, fraction } => {
            if let Some(bar) = bar(stage) {
                bar.set_position((fraction * STEPS as f64) as u64);
            }
        }
        Event::StageFinished { stage, elapsed_ms } => {
            if let Some(bar) = bar(stage) {
                bar.set_position(STEPS);
                bar.abandon_with_message(format!("{elapsed_ms:>5.0} ms"));
            }
        }
        Event::GenerationFinished { .. } | Event::Other => {}
        Event::GenerationFailed { .. } | Event::GenerationCancelled => {
            for bar in bars.iter().filter(|bar| !bar.is_finished()) {
                let was_running = bar.message() == RUNNING;
                bar.abandon_with_message(if was_running { "stopped" } else { "not run" });
            }
        }
    }
}

/// Whether nothing comes after it.
fn is_end(event: &Event) -> bool {
    matches!(
        event,
        Event::GenerationFinished { .. } | Event::GenerationFailed { .. } | Event::GenerationCancelled
    )
}

/// One line for what is worth one where nothing can be drawn over.
fn line(event: &Event) -> Option<String> {
    match event {
        Event::StageFinished { stage, elapsed_ms } => {
            Some(format!("  {:<20} done in {elapsed_ms:.0} ms", title(stage)))
        }
        Event::StageStarted { .. }
        | Event::StageProgressed { .. }
        | Event::GenerationFinished { .. }
        | Event::GenerationFailed { .. }
        | Event::GenerationCancelled
        | Event::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_follow_the_events_of_their_stage() {
        let bars: Vec<ProgressBar> = (0..5).map(|_| ProgressBar::hidden()).collect();
        bars.iter().for_each(|bar| bar.set_length(STEPS));
        let stage = || "PROFILE_COMPILER".to_owned();
        advance(&bars, &Event::StageProgressed { stage: stage(), fraction: 0.5 });
        assert_eq!(bars.iter().map(ProgressBar::position).collect::<Vec<_>>(), [0, 50, 0, 0, 0]);
        advance(&bars, &Event::StageFinished { stage: stage(), elapsed_ms: 7.4 });
        assert_eq!((bars[1].position(), bars[1].message().as_str()), (STEPS, "    7 ms"));
        advance(&bars, &Event::StageStarted { stage: "UNKNOWN".to_owned() });
    }

    #[test]
    fn bars_of_a_failed_run_say_how_far_it_came() {
        let bars: Vec<ProgressBar> = (0..5).map(|_| ProgressBar::hidden()).collect();
        bars.iter().for_each(|bar| bar.set_message(WAITING));
        let stage = |name: &str| name.to_owned();
        advance(&bars, &Event::StageFinished { stage: stage("JOB_ANALYZER"), elapsed_ms: 3.0 });
        advance(&bars, &Event::StageStarted { stage: stage("PROFILE_COMPILER") });
        advance(&bars, &Event::GenerationCancelled);
        let said: Vec<String> = bars.iter().map(ProgressBar::message).collect();
        assert_eq!(said, ["    3 ms", "stopped", "not run", "not run", "not run"]);
        assert!(is_end(&Event::GenerationCancelled));
    }

    #[test]
    fn a_finished_stage_is_a_line() {
        let event = Event::StageFinished { stage: "PDF_EXPORTER".to_owned(), elapsed_ms: 12.0 };
        assert_eq!(line(&event).as_deref(), Some("  PDF exporter         done in 12 ms"));
        assert_eq!(line(&Event::GenerationCancelled), None);
    }
}
