//! The shape of a user's database as introspection found it, and the values its columns hold.
//!
//! Tables and columns are addressed by index into the schema they came from; names are exact (introspected) spellings.

mod instant;
mod relation;
mod table;
mod value;

pub use relation::{Relation, RelationEnd, Relations};
pub use table::{
    Column, ColumnIndex, DataType, DefaultValue, Engine, ForeignKey, Schema, Table, TableIndex, TableKind, Unique,
};
pub use value::{CoercionError, Value};
