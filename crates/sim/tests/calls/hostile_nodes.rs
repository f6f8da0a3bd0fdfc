//! A node that lies, to the other node or to its own devices: refused, counted, told.

use client::call::Warning;
use domain::CallId;
use identity::{Role, RoleSet, SecretSeed, SigningKey};
use node::app::calls::CallRefusal;
use std::cell::RefCell;
use std::rc::Rc;
use wire::{
    CallEnvelope, CommitBody, GroupId, JoinBody, Order, RosterMember, SignedEnvelope, ToDevice,
    TrunkFrame,
};

use crate::world::{Device, NORTH, SOUTH, World, contact};

fn stranger(world: &World, side: usize, group: GroupId) -> RosterMember {
    let key = SigningKey::from_seed(&SecretSeed([250; 32]));
    let join = CallEnvelope::Join(JoinBody {
        contact: contact(),
        side: world.sides[side].id,
        accreditation: vec![1; 100],
        key_package: vec![1; 100],
        group,
    });
    RosterMember {
        side: world.sides[side].id,
        device: identity::DeviceId::of_key(&key.public()),
        join: SignedEnvelope::sign(&join, &key).encode(),
    }
}

/// The roster as the node of device 2 last told it.
fn roster(world: &mut World) -> (CallId, GroupId, Vec<RosterMember>) {
    let last = Rc::new(RefCell::new(None));
    let keep = last.clone();
    world.tap = Box::new(move |_, frame| {
        if let TrunkFrame::Roster {
            call,
            group,
            members,
            ..
        } = &frame
        {
            *keep.borrow_mut() = Some((*call, *group, members.clone()));
        }
        vec![frame]
    });
    world.line_down();
    world.line_up();
    world.tap = Box::new(|_, frame| vec![frame]);
    last.borrow_mut()
        .take()
        .expect("told when the line came up")
}

#[test]
fn a_ghost_in_a_roster_is_let_in_by_no_device() {
    let mut world = World::on_the_line(1);
    let (call, group, members) = roster(&mut world);
    for side in [NORTH, SOUTH] {
        let mut haunted = members.clone();
        haunted.push(stranger(&world, side, group));
        let before = world.devices[2].places();
        world.tell(
            2,
            ToDevice::Roster {
                call,
                group,
                members: haunted,
            },
        );
        assert_eq!(world.devices[2].warned(Warning::ForeignMember), side + 1);
        world.run(3_000);
        assert_eq!(world.devices[2].places(), before);
    }
}

#[test]
fn a_roster_that_lies_is_refused_by_a_device() {
    type Lie = fn(&World, &mut Vec<RosterMember>);
    let lies: [(&str, Lie); 5] = [
        ("one twice", |_, members| members.push(members[0].clone())),
        ("more than a call has", |_, members| {
            while members.len() <= domain::CALL_DEVICES_MAX {
                members.push(members[0].clone());
            }
        }),
        ("under another's join", |_, members| {
            members[0].join = members[1].join.clone();
        }),
        (
            "under a join that another device signed",
            |world, members| {
                let genuine = SignedEnvelope::decode(&members[0].join).unwrap();
                let named = |device: &&Device| device.keys.device() == genuine.device;
                let victim = world.devices.iter().find(named).unwrap();
                let join = genuine.verify(&victim.keys.signing().public()).unwrap();
                let forged = SignedEnvelope::sign(&join, world.devices[0].keys.signing());
                let (forger, name) = (forged.device.0, genuine.device.0);
                let mut bytes = forged.encode();
                let at = bytes
                    .windows(name.len())
                    .position(|window| window == forger);
                bytes[at.unwrap()..][..name.len()].copy_from_slice(&name);
                members[0].join = bytes;
            },
        ),
        ("without a role for calls", |world, members| {
            let officer = &world.devices[0];
            let join = CallEnvelope::Join(JoinBody {
                contact: contact(),
                side: world.sides[NORTH].id,
                accreditation: officer.desk.credential(world.unix_ms()).unwrap(),
                key_package: vec![1; 100],
                group: GroupId(1),
            });
            let join = SignedEnvelope::sign(&join, officer.keys.signing()).encode();
            members.push(world.member(0, join));
        }),
    ];
    for (what, lie) in lies {
        let mut world = World::on_the_line(1);
        let (call, group, mut members) = roster(&mut world);
        lie(&world, &mut members);
        world.tell(
            2,
            ToDevice::Roster {
                call,
                group,
                members,
            },
        );
        assert_eq!(world.devices[2].warned(Warning::ForeignMember), 1, "{what}");
        world.run(3_000);
        world.check_together(&[2, 3, 4, 5]);
    }
}

