//! `DATA/demo.json`, readable by its owner alone, and the tokens of the application users.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use bailiwick_model::{InstanceId, OrganizationId};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;

use super::show::{Demo, Member, User};
use super::world::World;
use crate::error::Error;
use crate::instances;
use crate::state::State;

/// The name of the shared secret that the users' tokens are signed with.
pub(super) const KID: &str = "wanderlust";
/// Days that a token lasts; every start makes new ones.
const DAYS: i64 = 7;
const FILE: &str = "demo.json";

/// The members of an earlier start, whose passwords stay.
pub(super) fn read(data: &Path) -> Vec<Member> {
    let text = std::fs::read(data.join(FILE)).ok();
    text.and_then(|text| serde_json::from_slice::<Demo>(&text).ok())
        .map(|demo| demo.members)
        .unwrap_or_default()
}

/// Writes the file beside the old one and then over it, so that a crash leaves one of the two.
pub(super) fn write(data: &Path, demo: &Demo) -> Result<(), Error> {
    let text =
        serde_json::to_string_pretty(demo).map_err(|error| Error::internal(error.to_string()))?;
    let new = data.join("demo.json.new");
    let write = || -> std::io::Result<()> {
        let _ = std::fs::remove_file(&new);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&new, data.join(FILE))
    };
    write().map_err(|error| {
        Error::internal(format!("`{}` cannot be written: {error}", data.join(FILE).display()))
    })
}

/// The shared secret of an instance: never stored in the clear, the same at every start.
pub(super) fn secret(state: &State, organization: OrganizationId) -> String {
    use base64::Engine;
    let bytes = state.vault.derive(&format!("demonstration/{organization}"));
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes.as_slice())
}

/// Three people with different roles. Their tokens are good for both instances.
pub(super) async fn application_users(
    state: &Arc<State>,
    world: &World,
) -> Result<Vec<User>, Error> {
    let people = [
        ("7", "customer", json!({})),
        ("support-1", "support", json!({ "countries": ["DE", "PT"] })),
        ("manager-1", "manager", json!({})),
    ];
    let instances = [
        (world.development.id, &world.development.region),
        (world.production.id, &world.production.region),
    ];
    let audiences: Vec<String> =
        instances.iter().map(|(id, region)| audience(state, *id, region)).collect();
    let key = state.vault.derive(&format!("demonstration/{}", world.organization));
    let mut users = Vec::new();
    for (id, role, more) in people {
        let mut claims = json!({
            "sub": id,
            "roles": [role],
            "aud": audiences,
            "iat": state.now().0 / 1_000_000,
            "exp": state.now().plus_seconds(DAYS * 86_400).0 / 1_000_000,
        });
        if let (Some(claims), Some(more)) = (claims.as_object_mut(), more.as_object()) {
            claims.extend(more.clone());
        }
        let header = Header { kid: Some(KID.to_owned()), ..Header::new(Algorithm::HS256) };
        let token =
            jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(key.as_slice()))
                .map_err(|error| Error::internal(error.to_string()))?;
        users.push(User { id: id.to_owned(), roles: vec![role.to_owned()], token });
    }
    Ok(users)
}

fn audience(state: &State, id: InstanceId, region: &str) -> String {
    instances::url(&state.settings, region, id)
}
