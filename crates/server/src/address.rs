//! Where a request comes from. `X-Forwarded-For` is believed from listed proxies alone.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The client's address: the last one that is not a listed proxy, read from the nearest hop outwards.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let is_proxy = |address: &IpAddr| proxies.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    // By bytes: a client's own line may hold anything, and must not hide what the proxy wrote behind it.
    let forwarded: Vec<&[u8]> = headers
        .get_all("x-forwarded-for")
        .iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .collect();
    for hop in forwarded.iter().rev() {
        if !is_proxy(&client) {
            break;
        }
        let Some(address) = std::str::from_utf8(hop).ok().and_then(hop_of) else { break };
        client = address.to_canonical();
    }
    client
}

/// An address, alone or with the port that some proxies write.
fn hop_of(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let alone = text.trim_start_matches('[').trim_end_matches(']');
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    alone.parse::<IpAddr>().or_else(|_| with_port()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn check(peer: &str, forwarded: &'static str, proxies: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        let proxies: Vec<IpNet> =
            proxies.iter().filter_map(|network| network.parse().ok()).collect();
        peer.parse().map(|peer| client(peer, &headers, &proxies).to_string()).unwrap_or_default()
    }

    #[test]
    fn only_listed_proxies_are_believed() {
        assert_eq!(check("203.0.113.9", "10.0.0.1", &[]), "203.0.113.9");
        assert_eq!(check("10.0.0.1", "198.51.100.7", &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(
            check("10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2", &["10.0.0.0/8"]),
            "198.51.100.7"
        );
        assert_eq!(check("10.0.0.1", "nonsense", &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(check("10.0.0.1", "198.51.100.7:4711", &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(check("10.0.0.1", "[2001:db8::7]:4711", &["10.0.0.0/8"]), "2001:db8::7");
    }

    #[test]
    fn what_a_client_writes_does_not_hide_what_the_proxy_wrote() {
        let mut headers = HeaderMap::new();
        let line =
            HeaderValue::from_bytes(b"\xff, 203.0.113.9").unwrap_or(HeaderValue::from_static(""));
        headers.insert("x-forwarded-for", line);
        let (peer, proxies) = (IpAddr::from([10, 0, 0, 1]), ["10.0.0.0/8".parse()]);
        let proxies: Vec<IpNet> = proxies.into_iter().flatten().collect();
        assert_eq!(client(peer, &headers, &proxies), IpAddr::from([203, 0, 113, 9]));
    }
}
