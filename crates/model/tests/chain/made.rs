//! Logs to tamper with.

use bailiwick_model::chain::{FORMAT, GENESIS, Header, Link, Mark, Remembered, line};

pub(crate) const CHAIN: &str = "0000000000000000000000aa";

pub(crate) fn nothing() -> Remembered {
    Remembered::default()
}

/// An entry of a made-up log, hashed after another.
pub(crate) fn link(chain: &str, sequence: u64, before: &str) -> Link<'static> {
    let named = |kind: u64| format!("{:024x}", kind * 1_000_000 + sequence);
    let is_old = sequence <= 5;
    let mut link = Link {
        version: if is_old { 1 } else { 2 },
        sequence,
        id: named(1).into(),
        at: 1_795_248_000_000_000 + i64::try_from(sequence).unwrap(),
        actor_kind: "account".into(),
        actor: Some(named(2).into()),
        credential: sequence.is_multiple_of(3).then(|| named(3).into()),
        action: "projects.update".into(),
        target_kind: "project".into(),
        target: (!sequence.is_multiple_of(4)).then(|| named(4).into()),
        place: (!is_old).then(|| named(4).into()),
        outcome: if sequence.is_multiple_of(7) { "denied".into() } else { "ok".into() },
        epoch: (!sequence.is_multiple_of(5)).then_some(sequence),
        request: named(5).into(),
        detail: format!(
            "{{\"name\":{{\"from\":\"P{sequence}\",\"to\":\"Shøp \\\"{sequence}\\\"\"}}}}"
        )
        .into(),
        personal_hash: "".into(),
        target_hash: None,
        hash: "".into(),
        salt: Some(named(6).into()),
        actor_name: Some("Ana".into()),
        address: Some("192.0.2.7".into()),
        target_salt: (!is_old).then(|| named(7).into()),
        target_name: Some("Shøp".into()),
        personal_detail: None,
    };
    seal(chain, &mut link, before);
    link
}

/// Gives an entry the hashes that it should have.
pub(crate) fn seal(chain: &str, link: &mut Link<'static>, before: &str) {
    link.personal_hash = link.actor_hashed().into();
    link.target_hash = (link.version == 2).then(|| link.target_hashed().into());
    link.hash = link.hashed(chain, before).into();
}

/// So many entries of a chain.
pub(crate) fn links(chain: &str, count: u64) -> Vec<Link<'static>> {
    let mut links: Vec<Link<'static>> = Vec::new();
    for sequence in 1..=count {
        let before = links.last().map_or(GENESIS.to_owned(), |last| last.hash.to_string());
        links.push(link(chain, sequence, &before));
    }
    links
}

/// The text of an export of these, which says that it is whole.
pub(crate) fn written(chain: &str, after: Mark, links: &[Link<'_>]) -> String {
    let head = links
        .last()
        .map_or(after.clone(), |last| Mark { entries: last.sequence, hash: last.hash.to_string() });
    let header = Header {
        bailiwick_audit: FORMAT,
        chain: chain.to_owned(),
        after: Some(after),
        head: Some(head),
    };
    links.iter().fold(line(&header), |text, link| text + &line(link))
}

pub(crate) fn beginning() -> Mark {
    Mark { entries: 0, hash: GENESIS.to_owned() }
}

pub(crate) fn export(count: u64) -> String {
    written(CHAIN, beginning(), &links(CHAIN, count))
}
