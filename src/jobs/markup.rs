//! Plain text from pasted HTML: lines, list items and characters, nothing else. A reader of
//! words, not a sanitiser; its output is only ever read as text. Used by `posting`.

use std::sync::LazyLock;

use crate::jobs::hidden;
use crate::jobs::patterns::Pattern;

/// How many block tags make a text HTML. A posting that mentions `<div>` once stays text.
const TAGS_OF_HTML: usize = 3;

static BLOCK_TAG: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::compile(
        r"(?i)</?(?:p|div|ul|ol|li|br|h[1-6]|table|tr|td|section|article|body|html|strong|span)\b[^<>]*>",
    )
});

/// Whether the text is HTML rather than prose.
pub fn is_html(text: &str) -> bool {
    BLOCK_TAG.find_iter(text).take(TAGS_OF_HTML).count() == TAGS_OF_HTML
}

/// The text of HTML: a line for each block, "- " before each list item, entities read,
/// scripts, styles and comments left out.
pub fn to_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        push_text(&mut out, &rest[..open]);
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        if !rest[1..]
            .starts_with(|character: char| character.is_ascii_alphabetic() || "/!?".contains(character))
        {
            // A lone "<", as in "< 5 years".
            out.push('<');
            rest = &rest[1..];
            continue;
        }
        let Some(close) = rest.find('>') else {
            // An unfinished tag at the end is cut.
            rest = "";
            break;
        };
        let tag = &rest[1..close];
        let is_end = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|character| character.to_ascii_lowercase())
            .collect();
        rest = &rest[close + 1..];
        if !is_end && !tag.ends_with('/') && !is_void(&name) && hidden::hides(tag) {
            rest = after_whole(rest, &name);
            continue;
        }
        match name.as_str() {
            "script" | "style" | "template" | "head" if !is_end => rest = after_end_tag(rest, &name),
            "li" if !is_end => begin_item(&mut out),
            "p" | "div" if out.ends_with("- ") => {}
            "p" | "div" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "section" | "article"
            | "table" | "header" | "footer" | "blockquote" => {
                out.truncate(out.trim_end().len());
                out.push_str("\n\n");
            }
            "br" | "li" | "tr" => out.push('\n'),
            "td" | "th" => out.push(' '),
            _ => {}
        }
    }
    push_text(&mut out, rest);
    out
}

fn begin_item(out: &mut String) {
    out.truncate(out.trim_end().len());
    out.push_str("\n- ");
}

/// Elements without content.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "img" | "hr" | "input" | "meta" | "link" | "wbr" | "area" | "base" | "col" | "source"
    )
}

/// What stands behind the end of an element of that name whose start tag has just been read,
/// elements of the same name within it counted. Without an end nothing is left.
fn after_whole<'t>(text: &'t str, name: &str) -> &'t str {
    let mut depth = 1;
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        let is_end = rest.starts_with('/');
        let tag = rest.trim_start_matches('/');
        let is_same = tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && !tag[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if is_same {
            depth = if is_end { depth - 1 } else { depth + 1 };
        }
        if depth == 0 {
            return rest.find('>').map_or("", |close| &rest[close + 1..]);
        }
    }
    ""
}

fn after_end_tag<'t>(rest: &'t str, name: &str) -> &'t str {
    let end = format!("</{name}");
    let bytes = rest.as_bytes();
    (0..bytes.len())
        .find(|&at| {
            bytes[at] == b'<'
                && bytes.get(at..at + end.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(end.as_bytes()))
        })
        .and_then(|at| rest[at..].find('>').map(|close| &rest[at + close + 1..]))
        .unwrap_or_default()
}

/// Adds text between tags; line ends in HTML's source are spaces.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\n', '\r', '\t']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((character, length)) = entity(rest) {
            out.push(character);
            rest = &rest[length..];
        } else {
            let is_ampersand = rest.starts_with('&');
            if is_ampersand {
                out.push('&');
            } else if !out.ends_with(char::is_whitespace) {
                out.push(' ');
            }
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
}

/// The character an entity at the start of the text stands for, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.as_bytes().iter().take(12).position(|&byte| byte == b';')?;
    let name = text.get(1..end).filter(|_| text.starts_with('&'))?;
    let character = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        char::from_u32(code)?
    } else {
        // The entities job boards use; HTML knows 2,000 more.
        match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => ' ',
            "ndash" => '–',
            "mdash" => '—',
            "lsquo" => '‘',
            "rsquo" => '’',
            "ldquo" => '“',
            "rdquo" => '”',
            "bull" => '•',
            "hellip" => '…',
            "middot" => '·',
            "euro" => '€',
            "pound" => '£',
            "auml" => 'ä',
            "ouml" => 'ö',
            "uuml" => 'ü',
            "Auml" => 'Ä',
            "Ouml" => 'Ö',
            "Uuml" => 'Ü',
            "szlig" => 'ß',
            "eacute" => 'é',
            "reg" => '®',
            "trade" => '™',
            _ => return None,
        }
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_lines_and_items() {
        let check = |html: &str, text: &str| assert_eq!(to_text(html).trim(), text);
        check("<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three");
        check("<ul><li><p>One</p></li><li>Two</li></ul>", "- One\n- Two");
        check("a<br>b<script>evil()</script>c<!-- no -->d", "a\nbcd");
        check("x < 5 &uuml;ber &#8217; &#x41; &nosuch; &", "x < 5 über ’ A &nosuch; &");
        check("broken <p", "broken");
        check("<p>a</p><div hidden><div>b</div>c</div><p>d</p>", "a\n\nd");
        check("a<span style='display:none'>b", "a");
    }

    #[test]
    fn prose_with_a_tag_is_not_html() {
        assert!(!is_html("You know when a <div> is enough. 5 < 6 and 7 > 6."));
        assert!(is_html("<p>One</p><p>Two</p>"));
    }
}
