//! `jobwise schema`: the GraphQL schema as text.

use clap::Args;

use crate::error::Result;
use crate::graphql::schema;

/// Print the GraphQL schema, every element described.
///
/// This is the text of schema.graphql, from which typed clients are generated. Needs neither
/// settings nor a database.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  jobwise schema > schema.graphql")]
pub struct Schema {}

impl Schema {
    /// Runs the command.
    ///
    /// # Errors
    /// None; it has the shape of the other commands.
    pub fn run(self) -> Result<()> {
        print!("{}", schema::print());
        Ok(())
    }
}
