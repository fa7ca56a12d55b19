//! Certificates of the test servers: one authority they are signed by, one that signed nothing.

use std::path::PathBuf;
use std::sync::OnceLock;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use serde::{Deserialize, Serialize};

/// PEM texts. The servers' certificate is for the host name `localhost` and no address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Certificates {
    /// The authority that signed the servers' certificate.
    pub ca_pem: String,
    /// Another authority.
    pub wrong_ca_pem: String,
    pub(crate) server_pem: String,
    pub(crate) server_key_pem: String,
}

/// The certificates of this checkout's test servers; made once.
pub fn certificates() -> &'static Certificates {
    static CERTIFICATES: OnceLock<Certificates> = OnceLock::new();
    CERTIFICATES.get_or_init(|| {
        let path: PathBuf = crate::place::folder().join("certificates.json");
        let lock = std::fs::File::create(path.with_extension("lock"))
            .expect("the temporary folder is writable");
        lock.lock().expect("the lock of the certificates can be taken");
        if let Some(found) =
            std::fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok())
        {
            return found;
        }
        let made = make();
        let bytes = serde_json::to_vec(&made).expect("certificates are JSON");
        std::fs::write(&path, bytes).expect("the temporary folder is writable");
        made
    })
}

fn make() -> Certificates {
    let (ca, ca_pem) = authority("Bailiwick tests");
    let (_, wrong_ca_pem) = authority("Somebody else");
    let key = KeyPair::generate().expect("a key can be made");
    let parameters =
        CertificateParams::new(vec!["localhost".to_owned()]).expect("localhost is a name");
    let server = parameters.signed_by(&key, &ca).expect("a certificate can be signed");
    Certificates {
        ca_pem,
        wrong_ca_pem,
        server_pem: server.pem(),
        server_key_pem: key.serialize_pem(),
    }
}

fn authority(name: &str) -> (Issuer<'static, KeyPair>, String) {
    let mut parameters = CertificateParams::new(Vec::new()).expect("no names are fine");
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate().expect("a key can be made");
    let certificate = parameters.self_signed(&key).expect("an authority can sign itself");
    let pem = certificate.pem();
    (Issuer::new(parameters, key), pem)
}

/// What a web server needs to prove that it is `localhost`: its authority, its certificate and its key, as PEM.
pub fn web_certificate() -> (String, String, String) {
    let all = certificates();
    (all.ca_pem.clone(), all.server_pem.clone(), all.server_key_pem.clone())
}
