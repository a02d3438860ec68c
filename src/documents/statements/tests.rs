//! What is read of a text: nothing is lost, and what belongs together stays together.

use std::collections::HashMap;

use proptest::prelude::*;
use serde_json::json;

use super::basics::Basics;
use super::entries::Entries;
use super::{Content, text};
use crate::language::lexicon::Lexicon;
use crate::profiles::json_resume;

fn read(document: &str) -> Content {
    let profile = json!({
        "basics": { "name": "Ada Moss", "email": "ada@moss.example.com" },
        "work": [
            { "name": "Harrow Mill", "position": "Head Baker", "startDate": "2020-01" },
            { "name": "Corner Bread", "position": "Baker", "startDate": "2016-01", "endDate": "2019-12" },
        ],
        "education": [{ "institution": "Harrow College", "studyType": "Diploma", "area": "Baking" }],
        "certificates": [
            { "name": "Food Hygiene Level Three", "issuer": "City and Guilds of Harrow", "date": "2021-05" },
            { "name": "First Aid at Work", "issuer": "Harrow Ambulance", "date": "2022-06" },
        ],
        "skills": [{ "name": "Baking", "keywords": ["Sourdough"] }],
    });
    let profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
    let (entries, basics) = (Entries::new(&profile), Basics::new(&profile));
    text::read(document, &entries, &basics, Lexicon::built_in()).expect("a document")
}

fn statements(document: &str) -> Vec<String> {
    read(document).statements.into_iter().map(|statement| statement.text).collect()
}

/// How often each word stands in the texts.
fn count<'t>(texts: impl Iterator<Item = &'t str>) -> HashMap<&'t str, usize> {
    let mut counts = HashMap::new();
    for word in texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric())) {
        *counts.entry(word).or_default() += 1;
    }
    counts.remove("");
    counts
}

/// The words of a document that are in no statement, known heading or list of what was not read.
fn lost(document: &str) -> Vec<String> {
    let content = read(document);
    let read = content.statements.iter().map(|one| one.text.as_str());
    let told = count(read.chain(content.unread.iter().map(|one| one.text.as_str())));
    let said = document.lines().map(|line| {
        let line = line.trim().trim_matches(['#', '*', '>', ' ']);
        match Lexicon::built_in().resume_heading(line).filter(|found| found.is_whole) {
            Some(heading) => heading.content,
            None => line,
        }
    });
    let mut lost: Vec<String> = count(said)
        .into_iter()
        .filter(|(word, count)| told.get(word).copied().unwrap_or_default() < *count)
        .map(|(word, _)| word.to_owned())
        .collect();
    lost.sort();
    lost
}

#[test]
fn what_stands_behind_a_heading_is_read() {
    for label in [
        "Languages",
        "Programming Languages",
        "Skills",
        "Tools",
        "Technologies",
        "Certifications",
        "Awards",
        "Education",
        "Training",
        "References",
        "Strengths",
        "Summary",
        "Interests",
        "Skills & Tools",
        "Experience",
    ] {
        for section in
            ["", "Skills\n", "Summary\n", "Experience\nBaker, Corner Bread\n", "Education\nDiploma\n"]
        {
            for line in [
                format!("{label}: Zymurgy"),
                format!("**{label}:** Zymurgy"),
                format!("{label} – Zymurgy"),
                format!("{label} | Zymurgy"),
                format!("{label} (Zymurgy)"),
                format!("- {label}: Zymurgy"),
                format!("{}:Zymurgy", label.to_uppercase()),
                format!("{}: Zymurgy", label.to_lowercase()),
            ] {
                let document = format!("Ada Moss\n{section}{line}\nOne more line\n");
                let found = statements(&document);
                assert!(found.iter().any(|text| text.contains("Zymurgy")), "{document}: {found:?}");
                assert_eq!(lost(&document), [""; 0], "{document}");
            }
        }
    }
}

