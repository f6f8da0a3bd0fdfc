//! Whatever a person does has an act, or a reason why it has none.

use domain::{InternalKind, Kind, Noun};

use crate::{contacts, internal, procedure, world::World};

/// What no act makes, and why.
const NO_ACT: [(Noun, Kind, &str); 1] = [(
    Noun::Contact,
    Kind::Grant,
    "devices hand on keys by themselves: Core::housekeeping",
)];

const NO_INTERNAL_ACT: [(InternalKind, &str); 2] = [
    (
        InternalKind::Release,
        "the node notes what it published; no device writes it",
    ),
    (
        InternalKind::Promise,
        "a promise stands in the statement that makes it; no device writes it apart",
    ),
];

#[test]
fn each_kind_is_made_by_an_act_or_says_why_not() {
    let mut world = World::new();
    contacts::play(&mut world);
    procedure::play(&mut world);
    internal::play(&mut world);
    for noun in Noun::ALL {
        for kind in noun.kinds() {
            let reason = NO_ACT.iter().find(|one| (one.0, one.1) == (*noun, kind));
            let made = world.kinds.contains(&(*noun, kind));
            assert_ne!(made, reason.is_some(), "{noun:?} {kind:?}");
        }
    }
    for kind in InternalKind::ALL {
        let reason = NO_INTERNAL_ACT.iter().find(|one| one.0 == *kind);
        let made = world.internal_kinds.contains(kind);
        assert_ne!(made, reason.is_some(), "{kind:?}");
    }
}
