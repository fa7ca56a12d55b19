//! Where a request comes from. `X-Forwarded-For` is believed from listed proxies alone.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The client's address: the last one that is not a listed proxy, read from the nearest hop outwards.
pub(crate) fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let is_proxy = |address: &IpAddr| proxies.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in forwarded.iter().rev() {
        if !is_proxy(&client) {
            break;
        }
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
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
    }
}
