//! Phrases of the work that no dictionary holds, such as "incident reports": those of the
//! lexicon wherever they stand, and noun-like runs of words that the posting itself marks as
//! knowledge asked for, or keeps coming back to. Chosen to be right rather than many: a wrong
//! phrase becomes a gap that nobody has.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::items::Item;
use super::pattern;
use crate::jobs::model::{Priority, SectionKind};
use crate::jobs::patterns::Pattern;
use crate::language::lexicon::Lexicon;
use crate::language::span::Span;
use crate::language::stems::stem;
use crate::language::tokens::{self, Token, TokenKind};

/// A phrase with every place it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Phrase {
    /// In the posting's words, lower case but for acronyms.
    pub term: String,
    /// In order.
    pub spans: Vec<Span>,
    /// Whether the lexicon lists it, so that it is surely one.
    pub is_listed: bool,
}

/// Longest phrase, in words.
const MOST_WORDS: usize = 4;

/// How often a phrase must come back to count without a cue, in different statements.
const REPEATS: usize = 2;

/// Words behind which a posting names what is to be known.
static KNOWN: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:experience|experienced|expertise|skills?|skilled|background|training|trained|proficien(?:t|cy)|competen(?:t|ce|cy)|certified|versed|coursework)(?: (?:in|with|of|performing|as|using|on|at|working (?:in|with|on)|including))|(?:knowledge|understanding|command|principles|grasp|methods|techniques) of|familiar(?:ity)? with|expert in|kenntnisse in|erfahrung (?:in|mit))\b:?",
    )
});

/// Words of postings that name no matter of the work; a phrase neither begins nor ends with one.
static GENERIC: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "ability abilities able accordance account action activities activity addition administration age amount applicant applicants \
     application applications appointment appropriate approach area areas aspect aspects assignment assignments \
     attention attitude background base basic basis benefit best bonus business candidate candidates capability \
     capacity career case cases categories category challenge challenges change changes city class classes client clients colleagues combination \
     communication community companies company completion concept concepts condition conditions context country county course \
     culture customer customers date day days deadline decision decisions degree department departments desire detail details \
     development difference different discipline division duties duty education effort employee employees employer employers employment end \
     environment environments equivalent etc event events everyday example excellence exam examination experience experiences expertise \
     extent fact factor factors fashion field fields file filing focus form forms function functions future general goal goals \
     good group groups growth hand hands hard help hiring home hour hours idea ideas impact implementation importance \
     improvement industry information initiative input issue issues item items job jobs key kind knowledge language languages \
     large law level levels life list location lot making manner market markets matter matters mean means member members method methods mind \
     mindset minimum mission model models month months motivation need needs number offer office one ones opportunities \
     opportunity option options order organisation organisations organization organizations others output part partner partners parts passion path people \
     performance period person personnel perspective place plan plans plus point policies policy position positions practice practices \
     principle principles priorities priority problem problems procedure procedures process processes product products profile program \
     programs progress project projects promotion property proven provider purpose qualification qualifications quality question questions range rate \
     reason region related relationship relationships report request requirement requirements resource resources respect \
     responsibilities responsibility result results role roles rule rules salary scale schedule school scope section self sense series service services set setting settings \
     share shift site situation situations size skill skills software solution solutions someone something source sources space staff stage stakeholder \
     stakeholders standard standards start state states step steps strategies strategy strength structure student students study style subject success \
     suite support system systems talent task tasks team teams teamwork technique techniques technologies technology term terms test thing things \
     thinking time times title today tool tools topic topics track type types understanding unit units university use user users \
     value values variety view vision way ways week weeks willingness word work worker workers working workplace world \
     year years required preferred related relevant similar various strong solid excellent great new current additional \
     full-time part-time paid recognized accredited written verbal oral multiple complex specific high low several common necessary \
     effective professional technical successful daily overall key major minor other such following own certain"
        .split_whitespace()
        .collect()
});

