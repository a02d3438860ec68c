//! Why a label was not found, by rule: of what kind the words are that people marked and the
//! dictionary did not find. Part of the bench `skills`.

use jobwise::language::lexicon::Lexicon;
use jobwise::language::span::Span;
use jobwise::language::tokens::fold;

/// Words of work in general, which a dictionary of skills leaves out for good: that a posting
/// says "design" or "systems" tells nobody what to look for.
const GENERAL: &str = "acceptance activities administration advanced agile analyses analysis application applications \
     approvals approach architectural architecture areas assurance availability backup based basic best better \
     build building business changes change client clients code coding commercial company complete complex computational \
     computer computing concept conceptual concepts conditions configuration configurations consulting content contracts \
     control controls cost costs customer data decision delivery demand deployment deployments design designs \
     detailed developers development developmental devices digital distribution documentation documents domain \
     efficiency element embedded end engineering enterprise environment environments equipment evaluation \
     execution external facilities feasibility feature features feedback field final financial follow-up formulation framework \
     frameworks full functions general global governance guidelines hardware high highly hosting implementation \
     implementations improvement improvements industrial industry industry-wide information infrastructure initial initiatives innovation \
     installation insight insights integrated integration interface interfaces internal international internet issues \
     knowledge landscape large latest layout lead level lifecycle live maintenance maintainability management manager \
     manufacturing market markets materials messaging methodologies methodology methods metrics mobile \
     model models modelling modern monitoring native needs network networks new offer online operability operation operational \
     operations optimization options orchestration organisation organisational performance phase phases planning platform platforms \
     policies post practices practice presentation principles problems procedures process processes product production products \
     program programming project projects proposals prototype provisioning quality real-time release \
     releases reliability report reporting reports requirement requirements research resiliency resources reviews risk safety \
     sales scale scaling scalability scope scoping security server service services session setup software \
     solution solutions source specification specifications stacks staff standards statistical storage strategic strategies strategy \
     streaming streams structure suite supply support system systems tables tasks teams technical technique techniques \
     technological technologies technology test testing tests theoretical theory time tool toolset toolsets tools topics \
     training transactions transformation trends troubleshooting tuning understanding usability use user users value web website \
     websites work workflow workflows working";

/// Beginnings of words that tell of a person's manner, not of what they know.
const MANNER: [&str; 42] = [
    "communicat",
    "motivat",
    "team",
    "collaborat",
    "proactiv",
    "pro-activ",
    "flexib",
    "adapt",
    "creativ",
    "curio",
    "passion",
    "enthusias",
    "independen",
    "autonom",
    "responsib",
    "ownership",
    "detail",
    "organiz",
    "organis",
    "structured",
    "analytical",
    "problem",
    "solution-orient",
    "interpersonal",
    "empath",
    "positive",
    "ambitio",
    "driven",
    "initiative",
    "learn",
    "eager",
    "self-",
    "humor",
    "humour",
    "open-minded",
    "open minded",
    "attitude",
    "mindset",
    "patien",
    "stress",
    "pressure",
    "deadline",
];

/// Of what kind a label is of which nothing was found, with the words of it that count.
/// `is_knowable` tells whether the lexicon knows a name in the label when it reads it alone.
pub fn of_missed(label: &str, bare: &str, is_knowable: bool, lexicon: &Lexicon) -> &'static str {
    let words = fold(bare);
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let count = words.split_whitespace().count();
    if words.contains("<organi") || words.contains("<location") || words.contains("<address") || letters < 2 {
        return "blanked by the annotators, or no word at all";
    }
    if is_language(&words, lexicon) {
        return "a language (found by its own list, where one is to be known)";
    }
    if is_degree(&words, lexicon) {
        return "a degree or field of study (found by patterns of their own)";
    }
    if is_knowable {
        return "known: another sense here, or not believed in this place";
    }
    let joined = joined(&fold(label));
    if lexicon.skills.lookup(&joined).is_some() || !lexicon.skills.find(&joined).is_empty() {
        return "known: the corpus set spaces within the name";
    }
    if lexicon.industries.iter().any(|industry| industry.name == words) {
        return "an industry";
    }
    if MANNER.iter().any(|manner| words.starts_with(manner)) {
        return "a manner or attitude";
    }
    let is_general = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.is_empty()
            || lexicon.is_stop_word(word)
            || GENERAL.split_whitespace().any(|general| general == word)
    };
    if words.split([' ', '/']).all(is_general) {
        return "words of work in general, marked as knowledge";
    }
    if count >= 4 {
        return "a description of four words or more";
    }
    let has_name = bare.split_whitespace().any(|word| {
        let inner = word.chars().skip(1);
        word.starts_with(char::is_uppercase)
            || inner.clone().any(char::is_uppercase)
            || word.contains(|c: char| c.is_ascii_digit())
    });
    match (count, has_name) {
        (1, true) => "not in the dictionary: a name of one word",
        (1, false) => "not in the dictionary: a plain word",
        (_, true) => "not in the dictionary: a name of two or three words",
        (_, false) => "not in the dictionary: a phrase of two or three words",
    }
}

