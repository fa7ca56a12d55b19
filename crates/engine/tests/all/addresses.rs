//! Which addresses the dialer connects to.

use bailiwick_engine::{DialError, Dialer};

fn judge(dialer: &Dialer, addresses: &str) -> String {
    let verdict = |address: &str| match dialer.judge(address.parse().unwrap()) {
        Ok(()) => format!("{address:<28} public\n"),
        Err(kind) => format!("{address:<28} {kind}\n"),
    };
    addresses.split_whitespace().map(verdict).collect()
}

#[test]
fn only_public_addresses_are_dialled() {
    let addresses = "
        8.8.8.8 1.1.1.1 172.15.255.255 172.32.0.0 100.63.255.255 100.128.0.0 11.0.0.1 192.167.255.255 2606:4700::1111
        127.0.0.1 127.255.255.254 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 169.254.0.1
        100.64.0.1 100.127.255.255 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 0.0.0.0 0.1.2.3 192.0.0.1
        192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1
        ::1 :: fe80::1 fc00::1 fd00:ec2::254 fec0::1 ff02::1 2001:db8::1 2001::1 100::1 4000::1
        ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8 ::127.0.0.1
        64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 2002:7f00:1::1 2002:808:808::1";
    insta::assert_snapshot!(judge(&Dialer::default(), addresses));
}

#[test]
fn a_listed_network_is_dialled_by_every_spelling_of_its_addresses() {
    let dialer = Dialer::new(vec!["127.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()]);
    for address in ["127.0.0.1", "127.9.9.9", "::ffff:127.0.0.1", "fd12::1"] {
        assert!(dialer.judge(address.parse().unwrap()).is_ok(), "{address}");
    }
    for address in ["::1", "10.0.0.1", "fc00::1", "::ffff:10.0.0.1", "0.0.0.0"] {
        assert!(dialer.judge(address.parse().unwrap()).is_err(), "{address}");
    }
}

#[tokio::test]
async fn a_name_is_judged_by_what_it_resolves_to() {
    for host in ["localhost", "127.0.0.1", "[::1]", "0.0.0.0", "169.254.169.254"] {
        let refused = Dialer::default().connect(host, 80).await;
        assert!(matches!(refused, Err(DialError::Refused { .. })), "{host}: {refused:?}");
    }
    let unknown = Dialer::default().resolve("no-such-host.invalid", 80).await;
    assert!(matches!(unknown, Err(DialError::Unresolved(_))), "{unknown:?}");
}

#[tokio::test]
async fn numbers_that_some_resolvers_take_for_loopback_are_not_dialled() {
    for host in ["0", "127.1", "0x7f000001", "2130706433", "017700000001"] {
        assert!(Dialer::default().connect(host, 80).await.is_err(), "{host}");
    }
}
