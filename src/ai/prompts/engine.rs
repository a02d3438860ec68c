//! The template engine, made strict: a variable that is missing is an error, and so is text
//! outside a field of data.

use std::collections::HashSet;

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};

/// Renders the parts of prompts.
pub(super) struct Engine {
    environment: Environment<'static>,
}

impl Engine {
    pub(super) fn new() -> Self {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_formatter(written);
        environment.add_filter("data", data);
        Self { environment }
    }

    /// Says what is wrong with a part that is to take these variables.
    pub(super) fn check(&self, source: &'static str, variables: &[&str]) -> Result<(), String> {
        let template = self
            .environment
            .template_from_str(source)
            .map_err(|error| format!("{error}, line {:?}", error.line()))?;
        let used = template.undeclared_variables(false);
        let known: HashSet<&str> = variables.iter().copied().collect();
        if let Some(name) = used.iter().find(|name| !known.contains(name.as_str())) {
            return Err(format!("it uses {name}, which is not among its variables"));
        }
        if let Some(name) = variables.iter().find(|name| !used.contains(**name)) {
            return Err(format!("it does not use its variable {name}"));
        }
        // A filter that is not there shows only when it is used.
        let filters = source.split("{{").skip(1).filter_map(|rest| {
            let (inside, _) = rest.split_once("}}")?;
            inside.split_once('|').map(|(_, filter)| filter.trim())
        });
        match filters.into_iter().find(|filter| *filter != "data") {
            Some(filter) => Err(format!("it uses the filter {filter}, and there is only data")),
            None => Ok(()),
        }
    }

    pub(super) fn render(
        &self,
        source: &'static str,
        variables: &serde_json::Value,
    ) -> Result<String, Error> {
        self.environment.template_from_str(source)?.render(Value::from_serialize(variables))
    }
}

/// Writes what a template prints: numbers, and what the filter has made safe.
fn written(out: &mut Output, _: &State, value: &Value) -> Result<(), Error> {
    if !(value.is_safe() || value.kind() == ValueKind::Number) {
        return Err(Error::new(ErrorKind::InvalidOperation, "text stands in fields of data only"));
    }
    write!(out, "{value}").map_err(|_| Error::new(ErrorKind::WriteFailure, "no room"))
}

/// JSON of letters, digits and visible ASCII, without what marks are made of. What reads JSON reads
/// the same text; what reads letters finds no end of the field.
fn data(value: Value) -> Result<Value, Error> {
    let json = serde_json::to_string(&value)
        .map_err(|_| Error::new(ErrorKind::BadSerialization, "it cannot be written as JSON"))?;
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' => push_escaped(&mut safe, c),
            ' '..='~' => safe.push(c),
            c if c.is_alphanumeric() => safe.push(c),
            c => push_escaped(&mut safe, c),
        }
    }
    Ok(Value::from_safe_string(safe))
}

fn push_escaped(text: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        text.push_str(&format!("\\u{unit:04x}"));
    }
}
