//! The shape of a user's database as introspection found it, and the values its columns hold.
//!
//! Tables and columns are addressed by index into the schema they came from; names are exact (introspected) spellings.

mod calendar;
mod coerce;
mod compare;
mod instant;
mod julian;
mod number;
mod relation;
mod storage;
mod stored;
mod table;
mod text;
mod value;

pub use julian::{format_instant_milliseconds, julian_milliseconds};
pub use relation::{Relation, RelationEnd, Relations};
pub use table::{
    Column, ColumnIndex, DataType, DefaultValue, Engine, ForeignKey, Schema, Table, TableIndex,
    TableKind, Unique,
};
pub use value::{CoercionError, Value};
