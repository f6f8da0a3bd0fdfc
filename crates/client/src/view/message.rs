//! Messages: how far each came with the time at both ends, and the text to whom it is sealed.

use domain::{Delivery, Message, MessageState, MessageText, Noun, Receipt, SubjectId};
use identity::PersonId;
use serde::Serialize;
use wire::{AlarmItem, LineStatus};

use super::{contact::side_name, without_effect::WithoutEffectView};
use crate::{Desk, DeskError};

/// Messages of this channel.
pub fn of_channel(desk: &Desk, noun: Noun) -> Vec<Message> {
    let mut all = desk.view().messages();
    all.extend(desk.messages_ahead());
    all.retain(|message| message.noun == noun);
    all
}

/// A state that a message reached, by the nodes' clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct StateView {
    pub state: String,
    /// When the sender's log shows it.
    pub sender_unix_ms: Option<i64>,
    /// When the receiver's log shows it.
    pub receiver_unix_ms: Option<i64>,
    /// Who said it, where a person did.
    pub person: Option<PersonId>,
    /// Whose word it is.
    pub shown_by: ShownBy,
}

/// What a state rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ShownBy {
    /// Entries of the logs, which both sides hold.
    Logs,
    /// The other node's signed receipt; its log shows nothing yet.
    Receipt,
    /// A copy that came ahead of its place in the other side's log.
    Ahead,
    /// The clock alone.
    Time,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RenderingView {
    pub language: String,
    pub text: String,
    /// Who translated, as the sender says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub translator: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "MessageTextView")
)]
pub struct TextView {
    pub title: String,
    pub original: RenderingView,
    pub translation: Option<RenderingView>,
}

/// One message.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MessageView {
    pub message: SubjectId,
    pub channel: String,
    pub from: String,
    pub to: String,
    pub precedence: String,
    pub state: String,
    /// FLASH, and nobody acknowledged it.
    pub sounds: bool,
    /// It, or its acknowledgement, is here before the log that it stands in.
    pub ahead: bool,
    /// Of what sounds here: since when, and at whom.
    pub alarm: Option<AlarmItem>,
    /// Nothing shows it at the other side, and the line is down.
    pub line_fault: bool,
    pub acknowledge_by_unix_ms: Option<i64>,
    pub states: Vec<StateView>,
    /// Absent where it isn't sealed to this device.
    pub text: Option<TextView>,
    pub reply_to: Option<SubjectId>,
    pub replies: Vec<SubjectId>,
    /// Of an own message: whether the other node gave its receipt for it.
    pub receipted: Option<bool>,
    pub line_up: bool,
    /// Showing it told the other side that it stood before somebody's eyes.
    pub presented_now: bool,
    /// Records about it that change nothing, each with the reason.
    pub without_effect: Vec<WithoutEffectView>,
}

/// One line of the list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MessageLine {
    pub message: SubjectId,
    pub from: String,
    pub precedence: String,
    pub state: String,
    pub sounds: bool,
    pub sent_unix_ms: Option<i64>,
    pub acknowledge_by_unix_ms: Option<i64>,
    /// Or how its text begins, where it has none. Absent where it isn't sealed to this device.
    pub title: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MessageList {
    pub channel: String,
    pub messages: Vec<MessageLine>,
}

fn words_of(desk: &Desk, message: &Message) -> Option<MessageText> {
    desk.words_of(message.id).ok()
}

/// Letters of a text that stand for a title.
const HEADING_CHARS: usize = 48;

pub fn heading(words: &MessageText) -> String {
    if !words.title.is_empty() {
        return words.title.clone();
    }
    let line = words.text.lines().next().unwrap_or_default();
    let mut heading: String = line.chars().take(HEADING_CHARS).collect();
    if heading.len() < words.text.trim_end().len() {
        heading.push('…');
    }
    heading
}

fn sent_unix_ms(desk: &Desk, message: &Message) -> Option<i64> {
    let said = message.delivery.map(|delivery| delivery.said.node_unix_ms);
    said.or_else(|| desk.ahead_unix_ms(message.id))
}

/// A channel's messages: what sounds first, then in the order in which they were sent.
pub fn list_of(desk: &Desk, noun: Noun, now_unix_ms: i64) -> MessageList {
    let mut messages: Vec<MessageLine> = of_channel(desk, noun)
        .iter()
        .map(|message| MessageLine {
            message: message.subject,
            from: side_name(desk, message.by),
            precedence: message.facts.precedence.to_string(),
            state: message.state_at(now_unix_ms).to_string(),
            sounds: message.sounds(),
            sent_unix_ms: sent_unix_ms(desk, message),
            acknowledge_by_unix_ms: message.facts.acknowledge_by_unix_ms,
            title: words_of(desk, message).map(|text| heading(&text)),
        })
        .collect();
    messages.sort_by_key(|line| (!line.sounds, line.sent_unix_ms, line.message));
    MessageList {
        channel: noun.name().to_owned(),
        messages,
    }
}