#[test]
fn a_labelled_line_stands_in_its_section_and_does_not_end_it() {
    let document = "Experience\nHead Baker, Harrow Mill\n- Led the shift\nTools: Mixer, Oven\n- Trained two";
    let content = read(document);
    let context = |text: &str| content.statements.iter().find(|one| one.text == text).map(|one| &one.context);
    assert!(context("Mixer").is_some() && context("Mixer") == context("Led the shift"), "{content:?}");
    assert_eq!(context("Trained two"), context("Led the shift"));
    let found = statements("Ada Moss\nSkills: Rye, Oats\nEducation: Diploma, Harrow College\n\n2014");
    assert_eq!(found, ["Ada Moss", "Rye", "Oats", "Diploma, Harrow College", "2014"]);
}

#[test]
fn nothing_of_an_odd_text_is_lost() {
    for document in [
        "Ada\nPage 3 layouts a day\nPage 2 of 3\nPage 4 designer of the year at the Harrow Mill of the North\n",
        "Ada\n★★★★★\n🎓🎓\n----\n═════\n",
        "I hold a doctorate of Harrow, and say so before I greet you all.\nTo: Acme\nDear team, I won a prize.\n\
         I bake.\nSincerely,\nAda Moss\nPrize winner of 2019\nP.S. I also hold a doctorate of Harrow.\n",
        "Dear Sir,\nSkills: Zymurgy\nI bake at night.\nRegards to all\nhead of it\nYours, Ada\nada@moss.example.com · Dr.",
        "Experience & Leadership\nLed it\nEducation and Prizes\nTraining of Thirty Nurses\nExperience in Rust\n",
        "[Prize](won in 2019) [](Doctor) [site](https://example.com)\n![Doctor](x.png)\n[a] [b](c d)\n",
        "Skills\nRust: C: D\nOne; two | three · four • five (six, seven\nEight) nine\n: ten\neleven :\n",
        "1. Education\n2. Awards: Gold\nII) Skills: Rye\nAwards:\nAwards: –\nAwards\t Silver\n",
        "Education (Doctor)\nEducation (Doctor\nSkills/Tools/Rye\nWork\nCareer – Break\n\u{feff}Awards: Gold\r\nx\ry\n",
        "Certifications: A, B and C; D\nCertifications | First Aid at Work, Food Hygiene Level Three\n",
    ] {
        let lost = lost(document);
        // Addresses behind links are not seen.
        let unseen = ["com", "example", "https", "x", "png"];
        assert!(lost.iter().all(|word| unseen.contains(&word.as_str())), "{lost:?}: {document}");
    }
    let content = read("Ada\nPage 3 layouts a day\n★★★★★\n-----\nExperience & Leadership\n");
    let unread: Vec<(&str, &str)> =
        content.unread.iter().map(|one| (one.at.as_str(), one.text.as_str())).collect();
    let expected =
        [("line 2", "Page 3 layouts a day"), ("line 3", "★★★★★"), ("line 5", "Experience & Leadership")];
    assert_eq!(unread, expected);
}

#[test]
fn what_stands_around_a_letter_is_told_and_its_sentences_are_read() {
    let content = read(
        "Ada Moss\nada@moss.example.com\n2 May 2026\nAcme Ltd\n\nDear team, I won a prize.\nI bake.\n\n\
         Sincerely,\nAda Moss\nDoctor\nP.S. I hold a doctorate.",
    );
    assert!(content.is_letter);
    let read: Vec<&str> = content.statements.iter().map(|one| one.text.as_str()).collect();
    let expected = [
        "Ada Moss",
        "ada@moss.example.com",
        "I won a prize.",
        "I bake.",
        "Ada Moss",
        "P.S. I hold a doctorate.",
    ];
    assert_eq!(read, expected);
    let unread: Vec<&str> = content.unread.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(unread, ["2 May 2026", "Acme Ltd", "Dear team,", "Sincerely,", "Doctor"]);
}

