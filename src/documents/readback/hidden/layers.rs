//! Which layers of a document are switched off when it is opened (ISO 32000-2, 8.11). Part of
//! the search for hidden text.

use std::collections::BTreeSet;

use pdf_extract::{Dictionary, Document, Object, ObjectId};

/// The layers that are not shown.
#[derive(Debug, Default)]
pub struct Layers {
    off: BTreeSet<ObjectId>,
}

impl Layers {
    /// Reads them off the catalogue.
    pub fn new(document: &Document) -> Self {
        let read = || {
            let properties = document.get_dict_in_dict(document.catalog().ok()?, b"OCProperties").ok()?;
            let default = document.get_dict_in_dict(properties, b"D").ok()?;
            let list = |dictionary: &Dictionary, key: &[u8]| -> BTreeSet<ObjectId> {
                let list = dictionary.get_deref(key, document).ok().and_then(|list| list.as_array().ok());
                list.into_iter().flatten().filter_map(|layer| layer.as_reference().ok()).collect()
            };
            let mut off = list(default, b"OFF");
            if default.get(b"BaseState").and_then(Object::as_name).ok() == Some(b"OFF") {
                let on = list(default, b"ON");
                off.extend(list(properties, b"OCGs").difference(&on));
            }
            Some(off)
        };
        Self { off: read().unwrap_or_default() }
    }

    /// Whether what is marked by the operands of `BDC` is shown.
    pub fn is_mark_on(&self, document: &Document, resources: &Dictionary, operands: &[Object]) -> bool {
        let [tag, Object::Name(name)] = operands else { return true };
        if self.off.is_empty() || tag.as_name().ok() != Some(b"OC") {
            return true;
        }
        let listed = document.get_dict_in_dict(resources, b"Properties");
        listed.and_then(|listed| listed.get(name)).ok().is_none_or(|layer| self.is_on(document, layer))
    }

    /// Whether a layer is shown, or any one of a group of them.
    pub fn is_on(&self, document: &Document, layer: &Object) -> bool {
        if layer.as_reference().is_ok_and(|layer| self.off.contains(&layer)) {
            return false;
        }
        let dictionary = document.dereference(layer).ok().and_then(|(_, layer)| layer.as_dict().ok());
        match dictionary.and_then(|group| group.get(b"OCGs").ok()) {
            Some(Object::Array(layers)) if !layers.is_empty() => {
                let is_off = |one: &Object| one.as_reference().is_ok_and(|one| self.off.contains(&one));
                !layers.iter().all(is_off)
            }
            Some(Object::Reference(one)) => !self.off.contains(one),
            _ => true,
        }
    }
}
