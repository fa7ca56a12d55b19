//! Addresses of the web that the server itself asks: who wrote one may not have it tell a secret, or ask by a way that others read.

use url::{Host, Url};

/// Longer addresses are refused.
const LONGEST: usize = 2_000;

/// Reads an address that may be asked: `https`, or `http` where the host is this machine, which is judged when it is dialled. No
/// password, no fragment.
///
/// # Errors
/// A sentence naming what is wrong with it.
pub fn check_address(text: &str) -> Result<Url, String> {
    if text.len() > LONGEST {
        return Err(format!("the address is longer than {LONGEST} bytes"));
    }
    let shown = text.escape_debug();
    let refuse = |why: &str| format!("`{shown}` {why}");
    let url = Url::parse(text).map_err(|_| refuse("is not an address"))?;
    let host = url.host().ok_or_else(|| refuse("names no host"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("an address carries no user and no password".to_owned());
    }
    if url.fragment().is_some() {
        return Err(refuse("has a part after `#`, which is not sent"));
    }
    let may_be_here = match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if may_be_here => Ok(url),
        "http" => Err(refuse("is read by everybody on the way: give an `https` address")),
        _ => Err(refuse("is not an `https` address")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_or_this_machine() {
        for good in ["https://issuer.example/jwks", "http://127.0.0.1:1/x", "http://[::1]/x"] {
            assert!(check_address(good).is_ok(), "{good}");
        }
        for bad in [
            "http://issuer.example/jwks",
            "http://10.0.0.1/jwks",
            "http://127.0.0.1.example/jwks",
            "https://user:password@issuer.example/",
            "https://issuer.example/#keys",
            "file:///etc/passwd",
            "gopher://issuer.example/",
            "issuer.example/jwks",
            "",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
        assert!(check_address(&format!("https://issuer.example/{}", "x".repeat(2_000))).is_err());
    }
}
