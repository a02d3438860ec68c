//! Tables of texts with what they signal, and with what they do not.

use super::*;

/// The signals of one kind, with their words.
fn of_kind(text: &str, is_kind: fn(&SignalKind) -> bool) -> Vec<(&str, SignalKind)> {
    let found = find_signals(text).into_iter().filter(|signal| is_kind(&signal.kind));
    found.map(|signal| (signal.span.of(text), signal.kind)).collect()
}

fn frequencies(text: &str) -> Vec<u32> {
    let found = find_signals(text).into_iter().filter_map(|signal| match signal.kind {
        SignalKind::Frequency(frequency) => Some(frequency.per_year),
        _ => None,
    });
    found.collect()
}

#[test]
fn ladders_are_ordered() {
    assert!(Manner::Supervised < Manner::Shared && Manner::Shared < Manner::Alone);
    assert!(Reach::Team < Reach::Site && Reach::Organisation < Reach::Nation && Reach::Nation < Reach::World);
    assert!(Quantifier::One < Quantifier::Several && Quantifier::Most < Quantifier::All);
    assert!(Stage::Proposed < Stage::Trial && Stage::Trial < Stage::Live && Stage::Live < Stage::Standard);
}

#[test]
fn frequency_is_read_in_any_dress() {
    for (text, expected) in [
        ("Answer breakdown calls every weekend", &[52][..]),
        ("one weekend a month", &[12]),
        ("about twice a month", &[24]),
        ("every other Thursday", &[26]),
        ("every evening in groups", &[300]),
        ("a weekly report", &[52]),
        ("the quarterly appeal", &[4]),
        ("three times a week", &[156]),
        ("on every shift", &[300]),
        ("day-to-day running", &[300]),
        ("bi-weekly reviews", &[26]),
        ("every two weeks", &[26]),
        ("every three months", &[4]),
        ("at all times", &[10_000]),
        ("on every line", &[]),
        ("from 7 to 2 a year", &[]),
        ("in one of four teams", &[]),
        ("two years", &[]),
    ] {
        assert_eq!(frequencies(text), expected, "{text}");
    }
}

#[test]
fn reach_is_read_by_word_and_by_pattern() {
    for (text, expected) in [
        ("rolled out hospital-wide", Some(Reach::Site)),
        ("a company-wide programme", Some(Reach::Organisation)),
        ("across the whole plant", Some(Reach::Site)),
        ("across all four of the company's teams", Some(Reach::Team)),
        ("throughout our organisation", Some(Reach::Organisation)),
        ("nationally recognised", Some(Reach::Nation)),
        ("used worldwide", Some(Reach::World)),
        ("for the whole company", Some(Reach::Organisation)),
        ("across two lines", Some(Reach::Department)),
        ("in one of the teams", None),
        ("a wide range", None),
        ("across the river", None),
    ] {
        let found = of_kind(text, |kind| matches!(kind, SignalKind::Reach(_)));
        assert_eq!(found.first().map(|(_, kind)| *kind), expected.map(SignalKind::Reach), "{text}");
    }
}

#[test]
fn stages_part_what_was_tried_from_what_is_used() {
    for (text, expected) in [
        ("Piloted infrared scanning", Some(Stage::Trial)),
        ("a proof of concept", Some(Stage::Trial)),
        ("Trialled TikTok adverts", Some(Stage::Trial)),
        ("Rolled out adverts", Some(Stage::Live)),
        ("Introduced scanning", Some(Stage::Live)),
        ("runs in production", Some(Stage::Live)),
        ("became standard practice", Some(Stage::Standard)),
        ("adopted by the ward", Some(Stage::Standard)),
        ("Proposed a new rota", Some(Stage::Proposed)),
        ("Wired 48 flats", None),
    ] {
        let found = of_kind(text, |kind| matches!(kind, SignalKind::Stage(_)));
        assert_eq!(found.first().map(|(_, kind)| *kind), expected.map(SignalKind::Stage), "{text}");
    }
}

fn poles(text: &str) -> Vec<Pole> {
    let found = find_signals(text).into_iter().filter_map(|signal| match signal.kind {
        SignalKind::Pole(pole) => Some(pole),
        _ => None,
    });
    found.collect()
}

