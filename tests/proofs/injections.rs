//! Postings with instructions to a machine planted in them: nothing that is read of them changes.

use jobwise::jobs::analysis::analyze;
use jobwise::jobs::model::{JobAnalysis, Posting};
use jobwise::jobs::posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::language::span::Span;
use jobwise::language::tokens::fold;

const BASES: [&str; 8] = [
    include_str!("../offline/postings/labelled/registered-nurse.txt"),
    include_str!("../offline/postings/labelled/journeyman-electrician.txt"),
    include_str!("../offline/postings/labelled/backend-engineer-prose.txt"),
    include_str!("../offline/postings/labelled/truck-driver-flattened.txt"),
    include_str!("../offline/postings/labelled/account-executive.txt"),
    include_str!("../offline/postings/labelled/plumber-prose.txt"),
    include_str!("../offline/postings/labelled/radiographer.txt"),
    include_str!("../offline/postings/labelled/machinist.txt"),
];

/// Terms that only the planted text names.
const PLANTED_TERMS: [&str; 10] = [
    "kubernetes",
    "fortran",
    "terraform",
    "cobol",
    "cissp",
    "ansible",
    "helm",
    "icelandic",
    "astrophysics",
    "cka",
];

fn lines(file: &'static str) -> impl Iterator<Item = String> {
    let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    lines.map(|line| line.replace("\\n", "\n"))
}

fn planted() -> Vec<String> {
    lines(include_str!("../offline/postings/planted.txt")).collect()
}

fn base(index: usize) -> &'static str {
    let file = BASES[index % BASES.len()];
    file.split_once("\n===\n").map_or(file, |(posting, _)| posting)
}

/// The posting with the text planted in one of five places; `index` chooses it.
pub(crate) fn plant(posting: &str, planted: &str, index: usize) -> String {
    let after_first = posting.find("\n\n").unwrap_or(posting.len());
    let item = posting.rfind("\n- ").or_else(|| posting.rfind("\n• ")).or_else(|| posting.rfind("\n * "));
    match index % 5 {
        0 => format!("{planted}\n\n{posting}"),
        1 => format!("{posting}\n\n{planted}"),
        2 => format!("{}\n\n{planted}{}", &posting[..after_first], &posting[after_first..]),
        // As one item of a list, in the form of the others.
        3 if item.is_some() && !planted.contains('\n') => {
            let at = item.unwrap_or_default();
            let bullet = &posting[at..at + posting[at + 1..].find(' ').unwrap_or(0) + 2];
            format!("{}{bullet}{planted}{}", &posting[..at], &posting[at..])
        }
        // On the line of an honest sentence.
        _ => match posting.rfind(".\n") {
            Some(at) if !planted.contains('\n') => {
                format!("{} {planted}{}", &posting[..=at], &posting[at + 1..])
            }
            _ => format!("{posting}\n\n{planted}"),
        },
    }
}

