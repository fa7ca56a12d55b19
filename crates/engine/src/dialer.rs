//! The one way out: resolves a name, judges the address, and connects to exactly the address it judged.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ipnet::IpNet;
use tokio::net::TcpStream;

/// Decides which addresses may be connected to. Loopback, link-local, private, shared (carrier-grade NAT), multicast,
/// reserved and unspecified addresses are refused unless a listed network contains them.
#[derive(Clone, Debug, Default)]
pub struct Dialer {
    allow: Vec<IpNet>,
}

/// Why nothing was connected to.
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    /// The address is not public and not listed.
    #[error(
        "`{host}` is at the {kind} address {address}, which the operator has not listed in `outbound.allow`"
    )]
    Refused {
        /// As the user wrote it.
        host: String,
        /// What it resolved to.
        address: IpAddr,
        /// Loopback, private, …
        kind: Kind,
    },
    /// The name has no address.
    #[error("`{0}` has no address")]
    Unresolved(String),
    /// Nothing accepts connections there.
    #[error("`{host}` port {port} does not accept connections: {reason}")]
    Closed {
        /// As the user wrote it.
        host: String,
        /// The port.
        port: u16,
        /// In words.
        reason: String,
    },
}

/// What is special about an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// This machine.
    Loopback,
    /// A local network.
    Private,
    /// Only this link; cloud metadata services live here.
    LinkLocal,
    /// Behind a provider's address translation.
    Shared,
    /// Many receivers.
    Multicast,
    /// No address at all.
    Unspecified,
    /// Reserved for tests, documentation or the future.
    Reserved,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Loopback => "loopback",
            Kind::Private => "private",
            Kind::LinkLocal => "link-local",
            Kind::Shared => "shared",
            Kind::Multicast => "multicast",
            Kind::Unspecified => "unspecified",
            Kind::Reserved => "reserved",
        })
    }
}

impl Dialer {
    /// A dialer that also connects to the networks of `outbound.allow`.
    pub fn new(allow: Vec<IpNet>) -> Dialer {
        Dialer { allow }
    }

    /// Whether `address` may be connected to; what is special about it if not.
    pub fn judge(&self, address: IpAddr) -> Result<(), Kind> {
        let address = canonical(address);
        if self.allow.iter().any(|network| network.contains(&address)) {
            return Ok(());
        }
        kind(address).map_or(Ok(()), Err)
    }

    /// The addresses of `host` that may be connected to; never empty.
    ///
    /// # Errors
    /// When the name has no address, or only such as may not be connected to.
    pub async fn resolve(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, DialError> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let found: Vec<SocketAddr> = match bare.parse::<IpAddr>() {
            Ok(address) => vec![SocketAddr::new(address, port)],
            Err(_) => tokio::net::lookup_host((bare, port))
                .await
                .map_err(|_| DialError::Unresolved(host.to_owned()))?
                .collect(),
        };
        let mut refused = None;
        let mut allowed = Vec::new();
        for address in found {
            match self.judge(address.ip()) {
                Ok(()) => allowed.push(address),
                Err(kind) => refused = Some((address.ip(), kind)),
            }
        }
        match (allowed.is_empty(), refused) {
            (false, _) => Ok(allowed),
            (true, Some((address, kind))) => {
                Err(DialError::Refused { host: host.to_owned(), address, kind })
            }
            (true, None) => Err(DialError::Unresolved(host.to_owned())),
        }
    }

    /// A connection to the first address of `host` that may be connected to and accepts it. Bound it with a timeout.
    ///
    /// # Errors
    /// As [`Dialer::resolve`], or when nothing accepts the connection.
    pub async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, DialError> {
        first_of(host, port, self.resolve(host, port).await?).await
    }

