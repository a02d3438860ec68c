//! HTML: one page of its own that asks for nothing else, with the document's structure in its
//! elements and a style for paper.
//!
//! Every word is escaped, targets are the http, https and mailto addresses of [`Printed`], and a
//! content security policy lets nothing be loaded or run but the style, which it names by hash.

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::flow::{
    Emphasis, Paragraph, Role, Run, is_right_to_left, is_right_to_left_language, language_tag, paragraphs,
};
use super::typst::{LayoutOptions, MAX_TIGHTNESS};
use super::wkhtmltopdf::PageSetup;
use crate::documents::look::Paper;
use crate::documents::printed::Printed;

/// The rules of the page; what depends on the layout is put behind them.
const STYLE: &str = include_str!("../../../assets/templates/document.css");

/// Writes a document as an HTML page, on the paper and as tight as the layout says when it is
/// printed.
pub fn write(printed: &Printed, options: &LayoutOptions) -> String {
    write_page(printed, options, 1.0, false)
}

/// The same for a program that prints it: type is that many times as large, for programs that print
/// it smaller than asked, and no line ends within a word with a hyphen, whose halves some readers
/// of the printed file would join without it.
pub fn write_to_print(printed: &Printed, options: &LayoutOptions, scale: f32) -> String {
    write_page(printed, options, scale, true)
}

fn write_page(printed: &Printed, options: &LayoutOptions, scale: f32, keeps_words: bool) -> String {
    let style = format!("\n{STYLE}{}", measures(printed, options, scale));
    let mut page =
        Page { html: head(printed, &style), open: Vec::new(), is_rtl: is_rtl(printed), keeps_words };
    page.open("article");
    for paragraph in paragraphs(printed) {
        page.push(&paragraph);
    }
    page.close_all();
    page.html.push_str("</body>\n</html>\n");
    page.html
}

fn is_rtl(printed: &Printed) -> bool {
    is_right_to_left_language(language_tag(printed))
}

fn head(printed: &Printed, style: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
    let direction = if is_rtl(printed) { "rtl" } else { "ltr" };
    let mut head = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n<meta \
         http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri \
         'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"generator\" \
         content=\"JobWise\">\n",
        language_tag(printed)
    );
    if !printed.name.is_empty() {
        head.push_str("<meta name=\"author\" content=\"");
        push_escaped(&mut head, &printed.name);
        head.push_str("\">\n");
    }
    head.push_str("<title>");
    push_escaped(&mut head, &printed.title);
    let _ = write!(head, "</title>\n<style>{style}</style>\n</head>\n<body>\n");
    head
}

/// How far from loose to tight, 0 to 1.
fn tightness(options: &LayoutOptions) -> f32 {
    f32::from(options.tightness.min(MAX_TIGHTNESS)) / f32::from(MAX_TIGHTNESS)
}

/// The page a document is printed on: the same margins as those of the Typst templates.
pub fn page_setup(printed: &Printed, options: &LayoutOptions) -> PageSetup {
    let between = |loose: f32, tight: f32| loose + (tight - loose) * tightness(options);
    let (vertical_mm, horizontal_mm) = match printed.letter {
        Some(_) => (between(25.0, 17.0), between(26.0, 21.0)),
        None => (between(21.0, 14.0), between(23.0, 17.0)),
    };
    PageSetup { paper: options.paper, vertical_mm, horizontal_mm }
}

/// What depends on paper and tightness.
fn measures(printed: &Printed, options: &LayoutOptions, scale: f32) -> String {
    let between = |loose: f32, tight: f32| loose + (tight - loose) * tightness(options);
    let paper = match options.paper {
        Paper::A4 => "A4",
        Paper::UsLetter => "letter",
    };
    let PageSetup { vertical_mm, horizontal_mm, .. } = page_setup(printed, options);
    let (size, line) = match printed.letter {
        Some(_) => (between(11.0, 9.8), between(1.38, 1.25)),
        None => (between(10.8, 9.4), between(1.33, 1.15)),
    };
    format!(
        "@page{{size:{paper};margin:{vertical_mm:.1}mm {horizontal_mm:.1}mm}}\n\
         body{{font-size:{:.2}pt;line-height:{line:.2}}}\nh2{{margin-top:{:.2}em;margin-bottom:{:.2}em}}\n\
         h3,.place{{margin-top:{:.2}em}}\nli,.line,p+p{{margin-top:{:.2}em}}\n",
        size * scale,
        between(1.0, 0.5),
        between(0.45, 0.3),
        between(0.7, 0.35),
        between(0.22, 0.1),
    )
}

/// A page while it is written.
struct Page {
    html: String,
    /// Elements that are open, outermost first.
    open: Vec<&'static str>,
    /// Whether the page is written from right to left.
    is_rtl: bool,
    /// Whether words with a hyphen stay on one line.
    keeps_words: bool,
}

