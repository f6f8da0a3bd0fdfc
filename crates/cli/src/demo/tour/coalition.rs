//! The alliance's three members, what each of them holds of North's proposals, and that they have no common
//! line: North's own note, which never leaves it, beside the sentence that its spokesman says in public.

use serde_json::Value;

use super::{
    Tour, count_in, id_of,
    papers::holders_of,
    report::{TourCoalition, TourPositions, TourText},
    text_at,
};
use crate::CliError;

/// As the paper's recipient is called.
pub(super) const ALLIANCE: &str = "the alliance";
const UNION: &str = "the union of states";
/// Members and what they hold; ours, as the scenario says.
const MEMBERS: [&str; 2] = ["East=against", "West=in-favour"];
const THIRD: &str = "Centre";
/// Sealed to North's leaders' circle.
const WORDS: &str = "it wants each article looked at by itself";
const SOURCE: &str = "North's three embassies there";

impl Tour<'_> {
    /// Enters the positions, and says in public that there is no common line; gives the entry that stands.
    pub(super) async fn positions(
        &mut self,
        contact: &str,
        paper: &str,
        statements: &mut Vec<TourText>,
    ) -> Result<String, CliError> {
        let heard = jiff::Timestamp::from_millisecond(self.now_unix_ms() - 3_600_000);
        let heard = heard.map_err(|error| CliError::failed("clock", error, "report it"))?;
        let heard = heard.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let known = ["--source", SOURCE, "--heard", &heard];
        let mut enter = vec!["coalition", "enter", paper, "--name", ALLIANCE];
        for member in MEMBERS.iter().chain([&THIRD]) {
            enter.extend(["--member", member]);
        }
        enter.extend(known);
        let first = id_of(&self.north.run_as("sherpa", &enter).await?, "record")?;
        let third = [
            "coalition",
            "position",
            &first,
            "--member",
            THIRD,
            "--stance",
            "own-words",
            "--words",
            WORDS,
        ];
        let third = [&third[..], &known].concat();
        let second = id_of(&self.north.run_as("sherpa", &third).await?, "record")?;
        let record = self.no_common_line(&second, &known).await?;
        let union = ["coalition", "enter", paper, "--name", UNION];
        let union = id_of(&self.north.run_as("sherpa", &union).await?, "record")?;
        self.no_common_line(&union, &known).await?;
        self.sealed_texts.extend([WORDS, SOURCE].map(str::to_owned));
        self.tell("An alliance signs nothing: what each of its three members holds of the draft, North notes for itself.");
        let words =
            "Neither the union of states nor the alliance has a common line on North's proposals.";
        let claim = [
            "--position-of",
            UNION,
            "--position-of",
            ALLIANCE,
            "--common-line",
            "none",
        ];
        let name = self.say(contact, "On the replies", words, &claim, statements);
        let name = name.await?;
        self.evidence
            .insert(19, format!("coalition {record}, {name}"));
        self.tell("Its spokesman says that they have no common line; North's note is shown beside the claim, within North.");
        Ok(record)
    }

    async fn no_common_line(&self, entry: &str, known: &[&str]) -> Result<String, CliError> {
        let reply = ["coalition", "reply", entry, "--common-line", "none"];
        let reply = [&reply[..], known].concat();
        id_of(&self.north.run_as("sherpa", &reply).await?, "record")
    }

    /// The positions as North's node shows them, before it stops.
    pub(super) async fn positions_shown(
        &mut self,
        record: &str,
    ) -> Result<TourPositions, CliError> {
        let show = ["coalition", "show", record];
        let shown = self.north.run_as("sherpa", &show).await?;
        self.seen_by_devices.push_str(&shown.to_string());
        let members = shown.get("members").and_then(Value::as_array);
        let member = |one: &Value| (text_at(one, "/member"), text_at(one, "/stance"));
        Ok(TourPositions {
            record: record.to_owned(),
            name: text_at(&shown, "/name"),
            members: members.into_iter().flatten().map(member).collect(),
            common_line: text_at(&shown, "/common_line"),
            earlier: count_in(&shown, "/earlier", |_| true),
            claimed: text_at(&shown, "/said_in_public/0/common_line"),
            standing: text_at(&shown, "/said_in_public/0/standing"),
        })
    }

    /// Looks for the entry in both stores, which nobody uses any more.
    pub(super) fn where_positions(&self, north: TourPositions) -> Result<TourCoalition, CliError> {
        let (in_norths_store, in_souths) = holders_of(&self.north, &self.south, &north.record)?;
        Ok(TourCoalition {
            in_norths_store,
            south: in_souths.then(|| north.clone()),
            north,
        })
    }
}
