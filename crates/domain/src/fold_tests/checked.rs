//! Entries whose signatures were checked before, on however many threads, fold as all others do.

use super::*;
use crate::{AuthorKeys, CheckedEntry};
use std::num::NonZero;

fn named(node: &Node) -> AuthorKeys {
    let entries = node.entries.iter();
    entries.filter_map(SealedEntry::named_key).collect()
}

fn checked(node: &Node, authors: &AuthorKeys, threads: usize) -> Vec<CheckedEntry> {
    let threads = NonZero::new(threads).unwrap();
    let entries = node.entries.clone();
    CheckedEntry::check_all(entries, &node.charter.node_key, authors, threads)
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn fold_checked(nodes: [&Node; 2], authors: &[AuthorKeys; 2], threads: usize) -> LineView {
    let mut view = LineView::new(nodes.map(|node| node.charter.clone()));
    for (node, authors) in nodes.into_iter().zip(authors) {
        for entry in checked(node, authors, threads) {
            view.append_checked(node.side(), entry).unwrap();
        }
    }
    view
}

/// Records that count, forged ones, those of who stands no more or not yet, and garbage.
fn full_of_voids() -> Node {
    let mut node = Node::staffed(10);
    for _ in 0..80 {
        node.say(SHERPA, Kind::Propose, None);
    }
    let header = node.header(SHERPA, Kind::Propose.number(), subject());
    let forged = Record::sign(&header, vec![], &node.key(DUTY)).unwrap();
    node.append_record(&forged);
    let mut bytes = node.record(SHERPA, Kind::Cancel, |_| {}).bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    node.append(&LogItem::Record(bytes));
    node.append(&LogItem::Record(b"no record".to_vec()));
    let early = node.record(9, Kind::Propose, |_| {});
    node.append_record(&early);
    node.accredit(9, &[Role::Sherpa]);
    node.revoke_by(SHERPA, 5);
    node.say(SHERPA, Kind::Cancel, None);
    node
}

#[test]
fn what_was_checked_before_folds_to_the_same() {
    let (north, south) = (full_of_voids(), Node::staffed(40));
    let expected = fold([&north, &south]);
    assert_eq!(expected.voids().len(), 5, "{:?}", expected.voids());
    let keys = [named(&north), named(&south)];
    let nobody = [AuthorKeys::new(), AuthorKeys::new()];
    for threads in [1, 2, 3, 64] {
        for authors in [&keys, &nobody] {
            let view = fold_checked([&north, &south], authors, threads);
            assert_eq!(view.digest(), expected.digest(), "{threads} threads");
            assert_eq!(view.voids(), expected.voids());
            assert_eq!(view.people(north.side()), expected.people(north.side()));
        }
    }
}

/// A key that nobody was accredited with may be named: its record is checked, and void all the same.
#[test]
fn a_named_key_gives_no_authority() {
    let mut node = Node::staffed(10);
    let record = node.record(9, Kind::Propose, |_| {});
    node.append_record(&record);
    let mut authors = named(&node);
    let stranger = node.key(9).public();
    authors.insert(identity::DeviceId::of_key(&stranger), stranger);
    let south = Node::staffed(40);
    let view = fold_checked([&node, &south], &[authors, AuthorKeys::new()], 1);
    let reasons: Vec<_> = view.voids().iter().map(|void| &void.reason).collect();
    assert_eq!(reasons, [&VoidReason::Author]);
}

#[test]
fn an_entry_of_another_node_is_refused_however_it_was_checked() {
    let (north, south) = (Node::staffed(10), Node::staffed(40));
    let authors = named(&north);
    let threads = NonZero::new(2).unwrap();
    let refused = CheckedEntry::check_all(
        north.entries.clone(),
        &south.charter.node_key,
        &authors,
        threads,
    );
    assert!(refused.iter().all(Result::is_err));
    let mut view = LineView::new([&north, &south].map(|node| node.charter.clone()));
    let first = checked(&north, &authors, 1).swap_remove(0);
    let result = view.append_checked(south.side(), first.clone());
    assert!(
        matches!(result, Err(ChainError::Signature(_))),
        "{result:?}"
    );
    assert_eq!(view.append_checked(north.side(), first.clone()), Ok(()));
    // A second time it doesn't follow.
    let again = view.append_checked(north.side(), first);
    assert!(
        matches!(again, Err(ChainError::Sequence { .. })),
        "{again:?}"
    );
}
