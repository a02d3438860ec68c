//! The merged roots: one line an area. Part of the GraphQL face.

use async_graphql::{MergedObject, MergedSubscription, SchemaBuilder, ValidationMode};

use super::accounts::{AccountsMutation, AccountsQuery};
use super::ai::{AiCallsQuery, ProviderKeysMutation, ProviderKeysQuery};
use super::ats_systems::AtsSystemsQuery;
use super::documents::{
    ClaimsMutation, ClaimsQuery, DocumentsMutation, DocumentsQuery, EditsMutation, ExportsMutation,
    FilesMutation, PreviewsQuery, RegenerationsMutation, RegenerationsQuery, SharesMutation, SharesQuery,
    ShelfMutation, VersionsQuery,
};
use super::error::ErrorCode;
use super::file_checks::FileChecksMutation;
use super::generations::{GenerationsMutation, GenerationsQuery, GenerationsSubscription};
use super::jobs::{JobsMutation, JobsQuery};
use super::node::NodeQuery;
use super::notifications::{NotificationsMutation, NotificationsQuery, NotificationsSubscription};
use super::profiles::{ProfilesMutation, ProfilesQuery};
use super::saved_jobs::{SavedJobsMutation, SavedJobsQuery};
use super::tasks::{TasksMutation, TasksQuery};

/// Everything that can be asked for.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQuery,
    AccountsQuery,
    ProfilesQuery,
    JobsQuery,
    SavedJobsQuery,
    GenerationsQuery,
    DocumentsQuery,
    ClaimsQuery,
    AtsSystemsQuery,
    VersionsQuery,
    PreviewsQuery,
    RegenerationsQuery,
    SharesQuery,
    NotificationsQuery,
    ProviderKeysQuery,
    AiCallsQuery,
    TasksQuery,
);

/// Everything that can be changed. Every field takes one input and answers one payload, whose
/// `status` tells what came of it.
#[derive(MergedObject, Default)]
pub struct Mutation(
    AccountsMutation,
    ProfilesMutation,
    JobsMutation,
    SavedJobsMutation,
    GenerationsMutation,
    DocumentsMutation,
    ClaimsMutation,
    FilesMutation,
    ExportsMutation,
    FileChecksMutation,
    EditsMutation,
    RegenerationsMutation,
    ShelfMutation,
    SharesMutation,
    NotificationsMutation,
    ProviderKeysMutation,
    TasksMutation,
);

/// Everything that can be watched.
#[derive(MergedSubscription, Default)]
pub struct Subscription(GenerationsSubscription, NotificationsSubscription);

/// The schema, without data: `execute::Graph` gives each request its own.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Builds the schema. Needs no database, so it can be printed and tested alone. It has no limits
/// of its own: `limits` holds a document to them before the schema sees it.
pub fn build() -> Schema {
    build_with(ValidationMode::Strict).finish()
}

/// The same schema for operations that are known to be valid and ask nothing about the schema
/// itself. It does not validate. It also says to be part of a federation, which no such operation
/// can ask it about: else the library goes through all types for each root field, to see whether
/// it should be.
pub fn build_for_proven() -> Schema {
    build_with(ValidationMode::Fast).enable_federation().finish()
}

fn build_with(mode: ValidationMode) -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .register_output_type::<ErrorCode>()
        .validation_mode(mode)
}

/// The schema in the schema definition language, as `schema.graphql` holds it.
pub fn print() -> String {
    let options = async_graphql::SDLExportOptions::new().include_specified_by();
    let printed = build().sdl_with_options(options);
    let mut text: String = printed.lines().map(|line| line.trim_end().to_owned() + "\n").collect();
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
