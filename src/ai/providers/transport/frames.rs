//! Bytes of a stream cut into frames: server-sent events, or lines of JSON.

use std::collections::VecDeque;

use crate::ai::failure::Failure;

/// How a stream is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events (HTML standard, section 9.2).
    Events,
    /// A JSON value a line.
    Lines,
}

/// One frame.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frame {
    /// The name of the event; empty for lines and for events without one.
    pub event: String,
    /// Its data.
    pub data: String,
}

/// Cuts a stream. The caller bounds its length, and with it what is held here.
#[derive(Debug)]
pub struct Cutter {
    framing: Framing,
    /// The line that has begun.
    line: Vec<u8>,
    is_after_return: bool,
    is_first_line: bool,
    event: String,
    data: Option<String>,
    ready: VecDeque<Frame>,
}

impl Cutter {
    /// Begins a stream.
    pub fn new(framing: Framing) -> Self {
        Self {
            framing,
            line: Vec::new(),
            is_after_return: false,
            is_first_line: true,
            event: String::new(),
            data: None,
            ready: VecDeque::new(),
        }
    }

    /// Takes more bytes, cut anywhere.
    ///
    /// # Errors
    /// `Malformed` for a line that is not UTF-8.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        for &byte in bytes {
            let is_after_return = std::mem::replace(&mut self.is_after_return, byte == b'\r');
            match byte {
                // Of "\r\n" the first has ended the line already.
                b'\n' if is_after_return => {}
                b'\n' | b'\r' => self.end_line()?,
                byte => self.line.push(byte),
            }
        }
        Ok(())
    }

    /// The stream has ended. A last line without an end is a line of JSON all the same; an event
    /// without its empty line is none, as the standard has it.
    ///
    /// # Errors
    /// Those of [`Cutter::push`].
    pub fn end(&mut self) -> Result<(), Failure> {
        if self.framing == Framing::Lines && !self.line.is_empty() {
            self.end_line()?;
        }
        Ok(())
    }

    /// The next frame that is whole.
    pub fn pop(&mut self) -> Option<Frame> {
        self.ready.pop_front()
    }

    fn end_line(&mut self) -> Result<(), Failure> {
        let line = String::from_utf8(std::mem::take(&mut self.line))
            .map_err(|_| Failure::malformed("the stream is not UTF-8"))?;
        let is_first = std::mem::replace(&mut self.is_first_line, false);
        let line = if is_first { line.trim_start_matches('\u{feff}') } else { &line };
        match self.framing {
            Framing::Lines if line.trim().is_empty() => {}
            Framing::Lines => self.ready.push_back(Frame { event: String::new(), data: line.to_owned() }),
            Framing::Events => self.end_event_line(line),
        }
        Ok(())
    }

    fn end_event_line(&mut self, line: &str) {
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            if let Some(data) = self.data.take() {
                self.ready.push_back(Frame { event, data });
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            // Comments begin with a colon; ids and times of reconnection are of no use here.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(framing: Framing, pieces: &[&[u8]]) -> Result<Vec<(String, String)>, Failure> {
        let mut cutter = Cutter::new(framing);
        for piece in pieces {
            cutter.push(piece)?;
        }
        cutter.end()?;
        Ok(std::iter::from_fn(|| cutter.pop()).map(|frame| (frame.event, frame.data)).collect())
    }

    #[test]
    fn events_are_cut_as_the_standard_has_it() {
        let check = |stream: &str, expected: &[(&str, &str)]| {
            let expected: Vec<(String, String)> =
                expected.iter().map(|(event, data)| ((*event).to_owned(), (*data).to_owned())).collect();
            assert_eq!(cut(Framing::Events, &[stream.as_bytes()]), Ok(expected), "{stream:?}");
        };
        check("data: a\n\ndata:b\n\n", &[("", "a"), ("", "b")]);
        check("event: x\ndata: a\ndata:  b\n\n", &[("x", "a\n b")]);
        check("data: a\r\n\r\ndata: b\r\rdata: c\n\n", &[("", "a"), ("", "b"), ("", "c")]);
        check("\u{feff}: a comment\nid: 7\nretry: 9\ndata: a\n\n", &[("", "a")]);
        check("event: lonely\n\ndata: a\n\n", &[("", "a")]);
        check("data: a\n\ndata: never ended\n", &[("", "a")]);
        check("data\n\n", &[("", "")]);
        check("", &[]);
    }

    #[test]
    fn lines_are_cut_at_their_ends_and_the_last_needs_none() {
        let frames = cut(Framing::Lines, &[b"{\"a\":1}\r\n\n{\"b\"", b":2}"]).expect("frames");
        let data: Vec<&str> = frames.iter().map(|(_, data)| data.as_str()).collect();
        assert_eq!(data, ["{\"a\":1}", "{\"b\":2}"]);
    }

    #[test]
    fn a_letter_cut_in_two_is_whole_again_and_a_broken_one_is_refused() {
        let letter = "é".as_bytes();
        let frames = cut(Framing::Events, &[b"data: ", &letter[..1], &letter[1..], b"\n\n"]);
        assert_eq!(frames, Ok(vec![(String::new(), "é".to_owned())]));
        for framing in [Framing::Events, Framing::Lines] {
            let failure = cut(framing, &[b"data: \xff\xfe\n\n"]).expect_err("not UTF-8");
            assert_eq!(failure.class, crate::ai::failure::FailureClass::Malformed);
        }
    }

    proptest! {
        #[test]
        fn frames_do_not_depend_on_where_the_bytes_are_cut(
            stream in "(data: [a-zé]{0,6}|event: [a-z]{1,3}|:|\r|\n|\n\n){0,20}",
            at in any::<prop::sample::Index>(),
        ) {
            let bytes = stream.as_bytes();
            let (head, tail) = bytes.split_at(at.index(bytes.len() + 1));
            for framing in [Framing::Events, Framing::Lines] {
                prop_assert_eq!(cut(framing, &[head, tail]), cut(framing, &[bytes]));
            }
        }
    }
}
