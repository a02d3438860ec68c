//! People to print, plainly made up: forty by number, from no experience at all to forty years of
//! it, and some whose words are hard to set.

use jobwise::documents::locale::Locale;
use jobwise::documents::look::Look;
use jobwise::documents::model::{
    Block, BlockKind, DocumentContent, DocumentKind, Entry, EntryHeader, Identity, LetterFrame,
};
use jobwise::language::dates::Period;
use jobwise::profiles::model::FactId;

use crate::documents_samples::{block, claim, copied};

/// How many there are.
pub const PEOPLE: usize = 40;

const NAMES: [&str; 10] = [
    "Ada Example",
    "Renée O’Dwyer-Łukasiewicz",
    "Bo Ng",
    "Maximiliane-Friederike von und zu Hohenfels-Brandtner de la Cruz Montenegro y Villanueva del Río Segundo",
    "Nguyễn Thị Ánh",
    "Олександр Ґудзій",
    "Γιώργος Παπαδόπουλος",
    "İpek Yılmaz",
    "Þórdís Ægisdóttir",
    "José María Peña",
];

const TITLES: [&str; 8] = [
    "Head Baker",
    "Senior Software Engineer (Platform & Streaming)",
    "Registered Nurse, Intensive Care Unit",
    "Electrician",
    "Leiterin der Buchhaltung",
    "Charge-hand",
    "Chief of Staff to the Vice President of Research and Development",
    "C++ Developer",
];

const LINES: [&str; 9] = [
    "Cut waste by 38% (about $2.1M a year) in 14 months; kept p99 under 25 ms",
    "Trained 9 apprentices, 4 of whom passed with distinction",
    "Wrote the hand-over book used by all 60 crews",
    "Ran a 1,200-amp switchboard and a co-operative of 31 bakers who met every Thursday, rain or shine, to share \
     flour, ovens and what they had learned in the week before",
    "Rewired “Harrow & Vale” – the café’s third site – at −5 °C",
    "Answered 40 calls a day",
    "Führte die Umstellung auf IFRS 16 in 12 Gesellschaften",
    "Built a CI/CD pipeline with C#, C++, .NET and Node.js",
    "Moved 412 services to https://example.org/a/rather/long/address/that/goes/on?and=on&and=on#for-a-while",
];

const GROUPS: [&str; 4] = ["Bakery", "Languages and tools", "CI/CD", "Care of the critically ill"];

const SKILLS: [&str; 11] = [
    "Kneading",
    "C++",
    "Property-based testing",
    "SQL",
    "First aid",
    "Node.js",
    "Kafka",
    "Wiring of three-phase switchboards",
    "Rust",
    "Buchhaltung",
    "Negotiation",
];

fn entry(header: EntryHeader, claims: Vec<String>) -> Entry {
    let claims = claims.into_iter().enumerate();
    let id = header.fact.clone();
    let claims = claims.map(|(index, text)| claim(&format!("{id} {index}"), &text)).collect();
    Entry { header: Some(header), claims }
}

fn header(fact: &str, title: &str, organisation: &str, start: &str, end: &str) -> EntryHeader {
    EntryHeader {
        fact: FactId::new(fact),
        title: title.to_owned(),
        organisation: organisation.to_owned(),
        location: String::new(),
        period: Period::new(start.parse().ok(), end.parse().ok()),
        is_single_date: start.is_empty() && !end.is_empty(),
        detail: String::new(),
        url: String::new(),
    }
}

