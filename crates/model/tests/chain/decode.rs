//! Reads an encoding back, from `docs/audit.md`.

use std::borrow::Cow;

use bailiwick_model::chain::Link;

struct Decoder<'a>(&'a [u8]);

impl Decoder<'_> {
    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let (bytes, rest) = self.0.split_first_chunk().unwrap();
        self.0 = rest;
        *bytes
    }

    fn text(&mut self) -> Cow<'static, str> {
        let length = u32::from_be_bytes(self.bytes()) as usize;
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8(text.to_vec()).unwrap().into()
    }

    fn optional(&mut self) -> Option<Cow<'static, str>> {
        let [is_there] = self.bytes();
        let text = self.text();
        (is_there == 1).then_some(text)
    }
}

/// The hash before, the chain and the entry.
pub(crate) fn link(bytes: &[u8]) -> (String, String, Link<'static>) {
    let mut decoder = Decoder(bytes);
    let version = match decoder.text().as_ref() {
        "bailiwick.audit.1" => 1,
        "bailiwick.audit.2" => 2,
        other => panic!("{other}"),
    };
    let (before, chain) = (decoder.text().into_owned(), decoder.text().into_owned());
    let mut link = Link {
        version,
        sequence: u64::from_be_bytes(decoder.bytes()),
        id: decoder.text(),
        at: i64::from_be_bytes(decoder.bytes()),
        actor_kind: decoder.text(),
        actor: decoder.optional(),
        credential: decoder.optional(),
        action: decoder.text(),
        target_kind: decoder.text(),
        target: decoder.optional(),
        place: if version == 2 { decoder.optional() } else { None },
        outcome: decoder.text(),
        epoch: None,
        request: "".into(),
        detail: "".into(),
        personal_hash: "".into(),
        target_hash: None,
        hash: "".into(),
        salt: None,
        actor_name: None,
        address: None,
        target_salt: None,
        target_name: None,
        personal_detail: None,
    };
    let [has_epoch] = decoder.bytes();
    let epoch = u64::from_be_bytes(decoder.bytes());
    link.epoch = (has_epoch == 1).then_some(epoch);
    link.request = decoder.text();
    link.detail = decoder.text();
    link.personal_hash = decoder.text();
    link.target_hash = (version == 2).then(|| decoder.text());
    assert!(decoder.0.is_empty(), "nothing is left");
    (before, chain, link)
}
