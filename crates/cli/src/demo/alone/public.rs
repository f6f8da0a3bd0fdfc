//! What North tells the public on its first day, and what stays with whom it is for: a statement, a readout
//! that anybody verifies offline, the calendar, a call sheet, and what press and duty officers aren't shown.

use serde_json::{Value, json};

use super::{
    Alone, ZONE,
    procedure::{PROPOSED, agreed},
    report::Verified,
};
use crate::{
    CliError,
    demo::{
        side::text,
        tour::{count_in, id_of, text_at},
    },
};

const OFFICE: &str = "press service of the leader";

impl Alone {
    /// A statement about the alliance, then a readout of what was held elsewhere.
    pub(super) async fn press(&mut self, contact: &str) -> Result<Verified, CliError> {
        self.tell("\nThe press office speaks: one drafts, another approves, then it is released.");
        let statement = [
            "statement",
            "draft",
            contact,
            "--title",
            "On the replies",
            "--office",
            "spokesman of the leader",
            "--text",
            "The alliance has no common line on North's proposals.",
            "--position-of",
            "the alliance",
            "--common-line",
            "none",
        ];
        self.release("statement", &statement).await?;
        self.look("statement", "press", &["statement", "list"], |shown| {
            format!(
                "published: \"{}\", which claims of {} that its common line is {}",
                text_at(shown, "/published/0/title"),
                text_at(shown, "/drafts/0/position/of/0"),
                text_at(shown, "/drafts/0/position/common_line")
            )
        })
        .await?;
        let coalitions = self.north.run_as("sherpa", &["coalition", "list"]).await?;
        let coalition = text_at(&coalitions, "/coalitions/0/record");
        let show = ["coalition", "show", &coalition];
        self.look("claim", "sherpa", &show, |shown| {
            format!(
                "said in public: common line {}; beside North's own note it {}",
                text_at(shown, "/said_in_public/0/common_line"),
                text_at(shown, "/said_in_public/0/standing")
            )
        })
        .await?;
        let readout = [
            "readout",
            "draft",
            contact,
            "--title",
            "The leaders spoke",
            "--office",
            OFFICE,
            "--text",
            "The leaders spoke by videoconference.",
            "--medium",
            "videoconference",
        ];
        let released = self.release("readout", &readout).await?;
        let (file, url) = (id_of(&released, "file")?, id_of(&released, "url")?);
        self.verify(file, url).await
    }

    /// Draft, approval by a second person, release.
    async fn release(&mut self, noun: &str, draft: &[&str]) -> Result<Value, CliError> {
        let draft = id_of(&self.act("press", draft).await?, "draft")?;
        self.act("press-chief", &[noun, "approve", &draft]).await?;
        self.act("press", &[noun, "release", &draft]).await
    }

    /// Offline, with the press key alone: by this program and by stock minisign.
    async fn verify(&mut self, file: String, url: String) -> Result<Verified, CliError> {
        let key = text(&self.north.dir.join("keys").join("press.pub"));
        let args = ["readout", "verify", &file, "--key", &key];
        self.commands += 1;
        let command = format!("detente {}", args.join(" "));
        self.tell(&format!("  $ {command}"));
        let answer = self.north.program.run(&args).await?;
        let valid = answer.get("valid").and_then(Value::as_bool) == Some(true);
        let minisign = tokio::process::Command::new("minisign")
            .args(["-Vm", &file, "-p", &key])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .await;
        let by_minisign = minisign.ok().map(|status| status.success());
        let shown = match (valid, by_minisign) {
            (false, _) | (_, Some(false)) => "the signature does NOT stand",
            (true, Some(true)) => "the signature stands, by stock minisign too",
            (true, None) => "the signature stands (minisign isn't installed here)",
        };
        self.keep("readout", command, &answer, shown.to_owned());
        Ok(Verified {
            url,
            valid,
            by_minisign,
        })
    }

    /// The calendar's secret address, read as a calendar program reads it.
    pub(super) async fn calendar(&mut self) -> Result<(), CliError> {
        self.tell("\nThe dates, in any calendar program:");
        let link = ["calendar", "link", "--zone", ZONE];
        let made = self.act("sherpa", &link).await?;
        let url = id_of(&made, "url")?;
        let failed = |error: reqwest::Error| {
            CliError::failed("calendar", error.without_url(), "look at the node.log file")
        };
        let feed = reqwest::get(&url).await.map_err(failed)?;
        let feed = feed.text().await.map_err(failed)?;
        let events = feed.matches("BEGIN:VEVENT").count();
        let event = feed
            .split_once("BEGIN:VEVENT")
            .map_or("", |(_, event)| event);
        let starts = event.lines().find(|line| line.starts_with("DTSTART"));
        let starts = starts.unwrap_or_default().trim().to_owned();
        // The address is a secret, also from this report.
        let answer = json!({"events": events, "starts": starts});
        let shown = format!("{events} time in the calendar: {starts}");
        let command = "the calendar's secret address, as a calendar program reads it";
        self.keep("calendar", command.to_owned(), &answer, shown);
        Ok(())
    }

    /// A sheet of what isn't agreed says so in large.
    pub(super) async fn call_sheet(&mut self, contact: &str) -> Result<(), CliError> {
        self.tell("\nA call sheet says in large what isn't agreed:");
        let sheet = ["contact", "call-sheet", contact];
        self.look("call-sheet", "sherpa", &sheet, |shown| {
            let stands = match shown.get("agreed") {
                Some(Value::Bool(true)) => "AGREED",
                _ => "NOT AGREED",
            };
            match text_at(shown, "/banners/0/banner").as_str() {
                "reported-outside" => format!("{stands}: entered as held elsewhere"),
                other => format!("{stands}: {other}"),
            }
        })
        .await?;
        Ok(())
    }

    /// Press and duty officers are in no report's audience.
    pub(super) async fn outsiders(&mut self, contact: &str) -> Result<(), CliError> {
        self.tell("\nWhat is reported stays with the leaders' circle. The press is shown that there is something:");
        let show = ["contact", "show", contact];
        self.look("press", "press", &show, |shown| {
            format!(
                "{}; reports that it can't read: {}; agreed: {}",
                text_at(shown, "/phase"),
                shown.get("reports_sealed").unwrap_or(&Value::Null),
                agreed(shown)
            )
        })
        .await?;
        let list = ["contact", "list"];
        self.look("duty", "duty", &list, |shown| {
            let words = shown.to_string().contains(PROPOSED);
            let reported = count_in(shown, "/reported", |_| true);
            format!("reported contacts: {reported}; South's words in it: {words}")
        })
        .await?;
        Ok(())
    }
}
