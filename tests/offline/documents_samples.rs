//! Documents to print in tests: a full one, one with hardly anything, and a hostile one.

use jobwise::documents::look::Look;
use jobwise::documents::model::{
    Block, BlockKind, Copied, DocumentContent, DocumentKind, Entry, EntryHeader, Identity, LetterFrame,
};
use jobwise::factcheck::model::{Citation, Claim, ClaimOrigin, Slot, Verdict};
use jobwise::language::dates::Period;
use jobwise::profiles::model::FactId;

/// Text that would do harm were it ever read as markup, a path or a number of a page.
pub const HOSTILE: &str = r##"#read("/etc/passwd") #include "base.typ" \input{/etc/passwd} <script>alert(1)</script> $x^2$ *b* _i_ `c` // no /* no */ "quoted" \u{41} @ref <label> = Heading - item #let x = 1; -- --- ~ ' ]}) [{("##;

/// A sample of the kind: with everything in it.
pub fn ordinary(kind: DocumentKind) -> DocumentContent {
    match kind {
        DocumentKind::Resume => resume(4),
        DocumentKind::CoverLetter => letter(),
    }
}

/// A sample of the kind with only a name and a line.
pub fn sparse(kind: DocumentKind) -> DocumentContent {
    let entry = Entry { header: None, claims: vec![claim("c1", "Looks for a first position.")] };
    let block_kind = if kind == DocumentKind::Resume { BlockKind::Summary } else { BlockKind::Body };
    DocumentContent {
        kind,
        language: "en".to_owned(),
        identity: Identity { name: copied("Bo"), ..Identity::default() },
        letter: None,
        look: Look::default(),
        blocks: vec![block(block_kind, "", vec![entry])],
    }
}

/// A sample of the kind with [`HOSTILE`] in every field.
pub fn hostile(kind: DocumentKind) -> DocumentContent {
    let mut content = ordinary(kind);
    let poison = || HOSTILE.to_owned();
    content.language = poison();
    let identity = &mut content.identity;
    let fields = [&mut identity.name, &mut identity.label, &mut identity.email, &mut identity.phone];
    fields.into_iter().for_each(|field| *field = copied(HOSTILE));
    identity.location = copied(HOSTILE);
    identity.links = vec![copied(HOSTILE).expect("a link"), copied("javascript:alert(1)").expect("a link")];
    if let Some(letter) = &mut content.letter {
        *letter = LetterFrame {
            date: poison(),
            company: poison(),
            position: poison(),
            salutation: poison(),
            closing: poison(),
        };
    }
    for block in &mut content.blocks {
        block.heading = poison();
        for entry in &mut block.entries {
            entry.claims.iter_mut().for_each(|claim| claim.text = poison());
            if let Some(header) = &mut entry.header {
                (header.title, header.organisation, header.location) = (poison(), poison(), poison());
                (header.detail, header.url) = (poison(), poison());
            }
        }
    }
    content
}

/// A résumé with so many positions of five bullets each; claims `p0b0` to `p{n-1}b4`, and the
/// summary `s1`.
pub fn resume(positions: usize) -> DocumentContent {
    let bullets = [
        "Led the migration of 412 services from a home-grown queue to Kafka over 14 months",
        "Designed a tiered storage layer in Rust that cut cost by 38% (about $2.1M a year) while keeping p99 reads \
         under 25 ms",
        "Introduced property-based testing for the replication protocol; found 17 data-loss bugs before release",
        "Mentored 9 engineers, 4 of whom were promoted to senior",
        "Wrote the incident-response handbook used by all 60 on-call rotations",
    ];
    let position = |n: usize| {
        let year = 2025_i32 - 2 * i32::try_from(n).expect("few positions");
        let end = (n > 0).then(|| format!("{}-03", year + 2));
        let claims = bullets.iter().enumerate().map(|(b, text)| claim(&format!("p{n}b{b}"), text)).collect();
        let header = EntryHeader {
            location: "San Francisco, CA".to_owned(),
            ..header(
                "Senior Engineer",
                &format!("Company {n} Streaming, Inc."),
                &format!("{year}-04"),
                end.as_deref(),
            )
        };
        Entry { header: Some(EntryHeader { fact: FactId::new(format!("$.work[{n}]")), ..header }), claims }
    };
    let skills = |name: &str, skills: &[&str]| Entry {
        header: Some(EntryHeader { fact: FactId::new(name), ..header(name, "", "", None) }),
        claims: skills.iter().map(|skill| claim(&format!("skill {skill}"), skill)).collect(),
    };
    let education = Entry {
        header: Some(EntryHeader {
            detail: "3.8".to_owned(),
            ..header("BSc, Computer Science", "University of Washington", "2008", Some("2012"))
        }),
        claims: vec![claim("course 1", "Operating Systems"), claim("course 2", "Compilers")],
    };
    let certificate = Entry {
        header: Some(EntryHeader {
            is_single_date: true,
            ..header("Certified Kubernetes Administrator", "CNCF", "", Some("2021-11-02"))
        }),
        claims: Vec::new(),
    };
    let language = |name: &str, level: &str| Entry {
        header: Some(EntryHeader { detail: level.to_owned(), ..header(name, "", "", None) }),
        claims: Vec::new(),
    };
    let project = Entry {
        header: Some(EntryHeader {
            url: "https://github.com/renee-odwyer/logmerge".to_owned(),
            ..header("logmerge", "", "2020", None)
        }),
        claims: vec![claim("project", "Merges and de-duplicates structured logs; 3,400 stars")],
    };
    let summary =
        Entry { header: None, claims: vec![claim("s1", "Engineer with 13 years in storage and streams.")] };
    DocumentContent {
        kind: DocumentKind::Resume,
        language: "en-US".to_owned(),
        identity: identity(),
        letter: None,
        look: Look::default(),
        blocks: vec![
            block(BlockKind::Summary, "Summary", vec![summary]),
            block(
                BlockKind::Skills,
                "Skills",
                vec![skills("Languages", &["Rust", "C++", "C", "Go"]), skills("CI/CD", &["Bazel"])],
            ),
            block(BlockKind::Experience, "Experience", (0..positions).map(position).collect()),
            block(BlockKind::Projects, "Projects", vec![project]),
            block(BlockKind::Education, "Education", vec![education]),
            block(BlockKind::Certificates, "Certificates", vec![certificate]),
            block(
                BlockKind::Languages,
                "Languages",
                vec![language("English", "Native"), language("Tiếng Việt", "B1")],
            ),
        ],
    }
}

