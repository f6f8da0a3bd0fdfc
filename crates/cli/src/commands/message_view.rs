//! How messages are shown: how far each came with the time at both ends, and the text to whom it is
//! sealed.

use client::view::message::{MessageList, MessageView, RenderingView, ShownBy};
use domain::{Message, MessageState, Record, SubjectId};
use serde::Serialize;
use std::fmt::Write;
use wire::AlarmItem;

use crate::{
    Report,
    shown::{rfc3339, short},
};

/// Something was said in the channel, and is in the log.
#[derive(Debug, Clone, Serialize)]
pub struct MessageDone {
    /// `sent` or `acknowledged`.
    pub what: String,
    /// `message` or `service-message`.
    pub channel: String,
    pub message: SubjectId,
    pub record: String,
    pub seq: u64,
    pub precedence: String,
    pub state: String,
    /// An earlier message that was acknowledged with its reply.
    pub acknowledged: Option<SubjectId>,
}

impl Report for MessageDone {
    fn human(&self) -> String {
        let mut out = format!(
            "{}: entry {} of this side's log\n{:<12} {}\nprecedence   {}\nstate        {}",
            self.what, self.seq, self.channel, self.message, self.precedence, self.state
        );
        if let Some(earlier) = self.acknowledged {
            let _ = write!(out, "\nwith it      {} is acknowledged", short(earlier));
        }
        out
    }
}

impl Report for MessageList {
    fn human(&self) -> String {
        if self.messages.is_empty() {
            return format!("no messages yet; `detente {} send --help`", self.channel);
        }
        let lines = self.messages.iter().map(|line| {
            let title = line.title.as_deref().unwrap_or("(sealed to others)");
            let sent = line.sent_unix_ms.map_or_else(String::new, rfc3339);
            let sounds = if line.sounds { "!" } else { " " };
            format!(
                "{}{sounds} {:<9} {:<12} {sent:<20} from {}  {title}\n",
                short(line.message),
                line.precedence,
                line.state,
                line.from
            )
        });
        lines.collect()
    }
}

/// How it went, line by line.
fn tell_course(view: &MessageView, line: &mut impl FnMut(&str, &str)) {
    let at = |unix_ms: Option<i64>, side: &str| match unix_ms {
        Some(at) => format!("{} at {side}", rfc3339(at)),
        None => format!("not yet in {side}'s log"),
    };
    for state in &view.states {
        let by = state.person.map_or_else(String::new, |person| {
            format!(", by person {}", short(person))
        });
        if state.shown_by == ShownBy::Receipt {
            let words = format!("by the receipt that {}'s node signed", view.to);
            line(&state.state, &words);
            continue;
        }
        let ahead = match state.shown_by {
            ShownBy::Ahead => ", ahead of its place",
            ShownBy::Logs | ShownBy::Receipt | ShownBy::Time => "",
        };
        line(
            &state.state,
            &format!(
                "{}, {}{by}{ahead}",
                at(state.sender_unix_ms, &view.from),
                at(state.receiver_unix_ms, &view.to)
            ),
        );
    }
    if view.state == MessageState::Sent.name() {
        let what = if view.line_up {
            format!("up; {}'s node gave no receipt yet", view.to)
        } else {
            "down: it goes out when the line is back".to_owned()
        };
        line("line", &what);
    }
}

impl Report for MessageView {
    fn human(&self) -> String {
        let mut out = String::new();
        // Writing to a String can't fail.
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{key:<12} {value}");
        };
        line(&self.channel, &self.message.to_string());
        line("from", &format!("{}, to {}", self.from, self.to));
        let sounds = if self.sounds {
            "; sounds until somebody acknowledges it"
        } else {
            ""
        };
        line("precedence", &format!("{}{sounds}", self.precedence));
        if let Some(alarm) = &self.alarm {
            line("sounds", &sounds_words(alarm));
        }
        line("state", &self.state);
        if self.line_fault {
            line(
                "line fault",
                "down, and nothing shows the message over there",
            );
        }
        if let Some(by) = self.acknowledge_by_unix_ms {
            line("wanted", &format!("an acknowledgement by {}", rfc3339(by)));
        }
        tell_course(self, &mut line);
        if self.ahead {
            line(
                "ahead",
                "it overtook what waits in the other side's log; it counts there when that has come",
            );
        }
        if let Some(earlier) = self.reply_to {
            line("answers", &short(earlier));
        }
        for reply in &self.replies {
            line("answered by", &short(reply));
        }
        for none in &self.without_effect {
            line("no effect", &none.to_string());
        }
        let Some(text) = &self.text else {
            line("sealed", "a text that this device can't read");
            return out;
        };
        if !text.title.is_empty() {
            line("title", &text.title);
        }
        let rendering = |one: &RenderingView, what: &str| {
            let language = if one.language.is_empty() {
                "language not said"
            } else {
                &one.language
            };
            let by = one.translator.as_deref();
            let by = by.map_or_else(String::new, |by| format!(", translated by {by}"));
            format!("\n{what} ({language}{by})\n\n{}\n", one.text.trim_end())
        };
        out.push_str(&rendering(&text.original, "original"));
        if let Some(translation) = &text.translation {
            out.push_str(&rendering(translation, "translation"));
        }
        out
    }
}

pub fn done_view(
    what: &str,
    message: &Message,
    record: &Record,
    seq: u64,
    now_unix_ms: i64,
) -> MessageDone {
    MessageDone {
        what: what.to_owned(),
        channel: message.noun.name().to_owned(),
        message: message.subject,
        record: record.id.to_string(),
        seq,
        precedence: message.facts.precedence.to_string(),
        state: message.state_at(now_unix_ms).to_string(),
        acknowledged: None,
    }
}

/// Since when it sounds, and at whom.
fn sounds_words(alarm: &AlarmItem) -> String {
    let called: Vec<String> = alarm.called.iter().map(short).collect();
    let whom = match (&called[..], alarm.everybody) {
        (_, true) => "at every duty officer".to_owned(),
        (called, false) => format!("at person {}", called.join(", ")),
    };
    let next = alarm.next_unix_ms.map_or_else(String::new, |next| {
        format!("; goes further at {}", rfc3339(next))
    });
    format!("since {}, {whom}{next}", rfc3339(alarm.since_unix_ms))
}