/// Everything that this device can tell of a message.
pub fn view_of(
    desk: &Desk,
    subject: SubjectId,
    line: &LineStatus,
    now_unix_ms: i64,
) -> Result<MessageView, DeskError> {
    let message = desk.message(subject)?;
    let own = message.by == desk.own_side();
    let to = desk.view().other_side(message.by);
    let to = to.ok_or(DeskError::NoOtherSide)?;
    let seq = message.delivery.map(|delivery| delivery.said.seq);
    let receipted = seq.filter(|_| own).map(|seq| line.receipted >= seq);
    let state = match message.state_at(now_unix_ms) {
        MessageState::Sent if receipted == Some(true) => MessageState::Delivered,
        state => state,
    };
    let replies = of_channel(desk, message.noun).into_iter();
    let replies = replies.filter(|reply| reply.reply_to == Some(message.id));
    let text = words_of(desk, &message).map(|words| TextView {
        title: words.title,
        original: RenderingView {
            language: words.language,
            text: words.text,
            translator: None,
        },
        translation: words.translation.map(|translation| RenderingView {
            language: translation.language,
            text: translation.text,
            translator: translation.translator,
        }),
    });
    Ok(MessageView {
        message: subject,
        channel: message.noun.name().to_owned(),
        from: side_name(desk, message.by),
        to: side_name(desk, to),
        precedence: message.facts.precedence.to_string(),
        state: state.to_string(),
        sounds: message.sounds(),
        ahead: message.delivery.is_none()
            || (message.acknowledged.is_none() && desk.acknowledged_ahead(&message).is_some()),
        acknowledge_by_unix_ms: message.facts.acknowledge_by_unix_ms,
        states: states(desk, &message, state, receipted == Some(true)),
        text,
        reply_to: desk.replied_to(&message).map(|earlier| earlier.subject),
        replies: replies.map(|reply| reply.subject).collect(),
        receipted,
        line_up: line.up,
        presented_now: false,
        alarm: None,
        line_fault: own
            && !line.up
            && state == MessageState::Sent
            && seq.is_none_or(|seq| line.receipted < seq),
        without_effect: WithoutEffectView::all(&message.without_effect),
    })
}

/// The states that it reached, in their order.
fn states(desk: &Desk, message: &Message, state: MessageState, receipted: bool) -> Vec<StateView> {
    let mut reached = Vec::new();
    let mut add = |state: MessageState, sender, receiver, person, shown_by| {
        reached.push(StateView {
            state: state.to_string(),
            sender_unix_ms: sender,
            receiver_unix_ms: receiver,
            person,
            shown_by,
        });
    };
    if let Some(Delivery {
        said,
        delivered,
        confirmed,
    }) = message.delivery
    {
        let there = delivered.map(|there| there.node_unix_ms);
        add(
            MessageState::Sent,
            Some(said.node_unix_ms),
            there,
            None,
            ShownBy::Logs,
        );
        if delivered.is_some() {
            let known = confirmed.map(|known| known.node_unix_ms);
            add(MessageState::Delivered, known, there, None, ShownBy::Logs);
        } else if receipted {
            add(MessageState::Delivered, None, None, None, ShownBy::Receipt);
        }
    }
    if message.delivery.is_none() {
        add(
            MessageState::Sent,
            desk.ahead_unix_ms(message.id),
            None,
            None,
            ShownBy::Ahead,
        );
    }
    let mut say = |state: MessageState, receipt: Receipt| {
        let person = desk.view().record(receipt.id);
        let person = person.map(|record| record.header.person);
        let said = receipt.delivery.map(|delivery| delivery.said.node_unix_ms);
        let known = receipt.delivery.and_then(|delivery| delivery.delivered);
        let known = known.map(|known| known.node_unix_ms);
        add(state, known, said, person, ShownBy::Logs);
    };
    if let Some(presented) = message.presented {
        say(MessageState::Presented, presented);
    }
    if let Some(acknowledged) = message.acknowledged {
        say(MessageState::Acknowledged, acknowledged);
    }
    let ahead = desk.acknowledged_ahead(message);
    if let (None, Some((person, at))) = (message.acknowledged, ahead) {
        add(
            MessageState::Acknowledged,
            None,
            Some(at),
            Some(person),
            ShownBy::Ahead,
        );
    }
    if state == MessageState::Unanswered {
        let by = message.facts.acknowledge_by_unix_ms;
        add(state, by, by, None, ShownBy::Time);
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_title_is_headed_by_its_beginning() {
        let long = "ж".repeat(HEADING_CHARS);
        for (title, text, wanted) in [
            ("Incident at sea", "Our ships.", "Incident at sea"),
            ("", "Line test at nine.\n", "Line test at nine."),
            ("", "One.\nTwo.", "One.…"),
            ("", &long, &long),
            ("", &format!("{long}ж"), &format!("{long}…")),
        ] {
            let words = MessageText {
                title: title.to_owned(),
                language: String::new(),
                text: text.to_owned(),
                translation: None,
            };
            assert_eq!(heading(&words), wanted);
        }
    }
}
