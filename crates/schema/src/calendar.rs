//! ISO 8601 dates and times as clients write them.

use crate::instant::{DAY, days, month_length};

/// A date and time, with the offset it was written with.
pub(crate) struct Moment {
    /// Microseconds since 1970 in UTC; without an offset, as if it were UTC.
    pub(crate) micros: i64,
    /// Written with `+HH:MM` or `-HH:MM` (not with `Z`).
    pub(crate) has_offset: bool,
    /// `T`, a blank, or none for a date alone.
    pub(crate) separator: Option<char>,
}

/// Days since 1970 of `YYYY-MM-DD`, years 0001 to 9999.
pub(crate) fn date(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let (year, month, day) =
        (digits(&text[..4])?, digits(text.get(5..7)?)?, digits(text.get(8..)?)?);
    if year < 1 || !(1..=12).contains(&month) || day < 1 || day > month_length(year, month) {
        return None;
    }
    Some(days(year, month, day))
}

/// Microseconds since midnight of `HH:MM[:SS[.F…]]`; up to nine digits of fraction, cut to six.
pub(crate) fn time(text: &str) -> Option<i64> {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) if clock.len() == 8 => (clock, Some(fraction)),
        Some(_) => return None,
        None => (text, None),
    };
    let mut parts = clock.split(':').map(|part| if part.len() == 2 { digits(part) } else { None });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let micros = match fraction {
        None => 0,
        Some(text) if text.len() > 9 => return None,
        Some(text) => {
            digits(text)?;
            digits(&format!("{text:0<6}")[..6])?
        }
    };
    Some((hour * 3600 + minute * 60 + second) * 1_000_000 + micros)
}

/// `YYYY-MM-DD`, or with `T` or a blank a time and an optional `Z`, `+HH:MM`, `+HHMM` or `+HH`.
pub(crate) fn moment(text: &str) -> Option<Moment> {
    let day = date(text.get(..10)?)? * DAY;
    let Some(separator) = text[10..].chars().next() else {
        return Some(Moment { micros: day, has_offset: false, separator: None });
    };
    if !matches!(separator, 'T' | 't' | ' ') {
        return None;
    }
    let rest = &text[11..];
    let (clock, offset) = match rest.find(['Z', 'z', '+', '-']) {
        None => (rest, None),
        Some(at) if rest[at..].eq_ignore_ascii_case("z") => (&rest[..at], None),
        Some(at) => (&rest[..at], Some(offset(&rest[at..])?)),
    };
    let micros = day + time(clock)? - offset.unwrap_or(0);
    Some(Moment { micros, has_offset: offset.is_some(), separator: Some(separator) })
}

/// Microseconds east of UTC.
fn offset(text: &str) -> Option<i64> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let body = text.get(1..)?;
    let (hours, minutes) = match body.len() {
        2 => (body, "00"),
        4 => body.split_at_checked(2)?,
        5 => body.split_once(':')?,
        _ => return None,
    };
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (hours <= 15 && minutes <= 59).then_some(sign * (hours * 60 + minutes) * 60_000_000)
}

fn digits(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}
