//! Texts, dates, lists and objects out of a JSON object, with every wrong place noted. Under
//! [`super::read`].

use serde_json::{Map, Value};

use super::blank::is_blank;
use super::place::Place;
use super::spelling;
use crate::error::Violation;
use crate::language::dates::PartialDate;
use crate::profiles::model::{FactId, Item, Line};
use crate::profiles::validate::{MAX_FACTS, text_fault};

/// As many wrong places as are named; a file with more is wrong as a whole.
const MAX_VIOLATIONS: usize = 100;

/// An object being read: what has been understood is taken out of `rest`, so that at the end
/// only unknown keys are left there.
pub struct Entry {
    pub rest: Map<String, Value>,
    pub place: Place,
}

impl Entry {
    pub fn new(rest: Map<String, Value>, place: Place) -> Self {
        Self { rest, place }
    }

    /// Takes the value of a key unless it counts as absent.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        self.rest.remove(key).filter(|value| !is_blank(value))
    }
}

/// Makes ids, counts facts and notes what is wrong.
pub struct Reader<'a> {
    new_id: &'a mut dyn FnMut(&str) -> FactId,
    facts: usize,
    violations: Vec<Violation>,
}

impl<'a> Reader<'a> {
    pub fn new(new_id: &'a mut dyn FnMut(&str) -> FactId) -> Self {
        Self { new_id, facts: 0, violations: Vec::new() }
    }

    /// Everything wrong that was met.
    pub fn finish(self) -> Vec<Violation> {
        self.violations
    }

    /// The text of a key; none if absent or wrong.
    pub fn text(&mut self, entry: &mut Entry, key: &str) -> Option<String> {
        let value = entry.take(key)?;
        self.as_text(value, || entry.place.key(key))
    }

    /// The text of a key as a fact of its own.
    pub fn line(&mut self, entry: &mut Entry, key: &str) -> Option<Item<Line>> {
        let text = self.text(entry, key)?;
        let id = self.new_id(&entry.place.key(key));
        Some(Item::stated(id, Line { text }))
    }

    /// The texts of a list.
    pub fn texts(&mut self, entry: &mut Entry, key: &str) -> Vec<String> {
        let list = entry.place.key(key);
        self.elements(entry, key)
            .into_iter()
            .filter_map(|(index, value)| self.as_text(value, || list.index(index)))
            .collect()
    }

    /// The texts of a list, each a fact of its own.
    pub fn lines(&mut self, entry: &mut Entry, key: &str) -> Vec<Item<Line>> {
        let list = entry.place.key(key);
        let mut lines = Vec::new();
        for (index, value) in self.elements(entry, key) {
            let place = list.index(index);
            if let Some(text) = self.as_text(value, || place.clone()) {
                let id = self.new_id(&place);
                lines.push(Item::stated(id, Line { text }));
            }
        }
        lines
    }

    /// The date of a key.
    pub fn date(&mut self, entry: &mut Entry, key: &str) -> Option<PartialDate> {
        let text = self.text(entry, key)?;
        match text.parse::<PartialDate>() {
            Ok(date) => {
                if date.to_string() != text {
                    entry.rest.insert(key.to_owned(), Value::String(text));
                }
                Some(date)
            }
            Err(fault) => {
                let message = format!("This is no date ({fault}). Write 2021, 2021-03 or 2021-03-15.");
                self.refuse(&entry.place.key(key), "date", message);
                None
            }
        }
    }

    /// The date of a key, or none for an end that has not come.
    pub fn end_date(&mut self, entry: &mut Entry, key: &str) -> Option<PartialDate> {
        if entry.rest.get(key).and_then(Value::as_str).is_some_and(spelling::is_open_end) {
            return None;
        }
        self.date(entry, key)
    }

    /// The object of a key.
    pub fn object(&mut self, entry: &mut Entry, key: &str) -> Option<Entry> {
        let value = entry.take(key)?;
        self.as_object(value, entry.place.key(key))
    }

    /// The objects of a list.
    pub fn objects(&mut self, entry: &mut Entry, key: &str) -> Vec<Entry> {
        let list = entry.place.key(key);
        self.elements(entry, key)
            .into_iter()
            .filter_map(|(index, value)| self.as_object(value, list.index(index)))
            .collect()
    }

    /// The objects of a list, each a fact.
    pub fn items<T>(
        &mut self,
        entry: &mut Entry,
        key: &str,
        read: fn(&mut Self, Entry) -> T,
    ) -> Vec<Item<T>> {
        self.objects(entry, key).into_iter().map(|child| self.item(child, read)).collect()
    }

    /// An object as a fact.
    pub fn item<T>(&mut self, entry: Entry, read: fn(&mut Self, Entry) -> T) -> Item<T> {
        let id = self.new_id(&entry.place);
        Item::stated(id, read(self, entry))
    }

    /// A new id for what stands at a place.
    pub fn new_id(&mut self, place: &Place) -> FactId {
        self.facts += 1;
        if self.facts == MAX_FACTS + 1 {
            self.refuse(place, "too_many", format!("A profile holds at most {MAX_FACTS} facts. Shorten it."));
        }
        (self.new_id)(place.json_path())
    }

    /// Notes that the name is missing from the basics at `place`.
    pub fn require_name(&mut self, place: &Place) {
        self.refuse(&place.key("name"), "required", "Give the person's name.");
    }

    /// Notes a value of the wrong type.
    pub fn refuse_type(&mut self, place: &Place, expected: &str) {
        self.refuse(place, "type", format!("This must be {expected}."));
    }

    /// Notes a wrong place.
    pub fn refuse(&mut self, place: &Place, code: &str, message: impl Into<String>) {
        if self.violations.len() < MAX_VIOLATIONS {
            self.violations.push(Violation::new(&place.dotted(), code, message));
        }
    }

    fn as_text(&mut self, value: Value, place: impl FnOnce() -> Place) -> Option<String> {
        match value {
            Value::String(text) => match text_fault(&text) {
                None => Some(text),
                Some(fault) => {
                    self.refuse(&place(), fault.code, fault.message);
                    None
                }
            },
            _ => {
                self.refuse_type(&place(), "a text in quotation marks");
                None
            }
        }
    }

    fn as_object(&mut self, value: Value, place: Place) -> Option<Entry> {
        match value {
            Value::Object(rest) => Some(Entry::new(rest, place)),
            _ => {
                self.refuse_type(&place, "an object");
                None
            }
        }
    }

    /// The elements of a list with their positions in the file, those that count as absent
    /// left out.
    fn elements(&mut self, entry: &mut Entry, key: &str) -> Vec<(usize, Value)> {
        match entry.take(key) {
            None => Vec::new(),
            Some(Value::Array(values)) => {
                values.into_iter().enumerate().filter(|(_, value)| !is_blank(value)).collect()
            }
            Some(_) => {
                self.refuse_type(&entry.place.key(key), "a list");
                Vec::new()
            }
        }
    }
}