/// The lexicon's phrases by their stems. They are the same in every lexicon, since further
/// skills do not change them.
static LISTED: LazyLock<HashMap<String, ()>> = LazyLock::new(|| {
    let phrases = Lexicon::built_in().phrase_keywords.iter();
    phrases.map(|phrase| (phrase.split([' ', '-']).map(stem).collect::<Vec<_>>().join(" "), ())).collect()
});

/// A run of words that may be a phrase.
struct Candidate {
    span: Span,
    key: String,
    words: usize,
    is_known: bool,
    is_listed: bool,
    item: usize,
}

/// The phrases of the items; none overlaps a span of `taken`.
pub(super) fn find(text: &str, items: &[Item], taken: &[Span], lexicon: &Lexicon) -> Vec<Phrase> {
    let mut candidates = Vec::new();
    for (index, item) in items.iter().enumerate() {
        gather(text, item, index, lexicon, &mut candidates);
    }
    let is_free = |span: Span| {
        let after = taken.partition_point(|other| other.end <= span.start);
        taken.get(after).is_none_or(|other| !other.overlaps(&span))
    };
    candidates.retain(|candidate| is_free(candidate.span));

    let mut groups: HashMap<&str, Vec<&Candidate>> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    for candidate in &candidates {
        let group = groups.entry(candidate.key.as_str()).or_default();
        if group.is_empty() {
            order.push(&candidate.key);
        }
        if group.last().is_none_or(|last| last.span != candidate.span) {
            group.push(candidate);
        }
    }
    let is_demanded = |candidate: &Candidate| {
        let item = &items[candidate.item];
        item.priority > Priority::Mentioned
            || matches!(item.section, SectionKind::Overview | SectionKind::Required)
    };
    // A statement that only says again what another says is no second one.
    let mut said: HashMap<String, usize> = HashMap::new();
    let statement_of: Vec<usize> = (0..)
        .zip(items)
        .map(|(place, item)| {
            let words: Vec<&str> = item.span.of(text).split_whitespace().collect();
            *said.entry(tokens::fold(&words.join(" "))).or_insert(place)
        })
        .collect();
    let is_phrase = |group: &[&Candidate]| {
        let statements: HashSet<usize> = group.iter().map(|candidate| statement_of[candidate.item]).collect();
        let statements = statements.len();
        let words = group[0].words;
        group.iter().any(|candidate| candidate.is_listed)
            || (words >= 2 && statements >= REPEATS)
            || (words >= 2 && group.iter().any(|candidate| candidate.is_known && is_demanded(candidate)))
            || (words == 1 && statements > REPEATS && group.iter().any(|candidate| is_demanded(candidate)))
    };
    let mut phrases: Vec<Phrase> = Vec::new();
    let mut claimed: Vec<Span> = Vec::new();
    // Longer phrases first: "street lighting systems" leaves nothing for "lighting systems".
    order.sort_by_key(|key| std::cmp::Reverse(groups[key].first().map_or(0, |first| first.words)));
    for key in order {
        let group: Vec<&Candidate> = groups[key]
            .iter()
            .copied()
            .filter(|candidate| !claimed.iter().any(|span| span.overlaps(&candidate.span)))
            .collect();
        if group.is_empty() || !is_phrase(&group) {
            continue;
        }
        claimed.extend(group.iter().map(|candidate| candidate.span));
        let mut spans: Vec<Span> = group.iter().map(|candidate| candidate.span).collect();
        spans.sort_unstable();
        spans.dedup();
        let term = printed(spans[0].of(text));
        phrases.push(Phrase { term, spans, is_listed: group.iter().any(|candidate| candidate.is_listed) });
    }
    phrases.sort_by_key(|phrase| phrase.spans[0]);
    phrases
}

