//! Words, lines and sentences of a text, each as a span of it.
//!
//! Words keep what belongs to a name: "C++", "C#", ".NET", "Node.js", "R&D", "B.S.",
//! "driver's". A hyphen or slash parts words; who cares looks at what stands between. Only what
//! turns a word into another, as in "non-clinical", stays with it.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::language::span::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, perhaps with digits or the marks that belong to a name.
    Word,
    /// Digits, with their separators: `84,731`, `3.5`.
    Number,
    /// Any other single character that is no space.
    Symbol,
}

/// A token with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    /// Where it stands.
    pub span: Span,
    /// What stands there.
    pub text: &'t str,
    /// What it is.
    pub kind: TokenKind,
}

/// The endings after a dot that make one name of two words, such as `Node.js`.
const DOTTED_ENDINGS: [&str; 9] = ["js", "net", "io", "py", "ai", "ts", "com", "org", "gov"];

/// What makes another thing of the word behind its hyphen: "post-catheterization" is no
/// catheterization, "non-clinical" not clinical. Both together are one word.
const TURNING: [&str; 5] = ["anti", "ex", "non", "post", "pre"];

/// Whether a piece before a hyphen makes one word with what is behind it.
pub fn is_turning(piece: &str) -> bool {
    TURNING.iter().any(|turning| turning.eq_ignore_ascii_case(piece))
}

/// All tokens of the text, in order; spaces are left out.
pub fn tokenize(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 1);
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() || first.is_control() {
            at += first.len_utf8();
            continue;
        }
        let (length, kind) = token_at(text, at, first);
        let span = Span::new(at, at + length);
        tokens.push(Token { span, text: &text[span.start..span.end], kind });
        at += length;
    }
    tokens
}

fn token_at(text: &str, at: usize, first: char) -> (usize, TokenKind) {
    let rest = &text[at..];
    if first.is_ascii_digit() {
        let length = number_length(rest);
        if !rest[length..].starts_with(is_word_char) {
            return (length, TokenKind::Number);
        }
    }
    if is_word_char(first) {
        return (word_length(rest), TokenKind::Word);
    }
    let begins_name = first == '.'
        && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic())
        && !text[..at].ends_with(|c: char| is_word_char(c) || c == '.');
    if begins_name {
        return (1 + word_length(&rest[1..]), TokenKind::Word);
    }
    (first.len_utf8(), TokenKind::Symbol)
}

/// Whether the character is part of a word by itself.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && is_combining_mark(c))
}

/// The length of the number that `rest` begins with: digits, and each comma or dot between
/// digits.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while is_digit(at) || (matches!(bytes.get(at), Some(b',' | b'.')) && is_digit(at + 1)) {
        at += 1;
    }
    at
}

/// The length of the word that `rest` begins with.
fn word_length(rest: &str) -> usize {
    let mut at = run_length(rest);
    let mut piece = &rest[..at];
    let mut is_abbreviation = false;
    loop {
        let tail = &rest[at..];
        let Some(mark) = tail.chars().next() else { break };
        let next = &tail[mark.len_utf8()..];
        let next_piece = &next[..run_length(next)];
        let joins = !next_piece.is_empty()
            && match mark {
                '\'' | '’' => next.starts_with(char::is_alphabetic) && piece.ends_with(char::is_alphabetic),
                '-' | '‐' | '‑' => is_turning(piece) && next.starts_with(char::is_alphabetic),
                '&' => is_short_capital(piece) && is_short_capital(next_piece),
                '.' if is_dotted_ending(next_piece) && piece.len() > 1 => true,
                '.' if is_abbreviated(piece, next_piece) => {
                    is_abbreviation = true;
                    true
                }
                _ => false,
            };
        if !joins {
            break;
        }
        at += mark.len_utf8() + next_piece.len();
        piece = next_piece;
    }
    if is_abbreviation {
        return at + usize::from(rest[at..].starts_with('.'));
    }
    at + name_suffix_length(piece, &rest[at..])
}

fn run_length(rest: &str) -> usize {
    rest.find(|c| !is_word_char(c)).unwrap_or(rest.len())
}