/// The longest word that is kept on one line, in characters; a longer one might not fit.
const LONGEST_KEPT: usize = 40;

impl Page {
    fn open(&mut self, element: &'static str) {
        let _ = writeln!(self.html, "<{element}>");
        self.open.push(element);
    }

    /// Closes the innermost element if it is this one.
    fn close(&mut self, element: &str) {
        if self.open.last() == Some(&element) {
            self.open.pop();
            let _ = writeln!(self.html, "</{element}>");
        }
    }

    fn close_all(&mut self) {
        while let Some(element) = self.open.pop() {
            let _ = writeln!(self.html, "</{element}>");
        }
    }

    fn push(&mut self, paragraph: &Paragraph<'_>) {
        let is_head = matches!(paragraph.role, Role::Name | Role::Label | Role::Contacts);
        if is_head && self.open.last() == Some(&"article") {
            self.open("header");
        } else if !is_head {
            self.close("header");
        }
        if paragraph.role == Role::Bullet {
            if self.open.last() != Some(&"ul") {
                self.open("ul");
            }
        } else {
            self.close("ul");
        }
        if paragraph.role == Role::Heading {
            self.close("section");
            self.open("section");
        } else if matches!(paragraph.role, Role::Closing | Role::Signature) {
            self.close("section");
        }
        self.push_element(paragraph);
    }

    fn push_element(&mut self, paragraph: &Paragraph<'_>) {
        let (element, class) = match paragraph.role {
            Role::Name => ("h1", ""),
            Role::Label => ("p", "label"),
            Role::Contacts => ("address", ""),
            Role::LetterDate => ("p", "date"),
            Role::Addressee => ("address", "addressee"),
            Role::Salutation => ("p", "salutation"),
            Role::Heading => ("h2", ""),
            Role::Prose => ("p", ""),
            Role::EntryTitle => ("h3", ""),
            Role::EntryPlace => ("p", "place"),
            Role::Line => ("p", "line"),
            Role::Bullet => ("li", ""),
            Role::Closing => ("p", "closing"),
            Role::Signature => ("p", "signature"),
        };
        let _ = write!(self.html, "<{element}");
        if !class.is_empty() {
            let _ = write!(self.html, " class=\"{class}\"");
        }
        let text = paragraph.text(" ");
        if text.chars().any(char::is_alphabetic) && is_right_to_left(&text) != self.is_rtl {
            self.html.push_str(if self.is_rtl { " dir=\"ltr\"" } else { " dir=\"rtl\"" });
        }
        self.html.push('>');
        for (index, run) in paragraph.runs.iter().enumerate() {
            if index > 0 && paragraph.role == Role::Addressee {
                self.html.push_str("<br>\n");
            }
            self.push_run(run);
        }
        let _ = writeln!(self.html, "</{element}>");
    }

    fn push_run(&mut self, run: &Run<'_>) {
        if !run.target.is_empty() {
            self.html.push_str("<a href=\"");
            push_escaped(&mut self.html, run.target);
            self.html.push_str("\" rel=\"noopener noreferrer\">");
        }
        match run.emphasis {
            Emphasis::None => self.push_words(&run.text),
            Emphasis::Strong => {
                self.html.push_str("<strong>");
                self.push_words(&run.text);
                self.html.push_str("</strong>");
            }
            Emphasis::Date => self.push_dates(run),
        }
        if !run.target.is_empty() {
            self.html.push_str("</a>");
        }
    }

    fn push_words(&mut self, text: &str) {
        for (index, word) in text.split(' ').enumerate() {
            self.html.push_str(if index > 0 { " " } else { "" });
            let has_hyphen = word.trim_matches('-').contains('-') && word.chars().count() <= LONGEST_KEPT;
            if self.keeps_words && has_hyphen {
                self.html.push_str("<span class=\"whole\">");
                push_escaped(&mut self.html, word);
                self.html.push_str("</span>");
            } else {
                push_escaped(&mut self.html, word);
            }
        }
    }

    /// Dates, each with what a machine reads.
    fn push_dates(&mut self, run: &Run<'_>) {
        self.html.push_str("<span class=\"dates\">");
        let mut dates = [run.period.start, run.period.end].into_iter().flatten();
        for (index, words) in run.text.split(" – ").enumerate() {
            self.html.push_str(if index > 0 { " – " } else { "" });
            // Not each part is a date: "Apr 2022 – Present".
            let is_date = words.chars().any(char::is_numeric);
            match if is_date { dates.next() } else { None } {
                Some(date) => {
                    let _ = write!(self.html, "<time datetime=\"{date}\">");
                    push_escaped(&mut self.html, words);
                    self.html.push_str("</time>");
                }
                None => push_escaped(&mut self.html, words),
            }
        }
        self.html.push_str("</span>");
    }
}

/// Adds text with everything that means something in text or in a quoted attribute escaped.
fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}