#[test]
fn a_roster_of_strangers_is_refused_by_the_other_node() {
    let mut world = World::on_the_line(0);
    let (call, group, members) = roster(&mut world);
    let cases = [
        (NORTH, CallRefusal::NotAccredited),
        (SOUTH, CallRefusal::NotAccredited),
    ];
    for (number, (side, refusal)) in cases.into_iter().enumerate() {
        let mut haunted = members.clone();
        haunted.push(stranger(&world, side, group));
        world.inject(
            SOUTH,
            &TrunkFrame::Roster {
                contact: contact(),
                call,
                group,
                members: haunted,
            },
        );
        assert_eq!(world.refusals(SOUTH, refusal), number + 1);
    }
    world.run(3_000);
    world.check_together(&[2, 3]);
}

#[test]
fn a_node_orders_or_countersigns_only_in_its_place() {
    let mut world = World::on_the_line(0);
    let node = world.sides[NORTH].node.clone();
    let call = world.call();
    let epoch = world.devices[2].epoch().unwrap();
    let group = world.devices[2].session.as_ref().unwrap().group();
    let at = |group: GroupId, epoch: u64| {
        let commit = CallEnvelope::Commit(CommitBody {
            call,
            group,
            epoch,
            commit: vec![0; 10],
            welcome: Vec::new(),
            adds: Vec::new(),
            removes: Vec::new(),
        });
        SignedEnvelope::sign(&commit, world.devices[2].keys.signing())
    };
    let frames: Vec<(TrunkFrame, CallRefusal)> = [
        (group, epoch + 1),
        (group, epoch + 100),
        (GroupId(group.0 + 1), 0),
        (GroupId(u32::MAX), u64::MAX),
    ]
    .into_iter()
    .map(|(group, epoch)| {
        let signed = at(group, epoch);
        let order = Order::new(call, group, epoch, signed.hash()).order(&node);
        let frame = TrunkFrame::Ordered {
            contact: contact(),
            order,
            envelope: signed.encode(),
        };
        (frame, CallRefusal::WrongPlace)
    })
    .collect();
    let signed = at(group, epoch);
    let good = Order::new(call, group, epoch, signed.hash());
    let forged = good.clone().order(&world.sides[SOUTH].node);
    let of_other = Order::new(call, group, epoch + 1, signed.hash()).order(&node);
    let more = [
        (forged, contact(), CallRefusal::ForeignOrder),
        (of_other, contact(), CallRefusal::ForeignOrder),
        (
            good.order(&node),
            domain::SubjectId([1; 16]),
            CallRefusal::WrongPlace,
        ),
    ]
    .map(|(order, contact, refusal)| {
        let envelope = signed.encode();
        let frame = TrunkFrame::Ordered {
            contact,
            order,
            envelope,
        };
        (frame, refusal)
    });
    for (number, (frame, refusal)) in frames.into_iter().chain(more).enumerate() {
        let before = world.refusals(SOUTH, refusal);
        world.inject(SOUTH, &frame);
        assert_eq!(world.refusals(SOUTH, refusal), before + 1, "{number}");
    }
    assert_eq!(world.nodes[SOUTH].forks, 0);
    world.run(3_000);
    world.check_together(&[2, 3]);
}

#[test]
fn two_orders_for_one_place_are_a_fork() {
    let mut world = World::on_the_line(0);
    let seen = Rc::new(RefCell::new(None));
    let keep = seen.clone();
    world.tap = Box::new(move |_, frame| {
        if let TrunkFrame::Ordered { order, .. } = &frame {
            *keep.borrow_mut() = Some(order.clone());
        }
        vec![frame]
    });
    let late = world.enlist(SOUTH, RoleSet::empty().with(Role::Interpreter));
    world.join(late);
    world.run(2_000);
    let first: Order = seen.borrow_mut().take().expect("a commit was ordered");
    let other = CallEnvelope::Commit(CommitBody {
        call: first.call,
        group: first.group,
        epoch: first.epoch,
        commit: vec![9; 10],
        welcome: Vec::new(),
        adds: Vec::new(),
        removes: Vec::new(),
    });
    let signed = SignedEnvelope::sign(&other, world.devices[2].keys.signing());
    let second = Order::new(first.call, first.group, first.epoch, signed.hash())
        .order(&world.sides[NORTH].node);
    world.inject(
        SOUTH,
        &TrunkFrame::Ordered {
            contact: contact(),
            order: second,
            envelope: signed.encode(),
        },
    );
    assert_eq!(world.nodes[SOUTH].forks, 1);
    assert_eq!(world.refusals(SOUTH, CallRefusal::ForeignOrder), 1);
    // The call goes on.
    world.run(3_000);
    world.check_together(&[2, 3, late]);
}