fn gather(text: &str, item: &Item, index: usize, lexicon: &Lexicon, candidates: &mut Vec<Candidate>) {
    let words = item.span.of(text);
    let known_from = KNOWN.find(words).map(|known| known.end());
    let tokens = tokens::tokenize(words);
    for run in runs(words, &tokens, lexicon) {
        let at = |token: &Token<'_>| token.span.start;
        gather_listed(item, index, run, candidates);
        let run = without_edges(run, at(&run[0]) == 0, lexicon);
        let Some((first, last)) = run.first().zip(run.last()) else { continue };
        if run.len() > MOST_WORDS || !is_noun_like(run, lexicon) {
            continue;
        }
        let is_known = known_from.is_some_and(|from| first.span.start >= from);
        candidates.push(Candidate {
            span: Span::new(item.span.start + first.span.start, item.span.start + last.span.end),
            key: key(run),
            words: run.len(),
            is_known,
            is_listed: false,
            item: index,
        });
    }
}

/// Adds the lexicon's phrases that stand in the run.
fn gather_listed(item: &Item, index: usize, run: &[Token<'_>], candidates: &mut Vec<Candidate>) {
    for length in 2..=MOST_WORDS.min(run.len()) {
        for window in run.windows(length) {
            let key = key(window);
            if LISTED.contains_key(&key) {
                let span = Span::new(
                    item.span.start + window[0].span.start,
                    item.span.start + window[length - 1].span.end,
                );
                // One more word than it has, so that it goes before other phrases.
                candidates.push(Candidate {
                    span,
                    key,
                    words: length + 1,
                    is_known: true,
                    is_listed: true,
                    item: index,
                });
            }
        }
    }
}

/// Runs of words of matter with nothing but a space or hyphen between them.
fn runs<'a, 't>(text: &str, tokens: &'a [Token<'t>], lexicon: &Lexicon) -> Vec<&'a [Token<'t>]> {
    let mut runs = Vec::new();
    let mut start = 0;
    for (index, token) in tokens.iter().enumerate() {
        let is_matter =
            token.kind == TokenKind::Word && !lexicon.is_stop_word(token.text) && !is_adverb(token.text);
        // "incident reports incident reports" is a phrase said twice, not a long one.
        let is_said = || {
            let before = start.max(index.saturating_sub(2 * MOST_WORDS));
            tokens[before..index].iter().any(|other| tokens::fold(other.text) == tokens::fold(token.text))
        };
        let is_joined = index > start && !is_said() && {
            let between = &text[tokens[index - 1].span.end..token.span.start];
            !between.is_empty()
                && between.chars().all(|character| character == ' ' || character == '-')
                && between.len() <= 2
        };
        if index > start && (!is_matter || !is_joined) {
            runs.push(&tokens[start..index]);
            start = index;
        }
        if !is_matter {
            start = index + 1;
        }
    }
    if start < tokens.len() {
        runs.push(&tokens[start..]);
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The run without verbs and words of no matter at its ends.
fn without_edges<'a, 't>(run: &'a [Token<'t>], is_first: bool, lexicon: &Lexicon) -> &'a [Token<'t>] {
    let mut run = run;
    if let Some(word) = run.first()
        && run.len() > 1
        && lexicon.verb(word.text).is_some_and(|verb| {
            is_first || !word.text.to_lowercase().ends_with("ing") || verb.past == word.text.to_lowercase()
        })
    {
        run = &run[1..];
    }
    while let Some((first, rest)) = run.split_first() {
        if !is_generic(first.text) {
            break;
        }
        run = rest;
    }
    while let Some((last, rest)) = run.split_last() {
        // "electrical work": without the noun an adjective would be left.
        let leaves_adjective = rest.last().is_some_and(|word| is_adjective(word.text));
        if !is_generic(last.text) || (leaves_adjective && !is_empty_noun(last.text)) {
            break;
        }
        if leaves_adjective {
            return &[];
        }
        run = rest;
    }
    run
}

