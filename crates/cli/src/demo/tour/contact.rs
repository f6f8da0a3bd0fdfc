//! The tour's contact: the one before, the proposal, and what both nodes show in the end.

use domain::{CivilTimeError, local_in, resolve_civil};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{
    Tour, Whose, id_of,
    report::{TourContact, TourItem, TourLocal},
};
use crate::{CliError, demo::up::until_phase};

/// Voice frames repeated in each packet, a term of the call.
pub(super) const VOICE_DEPTH: u8 = 2;

/// Who talks, and why: ours, and sealed.
const HEAD_OF_NORTH: &str = "Head of North";
const HEAD_OF_SOUTH: &str = "Head of South";
const REASON: &str = "one more talk ahead of the negotiations";

/// What was on the earlier videoconference's agenda, and what stayed open. Ours, as the scenario says.
const ITEMS: [(&str, bool); 4] = [
    ("security guarantees", true),
    ("strategic stability", true),
    ("consular staff", false),
    ("information security", false),
];

/// Days from the earlier videoconference to the call: from 7 to 30 December, where nothing else is said.
const EARLIER_DAYS: i64 = 23;

/// When the earlier videoconference began, as clocks in Moscow showed it.
fn earlier_start(call: Timestamp) -> Result<String, CliError> {
    let before = call - SignedDuration::from_hours(24 * EARLIER_DAYS);
    let local = local_in(before, "Europe/Moscow").map_err(zone_error)?;
    let day = local.civil.split('T').next().unwrap_or_default();
    Ok(format!("{day}T18:00"))
}