#[test]
fn a_device_applies_only_what_both_nodes_signed() {
    let mut world = World::on_the_line(0);
    let (call, epoch) = (world.call(), world.devices[2].epoch().unwrap());
    let group = world.devices[2].session.as_ref().unwrap().group();
    let commit = CallEnvelope::Commit(CommitBody {
        call,
        group,
        epoch,
        commit: vec![0; 10],
        welcome: Vec::new(),
        adds: Vec::new(),
        removes: Vec::new(),
    });
    let signed = SignedEnvelope::sign(&commit, world.devices[2].keys.signing());
    let order = Order::new(call, group, epoch, signed.hash());
    let [north, south] = [NORTH, SOUTH].map(|side| world.sides[side].node.clone());
    let orders = [
        order.clone(),
        order.clone().order(&north),
        order.clone().countersign(&south),
        order.clone().order(&south).countersign(&north),
    ];
    for (number, order) in orders.into_iter().enumerate() {
        let envelope = signed.encode();
        world.tell(3, ToDevice::Ordered { order, envelope });
        assert_eq!(world.devices[3].warned(Warning::UnsignedCommit), number + 1);
    }
    world.run(3_000);
    world.check_together(&[2, 3]);
}

#[test]
fn a_welcome_that_comes_twice_changes_nothing() {
    let mut world = World::on_the_line(0);
    let seen = Rc::new(RefCell::new(Vec::new()));
    let keep = seen.clone();
    world.tap = Box::new(move |_, frame| {
        if let TrunkFrame::Ordered {
            order, envelope, ..
        } = &frame
        {
            keep.borrow_mut().push((order.clone(), envelope.clone()));
        }
        vec![frame]
    });
    let late = world.enlist(SOUTH, RoleSet::empty().with(Role::Interpreter));
    world.join(late);
    world.run(3_000);
    let (order, envelope) = seen.borrow()[0].clone();
    let order = order.countersign(&world.sides[SOUTH].node);
    let epoch = world.devices[late].epoch();
    for device in [2, 3, late] {
        let (order, envelope) = (order.clone(), envelope.clone());
        world.tell(device, ToDevice::Ordered { order, envelope });
    }
    assert_eq!(world.devices[late].epoch(), epoch);
    world.run(3_000);
    world.check_together(&[2, 3, late]);
    // Nor does it bring back one who came with fresh keys since.
    world.crash(late);
    world.join(late);
    world.tell(late, ToDevice::Ordered { order, envelope });
    world.run(6_000);
    world.check_together(&[2, 3, late]);
}

#[test]
fn malformed_frames_are_counted_and_stop_nothing() {
    let mut world = World::on_the_line(0);
    let good = TrunkFrame::Left {
        contact: contact(),
        device: world.devices[2].id,
    }
    .encode();
    let mut count = 0;
    for bytes in [&[][..], &[0xff; 100], &[0x82, 0x18, 99, 0x80], &good[1..]] {
        count += 1;
        world.inject_bytes(SOUTH, bytes);
        assert_eq!(world.refusals(SOUTH, CallRefusal::Malformed), count);
    }
    // The other node speaks for its own devices only: a departure of ours is none.
    let ours = TrunkFrame::Left {
        contact: contact(),
        device: world.devices[3].id,
    };
    world.inject(SOUTH, &ours);
    world.run(3_000);
    world.check_together(&[2, 3]);
}

#[test]
fn the_other_node_brings_in_nobody_of_ours() {
    let mut world = World::on_the_line(0);
    let mine = stranger(&world, NORTH, GroupId(1));
    world.inject(
        NORTH,
        &TrunkFrame::Join {
            contact: contact(),
            member: mine,
        },
    );
    assert_eq!(world.refusals(NORTH, CallRefusal::NotAccredited), 1);
    let theirs = stranger(&world, SOUTH, GroupId(1));
    world.inject(
        NORTH,
        &TrunkFrame::Join {
            contact: contact(),
            member: theirs,
        },
    );
    assert_eq!(world.refusals(NORTH, CallRefusal::NotAccredited), 2);
    world.run(2_000);
    world.check_together(&[2, 3]);
}
