//! The tour's message: formal text from North to South, taken by South's duty officer, who doesn't read it.

use serde_json::Value;
use std::time::Duration;

use super::{Tour, id_of, report::TourMessage};
use crate::CliError;

const TITLE: &str = "Before tonight's call";
const WORDS: &str = "The interpreter will be another one than last time.";

/// Tries, and the pause between them, until the other node has what was written.
const TRIES: usize = 100;
const PAUSE: Duration = Duration::from_millis(50);

impl Tour<'_> {
    pub(super) async fn send_message(&mut self) -> Result<Vec<TourMessage>, CliError> {
        let send = [
            "message",
            "send",
            "--precedence",
            "priority",
            "--title",
            TITLE,
            "--text",
            WORDS,
            "--language",
            "en",
        ];
        let sent = self.north.run_as("sherpa", &send).await?;
        let message = id_of(&sent, "message")?;
        self.sealed_texts.extend([TITLE, WORDS].map(str::to_owned));
        let mut tries = 0;
        while let Err(error) = self
            .south
            .run_as("duty", &["message", "acknowledge", &message])
            .await
        {
            tries += 1;
            if tries == TRIES {
                return Err(error);
            }
            tokio::time::sleep(PAUSE).await;
        }
        let shown = self.message_at_north(&message).await?;
        self.seen_by_devices.push_str(&shown.to_string());
        self.tell("North sends South a message; South's duty officer takes it without reading it, and North sees that.");
        Ok(vec![TourMessage {
            from: id_of(&shown, "from")?,
            to: id_of(&shown, "to")?,
            precedence: id_of(&shown, "precedence")?,
            state: id_of(&shown, "state")?,
        }])
    }

    /// As North's aide sees it, once the acknowledgement is there.
    async fn message_at_north(&self, message: &str) -> Result<Value, CliError> {
        let show = ["message", "show", message];
        let mut shown = self.north.run_as("sherpa", &show).await?;
        for _ in 0..TRIES {
            if shown["state"] == "acknowledged" {
                break;
            }
            tokio::time::sleep(PAUSE).await;
            shown = self.north.run_as("sherpa", &show).await?;
        }
        Ok(shown)
    }
}