fn letter() -> DocumentContent {
    let paragraph = |id: &str, text: &str| Entry { header: None, claims: vec![claim(id, text)] };
    DocumentContent {
        kind: DocumentKind::CoverLetter,
        language: "en".to_owned(),
        identity: identity(),
        letter: Some(LetterFrame {
            date: "20 November 2026".to_owned(),
            company: "Harbour & Vale Hospital Trust".to_owned(),
            position: "Principal Engineer".to_owned(),
            salutation: "Dear Hiring Team,".to_owned(),
            closing: "Sincerely,".to_owned(),
        }),
        look: Look::default(),
        blocks: vec![block(
            BlockKind::Body,
            "",
            vec![
                paragraph(
                    "l1",
                    "I am applying for the position of Principal Engineer. For the past five years I \
                    have led the migration of 412 services at Northwind Streaming, a move that took 14 months and was \
                    made without an outage that any customer saw.",
                ),
                paragraph(
                    "l2",
                    "Before that I built the exactly-once sink for PostgreSQL, used by 85% of pipelines \
                    within a year, and reduced rebalance time from 45 s to 3 s.",
                ),
                paragraph("l3", "I would be glad to talk about what I could do for the trust."),
            ],
        )],
    }
}

fn identity() -> Identity {
    Identity {
        name: copied("Renée O’Dwyer-Łukasiewicz"),
        label: copied("Staff Software Engineer"),
        email: copied("renee.odwyer@example.com"),
        phone: copied("+1 (415) 555-0137"),
        location: copied("San Francisco, CA"),
        links: ["https://renee.example.dev/", "https://www.linkedin.com/in/renee-odwyer"]
            .into_iter()
            .filter_map(copied)
            .collect(),
    }
}

/// A claim that cites the fact of its own name.
pub fn claim(id: &str, text: &str) -> Claim {
    Claim {
        id: id.to_owned(),
        text: text.to_owned(),
        slot: Slot::Summary,
        cites: vec![Citation { fact: FactId::new(format!("fact of {id}")), version: 1 }],
        quotes: Vec::new(),
        origin: ClaimOrigin::Verbatim,
        verdict: Verdict::Pass,
        findings: Vec::new(),
    }
}

/// A section.
pub fn block(kind: BlockKind, heading: &str, entries: Vec<Entry>) -> Block {
    Block { kind, heading: heading.to_owned(), entries }
}

/// A field copied from a fact.
pub fn copied(text: &str) -> Option<Copied> {
    Some(Copied { text: text.to_owned(), fact: FactId::new("$.basics") })
}

fn header(title: &str, organisation: &str, start: &str, end: Option<&str>) -> EntryHeader {
    EntryHeader {
        fact: FactId::new(title),
        title: title.to_owned(),
        organisation: organisation.to_owned(),
        location: String::new(),
        period: Period::new(start.parse().ok(), end.and_then(|end| end.parse().ok())),
        is_single_date: false,
        detail: String::new(),
        url: String::new(),
    }
}