fn is_noun_like(run: &[Token<'_>], lexicon: &Lexicon) -> bool {
    let Some(last) = run.last() else { return false };
    let lower = last.text.to_lowercase();
    let is_past = lexicon.verb(&lower).is_some_and(|verb| verb.past == lower);
    let letters = |word: &Token<'_>| word.text.chars().filter(|character| character.is_alphabetic()).count();
    let is_single = run.len() == 1;
    !is_past
        && !is_adjective(&lower)
        && run.iter().all(|word| letters(word) >= 2 && !is_plain_verb(word.text, lexicon))
        && !(is_single
            && (letters(last) < 5
                || lexicon.verb(&lower).is_some()
                || last.text.starts_with(char::is_uppercase)))
        && !run.iter().all(|word| {
            word.text.starts_with(char::is_uppercase)
                && run.len() > 1
                && !word.text.chars().all(char::is_uppercase)
        })
}

/// Words that are verbs wherever they stand: "diagnoses", "coordinates" are read as such.
fn is_plain_verb(word: &str, lexicon: &Lexicon) -> bool {
    let lower = word.to_lowercase();
    lexicon
        .verb(&lower)
        .is_some_and(|verb| verb.third == lower && lower.ends_with("es") && lower != "services")
        || [
            "be",
            "have",
            "help",
            "learn",
            "join",
            "thrive",
            "ensure",
            "enable",
            "make",
            "take",
            "give",
            "get",
            "become",
            "maintain",
            "include",
            "includes",
            "including",
        ]
        .contains(&lower.as_str())
}

fn is_adverb(word: &str) -> bool {
    word.len() > 4
        && word.ends_with("ly")
        && !["assembly", "supply", "family", "anomaly", "monthly"].contains(&word.to_lowercase().as_str())
}

fn is_adjective(word: &str) -> bool {
    let word = word.to_lowercase();
    word.len() > 4
        && ["al", "ive", "ic", "ous", "able", "ible", "ful", "less", "ary", "ed", "ent", "ant", "ern"]
            .iter()
            .any(|ending| word.ends_with(ending))
        && ![
            "material",
            "materials",
            "equipment",
            "management",
            "measurement",
            "procurement",
            "assessment",
            "treatment",
            "development",
            "deployment",
            "logistic",
            "traffic",
            "fabric",
            "music",
            "clinic",
            "logic",
            "topic",
            "hospital",
            "capital",
            "journal",
            "signal",
            "manual",
            "proposal",
            "retail",
            "chemical",
            "vegetable",
            "cable",
            "table",
            "feed",
            "seed",
            "library",
            "plant",
            "restaurant",
            "payment",
            "cement",
            "pavement",
            "investment",
            "document",
            "instrument",
            "recruitment",
            "engagement",
            "statement",
            "agreement",
            "improvement",
            "environment",
            "government",
            "component",
            "patient",
            "content",
            "refrigerant",
            "coolant",
            "rental",
            "appraisal",
            "disposal",
            "removal",
            "approval",
            "renewal",
            "arrival",
        ]
        .contains(&word.as_str())
}

fn is_generic(word: &str) -> bool {
    GENERIC.contains(word.to_lowercase().as_str())
}

/// Nouns so empty that even an adjective before them makes no phrase: "analytical skills".
fn is_empty_noun(word: &str) -> bool {
    let word = word.to_lowercase();
    [
        "skill",
        "skills",
        "experience",
        "ability",
        "abilities",
        "knowledge",
        "understanding",
        "background",
        "thinking",
        "mindset",
        "environment",
        "environments",
        "expertise",
        "manner",
        "level",
        "levels",
        "education",
        "duties",
        "team",
        "teams",
        "way",
        "role",
        "roles",
        "position",
        "positions",
        "opportunity",
        "opportunities",
    ]
    .contains(&word.as_str())
}

fn key(run: &[Token<'_>]) -> String {
    run.iter().map(|word| stem(word.text)).collect::<Vec<_>>().join(" ")
}

/// Lower case but for acronyms, with single spaces.
fn printed(words: &str) -> String {
    let word = |word: &str| {
        let is_acronym = word.chars().filter(|character| character.is_uppercase()).count() >= 2
            && word.chars().count() <= 6;
        if is_acronym { word.to_owned() } else { word.to_lowercase() }
    };
    words.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}
