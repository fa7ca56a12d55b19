//! Small documents from the web, such as an issuer's public keys, and messages to it: over the one way out, in bounded size and
//! time, and from nowhere but the address that was given.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::header;
use hyper::http::request::Builder;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::RootCertStore;
use tokio::io::{AsyncRead, AsyncWrite};
use url::{Position, Url};

use crate::{DialError, Dialer, tls};

/// Largest head of an answer, in bytes.
const LARGEST_HEAD: usize = 16 * 1024;

/// Why a document was not fetched or a message not accepted, as a sentence for who wrote the address.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address itself cannot be used.
    #[error("{0}")]
    Address(String),
    /// Nothing was connected to.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// The other side is not who it should be, or it broke off.
    #[error("`{host}`: {reason}")]
    Broken {
        /// As it was written.
        host: String,
        /// In words.
        reason: String,
    },
    /// An answer other than 200, or than 2xx to a message; redirects are not followed, for they lead where nobody said.
    #[error(
        "`{host}` answered {status}, which is not what is asked for (redirects are not followed)"
    )]
    Status {
        /// As it was written.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// Too large.
    #[error("the document of `{host}` is larger than {limit} bytes")]
    TooLarge {
        /// As it was written.
        host: String,
        /// In bytes.
        limit: usize,
    },
    /// Too slow.
    #[error("`{host}` did not answer within {} seconds", limit.as_secs_f32())]
    Slow {
        /// As it was written.
        host: String,
        /// How long was waited.
        limit: Duration,
    },
}

/// Reads an address that may be asked: `https`, or `http` where the host is this machine, which is judged when it is dialled. No
/// password, no fragment.
///
/// # Errors
/// A sentence naming what is wrong with it.
pub fn check_address(text: &str) -> Result<Url, FetchError> {
    bailiwick_query::check_address(text).map_err(FetchError::Address)
}

/// Fetches the document at `url` with GET.
///
/// # Errors
/// When the address may not be dialled, does not answer with 200 in time, or answers with more than `largest` bytes.
pub async fn fetch(
    dialer: &Dialer,
    url: &Url,
    largest: usize,
    time_limit: Duration,
) -> Result<Bytes, FetchError> {
    fetch_trusting(dialer, url, largest, time_limit, tls::public_roots()).await
}

/// What is sent with POST.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// Beside those that every request has.
    pub headers: &'a [(&'static str, String)],
    /// JSON.
    pub body: &'a str,
}

/// Sends a message to `url` with POST, once. That it was accepted is all that is learnt: nothing of the answer but its status is
/// read.
///
/// # Errors
/// When the address may not be dialled or does not answer with 2xx in time.
pub async fn post(
    dialer: &Dialer,
    url: &Url,
    message: Message<'_>,
    time_limit: Duration,
) -> Result<StatusCode, FetchError> {
    post_trusting(dialer, url, message, time_limit, tls::public_roots()).await
}

async fn post_trusting(
    dialer: &Dialer,
    url: &Url,
    message: Message<'_>,
    time_limit: Duration,
    roots: RootCertStore,
) -> Result<StatusCode, FetchError> {
    let url = check_address(url.as_str())?;
    within(time_limit, &url, async {
        let body = Bytes::copy_from_slice(message.body.as_bytes());
        let mut request =
            begun(Request::post(&url[Position::BeforePath..Position::AfterQuery]), &url)
                .header(header::CONTENT_TYPE, "application/json");
        for (name, value) in message.headers {
            request = request.header(*name, value);
        }
        let (answer, _connection) = ask(dialer, &url, request, body, roots).await?;
        let status = answer.status();
        if status.is_success() { Ok(status) } else { Err(refused(&url, status)) }
    })
    .await
}

async fn fetch_trusting(
    dialer: &Dialer,
    url: &Url,
    largest: usize,
    time_limit: Duration,
    roots: RootCertStore,
) -> Result<Bytes, FetchError> {
    let url = check_address(url.as_str())?;
    within(time_limit, &url, async {
        let request = begun(Request::get(&url[Position::BeforePath..Position::AfterQuery]), &url);
        let (answer, _connection) = ask(dialer, &url, request, Bytes::new(), roots).await?;
        if answer.status() != StatusCode::OK {
            return Err(refused(&url, answer.status()));
        }
        read(host(&url), answer, largest).await
    })
    .await
}

async fn within<T>(
    limit: Duration,
    url: &Url,
    work: impl Future<Output = Result<T, FetchError>>,
) -> Result<T, FetchError> {
    let late = || Err(FetchError::Slow { host: host(url).to_owned(), limit });
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| late())
}

fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

fn refused(url: &Url, status: StatusCode) -> FetchError {
    FetchError::Status { host: host(url).to_owned(), status: status.as_u16() }
}

/// What every request says.
fn begun(request: Builder, url: &Url) -> Builder {
    request
        .header(header::HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, "bailiwick")
}

