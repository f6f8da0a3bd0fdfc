//! A message is acknowledged where somebody of the other side said so, and stays so.

use domain::{Kind, LineView, RecordId, SubjectId};

use super::{
    Promise, Violation,
    truth::{First, Truth},
};
use crate::Bug;

/// The messages that somebody with this view takes for acknowledged, and by which record.
pub(crate) fn shown(view: &LineView, bug: Option<Bug>) -> Vec<(SubjectId, RecordId)> {
    let all = view.messages().into_iter();
    all.filter_map(|message| {
        let taken = match bug {
            Some(Bug::PresentedTaken) => message.acknowledged.or(message.presented),
            Some(_) | None => message.acknowledged,
        };
        Some((message.subject, taken?.id))
    })
    .collect()
}

/// Judges an acknowledgement by the entries that this view holds: it is the first that somebody who may
/// signed in knowledge of the message.
pub(crate) fn check(
    truth: &Truth,
    view: &LineView,
    (message, by): (SubjectId, RecordId),
) -> Result<(), Violation> {
    let broken = |what: &str| {
        let what = format!("message {message} is taken for acknowledged, and {what}");
        Violation::new(Promise::Messages, what)
    };
    let Some(First {
        side,
        other,
        entry: sent,
        act: message_sent,
    }) = truth.first(Kind::Send, message)
    else {
        return Err(broken("nobody sent it"));
    };
    if sent.seq > view.head(side).seq {
        return Err(broken("it isn't here yet"));
    }
    let mut acts = truth.chain(other).acts(view.head(other).seq);
    let first = acts.find(|(entry, act)| {
        act.kind == Kind::Acknowledge
            && (act.noun, act.subject) == (message_sent.noun, message)
            && act.names == Some(message_sent.id)
            && act.takes_messages()
            // A FLASH may have been taken ahead of its place; who names its hash had it.
            && (message_sent.flash || entry.other_seen >= sent.seq)
    });
    match first {
        Some((_, act)) if act.id == by => Ok(()),
        Some(_) => Err(broken("another acknowledgement came first")),
        None => Err(broken("nobody there acknowledged it")),
    }
}
