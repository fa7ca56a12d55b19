//! Numbers as text, exactly: no blanks, no plus sign, no leading point, nothing that two readers could read differently.

use std::str::FromStr;

use bigdecimal::{BigDecimal, ToPrimitive};

use crate::table::Engine;

/// `-?digits[.000]`; an exponent is refused, so that nobody wonders what `1e9` is.
pub(crate) fn whole(text: &str) -> Option<i128> {
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            whole
        }
        Some(_) => return None,
        None => text,
    };
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    // 38 digits always fit an i128.
    let is_number =
        (1..=38).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { whole.parse().ok() } else { None }
}

/// Whether so many bits hold it.
pub(crate) fn fits(number: i128, bits: u8, unsigned: bool) -> bool {
    let span = 1_i128 << bits.min(64);
    if unsigned { (0..span).contains(&number) } else { (-span / 2..span / 2).contains(&number) }
}

/// A JSON number of at most 1,000 digits before and after the point.
pub(crate) fn decimal(text: &str) -> Option<BigDecimal> {
    if !is_json_number(text) || text.len() > 1000 {
        return None;
    }
    if let Some((_, exponent)) = text.split_once(['e', 'E'])
        && !exponent.parse::<i64>().is_ok_and(|exponent| exponent.abs() <= 1000)
    {
        return None;
    }
    BigDecimal::from_str(text).ok()
}

/// The double (or the 32-bit float) nearest to it; infinities and NaN only by name and only where the engine stores them.
pub(crate) fn float(text: &str, bits: u8, engine: Engine) -> Option<f64> {
    let number = match (text, engine) {
        ("Infinity", Engine::Postgres | Engine::Sqlite) => f64::INFINITY,
        ("-Infinity", Engine::Postgres | Engine::Sqlite) => f64::NEG_INFINITY,
        ("NaN", Engine::Postgres) => f64::NAN,
        _ if is_json_number(text) => {
            let number = f64::from_str(text).ok()?;
            let number = if bits == 32 { f64::from(number as f32) } else { number };
            if !number.is_finite() {
                return None;
            }
            number
        }
        _ => return None,
    };
    Some(number)
}

/// The whole number that it is, when it is one.
pub(crate) fn whole_of(exact: &BigDecimal) -> Option<i128> {
    if exact.is_integer() { exact.to_i128() } else { None }
}

/// The double nearest to it.
pub(crate) fn nearest(exact: &BigDecimal) -> f64 {
    // Rust's own reading of the digits rounds correctly; BigDecimal's conversion need not.
    f64::from_str(&exact.to_scientific_notation()).unwrap_or(f64::INFINITY)
}

/// Bytes of an even number of hexadecimal digits.
pub(crate) fn hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// JSON's grammar of a number: RFC 8259, section 6.
fn is_json_number(text: &str) -> bool {
    let body = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (body, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole)
        && fraction.is_none_or(is_digits)
        && exponent.is_none_or(|text| is_digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}