#[test]
fn wrapped_lines_are_joined_and_entries_kept_apart() {
    let certificates = "Certificates\nFood Hygiene Level Three, City and Guilds of Harrow · May 2021\n\
        First Aid at Work, Harrow Ambulance · Jun 2022\nUnknown One, Somewhere Far Away and Beyond · 2019\n\
        Unknown Two, Elsewhere\n";
    let found = statements(certificates);
    assert_eq!(found.len(), 4, "{found:?}");
    let long = "• Held safety talks for the night shift through a year without an accident in Leeds";
    let check = |next: &str, is_joined: bool| {
        let found = statements(&format!("Experience\nHead Baker, Harrow Mill\n{long}\n{next}"));
        let joined = found.iter().any(|text| text.len() > long.len());
        assert_eq!(joined, is_joined, "{next}: {found:?}");
    };
    check("Baker\nCorner Bread, 2016 – 2019", false);
    check("Master Miller\nNowhere Mill, Leeds · Jan 2012 – Dec 2015", false);
    check("Master Miller, Nowhere Mill (03/2012 to 12/2015)", false);
    check("Master Miller, Nowhere Mill 2012-03 – Present", false);
    check("in Harrow and in Leeds", true);
    check("Harrow and Leeds", true);
    check("Baker and Head Baker alike were there.", true);
    let open = "• Held safety talks for the night shift through a year without an accident at the";
    let found = statements(&format!("Experience\nHead Baker, Harrow Mill\n{open}\nCorner Bread"));
    assert!(found.iter().any(|text| text.ends_with("at the Corner Bread")), "{found:?}");
}

#[test]
fn courses_under_a_degree_are_items_and_titles_in_a_row_are_entries() {
    let found = statements("Education\nDiploma in Baking\nHarrow College\nLaminated Dough, Rye Breads");
    assert_eq!(found, ["Diploma in Baking", "Harrow College", "Laminated Dough", "Rye Breads"]);
    let found = statements("Certificates: First Aid at Work, Food Hygiene Level Three");
    assert_eq!(found, ["First Aid at Work", "Food Hygiene Level Three"]);
    // Fields of two entries are no list.
    let found = statements("Certificates: First Aid at Work, City and Guilds of Harrow");
    assert_eq!(found, ["First Aid at Work, City and Guilds of Harrow"]);
}

fn line() -> impl Strategy<Value = String> {
    let label = prop::sample::select(vec![
        "Skills",
        "Languages",
        "Awards",
        "EDUCATION",
        "Experience",
        "Summary",
        "Training",
        "Tools & Skills",
        "References",
        "Contact",
        "Dear",
        "Sincerely",
        "Page 2",
        "Harrow Mill",
        "Baker",
        "Portfolio",
        "",
    ]);
    let mark = prop::sample::select(vec![
        ": ", ":", " – ", " | ", " (", ", ", " ", " · ", " and ", " in ", "\t", "; ", " - ", "](", ". ",
    ]);
    let begin = prop::sample::select(vec!["", "", "", "- ", "• ", "## ", "**", "  ", "1. ", "> ", "["]);
    let words = prop::collection::vec("[A-Z]?[a-z]{3,9}[,.;)]?", 0..14);
    (begin, label, mark, words)
        .prop_map(|(begin, label, mark, words)| format!("{begin}{label}{mark}{}", words.join(" ")))
}

proptest! {
    #[test]
    fn no_line_is_lost(lines in prop::collection::vec(line(), 1..14)) {
        // A word of its own at the end of each line, whatever else the line is.
        let document: Vec<String> =
            lines.iter().enumerate().map(|(index, line)| format!("{line} Zq{index}x")).collect();
        let document = format!("Ada Moss\n{}", document.join("\n"));
        let content = read(&document);
        let read = content.statements.iter().map(|one| one.text.as_str());
        let told = count(read.chain(content.unread.iter().map(|one| one.text.as_str())));
        for index in 0..lines.len() {
            let word = format!("Zq{index}x");
            prop_assert!(told.contains_key(word.as_str()), "{} in\n{}", word, document);
        }
    }
}