    /// A connection to this machine: what is sent over it is read by nobody in between.
    ///
    /// # Errors
    /// As [`Dialer::connect`]. `None` when `host` is not this machine.
    pub(crate) async fn connect_here(
        &self,
        host: &str,
        port: u16,
    ) -> Result<Option<TcpStream>, DialError> {
        let mut here = self.resolve(host, port).await?;
        here.retain(|address| canonical(address.ip()).is_loopback());
        if here.is_empty() {
            return Ok(None);
        }
        first_of(host, port, here).await.map(Some)
    }
}

/// Connects to exactly the addresses that were judged, one after the other.
async fn first_of(
    host: &str,
    port: u16,
    addresses: Vec<SocketAddr>,
) -> Result<TcpStream, DialError> {
    let mut reason = String::new();
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                // Small packets go out at once: a request is one write that waits for its answer.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Err(error) => reason = in_words(&error).to_owned(),
        }
    }
    Err(DialError::Closed { host: host.to_owned(), port, reason })
}

pub(crate) fn in_words(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::ConnectionRefused => "connection refused",
        ErrorKind::HostUnreachable => "no route to the host",
        ErrorKind::NetworkUnreachable => "the network is unreachable",
        ErrorKind::TimedOut => "no answer",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            "the connection was reset"
        }
        ErrorKind::UnexpectedEof => "the server closed the connection",
        _ => "the connection failed",
    }
}

/// The IPv4 address inside an IPv6 one, where there is one: the same host must get the same verdict.
fn canonical(address: IpAddr) -> IpAddr {
    let IpAddr::V6(six) = address else { return address };
    if let Some(four) = six.to_ipv4_mapped() {
        return IpAddr::V4(four);
    }
    let parts = six.segments();
    match parts {
        // NAT64 (RFC 6052) and IPv4-compatible addresses (RFC 4291 §2.5.5.1).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => embedded(high, low),
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => embedded(high, low),
        _ => address,
    }
}

fn embedded(high: u16, low: u16) -> IpAddr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    IpAddr::V4(Ipv4Addr::new(a, b, c, d))
}

fn kind(address: IpAddr) -> Option<Kind> {
    match address {
        IpAddr::V4(four) => kind_of_four(four),
        IpAddr::V6(six) => kind_of_six(six),
    }
}

/// Source: the IANA IPv4 special-purpose address registry.
fn kind_of_four(address: Ipv4Addr) -> Option<Kind> {
    match address.octets() {
        [0, 0, 0, 0] => Some(Kind::Unspecified),
        [127, ..] => Some(Kind::Loopback),
        [10, ..] | [192, 168, ..] | [172, 16..=31, ..] => Some(Kind::Private),
        [169, 254, ..] => Some(Kind::LinkLocal),
        [100, 64..=127, ..] => Some(Kind::Shared),
        [224..=239, ..] => Some(Kind::Multicast),
        [0, ..]
        | [192, 0, 0, _]
        | [192, 0, 2, _]
        | [192, 88, 99, _]
        | [198, 18..=19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _]
        | [240..=255, ..] => Some(Kind::Reserved),
        _ => None,
    }
}

/// Source: the IANA IPv6 special-purpose address registry; only 2000::/3 is global unicast.
fn kind_of_six(address: Ipv6Addr) -> Option<Kind> {
    if address.is_unspecified() {
        return Some(Kind::Unspecified);
    }
    if address.is_loopback() {
        return Some(Kind::Loopback);
    }
    match address.segments() {
        [0xff00..=0xffff, ..] => Some(Kind::Multicast),
        [0xfe80..=0xfebf, ..] => Some(Kind::LinkLocal),
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => Some(Kind::Private),
        // Local-use NAT64, Teredo, benchmarking, ORCHID, documentation.
        [0x64, 0xff9b, 1, ..]
        | [0x2001, 0..=0x01ff, ..]
        | [0x2001, 0xdb8, ..]
        | [0x3fff, 0..=0x0fff, ..] => Some(Kind::Reserved),
        [0x2000..=0x3fff, ..] => None,
        _ => Some(Kind::Reserved),
    }
}
