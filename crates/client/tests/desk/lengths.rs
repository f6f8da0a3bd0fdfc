//! What a node sees of the length of what its people write.

use crate::{
    audiences::new_contact,
    offers::{SHERPA, two_sides},
    side::Side,
};
use client::{DeskError, NewContact};
use domain::{
    Agenda, AgendaItem, FIELD_BYTES_MAX, ItemId, ItemState, Participant, Record, RecordError,
    SubjectNonce,
};
use e2ee::seal::frame::FRAME_OVERHEAD;
use identity::{PersonId, encode_canonical};

/// The longest frame of an agenda that a record carries beside its terms.
const AGENDA_FRAME_LEN: usize = 59_392;

fn propose(north: &Side, south: &Side, agenda: Agenda) -> Result<Record, DeskError> {
    let new = NewContact {
        agenda,
        ..new_contact(north, south)
    };
    let desk = north.desk(SHERPA, south);
    desk.propose(SubjectNonce([7; 16]), &new, north.now_ms)
}

fn item(number: u8, title: String) -> AgendaItem {
    AgendaItem {
        id: ItemId([number; 16]),
        title,
        state: ItemState::Open,
        carried_from: None,
    }
}

fn usual_agenda(north: &Side, south: &Side) -> Agenda {
    let titles = ["Grain", "Prisoners", "The talks in January", "Next contact"];
    let participants = [(north, "principal"), (south, "interpreter")];
    Agenda {
        items: (1..)
            .zip(titles)
            .map(|(n, t)| item(n, t.to_owned()))
            .collect(),
        participants: participants
            .map(|(side, role)| Participant {
                side: side.id(),
                person: PersonId([3; 16]),
                role: role.to_owned(),
                name: "Head of a government".to_owned(),
            })
            .to_vec(),
        reason: "What was left open in December, and the order of the talks.".to_owned(),
    }
}

#[test]
fn what_is_proposed_does_not_show_in_its_length() {
    let (north, south) = two_sides();
    let lengths = [Agenda::default(), usual_agenda(&north, &south)].map(|agenda| {
        let record = propose(&north, &south, agenda).unwrap();
        (
            record.bytes().len(),
            record.parts[0].0.len(),
            record.parts[1].0.len(),
        )
    });
    assert_eq!(lengths[0], lengths[1]);
    assert_eq!(lengths[0].1, lengths[0].2, "terms and agenda look alike");
}

/// Of as many bytes as asked.
fn agenda_of(bytes: usize) -> Agenda {
    let mut agenda = Agenda::default();
    let mut number = 0;
    loop {
        let left = bytes - encode_canonical(&agenda).len();
        if left < FIELD_BYTES_MAX {
            break;
        }
        agenda
            .items
            .push(item(number, "x".repeat(FIELD_BYTES_MAX - 200)));
        number += 1;
    }
    // The reason's own length takes two bytes more once it is long.
    let left = bytes - encode_canonical(&agenda).len();
    agenda.reason = "y".repeat(left - 2);
    assert_eq!(encode_canonical(&agenda).len(), bytes);
    assert!(agenda.fits());
    agenda
}

#[test]
fn an_agenda_fills_its_record_up_to_a_length() {
    let (north, south) = two_sides();
    let most = AGENDA_FRAME_LEN - FRAME_OVERHEAD;
    let length = |bytes: usize| {
        let record = propose(&north, &south, agenda_of(bytes));
        record.map(|record| record.bytes().len())
    };
    let longest = length(most).unwrap();
    assert_eq!(length(most - 1).unwrap(), longest, "filled to one length");
    let refused = length(most + 1).unwrap_err();
    assert!(
        matches!(refused, DeskError::Record(RecordError::TooLong { .. })),
        "{refused}"
    );
}