/// "R" and "D" of "R&D", "AT" and "T" of "AT&T".
fn is_short_capital(piece: &str) -> bool {
    piece.len() <= 3 && piece.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_dotted_ending(piece: &str) -> bool {
    DOTTED_ENDINGS.iter().any(|ending| piece.eq_ignore_ascii_case(ending))
}

/// Whether a dot between the two makes an abbreviation: `B.S`, `e.g`, `Ph.D`, `M.Sc`.
fn is_abbreviated(piece: &str, next: &str) -> bool {
    let starts_upper = |text: &str| text.starts_with(char::is_uppercase);
    let is_single = |text: &str| text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
    if is_single(piece) && is_single(next) {
        return true;
    }
    let is_short = |text: &str, longest: usize| {
        is_single(text) || (text.len() <= longest && text.chars().skip(1).all(char::is_lowercase))
    };
    starts_upper(piece) && starts_upper(next) && is_short(piece, 2) && is_short(next, 3)
}

/// The `++` of C++, the `#` of C#, the `+` of A+, where no word goes on behind it.
fn name_suffix_length(piece: &str, tail: &str) -> usize {
    let is_letters = |c: char| c.is_ascii_uppercase() || piece.len() == 1 && c.is_ascii_lowercase();
    // "Network+", "Security+": a name with a capital, and a single plus that ends it.
    let is_name = piece.len() >= 4 && piece.starts_with(|c: char| c.is_ascii_uppercase());
    if !(piece.ends_with(is_letters) || is_name && tail.starts_with('+') && !tail[1..].starts_with('+')) {
        return 0;
    }
    let length = match tail.as_bytes() {
        [b'+', b'+', ..] => 2,
        [b'+' | b'#', ..] => 1,
        _ => return 0,
    };
    if tail[length..].starts_with(is_word_char) { 0 } else { length }
}

/// The text in the form in which texts are compared: compatibility-composed (NFKC), lower
/// case, with plain quotes, dashes and spaces.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc().flat_map(char::to_lowercase).map(plain).collect()
}

/// [`fold`], without a copy where the text is folded already.
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(fold(text))
    }
}

fn plain(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' => '\'',
        '“' | '”' | '„' | '«' | '»' | '″' => '"',
        '‐'..='―' | '−' | '⁃' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// The lines of the text that are not blank, without the spaces around them.
pub fn lines(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        spans.extend(trimmed(text, Span::new(start, start + line.len())));
        start += line.len();
    }
    spans
}

/// The span without the spaces at its ends; none if nothing is left.
pub fn trimmed(text: &str, span: Span) -> Option<Span> {
    let inner = span.of(text);
    let start = span.start + (inner.len() - inner.trim_start().len());
    let inner = inner.trim();
    (!inner.is_empty()).then(|| Span::new(start, start + inner.len()))
}

/// Words that end in a dot within a sentence.
const ABBREVIATIONS: [&str; 46] = [
    "dr", "mr", "mrs", "ms", "prof", "st", "jr", "sr", "vs", "etc", "inc", "ltd", "co", "corp", "llc",
    "dept", "approx", "no", "fig", "al", "est", "min", "max", "hrs", "yrs", "mo", "jan", "feb", "mar", "apr",
    "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "gen", "gov", "univ", "assoc", "ave", "blvd",
    "cert", "lic",
];

/// The sentences of the text, in order, without the spaces around them. A line that is not
/// the continuation of the one before it begins a sentence of its own.
pub fn sentences(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let end = match c {
            '.' | '!' | '?' | '。' | '！' | '？' => {
                // Closing quotes and brackets belong to the sentence they close.
                let mut end = at + c.len_utf8();
                while let Some(&(_, next)) = characters.peek()
                    && matches!(next, '.' | '!' | '?' | '"' | '\'' | '”' | '’' | ')' | ']')
                {
                    end += next.len_utf8();
                    characters.next();
                }
                if !ends_sentence(text, at, c, end) {
                    continue;
                }
                end
            }
            '\n' | '\r' if !goes_on(&text[at..]) => at,
            _ => continue,
        };
        spans.extend(trimmed(text, Span::new(start, end)));
        start = end;
    }
    spans.extend(trimmed(text, Span::new(start, text.len())));
    spans
}

/// Whether the mark at `at`, with what closes behind it up to `end`, ends a sentence.
fn ends_sentence(text: &str, at: usize, mark: char, end: usize) -> bool {
    if !mark.is_ascii() {
        return true;
    }
    let after = &text[end..];
    if !(after.is_empty() || after.starts_with(char::is_whitespace)) {
        return false;
    }
    let next = after.trim_start().chars().next();
    if mark != '.' {
        return true;
    }
    if next.is_some_and(char::is_lowercase) {
        return false;
    }
    let before = &text[..at];
    let start = before
        .rfind(|c: char| !is_word_char(c) && c != '.')
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let word = &before[start..];
    if word.chars().count() == 1 && word.chars().all(char::is_alphabetic) {
        // An initial, as in "J. Smith"; "Vitamin C." at the very end still ends.
        return next.is_none();
    }
    if word.contains('.') && word.split('.').all(|piece| (1..=3).contains(&piece.len())) {
        // "B.S. Degree" goes on; what follows "e.g." always does.
        return next.is_none();
    }
    let word = word.trim_start_matches('.');
    next.is_none() || !ABBREVIATIONS.iter().any(|short| short.eq_ignore_ascii_case(word))
}

