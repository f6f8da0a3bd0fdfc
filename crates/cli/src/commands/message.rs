//! `detente message` and `detente service-message`: text from side to side, and how far it came.
//!
//! Both are one channel each with the same commands. Formal text is sealed to leadership and its aides;
//! duty officers acknowledge it without reading it, and have the other channel for themselves.

use clap::{Args, Subcommand};
use client::{
    Desk,
    form::{MessageForm, TranslationForm, fresh_nonce},
    view::message::{MessageList, MessageView, list_of, of_channel, view_of},
};
use domain::{Kind, Message, Noun, Precedence, Record, roles_of};
use identity::RoleSet;
use std::path::PathBuf;

use super::{
    Acting,
    message_drafts::{self, ApproveArgs, DraftsArgs, find_draft},
    message_view::{MessageDone, done_view},
    message_watch::{self, WatchArgs},
    press::text_of,
    terms_options::{find_id, moment, word},
};
use crate::{
    CliError, Context, Outcome,
    api::{self, Session},
};

/// What both channels have.
#[derive(Debug, Subcommand)]
// One is made in a process's life.
#[allow(clippy::large_enum_variant)]
pub enum ChannelCommand {
    /// Send a text to the other side, with its precedence
    Send(SendArgs),
    /// Say that a person took a message of the other side; a FLASH message sounds until then
    Acknowledge(AcknowledgeArgs),
    /// Messages of both sides and how far each came; those that sound come first
    List(ListArgs),
    /// One message: its text, and each state with its time at both ends
    Show(ShowArgs),
}

#[derive(Debug, Subcommand)]
pub enum MessageCommand {
    #[command(flatten)]
    Channel(ChannelCommand),
    /// Write a message for another person to approve; it stays within the side
    Draft(SendArgs),
    /// Approve a draft that somebody else wrote
    Approve(ApproveArgs),
    /// Drafts, who approved each, and what was sent of them
    Drafts(DraftsArgs),
    /// Wait, and sound while a FLASH of the other side isn't acknowledged
    Watch(WatchArgs),
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente message send --precedence immediate --title \"Incident at sea\" --language ru \\\n    \
    --file note.txt --translation-language en --translation-file note.en.txt \\\n    \
    --acknowledge-by 2021-12-30T23:00:00+03:00\n  \
    detente message send --reply-to 3fa1 --text \"We agree.\"\n  \
    detente message draft --title \"Incident at sea\" --language ru --file note.txt\n  \
    detente message send --draft 9c01\n  \
    detente service-message send --text \"Line test at nine, please.\"")]
pub struct SendArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// routine, priority, immediate or flash [default: routine]
    #[arg(long, value_name = "PRECEDENCE")]
    pub precedence: Option<Precedence>,
    /// Heading of the text, one line
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// The text itself
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    pub text: Option<String>,
    /// The text from a file (UTF-8)
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Language of the text: the original, which counts
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// A courtesy translation beside the original
    #[arg(
        long,
        value_name = "TEXT",
        conflicts_with = "translation_file",
        requires = "translation_language"
    )]
    pub translation: Option<String>,
    /// The translation from a file (UTF-8)
    #[arg(long, value_name = "FILE", requires = "translation_language")]
    pub translation_file: Option<PathBuf>,
    /// Language of the translation
    #[arg(long, value_name = "TAG", requires = "language")]
    pub translation_language: Option<String>,
    /// Who translated
    #[arg(long, value_name = "NAME", requires = "translation_language")]
    pub translator: Option<String>,
    /// Unanswered if nobody there acknowledged it by this moment (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub acknowledge_by: Option<String>,
    /// Send this approved draft, word for word; of a new draft: the one whose place it takes
    #[arg(long, value_name = "DRAFT")]
    pub draft: Option<String>,
    /// It answers this earlier message, and acknowledges it where that wasn't done
    #[arg(long, value_name = "MESSAGE")]
    pub reply_to: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente message acknowledge 3fa1 --as duty\n  \
    detente service-message acknowledge 3fa1")]
pub struct AcknowledgeArgs {
    /// Message id, or its first digits
    pub message: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Examples:\n  \
    detente message list --json\n  \
    detente service-message list")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente message show 3fa1 --as aide\n  \
    detente service-message show 3fa1 --without-presenting")]
pub struct ShowArgs {
    /// Message id, or its first digits
    pub message: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Don't tell the other side that it stood before somebody's eyes; a principal's device never does
    #[arg(long)]
    pub without_presenting: bool,
}

