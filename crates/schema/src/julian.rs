//! SQLite's `julianday` on text, in whole milliseconds, so that Rust and SQLite agree about stored dates.
//!
//! Source: `date.c` of SQLite 3.51 (`parseYyyyMmDd`, `parseHhMmSs`, `parseTimezone`, `computeJD`).

use crate::instant::{civil, days};

const DAY: i64 = 86_400_000;
/// The largest instant `julianday` knows: the end of the year 9999.
const LAST: i64 = 253_402_300_799_999;

/// Milliseconds since 1970 of a text that begins `NNNN-NN-NN`, read as `julianday` reads it; none where that is null.
pub fn julian_milliseconds(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (year, month, day) = (number(bytes, 0, 4)?, number(bytes, 5, 2)?, number(bytes, 8, 2)?);
    let has_dashes = bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-');
    if !has_dashes || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let skipped = bytes[10..].iter().take_while(|byte| is_space(**byte) || **byte == b'T').count();
    let rest = &bytes[10 + skipped..];
    let of_day = if rest.is_empty() { 0 } else { time(rest)? };
    let instant = (days(year, month, 1) + day - 1) * DAY + of_day;
    (instant <= LAST).then_some(instant)
}

/// The same instant as `julianday` reads it back: `YYYY-MM-DD HH:MM:SS.SSS`, years 0000 to 9999.
pub fn format_instant_milliseconds(instant: i64) -> String {
    let (year, month, day) = civil(instant.div_euclid(DAY));
    let of_day = instant.rem_euclid(DAY);
    let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
    let (second, milli) = (of_day / 1000 % 60, of_day % 1000);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{milli:03}")
}

/// `HH:MM[:SS[.F…]][zone]`, in milliseconds of UTC relative to the day's start.
fn time(bytes: &[u8]) -> Option<i64> {
    let (hour, minute) = (number(bytes, 0, 2)?, number(bytes, 3, 2)?);
    if bytes.get(2) != Some(&b':') || hour > 24 || minute > 59 {
        return None;
    }
    let mut rest = &bytes[5..];
    let mut seconds = 0.0;
    if rest.first() == Some(&b':') {
        let whole = number(rest, 1, 2)?;
        if whole > 59 {
            return None;
        }
        rest = &rest[3..];
        let (part, used) = fraction(rest)?;
        rest = &rest[used..];
        seconds = whole as f64 + part;
    }
    // The same truncation of the same double as in SQLite.
    let of_minute = (seconds * 1000.0 + 0.5) as i64;
    Some(hour * 3_600_000 + minute * 60_000 + of_minute - zone(rest)? * 60_000)
}

fn fraction(bytes: &[u8]) -> Option<(f64, usize)> {
    let digits = bytes.iter().skip(1).take_while(|byte| byte.is_ascii_digit()).count();
    if bytes.first() != Some(&b'.') || digits == 0 {
        return Some((0.0, 0));
    }
    // Beyond this SQLite's own sum overflows.
    if digits > 300 {
        return None;
    }
    let (mut sum, mut scale) = (0.0, 1.0);
    for byte in &bytes[1..=digits] {
        sum = sum * 10.0 + f64::from(byte - b'0');
        scale *= 10.0;
    }
    Some((f64::min(sum / scale, 0.999), digits + 1))
}

/// Minutes east of UTC at the end of the text.
fn zone(bytes: &[u8]) -> Option<i64> {
    let rest = bytes.trim_ascii_start_sqlite();
    let (sign, rest) = match rest.first() {
        None => return Some(0),
        Some(b'Z' | b'z') => {
            return rest[1..].trim_ascii_start_sqlite().is_empty().then_some(0);
        }
        Some(b'+') => (1, &rest[1..]),
        Some(b'-') => (-1, &rest[1..]),
        Some(_) => return None,
    };
    let (hours, minutes) = (number(rest, 0, 2)?, number(rest, 3, 2)?);
    let is_zone = rest.get(2) == Some(&b':') && hours <= 14 && minutes <= 59;
    (is_zone && rest[5..].trim_ascii_start_sqlite().is_empty())
        .then_some(sign * (hours * 60 + minutes))
}

fn number(bytes: &[u8], from: usize, count: usize) -> Option<i64> {
    let digits = bytes.get(from..from + count)?;
    digits
        .iter()
        .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

/// C's `isspace`, vertical tab included.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

trait TrimStart {
    fn trim_ascii_start_sqlite(&self) -> &Self;
}

impl TrimStart for [u8] {
    fn trim_ascii_start_sqlite(&self) -> &Self {
        let skipped = self.iter().take_while(|byte| is_space(**byte)).count();
        &self[skipped..]
    }
}
