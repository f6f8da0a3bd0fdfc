//! What North enters on its first day: what was held elsewhere, a track, South's acts as they were told, an
//! alliance's positions, a consultation. All of it is read back.

use serde_json::Value;

use super::{Alone, PLACE_ZONE, ZONE};
use crate::{
    CliError,
    demo::tour::{count_in, id_of, text_at},
};

/// From whom South's acts are known; ours, as all names.
const TOLD_BY: &str = "the head of South's protocol";
const SOURCE: &str = "by telephone";
/// Words of South's that are sealed to North's leaders' circle.
pub(super) const PROPOSED: &str = "a phone call of half an hour, any hour of that evening";
/// Members of an alliance, and what each holds.
const MEMBERS: [&str; 3] = ["East=against", "West=in-favour", "Centre"];

impl Alone {
    /// A videoconference of yesterday: North's word alone, and shown as that.
    pub(super) async fn held_outside(&mut self) -> Result<String, CliError> {
        self.tell("\nYesterday the leaders spoke elsewhere. North enters it.");
        let start = self.civil(-24, ZONE)?;
        let args = [
            "contact",
            "held-outside",
            "--start",
            &start,
            "--zone",
            ZONE,
            "--duration",
            "120",
            "--medium",
            "videoconference",
            "--item",
            "security guarantees=open",
            "--item",
            "consulates=closed",
            "--reason",
            "told by the head of our protocol, who was in the room",
        ];
        let entered = self.act("sherpa", &args).await?;
        let contact = id_of(&entered, "contact")?;
        let show = ["contact", "show", &contact];
        self.look("held-outside", "sherpa", &show, |shown| {
            let open = count_in(shown, "/agenda/items", |item| {
                text_at(item, "/state") == "open"
            });
            format!(
                "{}, entered by {}; agreed: {}; {open} item open",
                text_at(shown, "/phase"),
                text_at(shown, "/proposed_by"),
                agreed(shown)
            )
        })
        .await?;
        Ok(contact)
    }

    /// A track of North's alone, with its aim.
    pub(super) async fn track(&mut self, contact: &str) -> Result<String, CliError> {
        self.tell("\nA track keeps what belongs together. North opens it for itself and says what it wants.");
        let open = ["track", "open", "--title", "security guarantees"];
        let track = id_of(&self.act("sherpa", &open).await?, "track")?;
        let aim = ["track", "aim", &track, "--text", "guarantees that bind"];
        self.act("sherpa", &aim).await?;
        let link = ["track", "link", &track, "--holds", contact];
        self.act("sherpa", &link).await?;
        let show = ["track", "show", &track];
        self.look("track", "sherpa", &show, |shown| {
            let joined = shown.get("joined").and_then(Value::as_bool) == Some(true);
            format!(
                "\"{}\", opened by {}, joined by the other side: {joined}; aim: {}; in its timeline: {}",
                text_at(shown, "/title"),
                text_at(shown, "/opened_by"),
                text_at(shown, "/aims/0/text"),
                count_in(shown, "/timeline", |_| true)
            )
        })
        .await?;
        Ok(track)
    }

    /// What South does, as it was told: a proposal, its acceptance of another hour, a cancellation, a paper, a
    /// round's date and who leads its delegation.
    pub(super) async fn reported(&mut self, contact: &str, track: &str) -> Result<(), CliError> {
        self.tell(
            "\nSouth acts, and North hears of it. Each act says by whom, from where and when.",
        );
        let (evening, round) = (self.civil(48, ZONE)?, self.civil(14 * 24, PLACE_ZONE)?);
        let later = self.civil(49, ZONE)?;
        let date = ["--date", evening.as_str(), "--zone", ZONE];
        let more = [&date[..], &["--text", PROPOSED]].concat();
        let proposal = self.report(None, "proposal", 300, &more).await?;
        let later = ["--date", later.as_str(), "--zone", ZONE];
        let more = [&later[..], &["--text", "an hour later, as North asked"]].concat();
        self.report(Some(&proposal), "acceptance", 200, &more)
            .await?;
        self.report(Some(&proposal), "postponement", 100, &[])
            .await?;
        let paper = [
            "--what",
            "reply to the draft treaty",
            "--text",
            "as handed over",
        ];
        self.report(Some(contact), "paper", 90, &paper).await?;
        let dated = ["--what", "Geneva", "--date", &round, "--zone", PLACE_ZONE];
        self.report(Some(track), "round-date", 80, &dated).await?;
        let head = ["--what", "first deputy of the foreign minister"];
        self.report(Some(track), "head-of-delegation", 70, &head)
            .await?;
        let list = ["contact", "list"];
        self.look("reported-contact", "sherpa", &list, |shown| {
            format!(
                "{} {}: {}; {} contacts signed by South",
                text_at(shown, "/reported/0/status"),
                text_at(shown, "/reported/0/act"),
                told(shown, "/reported/0"),
                count_in(shown, "/contacts", |one| text_at(one, "/phase") == "agreed")
            )
        })
        .await?;
        let show = ["contact", "show", &proposal];
        self.look("reported-matter", "sherpa", &show, |shown| {
            let acts = names(shown, "/reports", "/act");
            let agreed = agreed(shown);
            format!("{}: {acts}; agreed: {agreed}", text_at(shown, "/status"))
        })
        .await?;
        let show = ["track", "show", track];
        self.look("reported-round", "sherpa", &show, |shown| {
            let dated = shown.get("timeline").and_then(Value::as_array);
            let dated = dated.into_iter().flatten();
            let dated = dated.filter(|one| text_at(one, "/noun") == "report");
            let dated: Vec<String> = dated
                .map(|one| format!("{} ({})", text_at(one, "/starts"), text_at(one, "/phase")))
                .collect();
            let acts = names(shown, "/reported", "/act");
            format!("in the timeline: {}; reported: {acts}", dated.join(", "))
        })
        .await?;
        let list = ["report", "list"];
        self.look("reports", "sherpa", &list, |shown| {
            let all = count_in(shown, "/reports", |_| true);
            let said = count_in(shown, "/reports", |one| {
                text_at(one, "/status") == "reported"
                    && !text_at(one, "/told_by").is_empty()
                    && !text_at(one, "/source").is_empty()
                    && !text_at(one, "/heard").is_empty()
            });
            format!("{all} acts reported, {said} of them with who told it, from where and when")
        })
        .await?;
        Ok(())
    }

