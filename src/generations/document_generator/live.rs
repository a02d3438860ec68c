//! Lines of a document told while a model writes them: the JSON of its answer, read as far as it
//! has come. For the eye alone; what is taken from an answer is read from the whole of it.

use std::collections::HashSet;

use tokio::sync::mpsc::UnboundedReceiver;

use crate::ai::call::Delta;
use crate::generations::model::StageName;
use crate::generations::stage::{LiveText, Progress, ProgressSink};

/// Bytes of text told of one answer; no answer that is of use has more.
const MAX_BYTES: usize = 16 * 1024;
/// Bytes told at once.
const MAX_PIECE_BYTES: usize = 1_000;
/// Bytes of a key or an id; longer ones are none of ours.
const MAX_NAME_BYTES: usize = 64;

/// Tells the lines for these claims as they come, until nothing comes any more.
pub async fn tell(
    mut deltas: UnboundedReceiver<Delta>,
    claims: HashSet<String>,
    stage: StageName,
    progress: &ProgressSink,
) {
    let mut lines = Lines::new(claims);
    let tell = |text: &str, lines: &mut Lines| {
        for Piece { claim, text, begins } in lines.read(text) {
            progress.tell(Progress::Text(LiveText { stage, claim, text, begins, regeneration: None }));
        }
    };
    while let Some(delta) = deltas.recv().await {
        // What has come meanwhile is told together.
        let mut text = String::new();
        let waiting = std::iter::from_fn(|| deltas.try_recv().ok());
        for delta in std::iter::once(delta).chain(waiting) {
            match delta {
                Delta::Text(more) => text.push_str(&more),
                Delta::Restarted => {
                    tell(&std::mem::take(&mut text), &mut lines);
                    lines.restart();
                }
            }
        }
        tell(&text, &mut lines);
    }
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    claim: String,
    text: String,
    begins: bool,
}

/// An answer as far as it has come: objects of which `id` says the claim and `text` is the line.
#[derive(Debug)]
struct Lines {
    claims: HashSet<String>,
    state: State,
    told_bytes: usize,
}

#[derive(Debug, Default)]
struct State {
    /// The last key, and whether its value is awaited.
    key: String,
    is_value: bool,
    id: String,
    inside: Option<Inside>,
}

/// A string that has begun.
#[derive(Debug, Default)]
struct Inside {
    role: Role,
    has_told: bool,
    escape: Escape,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Role {
    #[default]
    Other,
    Key,
    Id,
    Text,
}

#[derive(Debug, Default)]
enum Escape {
    #[default]
    None,
    Begun,
    /// Digits of a `\u` so far, and the first half of a pair before it.
    Unicode(String, Option<u16>),
    /// The first half of a pair has come.
    Half(u16),
}

impl Lines {
    fn new(claims: HashSet<String>) -> Self {
        Self { claims, state: State::default(), told_bytes: 0 }
    }

    /// The question was asked again: another answer begins.
    fn restart(&mut self) {
        self.state = State::default();
    }

    /// Reads more of the answer.
    fn read(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for c in text.chars() {
            let Some(letter) = self.state.take(c) else { continue };
            let Some(inside) = &mut self.state.inside else { continue };
            if !self.claims.contains(&self.state.id) || self.told_bytes >= MAX_BYTES || !is_seen(letter) {
                continue;
            }
            self.told_bytes += letter.len_utf8();
            let begins = !std::mem::replace(&mut inside.has_told, true);
            match pieces.last_mut() {
                Some(last) if !begins && last.text.len() < MAX_PIECE_BYTES => last.text.push(letter),
                _ => {
                    let claim = self.state.id.clone();
                    pieces.push(Piece { claim, text: letter.to_string(), begins });
                }
            }
        }
        pieces
    }
}

impl State {
    /// Takes a character of the JSON; gives a letter of a line, if it is one.
    fn take(&mut self, c: char) -> Option<char> {
        let Some(inside) = &mut self.inside else {
            match c {
                '"' => self.begin(),
                ':' => self.is_value = true,
                '{' => self.id.clear(),
                c if c.is_whitespace() => {}
                _ => self.is_value = false,
            }
            return None;
        };
        let letter = match (&mut inside.escape, c) {
            (Escape::None | Escape::Half(_), '"') => {
                self.inside = None;
                self.is_value = false;
                return None;
            }
            (Escape::Half(high), '\\') => {
                // What follows decides whether it is the other half.
                let high = *high;
                inside.escape = Escape::Unicode(String::new(), Some(high));
                return None;
            }
            (Escape::None, '\\') => {
                inside.escape = Escape::Begun;
                return None;
            }
            (Escape::None | Escape::Half(_), c) => {
                inside.escape = Escape::None;
                c
            }
            (Escape::Begun, 'u') => {
                inside.escape = Escape::Unicode(String::new(), None);
                return None;
            }
            (Escape::Begun, c) => {
                inside.escape = Escape::None;
                match c {
                    'n' | 't' | 'r' => ' ',
                    'b' | 'f' => return None,
                    c => c,
                }
            }
            // The mark of a second escape in a row.
            (Escape::Unicode(digits, Some(_)), 'u') if digits.is_empty() => return None,
            (Escape::Unicode(digits, high), c) => {
                digits.push(c);
                if digits.len() < 4 {
                    return None;
                }
                let unit = u16::from_str_radix(digits, 16).unwrap_or(0xfffd);
                let units: Vec<u16> = high.iter().copied().chain([unit]).collect();
                if high.is_none() && (0xd800..0xdc00).contains(&unit) {
                    inside.escape = Escape::Half(unit);
                    return None;
                }
                inside.escape = Escape::None;
                char::decode_utf16(units).next().and_then(Result::ok)?
            }
        };
        match inside.role {
            Role::Key if self.key.len() < MAX_NAME_BYTES => self.key.push(letter),
            Role::Id if self.id.len() < MAX_NAME_BYTES => self.id.push(letter),
            Role::Text => return Some(letter),
            Role::Key | Role::Id | Role::Other => {}
        }
        None
    }

