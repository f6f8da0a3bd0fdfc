//! `detente sounding` and `detente non-paper`: what goes over the line and leaves no record.

use clap::{Args, Subcommand};
use client::{
    Desk,
    form::UnrecordedForm,
    view::unrecorded::{UnrecordedList, UnrecordedView, view_of},
};
use domain::{Action, Unrecorded, UnrecordedId, UnrecordedKind, roles_of};
use serde::Serialize;
use std::{fmt::Write, time::Duration};
use wire::UnrecordedAnswer;

use super::{
    Acting,
    side::random_id,
    terms_options::{find_id, moment, word},
    texts::Words,
};
use crate::{
    CliError, Context, Outcome, Report,
    api::{self, Session},
    shown::{short, utc},
};

/// How often the own node is asked what the other did with it, and how often at most.
const ASK_EVERY: Duration = Duration::from_millis(250);

const ASKED_MAX: u32 = 40;

#[derive(Debug, Subcommand)]
pub enum UnrecordedCommand {
    /// Hand one to the other side's leadership: signed by nobody, in no log, gone when it expires
    Send(SendArgs),
    /// What the other side sent and hasn't expired
    List(ListArgs),
    /// One of the other side's, with its words
    Show(ShowArgs),
    /// Have the own node forget one of the other side's before it expires
    Forget(ForgetArgs),
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente sounding send --as aide --text \"Would a call before the 10th be welcome?\"\n  \
    detente sounding send --answers 3fa1 --text \"It would; propose it.\" --expires 2021-12-29T18:00:00+03:00\n  \
    detente non-paper send --title \"Elements\" --file elements.txt --language en")]
pub struct SendArgs {
    #[command(flatten)]
    pub acting: Acting,
    #[command(flatten)]
    pub words: Words,
    /// Heading of the text, one line
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// When the other side's node forgets it (RFC 3339), at most 14 days from now [default: in two days]
    #[arg(long, value_name = "MOMENT")]
    pub expires: Option<String>,
    /// The other side's that it answers
    #[arg(long, value_name = "ID")]
    pub answers: Option<String>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "Examples:\n  detente sounding list --as aide --json\n  detente non-paper list"
)]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  detente sounding show 3fa1\n  detente non-paper show 3fa1 --as aide"
)]
pub struct ShowArgs {
    /// Its id, or its first digits
    pub id: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  detente sounding forget 3fa1\n  detente non-paper forget 3fa1 --as aide"
)]
pub struct ForgetArgs {
    /// Its id, or its first digits
    pub id: String,
    #[command(flatten)]
    pub acting: Acting,
}

/// One is with the other side's node.
#[derive(Debug, Clone, Serialize)]
pub struct SentView {
    pub kind: &'static str,
    pub id: UnrecordedId,
    pub expires_unix_ms: i64,
}

impl Report for SentView {
    fn human(&self) -> String {
        format!(
            "{}: the other side's node has it and forgets it {}\nid           {}\n\
             Nothing of it stays here: no record, no copy. Keep your own note if you want one.",
            self.kind,
            utc(self.expires_unix_ms),
            self.id
        )
    }
}

fn headline(view: &UnrecordedView) -> &str {
    let first = view.text.as_deref().and_then(|text| text.lines().next());
    match (view.title.as_str(), first) {
        ("", Some(first)) => first,
        ("", None) => "(sealed to a key that this device doesn't hold)",
        (title, _) => title,
    }
}

impl Report for UnrecordedView {
    fn human(&self) -> String {
        let mut out = format!(
            "{}, unsigned\nid           {}\nfrom         the line to {}; nobody signed it\nexpires      {}\n",
            self.kind.to_uppercase(),
            self.id,
            self.from,
            utc(self.expires_unix_ms)
        );
        if let Some(answers) = self.answers {
            let _ = writeln!(out, "answers      {answers}");
        }
        for (name, value) in [("title", &self.title), ("language", &self.language)] {
            if !value.is_empty() {
                let _ = writeln!(out, "{name:<12} {value}");
            }
        }
        let text = self.text.as_deref();
        let text = text.unwrap_or("It is sealed to a key that this device doesn't hold.");
        let _ = writeln!(out, "\n{}", text.trim_end());
        out
    }
}

impl Report for UnrecordedList {
    fn human(&self) -> String {
        if self.items.is_empty() {
            return format!("no {} of the other side is here", self.kind);
        }
        self.items
            .iter()
            .map(|one| {
                format!(
                    "{}  until {}  {}\n",
                    short(one.id),
                    utc(one.expires_unix_ms),
                    headline(one)
                )
            })
            .collect()
    }
}

/// One is forgotten.
#[derive(Debug, Clone, Serialize)]
pub struct Forgotten {
    pub kind: &'static str,
    pub id: UnrecordedId,
}

impl Report for Forgotten {
    fn human(&self) -> String {
        format!("{} {}: this side's node forgot it", self.kind, self.id)
    }
}

pub async fn run(
    context: &Context,
    command: UnrecordedCommand,
    kind: UnrecordedKind,
) -> Result<Outcome, CliError> {
    use UnrecordedCommand as C;
    Ok(match command {
        C::Send(args) => send(context, &args, kind).await?.into(),
        C::List(args) => list(context, &args, kind).await?.into(),
        C::Show(args) => show(context, &args, kind).await?.into(),
        C::Forget(args) => forget(context, &args, kind).await?.into(),
    })
}

