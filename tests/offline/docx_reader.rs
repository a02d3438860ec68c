//! The DOCX reader as a stranger's files meet it: where words stand, what nobody sees, and bytes
//! that are no document.

use std::io::{Cursor, Write};

use jobwise::documents::readback::docx::{DocxText, Passage, Place, read_text};
use jobwise::documents::readback::foreign::{self, Unreadable};
use jobwise::error::ErrorKind;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An archive of these parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        archive.write_all(text.as_bytes()).expect("its bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

fn package() -> String {
    format!(
        "<Relationships><Relationship Id=\"r\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    )
}

fn document(body: &str) -> String {
    format!("<?xml version=\"1.0\"?><w:document {W}><w:body>{body}</w:body></w:document>")
}

/// A file with that body, and parts beside it: the word of each one's relationship and its text.
fn file(body: &str, beside: &[(&str, &str)]) -> Vec<u8> {
    let links: String = beside
        .iter()
        .map(|(kind, _)| {
            format!("<Relationship Id=\"{kind}\" Type=\"{OFFICE}/{kind}\" Target=\"{kind}.xml\"/>")
        })
        .collect();
    let links = format!("<Relationships>{links}</Relationships>");
    let (package, document) = (package(), document(body));
    let mut parts = vec![
        ("_rels/.rels", package.as_str()),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", &links),
    ];
    let names: Vec<String> = beside.iter().map(|(kind, _)| format!("word/{kind}.xml")).collect();
    parts.extend(names.iter().map(String::as_str).zip(beside.iter().map(|(_, text)| *text)));
    archive(&parts)
}

fn read(body: &str, beside: &[(&str, &str)]) -> DocxText {
    read_text(&file(body, beside)).expect("a document")
}

fn paragraph(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

fn lines(text: &DocxText) -> Vec<(Place, &str)> {
    text.passages.iter().map(|Passage { place, text }| (*place, text.as_str())).collect()
}

#[test]
fn paragraphs_are_read_in_the_order_of_the_body_with_links_tabs_and_breaks() {
    let body = "<w:p><w:r><w:t>Ada </w:t></w:r><w:hyperlink><w:r><w:t>Lovelace &amp; &#x43;o</w:t></w:r></w:hyperlink></w:p>\
        <w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>Engineer</w:t><w:tab/><w:t>2021</w:t><w:br/><w:t>London</w:t></w:r></w:p>\
        <w:p><w:pPr><w:numPr/></w:pPr><w:ins><w:r><w:t>Built it</w:t></w:r></w:ins></w:p>";
    let text = read(body, &[]);
    let expected = [
        (Place::Body, "Ada Lovelace & Co"),
        (Place::Body, "Engineer\t2021\nLondon"),
        (Place::Body, "• Built it"),
    ];
    assert_eq!(lines(&text), expected);
    assert!(text.hidden.is_empty() && !text.has_columns);
}

#[test]
fn deleted_text_field_codes_and_fallbacks_are_not_read() {
    let body = "<w:p><w:r><w:t>Seen</w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>\
        <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom><w:r><w:instrText>HYPERLINK x</w:instrText></w:r>\
        <mc:AlternateContent xmlns:mc=\"m\"><mc:Choice><w:r><w:t> once</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>twice</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>";
    assert_eq!(lines(&read(body, &[])), [(Place::Body, "Seen once")]);
}

#[test]
fn words_beside_the_body_are_told_apart() {
    let table = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", paragraph("in a cell"));
    let text_box = format!(
        "<w:p><w:r><w:t>anchor</w:t><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>",
        paragraph("in a box")
    );
    let columns = "<w:sectPr><w:cols w:num=\"2\"/></w:sectPr>";
    let header = format!("<w:hdr {W}>{}</w:hdr>", paragraph("at the head"));
    let notes = format!("<w:footnotes {W}><w:footnote>{}</w:footnote></w:footnotes>", paragraph("a note"));
    let body = format!("{}{table}{text_box}{columns}", paragraph("plain"));
    let text = read(&body, &[("header", &header), ("footnotes", &notes)]);
    let expected = [
        (Place::Body, "plain"),
        (Place::Table, "in a cell"),
        (Place::TextBox, "in a box"),
        (Place::Body, "anchor"),
        (Place::Header, "at the head"),
        (Place::Note, "a note"),
    ];
    assert_eq!(lines(&text), expected);
    assert!(text.has_columns);
    assert_eq!(text.text(|place| place == Place::Body), "plain\nanchor");
}

#[test]
fn text_that_nobody_sees_is_told_of_and_text_that_looks_like_it_is_not() {
    let styles = format!(
        "<w:styles {W}><w:style w:type=\"character\" w:styleId=\"Ghost\"><w:rPr><w:color w:val=\"FEFEFE\"/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"Spirit\"><w:basedOn w:val=\"Ghost\"/></w:style></w:styles>"
    );
    let check = |properties: &str, how: Option<&str>| {
        let body = format!(
            "<w:p><w:r><w:t>seen</w:t></w:r><w:r><w:rPr>{properties}</w:rPr><w:t> ten keywords</w:t></w:r></w:p>"
        );
        let text = read(&body, &[("styles", &styles)]);
        let hidden: Vec<(&str, &str, u32)> =
            text.hidden.iter().map(|it| (it.how.as_str(), it.words.as_str(), it.count)).collect();
        match how {
            Some(how) => {
                assert_eq!(hidden, [(how, "ten keywords", 2)], "{properties}");
                assert_eq!(lines(&text), [(Place::Body, "seen")], "{properties}");
            }
            None => {
                assert!(hidden.is_empty(), "{properties}: {hidden:?}");
                assert_eq!(lines(&text), [(Place::Body, "seen ten keywords")], "{properties}");
            }
        }
    };
    check("<w:vanish/>", Some("marked as hidden"));
    check("<w:vanish w:val=\"0\"/>", None);
    check("<w:sz w:val=\"2\"/>", Some("too small to be read"));
    check("<w:sz w:val=\"14\"/>", None);
    check("<w:color w:val=\"FFFFFF\"/>", Some("in the colour of its background"));
    check("<w:color w:val=\"FFFFFF\"/><w:shd w:val=\"clear\" w:fill=\"1D4F7C\"/>", None);
    check("<w:color w:val=\"FFFFFF\"/><w:highlight w:val=\"black\"/>", None);
    check(
        "<w:color w:val=\"000000\"/><w:highlight w:val=\"black\"/>",
        Some("in the colour of its background"),
    );
    check("<w:color w:val=\"auto\"/>", None);
    check("<w:rStyle w:val=\"Spirit\"/>", Some("in the colour of its background"));
    check("<w:rStyle w:val=\"Spirit\"/><w:color w:val=\"112233\"/>", None);
    let banded = "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val=\"clear\" w:fill=\"102030\"/></w:tcPr><w:p><w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>light on dark</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert_eq!(lines(&read(banded, &[])), [(Place::Table, "light on dark")]);
}

#[test]
fn files_that_are_no_documents_are_refused_with_the_reason() {
    let check = |file: &[u8], said: &str| {
        let error = read_text(file).expect_err(said);
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.message().contains(said), "{error} does not say {said}");
    };
    check(b"", "not a DOCX");
    check(b"PK\x03\x04 and nothing", "not a DOCX");
    check(&[0; 4096], "not a DOCX");
    check(b"\xd0\xcf\x11\xe0 old", "old or encrypted");
    check(&archive(&[("word/document.xml", &document(&paragraph("x")))]), "not a DOCX");
    check(&archive(&[("_rels/.rels", &package())]), "main part is missing");
    check(&file("", &[]), "no text");
    check(
        &file("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>", &[]),
        "none of its text is seen",
    );
    check(&file("<w:p><w:r><w:t>never closed", &[]), "malformed");
    let many: Vec<(String, &str)> = (0..2_001).map(|n| (format!("x{n}"), "")).collect();
    check(
        &archive(&many.iter().map(|(name, text)| (name.as_str(), *text)).collect::<Vec<_>>()),
        "2,000 parts",
    );
}

#[test]
fn bombs_do_not_go_off() {
    let check = |file: &[u8], said: &str, reason: Unreadable| {
        let error = read_text(file).expect_err(said);
        assert!(error.message().contains(said), "{error} does not say {said}");
        // Whoever checks a file written elsewhere is told a reason to act on.
        assert_eq!(foreign::read(file), Err(reason), "{said}");
    };
    let relations = package();
    let with_main = |main: &str| archive(&[("_rels/.rels", &relations), ("word/document.xml", main)]);
    // A billion laughs: refused before any entity is looked at.
    let laughs =
        format!("<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]>{}", document(&paragraph("&b;")));
    check(&with_main(&laughs), "document type", Unreadable::Malformed);
    check(&with_main(&document(&paragraph("&b;"))), "entity", Unreadable::Malformed);
    // Seventeen megabytes of one letter in a few kilobytes.
    let wide = document(&paragraph(&"a".repeat(17 * 1024 * 1024)));
    let bomb = with_main(&wide);
    assert!(bomb.len() < 200_000);
    check(&bomb, "unpacks to more", Unreadable::TooMuch);
    let long = document(&paragraph(&"a".repeat(3 * 1024 * 1024)));
    check(&with_main(&long), "more text", Unreadable::TooMuch);
    let deep = document(&("<w:smartTag>".repeat(300) + &"</w:smartTag>".repeat(300)));
    check(&with_main(&deep), "nested too deep", Unreadable::TooMuch);
    let mut endless = b"PK\x06\x06".to_vec();
    endless.extend([0xff; 52]);
    endless.extend(b"PK\x06\x07");
    endless.extend([0; 16]);
    endless.extend(b"PK\x05\x06");
    endless.extend([0xff; 18]);
    check(&endless, "of a kind that documents are not", Unreadable::OtherFormat);
}

#[test]
fn a_style_that_rests_on_itself_ends() {
    let styles = format!(
        "<w:styles {W}><w:style w:type=\"paragraph\" w:styleId=\"A\"><w:basedOn w:val=\"A\"/></w:style></w:styles>"
    );
    let body = "<w:p><w:pPr><w:pStyle w:val=\"A\"/></w:pPr><w:r><w:t>still read</w:t></w:r></w:p>";
    assert_eq!(lines(&read(body, &[("styles", &styles)])), [(Place::Body, "still read")]);
}

/// Numbers that look random and are the same each time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("a small number")
    }
}

