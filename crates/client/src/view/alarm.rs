//! FLASH messages that nobody acknowledged, as the node says that they sound here.

use serde::Serialize;
use wire::AlarmItem;

use super::{
    contact::{LocalView, local_at, side_name, zones_agreed_last},
    message::heading,
};
use crate::Desk;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AlarmsView {
    pub alarms: Vec<AlarmView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AlarmView {
    pub message: String,
    /// Empty where the message itself isn't here yet.
    pub from: String,
    pub since_unix_ms: i64,
    /// Since when, in the capitals; empty where no terms name their zones.
    pub local: Vec<LocalView>,
    /// Absent where this device can't read it.
    pub title: Option<String>,
}

/// What sounds, the longest first.
pub fn alarms_of(desk: &Desk, alarms: &[AlarmItem]) -> AlarmsView {
    let zones = zones_agreed_last(desk);
    let view = |alarm: &AlarmItem| {
        let subject = alarm.message.parse().ok();
        let message = subject.and_then(|subject| desk.message(subject).ok());
        let words = message
            .as_ref()
            .and_then(|message| desk.words_of(message.id).ok());
        AlarmView {
            message: alarm.message.clone(),
            from: message.map_or_else(String::new, |message| side_name(desk, message.by)),
            since_unix_ms: alarm.since_unix_ms,
            local: zones
                .iter()
                .map(|(side, zone)| local_at(desk, *side, zone, alarm.since_unix_ms))
                .collect(),
            title: words.map(|words| heading(&words)),
        }
    };
    let mut alarms: Vec<AlarmView> = alarms.iter().map(view).collect();
    alarms.sort_by_key(|alarm| alarm.since_unix_ms);
    AlarmsView { alarms }
}