/// Dials and asks; the connection lasts as long as what stands beside the answer.
async fn ask(
    dialer: &Dialer,
    url: &Url,
    request: Builder,
    body: Bytes,
    roots: RootCertStore,
) -> Result<(Response<Incoming>, AbortOnDrop), FetchError> {
    let host = host(url);
    let request =
        request.body(Full::new(body)).map_err(|error| FetchError::Address(error.to_string()))?;
    let port = url.port_or_known_default().unwrap_or_default();
    if url.scheme() == "http" {
        let Some(stream) = dialer.connect_here(host, port).await? else {
            let why = format!("`{host}` is not this machine: give an `https` address");
            return Err(FetchError::Address(why));
        };
        return send(stream, host, request).await;
    }
    let broken = |reason: String| FetchError::Broken { host: host.to_owned(), reason };
    let connector = tls::web_connector(roots).map_err(broken)?;
    let stream = dialer.connect(host, port).await?;
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let stream = tls::handshake(&connector, name, stream).await.map_err(broken)?;
    send(stream, host, request).await
}

async fn send<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    host: &str,
    request: Request<Full<Bytes>>,
) -> Result<(Response<Incoming>, AbortOnDrop), FetchError> {
    let broken = |error: hyper::Error| FetchError::Broken {
        host: host.to_owned(),
        reason: format!("it does not speak HTTP as it should: {error}"),
    };
    let (mut sender, connection) = hyper::client::conn::http1::Builder::new()
        .max_buf_size(LARGEST_HEAD)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(broken)?;
    // The connection lives no longer than this call: dropped with it, whatever the other side still sends.
    let driver = tokio::spawn(connection);
    let driver = AbortOnDrop(driver.abort_handle());
    let response = sender.send_request(request).await.map_err(broken)?;
    Ok((response, driver))
}

async fn read<B>(host: &str, response: Response<B>, largest: usize) -> Result<Bytes, FetchError>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let host = host.to_owned();
    match Limited::new(response.into_body(), largest).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(FetchError::TooLarge { host, limit: largest })
        }
        Err(_) => Err(FetchError::Broken { host, reason: "it broke off".to_owned() }),
    }
}

struct AbortOnDrop(tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use rustls::ServerConfig;
    use rustls_pki_types::pem::PemObject;
    use rustls_pki_types::{CertificateDer, PrivateKeyDer};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    type Failed = Box<dyn std::error::Error + Send + Sync>;

    const LIMIT: Duration = Duration::from_secs(5);

    fn here() -> Result<Dialer, Failed> {
        Ok(Dialer::new(vec!["127.0.0.0/8".parse()?]))
    }

    /// A web server that proves to be `localhost` with the test servers' kind of certificate; its port and authority.
    async fn secure(answer: &'static str) -> Result<(u16, String), Failed> {
        let (authority, server, key) = bailiwick_testkit::web_certificate();
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes())?;
        let chain = vec![CertificateDer::from_pem_slice(server.as_bytes())?];
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut head = [0; 1024];
                let _ = stream.read(&mut head).await;
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        Ok((port, authority))
    }

    #[tokio::test]
    async fn a_certificate_is_asked_for_by_name_and_authority() -> Result<(), Failed> {
        let (port, authority) = secure("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await?;
        let dialer = here()?;
        let named = Url::parse(&format!("https://localhost:{port}/keys"))?;
        let bare = Url::parse(&format!("https://127.0.0.1:{port}/keys"))?;
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.as_bytes())?)?;
        let got = fetch_trusting(&dialer, &named, 64, LIMIT, roots.clone()).await?;
        assert_eq!(got, Bytes::from_static(b"{}"));
        let unknown = fetch(&dialer, &named, 64, LIMIT).await.unwrap_err().to_string();
        assert!(unknown.contains("not signed by a trusted authority"), "{unknown}");
        let other = fetch_trusting(&dialer, &bare, 64, LIMIT, roots.clone()).await;
        let other = other.unwrap_err().to_string();
        assert!(other.contains("is not for `127.0.0.1`"), "{other}");
        let message = Message { headers: &[], body: "{}" };
        let accepted = post_trusting(&dialer, &named, message, LIMIT, roots.clone()).await?;
        assert_eq!(accepted, StatusCode::OK);
        for (url, roots) in [(&bare, roots), (&named, RootCertStore::empty())] {
            let refused = post_trusting(&dialer, url, message, LIMIT, roots).await.unwrap_err();
            assert!(matches!(refused, FetchError::Broken { .. }), "{refused}");
        }
        Ok(())
    }

    #[tokio::test]
    async fn what_the_operator_does_not_allow_is_not_dialled() -> Result<(), Failed> {
        let (port, _) = secure("").await?;
        let nothing = Message { headers: &[], body: "{}" };
        for address in
            ["https://localhost", "http://127.0.0.1", "https://[::1]", "http://localhost"]
        {
            let url = Url::parse(&format!("{address}:{port}/keys"))?;
            let refused = fetch(&Dialer::default(), &url, 64, LIMIT).await.unwrap_err();
            assert!(matches!(refused, FetchError::Dial(DialError::Refused { .. })), "{refused}");
            let refused = post(&Dialer::default(), &url, nothing, LIMIT).await.unwrap_err();
            assert!(matches!(refused, FetchError::Dial(DialError::Refused { .. })), "{refused}");
        }
        Ok(())
    }
}
