//! What holds of every text, however strange.

use proptest::prelude::*;

use crate::language::lexicon::Lexicon;
use crate::language::span::Span;
use crate::language::terms::{Term, TextIndex};
use crate::language::{bullets, inline_headings, money, stems, tokens, years};

fn in_order(text: &str, spans: &[Span]) {
    let mut reach = 0;
    for span in spans {
        assert!(span.start >= reach && span.end > span.start, "{span:?} after {reach}");
        assert!(text.get(span.start..span.end).is_some(), "{span:?} cuts a character");
        reach = span.end;
    }
}

/// Texts of any characters, and texts of the pieces that the readers look for.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(" "),
        Just("\n"),
        Just("\n\n"),
        Just("-"),
        Just("–"),
        Just("("),
        Just(")"),
        Just("+"),
        Just("."),
        Just(","),
        Just(":"),
        Just("/"),
        Just("&"),
        Just("'"),
        Just("•"),
        Just("1."),
        Just("$"),
        Just("€"),
        Just("45"),
        Just("60k"),
        Just("84,731"),
        Just("two"),
        Just("years"),
        Just("months"),
        Just("at least"),
        Just("to"),
        Just("per hour"),
        Just("USD"),
        Just("Responsibilities"),
        Just("About us"),
        Just("Go"),
        Just("C++"),
        Just(".NET"),
        Just("R"),
        Just("B.S."),
        Just("e\u{301}"),
        Just("東京"),
        Just("🚀"),
        Just("İ"),
        Just("ﬁ"),
        Just("\u{a0}"),
        Just("back-end"),
    ];
    prop_oneof!["\\PC{0,80}", prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())]
}

proptest! {
    #[test]
    fn spans_lie_on_characters_in_order(text in texts()) {
        in_order(&text, &tokens::tokenize(&text).iter().map(|token| token.span).collect::<Vec<_>>());
        in_order(&text, &tokens::sentences(&text));
        in_order(&text, &tokens::lines(&text));
        in_order(&text, &bullets::items(&text));
        in_order(&text, &years::find_years(&text).iter().map(|years| years.span).collect::<Vec<_>>());
        in_order(&text, &money::find_salary(&text).iter().map(|(span, _)| *span).collect::<Vec<_>>());
        let inline = inline_headings::find_inline_headings(&text, Lexicon::built_in());
        in_order(&text, &inline.iter().map(|(span, _)| *span).collect::<Vec<_>>());
        let mentions = Lexicon::built_in().skills.find(&text);
        in_order(&text, &mentions.iter().map(|mention| mention.span).collect::<Vec<_>>());
        Lexicon::built_in().posting_heading(&text);
        Lexicon::built_in().resume_heading(&text);
        stems::stem(&text);
    }

    #[test]
    fn any_text_may_be_asked_for_any_term(text in texts(), term in texts()) {
        let lexicon = Lexicon::built_in();
        TextIndex::new(&text, lexicon).find(&Term::new(&term, lexicon));
    }

    // Shorter words may be acronyms, which are named in capitals alone.
    #[test]
    fn a_phrase_names_itself(words in prop::collection::vec("[a-z]{5,9}", 1..6)) {
        let phrase = words.join(" ");
        let lexicon = Lexicon::built_in();
        prop_assert!(TextIndex::new(&phrase, lexicon).names(&Term::new(&phrase, lexicon)), "{phrase}");
    }
}
