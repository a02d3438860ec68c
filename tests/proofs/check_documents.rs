//! What was tailored from the examples, held against their profiles: all of it is supported, and
//! no word is lost on the way.

#[path = "../check/desk.rs"]
#[allow(dead_code, reason = "shared with the tests of the command")]
mod desk;

use std::collections::HashMap;

use desk::{EXAMPLES, blocked, tailored};
use jobwise::documents::readback::pdf::read_text;
use jobwise::language::lexicon::Lexicon;

#[test]
fn what_was_tailored_from_the_profile_is_supported_throughout() {
    for example in EXAMPLES {
        let (desk, job) = tailored(example);
        let pdf = std::fs::read(desk.path("resume.pdf")).expect("a file");
        desk.write("resume.txt", read_text(&pdf).expect("its text").text.as_bytes());
        for name in [
            "resume.pdf",
            "resume.txt",
            "cover-letter.pdf",
            "document-resume.json",
            "document-cover-letter.json",
            "profile.json",
        ] {
            let reviewed = desk.review(&desk.path(name), &["--job", &job]);
            assert!(reviewed.len() > 10, "{example} {name}");
            assert_eq!(blocked(&reviewed), [""; 0], "{example} {name}");
        }
    }
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

#[test]
fn no_word_of_a_document_is_lost() {
    for example in EXAMPLES {
        let (desk, job) = tailored(example);
        for name in ["resume.pdf", "cover-letter.pdf"] {
            let pdf = std::fs::read(desk.path(name)).expect("a file");
            let text = read_text(&pdf).expect("its text").text;
            let document = desk.write("document.txt", text.as_bytes());
            for document in [desk.path(name), document] {
                let report = desk.report(&document, &["--job", &job]);
                let texts = |key: &str| {
                    let list = report[key].as_array().expect("a list").clone();
                    list.into_iter().map(|one| one["text"].as_str().expect("a text").to_owned())
                };
                let told: Vec<String> = texts("statements").chain(texts("notRead")).collect();
                let told = count(told.iter().map(String::as_str));
                let said = text.lines().map(|line| {
                    let heading = Lexicon::built_in().resume_heading(line).filter(|found| found.is_whole);
                    // The groups of skills have a label that is a heading elsewhere.
                    heading.map_or(line, |heading| heading.content)
                });
                for (word, times) in count(said) {
                    assert!(told.get(word) >= Some(&times), "{example} {name}: {word}");
                }
                // Of a résumé there is nothing that is not read, and of a letter its frame alone.
                let unread: Vec<String> = texts("notRead").collect();
                match name {
                    "resume.pdf" => assert_eq!(unread, [""; 0], "{example}"),
                    _ => assert!(unread.contains(&"Sincerely,".to_owned()) && unread.len() < 7, "{unread:?}"),
                }
            }
        }
    }
}