/// A person by number, below [`PEOPLE`], with the headings and dates of a locale.
pub fn person(n: usize, locale: Locale) -> DocumentContent {
    let pick = |from: &[&'static str], at: usize| from[(n * 7 + at * 3) % from.len()];
    let position = |at: usize| {
        let year = 2025 - 3 * at;
        let end = if at == 0 { String::new() } else { format!("{}-{:02}", year + 3, 1 + (n + at) % 12) };
        let start =
            if (n + at).is_multiple_of(4) { format!("{year}") } else { format!("{year}-{:02}", 1 + n % 12) };
        let lines = (0..(n + at) % 6).map(|line| pick(&LINES, at + line).to_owned()).collect();
        let location = if at.is_multiple_of(2) { "Hull".to_owned() } else { String::new() };
        let employer = format!("Yard {at} & Sons");
        entry(
            EntryHeader { location, ..header(&format!("w{at}"), pick(&TITLES, at), &employer, &start, &end) },
            lines,
        )
    };
    let positions = (0..n % 14).map(position).collect();
    let skills = (0..n % 5).map(|group| {
        let skills = (0..2 + n % 7).map(|skill| pick(&SKILLS, 5 * group + skill).to_owned()).collect();
        entry(header(&format!("s{group}"), GROUPS[group], "", "", ""), skills)
    });
    let degree = entry(
        EntryHeader {
            detail: "3.8".to_owned(),
            ..header("e", "BSc, Computer Science", "University of Examples", "2008", "2012-06")
        },
        vec!["Compilers".to_owned(), "Logic".to_owned()],
    );
    let many = if n % 10 == 9 { 30 } else { n % 3 };
    let certificate = |at: usize| {
        entry(header(&format!("c{at}"), &format!("Certificate no. {at}"), "Guild", "", "2021-11"), Vec::new())
    };
    let publication = |at: usize| {
        let title = format!("On the Setting of Type, Part {at}");
        let lines =
            if at.is_multiple_of(2) { vec!["Shows that order matters.".to_owned()] } else { Vec::new() };
        entry(header(&format!("p{at}"), &title, "Journal of Examples", "", "2020"), lines)
    };
    let language = |name: &str, level: &str| {
        let header = EntryHeader { detail: level.to_owned(), ..header(name, name, "", "", "") };
        Entry { header: Some(header), claims: Vec::new() }
    };
    let summary =
        Entry { header: None, claims: vec![claim("s", "Works with care."), claim("t", LINES[n % 9])] };
    let own = Entry { header: None, claims: vec![claim("o", "Keeps bees")] };
    let blocks: Vec<Block> = [
        (BlockKind::Summary, vec![summary]),
        (BlockKind::Skills, skills.collect()),
        (BlockKind::Experience, positions),
        (BlockKind::Education, if n % 8 == 7 { Vec::new() } else { vec![degree] }),
        (BlockKind::Certificates, (0..many).map(certificate).collect()),
        (BlockKind::Languages, vec![language("English", "Native"), language("Tiếng Việt", "B1")]),
        (BlockKind::Publications, (0..n % 4).map(publication).collect()),
        (BlockKind::Custom, if n.is_multiple_of(5) { vec![own] } else { Vec::new() }),
    ]
    .into_iter()
    .filter(|(_, entries)| !entries.is_empty())
    .map(|(kind, entries)| {
        let heading = if kind == BlockKind::Custom { "Interests" } else { locale.heading(kind) };
        block(kind, heading, entries)
    })
    .collect();
    DocumentContent {
        kind: DocumentKind::Resume,
        language: locale.code().to_owned(),
        identity: Identity {
            name: copied(NAMES[n % NAMES.len()]),
            label: if n.is_multiple_of(3) { None } else { copied(pick(&TITLES, 1)) },
            email: copied(&format!("person{n}@example.com")),
            phone: if n % 4 == 1 { None } else { copied("+44 20 7946 0018") },
            location: copied("Hull"),
            links: (0..n % 4)
                .filter_map(|at| copied(&format!("https://example.org/people/{n}/{at}")))
                .collect(),
        },
        letter: None,
        look: Look { locale, ..Look::default() },
        blocks,
    }
}

/// A letter of a person, with the frame of a locale.
pub fn letter(n: usize, locale: Locale) -> DocumentContent {
    let tone = ["professional", "friendly", "formal"][n % 3];
    let paragraph =
        |at: usize| Entry { header: None, claims: vec![claim(&format!("l{at}"), LINES[(n + at) % 9])] };
    DocumentContent {
        kind: DocumentKind::CoverLetter,
        letter: Some(LetterFrame {
            date: locale.print_day(chrono::NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day")),
            company: "Harbour & Vale".to_owned(),
            position: TITLES[n % 8].to_owned(),
            salutation: locale.salutation(tone).to_owned(),
            closing: locale.closing(tone).to_owned(),
        }),
        blocks: vec![block(BlockKind::Body, "", (0..n % 6 + 1).map(paragraph).collect())],
        ..person(n, locale)
    }
}

/// The same document for each kind.
pub fn of_kind(kind: DocumentKind, n: usize, locale: Locale) -> DocumentContent {
    match kind {
        DocumentKind::Resume => person(n, locale),
        DocumentKind::CoverLetter => letter(n, locale),
    }
}

/// A document whose name, headings and lines are in another script, with Latin words among them.
pub fn scripts(kind: DocumentKind) -> Vec<(&'static str, DocumentContent)> {
    let set = |name: &str, heading: &str, title: &str, lines: &[&str]| {
        let mut content = of_kind(kind, 2, Locale::En);
        content.identity.name = copied(name);
        content.identity.label = copied(title);
        for block in &mut content.blocks {
            if kind == DocumentKind::Resume {
                block.heading = heading.to_owned();
            }
            for (index, claim) in block.entries.iter_mut().flat_map(|entry| &mut entry.claims).enumerate() {
                claim.text = lines[index % lines.len()].to_owned();
            }
            for header in block.entries.iter_mut().filter_map(|entry| entry.header.as_mut()) {
                header.title = title.to_owned();
                header.organisation = name.to_owned();
            }
        }
        content
    };
    vec![
        (
            "Arabic",
            set(
                "ليلى الهاشمي",
                "الخبرة",
                "مهندسة برمجيات",
                &["قادت نقل 412 خدمة إلى Kafka خلال 14 شهرا.", "خفضت الكلفة بنسبة 38% (حوالي مليونين)."],
            ),
        ),
        (
            "Hebrew",
            set(
                "נועה לוי",
                "ניסיון",
                "מהנדסת תוכנה",
                &["הובילה מעבר של 412 שירותים אל Kafka (תוך 14 חודשים)!", "C++ ו-Rust, כולל בדיקות."],
            ),
        ),
        (
            "Japanese",
            set(
                "山田 花子",
                "職歴",
                "シニアエンジニア",
                &[
                    "十四か月で四百十二のサービスを Kafka に移行し、顧客に見える障害は一度もなかった。",
                    "コストを38%削減した。",
                ],
            ),
        ),
        (
            "Cyrillic",
            set(
                "Олександр Ґудзій",
                "Досвід",
                "Пекар",
                &["Керував переходом 412 служб на Kafka за 14 місяців", "Скоротив витрати на 38 %"],
            ),
        ),
        (
            "emoji",
            set("Bo 🎉 Ng", "Experience", "Baker 🥖", &["Baked 400 loaves a day 🍞", "Won the 🏆 of 2024"]),
        ),
    ]
}

/// A document with words no line can hold, wherever words stand.
pub fn long_words(kind: DocumentKind) -> DocumentContent {
    let mut content = of_kind(kind, 5, Locale::En);
    content.identity.name = copied(&"Wolfeschlegelstein".repeat(7));
    content.identity.location = copied(&"x".repeat(90));
    for block in &mut content.blocks {
        for entry in &mut block.entries {
            for (index, claim) in entry.claims.iter_mut().enumerate() {
                claim.text = format!("W{}", "w".repeat([10_000, 45, 400][index % 3]));
            }
            entry.claims.truncate(3);
            if let Some(header) = &mut entry.header {
                header.title = "T".repeat(120);
                header.organisation = format!("{} & Sons", "o".repeat(200));
            }
        }
        block.entries.truncate(1);
    }
    content
}
