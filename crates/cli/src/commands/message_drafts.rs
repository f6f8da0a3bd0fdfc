//! Drafts of formal messages: one person writes, another approves, and what was approved is sent.

use clap::Args;
use client::{
    Desk,
    view::message_draft::{DraftList, DraftView, drafts_of},
};
use domain::{InternalKind, MessageDraft, Noun, RecordId};
use serde::Serialize;

use super::{
    Acting,
    internal::desk_of,
    message::{SendArgs, find_message, form},
    terms_options::find_id,
};
use crate::{
    CliError, Context, Report,
    shown::{rfc3339, short},
};

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente message approve 9c01 --as sherpa-2")]
pub struct ApproveArgs {
    /// Draft's id, or its first digits
    pub draft: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente message drafts --json")]
pub struct DraftsArgs {
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Serialize)]
pub struct DraftDone {
    /// `drafted` or `approved`.
    pub what: String,
    #[serde(flatten)]
    pub draft: DraftView,
}

fn standing(view: &DraftView) -> String {
    match (view.sent, view.approved_by) {
        (Some(message), _) => format!("sent as {}", short(message)),
        (None, Some(person)) => format!("approved by person {}", short(person)),
        (None, None) => "waits for another person's approval".to_owned(),
    }
}

impl Report for DraftDone {
    fn human(&self) -> String {
        format!(
            "{}: kept within this side\ndraft        {}\ntitle        {}\nstands       {}",
            self.what,
            self.draft.draft,
            self.draft.title,
            standing(&self.draft)
        )
    }
}

impl Report for DraftList {
    fn human(&self) -> String {
        if self.drafts.is_empty() {
            return "no drafts of messages; `detente message draft --help`".into();
        }
        let lines = self.drafts.iter().map(|one| {
            format!(
                "{}  {:<9} {}  by person {}  {}  ({})\n",
                short(&one.draft),
                one.precedence,
                rfc3339(one.at_unix_ms),
                short(one.author),
                one.title,
                standing(one)
            )
        });
        lines.collect()
    }
}

/// The draft whose id this is, or begins with this.
pub fn find_draft(desk: &Desk, text: &str) -> Result<RecordId, CliError> {
    let all = desk.message_drafts();
    let ids: Vec<String> = all.iter().map(|one| one.id.to_string()).collect();
    Ok(all[find_id("draft", text, &ids, "`detente message drafts`")?].id)
}

fn done(desk: &Desk, what: &str, id: RecordId) -> Result<DraftDone, CliError> {
    let mut all = desk.message_drafts().into_iter();
    let one = all.find(|one| one.id == id).ok_or_else(|| {
        CliError::failed(
            "not-found",
            "the draft isn't there any more",
            "`detente message drafts`",
        )
    })?;
    Ok(DraftDone {
        what: what.to_owned(),
        draft: DraftView::of(one),
    })
}

pub async fn draft(context: &Context, args: &SendArgs) -> Result<DraftDone, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let new = form(args)?.made(now_unix_ms)?;
    let kind = InternalKind::MessageDraft;
    let (mut session, mut desk) = desk_of(context, &args.acting, kind).await?;
    let earlier = args.reply_to.as_deref();
    let earlier = earlier.map(|text| find_message(&desk, Noun::Message, text));
    let draft = MessageDraft {
        facts: new.facts,
        text: new.text,
        reply_to: earlier.transpose()?.map(|earlier| earlier.subject),
    };
    let instead_of = args.draft.as_deref();
    let instead_of = instead_of.map(|text| find_draft(&desk, text)).transpose()?;
    let after = instead_of.into_iter().collect();
    let record = desk.draft_message(&draft, after, now_unix_ms)?;
    session.post_internal(&record).await?;
    session.sync(&mut desk).await?;
    done(&desk, "drafted", record.id())
}

pub async fn approve(context: &Context, args: &ApproveArgs) -> Result<DraftDone, CliError> {
    let kind = InternalKind::MessageApprove;
    let (mut session, mut desk) = desk_of(context, &args.acting, kind).await?;
    let draft = find_draft(&desk, &args.draft)?;
    let record = desk.approve_message(draft, context.now_unix_ms())?;
    session.post_internal(&record).await?;
    session.sync(&mut desk).await?;
    done(&desk, "approved", draft)
}

pub async fn list(context: &Context, args: &DraftsArgs) -> Result<DraftList, CliError> {
    let kind = InternalKind::MessageDraft;
    let (_, desk) = desk_of(context, &args.acting, kind).await?;
    Ok(drafts_of(&desk))
}
