//! Which language a text is written in, where that is another than English. In the language
//! room; the trigrams are whatlang's.

use whatlang::Lang;

use crate::language::lexicon::Lexicon;
use crate::language::tokens::{TokenKind, tokenize};

/// The fewest words on which a language is judged. Lists of tools in a line or two are in none.
const MIN_WORDS: usize = 25;

/// With more of its words than this, in percent, among the small words of English, a text is
/// English, whatever its trigrams say: prose has forty, a bare list of skills in it ten.
const ENGLISH_PERCENT: usize = 12;

/// The name in English of the language a text is written in; none for English, for texts too
/// short to tell and for those that could be of several.
pub fn foreign_language(text: &str, lexicon: &Lexicon) -> Option<&'static str> {
    let words: Vec<&str> = tokenize(text)
        .into_iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| token.text)
        .collect();
    let small = words.iter().filter(|word| lexicon.is_function_word(word)).count();
    if words.len() < MIN_WORDS || small * 100 > words.len() * ENGLISH_PERCENT {
        return None;
    }
    let found = whatlang::detect(text)?;
    (found.is_reliable() && found.lang() != Lang::Eng).then(|| found.lang().eng_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(foreign_language(text, Lexicon::built_in()), expected, "{text}");
    }

    #[test]
    fn other_languages_are_named() {
        check(
            "Wir suchen zum nächsten Monat eine Pflegefachkraft für unsere Station. Sie begleiten die \
             Bewohner durch den Tag, planen die Pflege und leiten neue Kolleginnen an. Wir bieten einen \
             sicheren Platz, gute Einarbeitung und geregelte Zeiten. Bitte senden Sie uns Ihre Unterlagen.",
            Some("German"),
        );
        check(
            "Nous cherchons une personne pour notre équipe de cuisine. Vous préparez les plats du jour, \
             tenez les stocks à jour et formez les apprentis. Nous offrons un contrat stable, des horaires \
             réguliers et deux jours de repos par semaine. Merci de nous envoyer votre dossier complet.",
            Some("French"),
        );
    }

    #[test]
    fn english_and_lists_of_tools_are_not() {
        check(
            "We are looking for a line cook for our kitchen in the harbour. You will prepare the dishes of \
             the day, keep the stock in order and train apprentices. We offer a steady contract, regular \
             hours and two days off in each week. Please send us your papers by the end of the month.",
            None,
        );
        let tools = "Python Kubernetes Terraform Ansible PostgreSQL Kafka Redis Docker Jenkins Grafana ";
        check(&tools.repeat(6), None);
        check("Gesucht: Bäcker", None);
    }
}
