//! Models at the GraphQL face: the viewer's own provider keys, calls on record, and what they cost.

mod calls;
mod keys;

pub use self::calls::{AiCall, AiCallsQuery, dollars, list_of_generation};
pub use self::keys::{ProviderKeysMutation, ProviderKeysQuery};
