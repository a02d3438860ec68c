//! A shared document as a page: its own words and nothing else. No script runs on it and nothing is
//! loaded from anywhere.

use std::fmt::Write as _;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::documents::printed::{Printed, PrintedEntry, PrintedSection, Style};
use crate::documents::sharing::model::Shared;

const STYLE: &str = "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;\
color:#1a1a1a;background:#fff}h1{margin:0;font-size:1.6rem}h2{margin:1.6rem 0 .4rem;font-size:1.1rem;\
border-bottom:1px solid #ccc}h3{margin:.8rem 0 0;font-size:1rem}p{margin:.3rem 0}ul{margin:.3rem 0;\
padding-left:1.2rem}footer{margin-top:2rem;color:#555;font-size:.85rem}a{color:#0b4f8a}";

/// What a browser may do with the page: show it, in its own style.
pub static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
});

/// Writes the page; `links` are the addresses of its files, in their order.
pub fn write(shared: &Shared, links: &[String]) -> String {
    let printed = Printed::new(&shared.content);
    let mut body = String::new();
    element(&mut body, "h1", &printed.name);
    element(&mut body, "p", &printed.label);
    let contacts: Vec<&str> = printed.contacts.iter().map(|contact| contact.text.as_str()).collect();
    element(&mut body, "p", &contacts.join(" · "));
    if let Some(letter) = &printed.letter {
        for text in [&letter.date, &letter.company, &letter.position, &letter.salutation] {
            element(&mut body, "p", text);
        }
    }
    printed.sections.iter().for_each(|section| write_section(&mut body, section));
    if let Some(letter) = &printed.letter {
        element(&mut body, "p", &letter.closing);
        element(&mut body, "p", &printed.name);
    }
    body.push_str("<footer>");
    for (file, link) in shared.files.iter().zip(links) {
        let format = file.format.slug().to_uppercase();
        // Writing to a string does not fail.
        let _ = write!(body, "<p><a href=\"{}\" rel=\"noreferrer\">Download {format}</a></p>", escape(link));
    }
    element(&mut body, "p", &format!("Shared until {}.", shared.expires_at.format("%-d %B %Y")));
    body.push_str("</footer>");
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
         <meta name=\"referrer\" content=\"no-referrer\"><title>{}</title><style>{STYLE}</style></head>\
         <body>{body}</body></html>\n",
        escape(&printed.language),
        escape(&printed.title),
    )
}

fn write_section(body: &mut String, section: &PrintedSection) {
    element(body, "h2", &section.heading);
    for entry in &section.entries {
        write_entry(body, entry, section.style);
    }
}

fn write_entry(body: &mut String, entry: &PrintedEntry, style: Style) {
    let PrintedEntry { title, organisation, location, dates, detail, address, claims, runs_on, .. } = entry;
    let line = |parts: &[&String], between: &str| {
        let parts: Vec<&str> =
            parts.iter().map(|part| part.as_str()).filter(|part| !part.is_empty()).collect();
        parts.join(between)
    };
    match style {
        Style::Prose => element(body, "p", &claims.join(" ")),
        Style::Groups | Style::Inline => {
            let name = line(&[title, detail], ", ");
            element(body, "p", &line(&[&name, &claims.join(", ")], ": "));
        }
        Style::Entries | Style::Lines | Style::Bullets => {
            element(body, "h3", title);
            element(body, "p", &line(&[organisation, location, dates, detail, address], " · "));
            if *runs_on {
                element(body, "p", &claims.join(", "));
            } else if !claims.is_empty() {
                body.push_str("<ul>");
                claims.iter().for_each(|claim| element(body, "li", claim));
                body.push_str("</ul>");
            }
        }
    }
}

/// An element with these words; none for no words.
fn element(body: &mut String, name: &str, words: &str) {
    if !words.is_empty() {
        let _ = write!(body, "<{name}>{}</{name}>", escape(words));
    }
}

/// The words as text of a page, in which nothing of them is markup.
fn escape(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_never_markup() {
        let mut body = String::new();
        element(&mut body, "p", "<script>alert('x')</script> \"& more\"");
        assert_eq!(body, "<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &quot;&amp; more&quot;</p>");
        element(&mut body, "p", "");
        assert_eq!(body.matches("<p>").count(), 1, "no element without words");
    }
}
