//! Agenda items and participants of a contact; sealed to the leadership of both sides.

use identity::{PersonId, Role, SideId, id16};
use minicbor::{Decode, Encode};

use crate::{FIELD_BYTES_MAX, LIST_MAX, SubjectId, terms::numbered};

id16!(
    /// An agenda item; kept when the item is carried over.
    ItemId
);

numbered!(
    /// Where an item stands.
    ItemState { Open = 0 "open", Closed = 1 "closed" }
);

/// Longest name of a role.
const ROLE_BYTES_MAX: usize = 64;

/// The contact from which an item comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Origin(#[n(0)] pub SubjectId);

/// One subject of a talk.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AgendaItem {
    #[n(0)]
    pub id: ItemId,
    #[n(1)]
    pub title: String,
    #[n(2)]
    pub state: ItemState,
    #[n(3)]
    pub carried_from: Option<Origin>,
}

/// Somebody who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Participant {
    #[n(0)]
    pub side: SideId,
    #[n(1)]
    pub person: PersonId,
    #[n(2)]
    pub role: String,
    /// As it is to be read out; never leaves sealed bodies.
    #[n(3)]
    pub name: String,
}

impl Participant {
    pub fn role(&self) -> Option<Role> {
        self.role.parse().ok()
    }
}

/// Everything leadership alone reads of a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct Agenda {
    #[n(0)]
    pub items: Vec<AgendaItem>,
    #[n(1)]
    pub participants: Vec<Participant>,
    /// Why this contact, in the proposer's words.
    #[n(2)]
    pub reason: String,
}

impl Agenda {
    /// Items of `earlier` that stayed open, to be taken up again.
    pub fn carry_over(earlier: &Self, from: SubjectId) -> Vec<AgendaItem> {
        earlier
            .items
            .iter()
            .filter(|item| item.state == ItemState::Open)
            .map(|item| AgendaItem {
                carried_from: Some(Origin(from)),
                ..item.clone()
            })
            .collect()
    }

    /// Whether every list and text is within limits.
    pub fn fits(&self) -> bool {
        self.items.len() <= LIST_MAX
            && self.participants.len() <= LIST_MAX
            && self.reason.len() <= FIELD_BYTES_MAX
            && self
                .items
                .iter()
                .all(|item| item.title.len() <= FIELD_BYTES_MAX)
            && self
                .participants
                .iter()
                .all(|one| one.name.len() <= FIELD_BYTES_MAX && one.role.len() <= ROLE_BYTES_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(number: u8, state: ItemState) -> AgendaItem {
        AgendaItem {
            id: ItemId([number; 16]),
            title: format!("item {number}"),
            state,
            carried_from: None,
        }
    }

    fn participant(role: String, name: String) -> Participant {
        Participant {
            side: SideId([1; 16]),
            person: PersonId([1; 16]),
            role,
            name,
        }
    }

    #[test]
    fn open_items_are_carried_over_with_their_origin() {
        let earlier = Agenda {
            items: vec![item(1, ItemState::Closed), item(2, ItemState::Open)],
            ..Agenda::default()
        };
        let carried = Agenda::carry_over(&earlier, SubjectId([9; 16]));
        assert_eq!(carried.len(), 1);
        assert_eq!(carried[0].id, ItemId([2; 16]));
        assert_eq!(carried[0].carried_from, Some(Origin(SubjectId([9; 16]))));
    }

    #[test]
    fn lists_and_texts_are_bounded() {
        for (count, fits) in [
            (LIST_MAX - 1, true),
            (LIST_MAX, true),
            (LIST_MAX + 1, false),
        ] {
            let agenda = Agenda {
                items: vec![item(1, ItemState::Open); count],
                ..Agenda::default()
            };
            assert_eq!(agenda.fits(), fits, "{count}");
        }
        for (length, fits) in [
            (FIELD_BYTES_MAX - 1, true),
            (FIELD_BYTES_MAX, true),
            (FIELD_BYTES_MAX + 1, false),
        ] {
            let text = "x".repeat(length);
            let with_reason = Agenda {
                reason: text.clone(),
                ..Agenda::default()
            };
            let mut with_title = Agenda {
                items: vec![item(1, ItemState::Open)],
                ..Agenda::default()
            };
            with_title.items[0].title.clone_from(&text);
            let with_name = Agenda {
                participants: vec![participant("sherpa".into(), text)],
                ..Agenda::default()
            };
            for agenda in [with_reason, with_title, with_name] {
                assert_eq!(agenda.fits(), fits, "{length}");
            }
        }
        for (length, fits) in [
            (ROLE_BYTES_MAX - 1, true),
            (ROLE_BYTES_MAX, true),
            (ROLE_BYTES_MAX + 1, false),
        ] {
            let agenda = Agenda {
                participants: vec![participant("x".repeat(length), "Head of North".into())],
                ..Agenda::default()
            };
            assert_eq!(agenda.fits(), fits, "{length}");
        }
        for (count, fits) in [
            (LIST_MAX - 1, true),
            (LIST_MAX, true),
            (LIST_MAX + 1, false),
        ] {
            let agenda = Agenda {
                participants: vec![participant("sherpa".into(), "one".into()); count],
                ..Agenda::default()
            };
            assert_eq!(agenda.fits(), fits, "{count}");
        }
    }
}