impl Tour<'_> {
    /// The earlier videoconference, held elsewhere: one side enters it, the other confirms.
    pub(super) async fn earlier_contact(&mut self) -> Result<String, CliError> {
        let start = earlier_start(self.args.start)?;
        let items: Vec<String> = ITEMS
            .iter()
            .map(|(title, open)| format!("{title}={}", if *open { "open" } else { "closed" }))
            .collect();
        let mut args = vec![
            "contact",
            "held-outside",
            "--start",
            &start,
            "--zone",
            "Europe/Moscow",
            "--duration",
            "120",
            "--medium",
            "videoconference",
        ];
        for item in &items {
            args.extend(["--item", item.as_str()]);
        }
        let entered = self.north.run_as("sherpa", &args).await?;
        let contact = id_of(&entered, "contact")?;
        self.sealed_texts
            .extend(ITEMS.iter().map(|(title, _)| (*title).to_owned()));
        until_phase(&self.south, &contact, "reported-outside").await?;
        self.south
            .run_as("sherpa", &["contact", "accept", &contact])
            .await?;
        let shown = until_phase(&self.north, &contact, "held-outside").await?;
        self.seen_by_devices.push_str(&shown.to_string());
        self.tell("An earlier videoconference took place elsewhere; North enters it, South confirms. Two of its");
        self.tell("four items stayed open.");
        Ok(contact)
    }

    pub(super) async fn agree(&mut self, earlier: &str) -> Result<String, CliError> {
        let start = self.args.start;
        let local = local_in(start, &self.args.north_zone).map_err(zone_error)?;
        let there = local_in(start, &self.args.south_zone).map_err(zone_error)?;
        let which = reading_of(start, &local.civil, &self.args.north_zone)?;
        let initiative = match self.args.initiative {
            Whose::North => "proposer",
            Whose::South => "recipient",
            Whose::Mutual => "mutual",
            Whose::Unstated => "unstated",
        };
        let depth = VOICE_DEPTH.to_string();
        let heads = [
            format!("own:principal:{HEAD_OF_NORTH}"),
            format!("other:principal:{HEAD_OF_SOUTH}"),
        ];
        let mut args = vec![
            "contact",
            "propose",
            "--start",
            &local.civil,
            "--zone",
            &self.args.north_zone,
            "--other-zone",
            &self.args.south_zone,
            "--duration",
            "60",
            "--medium",
            "phone-call",
            "--initiative",
            initiative,
            "--language",
            "ru",
            "--language",
            "en",
            "--format",
            "consecutive",
            "--carry-over",
            earlier,
            "--voice-depth",
            &depth,
            "--participant",
            &heads[0],
            "--participant",
            &heads[1],
            "--reason",
            REASON,
        ];
        if let Some(which) = which {
            args.extend(["--overlap", which]);
        }
        let proposed = self.north.run_as("sherpa", &args).await?;
        let contact = id_of(&proposed, "contact")?;
        self.sealed_texts
            .extend([HEAD_OF_NORTH, HEAD_OF_SOUTH, REASON].map(str::to_owned));
        self.tell(&format!(
            "North proposes a phone call: {} in {}, {} in {}. No public part. The open items are carried over.",
            clock(&local.civil),
            self.args.north_zone,
            clock(&there.civil),
            self.args.south_zone
        ));
        until_phase(&self.south, &contact, "proposed").await?;
        self.south
            .run_as("sherpa", &["contact", "accept", &contact])
            .await?;
        until_phase(&self.north, &contact, "agreed").await?;
        self.tell(
            "South accepts: both signatures stand under identical bytes, in both nodes' logs.",
        );
        for sentence in [4, 5, 8] {
            self.evidence.insert(sentence, format!("contact {contact}"));
        }
        Ok(contact)
    }

    /// Both nodes' folds side by side, and the contact as the report shows it.
    pub(super) async fn compare(
        &mut self,
        contact: &str,
    ) -> Result<(TourContact, Vec<TourItem>), CliError> {
        let at_north = self
            .north
            .run_as("sherpa", &["contact", "show", contact])
            .await?;
        let at_south = self
            .south
            .run_as("sherpa", &["contact", "show", contact])
            .await?;
        let same = [
            "agreed",
            "phase",
            "start_unix_ms",
            "duration_min",
            "medium",
            "public_part",
            "terms",
            "agenda",
            "started_unix_ms",
            "ended_unix_ms",
            "attested",
        ]
        .iter()
        .all(|field| {
            let shown = at_north.get(field).filter(|shown| !shown.is_null());
            shown.is_some() && shown == at_south.get(field)
        });
        self.attested = attested_alike(&at_north) && attested_alike(&at_south);
        self.seen_by_devices.push_str(&at_north.to_string());
        self.check_readers(contact).await?;
        let field = |name: &str| {
            at_north
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let local = |side: &str| {
            let locals = at_north
                .get("local")
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default();
            locals
                .iter()
                .find(|local| {
                    local
                        .get("side")
                        .and_then(Value::as_str)
                        .is_some_and(|name| name.eq_ignore_ascii_case(side))
                })
                .and_then(|local| {
                    local
                        .get("civil")
                        .and_then(Value::as_str)
                        .map(str::to_owned)
                })
                .unwrap_or_default()
        };
        let initiative = match at_north
            .pointer("/terms/initiative_of")
            .and_then(Value::as_str)
        {
            Some(side) => side.to_lowercase(),
            None => at_north
                .pointer("/terms/initiative")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
        };
        let starts = at_north
            .get("start_unix_ms")
            .and_then(Value::as_i64)
            .unwrap_or_default();
        let items = at_south
            .pointer("/agenda/items")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let agenda = items
            .iter()
            .map(|item| {
                let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
                TourItem {
                    title: text("title").unwrap_or_default(),
                    state: text("state").unwrap_or_default(),
                    carried_from: text("carried_from"),
                }
            })
            .collect();
        if starts != self.args.start.as_millisecond() {
            self.failures
                .push("the agreed start isn't the one that was proposed".into());
        }
        let summary = TourContact {
            contact: contact.to_owned(),
            proposed_by: field("proposed_by").to_lowercase(),
            initiative,
            medium: field("medium"),
            public_part: field("public_part"),
            starts: Timestamp::from_millisecond(starts)
                .map(|at| at.to_string())
                .unwrap_or_default(),
            local: TourLocal {
                north: local("north"),
                south: local("south"),
            },
            state: field("phase"),
            identical_on_both_nodes: same,
        };
        Ok((summary, agenda))
    }

    /// Press and duty officers are in no agenda's audience: what they are shown holds none of it.
    async fn check_readers(&mut self, contact: &str) -> Result<(), CliError> {
        for side in [&self.north, &self.south] {
            for device in ["press", "duty"] {
                let shown = side.run_as(device, &["contact", "show", contact]).await?;
                let shown = shown.to_string();
                let (agenda, _) = ITEMS[0];
                if shown.contains(agenda) {
                    self.failures
                        .push(format!("{}'s {device} is shown the agenda", side.name));
                }
            }
        }
        Ok(())
    }
}

/// Both nodes say the same of the call: that it began and ended, its medium, and who was on the line.
fn attested_alike(shown: &Value) -> bool {
    let is = |field: &str| shown.get(field).and_then(Value::as_bool) == Some(true);
    let nodes = shown.get("attested").and_then(Value::as_array);
    let [one, other] = nodes.map_or(&[][..], Vec::as_slice) else {
        return false;
    };
    let alike = |field: &str| one.get(field) == other.get(field) && one.get(field).is_some();
    is("start_attested") && is("end_attested") && alike("medium") && alike("on_line")
}

pub(super) fn zone_error(error: CivilTimeError) -> CliError {
    CliError::usage("zone", error, "name an IANA zone such as Asia/Kathmandu")
}

/// Which of two equal clock readings `start` is; `None` where there is only one.
fn reading_of(start: Timestamp, civil: &str, zone: &str) -> Result<Option<&'static str>, CliError> {
    match resolve_civil(civil, zone, None) {
        Ok(_) => Ok(None),
        Err(CivilTimeError::Overlap { earlier, .. }) => {
            Ok(Some(if earlier == start { "earlier" } else { "later" }))
        }
        Err(other) => Err(zone_error(other)),
    }
}

/// `23:30` of `2021-12-30T23:30`.
pub(super) fn clock(civil: &str) -> &str {
    civil.split_once('T').map_or(civil, |(_, clock)| clock)
}