    /// Enters one act; gives what it is about.
    async fn report(
        &mut self,
        about: Option<&str>,
        act: &str,
        minutes_ago: i64,
        more: &[&str],
    ) -> Result<String, CliError> {
        let heard = self.ago(minutes_ago);
        let said = [
            "--act",
            act,
            "--of",
            "South",
            "--told-by",
            TOLD_BY,
            "--source",
            SOURCE,
            "--heard",
            &heard,
        ];
        let enter: Vec<&str> = ["report", "enter"].into_iter().chain(about).collect();
        let args = [&enter[..], &said, more].concat();
        id_of(&self.act("sherpa", &args).await?, "about")
    }

    /// An alliance with three members, and expressly no common reply.
    pub(super) async fn coalition(&mut self, contact: &str) -> Result<(), CliError> {
        self.tell(
            "\nAn alliance has North's proposals, too. What each member holds is North's own note.",
        );
        let heard = self.ago(60);
        let mut enter = vec!["coalition", "enter", contact, "--name", "the alliance"];
        enter.extend(MEMBERS.iter().flat_map(|member| ["--member", member]));
        enter.extend(["--source", "three embassies", "--heard", &heard]);
        let first = id_of(&self.act("sherpa", &enter).await?, "record")?;
        let reply = [
            "coalition",
            "reply",
            &first,
            "--common-line",
            "none",
            "--source",
            "its secretariat",
            "--heard",
            &heard,
        ];
        let newer = id_of(&self.act("sherpa", &reply).await?, "record")?;
        let show = ["coalition", "show", &newer];
        self.look("coalition", "sherpa", &show, |shown| {
            let members = shown.get("members").and_then(Value::as_array);
            let members = members.into_iter().flatten();
            let members: Vec<String> = members
                .map(|one| format!("{} {}", text_at(one, "/member"), text_at(one, "/stance")))
                .collect();
            format!(
                "{}: {}; common line: {}; earlier entries kept: {}",
                text_at(shown, "/name"),
                members.join(", "),
                text_at(shown, "/common_line"),
                count_in(shown, "/earlier", |_| true)
            )
        })
        .await?;
        Ok(())
    }

    /// Expressly none, within North.
    pub(super) async fn consultation(&mut self, contact: &str) -> Result<(), CliError> {
        self.tell("\nWithin North: no meeting of its security council is intended.");
        let enter = [
            "consultation",
            "enter",
            contact,
            "--body",
            "security council",
            "--state",
            "none",
        ];
        self.act("sherpa", &enter).await?;
        let list = ["consultation", "list"];
        self.look("consultation", "sherpa", &list, |shown| {
            let one = |field: &str| text_at(shown, &format!("/consultations/0/{field}"));
            format!(
                "{}: {}, entered within North alone",
                one("body"),
                one("state")
            )
        })
        .await?;
        Ok(())
    }
}

/// `no`, or the record under which both are said to have signed.
pub(super) fn agreed(shown: &Value) -> String {
    match shown.get("agreed") {
        Some(Value::Null | Value::Bool(false)) => "no".to_owned(),
        other => format!("{other:?}"),
    }
}

/// Who told it, from where, when.
fn told(shown: &Value, at: &str) -> String {
    let one = |field: &str| text_at(shown, &format!("{at}/{field}"));
    let (who, source, heard) = (one("told_by"), one("source"), one("heard"));
    format!("told by {who}, {source}, heard {heard}")
}

/// One field of each in a list.
fn names(shown: &Value, list: &str, field: &str) -> String {
    let all = shown.pointer(list).and_then(Value::as_array);
    let all = all.into_iter().flatten();
    let all: Vec<String> = all.map(|one| text_at(one, field)).collect();
    all.join(", ")
}
