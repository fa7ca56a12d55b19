//! Users' databases: SQLite files, Postgres and MariaDB servers — dial, introspect, run.
//!
//! [`Target::parse`] reads where a database is, [`Dialer`] judges every address before it is connected to, and
//! [`Database`] is a pool of connections to one target. Statements come from `query`; their result columns are text.

mod allowance;
mod database;
mod dialer;
mod error;
mod fetch;
mod files;
mod found;
mod mysql;
mod pool;
mod postgres;
mod report;
mod server;
mod sqlite;
mod target;
mod text;
mod tls;

pub use allowance::{ANSWER_BYTES, Allowance};
pub use bailiwick_schema as schema;
pub use database::{Database, Options, Records, Row, Rows, Transaction};
pub use dialer::{DialError, Dialer};
pub use error::Error;
pub use fetch::{FetchError, Message, check_address, fetch, post};
pub use files::{FileError, FileRules};
pub use pool::PoolUsage;
pub use report::{Outcome, Stage, TestReport};
pub use sqlite::{copy_file, copy_schema, create_file, run_script};
pub use target::{ServerTarget, Target, TargetError, Tls};
