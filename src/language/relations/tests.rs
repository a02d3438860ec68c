//! Tables of what must match and what must not.

use super::Relation::{Agent, Broader, Derived, Form, Same, Synonym, SynonymDeed, WeakerDeed};
use super::*;

fn check(claim: &str, fact: &str, expected: Option<Relation>) {
    assert_eq!(relation(claim, fact), expected, "{claim} over {fact}");
}

#[test]
fn forms_of_a_word_are_one() {
    check("Led", "led", Some(Same));
    for (claim, fact) in [
        ("led", "lead"),
        ("leading", "led"),
        ("taught", "teach"),
        ("teaching", "taught"),
        ("ran", "run"),
        ("running", "ran"),
        ("wrote", "write"),
        ("written", "writing"),
        ("built", "building"),
        ("oversaw", "oversee"),
        ("sold", "sell"),
        ("brought", "bring"),
        ("cut", "cutting"),
        ("children", "child"),
        ("data", "datum"),
        ("analyses", "analysis"),
        ("criteria", "criterion"),
        ("optimise", "optimized"),
        ("programmes", "program"),
        ("centre", "center"),
        ("labour", "labor"),
        ("catheterisation", "catheterizations"),
        ("e-mails", "email"),
        ("dockerised", "dockerizing"),
        ("refactored", "refactors"),
        ("company's", "companies"),
        ("UTIs", "UTI"),
    ] {
        check(claim, fact, Some(Form));
    }
}

#[test]
fn synonyms_stand_for_one_another() {
    for (claim, fact) in [
        ("client", "customers"),
        ("colleagues", "staff"),
        ("lorry", "truck"),
        ("apartments", "flats"),
        ("roll-out", "deployment"),
        ("sign-ups", "registrations"),
        ("annual", "yearly"),
        ("lab", "laboratory"),
        ("physician", "doctor"),
        ("booklet", "leaflet"),
        ("swiftly", "quickly"),
    ] {
        check(claim, fact, Some(Synonym));
        check(fact, claim, Some(Synonym));
    }
}

#[test]
fn verbs_of_one_sense_stand_for_one_another() {
    for (claim, fact) in [
        ("taught", "trained"),
        ("oversaw", "supervised"),
        ("reduced", "cut"),
        ("raising", "increased"),
        ("trialled", "piloted"),
        ("tested", "trialled"),
        ("organised", "co-ordinated"),
        ("gathered", "collected"),
        ("administered", "gave"),
        ("created", "built"),
        ("developed", "built"),
        ("resolved", "fixed"),
        ("found", "located"),
    ] {
        check(claim, fact, Some(SynonymDeed));
        check(fact, claim, Some(SynonymDeed));
    }
}

#[test]
fn families_speak_of_one_thing() {
    for (claim, fact) in [
        ("migration", "migrated"),
        ("negotiation", "negotiate"),
        ("training", "train"),
        ("analysis", "analysed"),
        ("responsibility", "responsible"),
        ("leadership", "led"),
        ("installation", "installed"),
        ("reduction", "reduced"),
        ("safely", "safety"),
        ("surgical", "surgery"),
        ("maintenance", "maintained"),
        ("diagnosis", "diagnosed"),
        ("scheduling", "schedule"),
        ("assessments", "assessing"),
    ] {
        let found = relation(claim, fact);
        assert!(matches!(found, Some(Derived | Form)), "{claim} over {fact}: {found:?}");
    }
}

#[test]
fn who_does_it_is_told_from_what_is_done() {
    for (claim, fact) in [
        ("trainer", "trained"),
        ("managed", "manager"),
        ("analyst", "analysed"),
        ("leader", "led"),
        ("supervisor", "supervised"),
        ("driver", "drove"),
        ("inventor", "invented"),
    ] {
        check(claim, fact, Some(Agent));
    }
    assert!(Word::new("Trainers").is_doer() && !Word::new("training").is_doer());
}

#[test]
fn wider_names_pass_one_way_only() {
    for (claim, fact) in [
        ("vehicle", "truck"),
        ("clinician", "nurse"),
        ("document", "booklets"),
        ("medication", "insulin"),
        ("furniture", "sofa"),
        ("people", "customers"),
    ] {
        check(claim, fact, Some(Broader));
        check(fact, claim, None);
    }
}

