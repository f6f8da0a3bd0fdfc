//! Agendas: new items, open ones of earlier contacts, who takes part.

use domain::{Agenda, AgendaItem, ItemId, ItemState, Participant, SubjectId};
use identity::{PersonId, Role};
use serde::Deserialize;

use super::{FormError, Word, fresh_id};
use crate::Desk;

/// What leadership alone reads.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct AgendaForm {
    /// Titles of new items; none of them, and nothing carried over: as it stands.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub items: Vec<String>,
    /// The open items of an earlier contact.
    pub carry_over: Option<Word<SubjectId>>,
    /// Empty: as they stand.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub participants: Vec<ParticipantForm>,
    /// Why this contact.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ParticipantForm {
    /// Of our side.
    pub own: bool,
    pub role: Word<Role>,
    pub name: String,
}

/// An item of a contact that was held elsewhere, and the state in which it left it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OutsideItem {
    pub title: String,
    pub state: Word<ItemState>,
}

fn new_item(title: &str, state: ItemState) -> Result<AgendaItem, FormError> {
    Ok(AgendaItem {
        id: ItemId(fresh_id()?),
        title: title.to_owned(),
        state,
        carried_from: None,
    })
}

pub fn outside_items(items: &[OutsideItem]) -> Result<Vec<AgendaItem>, FormError> {
    let items = items.iter();
    items
        .map(|item| new_item(&item.title, item.state.0))
        .collect()
}

impl AgendaForm {
    /// `standing` is what a counter starts from.
    pub fn agenda(&self, desk: &Desk, standing: Option<Agenda>) -> Result<Agenda, FormError> {
        let mut agenda = standing.unwrap_or_default();
        if self.carry_over.is_some() || !self.items.is_empty() {
            agenda.items.clear();
        }
        if let Some(Word(earlier)) = self.carry_over {
            let read = desk.details(earlier)?.agenda;
            let read = read.ok_or(FormError::SealedAgenda)?;
            agenda.items.extend(Agenda::carry_over(&read, earlier));
        }
        for title in &self.items {
            agenda.items.push(new_item(title, ItemState::Open)?);
        }
        if !self.participants.is_empty() {
            let all = self.participants.iter();
            agenda.participants = all
                .map(|one| one.participant(desk))
                .collect::<Result<_, FormError>>()?;
        }
        if let Some(reason) = &self.reason {
            agenda.reason.clone_from(reason);
        }
        Ok(agenda)
    }
}

impl ParticipantForm {
    fn participant(&self, desk: &Desk) -> Result<Participant, FormError> {
        let side = match self.own {
            true => desk.own_side(),
            false => desk.other_side()?,
        };
        Ok(Participant {
            side,
            person: PersonId(fresh_id()?),
            role: self.role.0.name().to_owned(),
            name: self.name.clone(),
        })
    }
}