/// Whether the text behind a line's end is the same sentence wrapped: it begins, without a
/// blank line between, with a small letter.
fn goes_on(rest: &str) -> bool {
    let next = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest);
    next.trim_start_matches([' ', '\t']).starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_tokens(text: &str, expected: &[&str]) {
        let tokens: Vec<&str> = tokenize(text).iter().map(|token| token.text).collect();
        assert_eq!(tokens, expected, "{text}");
    }

    #[test]
    fn names_stay_whole() {
        check_tokens("C++, C# and .NET", &["C++", ",", "C#", "and", ".NET"]);
        check_tokens("Node.js/ASP.NET", &["Node.js", "/", "ASP.NET"]);
        check_tokens("Non-clinical, post-op x-ray", &["Non-clinical", ",", "post-op", "x", "-", "ray"]);
        check_tokens("pre-2019 ex- anti -c", &["pre", "-", "2019", "ex", "-", "anti", "-", "c"]);
        check_tokens("R&D at AT&T.", &["R&D", "at", "AT&T", "."]);
        check_tokens("B.S., Ph.D. e.g. M.Sc.", &["B.S.", ",", "Ph.D.", "e.g.", "M.Sc."]);
        check_tokens("driver's license", &["driver's", "license"]);
        check_tokens("CompTIA A+ (5+ years)", &["CompTIA", "A+", "(", "5", "+", "years", ")"]);
        check_tokens("Network+, Security+ and C++", &["Network+", ",", "Security+", "and", "C++"]);
        check_tokens("5 years+ Excel+Word", &["5", "years", "+", "Excel", "+", "Word"]);
        check_tokens("back-end 3D h2o", &["back", "-", "end", "3D", "h2o"]);
        check_tokens("$84,731.50 in 2021.", &["$", "84,731.50", "in", "2021", "."]);
        check_tokens("skills.Experience end. Next", &["skills", ".", "Experience", "end", ".", "Next"]);
        check_tokens("Zürich é 東京 🚀", &["Zürich", "é", "東京", "🚀"]);
        check_tokens("C+ C++17", &["C+", "C", "+", "+", "17"]);
        check_tokens("", &[]);
    }

    #[test]
    fn numbers_and_words_are_told_apart() {
        let kinds: Vec<TokenKind> = tokenize("7 60k x $").iter().map(|token| token.kind).collect();
        assert_eq!(kinds, [TokenKind::Number, TokenKind::Word, TokenKind::Word, TokenKind::Symbol]);
    }

    #[test]
    fn folding_makes_typography_plain() {
        for (text, expected) in
            [("What You’ll Do", "what you'll do"), ("A – B", "a - b"), ("ﬁne\u{a0}É", "fine é"), ("x", "x")]
        {
            assert_eq!(fold(text), expected);
            assert_eq!(folded(text), expected);
        }
    }

    fn check_sentences(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn sentences_end_where_they_end() {
        check_sentences("One. Two! Three?", &["One.", "Two!", "Three?"]);
        check_sentences(
            "Met Dr. Smith at 3.5 p.m. today. Left.",
            &["Met Dr. Smith at 3.5 p.m. today.", "Left."],
        );
        check_sentences("Tools, e.g. Rust. More.", &["Tools, e.g. Rust.", "More."]);
        check_sentences("B.S. Degree at Acme Inc. Berlin", &["B.S. Degree at Acme Inc. Berlin"]);
        check_sentences("He said \"go.\" Then left.", &["He said \"go.\"", "Then left."]);
        check_sentences("wrapped\nline here\nNext line", &["wrapped\nline here", "Next line"]);
        check_sentences("Uses Node.js daily. Yes", &["Uses Node.js daily.", "Yes"]);
        check_sentences("東京。大阪", &["東京。", "大阪"]);
        check_sentences(" \n\n ", &[]);
    }

    #[test]
    fn lines_are_trimmed_and_never_blank() {
        let text = "  a \r\n\n\tb\n";
        let found: Vec<&str> = lines(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["a", "b"]);
    }
}
