//! The order of a group's commits: what nodes sign, alter, move and mix up; an order stands only if
//! both signed it as it is.

use arbitrary::Unstructured;
use domain::CallId;
use identity::{Hash32, SecretSeed, Signature, SigningKey};
use wire::{GroupId, Order, TrunkFrame};

const STEPS_MAX: usize = 16;

/// An order and what was really signed under it.
#[derive(Clone)]
struct Known {
    order: Order,
    ordered: Option<Bare>,
    countersigned: Option<Bare>,
}

/// What signatures stand under.
type Bare = (CallId, GroupId, u64, Hash32);

fn bare(order: &Order) -> Bare {
    (order.call, order.group, order.epoch, order.envelope)
}

/// Any sequence of signing, altering and carrying over: both signatures verify exactly where both
/// nodes signed these very fields, each in its part; and the two never stand for each other.
pub fn commit_orders(data: &[u8]) -> bool {
    let key = |n: u8| SigningKey::from_seed(&SecretSeed([n; 32]));
    let (orderer, other) = (key(1), key(2));
    let mut input = Unstructured::new(data);
    let fresh = Order::new(CallId([1; 16]), GroupId(1), 0, Hash32([7; 32]));
    let mut known = vec![Known {
        order: fresh,
        ordered: None,
        countersigned: None,
    }];
    let mut stood = false;
    for _ in 0..STEPS_MAX {
        if input.is_empty() {
            break;
        }
        let Ok(next) = step(&mut input, &known, &orderer, &other) else {
            break;
        };
        let says = bare(&next.order);
        let by_orderer = next.ordered == Some(says);
        let by_both = by_orderer && next.countersigned == Some(says);
        let ordered = next.order.verify_ordered(&orderer.public());
        assert_eq!(ordered.is_ok(), by_orderer);
        let both = next.order.verify_both(&orderer.public(), &other.public());
        assert_eq!(both.is_ok(), by_both);
        let swapped = next.order.verify_both(&other.public(), &orderer.public());
        assert!(
            !by_both || swapped.is_err(),
            "the parts aren't exchangeable"
        );
        carried(&next.order);
        stood |= by_both;
        known.push(next);
    }
    stood
}

fn step(
    input: &mut Unstructured<'_>,
    known: &[Known],
    orderer: &SigningKey,
    other: &SigningKey,
) -> arbitrary::Result<Known> {
    let Known {
        order,
        mut ordered,
        mut countersigned,
    } = input.choose(known)?.clone();
    let says = Some(bare(&order));
    let order = match input.int_in_range(0..=7_u8)? {
        0 => {
            ordered = says;
            order.order(orderer)
        }
        1 => {
            countersigned = says;
            order.countersign(other)
        }
        // The wrong node, in either part.
        2 => {
            ordered = None;
            order.order(other)
        }
        3 => {
            countersigned = None;
            order.countersign(orderer)
        }
        4 => Order {
            epoch: input.int_in_range(0..=2)?,
            group: GroupId(input.int_in_range(1..=2)?),
            ..order
        },
        5 => Order {
            envelope: Hash32([input.int_in_range(6..=8)?; 32]),
            call: CallId([input.int_in_range(1..=2)?; 16]),
            ..order
        },
        // Signatures of another order.
        6 => {
            let from = input.choose(known)?;
            (ordered, countersigned) = (from.ordered, from.countersigned);
            Order {
                ordered: from.order.ordered,
                countersigned: from.order.countersigned,
                ..order
            }
        }
        // Bytes that nobody signed.
        _ => {
            let mut bytes = [0; 64];
            input.fill_buffer(&mut bytes)?;
            ordered = None;
            Order {
                ordered: Some(Signature(bytes)),
                ..order
            }
        }
    };
    Ok(Known {
        order,
        ordered,
        countersigned,
    })
}

/// An order arrives at the other node as it was.
fn carried(order: &Order) {
    let frame = TrunkFrame::Countersigned {
        contact: domain::SubjectId([1; 16]),
        order: order.clone(),
    };
    let bytes = frame.encode();
    assert_eq!(TrunkFrame::decode(&bytes), Ok(frame));
}