#[test]
fn a_weaker_verb_passes_one_way_only() {
    for (claim, fact) in [
        ("tested", "piloted"),
        ("coordinated", "led"),
        ("reduced", "halved"),
        ("increased", "doubled"),
        ("examined", "audited"),
        ("cleaned", "disinfected"),
    ] {
        check(claim, fact, Some(WeakerDeed));
        check(fact, claim, None);
    }
}

#[test]
fn words_that_would_mislead_have_no_relation() {
    for (one, other) in [
        ("led", "helped"),
        ("led", "supported"),
        ("led", "contributed"),
        ("piloted", "launched"),
        ("pilot", "rollout"),
        ("prototype", "product"),
        ("reduced", "increased"),
        ("managed", "spent"),
        ("designed", "implemented"),
        ("planned", "completed"),
        ("proposed", "introduced"),
        ("months", "years"),
        ("weekly", "monthly"),
        ("days", "hours"),
        ("red", "blue"),
        ("three", "four"),
        ("dozen", "twelve"),
        ("nurse", "doctor"),
        ("manager", "engineer"),
        ("manager", "director"),
        ("supervisor", "assistant"),
        ("apprentice", "electrician"),
        ("java", "coffee"),
        ("python", "snake"),
        ("degree", "level"),
        ("certificate", "degree"),
        ("profit", "revenue"),
        ("team", "department"),
        ("team", "staff"),
        ("city", "country"),
        ("hardware", "software"),
        ("best", "good"),
        ("larger", "large"),
        ("first", "initial"),
        ("only", "sole"),
        ("chief", "main"),
        ("all", "entire"),
        ("frequently", "often"),
        ("award", "nomination"),
        ("experience", "experiment"),
        ("university", "universe"),
        ("organ", "organization"),
        ("policy", "police"),
        ("survey", "resume"),
        ("safety", "security"),
        ("starred", "stared"),
        ("won", "lost"),
        ("taught", "attended"),
        ("wrote", "edited"),
        ("administered", "prescribed"),
        ("participated", "organised"),
        ("hired", "interviewed"),
        ("approved", "recommended"),
        ("founded", "joined"),
        ("negotiated", "signed"),
        ("approved", "rejected"),
    ] {
        check(one, other, None);
        check(other, one, None);
    }
}

#[test]
fn own_groups_are_in_the_table() {
    let groups = include_str!("../../../assets/lexicon/word_groups.tsv");
    let mut seen = 0;
    for line in groups.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (kind, words) = line.split_once('\t').expect("a kind and words");
        let words: Vec<&str> = words.split('|').collect();
        assert!(words.len() > 1, "{line}");
        for (at, one) in words.iter().enumerate() {
            for other in &words[at + 1..] {
                let (there, back) = (relation(one, other), relation(other, one));
                let is_held = match kind {
                    "same" => matches!(there, Some(Same | Form | Synonym)) && back == there,
                    "broader" => at > 0 || matches!(back, Some(Broader | Synonym | Form | Derived)),
                    "weaker" => at > 0 || back.is_some(),
                    "form" => at > 0 || there == Some(Form),
                    "derived" => there.is_some(),
                    "agent" => at > 0 || there.is_some(),
                    "differ" => there != Some(Synonym),
                    _ => panic!("`{kind}` is no kind"),
                };
                assert!(
                    is_held,
                    "{line}: {one}, {other} are {there:?}, {back:?}; run scripts/make-word-relations"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 500, "{seen} pairs");
}

#[test]
fn any_text_is_a_word() {
    for text in ["", "'", "'s", "-", "s", "é", "東京", "🚀s", "ing", "ed", "\u{0}", "ⅷ", "a-b-c's"] {
        assert_eq!(relation(text, text), Some(Same), "{text:?}");
    }
}

#[test]
fn parts_of_speech_are_told_of_base_forms() {
    assert!(may_be_noun("code") && may_be_noun("hand") && !may_be_noun("communicate"));
    assert!(may_be_adjective("technical") && !may_be_adjective("code"));
    assert!(is_only_verb("communicate") && !is_only_verb("complete") && !is_only_verb("zzzzz"));
}