#[test]
fn opposites_are_the_ends_of_one_axis() {
    for (one, other) in [
        ("print costs rose", "print costs fell"),
        ("Reduced latency", "Increased latency"),
        ("cutting waste", "raised waste"),
        ("beat its target", "missed its target"),
        ("passed the audit", "failed the audit"),
        ("won the tender", "lost the tender"),
        ("was approved", "was rejected"),
        ("extended the trial", "discontinued the trial"),
        ("finished $1,100 under the $6,000 budget", "finished $1,100 over the $6,000 budget"),
        ("ahead of schedule", "behind schedule"),
        ("hired 12", "laid off 12"),
        ("opened two shops", "closed two shops"),
        ("bought equipment", "sold equipment"),
        ("sped up builds", "delayed builds"),
        ("loaded lorries", "unloaded lorries"),
    ] {
        let (here, there) = (poles(one), poles(other));
        assert!(
            here.iter().any(|pole| there.iter().any(|opposite| pole.is_opposite_of(opposite))),
            "{one}: {here:?}, {other}: {there:?}"
        );
        assert!(!here.iter().any(|pole| here.iter().any(|own| pole.is_opposite_of(own))), "{one}: {here:?}");
    }
}

#[test]
fn neutral_sentences_have_no_pole() {
    for text in ["Wired 48 apartments over 9 months", "Sat on the falls committee", "Front-end work"] {
        assert_eq!(poles(text), [], "{text}");
    }
}

fn check(text: &str, words: &str, kind: SignalKind) {
    let found: Vec<(&str, SignalKind)> =
        find_signals(text).into_iter().map(|signal| (signal.span.of(text), signal.kind)).collect();
    assert!(found.contains(&(words, kind)), "{text}: {found:?}");
}

#[test]
fn phrases_say_what_verbs_do_not() {
    use SignalKind::{
        Cause, Involvement, Manner as WithWhom, Quality as HowGood, Quantifier as HowMuch, Unreal as Not,
    };
    check("Was in charge of the ward", "in charge of", Involvement(VerbLevel::Lead));
    check("Responsible for payroll", "Responsible for", Involvement(VerbLevel::Own));
    check("member of the falls committee", "member of", Involvement(VerbLevel::Contribute));
    check("gave vaccines under nurse supervision", "under nurse supervision", WithWhom(Manner::Supervised));
    check("together with the infection nurse", "together with", WithWhom(Manner::Shared));
    check("Single-handedly rebuilt it", "Single-handedly", WithWhom(Manner::Alone));
    check("on every line", "every", HowMuch(Quantifier::All));
    check("the entire fleet", "entire", HowMuch(Quantifier::All));
    check("several sites", "several", HowMuch(Quantifier::Several));
    check("was not extended", "not", Not(Unreal::Negated));
    check("decided not to continue", "decided not to", Not(Unreal::Failed));
    check("failed to launch", "failed to", Not(Unreal::Failed));
    check("will migrate in spring", "will", Not(Unreal::Planned));
    check("trained staff, which led to fewer falls", "which led to", Cause);
    check("resulting in higher sales", "resulting in", Cause);
    check("thanks to new scanners", "thanks to", Cause);
    check("an award-winning team", "award-winning", HowGood(Quality::Distinction));
    check("mission-critical systems", "mission-critical", HowGood(Quality::Magnitude));
    check("the best ward", "best", HowGood(Quality::Superlative));
    check("the company's first event bus", "first", HowGood(Quality::Unique));
    check("expert in welding", "expert in", HowGood(Quality::Expertise));
    check("successfully moved", "successfully", HowGood(Quality::Success));
    check("a passionate nurse", "passionate", HowGood(Quality::Character));
}

#[test]
fn a_negation_reaches_what_follows_it() {
    let negated = |text: &str| -> Vec<String> {
        let found = find_signals(text).into_iter().filter(|signal| signal.is_negated);
        found.map(|signal| signal.span.of(text).to_owned()).collect()
    };
    for (text, expected) in [
        ("the trial was not extended", &["extended"][..]),
        ("management decided not to adopt it", &["adopt"]),
        ("without raising costs", &["raising"]),
        ("failed to launch the app", &["launch", "launch"]),
        ("was not late, raised sales", &["late"]),
        ("raised sales, not costs", &[]),
    ] {
        assert_eq!(negated(text), expected, "{text}");
    }
}

#[test]
fn words_within_other_names_are_no_signals() {
    for text in
        ["first-aid course", "all-day event", "test plan for line 4", "Wrote 12 lesson plans in Berlin"]
    {
        let found = of_kind(text, |kind| {
            matches!(kind, SignalKind::Quality(_) | SignalKind::Quantifier(_) | SignalKind::Unreal(_))
        });
        assert_eq!(found, [], "{text}");
    }
}

#[test]
fn any_text_is_read() {
    for text in ["", "every", "across", "under", "every other", "twice a", "🚀 at all", "one", "½ a week"]
    {
        let _ = find_signals(text);
    }
}
