//! `detente statement follow`: the other side's press site, read by a press device. What its press key
//! signed goes to the own node for everybody; what doesn't verify is kept here, with the reason, and is
//! never shown as theirs.

use clap::Args;
use domain::Action;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt::Write, path::PathBuf, time::Duration};
use wire::TheirRelease;

use super::{Acting, contact::desk_for, facts::verified_texts};
use crate::{
    CliError, Context, Report,
    api::{Reach, Session, press_feed},
    home::Home,
    private_file,
    shown::utc,
};
use client::view::facts::TextView;

/// Entries that didn't verify, the newest look's.
const UNVERIFIED_MAX: usize = press_feed::FEED_ENTRIES_MAX;
/// Shortest pause between two looks.
const WATCH_S_MIN: i64 = 15;

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente statement follow https://press.south.example --as press\n  \
    detente statement follow --as press --watch 300\n\n\
    The address is kept; only it is asked, and what their press key didn't sign isn't theirs. Where its \
    name leads to this machine or an own network, nobody is asked without --private-network.")]
pub struct FollowArgs {
    /// Address of the other side's press site [default: the one that was followed before]
    #[arg(value_name = "URL")]
    pub site: Option<String>,
    /// Their site is on this machine or an own network, not on the public internet; kept with the address
    #[arg(long)]
    pub private_network: bool,
    #[command(flatten)]
    pub acting: Acting,
    /// Go on, with a look every so many seconds, until it is stopped
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(WATCH_S_MIN..))]
    pub watch: Option<u32>,
}

/// `followed.toml`: which address, and what of it didn't verify when it was last looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Followed {
    pub site: String,
    /// It may be on this machine or an own network.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private_network: bool,
    pub looked_unix_ms: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unverified: Vec<Unverified>,
}

/// Something at that address that isn't theirs, as far as anybody can tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unverified {
    pub name: String,
    pub url: String,
    pub reason: String,
}

/// One look.
#[derive(Debug, Clone, Serialize)]
pub struct LookView {
    pub site: String,
    pub looked_unix_ms: i64,
    /// Names of what is new here.
    pub new: Vec<String>,
    pub unverified: Vec<Unverified>,
}

/// What is known of theirs.
#[derive(Debug, Clone, Serialize)]
pub struct TheirsView {
    /// Each under their press key, checked by this device.
    pub theirs: Vec<TextView>,
    /// Seen on their site by this directory's last look, and not theirs.
    pub unverified: Vec<Unverified>,
    pub followed: Option<String>,
    pub looked_unix_ms: Option<i64>,
}

impl Report for LookView {
    fn human(&self) -> String {
        let mut out = format!("{}: {} new\n", self.site, self.new.len());
        for name in &self.new {
            let _ = writeln!(out, "verified      {name}");
        }
        out.push_str(&unverified_text(&self.unverified));
        out
    }
}

impl Report for TheirsView {
    fn human(&self) -> String {
        let mut out = String::new();
        for text in &self.theirs {
            let _ = writeln!(
                out,
                "{}  {}  {} ({}, {})",
                utc(text.released_unix_ms),
                text.name,
                text.title,
                text.side,
                text.office
            );
        }
        out.push_str(&unverified_text(&self.unverified));
        match (&self.followed, self.looked_unix_ms) {
            (Some(site), Some(at)) => {
                let _ = write!(out, "followed here: {site}, looked at {}", utc(at));
            }
            _ => {
                out.push_str("their press site isn't followed here: `detente statement follow URL`")
            }
        }
        out
    }
}

fn unverified_text(unverified: &[Unverified]) -> String {
    let lines = unverified.iter();
    let lines =
        lines.map(|one| format!("NOT VERIFIED  {}: {} ({})\n", one.name, one.reason, one.url));
    lines.collect()
}

fn followed_path(home: &Home) -> PathBuf {
    home.dir().join("followed.toml")
}

fn followed(home: &Home) -> Result<Option<Followed>, CliError> {
    let path = followed_path(home);
    let Some(text) = private_file::read_if_there(&path)? else {
        return Ok(None);
    };
    toml::from_str(&text).map(Some).map_err(|error| {
        CliError::failed(
            "settings",
            format!("{}: {}", path.display(), error.message()),
            "delete it and follow the press site again",
        )
    })
}

