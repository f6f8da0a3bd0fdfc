//! Calls that an earlier process of this node began and didn't end: whoever comes back finds the floor
//! open, and where nobody does, the call gets its end attested all the same.

use domain::{CallEnded, CallId, Contact, ContactPhase, EndReason, LineView, LogItem, SubjectId};
use identity::SideId;
use std::time::Instant;
use wire::TrunkFrame;

use super::room::Room;
use super::{CallOutput, Calls, Ended, MediaCommand, Now};

/// A start that is in our log, without an end.
#[derive(Debug)]
pub(super) struct Begun {
    call: CallId,
    at_unix_ms: i64,
    /// Until then somebody may come back; counted while the line is up, for what the other node
    /// attested meanwhile arrives first.
    until: Option<Instant>,
}

/// The calls of a view that this side's node began and didn't end.
pub(super) fn begun_before(
    view: &LineView,
    own_side: SideId,
) -> impl Iterator<Item = (SubjectId, Begun)> {
    view.contacts().into_iter().filter_map(move |folded| {
        let started = folded.started.get(&own_side)?;
        let begun = Begun {
            call: started.call,
            at_unix_ms: started.at_unix_ms,
            until: None,
        };
        (!folded.ended.contains_key(&own_side)).then_some((folded.subject, begun))
    })
}

/// What the other node says of the end, if the contact's call is over.
fn said_over(folded: &Contact) -> Option<(EndReason, Option<i64>)> {
    if let Some(ended) = folded
        .ended
        .values()
        .next()
        .filter(|_| folded.ended_by_one())
    {
        return Some((ended.reason, Some(ended.at_unix_ms)));
    }
    let is_over = matches!(
        folded.phase,
        ContactPhase::Ended | ContactPhase::Cancelled | ContactPhase::Postponed
    );
    is_over.then_some((EndReason::Aborted, None))
}

impl Calls {
    /// The floor of a room that is made anew, if an earlier process opened it. Our principal has as
    /// long to come back as after the loss of a device.
    pub(super) fn resume(&mut self, now: Now, room: &mut Room) {
        let of_call = |begun: &Begun| begun.call == room.call;
        if !self.begun.get(&room.contact).is_some_and(of_call) {
            return;
        }
        if let Some(begun) = self.begun.remove(&room.contact) {
            room.principal_gone_since = Some(now.instant);
            room.resume_floor(begun.at_unix_ms);
            let open = MediaCommand::OpenFloor {
                call: room.call,
                in_ms: 0,
            };
            self.outputs.push_back(CallOutput::Media(open));
        }
    }

    /// The logs changed: the other node, or a duty officer, may have said that it is over.
    pub(super) fn end_begun_that_are_over(&mut self, now: Now, view: &LineView) {
        let said: Vec<_> = self
            .begun
            .keys()
            .filter_map(|contact| Some((*contact, view.contact(*contact)?)))
            .filter_map(|(contact, folded)| match folded.ended.get(&self.own_side) {
                // Our own word came back to a backup.
                Some(ours) => Some((contact, ours.reason, None, true)),
                None => said_over(&folded).map(|(reason, at)| (contact, reason, at, false)),
            })
            .collect();
        for (contact, reason, their_ms, is_attested) in said {
            if is_attested {
                self.begun.remove(&contact);
            } else {
                self.end_begun(now, contact, reason, their_ms);
            }
        }
    }

    /// Nobody came back in time: it is over, and the other side hears so.
    pub(super) fn end_begun_that_are_late(&mut self, now: Now) {
        let is_late = |begun: &Begun| begun.until.is_some_and(|until| until <= now.instant);
        let late: Vec<(SubjectId, CallId)> = self
            .begun
            .iter()
            .filter(|(_, begun)| is_late(begun))
            .map(|(contact, begun)| (*contact, begun.call))
            .collect();
        for (contact, call) in late {
            let reason = EndReason::LineLost;
            self.end_begun(now, contact, reason, None);
            self.outputs
                .push_back(CallOutput::ToOtherNode(TrunkFrame::End {
                    contact,
                    call,
                    reason,
                }));
        }
    }

    /// The line came up, or went down.
    pub(super) fn wait_for_begun(&mut self, until: Option<Instant>) {
        for begun in self.begun.values_mut() {
            begun.until = until;
        }
    }

    /// When [`Self::end_begun_that_are_late`] has something to do.
    pub(super) fn begun_timeout(&self) -> Option<Instant> {
        self.begun.values().filter_map(|begun| begun.until).min()
    }

    fn end_begun(
        &mut self,
        now: Now,
        contact: SubjectId,
        reason: EndReason,
        their_ms: Option<i64>,
    ) {
        let Some(begun) = self.begun.remove(&contact) else {
            return;
        };
        // We weren't there: the other node's moment by our clock, or else this one.
        let at_unix_ms = their_ms
            .and_then(|theirs| theirs.checked_sub(self.skew_ms))
            .map_or(now.unix_ms, |ours| ours.min(now.unix_ms))
            .max(begun.at_unix_ms);
        let call = begun.call;
        self.outputs
            .push_back(CallOutput::Append(LogItem::CallEnded(CallEnded {
                contact,
                call,
                at_unix_ms,
                reason,
            })));
        let group = self.orders.last_group(call);
        self.note_ended(Ended {
            contact,
            call,
            group,
            reason,
        });
    }
}
