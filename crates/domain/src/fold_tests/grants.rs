//! Keys of audiences: generations, holders, limits.

use super::*;

#[test]
fn the_first_grant_of_a_generation_fixes_its_key() {
    use AudienceClass::{Leadership, Press, Staff};
    let view = check(
        |node| {
            node.grant(DUTY, Staff, 0, 1);
            node.grant(DUTY, Staff, 2, 1);
            node.grant(DUTY, Staff, 1, 1);
            node.grant(PRESS, Staff, 1, 1);
            node.grant(SHERPA, Staff, 1, 2);
            node.grant(SHERPA, Staff, 3, 3);
            node.grant(SHERPA, Staff, 2, 2);
            // The older key is handed on as it is.
            node.grant(SHERPA, Staff, 1, 1);
            node.grant(SHERPA, Staff, 1, 2);
            // Each audience counts for itself.
            node.grant(SHERPA, Leadership, 1, 7);
            node.grant(PRESS, Press, 1, 8);
        },
        &[
            (0, VoidReason::Grant),
            (1, VoidReason::Grant),
            (4, VoidReason::Grant),
            (5, VoidReason::Grant),
            (8, VoidReason::Grant),
        ],
    );
    let side = Node::empty(10).side();
    let newest = view.audience(side, Staff).unwrap();
    assert_eq!(
        (newest.generation, &newest.public_key[..2]),
        (2, &[2, 2][..])
    );
    let generations: Vec<(AudienceClass, u32, usize, usize)> = view
        .audience_keys(side)
        .map(|key| {
            (
                key.class,
                key.generation,
                key.holders.len(),
                key.grants.len(),
            )
        })
        .collect();
    assert_eq!(
        generations,
        [
            (Staff, 1, 3, 3),
            (Staff, 2, 1, 1),
            (Leadership, 1, 1, 1),
            (Press, 1, 1, 1),
        ]
    );
    let found = view.audience_of_key(&[7; 32]).unwrap();
    assert_eq!((found.side, found.class), (side, Leadership));
    assert_eq!(view.audience_of_key(&[9; 32]), None);
}

#[test]
fn only_readers_hand_keys_on_within_limits() {
    use AudienceClass::{Leadership, Press};
    check(
        |node| {
            node.grant(DUTY, Leadership, 1, 1);
            node.grant(PRESS, Leadership, 1, 1);
            node.grant(SHERPA, Press, 1, 1);
            node.grant(PRESS, Press, 1, 1);
        },
        &[
            (0, VoidReason::Grant),
            (1, VoidReason::Grant),
            (2, VoidReason::Grant),
        ],
    );
    let grant = |node: &Node| Grant {
        side: node.side(),
        class: Leadership as u8,
        generation: 1,
        public_key: vec![1],
        wraps: vec![
            Wrap {
                device: None,
                sealed: vec![0],
            };
            WRAPS_MAX
        ],
    };
    check(
        |node| {
            let fits = grant(node);
            let mut long = fits.clone();
            long.wraps.push(fits.wraps[0].clone());
            node.append_grant(SHERPA, &long);
            let foreign = Grant {
                side: SideId([0; 16]),
                ..fits.clone()
            };
            node.append_grant(SHERPA, &foreign);
            let unknown = Grant {
                class: 99,
                ..fits.clone()
            };
            node.append_grant(SHERPA, &unknown);
            node.append_grant(SHERPA, &fits);
        },
        &[
            (0, VoidReason::Grant),
            (1, VoidReason::Grant),
            (2, VoidReason::Grant),
        ],
    );
}

#[test]
fn a_generation_begins_with_the_archive_and_is_held_by_readers() {
    use AudienceClass::Leadership;
    let grant = |node: &Node, generation: u32, devices: &[Option<u8>]| Grant {
        side: node.side(),
        class: Leadership as u8,
        generation,
        public_key: vec![u8::try_from(generation).unwrap(); 32],
        wraps: devices
            .iter()
            .map(|device| Wrap {
                device: device.map(|number| self::device(node.base + number)),
                sealed: vec![0; 48],
            })
            .collect(),
    };
    let (nobody, revoked) = (77, 9);
    let view = check(
        |node| {
            node.accredit(revoked, &[Role::Sherpa]);
            node.revoke_by(revoked, 5);
            for (generation, devices) in [
                // Without the archive no generation begins …
                (1, &[Some(SHERPA)][..]),
                (1, &[None, Some(DUTY), Some(nobody), Some(revoked)]),
                // … and none needs it again.
                (1, &[Some(SHERPA)]),
                (2, &[Some(SHERPA)]),
            ] {
                let grant = grant(node, generation, devices);
                node.append_grant(SHERPA, &grant);
            }
            // Of an audience, told about something else.
            let mut header = node.header(SHERPA, Kind::Grant.number(), subject());
            header.open = encode_canonical(&grant(node, 2, &[None]));
            let elsewhere = Record::sign(&header, vec![], &node.key(SHERPA)).unwrap();
            node.append_record(&elsewhere);
        },
        &[
            (2, VoidReason::Grant),
            (5, VoidReason::Grant),
            (6, VoidReason::Subject),
        ],
    );
    // A wrap makes nobody a holder who doesn't read it.
    let key = view.audience(Node::empty(10).side(), Leadership).unwrap();
    assert_eq!(key.generation, 1);
    assert_eq!(key.holders, BTreeSet::from([device(10 + SHERPA)]));
}
