//! A principal's terminal before the call: it waits until both duty officers have confirmed.

use domain::SubjectId;
use std::time::Instant;
use wire::{ToDevice, ToNode};

use super::event_stream::{Came, EventStream};
use crate::{CliError, Exit, api::Session};

/// Returns when it rings, whatever connections come and go meanwhile.
pub async fn wait_for_ring(
    stream: &mut EventStream,
    session: &mut Session<'_>,
    desk: &mut client::Desk,
    contact: SubjectId,
    give_up: Instant,
) -> Result<(), CliError> {
    loop {
        let came = tokio::time::timeout_at(give_up.into(), stream.next())
            .await
            .map_err(|_| {
                CliError::new(
                    Exit::NotHeld,
                    "not-rung",
                    "nobody rang in time",
                    "ask the duty officer; `detente contact show` says who confirmed",
                )
            })??;
        match came {
            Came::Message(message) => match *message {
                // A terminal takes what it waited for at once.
                ToDevice::Ring(rung) if rung == contact => return Ok(()),
                ToDevice::LogsChanged { .. } => {
                    session.sync(desk).await?;
                    let over = desk
                        .contact(contact)
                        .is_ok_and(|folded| folded.phase == domain::ContactPhase::Cancelled);
                    if over {
                        return Err(CliError::refused(
                            "wrong-phase",
                            "the contact was cancelled",
                            "nothing is left to do",
                        ));
                    }
                }
                _ => {}
            },
            Came::Lost => session.reconnect()?,
            Came::Back => stream.send(&ToNode::Await(contact)).await,
            Came::SignIn => stream.signed_in(session.sign_in().await?),
            Came::GivenUp | Came::Replaced => {
                return Err(CliError::new(
                    Exit::Unreachable,
                    "node-unreachable",
                    "the connection to the node ended",
                    "join again",
                ));
            }
        }
    }
}
