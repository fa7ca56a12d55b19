//! Verified TLS refuses a wrong host and a wrong authority, on both servers.

use bailiwick_engine::{Database, Outcome, Target};
use bailiwick_testkit::{SslMode, certificates, mariadb, postgres};

use crate::{LIMIT, one, options, statement, target};

/// The servers' certificate is for `localhost`; the address is another name of the same server.
async fn check(url: impl Fn(&str, SslMode) -> String, cipher: &str, has_verify_ca: bool) {
    let right = certificates().ca_pem.as_str();
    let wrong = certificates().wrong_ca_pem.as_str();
    let wrong_name = Some("the server's certificate is not for `127.0.0.1`");
    let wrong_authority = Some("the server's certificate is not signed by a trusted authority");
    let matrix = [
        ("localhost", SslMode::VerifyFull, Some(right), None),
        ("127.0.0.1", SslMode::VerifyFull, Some(right), wrong_name),
        ("localhost", SslMode::VerifyFull, Some(wrong), wrong_authority),
        ("127.0.0.1", SslMode::VerifyFull, Some(wrong), wrong_authority),
        ("localhost", SslMode::VerifyFull, None, wrong_authority),
        ("localhost", SslMode::VerifyCa, Some(right), None),
        ("127.0.0.1", SslMode::VerifyCa, Some(right), None),
        ("127.0.0.1", SslMode::VerifyCa, Some(wrong), wrong_authority),
        ("127.0.0.1", SslMode::VerifyCa, None, wrong_authority),
    ];
    for (host, mode, authority, refusal) in matrix {
        if mode == SslMode::VerifyCa && !has_verify_ca {
            continue;
        }
        let mut target = target(&url(host, mode));
        if let Target::Postgres(server) | Target::Mysql(server) = &mut target {
            server.ca_certificate = authority.map(str::to_owned);
        }
        let database = Database::new(target, options());
        let report = database.test().await;
        let read = database.read(&statement(cipher, []), LIMIT).await;
        let case = format!("{host} {mode:?} {refusal:?}: {report:?}");
        match refusal {
            None => {
                assert!(report.is_ok() && report.tls.outcome == Outcome::Ok, "{case}");
                assert!(one(read.unwrap()).starts_with("TLS"), "{case}");
            }
            Some(sentence) => {
                assert_eq!(report.reachable.outcome, Outcome::Ok, "{case}");
                assert_eq!(report.tls.outcome, Outcome::Failed(sentence.to_owned()), "{case}");
                assert_eq!(report.authenticated.outcome, Outcome::Skipped, "{case}");
                assert!(read.unwrap_err().to_string().contains(sentence), "{case}");
            }
        }
    }
}

#[tokio::test]
async fn postgres_is_verified() {
    let server = postgres().await;
    let cipher = "select cipher from pg_stat_ssl where pid = pg_backend_pid()";
    check(|host, mode| server.url_of("postgres", host, mode), cipher, true).await;
}

#[tokio::test]
async fn mariadb_is_verified() {
    let server = mariadb().await;
    let cipher = "select variable_value from information_schema.session_status where variable_name = 'SSL_CIPHER'";
    check(|host, mode| server.url_of("mysql", host, mode), cipher, false).await;
}

#[tokio::test]
async fn a_certificate_that_is_none_is_told() {
    let server = postgres().await;
    let mut target = target(&server.url_of("postgres", "localhost", SslMode::VerifyFull));
    if let Target::Postgres(server) = &mut target {
        server.ca_certificate = Some("not a certificate".to_owned());
    }
    let report = Database::new(target, options()).test().await;
    assert_eq!(report.tls.outcome, Outcome::Failed("the CA certificate is not PEM".to_owned()));
}
