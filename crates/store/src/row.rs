//! Reading columns into nouns.

use std::fmt::Display;
use std::str::FromStr;

use bailiwick_model::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::error::Error;

/// The columns of one row, by name.
pub(crate) struct Columns<'a>(pub(crate) &'a AnyRow);

impl Columns<'_> {
    /// A value of another type than the column's was never written here.
    fn get<'a, T>(&'a self, name: &str) -> Result<T, Error>
    where
        T: sqlx::Decode<'a, sqlx::Any> + sqlx::Type<sqlx::Any>,
    {
        self.0.try_get(name).map_err(|error| match error {
            sqlx::Error::ColumnDecode { .. } => Error::Corrupt(error.to_string()),
            error => error.into(),
        })
    }

    pub(crate) fn text(&self, name: &str) -> Result<String, Error> {
        self.get(name)
    }

    pub(crate) fn text_or_null(&self, name: &str) -> Result<Option<String>, Error> {
        self.get(name)
    }

    /// A text that is the written form of something: an id, a name, a word of a closed set.
    pub(crate) fn parsed<T: FromStr<Err: Display>>(&self, name: &str) -> Result<T, Error> {
        parse(name, &self.text(name)?)
    }

    pub(crate) fn parsed_or_null<T: FromStr<Err: Display>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, Error> {
        self.text_or_null(name)?.map(|text| parse(name, &text)).transpose()
    }

    pub(crate) fn number(&self, name: &str) -> Result<u64, Error> {
        whole(name, self.get(name)?)
    }

    pub(crate) fn number_or_null(&self, name: &str) -> Result<Option<u64>, Error> {
        let number: Option<i64> = self.get(name)?;
        number.map(|number| whole(name, number)).transpose()
    }

    pub(crate) fn flag(&self, name: &str) -> Result<bool, Error> {
        let number: i64 = self.get(name)?;
        Ok(number != 0)
    }

    pub(crate) fn time(&self, name: &str) -> Result<Timestamp, Error> {
        Ok(Timestamp(self.get(name)?))
    }

    pub(crate) fn time_or_null(&self, name: &str) -> Result<Option<Timestamp>, Error> {
        let time: Option<i64> = self.get(name)?;
        Ok(time.map(Timestamp))
    }
}

fn parse<T: FromStr<Err: Display>>(name: &str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|error| Error::Corrupt(format!("{name}: {error}")))
}

fn whole(name: &str, number: i64) -> Result<u64, Error> {
    u64::try_from(number).map_err(|_| Error::Corrupt(format!("{name} is {number}")))
}

/// A count as the store keeps it.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Bytes as the store keeps them: lowercase hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
