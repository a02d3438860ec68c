//! What an operation may cost, decided in one linear pass before validation. Part of the
//! GraphQL face.
//!
//! Validation follows every fragment wherever it is spread, so a few hundred bytes of fragments
//! that spread each other twice can keep it busy for minutes. Nothing here does: [`scan`] counts
//! bytes, tokens and nesting without reading the grammar; [`measure`] adds up a parsed document
//! with each fragment measured once; [`variables`] bounds what comes beside it. The weights of
//! lists come from [`shape`], and [`documents`] keeps what was parsed.

pub mod documents;
pub mod measure;
pub mod scan;
pub mod shape;
pub mod variables;

use super::error::{ApiError, ErrorCode};
use crate::accounts::model::Role;

/// The largest document, in bytes. GraphiQL's introspection has 2 KiB.
pub const MAX_DOCUMENT_BYTES: u64 = 64 * 1024;
/// The most tokens of a document.
pub const MAX_TOKENS: u64 = 5_000;
/// The deepest nesting of brackets of any kind: selections, lists, objects.
pub const MAX_NESTING: u64 = 40;
/// The longest name, in bytes.
pub const MAX_NAME_BYTES: u64 = 128;
/// The deepest selection, fragments followed; what introspection needs is within it.
pub const MAX_DEPTH: u64 = 15;
/// The most fields at the root of an operation, fragments followed.
pub const MAX_ROOT_FIELDS: u64 = 20;
/// The most aliases, fragments followed.
pub const MAX_ALIASES: u64 = 60;
/// The most directives, fragments followed.
pub const MAX_DIRECTIVES: u64 = 60;
/// The most directives at one place.
pub const MAX_DIRECTIVES_AT_ONE_PLACE: u64 = 10;
/// The most fragments a document may define.
pub const MAX_FRAGMENTS: u64 = 60;
/// The most operations a document may define.
pub const MAX_OPERATIONS: u64 = 30;
/// The most fields once every fragment is written out where it is spread: what validation reads.
pub const MAX_SELECTIONS: u64 = 3_000;
/// The most values in the variables, containers included.
pub const MAX_VARIABLE_VALUES: u64 = 50_000;
/// The deepest nesting of the variables.
pub const MAX_VARIABLE_DEPTH: u64 = 32;

/// The costliest operation of a caller, in fields of an answer, lists counted by what they can
/// hold.
pub fn max_cost(role: Option<Role>) -> u64 {
    match role {
        None => 1_000,
        Some(Role::User) => 10_000,
        Some(Role::Premium) => 20_000,
        Some(Role::Admin) => 100_000,
    }
}

/// What can be too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// [`MAX_DOCUMENT_BYTES`].
    DocumentBytes,
    /// [`MAX_TOKENS`].
    Tokens,
    /// [`MAX_NESTING`].
    Nesting,
    /// [`MAX_NAME_BYTES`].
    NameBytes,
    /// [`MAX_DEPTH`].
    Depth,
    /// [`MAX_ROOT_FIELDS`].
    RootFields,
    /// [`MAX_ALIASES`].
    Aliases,
    /// [`MAX_DIRECTIVES`] and [`MAX_DIRECTIVES_AT_ONE_PLACE`].
    Directives,
    /// [`MAX_FRAGMENTS`].
    Fragments,
    /// [`MAX_OPERATIONS`].
    Operations,
    /// [`MAX_SELECTIONS`].
    Selections,
    /// [`max_cost`].
    Cost,
    /// What the introspection of client tools costs; see `introspection.graphql`.
    IntrospectionCost,
    /// [`MAX_VARIABLE_VALUES`].
    VariableValues,
    /// [`MAX_VARIABLE_DEPTH`].
    VariableDepth,
    /// The longest answer; see `execute`.
    AnswerBytes,
    /// The most operations in a batch.
    BatchOperations,
    /// The most files of a request; see the multipart transport.
    UploadFiles,
    /// The largest file of a request.
    UploadFileBytes,
    /// The largest request with files.
    UploadBytes,
}

impl Limit {
    /// Every limit.
    pub const ALL: &[Self] = &[
        Self::DocumentBytes,
        Self::Tokens,
        Self::Nesting,
        Self::NameBytes,
        Self::Depth,
        Self::RootFields,
        Self::Aliases,
        Self::Directives,
        Self::Fragments,
        Self::Operations,
        Self::Selections,
        Self::Cost,
        Self::IntrospectionCost,
        Self::VariableValues,
        Self::VariableDepth,
        Self::AnswerBytes,
        Self::BatchOperations,
        Self::UploadFiles,
        Self::UploadFileBytes,
        Self::UploadBytes,
    ];

