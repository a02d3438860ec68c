//! The fonts documents are set in: those inside the binary for Latin, Greek, Cyrillic and
//! symbols, and the machine's Noto fonts for every other script.
//!
//! The machine's fonts are looked for by name and only when a document needs them, so that
//! what else is installed never changes how a document looks.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ::typst::foundations::Bytes;
use ::typst::text::{Font, FontBook};
use ::typst::utils::LazyHash;

use crate::documents::printed::Printed;
use crate::error::{Error, Result, Violation};

/// The font files inside the binary that serve every template, in the order they are tried for a
/// character.
const HOUSE: [&[u8]; 7] = [
    include_bytes!("../../../../assets/fonts/SourceSans3-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/SourceSans3-SemiBold.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansSymbols-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansSymbols2-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/NotoSansMath-Regular.ttf"),
];

/// The font files inside the binary that some templates name; what these fonts do not have is set
/// in those of the house.
const FACES: [&[u8]; 5] = [
    include_bytes!("../../../../assets/fonts/SourceSerif4-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/SourceSerif4-Semibold.ttf"),
    include_bytes!("../../../../assets/fonts/SourceSerif4-It.ttf"),
    include_bytes!("../../../../assets/fonts/SourceCodePro-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/SourceCodePro-Semibold.ttf"),
];

/// Where Debian and its administrators put fonts.
const FONT_FOLDERS: [&str; 4] = [
    "/usr/share/fonts/truetype/noto",
    "/usr/share/fonts/opentype/noto",
    "/usr/local/share/fonts",
    "/usr/share/fonts/noto",
];

/// A script that is set in fonts of the machine.
struct Script {
    /// Its name for a person.
    name: &'static str,
    /// The Debian package that brings its fonts.
    package: &'static str,
    /// The files, the regular weight first.
    files: &'static [&'static str],
    /// First and last code points of its blocks.
    blocks: &'static [(u32, u32)],
}

const NOTO: &str = "fonts-noto-core";

const SCRIPTS: &[Script] = &[
    Script {
        name: "Chinese, Japanese or Korean",
        package: "fonts-noto-cjk",
        files: &["NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"],
        blocks: &[
            (0x1100, 0x11ff),
            (0x2e80, 0xa4cf),
            (0xa960, 0xa97f),
            (0xac00, 0xd7ff),
            (0xf900, 0xfaff),
            (0xfe30, 0xfe4f),
            (0xff00, 0xffef),
            (0x1aff0, 0x1b16f),
            (0x20000, 0x323af),
        ],
    },
    Script {
        name: "Arabic",
        package: NOTO,
        files: &["NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"],
        blocks: &[(0x600, 0x6ff), (0x750, 0x77f), (0x870, 0x8ff), (0xfb50, 0xfdff), (0xfe70, 0xfefe)],
    },
    Script {
        name: "Hebrew",
        package: NOTO,
        files: &["NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Bold.ttf"],
        blocks: &[(0x590, 0x5ff), (0xfb1d, 0xfb4f)],
    },
    Script {
        name: "Devanagari",
        package: NOTO,
        files: &["NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-Bold.ttf"],
        blocks: &[(0x900, 0x97f), (0xa8e0, 0xa8ff)],
    },
    Script {
        name: "Bengali",
        package: NOTO,
        files: &["NotoSansBengali-Regular.ttf", "NotoSansBengali-Bold.ttf"],
        blocks: &[(0x980, 0x9ff)],
    },
    Script {
        name: "Gurmukhi",
        package: NOTO,
        files: &["NotoSansGurmukhi-Regular.ttf", "NotoSansGurmukhi-Bold.ttf"],
        blocks: &[(0xa00, 0xa7f)],
    },
    Script {
        name: "Gujarati",
        package: NOTO,
        files: &["NotoSansGujarati-Regular.ttf", "NotoSansGujarati-Bold.ttf"],
        blocks: &[(0xa80, 0xaff)],
    },
    Script {
        name: "Tamil",
        package: NOTO,
        files: &["NotoSansTamil-Regular.ttf", "NotoSansTamil-Bold.ttf"],
        blocks: &[(0xb80, 0xbff)],
    },
    Script {
        name: "Telugu",
        package: NOTO,
        files: &["NotoSansTelugu-Regular.ttf", "NotoSansTelugu-Bold.ttf"],
        blocks: &[(0xc00, 0xc7f)],
    },
    Script {
        name: "Kannada",
        package: NOTO,
        files: &["NotoSansKannada-Regular.ttf", "NotoSansKannada-Bold.ttf"],
        blocks: &[(0xc80, 0xcff)],
    },
    Script {
        name: "Malayalam",
        package: NOTO,
        files: &["NotoSansMalayalam-Regular.ttf", "NotoSansMalayalam-Bold.ttf"],
        blocks: &[(0xd00, 0xd7f)],
    },
    Script {
        name: "Sinhala",
        package: NOTO,
        files: &["NotoSansSinhala-Regular.ttf", "NotoSansSinhala-Bold.ttf"],
        blocks: &[(0xd80, 0xdff)],
    },
    Script {
        name: "Thai",
        package: NOTO,
        files: &["NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf"],
        blocks: &[(0xe00, 0xe7f)],
    },
    Script {
        name: "Armenian",
        package: NOTO,
        files: &["NotoSansArmenian-Regular.ttf", "NotoSansArmenian-Bold.ttf"],
        blocks: &[(0x530, 0x58f), (0xfb13, 0xfb17)],
    },
    Script {
        name: "Georgian",
        package: NOTO,
        files: &["NotoSansGeorgian-Regular.ttf", "NotoSansGeorgian-Bold.ttf"],
        blocks: &[(0x10a0, 0x10ff), (0x1c90, 0x1cbf), (0x2d00, 0x2d2f)],
    },
    Script {
        name: "Ethiopic",
        package: NOTO,
        files: &["NotoSansEthiopic-Regular.ttf", "NotoSansEthiopic-Bold.ttf"],
        blocks: &[(0x1200, 0x139f), (0x2d80, 0x2ddf)],
    },
    Script {
        name: "Khmer",
        package: NOTO,
        files: &["NotoSansKhmer-Regular.ttf", "NotoSansKhmer-Bold.ttf"],
        blocks: &[(0x1780, 0x17ff), (0x19e0, 0x19ff)],
    },
    Script {
        name: "emoji",
        package: "fonts-noto-color-emoji",
        files: &["NotoColorEmoji.ttf"],
        blocks: &[(0x2300, 0x23ff), (0x2600, 0x27bf), (0x2b00, 0x2bff), (0x1f000, 0x1faff)],
    },
];

