//! Whether a tag of HTML hides what stands in it from people. Used by `markup`, which leaves such
//! text out: what nobody sees asks nobody for anything.

use std::sync::LazyLock;

use crate::jobs::patterns::{Pattern, pattern};

/// The attribute that hides by itself.
static ATTRIBUTE: LazyLock<Pattern> = LazyLock::new(|| pattern(r#"(?i)[\s"']hidden(?:[\s=/]|$)"#));

static STYLE: LazyLock<Pattern> = LazyLock::new(|| pattern(r#"(?i)\bstyle\s*=\s*(?:"([^"]*)"|'([^']*)')"#));

/// Declarations that hide, in a style without spaces: not shown, without size or far off the page.
static HIDES: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|opacity:0?\.?0*(?:;|%|!|$)",
        r"|font-size:(?:[012](?:\.\d+)?(?:px|pt)?|0?\.[01]\d*r?em|0r?em)(?:;|!|$)",
        r"|(?:left|right|top|bottom|text-indent|margin-left|margin-top):-\d{3,}(?:px|em|pt)",
        r"|(?:max-)?(?:height|width):[01](?:px)?(?:;|!|$)|clip:rect\([01]|transform:scale\(0\)|color:transparent",
        r"|color:(?:rgba|hsla)\([^)]*,0?\.?0+%?\)|color:#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)(?:;|!|$))",
    ))
});

static WHITE_LETTERS: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?:^|;)color:(?:white|#fff(?:fff)?(?:ff)?|#fefefe|rgba?\(25[45],25[45],25[45](?:,[\d.]+)?\)|hsl\(0,0%,100%\))(?:;|!|$)",
    )
});

static BACKGROUND: LazyLock<Pattern> = LazyLock::new(|| pattern(r"(?:^|;)background(?:-color)?:([^;]*)"));

/// Whether the tag, given without its brackets, hides its content by attribute or inline style.
/// Style sheets are not read.
pub(super) fn hides(tag: &str) -> bool {
    if ATTRIBUTE.is_match(tag) && !tag.contains("aria-hidden=\"false\"") {
        return true;
    }
    let Some(found) = STYLE.captures(tag) else { return false };
    let style = found.get(1).or(found.get(2)).map_or("", |style| style.as_str());
    let style: String = style.to_lowercase().split_whitespace().collect();
    if HIDES.is_match(&style) {
        return true;
    }
    // White letters are seen on any other ground.
    let is_on_white = BACKGROUND.captures(&style).is_none_or(|ground| {
        let ground = ground.get(1).map_or("", |ground| ground.as_str());
        ["white", "#fff", "transparent", "none", "inherit", "rgb(255,255,255)"]
            .iter()
            .any(|white| ground.starts_with(white))
    });
    WHITE_LETTERS.is_match(&style) && is_on_white
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hiding_tags_are_told_from_others() {
        for tag in [
            "p hidden",
            "span style=\"display: none\"",
            "p style='color: #FFF'",
            "p style=\"color:white;background:#fff\"",
            "p style=\"font-size: 0.5px\"",
            "div style=\"position:absolute;left:-9999px\"",
            "p style=\"opacity:0\"",
            "p style=\"color: rgba(0, 0, 0, 0)\"",
            "p style=\"color:rgba(20,20,20,0.0)\"",
            "p style=\"color:#33333300\"",
            "p style=\"opacity: 0.0;\"",
            "div style=\"height:0; overflow:hidden\"",
        ] {
            assert!(hides(tag), "{tag}");
        }
        for tag in [
            "p",
            "p class=\"hidden-gem\"",
            "p style=\"color:#333; font-size:14px\"",
            "p style=\"color:white;background:#003366\"",
            "p style=\"opacity:0.9\"",
            "p style=\"color:rgba(0,0,0,0.5)\"",
            "p style=\"color:rgba(10,10,10,1.0)\"",
            "p style=\"color:#000\"",
            "p style=\"color:#330000\"",
            "p style=\"font-size:1.2em\"",
            "div style=\"height:100px\"",
            "i aria-hidden=\"true\"",
        ] {
            assert!(!hides(tag), "{tag}");
        }
    }
}