    /// The word as it stands in `extensions.limit`.
    pub fn word(self) -> &'static str {
        match self {
            Self::DocumentBytes => "DOCUMENT_BYTES",
            Self::Tokens => "TOKENS",
            Self::Nesting => "NESTING",
            Self::NameBytes => "NAME_BYTES",
            Self::Depth => "DEPTH",
            Self::RootFields => "ROOT_FIELDS",
            Self::Aliases => "ALIASES",
            Self::Directives => "DIRECTIVES",
            Self::Fragments => "FRAGMENTS",
            Self::Operations => "OPERATIONS",
            Self::Selections => "SELECTIONS",
            Self::Cost => "COST",
            Self::IntrospectionCost => "INTROSPECTION_COST",
            Self::VariableValues => "VARIABLE_VALUES",
            Self::VariableDepth => "VARIABLE_DEPTH",
            Self::AnswerBytes => "ANSWER_BYTES",
            Self::BatchOperations => "BATCH_OPERATIONS",
            Self::UploadFiles => "UPLOAD_FILES",
            Self::UploadFileBytes => "UPLOAD_FILE_BYTES",
            Self::UploadBytes => "UPLOAD_BYTES",
        }
    }

    /// What a person calls it, with what to do.
    fn advice(self) -> &'static str {
        match self {
            Self::DocumentBytes => "The document is too long, in bytes; send values as variables",
            Self::Tokens => "The document has too many words and signs; ask for less at a time",
            Self::Nesting => "The document nests its brackets too deep; send values as variables",
            Self::NameBytes => "A name in the document is too long, in bytes; shorten it",
            Self::Depth => "The selection is too deep; ask for inner objects by their ids",
            Self::RootFields => "The operation has too many fields at its root; send several",
            Self::Aliases => "The operation has too many aliases; send several",
            Self::Directives => "The operation has too many directives; leave some out",
            Self::Fragments => "The document defines too many fragments; leave out what is not used",
            Self::Operations => "The document defines too many operations; send the one to run",
            Self::Selections => "The operation selects too many fields, fragments written out; ask for less",
            Self::Cost => "The operation could answer with too many fields; take smaller pages",
            Self::IntrospectionCost => "The introspection is too large; ask about one type at a time",
            Self::VariableValues => "The variables hold too many values; send less at a time",
            Self::VariableDepth => "The variables are nested too deep; flatten them",
            Self::AnswerBytes => "The answer is too long, in bytes; take smaller pages",
            Self::BatchOperations => "The batch holds too many operations; send several batches",
            Self::UploadFiles => "The request has too many files; send several requests",
            Self::UploadFileBytes => "A file is too large, in bytes; send a smaller one",
            Self::UploadBytes => "The request is too large, in bytes; send its files one by one",
        }
    }
}

/// A limit that was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exceeded {
    /// Which.
    pub limit: Limit,
    /// How much is allowed.
    pub allowed: u64,
    /// How much was found; counting may have stopped there.
    pub found: u64,
}

impl Exceeded {
    /// The limit, when more was found than it allows.
    ///
    /// # Errors
    /// The limit that was passed.
    pub fn check(limit: Limit, found: u64, allowed: u64) -> Result<(), Self> {
        if found > allowed { Err(Self { limit, allowed, found }) } else { Ok(()) }
    }
}

impl From<Exceeded> for ApiError {
    fn from(exceeded: Exceeded) -> Self {
        let Exceeded { limit, allowed, found } = exceeded;
        let message = format!("{} (found {found}, allowed {allowed}).", limit.advice());
        Self::new(ErrorCode::TooCostly, message).with_limit(limit.word(), allowed, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_a_word_of_its_own() {
        let words: std::collections::HashSet<_> = Limit::ALL.iter().map(|limit| limit.word()).collect();
        assert_eq!(words.len(), Limit::ALL.len());
    }

    #[test]
    fn a_limit_allows_itself_and_no_more() {
        assert_eq!(Exceeded::check(Limit::Depth, 15, 15), Ok(()));
        assert_eq!(
            Exceeded::check(Limit::Depth, 16, 15),
            Err(Exceeded { limit: Limit::Depth, allowed: 15, found: 16 })
        );
    }
}
