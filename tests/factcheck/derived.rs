//! Claims made by rule from the labelled ones, for what no labelled line can hold: another
//! origin, another standing or version of a fact, the person's own wrong words. Each is untrue.

use jobwise::cli::check::claims::Line;
use jobwise::factcheck::involvement::is_outcome;
use jobwise::factcheck::model::{Citation, Claim, ClaimOrigin, Finding, Slot, Verdict};
use jobwise::factcheck::{FactBase, check_claim};
use jobwise::jobs::model::Posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::facts::list_facts;
use jobwise::profiles::json_resume;
use jobwise::profiles::model::{FactId, ProfileContent};
use serde_json::{Value, json};

use super::suite::{Expect, Person, today};

/// A profile with claims about it.
pub struct Derived {
    content: ProfileContent,
    posting: Posting,
    /// What is claimed.
    pub claims: Vec<Claim>,
}

impl Derived {
    /// What is found of each claim.
    pub fn judge(&self) -> Vec<Vec<Finding>> {
        let base = FactBase::new(&self.content, &self.posting, today(), Lexicon::built_in());
        self.claims.iter().map(|claim| check_claim(claim, &base)).collect()
    }

    fn of(person: &Person, content: ProfileContent, claims: Vec<Claim>) -> Self {
        Self { content, posting: person.posting.clone(), claims }
    }
}

fn claims(person: &Person, expect: Expect) -> Vec<Claim> {
    let base = person.base();
    let lines = person.lines(&base).into_iter().zip(&person.claims);
    lines.filter(|(_, labelled)| labelled.expect == expect).map(|(Line { claim, .. }, _)| claim).collect()
}

fn claim(text: String, slot: Slot, cites: &[&FactId], origin: ClaimOrigin) -> Claim {
    let cites = cites.iter().map(|fact| Citation { fact: (*fact).clone(), version: 1 }).collect();
    Claim {
        id: String::new(),
        text,
        slot,
        cites,
        quotes: Vec::new(),
        origin,
        verdict: Verdict::Pass,
        findings: Vec::new(),
    }
}

/// Untrue claims said to be a fact's own words.
pub fn said_to_be_own_words(person: &Person) -> Derived {
    let untrue = claims(person, Expect::Reject).into_iter();
    let claims = untrue.map(|claim| Claim { origin: ClaimOrigin::Verbatim, ..claim }).collect();
    Derived::of(person, person.content.clone(), claims)
}

/// True claims of a profile that was imported and that nobody has confirmed.
pub fn of_unconfirmed_facts(person: &Person) -> Derived {
    fn unconfirm(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                if let Some(standing) = fields.get_mut("standing") {
                    *standing = json!("imported");
                }
                fields.values_mut().for_each(unconfirm);
            }
            Value::Array(values) => values.iter_mut().for_each(unconfirm),
            _ => {}
        }
    }
    let mut stored = serde_json::to_value(&person.content).expect("a profile");
    unconfirm(&mut stored);
    Derived::of(person, serde_json::from_value(stored).expect("a profile"), cited(person))
}

/// True claims that cite another version of their facts than stands.
pub fn of_outdated_facts(person: &Person) -> Derived {
    let mut claims = cited(person);
    claims.iter_mut().flat_map(|claim| &mut claim.cites).for_each(|citation| citation.version += 1);
    Derived::of(person, person.content.clone(), claims)
}

/// True claims that cite one fact more, which the profile does not have.
pub fn of_unknown_facts(person: &Person) -> Derived {
    let mut claims = cited(person);
    let unknown = Citation { fact: FactId::new("$.work[99]"), version: 1 };
    claims.iter_mut().for_each(|claim| claim.cites.push(unknown.clone()));
    Derived::of(person, person.content.clone(), claims)
}

/// True claims without the facts they rest on.
pub fn uncited(person: &Person) -> Derived {
    let mut claims = cited(person);
    claims.iter_mut().for_each(|claim| claim.cites.clear());
    Derived::of(person, person.content.clone(), claims)
}

fn cited(person: &Person) -> Vec<Claim> {
    claims(person, Expect::Support).into_iter().filter(|claim| !claim.cites.is_empty()).collect()
}

/// True claims that name one employer, with the name of another in its place.
pub fn of_another_employer(person: &Person) -> Derived {
    let employers: Vec<&str> =
        person.content.experience.iter().filter_map(|experience| experience.employer.as_deref()).collect();
    let is_of_two = employers.windows(2).any(|pair| pair[0] != pair[1]);
    let swap = |claim: Claim| {
        let own = employers.iter().find(|name| claim.text.contains(**name))?;
        let other = employers.iter().find(|name| *name != own)?;
        let names_both = claim.text.contains(other);
        (!names_both).then(|| Claim { text: claim.text.replace(own, other), ..claim })
    };
    let claims = if is_of_two { cited(person).into_iter().filter_map(swap).collect() } else { Vec::new() };
    Derived::of(person, person.content.clone(), claims)
}

