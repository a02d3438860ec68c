//! What holds of every text, however strange.

use proptest::prelude::*;

use crate::language::span::Span;
use crate::language::{stems, tokens};

fn in_order(text: &str, spans: &[Span]) {
    let mut reach = 0;
    for span in spans {
        assert!(span.start >= reach && span.end > span.start, "{span:?} after {reach}");
        assert!(text.get(span.start..span.end).is_some(), "{span:?} cuts a character");
        reach = span.end;
    }
}

proptest! {
    #[test]
    fn spans_lie_on_characters_in_order(text in "\\PC{0,80}|[ -~\\n\\t•–é東]{0,120}") {
        in_order(&text, &tokens::tokenize(&text).iter().map(|token| token.span).collect::<Vec<_>>());
        in_order(&text, &tokens::sentences(&text));
        in_order(&text, &tokens::lines(&text));
        stems::stem(&text);
    }
}
