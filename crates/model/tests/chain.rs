//! The chain of the audit log: the encoding is injective and is the one that is documented, and an export shows every
//! tampering (T71).
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod chain {
    pub(crate) mod decode;
    pub(crate) mod made;
    mod memory;
    mod tampering;
}

use bailiwick_model::chain::{Link, verify};
use chain::made::{self, CHAIN};
use proptest::prelude::*;

/// Written by another program, from `docs/audit.md` alone.
const VECTOR: &[u8] = include_bytes!("chain/vector.jsonl");

#[test]
fn an_export_that_another_program_wrote_holds() {
    let report = verify(VECTOR, &made::nothing()).unwrap();
    assert_eq!((report.verified.first, report.verified.head.entries), (1, 2));
}

/// Any entry at all, sensible or not.
fn any_link() -> impl Strategy<Value = Link<'static>> {
    let text = || ".{0,8}".prop_map(Into::into);
    let maybe = move || proptest::option::of(".{0,8}".prop_map(Into::into));
    let first = (1..=2_u64, any::<u64>(), text(), any::<i64>(), text(), maybe(), maybe(), text());
    let second = (text(), maybe(), maybe(), text(), proptest::option::of(any::<u64>()), text());
    let third = (text(), text(), maybe(), maybe(), maybe(), maybe(), maybe(), maybe(), maybe());
    (first, second, third).prop_map(|(first, second, third)| {
        let is_second = first.0 == 2;
        Link {
            version: first.0,
            sequence: first.1,
            id: first.2,
            at: first.3,
            actor_kind: first.4,
            actor: first.5,
            credential: first.6,
            action: first.7,
            target_kind: second.0,
            target: second.1,
            // The first version encodes neither; `Verifier` refuses an entry of it that has them.
            place: second.2.filter(|_| is_second),
            outcome: second.3,
            epoch: second.4,
            request: second.5,
            detail: third.0,
            personal_hash: third.1,
            target_hash: is_second.then(|| third.2.unwrap_or_default()),
            hash: "".into(),
            salt: third.3,
            actor_name: third.4,
            address: third.5,
            target_salt: third.6,
            target_name: third.7,
            personal_detail: third.8,
        }
    })
}

proptest! {
    #[test]
    fn what_is_encoded_can_be_read_back_so_no_two_entries_encode_alike(
        link in any_link(), before in ".{0,8}", chain in ".{0,8}",
    ) {
        let (read_before, read_chain, read) = chain::decode::link(&link.encoded(&chain, &before));
        prop_assert_eq!((read_before, read_chain), (before, chain));
        let hashed = Link {
            salt: None, actor_name: None, address: None, target_salt: None, target_name: None, personal_detail: None,
            ..link
        };
        prop_assert_eq!(read, hashed);
    }

    #[test]
    fn no_file_makes_the_verifier_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0..2_000_usize) {
        let _ = verify(bytes.as_slice(), &made::nothing());
        let mut planted = made::export(3).into_bytes();
        let at = at.min(planted.len());
        planted.splice(at..at, bytes);
        let _ = verify(planted.as_slice(), &made::nothing());
    }
}

#[test]
fn a_hostile_file_is_a_sentence() {
    let deep = format!("{}\n", "[".repeat(1_000_000));
    let huge = vec![b'x'; 17 * 1_024 * 1_024];
    let header = format!(
        "{{\"bailiwick_audit\":1,\"chain\":\"{CHAIN}\",\"after\":{{\"entries\":18446744073709551615,\"hash\":\"\"}},\"head\":{{\"entries\":0,\"hash\":\"\"}}}}\n"
    );
    let follows = made::export(2).lines().nth(1).unwrap().to_owned();
    for file in [
        deep.into_bytes(),
        huge,
        header.clone().into_bytes(),
        format!("{header}{follows}\n").into_bytes(),
        b"\n\n\n".to_vec(),
        b"\xff\xfe\x00\n".to_vec(),
    ] {
        assert!(!verify(file.as_slice(), &made::nothing()).unwrap_err().to_string().is_empty());
    }
}

#[test]
fn what_a_hostile_file_holds_does_not_reach_a_terminal() {
    let export = made::export(2);
    let escape = "\\u001b[31m";
    for file in [
        export.replace(CHAIN, escape),
        export.replacen("\"chain\"", &format!("\"{escape}\""), 1),
        export.replacen("\"sequence\"", &format!("\"{escape}\""), 1),
    ] {
        let told = verify(file.as_bytes(), &made::nothing()).unwrap_err().to_string();
        assert!(!told.contains(char::is_control), "{told:?}");
    }
}
