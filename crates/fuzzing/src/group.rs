//! A group of three: their messages and commits arrive altered, twice, late, or not at all.

use arbitrary::Unstructured;
use e2ee::group::{Group, Member, Refusal};
use e2ee::{Authenticator, Digest, Epoch, GroupId, LeafIndex, Secret};
use std::collections::BTreeSet;

const ID: GroupId = GroupId([7; 32]);
const DEVICES: usize = 3;
const STEPS_MAX: usize = 20;
/// Commits cost the most.
const COMMITS_MAX: usize = 4;

/// Only these three, with their own keys.
fn admit(credential: &[u8], leaf_key: &[u8; 32]) -> Result<(), Refusal> {
    let known = (1..=4_u8).any(|n| credential == [n; 8] && *leaf_key == *member(n).leaf_key());
    known
        .then_some(())
        .ok_or_else(|| Refusal::new("a stranger"))
}

fn member(n: u8) -> Member {
    Member::new(&Secret::new([n; 32]), &[n; 8]).expect("member")
}

struct Device {
    group: Group,
    /// The commits that led to its epoch; who has the same is in the same state.
    history: Vec<Digest>,
    /// Messages that came in any form; the first form that came whole opens if nothing else did.
    touched: BTreeSet<usize>,
    opened: BTreeSet<usize>,
}

/// What was sent, by whom, in which state.
struct Sent {
    from: usize,
    history: Vec<Digest>,
    bytes: Vec<u8>,
    text: Option<Vec<u8>>,
}

/// What a device attests and shows.
#[derive(PartialEq, Eq, Debug)]
struct State(Epoch, bool, Vec<e2ee::group::Device>, Option<Authenticator>);

fn state(group: &Group) -> State {
    State(
        group.epoch(),
        group.is_active(),
        group.roster(),
        group.authenticator().ok(),
    )
}

fn begun() -> Vec<Device> {
    let mut first = Group::create(&member(1), ID).expect("created");
    let others: Vec<Member> = [2, 3].map(member).into();
    let packages: Vec<_> = others
        .iter()
        .map(|other| other.key_package().expect("key package"))
        .collect();
    let staged = first
        .propose_commit(&packages, &[], &admit)
        .expect("proposed");
    first.apply_own(staged.hash).expect("applied");
    let welcome = staged.welcome.expect("two were added");
    let joined = others
        .iter()
        .map(|other| Group::join(other, ID, &welcome, &admit).expect("joined"));
    std::iter::once(first)
        .chain(joined)
        .map(|group| Device {
            group,
            history: vec![staged.hash],
            touched: BTreeSet::new(),
            opened: BTreeSet::new(),
        })
        .collect()
}

/// A message opens once, in its epoch, for the others, in the bytes that its sender made. A commit
/// leads one epoch on or nowhere. Devices with the same commits behind them attest the same, others
/// don't. What is refused changes nothing that a device attests.
pub fn mls_group(data: &[u8]) -> bool {
    let mut input = Unstructured::new(data);
    let mut devices = begun();
    let mut sent: Vec<Sent> = Vec::new();
    let mut commits = 0;
    for _ in 0..STEPS_MAX {
        if input.is_empty() {
            break;
        }
        let done = step(&mut input, &mut devices, &mut sent, &mut commits);
        if done.is_err() {
            break;
        }
        agree(&devices);
    }
    devices.iter().any(|device| !device.opened.is_empty())
}

fn step(
    input: &mut Unstructured<'_>,
    devices: &mut [Device],
    sent: &mut Vec<Sent>,
    commits: &mut usize,
) -> arbitrary::Result<()> {
    let at = input.int_in_range(0..=DEVICES - 1)?;
    match input.int_in_range(0..=7_u8)? {
        0 | 1 => say(input, at, devices, sent)?,
        2 if *commits < COMMITS_MAX => {
            *commits += 1;
            propose(input, at, devices, sent)?;
        }
        3 => {
            let device = &mut devices[at];
            if let Some(pending) = device.group.pending() {
                let before = device.group.epoch();
                assert!(device.group.apply_own(Digest([9; 32])).is_err());
                device.group.apply_own(pending).expect("it waits");
                assert_eq!(device.group.epoch().0, before.0 + 1);
                device.history.push(pending);
            }
        }
        4 => {
            let before = state(&devices[at].group);
            devices[at].group.discard_own();
            assert_eq!(state(&devices[at].group), before);
        }
        _ => deliver(input, at, devices, sent)?,
    }
    Ok(())
}

