//! The parts of a DOCX beside its body: styles, numbering, properties, relationships. Part of the
//! DOCX format.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::body::{FIRST_LINK, between};
use super::push_escaped;
use crate::documents::formats::flow::{is_right_to_left_language, language_tag};
use crate::documents::formats::typst::LayoutOptions;
use crate::documents::printed::Printed;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

pub const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>"#;

pub const PACKAGE_RELATIONSHIPS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties" Target="docProps/app.xml"/></Relationships>"#;

pub const APP_PROPERTIES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>JobWise</Application></Properties>"#;

/// Compatibility mode 15 is Word 2013 and later; without it Word opens the file as an old one.
pub const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>"#;

pub const NUMBERING: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="284" w:hanging="227"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;

/// Relationships of the main part: its own parts, and what its links open.
pub fn document_relationships(targets: &[String]) -> String {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut xml = format!(
        "{DECLARATION}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (index, part) in ["styles", "numbering", "settings"].iter().enumerate() {
        let id = index + 1;
        let _ = write!(xml, "<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/{part}\" Target=\"{part}.xml\"/>");
    }
    for (index, target) in targets.iter().enumerate() {
        let id = FIRST_LINK + index;
        let _ = write!(xml, "<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/hyperlink\" Target=\"");
        push_escaped(&mut xml, target);
        xml.push_str("\" TargetMode=\"External\"/>");
    }
    xml.push_str("</Relationships>");
    xml
}

/// Title, author, language and day, as file managers and screen readers show them.
pub fn core_properties(printed: &Printed, date: Option<NaiveDate>) -> String {
    let mut xml = format!(
        "{DECLARATION}<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
    );
    for (element, text) in [
        ("dc:title", printed.title.as_str()),
        ("dc:creator", &printed.name),
        ("dc:language", language_tag(printed)),
    ] {
        let _ = write!(xml, "<{element}>");
        push_escaped(&mut xml, text);
        let _ = write!(xml, "</{element}>");
    }
    if let Some(date) = date {
        for element in ["created", "modified"] {
            let _ = write!(
                xml,
                "<dcterms:{element} xsi:type=\"dcterms:W3CDTF\">{date}T00:00:00Z</dcterms:{element}>"
            );
        }
    }
    xml.push_str("</cp:coreProperties>");
    xml
}

/// A paragraph style: its id, its name as Word knows it, its paragraph and its run properties.
/// The elements of both stand in the order the schema asks for.
struct ParagraphStyle {
    id: &'static str,
    name: &'static str,
    paragraph: String,
    run: String,
}

/// Every style, and the defaults they rest on. Sizes are half points, distances twentieths.
pub fn styles(printed: &Printed, options: &LayoutOptions) -> String {
    let tag = language_tag(printed);
    let bidi = if is_right_to_left_language(tag) { tag } else { "ar-SA" };
    let mut xml = format!(
        "{DECLARATION}<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" \
         w:eastAsia=\"Calibri\" w:cs=\"Calibri\"/><w:color w:val=\"1B1E22\"/><w:sz w:val=\"{size}\"/><w:szCs \
         w:val=\"{size}\"/><w:lang w:val=\"{tag}\" w:eastAsia=\"{tag}\" w:bidi=\"{bidi}\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr><w:spacing w:after=\"0\" w:line=\"{line}\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault>\
         </w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name \
         w:val=\"Normal\"/><w:qFormat/></w:style><w:style w:type=\"character\" w:default=\"1\" \
         w:styleId=\"DefaultParagraphFont\"><w:name w:val=\"Default Paragraph Font\"/><w:uiPriority \
         w:val=\"1\"/><w:semiHidden/></w:style>",
        size = between(options, 22, 19),
        line = between(options, 245, 226),
    );
    for ParagraphStyle { id, name, paragraph, run } in paragraph_styles(printed.letter.is_some(), options) {
        let _ = write!(
            xml,
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn \
             w:val=\"Normal\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        );
    }
    for (id, name, run) in [
        ("Strong", "Strong", "<w:b/><w:bCs/>"),
        ("Dates", "Dates", MUTED),
        ("Hyperlink", "Hyperlink", "<w:color w:val=\"1D4F7C\"/>"),
    ] {
        let _ = write!(
            xml,
            "<w:style w:type=\"character\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn \
             w:val=\"DefaultParagraphFont\"/><w:qFormat/><w:rPr>{run}</w:rPr></w:style>"
        );
    }
    xml.push_str("</w:styles>");
    xml
}

const MUTED: &str = "<w:color w:val=\"4D5560\"/>";
const BOLD: &str = "<w:b/><w:bCs/>";

fn paragraph_styles(is_letter: bool, options: &LayoutOptions) -> Vec<ParagraphStyle> {
    let between = |loose, tight| between(options, loose, tight);
    let space = |before: i32, after: i32| format!("<w:spacing w:before=\"{before}\" w:after=\"{after}\"/>");
    let style = |id, name, paragraph: String, run: String| ParagraphStyle { id, name, paragraph, run };
    let keep = "<w:keepNext/><w:keepLines/>";
    let rule = "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"2\" w:color=\"B4C1CE\"/></w:pBdr>";
    let sized = |size: i32| format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>");
    let gap = between(120, 60);
    let prose = if is_letter { between(200, 120) } else { between(60, 30) };
    vec![
        style("Title", "Title", space(0, 40), format!("{BOLD}{}", sized(between(46, 40)))),
        style(
            "Subtitle",
            "Subtitle",
            space(0, between(60, 40)),
            format!("<w:color w:val=\"1D4F7C\"/>{}", sized(between(25, 22))),
        ),
        style("Contact", "Contact", space(0, 0), MUTED.to_owned()),
        style(
            "Heading1",
            "heading 1",
            format!("{keep}{rule}{}<w:outlineLvl w:val=\"0\"/>", space(between(210, 110), between(80, 40))),
            format!("{BOLD}<w:color w:val=\"1D4F7C\"/>{}", sized(between(26, 23))),
        ),
        style(
            "Heading2",
            "heading 2",
            format!("{keep}{}<w:outlineLvl w:val=\"1\"/>", space(gap, 0)),
            BOLD.to_owned(),
        ),
        style("EntryDetails", "Entry Details", format!("<w:keepNext/>{}", space(0, 40)), MUTED.to_owned()),
        style("EntryLine", "Entry Line", space(0, between(50, 20)), String::new()),
        style(
            "ListBullet",
            "List Bullet",
            format!(
                "<w:keepLines/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>{}",
                space(0, between(40, 12))
            ),
            String::new(),
        ),
        style("BodyText", "Body Text", space(0, prose), String::new()),
        style("Date", "Date", space(between(360, 240), prose), MUTED.to_owned()),
        style("Addressee", "Addressee", space(prose, prose), String::new()),
        style("Salutation", "Salutation", space(prose, prose), String::new()),
        style("Closing", "Closing", format!("<w:keepNext/>{}", space(prose, prose)), String::new()),
        style("Signature", "Signature", space(prose, 0), BOLD.to_owned()),
    ]
}
