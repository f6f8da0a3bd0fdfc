//! A device of the call that lies to the others.

use client::call::Warning;
use identity::{Role, RoleSet};
use wire::{CallEnvelope, JoinBody, SignedEnvelope, ToNode};

use crate::world::{NORTH, SOUTH, World};

/// A device signs a join around another's key package.
#[test]
fn a_foreign_key_package_is_left_out() {
    for package in [Package::Garbage, Package::AnotherDevices] {
        let mut world = World::on_the_line(1);
        let liar = world.enlist(SOUTH, RoleSet::empty().with(Role::NoteTaker));
        let seed = e2ee::Secret::new([99; 32]);
        let foreign = match package {
            Package::Garbage => vec![7; 200],
            Package::AnotherDevices => {
                let credential = world.devices[4].desk.credential(world.unix_ms()).unwrap();
                let member = e2ee::group::Member::new(&seed, &credential).unwrap();
                member.key_package().unwrap().0
            }
        };
        let accreditation = world.devices[liar]
            .desk
            .credential(world.unix_ms())
            .unwrap();
        let side = world.sides[SOUTH].id;
        let key = world.devices[liar].keys.signing().clone();
        world.device_tap = Box::new(move |device, message| match message {
            ToNode::Join {
                contact, offer_sdp, ..
            } if device == liar => {
                let join = CallEnvelope::Join(JoinBody {
                    contact,
                    side,
                    accreditation: accreditation.clone(),
                    key_package: foreign.clone(),
                    group: wire::GroupId(1),
                });
                vec![ToNode::Join {
                    contact,
                    envelope: SignedEnvelope::sign(&join, &key).encode(),
                    offer_sdp,
                }]
            }
            other => vec![other],
        });
        world.join(liar);
        world.devices[liar].hangs = true;
        world.run(2_000);
        let warned: usize = (2..6)
            .map(|device| world.devices[device].warned(Warning::Unprocessable))
            .sum();
        assert!(warned > 0, "{package:?}");
        let id = world.devices[liar].id;
        for device in 2..6 {
            assert!(!world.devices[device].places().contains(&id), "{package:?}");
            assert!(world.devices[device].sends(), "{package:?} {device}");
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Package {
    Garbage,
    AnotherDevices,
}

#[test]
fn messages_that_do_not_open_are_counted() {
    let mut world = World::on_the_line(0);
    let call = world.call();
    let group = world.devices[2].session.as_ref().unwrap().group();
    world.send(
        2,
        ToNode::Message {
            call,
            group,
            bytes: vec![0; 50],
        },
    );
    assert_eq!(world.devices[3].warned(Warning::StrayMessage), 1);
    world.run(3_000);
    world.check_together(&[2, 3]);
}

#[test]
fn nobody_commits_in_anothers_name() {
    let mut world = World::on_the_line(1);
    let epoch = world.devices[2].epoch().unwrap();
    let commit = CallEnvelope::Commit(wire::CommitBody {
        call: world.call(),
        group: world.devices[2].session.as_ref().unwrap().group(),
        epoch,
        commit: vec![0; 40],
        welcome: Vec::new(),
        adds: Vec::new(),
        removes: Vec::new(),
    });
    let by_4 = SignedEnvelope::sign(&commit, world.devices[4].keys.signing()).encode();
    world.send(2, ToNode::Commit(by_4));
    assert_eq!(world.refusals(NORTH, node::app::CallRefusal::NotAllowed), 1);
    world.run(2_000);
    assert_eq!(world.devices[2].epoch(), Some(epoch));
    world.check_together(&[2, 3, 4, 5]);
}