    fn begin(&mut self) {
        let role = match (self.is_value, self.key.as_str()) {
            (false, _) => Role::Key,
            (true, "id") => Role::Id,
            (true, "text") => Role::Text,
            (true, _) => Role::Other,
        };
        match role {
            Role::Key => self.key.clear(),
            Role::Id => self.id.clear(),
            Role::Text | Role::Other => {}
        }
        self.inside = Some(Inside { role, ..Inside::default() });
    }
}

/// Whether a character shows; what steers the direction of text or takes no room is not told.
fn is_seen(c: char) -> bool {
    c.is_alphanumeric() || (' '..='~').contains(&c) || "–—‘’“”…•·€£§°±×%".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn lines() -> Lines {
        Lines::new(["c1", "c2"].map(str::to_owned).into())
    }

    /// The lines told of an answer that comes in these pieces.
    fn told(pieces: &[&str]) -> Vec<(String, String)> {
        let mut lines = lines();
        let mut told: Vec<(String, String)> = Vec::new();
        for piece in pieces.iter().flat_map(|piece| lines.read(piece)) {
            if piece.begins {
                told.push((piece.claim, piece.text));
            } else {
                let last = told.last_mut().expect("a line that has begun");
                assert_eq!(last.0, piece.claim);
                last.1.push_str(&piece.text);
            }
        }
        told
    }

    fn line(claim: &str, text: &str) -> (String, String) {
        (claim.to_owned(), text.to_owned())
    }

    #[test]
    fn lines_are_told_as_far_as_they_have_come() {
        let mut lines = lines();
        let mut read = |text: &str| lines.read(text);
        assert_eq!(read("{\"claims\": [{\"id\": \"c1\", \"te"), []);
        let piece = |text: &str, begins| Piece { claim: "c1".to_owned(), text: text.to_owned(), begins };
        assert_eq!(read("xt\": \"Cut was"), [piece("Cut was", true)]);
        assert_eq!(read("te by"), [piece("te by", false)]);
        assert_eq!(read("\"}, {\"id\": \"c2\"}]}"), []);
    }

    #[test]
    fn only_lines_that_were_asked_for_are_told_and_only_what_shows() {
        let check = |answer: serde_json::Value, expected: &[(String, String)]| {
            assert_eq!(told(&[&answer.to_string()]), expected, "{answer}");
        };
        let claims = |id: &str, text: &str| json!({ "claims": [{ "id": id, "text": text }] });
        check(claims("c1", "Cut \"waste\" by 18% – früh"), &[line("c1", "Cut \"waste\" by 18% – früh")]);
        check(claims("c9", "Ran the country"), &[]);
        check(claims("c1", "a\u{202e}b\u{200b}c\nd\u{0}e"), &[line("c1", "abc de")]);
        assert_eq!(told(&[r#"{"claims": [{"text": "Nobody's yet", "id": "c1"}]}"#]), []);
        check(json!({ "id": "c1", "note": "not a line", "text": "A line" }), &[line("c1", "A line")]);
        assert_eq!(
            told(&["{\"id\":\"c1\",\"text\":\"\\u00e9\\ud83d\\ude00\\u0041\\ud83dx\""]),
            [line("c1", "éAx")]
        );
        assert_eq!(told(&["no JSON at all: \"id\" \"c1\" \"text\": \"x"]), []);
    }

    #[test]
    fn an_answer_that_begins_anew_begins_its_lines_anew_and_none_is_told_for_ever() {
        let mut lines = lines();
        lines.read("{\"id\":\"c1\",\"text\":\"Cut wa");
        lines.restart();
        let pieces = lines.read("{\"id\":\"c1\",\"text\":\"Cut");
        assert_eq!(pieces, [Piece { claim: "c1".to_owned(), text: "Cut".to_owned(), begins: true }]);
        let flood = lines.read(&"a".repeat(10 * MAX_BYTES));
        assert!(flood.iter().all(|piece| piece.text.len() <= MAX_PIECE_BYTES + 4));
        assert!(flood.iter().map(|piece| piece.text.len()).sum::<usize>() <= MAX_BYTES);
    }

    proptest! {
        #[test]
        fn what_is_told_does_not_depend_on_where_the_answer_is_cut(
            text in "[ -~é–\"\\\\]{1,30}",
            at in any::<prop::sample::Index>(),
        ) {
            let answer = json!({ "claims": [{ "id": "c1", "text": text }, { "id": "c2", "text": "x" }] }).to_string();
            let places: Vec<usize> = answer.char_indices().map(|(place, _)| place).collect();
            let (head, tail) = answer.split_at(places[at.index(places.len())]);
            prop_assert_eq!(told(&[head, tail]), [line("c1", &text), line("c2", "x")]);
        }
    }
}
