//! Global ids: a node's type and identifier in one opaque word. Part of the GraphQL face.

use std::fmt;

use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// The types that have a global id: one line a noun. The word is the GraphQL type's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// `Account`
    Account,
    /// `Profile`
    Profile,
    /// `Job`
    Job,
    /// `SavedJob`
    SavedJob,
    /// `Generation`
    Generation,
    /// `Document`
    Document,
    /// `Notification`
    Notification,
    /// `SectionRegeneration`
    SectionRegeneration,
}

impl NodeKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Account,
        Self::Profile,
        Self::Job,
        Self::SavedJob,
        Self::Generation,
        Self::Document,
        Self::Notification,
        Self::SectionRegeneration,
    ];

    /// The name of the GraphQL type.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Profile => "Profile",
            Self::Job => "Job",
            Self::SavedJob => "SavedJob",
            Self::Generation => "Generation",
            Self::Document => "Document",
            Self::Notification => "Notification",
            Self::SectionRegeneration => "SectionRegeneration",
        }
    }
}

/// A node's type and identifier; written as the base64url of `Type:` and the 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GlobalId {
    /// Its type.
    pub kind: NodeKind,
    /// Its identifier inside the house.
    pub id: Uuid,
}

impl GlobalId {
    /// Makes a global id.
    pub fn new(kind: NodeKind, id: Uuid) -> Self {
        Self { kind, id }
    }

    /// Reads a global id; none when it is not one of ours, which is answered like a missing node.
    pub fn read(id: &ID) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(id.as_str()).ok()?;
        let at = bytes.len().checked_sub(16)?;
        let (name, uuid) = bytes.split_at(at);
        let name = name.strip_suffix(b":")?;
        let kind = NodeKind::ALL.iter().copied().find(|kind| kind.type_name().as_bytes() == name)?;
        Some(Self { kind, id: Uuid::from_slice(uuid).ok()? })
    }

    /// Reads the identifier of a node of one kind; none for any other id.
    pub fn read_as(kind: NodeKind, id: &ID) -> Option<Uuid> {
        Self::read(id).filter(|read| read.kind == kind).map(|read| read.id)
    }
}

impl fmt::Display for GlobalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(32);
        bytes.extend_from_slice(self.kind.type_name().as_bytes());
        bytes.push(b':');
        bytes.extend_from_slice(self.id.as_bytes());
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_id_reads_back() {
        for &kind in NodeKind::ALL {
            let id = GlobalId::new(kind, crate::ids::new_id());
            let written = ID::from(id);
            assert_eq!(GlobalId::read(&written), Some(id));
            assert_eq!(GlobalId::read_as(kind, &written), Some(id.id));
            assert!(written.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        }
    }

    #[test]
    fn foreign_words_are_no_ids() {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let unknown = encode(&[b"Nothing:".as_slice(), &[7; 16]].concat());
        let short = encode(b"Account:123");
        for word in ["", "1", "Account", "%%%", "QWNjb3VudDo=", &unknown, &short, &encode(&[0; 16])] {
            assert_eq!(GlobalId::read(&ID::from(word)), None, "{word}");
        }
    }
}
