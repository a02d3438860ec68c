//! Skills and where a text names them. The entries come from the lexicon, which stands above;
//! [`dictionary`] finds them, [`context`] tells the tool "Go" from the word, [`acronyms`] what the
//! text itself spells out.

mod acronyms;
mod context;
mod dictionary;

use crate::language::span::Span;

pub use dictionary::SkillDictionary;

/// A skill of one dictionary, by its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SkillId(u32);

/// What sort of skill it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SkillKind {
    /// Software, a machine, an instrument, a programming language.
    Tool,
    /// A way of working.
    Method,
    /// A certificate or licence.
    Certificate,
    /// A human language.
    Language,
    /// A way of dealing with people and work.
    Soft,
    /// A field of knowledge.
    Domain,
}

/// An entry of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    /// As it is best printed.
    pub name: String,
    /// Other names for the same thing.
    pub aliases: Vec<String>,
    /// What sort of skill it is.
    pub kind: SkillKind,
    /// The trade it belongs to.
    pub field: String,
    /// Wider terms that this is an instance of.
    pub related: Vec<String>,
    /// Whether its plain one-word names count only in their own case, as "Excel" does.
    pub is_case_sensitive: bool,
    /// Whether its plain one-word names count only among words of skills, as "R" does.
    pub needs_context: bool,
}

impl Skill {
    /// The name, then the aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    fn has_guard(&self) -> bool {
        self.is_case_sensitive || self.needs_context
    }
}

/// A skill named in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkillMention {
    /// Which skill.
    pub skill: SkillId,
    /// Where it stands.
    pub span: Span,
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use crate::language::lexicon::Lexicon;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        // Rows of the tests' own, so that the word lists may change.
        Lexicon::with_skills(
            "Go\tGolang\ttool\tsoftware\tprogramming languages\tcase,context\n\
             R\t\ttool\tsoftware\t\tcase,context\n\
             C\t\ttool\tsoftware\t\tcase,context\n\
             C++\tCpp\ttool\tsoftware\t\t\n\
             C#\tC Sharp\ttool\tsoftware\t\t\n\
             Java\t\ttool\tsoftware\t\tcase\n\
             JavaScript\tJS\ttool\tsoftware\t\t\n\
             Node.js\tNodeJS\ttool\tsoftware\tJavaScript\t\n\
             .NET\t\ttool\tsoftware\t\t\n\
             SQL\t\ttool\tsoftware\tdatabases\t\n\
             SQL Server\tMS SQL\ttool\tsoftware\tSQL\t\n\
             Microsoft Excel\tExcel\ttool\toffice\t\tcase,context\n\
             CI/CD\tcontinuous integration\tmethod\tsoftware\t\t\n\
             Gem API\t\tmethod\tsoftware\t\t\n\
             Risk, ruin and ropes\t\tmethod\tfinance\t\t\n\
             email gemming\te-mail gems\tmethod\tmarketing\t\t\n\
             Gem medical services\tGMS\tmethod\thealth\t\t\n\
             gemetics\t\tmethod\tscience\t\t\n\
             GEmS\t\tmethod\tsoftware\t\tcase\n\
             Gemwork+\t\tcertificate\tsoftware\t\t\n",
        )
        .expect("good rows")
    });

    fn check(text: &str, expected: &[&str]) {
        let lexicon = &*LEXICON;
        let found: Vec<&str> = lexicon
            .skills
            .find(text)
            .iter()
            .map(|mention| lexicon.skills.get(mention.skill).name.as_str())
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn whole_words_are_found_longest_first() {
        check("JavaScript, not Java.", &["JavaScript", "Java"]);
        check("Javascripts of java", &["JavaScript"]);
        check("C++, C# and Node.js/.NET", &["C++", "C#", "Node.js", ".NET"]);
        check("SQL Server and SQL", &["SQL Server", "SQL"]);
        check("SQLish", &[]);
        check("CI/CD", &["CI/CD"]);
        check("SQL, server", &["SQL"]);
        check("risk, ruin and ropes", &["Risk, ruin and ropes"]);
    }

    #[test]
    fn hyphen_space_and_plural_do_not_matter() {
        for text in ["Gem APIs", "gem-api", "gemapi"] {
            check(text, &["Gem API"]);
        }
        for text in ["e-mail gemming", "email-gemming", "Email\ngemming"] {
            check(text, &["email gemming"]);
        }
    }

    #[test]
    fn common_words_are_skills_only_in_context() {
        check("Wrote services in Go.", &["Go"]);
        check("Go", &["Go"]);
        check("Skills: Go, SQL, R", &["Go", "SQL", "R"]);
        check("R programming", &["R"]);
        check("• C\n• R", &["C", "R"]);
        check("Built Excel models", &["Microsoft Excel"]);
        check("MS Excel", &["Microsoft Excel"]);
        for text in [
            "Go to the shop, go far",
            "Q&R in our Q & R team",
            "Vitamin C for all",
            "A C-suite go-getter",
            "Excel at your work",
            "you excel in this",
            "the java coast",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn in_a_line_of_skills_the_case_does_not_matter() {
        check("Technologies\njava sql javascript ci/cd", &["Java", "SQL", "JavaScript", "CI/CD"]);
        check("the sql of java and javascript on the coast of the islands", &["SQL", "JavaScript"]);
    }

    #[test]
    fn letters_mean_what_the_text_spells_out() {
        check(
            "Gem medical services (GMS). GMS rocks",
            &["Gem medical services", "Gem medical services", "Gem medical services"],
        );
        check("Green Mobility Suite (GMS). GMS rocks", &[]);
        check("GMS", &["Gem medical services"]);
    }

    #[test]
    fn names_that_look_like_words_keep_their_form() {
        check("the gemetic code; gemetics", &["gemetics"]);
        check("gems and GEMS and GEmS", &["GEmS"]);
        check("Gemwork and Gemwork+ papers", &["Gemwork+"]);
    }

    #[test]
    fn names_are_looked_up_as_they_come() {
        let lexicon = &*LEXICON;
        let name = |text: &str| lexicon.skills.lookup(text).map(|id| lexicon.skills.get(id).name.as_str());
        for (text, expected) in [
            ("golang", Some("Go")),
            ("nodejs", Some("Node.js")),
            ("Gem Apis", Some("Gem API")),
            ("ms-sql", Some("SQL Server")),
            ("", None),
            ("no such thing", None),
        ] {
            assert_eq!(name(text), expected, "{text}");
        }
    }

    #[test]
    fn the_built_in_dictionary_finds_each_of_its_names() {
        let skills = &Lexicon::built_in().skills;
        for (place, skill) in skills.iter().enumerate() {
            let id = skills.lookup(&skill.name).unwrap_or_else(|| panic!("{}", skill.name));
            assert_eq!(id.0 as usize, place, "{} is also {}", skill.name, skills.get(id).name);
            let found = skills.find(&skill.name);
            assert!(found.iter().any(|mention| mention.skill == id), "{} is not found in itself", skill.name);
        }
    }
}