/// Tools of late that the person lists, told of every position that ended before they came out.
pub fn of_positions_before_the_tool(person: &Person) -> Derived {
    const TOOLS: &[(&str, u16)] = &[("ChatGPT", 2022), ("GitHub Copilot", 2021)];
    let mut file = person.file.clone();
    let names: Vec<&str> = TOOLS.iter().map(|(name, _)| *name).collect();
    file["skills"].as_array_mut().expect("skills").push(json!({ "name": "Assistants", "keywords": names }));
    let content = json_resume::parse(&file, &mut json_resume::path_ids()).expect("a profile");
    let facts = list_facts(&content);
    let mut claims = Vec::new();
    for position in content.experience.iter().flat_map(|experience| &experience.positions) {
        let Some(end) = position.value.period.end else { continue };
        for (name, _) in TOOLS.iter().filter(|(_, year)| end.year() < *year) {
            let tool = facts.iter().find(|fact| fact.text == *name).expect("the tool");
            let title = position.value.title.as_deref().unwrap_or_default();
            let cites = [&position.id, &tool.id];
            claims.push(claim(
                format!("{title} working with {name}."),
                Slot::Summary,
                &cites,
                ClaimOrigin::Model,
            ));
        }
    }
    Derived::of(person, content, claims)
}

/// Lines of an entry joined as if one were the outcome of the other.
pub fn made_an_outcome(person: &Person) -> Derived {
    let positions = person.content.experience.iter().flat_map(|experience| &experience.positions);
    let mut claims = Vec::new();
    for position in positions {
        for pair in position.value.highlights.windows(2) {
            let (one, other) = (pair[0].value.text.trim_end_matches('.'), &pair[1].value.text);
            let Some(first) = other.chars().next() else { continue };
            let text = format!("{one}, which {}{}", first.to_lowercase(), &other[first.len_utf8()..]);
            let slot = Slot::Entry(position.id.clone());
            claims.push(claim(text, slot, &[&pair[0].id, &pair[1].id], ClaimOrigin::Model));
        }
    }
    Derived::of(person, person.content.clone(), claims)
}

/// The same with a participle: ", lowering overtime from 310 to 190 hours". Only verbs that say
/// what came of something make an outcome; "hauling" tells of another deed.
pub fn made_an_outcome_by_a_participle(person: &Person) -> Derived {
    let positions = person.content.experience.iter().flat_map(|experience| &experience.positions);
    let mut claims = Vec::new();
    for position in positions {
        for pair in position.value.highlights.windows(2) {
            let (one, other) = (pair[0].value.text.trim_end_matches('.'), &pair[1].value.text);
            let Some((first, rest)) = other.split_once(' ') else { continue };
            let verb = Lexicon::built_in().verb(&first.to_lowercase());
            let Some(verb) = verb.filter(|verb| is_outcome(&verb.lemma)) else { continue };
            let slot = Slot::Entry(position.id.clone());
            let text = format!("{one}, {} {rest}", verb.gerund);
            claims.push(claim(text, slot, &[&pair[0].id, &pair[1].id], ClaimOrigin::Model));
        }
    }
    Derived::of(person, person.content.clone(), claims)
}

/// True claims that say "about" a number, without that word.
pub fn unhedged(person: &Person) -> Derived {
    const HEDGES: &[&str] = &["about ", "around ", "up to ", "roughly ", "almost ", "nearly "];
    let strip = |claim: Claim| {
        let text = HEDGES.iter().fold(claim.text.clone(), |text, hedge| text.replace(hedge, ""));
        (text != claim.text).then_some(Claim { text, ..claim })
    };
    let claims = cited(person).into_iter().filter_map(strip).collect();
    Derived::of(person, person.content.clone(), claims)
}

/// The person's own summary with more years than their positions cover.
pub fn of_too_many_years(person: &Person) -> Derived {
    let words = "Forty years of experience, and counting: 40 years of experience.";
    let mut file = person.file.clone();
    file["basics"]["summary"] = json!(words);
    let content = json_resume::parse(&file, &mut json_resume::path_ids()).expect("a profile");
    let summary = FactId::new("$.basics.summary");
    let claims = vec![claim(words.to_owned(), Slot::Summary, &[&summary], ClaimOrigin::Verbatim)];
    Derived::of(person, content, claims)
}