/// Every font this process has read.
pub struct Fonts {
    embedded: Vec<Font>,
    /// How many of these are the house's; the faces follow them.
    house: usize,
    book: LazyHash<FontBook>,
    /// One cell a row of [`SCRIPTS`], filled when a document first needs the script.
    scripts: Vec<OnceLock<Vec<Font>>>,
}

impl Fonts {
    /// Reads the fonts inside the binary.
    pub fn new() -> Self {
        let read = |files: &[&'static [u8]]| -> Vec<Font> {
            files.iter().flat_map(|data| Font::iter(Bytes::new(*data))).collect()
        };
        let mut embedded = read(&HOUSE);
        let house = embedded.len();
        embedded.extend(read(&FACES));
        let book = LazyHash::new(FontBook::from_fonts(&embedded));
        Self { embedded, house, book, scripts: SCRIPTS.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The fonts that have every character of a document.
    ///
    /// # Errors
    /// Invalid when a character has no font; the message names its script and, where there is
    /// one, the package that brings a font.
    pub fn shelf_for(&self, printed: &Printed) -> Result<Shelf<'_>> {
        let foreign = self.foreign_characters(printed);
        if foreign.is_empty() {
            return Ok(Shelf { fonts: self, scripts: Vec::new(), book: None });
        }
        let mut scripts: Vec<usize> = Vec::new();
        for c in foreign {
            let code = u32::from(c);
            let row = SCRIPTS
                .iter()
                .position(|script| script.blocks.iter().any(|(first, last)| (*first..=*last).contains(&code)))
                .ok_or_else(|| no_font(c, None))?;
            let fonts = self.scripts[row].get_or_init(|| read_fonts(&SCRIPTS[row]));
            if !fonts.iter().any(|font| font.info().coverage.contains(code)) {
                return Err(no_font(c, Some(&SCRIPTS[row])));
            }
            if !scripts.contains(&row) {
                scripts.push(row);
            }
        }
        scripts.sort_unstable();
        let more = scripts.iter().filter_map(|row| self.scripts[*row].get()).flatten();
        let book = LazyHash::new(FontBook::from_fonts(self.embedded.iter().chain(more)));
        Ok(Shelf { fonts: self, scripts, book: Some(book) })
    }

    fn house(&self) -> impl Iterator<Item = &Font> {
        self.embedded[..self.house].iter()
    }

    /// Each character that the embedded fonts do not have, once.
    fn foreign_characters(&self, printed: &Printed) -> Vec<char> {
        let mut foreign = Vec::new();
        for (_, text) in printed.fields() {
            for c in text.chars().filter(|c| !c.is_ascii() && !is_default_ignorable(*c)) {
                let is_known = self.house().any(|font| font.info().coverage.contains(u32::from(c)));
                if !is_known && !foreign.contains(&c) {
                    foreign.push(c);
                }
            }
        }
        foreign
    }
}

/// The fonts for one document.
pub struct Shelf<'f> {
    fonts: &'f Fonts,
    scripts: Vec<usize>,
    book: Option<LazyHash<FontBook>>,
}

