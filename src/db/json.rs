//! A column of JSON that is read straight into its type: a tree of values in between costs more
//! than the reading itself.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::Jsonb;
use serde::de::DeserializeOwned;

/// The version byte before a `jsonb` in its binary form.
const VERSION: u8 = 1;

/// What a `jsonb` column holds.
#[derive(Debug, FromSqlRow)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromSql<Jsonb, Pg> for Json<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let Some((&VERSION, json)) = value.as_bytes().split_first() else {
            return Err("a jsonb of an unknown version".into());
        };
        // The cause itself may quote what is stored, and causes are logged.
        serde_json::from_slice(json).map(Self).map_err(|cause| {
            format!("{:?} at line {}, column {}", cause.classify(), cause.line(), cause.column()).into()
        })
    }
}
