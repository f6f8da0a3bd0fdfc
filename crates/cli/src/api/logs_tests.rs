//! Tests of logs as a device takes them: what changed since is a loud error.

use super::*;
use crate::{Exit, api::tests::founded};
use client::DeviceKeys;
use domain::LogItem;
use identity::{PersonId, SecretSeed, SigningKey};

fn entries(node: &SigningKey, texts: &[u8]) -> Vec<Bytes64> {
    let mut head = Head::EMPTY;
    texts
        .iter()
        .map(|text| {
            let item = LogItem::Record(vec![*text]);
            let entry = SealedEntry::write(head, &item, Head::EMPTY, 1, node);
            head = Head {
                seq: head.seq + 1,
                hash: entry.hash(),
                ..head
            };
            Bytes64(identity::encode_canonical(&entry))
        })
        .collect()
}

#[test]
fn a_log_that_changed_since_is_a_loud_error() {
    let dir = tempfile::tempdir().unwrap();
    let (context, node) = founded(dir.path(), "127.0.0.1:1".parse().unwrap());
    let charter = context.home().credentials().unwrap().credentials.charter;
    let side = charter.side();
    let desk = || {
        let keys = DeviceKeys::generate(side, PersonId([1; 16])).unwrap();
        Desk::new(keys, charter.clone(), None)
    };
    let mut first = desk();
    take_all(
        &mut first,
        side,
        &entries(&node, b"ab"),
        &SeenHeads::default(),
    )
    .unwrap();
    let head = first.view().head(side);
    let seen = SeenHeads {
        own: Some(SeenHead {
            side,
            seq: head.seq,
            hash: head.hash,
        }),
        other: None,
    };
    let check = |entries: &[Bytes64]| take_all(&mut desk(), side, entries, &seen);
    assert_eq!(check(&entries(&node, b"abc")), Ok(()));
    for (other, node) in [
        (&b"axc"[..], node.clone()),
        (b"abc", SigningKey::from_seed(&SecretSeed([9; 32]))),
    ] {
        let error = check(&entries(&node, other)).unwrap_err();
        assert_eq!(
            (error.exit, error.code.as_str()),
            (Exit::Unverified, "two-stories")
        );
    }
    let mut gap = entries(&node, b"abc");
    gap.remove(1);
    assert_eq!(check(&gap).unwrap_err().code, "two-stories");
}
