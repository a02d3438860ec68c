//! Defects of a PDF: of its words, of its layout, and of the file.

use std::sync::LazyLock;

use jobwise::documents::formats::typst::{LayoutOptions, Typesetter};
use jobwise::documents::model::{BlockKind, DocumentContent, DocumentKind};
use jobwise::documents::templates::{self, Template};
use jobwise::language::dates::Period;
use pdf_extract::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, ObjectId, Permissions, Stream,
};

use super::Defect;
use crate::documents_samples::{copied, ordinary, resume};

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(Typesetter::new);

fn template() -> &'static Template {
    templates::find("ats").expect("the classic template")
}

fn print(content: &DocumentContent, template: &Template) -> Vec<u8> {
    TYPESETTER.pdf(content, template, &LayoutOptions::default()).expect("a file")
}

/// The document nothing is wrong with.
fn content() -> DocumentContent {
    ordinary(DocumentKind::Resume)
}

pub fn good() -> Vec<u8> {
    print(&content(), template())
}

/// The document with other words.
fn with(change: impl FnOnce(&mut DocumentContent)) -> Vec<u8> {
    let mut content = content();
    change(&mut content);
    print(&content, template())
}

/// The document with other words in its first bullet.
fn saying(words: &str) -> Vec<u8> {
    with(|content| {
        let bullet = content.claims_mut().find(|claim| claim.id == "p0b0").expect("a bullet");
        bullet.text = words.to_owned();
    })
}

fn without(kinds: &[BlockKind]) -> Vec<u8> {
    with(|content| content.blocks.retain(|block| !kinds.contains(&block.kind)))
}

/// The document in a layout of its own.
fn laid_out(change: impl FnOnce(&str) -> String) -> Vec<u8> {
    let source: &'static str = Box::leak(change(template().source).into_boxed_str());
    print(&content(), &Template { source, ..*template() })
}

/// The document with something more at its end.
fn ending_in(markup: &str) -> Vec<u8> {
    laid_out(|source| format!("{source}\n{markup}\n"))
}

/// The file changed as a file.
fn altered(change: impl FnOnce(&mut Document)) -> Vec<u8> {
    let mut document = Document::load_mem(&good()).expect("a file");
    change(&mut document);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("a file");
    bytes
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

fn dictionary(entries: &[(&str, Object)]) -> Dictionary {
    let mut dictionary = Dictionary::new();
    entries.iter().for_each(|(key, value)| dictionary.set(*key, value.clone()));
    dictionary
}

fn first_page(document: &Document) -> ObjectId {
    document.page_iter().next().expect("a page")
}

/// A grey picture.
fn picture(document: &mut Document) -> ObjectId {
    let entries = [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", 1.into()),
        ("Height", 1.into()),
        ("ColorSpace", name("DeviceGray")),
        ("BitsPerComponent", 8.into()),
    ];
    document.add_object(Stream::new(dictionary(&entries), vec![200]))
}

/// The resources of the first page with a font `Xx` and a picture `Im`.
fn with_resources(document: &mut Document) {
    let font = document.add_object(dictionary(&[
        ("Type", name("Font")),
        ("Subtype", name("Type1")),
        ("BaseFont", name("Helvetica")),
        ("Encoding", name("WinAnsiEncoding")),
    ]));
    let picture = picture(document);
    let page = first_page(document);
    let resources = document.get_dictionary(page).and_then(|page| page.get(b"Resources")).cloned();
    let mut resources = match resources {
        Ok(Object::Reference(id)) => document.get_dictionary(id).cloned().expect("resources"),
        Ok(Object::Dictionary(resources)) => resources,
        _ => Dictionary::new(),
    };
    let mut fonts = document.get_dict_in_dict(&resources, b"Font").cloned().unwrap_or_default();
    fonts.set("Xx", font);
    resources.set("Font", fonts);
    resources.set("XObject", dictionary(&[("Im", picture.into())]));
    document.get_dictionary_mut(page).expect("a page").set("Resources", resources);
}

/// The first page with operators before its own.
fn drawn_first(document: &mut Document, operators: &str) {
    let page = first_page(document);
    let own = document.get_page_content(page).expect("operators");
    let all = [operators.as_bytes(), b"\n", &own].concat();
    let content = document.add_object(Stream::new(Dictionary::new(), all));
    document.get_dictionary_mut(page).expect("a page").set("Contents", content);
}

/// A page more, which shows a picture.
fn scanned_page(document: &mut Document) -> ObjectId {
    let picture = picture(document);
    let first = first_page(document);
    let pages = document.get_dictionary(first).and_then(|page| page.get(b"Parent")).cloned();
    let pages = pages.and_then(|pages| pages.as_reference()).expect("the pages");
    let operators = b"q 595 0 0 842 0 0 cm /Im Do Q".to_vec();
    let content = document.add_object(Stream::new(Dictionary::new(), operators));
    let resources = dictionary(&[("XObject", dictionary(&[("Im", picture.into())]).into())]);
    document.add_object(dictionary(&[
        ("Type", name("Page")),
        ("Parent", pages.into()),
        ("MediaBox", vec![0.into(), 0.into(), 595.into(), 842.into()].into()),
        ("Resources", resources.into()),
        ("Contents", content.into()),
    ]))
}

fn with_scanned_page(is_alone: bool) -> Vec<u8> {
    altered(|document| {
        let page = scanned_page(document);
        let pages = document.get_dictionary(page).and_then(|page| page.get(b"Parent")).cloned();
        let pages = pages.and_then(|pages| pages.as_reference()).expect("the pages");
        let mut kids: Vec<Object> = document.page_iter().map(Object::Reference).collect();
        if is_alone {
            kids.clear();
        }
        kids.push(page.into());
        let count = i64::try_from(kids.len()).expect("few pages");
        let pages = document.get_dictionary_mut(pages).expect("the pages");
        pages.set("Kids", kids);
        pages.set("Count", count);
    })
}

/// The file with what the glyph of one letter means moved to where no letters are.
fn with_private_glyphs() -> Vec<u8> {
    altered(|document| {
        for object in document.objects.values_mut() {
            let Object::Stream(stream) = object else { continue };
            let Ok(content) = stream.get_plain_content() else { continue };
            let text = String::from_utf8_lossy(&content);
            if !text.contains("beginbfchar") {
                continue;
            }
            let moved = text.lines().map(|line| match line.rsplit_once('<') {
                Some((glyph, "0065>")) if glyph.contains('>') => format!("{glyph}<F065>\n"),
                _ => format!("{line}\n"),
            });
            let moved: String = moved.collect();
            stream.set_plain_content(moved.into_bytes());
        }
    })
}

fn with_password() -> Vec<u8> {
    altered(|document| {
        document.trailer.set(
            "ID",
            vec![Object::string_literal("0123456789abcdef"), Object::string_literal("0123456789abcdef")],
        );
        let version = EncryptionVersion::V2 {
            document,
            owner_password: "owner",
            user_password: "secret",
            key_length: 128,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).expect("a way to encrypt");
        document.encrypt(&state).expect("an encrypted file");
    })
}

fn with_object(entries: &[(&str, Object)]) -> Vec<u8> {
    altered(|document| {
        document.add_object(dictionary(entries));
    })
}

/// Ten lines beside the document's own.
const SIDE: &str = "#pagebreak()
#grid(columns: (32%, 68%), gutter: 12pt,
  [Skills \\ Rust and Go \\ Kafka \\ SQL \\ Bazel \\ Linux \\ Python \\ Terraform \\ Contact \\ Links],
  [Ran the ovens of a mill for nine years and more \\ Kept the books of the mill in good order \\
   Led a team of four through a change \\ Wrote the plan for the new hall \\ Bought the grain \\
   Sold flour to forty shops in the valley \\ Trained six apprentices \\ Spoke at two fairs \\ Sang \\ Rested])";