#[test]
fn mutated_files_are_read_or_refused_and_nothing_else() {
    let body = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"A\"/><w:numPr/></w:pPr><w:r><w:rPr><w:vanish/><w:sz w:val=\"3\"/></w:rPr><w:t>a</w:t></w:r></w:p>\
         <w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill=\"00ff00\"/></w:tcPr>{}</w:tc></w:tr></w:tbl><w:sectPr><w:cols w:num=\"2\"/></w:sectPr>",
        paragraph("words &amp; more &#x2022;")
    );
    let whole = file(&body, &[("styles", &format!("<w:styles {W}><w:style w:styleId=\"A\"/></w:styles>"))]);
    let xml = document(&body);
    let relations = package();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let (mut read, mut refused) = (0, 0);
    let mut count = |file: &[u8]| match read_text(file) {
        Ok(_) => read += 1,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Invalid);
            refused += 1;
        }
    };
    // Bytes of the archive, and the XML within an archive that is whole.
    for _ in 0..400 {
        let mut bytes = whole.clone();
        for _ in 0..=numbers.below(8) {
            let at = numbers.below(bytes.len());
            match numbers.below(3) {
                0 => bytes[at] = u8::try_from(numbers.below(256)).expect("a byte"),
                1 => bytes.truncate(at.max(4)),
                _ => {
                    let cut = bytes[at..(at + numbers.below(60)).min(bytes.len())].to_vec();
                    bytes.extend(cut);
                }
            }
        }
        count(&bytes);
        let mut text: Vec<char> = xml.chars().collect();
        for _ in 0..=numbers.below(4) {
            let (at, from) = (numbers.below(text.len()), numbers.below(text.len()));
            match numbers.below(3) {
                0 => text[at] = ['<', '>', '&', '"', '/', '\u{0}', '…'][numbers.below(7)],
                1 => {
                    text.remove(at);
                }
                _ => {
                    let copied = text[from..(from + numbers.below(80)).min(text.len())].to_vec();
                    text.splice(at..at, copied);
                }
            }
        }
        let text: String = text.into_iter().collect();
        count(&archive(&[("_rels/.rels", &relations), ("word/document.xml", &text)]));
    }
    assert!(read > 50 && refused > 50, "{read} read, {refused} refused: the mutations reach nothing");
}