impl Shelf<'_> {
    /// What Typst chooses from.
    pub fn book(&self) -> &LazyHash<FontBook> {
        self.book.as_ref().unwrap_or(&self.fonts.book)
    }

    /// The font at an index of the book.
    pub fn font(&self, index: usize) -> Option<Font> {
        self.all().nth(index).cloned()
    }

    /// The families in the order they are tried for a character, each once; those that only
    /// templates name are not among them.
    pub fn families(&self) -> Vec<&str> {
        let mut families: Vec<&str> = Vec::new();
        for font in self.fonts.house().chain(self.of_scripts()) {
            let family = font.info().family.as_str();
            if !families.contains(&family) {
                families.push(family);
            }
        }
        families
    }

    fn all(&self) -> impl Iterator<Item = &Font> {
        self.fonts.embedded.iter().chain(self.of_scripts())
    }

    fn of_scripts(&self) -> impl Iterator<Item = &Font> {
        self.scripts.iter().filter_map(|row| self.fonts.scripts[*row].get()).flatten()
    }
}

/// Characters that are drawn by their neighbours or not at all, whatever the font.
fn is_default_ignorable(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// The fonts of a script that are installed; none when its package is not.
fn read_fonts(script: &Script) -> Vec<Font> {
    let find = |file: &&str| -> Option<PathBuf> {
        FONT_FOLDERS.iter().map(|folder| Path::new(folder).join(file)).find(|path| path.is_file())
    };
    let data = script.files.iter().filter_map(find).filter_map(|path| std::fs::read(path).ok());
    data.flat_map(|data| Font::iter(Bytes::new(data)).collect::<Vec<_>>()).collect()
}

fn no_font(c: char, script: Option<&Script>) -> Error {
    let code = format!("U+{:04X}", u32::from(c));
    let message = match script {
        Some(script) => format!(
            "The document has {} text (such as {c}, {code}) and no font for it is installed. \
             Install the Debian package {} on the machine that prints it, or take that text out.",
            script.name, script.package
        ),
        None => format!(
            "The document has the character {code}, which no font has. Take it out or write it otherwise."
        ),
    };
    Error::violations(message.clone(), vec![Violation::new("content", "font_missing", message)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_fonts_have_the_alphabets_they_promise() {
        let fonts = Fonts::new();
        for text in [
            "ÀÉÎÕÜßçñøåæœŁźčďěřůžőűşğİıāēīōūļņķģțșđŋŧẁẃŵŷấẽịọừ",
            "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊΰ",
            "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўљњћџ",
            "–—‘’“”„«»…•·×÷±≤≥≈→←↑↓✓✗★☆©®™€£¥₹₽₺₩§¶°µ½¼¾²³✉☎∑√∞",
        ] {
            for c in text.chars() {
                let is_covered = fonts.house().any(|font| font.info().coverage.contains(u32::from(c)));
                assert!(is_covered, "{c} U+{:04X}", u32::from(c));
            }
        }
    }

    #[test]
    fn every_script_names_fonts_and_blocks_in_order() {
        for script in SCRIPTS {
            assert!(!script.files.is_empty() && script.package.starts_with("fonts-noto"), "{}", script.name);
            assert!(script.blocks.iter().all(|(first, last)| first < last), "{}", script.name);
        }
    }

    #[test]
    fn a_character_without_a_font_names_its_script_and_package() {
        let message = no_font('漢', Some(&SCRIPTS[0])).to_string();
        assert!(message.contains("Chinese") && message.contains("fonts-noto-cjk"), "{message}");
    }
}
