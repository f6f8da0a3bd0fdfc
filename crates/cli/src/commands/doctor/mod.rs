//! `detente doctor`: looks at everything a side needs on this machine, and says what to do about each
//! finding. It asks for no passphrase and says nothing to anybody else.

mod desk;
mod files;
mod mail;
mod node;
mod ports;
mod push;
mod service;
mod store;

use clap::Args;
use serde::Serialize;

use super::Acting;
use crate::{
    CliError, Context, Exit, Report,
    home::{Home, SideFile},
};

#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "Examples:\n  detente doctor\n  detente doctor --json --passphrase-file FILE   # opens the keys too"
)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub acting: Acting,
}

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Good,
    /// Can't be looked at from here, or not without a passphrase.
    Unseen,
    Warning,
    Bad,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub what: String,
    pub verdict: Verdict,
    pub detail: String,
    /// What to do; empty where all is well.
    pub next: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Findings {
    pub findings: Vec<Finding>,
}

impl Findings {
    fn good(&mut self, what: &str, detail: impl Into<String>) {
        self.add(what, Verdict::Good, detail, "");
    }

    fn add(
        &mut self,
        what: &str,
        verdict: Verdict,
        detail: impl Into<String>,
        next: impl Into<String>,
    ) {
        self.findings.push(Finding {
            what: what.to_owned(),
            verdict,
            detail: detail.into(),
            next: next.into(),
        });
    }

    fn bad(&mut self, what: &str, error: &CliError) {
        self.add(what, Verdict::Bad, error.cause.clone(), error.next.clone());
    }

    /// The distance between two clocks, under the line's own limits.
    fn clock(&mut self, what: &str, skew_ms: i64, from: &str) {
        let (verdict, next) = match skew_ms.saturating_abs() {
            skew if skew > domain::CLOCK_SKEW_MS_MAX => (
                Verdict::Bad,
                "set both clocks by NTP; nothing new is agreed until then",
            ),
            skew if skew >= domain::CLOCK_SKEW_WARN_MS => {
                (Verdict::Warning, "let NTP keep both clocks")
            }
            _ => (Verdict::Good, ""),
        };
        self.add(what, verdict, format!("{skew_ms} ms from {from}"), next);
    }
}

impl Report for Findings {
    fn human(&self) -> String {
        self.findings
            .iter()
            .map(|one| {
                let mark = match one.verdict {
                    Verdict::Good => "good",
                    Verdict::Unseen => "-   ",
                    Verdict::Warning => "WARN",
                    Verdict::Bad => "BAD ",
                };
                let next = if one.next.is_empty() {
                    String::new()
                } else {
                    format!("\n       do: {}", one.next)
                };
                format!("{mark}  {:<14} {}{next}\n", one.what, one.detail)
            })
            .collect()
    }

    fn exit(&self) -> Exit {
        let bad = self.findings.iter().any(|one| one.verdict == Verdict::Bad);
        if bad { Exit::Failed } else { Exit::Done }
    }
}

pub async fn run(context: &Context, args: &DoctorArgs) -> Result<Findings, CliError> {
    let home = context.home();
    let mut found = Findings {
        findings: Vec::new(),
    };
    found.good("time zones", format!("database {}", domain::tz_version()));
    if !home.dir().is_dir() {
        found.add(
            "directory",
            Verdict::Bad,
            format!("{} isn't there", home.dir().display()),
            "name another with --dir, or found a side: `detente side init`",
        );
        return Ok(found);
    }
    files::check_permissions(&home, &mut found);
    files::check_keys(context, &home, &mut found);
    files::check_press_key(context, &home, &mut found);
    files::check_credentials(&home, &mut found);
    let side = match home.has_side().then(|| home.side()) {
        Some(Ok(side)) => Some(side),
        Some(Err(error)) => {
            found.bad("settings", &error);
            None
        }
        None => None,
    };
    let Some(url) = node_url(&home, side.as_ref(), args) else {
        found.add(
            "node",
            Verdict::Bad,
            format!(
                "{} holds no side and no device that says where the node is",
                home.dir().display()
            ),
            "on the node's machine `detente setup`; on a person's `detente person request`",
        );
        return Ok(found);
    };
    let _progress = context
        .screen
        .while_doing("looking at node, store and logs");
    let answers = node::check_node(context, &home, &url, &mut found).await;
    if let Some(side) = &side {
        ports::check_ports(side, answers, &mut found);
        service::check_tls(context, &home, side, answers, &mut found).await;
        service::check_unit(&home, &mut found);
        store::check_store(&home, answers, &mut found);
        mail::check_mail(&home, &mut found);
        push::check_push(&home, side, &mut found);
    }
    if answers {
        ports::check_relay(side.as_ref(), &mut found).await;
        desk::check_client(context, &url, &mut found).await;
        node::check_line(context, &home, args, &mut found).await;
        node::check_accreditations(context, &home, args, &mut found).await;
    }
    Ok(found)
}

fn node_url(home: &Home, side: Option<&SideFile>, args: &DoctorArgs) -> Option<String> {
    let named = args.acting.device.as_ref();
    let device = named.and_then(|name| home.device(name).ok());
    device
        .map(|device| device.node)
        .or_else(|| side.map(SideFile::node_url))
        .or_else(|| Some(home.devices().ok()?.into_iter().next()?.1.node))
}

#[cfg(test)]
#[path = "doctor_tests.rs"]
mod tests;
