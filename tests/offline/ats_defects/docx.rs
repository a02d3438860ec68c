//! Defects of a DOCX.

use super::Defect;
use crate::docx_file::{CONTACT, LINES, NAME, NAMESPACES, PAGE, body, file, paragraph, run};

/// The body with something more at its end.
fn ending_in(more: &str) -> Vec<u8> {
    file(&(body() + more), PAGE, &[])
}

/// The body without contact details, which stand in a part beside it.
fn contact_in(kind: &str) -> Vec<u8> {
    let lines: String = LINES.into_iter().map(paragraph).collect();
    let root = if kind == "header" { "hdr" } else { "ftr" };
    let part = format!("<w:{root} {NAMESPACES}>{}{}</w:{root}>", paragraph(NAME), paragraph(CONTACT));
    file(&lines, PAGE, &[(kind, "beside.xml", &part)])
}

fn text_box(inner: &str) -> String {
    format!(
        "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"900000\" cy=\"300000\"/><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wp:inline></w:drawing></w:r></w:p>"
    )
}

pub fn defects() -> Vec<Defect> {
    let defect = |name, rule, file| Defect { name, rule, has_place: false, file };
    let lines: String = LINES.into_iter().map(paragraph).collect();
    let cells: String =
        LINES[1..8].iter().map(|line| format!("<w:tr><w:tc>{}</w:tc></w:tr>", paragraph(line))).collect();
    let note = format!(
        "<w:footnotes {NAMESPACES}><w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>",
        paragraph("Ask me why")
    );
    let comment = format!(
        "<w:comments {NAMESPACES}><w:comment w:id=\"2\">{}</w:comment></w:comments>",
        paragraph("Too long?")
    );
    let mut locked = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    vec![
        defect("contact details in the header", "contact_in_body", contact_in("header")),
        defect("contact details in the footer", "contact_in_body", contact_in("footer")),
        defect(
            "contact details in a text box",
            "contact_in_body",
            file(&(text_box(&(paragraph(NAME) + &paragraph(CONTACT))) + &lines), PAGE, &[]),
        ),
        defect("skills in a text box", "text_boxes", ending_in(&text_box(&paragraph("Python and Ansible")))),
        defect(
            "positions in a table",
            "tables",
            file(
                &format!(
                    "{}{}{}<w:tbl>{cells}</w:tbl>{}",
                    paragraph(NAME),
                    paragraph(CONTACT),
                    paragraph(LINES[0]),
                    LINES[8..].iter().copied().map(paragraph).collect::<String>()
                ),
                PAGE,
                &[],
            ),
        ),
        defect(
            "words marked as hidden",
            "hidden_text",
            ending_in(&format!("<w:p>{}</w:p>", run("<w:vanish/>", "Kubernetes Terraform"))),
        ),
        defect(
            "white words in a DOCX",
            "hidden_text",
            ending_in(&format!("<w:p>{}</w:p>", run("<w:color w:val=\"FFFFFF\"/>", "Kubernetes Terraform"))),
        ),
        defect(
            "tiny words in a DOCX",
            "hidden_text",
            ending_in(&format!("<w:p>{}</w:p>", run("<w:sz w:val=\"2\"/>", "Kubernetes Terraform"))),
        ),
        defect(
            "columns of a DOCX",
            "single_column",
            file(&body(), &format!("{PAGE}<w:cols w:num=\"2\"/>"), &[]),
        ),
        defect(
            "tracked changes",
            "open_changes",
            ending_in(&format!(
                "<w:p><w:ins w:id=\"7\" w:author=\"x\">{}</w:ins></w:p>",
                run("", "And more")
            )),
        ),
        defect("a footnote", "notes_unread", file(&body(), PAGE, &[("footnotes", "footnotes.xml", &note)])),
        defect(
            "a comment in the margin",
            "notes_unread",
            file(&body(), PAGE, &[("comments", "comments.xml", &comment)]),
        ),
        defect(
            "macros",
            "active_content",
            file(&body(), PAGE, &[("vbaProject", "vbaProject.bin", "macros")]),
        ),
        defect(
            "a sheet within the document",
            "active_content",
            file(&body(), PAGE, &[("package", "embeddings/sheet1.xlsx", "cells")]),
        ),
        defect(
            "a picture of half a page",
            "pictures",
            ending_in(
                "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"6000000\" cy=\"5000000\"/><a:blip r:embed=\"x\"/></wp:inline></w:drawing></w:r></w:p>",
            ),
        ),
        defect(
            "letters far apart in a DOCX",
            "letter_spacing",
            ending_in(&format!("<w:p>{}</w:p>", run("<w:spacing w:val=\"120\"/>", "Distributed Systems"))),
        ),
        defect("a DOCX with a password", "password", locked),
        defect("a DOCX without words", "text_layer", file("<w:p/>", PAGE, &[])),
    ]
}