/// Of what kind a label of doing is of which nothing was found.
pub fn of_doing(text: &str, label: Span, lexicon: &Lexicon) -> &'static str {
    let words = fold(label.of(text));
    let first = words.split_whitespace().next().unwrap_or_default();
    if words.split_whitespace().any(|word| MANNER.iter().any(|manner| word.starts_with(manner))) {
        "a manner or attitude"
    } else if lexicon.verb(first).is_some() {
        "a deed of this job, told in its own words"
    } else {
        "other words of doing"
    }
}

/// Spans of the text that name a language or a degree by the lexicon's lists.
pub fn languages_and_degrees(text: &str, lexicon: &Lexicon) -> Vec<Span> {
    let mut spans = Vec::new();
    for token in jobwise::language::tokens::tokenize(text) {
        let is_capital = token.text.starts_with(char::is_uppercase);
        if is_capital && is_language(&fold(token.text), lexicon) {
            spans.push(token.span);
        }
    }
    let lower = text.to_ascii_lowercase();
    let degrees = lexicon.degrees.iter().flat_map(|degree| &degree.phrases);
    // Fields of one word are words of other matters too: "business", "music".
    let fields = lexicon.fields_of_study.iter().filter(|field| field.contains(' '));
    for phrase in degrees.chain(fields) {
        for (at, _) in lower.match_indices(phrase.as_str()) {
            let end = at + phrase.len();
            let is_whole = !lower[..at].ends_with(char::is_alphanumeric)
                && !lower[end..].starts_with(char::is_alphanumeric);
            // Short forms are words of their own in small letters: "ms", "ba".
            let is_sure = phrase.len() > 4 || text[at..end].starts_with(char::is_uppercase);
            if is_whole && is_sure {
                spans.push(Span::new(at, end));
            }
        }
    }
    spans
}

fn is_language(words: &str, lexicon: &Lexicon) -> bool {
    let bare = words.trim_end_matches(" skills").trim_end_matches(" language");
    lexicon.languages.iter().any(|language| {
        std::iter::once(&language.name).chain(&language.other_names).any(|name| fold(name) == bare)
    })
}

fn is_degree(words: &str, lexicon: &Lexicon) -> bool {
    let holds = |phrase: &String| {
        words.match_indices(phrase.as_str()).any(|(at, _)| {
            !words[..at].ends_with(char::is_alphanumeric)
                && !words[at + phrase.len()..].starts_with(char::is_alphanumeric)
        })
    };
    words.contains("degree")
        || lexicon.degrees.iter().any(|degree| degree.phrases.iter().any(holds))
        || lexicon.fields_of_study.iter().any(|field| field == words)
}

/// The words without the spaces that the corpus sets around marks: ". net", "c / c + +".
fn joined(words: &str) -> String {
    let mut joined = String::with_capacity(words.len());
    let mut after_mark = false;
    for word in words.split_whitespace() {
        let is_mark = word.chars().all(|c| !c.is_alphanumeric());
        if !(joined.is_empty() || after_mark || is_mark) {
            joined.push(' ');
        }
        joined.push_str(word);
        after_mark = is_mark;
    }
    joined
}