fn keep(home: &Home, followed: &Followed) -> Result<(), CliError> {
    let text = toml::to_string(followed)
        .map_err(|error| CliError::failed("settings", error, "report it"))?;
    private_file::write(&followed_path(home), text.as_bytes())
}

/// Looks once, or again and again.
pub async fn run(context: &Context, args: &FollowArgs) -> Result<LookView, CliError> {
    let mut view = look(context, args).await?;
    let Some(seconds) = args.watch else {
        return Ok(view);
    };
    loop {
        context.note(&view.human());
        tokio::time::sleep(Duration::from_secs(seconds.into())).await;
        // A site that doesn't answer now may do so later.
        view = match look(context, args).await {
            Ok(view) => view,
            Err(error) => {
                context.note(&format!("{}: {}", error.code, error.cause));
                LookView {
                    new: Vec::new(),
                    ..view
                }
            }
        };
    }
}

pub async fn look(context: &Context, args: &FollowArgs) -> Result<LookView, CliError> {
    let home = context.home();
    let before = followed(&home)?;
    let site = match (&args.site, &before) {
        (Some(site), _) => press_feed::site_of(site)?,
        (None, Some(before)) => press_feed::site_of(&before.site)?,
        (None, None) => {
            return Err(CliError::usage(
                "site-wanted",
                "no press site is followed here yet",
                "name its address: `detente statement follow https://press.south.example`",
            ));
        }
    };
    // What was said of one address isn't said of another.
    let said_before = args.site.is_none() && before.is_some_and(|before| before.private_network);
    let private_network = args.private_network || said_before;
    let reach = match private_network {
        true => Reach::Anywhere,
        false => Reach::Public,
    };
    let (mut session, _) = desk_for(context, &args.acting, Action::Release).await?;
    let view = read_site(context, &mut session, &site, reach).await?;
    keep(
        &home,
        &Followed {
            site: view.site.clone(),
            private_network,
            looked_unix_ms: view.looked_unix_ms,
            unverified: view.unverified.clone(),
        },
    )?;
    Ok(view)
}

async fn read_site(
    context: &Context,
    session: &mut Session<'_>,
    site: &Url,
    reach: Reach,
) -> Result<LookView, CliError> {
    let charter = session.other_charter().cloned().ok_or_else(|| {
        CliError::usage(
            "not-paired",
            "this device knows no press key of the other side",
            "`detente line add FILE` with the other side's credentials",
        )
    })?;
    let known = session.public_texts().await?.theirs;
    let known: BTreeSet<String> = known.into_iter().map(|text| text.name).collect();
    let mut view = LookView {
        site: site.to_string(),
        looked_unix_ms: context.now_unix_ms(),
        new: Vec::new(),
        unverified: Vec::new(),
    };
    for entry in press_feed::look(site, reach, &charter, &known).await? {
        let reason = match entry.text {
            Ok(signed) => {
                let sent = TheirRelease {
                    document: signed.document,
                    minisig: signed.minisig,
                    url: entry.url.clone(),
                };
                let taken = session.take_theirs(&sent).await?;
                view.new.extend(taken.new.then_some(taken.name));
                continue;
            }
            Err(reason) => reason,
        };
        view.unverified.push(Unverified {
            name: entry.name,
            url: entry.url,
            reason,
        });
    }
    view.unverified.truncate(UNVERIFIED_MAX);
    Ok(view)
}

/// What of theirs is known here.
pub async fn theirs(context: &Context, acting: &Acting) -> Result<TheirsView, CliError> {
    let (mut session, desk) = desk_for(context, acting, Action::ReadLogs).await?;
    let own = desk.own_side();
    let texts = verified_texts(context, &mut session, &desk).await?;
    let theirs = texts.iter().filter(|one| one.text.side != own);
    let followed = followed(&context.home())?;
    Ok(TheirsView {
        theirs: theirs.map(|one| one.view(&desk)).collect(),
        looked_unix_ms: followed.as_ref().map(|one| one.looked_unix_ms),
        followed: followed.as_ref().map(|one| one.site.clone()),
        unverified: followed.map(|one| one.unverified).unwrap_or_default(),
    })
}