async fn desk_of<'a>(
    context: &'a Context,
    acting: &Acting,
) -> Result<(Session<'a>, Desk), CliError> {
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), roles_of(Action::Sound))?;
    api::open_desk(context, &name).await
}

async fn received(
    session: &mut Session<'_>,
    kind: UnrecordedKind,
) -> Result<Vec<Unrecorded>, CliError> {
    let mut all = session.unrecorded().await?;
    all.retain(|one| one.kind == kind);
    Ok(all)
}

async fn find(
    session: &mut Session<'_>,
    kind: UnrecordedKind,
    text: &str,
) -> Result<Unrecorded, CliError> {
    let mut all = received(session, kind).await?;
    let ids: Vec<String> = all.iter().map(|one| one.id.to_string()).collect();
    let list = format!("`detente {kind} list`");
    let at = find_id(kind.name(), text, &ids, &list)?;
    Ok(all.swap_remove(at))
}

pub async fn send(
    context: &Context,
    args: &SendArgs,
    kind: UnrecordedKind,
) -> Result<SentView, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let mut form = UnrecordedForm {
        title: args.title.clone(),
        text: args.words.read()?,
        languages: args.words.language.clone(),
        expires: args.expires.as_deref().map(moment),
        answers: None,
    };
    let expires_unix_ms = form.expires_unix_ms(now_unix_ms)?;
    let what = match kind {
        UnrecordedKind::Sounding => "a sounding",
        UnrecordedKind::NonPaper => "a non-paper",
    };
    form.words(what)?;
    let (mut session, desk) = desk_of(context, &args.acting).await?;
    let answers = match &args.answers {
        // Whatever kind it is: a non-paper may be answered by a sounding.
        Some(text) => {
            let all = session.unrecorded().await?;
            let ids: Vec<String> = all.iter().map(|one| one.id.to_string()).collect();
            let list = "`detente sounding list` or `detente non-paper list`";
            Some(all[find_id(kind.name(), text, &ids, list)?].id)
        }
        None => None,
    };
    form.answers = word(answers);
    let text = form.words(what)?;
    let id = UnrecordedId(random_id()?);
    let unrecorded = desk.unrecorded(id, kind, &text, expires_unix_ms, now_unix_ms)?;
    hand_over(&mut session, &unrecorded).await?;
    Ok(SentView {
        kind: kind.name(),
        id,
        expires_unix_ms,
    })
}

/// Until the other node has it, or says why not.
async fn hand_over(session: &mut Session<'_>, unrecorded: &Unrecorded) -> Result<(), CliError> {
    let kind = unrecorded.kind;
    for asked in 0..ASKED_MAX {
        let answer = match session.post_unrecorded(unrecorded).await {
            Ok(sent) => sent.answer,
            // It left before the line went down: it may have arrived.
            Err(error) if asked > 0 && error.code == "line-down" => break,
            Err(error) => return Err(error),
        };
        let (cause, next) = match answer {
            Some(UnrecordedAnswer::Taken) => return Ok(()),
            Some(UnrecordedAnswer::Full) => (
                "the other side's node keeps as many soundings and non-papers as it may",
                "have the other side read and forget some, or send a message",
            ),
            Some(UnrecordedAnswer::Expired) => (
                "by the other side's clock it has expired already, or lasts longer than 14 days",
                "name another moment with --expires; `detente line status` compares the clocks",
            ),
            None => {
                tokio::time::sleep(ASK_EVERY).await;
                continue;
            }
        };
        return Err(CliError::refused("not-taken", cause, next));
    }
    Err(CliError::failed(
        "no-answer",
        format!("the other side's node didn't say whether it has the {kind}"),
        "it may have it and may not; send it again when `detente line status` says that the line is up",
    ))
}

fn other_name(session: &Session<'_>) -> String {
    let charter = session.other_charter();
    charter.map_or_else(String::new, |charter| charter.name.clone())
}

pub async fn list(
    context: &Context,
    args: &ListArgs,
    kind: UnrecordedKind,
) -> Result<UnrecordedList, CliError> {
    let (mut session, desk) = desk_of(context, &args.acting).await?;
    let from = other_name(&session);
    let mut items: Vec<UnrecordedView> = received(&mut session, kind)
        .await?
        .iter()
        .map(|one| view_of(&desk, &from, one))
        .collect();
    items.sort_by_key(|one| (one.expires_unix_ms, one.id));
    Ok(UnrecordedList {
        kind: kind.name(),
        items,
    })
}

pub async fn show(
    context: &Context,
    args: &ShowArgs,
    kind: UnrecordedKind,
) -> Result<UnrecordedView, CliError> {
    let (mut session, desk) = desk_of(context, &args.acting).await?;
    let one = find(&mut session, kind, &args.id).await?;
    Ok(view_of(&desk, &other_name(&session), &one))
}

pub async fn forget(
    context: &Context,
    args: &ForgetArgs,
    kind: UnrecordedKind,
) -> Result<Forgotten, CliError> {
    let (mut session, _) = desk_of(context, &args.acting).await?;
    let one = find(&mut session, kind, &args.id).await?;
    session.forget_unrecorded(one.id).await?;
    Ok(Forgotten {
        kind: kind.name(),
        id: one.id,
    })
}
