//! Networks: the addresses that an organization lets in.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is no network; the sentence says what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidNetwork(pub String);

/// A network by its first address and the length of its prefix: `203.0.113.0/24`, `2001:db8::/32`. An address alone is
/// a network of one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Network {
    first: IpAddr,
    length: u8,
}

impl Network {
    /// Whether the address is in it. An IPv4 address written as IPv6 is the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                u32::from(first) == u32::from(address) & mask_v4(self.length)
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                u128::from(first) == u128::from(address) & mask_v6(self.length)
            }
            _ => false,
        }
    }
}

fn mask_v4(length: u8) -> u32 {
    u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0)
}

fn mask_v6(length: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0)
}

/// The first address of the network of this length around an address.
fn first(address: IpAddr, length: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => Ipv4Addr::from(u32::from(address) & mask_v4(length)).into(),
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & mask_v6(length)).into(),
    }
}

impl FromStr for Network {
    type Err = InvalidNetwork;

    fn from_str(text: &str) -> Result<Self, InvalidNetwork> {
        let shown = text.escape_debug();
        let invalid = || {
            InvalidNetwork(format!(
                "`{shown}` is no network: it looks like 203.0.113.0/24, 2001:db8::/32 or one address"
            ))
        };
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| invalid())?;
        if address.to_canonical() != address {
            let canonical = address.to_canonical();
            return Err(InvalidNetwork(format!(
                "`{shown}` is an IPv4 address in IPv6's form: write {canonical}"
            )));
        }
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let length = match length {
            None => longest,
            Some(digits) if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                digits.parse().ok().filter(|length| *length <= longest).ok_or_else(invalid)?
            }
            Some(_) => return Err(invalid()),
        };
        let network = Network { first: first(address, length), length };
        if network.first != address {
            return Err(InvalidNetwork(format!(
                "`{shown}` begins inside a network: write {network}, or the one address alone"
            )));
        }
        Ok(network)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.first, self.length)
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Network {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Network".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": ["203.0.113.0/24", "2001:db8::/32"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(network: &str, address: &str) -> bool {
        match (network.parse::<Network>(), address.parse()) {
            (Ok(network), Ok(address)) => network.contains(address),
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        assert!(contains("203.0.113.0/24", "203.0.113.255"));
        assert!(!contains("203.0.113.0/24", "203.0.114.0"));
        assert!(contains("203.0.113.7", "203.0.113.7"));
        assert!(!contains("203.0.113.7", "203.0.113.8"));
        assert!(contains("0.0.0.0/0", "198.51.100.1"));
        assert!(!contains("0.0.0.0/0", "2001:db8::1"), "one family says nothing of the other");
        assert!(contains("2001:db8::/32", "2001:db8:ffff::1"));
        assert!(!contains("2001:db8::/32", "2001:db9::"));
        assert!(contains("::/0", "::1"));
        assert!(contains("10.0.0.0/8", "::ffff:10.1.2.3"), "the same address in IPv6's form");
        assert!(!contains("::/0", "::ffff:10.1.2.3"));
    }

    #[test]
    fn a_network_has_one_spelling() {
        let shown = |text: &str| text.parse::<Network>().map(|network| network.to_string());
        assert_eq!(shown("203.0.113.7"), Ok("203.0.113.7/32".into()));
        assert_eq!(shown("2001:DB8:0::/32"), Ok("2001:db8::/32".into()));
        for text in [
            "",
            "office",
            "203.0.113.0/",
            "203.0.113.0/33",
            "203.0.113.0/+8",
            "203.0.113.0/ 8",
            "203.0.113/24",
            "203.0.113.7/24",
            "::/129",
            "::ffff:10.0.0.0/104",
            "10.0.0.0/8/8",
            " 10.0.0.0/8",
        ] {
            assert!(shown(text).is_err(), "{text}");
        }
        let error = "203.0.113.7/24".parse::<Network>().map_err(|error| error.to_string());
        assert!(error.is_err_and(|sentence| sentence.contains("write 203.0.113.0/24")));
    }
}