/// `detente message`.
pub async fn run(
    context: &Context,
    command: MessageCommand,
    json: bool,
) -> Result<Outcome, CliError> {
    use MessageCommand as C;
    Ok(match command {
        C::Channel(command) => run_channel(context, command, Noun::Message).await?,
        C::Draft(args) => message_drafts::draft(context, &args).await?.into(),
        C::Approve(args) => message_drafts::approve(context, &args).await?.into(),
        C::Drafts(args) => message_drafts::list(context, &args).await?.into(),
        C::Watch(args) => message_watch::watch(context, &args, json).await?.into(),
    })
}

/// What both channels do.
pub async fn run_channel(
    context: &Context,
    command: ChannelCommand,
    noun: Noun,
) -> Result<Outcome, CliError> {
    use ChannelCommand as C;
    Ok(match command {
        C::Send(args) => send(context, &args, noun).await?.into(),
        C::Acknowledge(args) => acknowledge(context, &args, noun).await?.into(),
        C::List(args) => list(context, &args, noun).await?.into(),
        C::Show(args) => show(context, &args, noun).await?.into(),
    })
}

/// Roles that may do this in the channel.
fn roles(noun: Noun, kind: Kind) -> RoleSet {
    noun.action(kind).map_or_else(RoleSet::empty, roles_of)
}

/// A desk of the device that does this in the channel.
async fn desk_of<'a>(
    context: &'a Context,
    acting: &Acting,
    noun: Noun,
    kind: Kind,
) -> Result<(Session<'a>, Desk), CliError> {
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), roles(noun, kind))?;
    api::open_desk(context, &name).await
}

pub fn find_message(desk: &Desk, noun: Noun, text: &str) -> Result<Message, CliError> {
    let mut all = of_channel(desk, noun);
    let ids: Vec<String> = all.iter().map(|one| one.subject.to_string()).collect();
    let list = format!("`detente {} list`", noun.name());
    let at = find_id(noun.name(), text, &ids, &list)?;
    Ok(all.swap_remove(at))
}

/// What is said, as a form.
pub fn form(args: &SendArgs) -> Result<MessageForm, CliError> {
    let translation = match &args.translation_language {
        None => None,
        Some(language) => Some(TranslationForm {
            language: language.clone(),
            text: text_of(
                args.translation.as_deref(),
                args.translation_file.as_deref(),
            )?,
            translator: args.translator.clone(),
        }),
    };
    Ok(MessageForm {
        precedence: word(args.precedence),
        title: args.title.clone(),
        language: args.language.clone(),
        text: text_of(args.text.as_deref(), args.file.as_deref())?,
        translation,
        acknowledge_by: args.acknowledge_by.as_deref().map(moment),
        reply_to: None,
    })
}

async fn post(
    session: &mut Session<'_>,
    desk: &mut Desk,
    what: &str,
    record: &Record,
    now_unix_ms: i64,
) -> Result<MessageDone, CliError> {
    let seq = session.post_record(record).await?;
    session.sync(desk).await?;
    let message = desk.message(record.header.subject)?;
    Ok(done_view(what, &message, record, seq, now_unix_ms))
}

pub async fn send(context: &Context, args: &SendArgs, noun: Noun) -> Result<MessageDone, CliError> {
    let now_unix_ms = context.now_unix_ms();
    if let Some(draft) = &args.draft {
        return send_draft(context, args, noun, draft).await;
    }
    let mut new = form(args)?.made(now_unix_ms)?;
    let (mut session, mut desk) = desk_of(context, &args.acting, noun, Kind::Send).await?;
    let earlier = args.reply_to.as_deref();
    let earlier = earlier.map(|text| find_message(&desk, noun, text));
    let earlier = earlier.transpose()?;
    new.reply_to = earlier.as_ref().map(|earlier| earlier.subject);
    let nonce = fresh_nonce()?;
    let record = if noun == Noun::ServiceMessage {
        desk.send_service_message(nonce, &new, now_unix_ms)?
    } else {
        desk.send_message(nonce, &new, now_unix_ms)?
    };
    let mut done = post(&mut session, &mut desk, "sent", &record, now_unix_ms).await?;
    acknowledge_answered(context, &mut session, &desk, earlier, &mut done).await?;
    Ok(done)
}