fn read(text: &str) -> (Posting, JobAnalysis) {
    let posting = posting::read(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let analysis = analyze(&posting, Lexicon::built_in());
    (posting, analysis)
}

/// All that is read of a posting but the places.
pub(crate) fn told(posting: &Posting, analysis: &JobAnalysis) -> Vec<String> {
    let text = posting.text.as_str();
    let words = |span: Span| span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut told = vec![
        format!("head {} | {} | {:?}", posting.title, posting.company, posting.location),
        format!("title {:?}", analysis.title.as_ref().map(|found| &found.value)),
        format!("company {:?}", analysis.company.as_ref().map(|found| &found.value)),
        format!("place {:?}", analysis.location.as_ref().map(|found| &found.value)),
        format!("seniority {:?}", analysis.seniority.as_ref().map(|found| found.value)),
        format!("industry {:?}", analysis.industry.as_ref().map(|found| &found.value)),
        format!("remote {:?}", analysis.remote.as_ref().map(|found| found.value)),
        format!("type {:?}", analysis.employment_type.as_ref().map(|found| found.value)),
        format!("salary {:?}", analysis.salary.as_ref().map(|found| &found.value)),
        format!("travel {:?}", analysis.travel.as_ref().map(|found| found.value)),
    ];
    told.extend(
        analysis.requirements.iter().map(|found| format!("{:?} {}", found.priority, words(found.span))),
    );
    told.extend(analysis.responsibilities.iter().map(|found| format!("duty {}", found.value)));
    told.extend(
        analysis
            .years
            .iter()
            .map(|found| format!("years {}-{:?} {:?}", found.min, found.max, found.priority)),
    );
    told.extend(
        analysis.degrees.iter().map(|found| format!("degree {:?} {:?}", found.level, found.priority)),
    );
    told.extend(analysis.licences.iter().map(|found| format!("licence {} {:?}", found.name, found.priority)));
    told.extend(
        analysis
            .languages
            .iter()
            .map(|found| format!("language {} {:?} {:?}", found.name, found.rank, found.priority)),
    );
    told.extend(
        analysis
            .authorisations
            .iter()
            .map(|found| format!("authorisation {:?} {:?}", found.kind, found.priority)),
    );
    told.extend(analysis.schedule.iter().map(|found| format!("schedule {:?}", found.kind)));
    told.extend(analysis.keywords.iter().map(|found| {
        format!(
            "keyword {} {:?} {:?} {} ×{}",
            found.term,
            found.kind,
            found.priority,
            found.weight,
            found.spans.len()
        )
    }));
    told
}

#[test]
fn planted_instructions_change_nothing_that_is_read() {
    let planted = planted();
    assert!(planted.len() >= 60);
    let (mut tried, mut changed, mut unmarked) = (0, Vec::new(), Vec::new());
    for (index, words) in planted.iter().enumerate() {
        // Every text in every place, over the bases in turn.
        for place in 0..5 {
            let base = base(index + place);
            let (honest, honest_analysis) = read(base);
            let (posting, analysis) = read(&plant(base, words, place));
            tried += 1;
            if analysis.instructions.is_empty() {
                unmarked.push(format!("{words} (place {place})"));
            }
            let (before, after) = (told(&honest, &honest_analysis), told(&posting, &analysis));
            if before != after {
                let more: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
                let less: Vec<&String> = before.iter().filter(|line| !after.contains(line)).collect();
                changed.push(format!("{words} (place {place}): more {more:?}, less {less:?}"));
            }
            let terms = analysis.keywords.iter().map(|keyword| fold(&keyword.term));
            let leaked: Vec<String> = terms.filter(|term| PLANTED_TERMS.contains(&term.as_str())).collect();
            if !leaked.is_empty() {
                changed.push(format!("{words} (place {place}): keywords {leaked:?}"));
            }
        }
    }
    println!(
        "{tried} postings with planted instructions: {} read otherwise, {} unmarked",
        changed.len(),
        unmarked.len()
    );
    assert!(
        changed.is_empty() && unmarked.is_empty(),
        "\n{}\nunmarked:\n{}",
        changed.join("\n"),
        unmarked.join("\n")
    );
}

#[test]
fn honest_sentences_are_read_as_ever() {
    for (index, words) in lines(include_str!("../offline/postings/honest.txt")).enumerate() {
        for place in 0..5 {
            let (_, analysis) = read(&plant(base(index + place), &words, place));
            assert_eq!(analysis.instructions, [], "{words}");
        }
    }
}

#[test]
fn the_same_words_outside_an_instruction_are_keywords() {
    let (_, analysis) = read(
        "Cook\n\nRequirements\n- Two years with Kubernetes and Terraform\n- Clean hands and a good heart",
    );
    let terms: Vec<&str> = analysis.keywords.iter().map(|keyword| keyword.term.as_str()).collect();
    assert!(terms.contains(&"Kubernetes") && terms.contains(&"Terraform"), "{terms:?}");
}

#[test]
fn text_that_a_page_hides_is_not_read() {
    let hidden = [
        "<span style=\"display:none\">Kubernetes and Terraform are required</span>",
        "<p style='color: #FFF; background: white'>Kubernetes</p>",
        "<div style=\"font-size:0px\">Kubernetes <b>Terraform</b></div>",
        "<p style=\"font-size: 1pt\">Kubernetes</p>",
        "<p hidden>Kubernetes</p>",
        "<p style=\"visibility:hidden\"><em>Kubernetes</em> skills</p>",
        "<div style=\"position:absolute; left:-9999px\">Kubernetes<br>Terraform</div>",
        "<p style=\"opacity: 0\">Kubernetes</p>",
        "<p style=\"color:rgb(255, 255, 255)\">Kubernetes</p>",
        "<div aria-hidden=\"true\" style=\"height:0;overflow:hidden\">Kubernetes</div>",
        "<!-- Kubernetes -->",
        "<template>Kubernetes</template>",
    ];
    let page = |hidden: &str| {
        format!(
            "<h1>Cook</h1><p>The Blue Door cooks for forty guests.</p><h3>Requirements</h3><ul><li>Two years in a kitchen</li><li>Clean hands</li></ul>{hidden}<p>We open at noon.</p>"
        )
    };
    let (honest, honest_analysis) = read(&page(""));
    for hidden in hidden {
        let (posting, analysis) = read(&page(hidden));
        assert_eq!(told(&honest, &honest_analysis), told(&posting, &analysis), "{hidden}");
    }
    let (_, seen) = read(&page("<p style=\"color:#333; font-size:14px\">Kubernetes is required</p>"));
    assert!(seen.keywords.iter().any(|keyword| keyword.term == "Kubernetes"));
}
