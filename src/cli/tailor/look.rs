//! The options of `jobwise tailor` for how documents are to look.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};

use crate::documents::locale::Locale;
use crate::documents::look::{Look, Paper};
use crate::documents::model::BlockKind;
use crate::error::{Error, Result, Violation};

/// How the documents are to look.
#[derive(Debug, Args)]
pub struct LookArgs {
    /// Paper; that of the country the person lives in when left out
    #[arg(long, value_enum)]
    paper: Option<PaperName>,
    /// Accent, with a contrast of 4.5 with white at least; the template's when left out
    #[arg(long, value_name = "#RRGGBB")]
    accent: Option<String>,
    /// Size of the text, 9 to 12; as it fits the pages best when left out
    #[arg(long, value_name = "POINTS")]
    text_size: Option<f32>,
    /// Language of what the program itself writes (headings, dates, salutation): en, de, fr, es, it,
    /// pt or pl; the words of the profile stay as they are
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    locale: String,
    /// First sections of the résumé in order, such as `education,experience`; the others follow
    #[arg(long, value_name = "SECTION", value_delimiter = ',')]
    sections: Vec<String>,
    /// A heading of your own, such as `experience=Kitchens`; may be repeated
    #[arg(long, value_name = "SECTION=WORDS")]
    heading: Vec<String>,
}

/// Paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PaperName {
    /// 210 × 297 mm
    A4,
    /// 8.5 × 11 in
    UsLetter,
}

impl LookArgs {
    /// The look asked for; whether it can be is checked with the run.
    ///
    /// # Errors
    /// `Invalid` for a language or a section that there is not.
    pub fn read(&self) -> Result<Look> {
        let locale = Locale::from_code(&self.locale).ok_or_else(|| {
            let known: Vec<&str> = Locale::ALL.into_iter().map(Locale::code).collect();
            wrong("locale", format!("There is no locale \"{}\". Known: {}.", self.locale, known.join(", ")))
        })?;
        let sections = self.sections.iter().map(|name| section("sections", name)).collect::<Result<_>>()?;
        let mut headings = BTreeMap::new();
        for heading in &self.heading {
            let Some((name, words)) = heading.split_once('=') else {
                let message = format!("Write a heading as SECTION=WORDS, not \"{heading}\".");
                return Err(wrong("heading", message));
            };
            headings.insert(section("heading", name)?, words.to_owned());
        }
        Ok(Look {
            paper: self.paper.map(|paper| match paper {
                PaperName::A4 => Paper::A4,
                PaperName::UsLetter => Paper::UsLetter,
            }),
            accent: self.accent.clone(),
            text_size_pt: self.text_size,
            locale,
            sections,
            headings,
        })
    }
}

fn section(option: &str, name: &str) -> Result<BlockKind> {
    BlockKind::from_word(name.trim()).ok_or_else(|| {
        let known: Vec<&str> = BlockKind::ALL.into_iter().map(BlockKind::word).collect();
        wrong(option, format!("There is no section \"{name}\". Known: {}.", known.join(", ")))
    })
}

fn wrong(option: &str, message: String) -> Error {
    Error::violations(message.clone(), vec![Violation::new(option, "unknown", message)])
}