/// Sends what another person than its author approved.
async fn send_draft(
    context: &Context,
    args: &SendArgs,
    noun: Noun,
    draft: &str,
) -> Result<MessageDone, CliError> {
    let says_more = args.text.is_some() || args.file.is_some() || args.title.is_some();
    if noun != Noun::Message || says_more || args.precedence.is_some() || args.reply_to.is_some() {
        return Err(CliError::usage(
            "draft-alone",
            "an approved draft is sent as it is: its text, precedence and reply stand in it",
            "leave the other options out, or draft it anew",
        ));
    }
    let now_unix_ms = context.now_unix_ms();
    let (mut session, mut desk) = desk_of(context, &args.acting, noun, Kind::Send).await?;
    let record = desk.send_drafted(find_draft(&desk, draft)?, now_unix_ms)?;
    let mut done = post(&mut session, &mut desk, "sent", &record, now_unix_ms).await?;
    let earlier = desk.message(record.header.subject)?;
    let earlier = desk.replied_to(&earlier);
    acknowledge_answered(context, &mut session, &desk, earlier, &mut done).await?;
    Ok(done)
}

/// Who answers has read.
async fn acknowledge_answered(
    context: &Context,
    session: &mut Session<'_>,
    desk: &Desk,
    earlier: Option<Message>,
    done: &mut MessageDone,
) -> Result<(), CliError> {
    let Some(earlier) = earlier else {
        return Ok(());
    };
    if let Some(record) = desk.acknowledge_answered(&earlier, context.now_unix_ms())? {
        match session.post_record(&record).await {
            Ok(_) => done.acknowledged = Some(earlier.subject),
            // The reply is out; this can be said again by hand.
            Err(error) => context.note(&format!("the earlier message isn't acknowledged: {error}")),
        }
    }
    Ok(())
}

pub async fn acknowledge(
    context: &Context,
    args: &AcknowledgeArgs,
    noun: Noun,
) -> Result<MessageDone, CliError> {
    let (mut session, mut desk) = desk_of(context, &args.acting, noun, Kind::Acknowledge).await?;
    let now_unix_ms = context.now_unix_ms();
    let message = find_message(&desk, noun, &args.message)?;
    let record = desk.acknowledge_message(message.subject, now_unix_ms)?;
    post(
        &mut session,
        &mut desk,
        "acknowledged",
        &record,
        now_unix_ms,
    )
    .await
}

pub async fn list(context: &Context, args: &ListArgs, noun: Noun) -> Result<MessageList, CliError> {
    let (_, desk) = desk_of(context, &args.acting, noun, Kind::Acknowledge).await?;
    Ok(list_of(&desk, noun, context.now_unix_ms()))
}

/// Shows a message. The first time that one of the other side stands before somebody here, that is said
/// to it; of principals nothing is said.
pub async fn show(context: &Context, args: &ShowArgs, noun: Noun) -> Result<MessageView, CliError> {
    let (mut session, mut desk) = desk_of(context, &args.acting, noun, Kind::Present).await?;
    let now_unix_ms = context.now_unix_ms();
    let message = find_message(&desk, noun, &args.message)?;
    let own = message.by == desk.own_side();
    let mut presented_now = false;
    if desk.tells_presented(&message, now_unix_ms) && !args.without_presenting {
        let record = desk.present_message(message.subject, now_unix_ms)?;
        match session.post_record(&record).await {
            Ok(_) => presented_now = true,
            // Who reads isn't kept from it by a node that writes nothing now.
            Err(error) => context.note(&format!("not told that it was presented: {error}")),
        }
        session.sync(&mut desk).await?;
    }
    let line = session.line_status().await?;
    let mut view = view_of(&desk, message.subject, &line, now_unix_ms)?;
    view.presented_now = presented_now;
    if view.sounds && !own {
        let alarms = session.alarms().await?;
        let name = message.subject.to_string();
        view.alarm = alarms.into_iter().find(|alarm| alarm.message == name);
    }
    Ok(view)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Exit;

    #[test]
    fn a_text_is_wanted_once_and_a_translation_with_its_language() {
        let said = |text: Option<&str>, file: Option<&str>| SendArgs {
            text: text.map(str::to_owned),
            file: file.map(PathBuf::from),
            ..SendArgs::default()
        };
        for (args, wanted) in [
            (said(Some("We agree."), None), None),
            (said(None, None), Some("text-wanted")),
            (said(Some(""), None), Some("text-wanted")),
            (said(Some("a"), Some("b")), Some("text-wanted")),
            (
                SendArgs {
                    translation_language: Some("en".into()),
                    ..said(Some("We agree."), None)
                },
                Some("text-wanted"),
            ),
        ] {
            let made = form(&args).and_then(|form| Ok(form.made(0)?));
            let got = made.map_err(|error| (error.exit, error.code)).err();
            let wanted = wanted.map(|code| (Exit::Usage, code.to_owned()));
            assert_eq!(got, wanted, "{args:?}");
        }
    }
}