fn say(
    input: &mut Unstructured<'_>,
    at: usize,
    devices: &mut [Device],
    sent: &mut Vec<Sent>,
) -> arbitrary::Result<()> {
    let text = vec![input.arbitrary::<u8>()?; input.int_in_range(0..=40_usize)?];
    let device = &mut devices[at];
    let sealed = device.group.seal_message(&text);
    assert_eq!(
        sealed.is_err(),
        !device.group.is_active() || device.group.pending().is_some() && sealed.is_err(),
    );
    if let Ok(bytes) = sealed {
        sent.push(Sent {
            from: at,
            history: device.history.clone(),
            bytes,
            text: Some(text),
        });
    }
    Ok(())
}

fn propose(
    input: &mut Unstructured<'_>,
    at: usize,
    devices: &mut [Device],
    sent: &mut Vec<Sent>,
) -> arbitrary::Result<()> {
    let add = if input.ratio(1, 4)? {
        vec![member(4).key_package().expect("key package")]
    } else {
        vec![]
    };
    let remove = if input.ratio(1, 3)? {
        vec![LeafIndex(input.int_in_range(0..=4)?)]
    } else {
        vec![]
    };
    let device = &mut devices[at];
    let before = state(&device.group);
    let staged = device.group.propose_commit(&add, &remove, &admit);
    assert_eq!(state(&device.group), before, "until it is ordered");
    if let Ok(staged) = staged {
        assert_eq!(Digest::of(&staged.commit), staged.hash);
        sent.push(Sent {
            from: at,
            history: device.history.clone(),
            bytes: staged.commit,
            text: None,
        });
    }
    Ok(())
}

/// Hands something that was sent, whole or altered, to a device, as a message or as a commit.
fn deliver(
    input: &mut Unstructured<'_>,
    at: usize,
    devices: &mut [Device],
    sent: &[Sent],
) -> arbitrary::Result<()> {
    if sent.is_empty() {
        return Ok(());
    }
    let number = input.choose_index(sent.len())?;
    let said = &sent[number];
    let mut bytes = said.bytes.clone();
    match input.int_in_range(0..=4_u8)? {
        0..=2 => {}
        3 => {
            let place = input.choose_index(bytes.len())?;
            bytes[place] ^= input.arbitrary::<u8>()?;
        }
        _ => {
            let len = input.int_in_range(0..=bytes.len())?;
            bytes.truncate(len);
        }
    }
    let whole = bytes == said.bytes;
    let as_commit = said.text.is_none() ^ input.ratio(1, 8)?;
    let device = &mut devices[at];
    let before = state(&device.group);
    let same = said.history == device.history;
    let first = device.touched.insert(number);
    if as_commit {
        match device.group.apply(&bytes, &admit) {
            Ok(applied) => {
                assert!(whole && same && said.text.is_none() && said.from != at);
                assert_eq!(applied.committer, LeafIndex(said.from as u32));
                assert_eq!(applied.epoch.0, before.0.0 + 1, "one epoch on");
                assert_eq!(applied.removed_self, !device.group.is_active());
                device.history.push(Digest::of(&bytes));
            }
            Err(error) => {
                assert_eq!(state(&device.group), before, "refused");
                let expected = whole && same && first && said.text.is_none() && said.from != at;
                assert!(!expected || !before.1, "an honest commit: {error:?}");
            }
        }
        return Ok(());
    }
    match device.group.open_message(&bytes) {
        Ok(opened) => {
            assert!(whole && same && said.from != at, "sent so, in this epoch");
            assert_eq!(Some(opened.plaintext.as_bytes()), said.text.as_deref());
            assert_eq!(opened.leaf, LeafIndex(said.from as u32));
            assert!(device.opened.insert(number), "once");
        }
        Err(error) => {
            let expected = whole && same && first && said.text.is_some() && said.from != at;
            let late = sent.iter().filter(|other| other.from == said.from).count() > 5;
            assert!(
                !expected || !before.1 || late,
                "an honest message: {error:?}"
            );
        }
    }
    assert_eq!(state(&device.group), before, "a message changes no keys");
    Ok(())
}

fn agree(devices: &[Device]) {
    for (at, one) in devices.iter().enumerate() {
        for other in &devices[at + 1..] {
            let (Ok(ours), Ok(theirs)) = (one.group.authenticator(), other.group.authenticator())
            else {
                continue;
            };
            assert_eq!(ours == theirs, one.history == other.history);
        }
    }
}