pub fn defects() -> Vec<Defect> {
    let defect = |name, rule, has_place, file| Defect { name, rule, has_place, file };
    let words = [
        defect("no e-mail address", "email_present", false, with(|it| it.identity.email = None)),
        defect(
            "a broken e-mail address",
            "email_present",
            false,
            with(|it| it.identity.email = copied("renee at example")),
        ),
        defect(
            "a title instead of a name",
            "name_present",
            false,
            with(|it| it.identity.name = copied("Curriculum Vitae")),
        ),
        defect("no telephone number", "phone_present", false, with(|it| it.identity.phone = None)),
        defect(
            "no experience",
            "experience_section",
            false,
            without(&[BlockKind::Experience, BlockKind::Projects, BlockKind::Volunteering]),
        ),
        defect("no education", "education_section", false, without(&[BlockKind::Education])),
        defect("no skills", "skills_section", false, without(&[BlockKind::Skills])),
        defect(
            "a heading nobody knows",
            "standard_headings",
            true,
            with(|it| {
                let block = it.blocks.iter_mut().find(|block| block.kind == BlockKind::Projects);
                block.expect("projects").heading = "What Moves Me".to_owned();
            }),
        ),
        defect(
            "positions without dates",
            "positions_dated",
            true,
            with(|it| {
                let experience = it.blocks.iter_mut().filter(|block| block.kind == BlockKind::Experience);
                let headers =
                    experience.flat_map(|block| &mut block.entries).filter_map(|entry| entry.header.as_mut());
                headers.for_each(|header| header.period = Period::default());
            }),
        ),
        defect(
            "dates that can be read in two ways",
            "clear_dates",
            true,
            saying("Ran the queue from 03/04/2019 to 05/06/2021"),
        ),
        defect("years cut short", "clear_dates", true, saying("Ran the queue from Jan '19 on")),
        defect(
            "a name never filled in",
            "placeholders",
            true,
            with(|it| it.identity.name = copied("First Last")),
        ),
        defect(
            "a blank in brackets",
            "placeholders",
            true,
            saying("Led the migration at [Company Name] to Kafka"),
        ),
        defect(
            "filler text",
            "placeholders",
            true,
            saying("Lorem ipsum dolor sit amet, consectetur adipiscing elit"),
        ),
        defect("a keyword without end", "keyword_stuffing", false, saying(&"Rust and Rust, ".repeat(12))),
        defect(
            "decorative characters",
            "special_characters",
            true,
            saying("Rated ★★★★ by 14 teams → promoted"),
        ),
        defect("a word spelt apart", "letter_spacing", true, saying("Worked as E n g i n e e r of storage")),
        defect("a word of two scripts", "look_alikes", true, saying("Wrote 14 services in Руthоn and Go")),
        defect("more pages than are read", "length_in_pages", false, print(&resume(12), template())),
    ];
    let layouts = [
        defect(
            "white words",
            "hidden_text",
            true,
            ending_in("#text(fill: white)[Kubernetes Terraform Ansible]"),
        ),
        defect(
            "tiny words",
            "hidden_text",
            true,
            ending_in("#text(size: 0.8pt)[Kubernetes Terraform Ansible]"),
        ),
        defect(
            "transparent words",
            "hidden_text",
            true,
            ending_in("#text(fill: rgb(0, 0, 0, 0))[Kubernetes Terraform]"),
        ),
        defect(
            "words beside the page",
            "hidden_text",
            true,
            ending_in("#place(top + left, dx: -2000pt)[Kubernetes Terraform]"),
        ),
        defect(
            "words behind a box",
            "hidden_text",
            true,
            ending_in(
                "#box[Kubernetes Terraform#place(top + left, dy: -6pt, rect(width: 300pt, height: 30pt, fill: white))]",
            ),
        ),
        defect(
            "words in the colour of a band",
            "hidden_text",
            true,
            ending_in("#block(fill: navy, inset: 6pt)[#text(fill: navy)[Kubernetes Terraform]]"),
        ),
        defect("two columns", "single_column", true, laid_out(|it| format!("#set page(columns: 2)\n{it}"))),
        defect("a side bar", "single_column", true, ending_in(SIDE)),
        defect(
            "words that run up the page",
            "turned_text",
            true,
            ending_in("#rotate(-90deg, reflow: true)[Curriculum of skills]"),
        ),
        defect(
            "letters far apart",
            "letter_spacing",
            true,
            ending_in("#text(tracking: 0.8em)[Distributed Systems]"),
        ),
        defect(
            "small type",
            "small_type",
            true,
            laid_out(|it| it.replace("resume(classic)", "resume((..classic, size: (7pt, 7pt)))")),
        ),
        defect(
            "lines read after those below them",
            "reading_order",
            true,
            ending_in(
                "Ran the mill \\ by the river \\ with nine people
                #place(top + left, dy: -5em)[Kept the books \\ of the mill \\ in good order]",
            ),
        ),
    ];
    let files = [
        defect("a password", "password", false, with_password()),
        defect("a scan", "text_layer", false, with_scanned_page(true)),
        defect("a page that is a scan", "pages_readable", true, with_scanned_page(false)),
        defect(
            "a large picture",
            "pictures",
            true,
            altered(|it| {
                with_resources(it);
                drawn_first(it, "q 300 0 0 300 200 300 cm /Im Do Q");
            }),
        ),
        defect(
            "words that are not painted",
            "hidden_text",
            true,
            altered(|it| {
                with_resources(it);
                drawn_first(it, "q BT /Xx 11 Tf 3 Tr 72 400 Td (Falconry Zymurgy) Tj ET Q");
            }),
        ),
        defect("glyphs that spell nothing", "glyphs_spelt", true, with_private_glyphs()),
        defect(
            "fonts that are not there",
            "fonts_embedded",
            false,
            altered(|it| {
                for object in it.objects.values_mut() {
                    if let Object::Dictionary(font) = object {
                        [&b"FontFile"[..], b"FontFile2", b"FontFile3"]
                            .iter()
                            .for_each(|key| drop(font.remove(key)));
                    }
                }
            }),
        ),
        defect(
            "more bytes than are taken",
            "file_size",
            false,
            altered(|it| {
                let noise: Vec<u8> =
                    (0_u32..3_000_000).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
                it.add_object(Stream::new(Dictionary::new(), noise));
            }),
        ),
        defect(
            "a script",
            "active_content",
            false,
            with_object(&[("S", name("JavaScript")), ("JS", Object::string_literal("app.alert(1)"))]),
        ),
        defect(
            "a file within the file",
            "active_content",
            false,
            with_object(&[("Type", name("EmbeddedFile"))]),
        ),
        defect(
            "words in a comment",
            "notes_unread",
            false,
            with_object(&[
                ("Type", name("Annot")),
                ("Subtype", name("FreeText")),
                ("Contents", Object::string_literal("Call me in the evening")),
            ]),
        ),
        defect(
            "words in the field of a form",
            "notes_unread",
            false,
            with_object(&[("Subtype", name("Widget")), ("V", Object::string_literal("Portland"))]),
        ),
    ];
    words.into_iter().chain(layouts).chain(files).collect()
}
