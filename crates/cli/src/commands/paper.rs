//! `detente paper`: handing texts over, newer versions, replies, receipts, differences.

use clap::{Args, Subcommand};
use client::{
    Desk,
    form::{PaperForm, RevisionForm, TextForm, Word, fresh_nonce},
    view::{
        attachment::AttachmentList,
        bracket::{BracketsView, brackets_of},
        paper::{PaperDiff, PaperList, PaperView, diff_of, list_of, state_of, view_of},
    },
};
use domain::{Action, Noun, PaperKind, SubjectId};
use std::path::PathBuf;

use super::{
    Acting,
    attachment::{Attached, begun_upload, find_attachment, named, upload},
    attachment_save::{Place, Saved, save},
    attachment_view::list_of as attachments_of,
    contact::desk_for,
    subject::{desk_to_read, find_subject},
    terms_options::moment,
    texts::{SubjectActed, Words, post},
};
use crate::{CliError, Context, Outcome};

#[derive(Debug, Subcommand)]
pub enum PaperCommand {
    /// Hand a proposal, a position or a chair's text to the other side
    HandOver(HandOverArgs),
    /// Hand over a newer version of a paper of one's own
    Version(VersionArgs),
    /// Reply to the version of the other side's paper that stands
    Reply(ReplyArgs),
    /// Say that a person has read the other side's paper
    Acknowledge(NamedArgs),
    /// Withdraw a paper of one's own: what was read stays read, but it no longer stands
    Withdraw(NamedArgs),
    /// Papers and where they stand
    List(ListArgs),
    /// One paper: all versions with their receipts, and the replies
    Show(NamedArgs),
    /// A paper's attachments and where they are on their way
    Attachments(NamedArgs),
    /// Save an attachment; goes on where an earlier try stopped
    Save(SaveArgs),
    /// Go on sending a file that was attached and didn't come to the node in whole
    Upload(UploadArgs),
    /// What changed between two versions, word by word
    Diff(DiffArgs),
    /// What stands in square brackets in its text: places that aren't agreed, with their alternatives
    Brackets(BracketsArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente paper hand-over --kind proposal --title \"On security guarantees\" --file proposal.txt \\\n    \
    --recipient South --reply-by 2022-01-10T12:00:00+01:00 --language en --attach annex.pdf")]
pub struct HandOverArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// proposal, position or chairs-text
    #[arg(long)]
    pub kind: PaperKind,
    /// Heading of the text
    #[arg(long, value_name = "TITLE")]
    pub title: String,
    #[command(flatten)]
    pub words: Words,
    /// To whom it is handed; repeat for several. Over this line it goes to the other side alone;
    /// others are named and have it by other ways
    #[arg(long, value_name = "NAME")]
    pub recipient: Vec<String>,
    /// A reply is asked for by this moment (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub reply_by: Option<String>,
    #[command(flatten)]
    pub attached: Attached,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente paper version 3fa1 --file second.txt")]
pub struct VersionArgs {
    /// Paper id, or its first digits
    pub paper: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Another heading [default: as before]
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    #[command(flatten)]
    pub words: Words,
    /// To whom it is handed; repeat for several [default: as before]
    #[arg(long, value_name = "NAME")]
    pub recipient: Vec<String>,
    /// A reply is asked for by this moment (RFC 3339) [default: as before]
    #[arg(long, value_name = "MOMENT")]
    pub reply_by: Option<String>,
    /// Files in place of those attached before [default: as before]
    #[command(flatten)]
    pub attached: Attached,
    /// Without the files attached before
    #[arg(long, conflicts_with = "attach")]
    pub no_attachments: bool,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente paper reply 3fa1 --title \"Reply to the proposal\" --file reply.txt")]
pub struct ReplyArgs {
    /// Paper id, or its first digits
    pub paper: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Heading of the text
    #[arg(long, value_name = "TITLE")]
    pub title: String,
    #[command(flatten)]
    pub words: Words,
    #[command(flatten)]
    pub attached: Attached,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  detente paper save 3fa1 --attachment 1\n  \
    detente paper save 3fa1 --attachment 1 --out annex.pdf --replace")]
pub struct SaveArgs {
    /// Paper id, or its first digits
    pub paper: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Its number, or the first digits of its id (4 at least)
    #[arg(long, value_name = "N")]
    pub attachment: String,
    /// File or directory to save it in [default: its own name, here]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace a file that is there
    #[arg(long)]
    pub replace: bool,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente paper upload 3fa1 --file annex.pdf")]
pub struct UploadArgs {
    /// Paper id, or its first digits
    pub paper: String,
    #[command(flatten)]
    pub acting: Acting,
    /// The file that was attached, unchanged
    #[arg(long, value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  detente paper show 3fa1\n  \
    detente paper acknowledge 3fa1\n  detente paper withdraw 3fa1\n  detente paper attachments 3fa1")]
pub struct NamedArgs {
    /// Paper id, or its first digits
    pub paper: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente paper list --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  detente paper diff 3fa1\n  \
    detente paper diff 3fa1 --from 1 --to 3")]
pub struct DiffArgs {
    /// Paper id, or its first digits
    pub paper: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Number of the older version [default: the last but one]
    #[arg(long, value_name = "N")]
    pub from: Option<usize>,
    /// Number of the newer version [default: the last]
    #[arg(long, value_name = "N")]
    pub to: Option<usize>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  detente paper brackets 3fa1\n  \
    detente paper brackets 3fa1 --version 2 --json")]
pub struct BracketsArgs {
    /// Paper id, or its first digits
    pub paper: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Number of the version [default: the last]
    #[arg(long, value_name = "N")]
    pub version: Option<usize>,
}

pub async fn run(context: &Context, command: PaperCommand) -> Result<Outcome, CliError> {
    use PaperCommand as C;
    Ok(match command {
        C::HandOver(args) => hand_over(context, &args).await?.into(),
        C::Version(args) => version(context, &args).await?.into(),
        C::Reply(args) => reply(context, &args).await?.into(),
        C::Acknowledge(args) => acknowledge(context, &args).await?.into(),
        C::Withdraw(args) => withdraw(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
        C::Attachments(args) => attachments(context, &args).await?.into(),
        C::Save(args) => save_attachment(context, &args).await?.into(),
        C::Upload(args) => go_on_uploading(context, &args).await?.into(),
        C::Diff(args) => diff(context, &args).await?.into(),
        C::Brackets(args) => open_brackets(context, &args).await?.into(),
    })
}

pub async fn open_brackets(
    context: &Context,
    args: &BracketsArgs,
) -> Result<BracketsView, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let paper = find(&desk, &args.paper)?;
    Ok(brackets_of(&desk, paper, args.version)?)
}

fn find(desk: &Desk, text: &str) -> Result<SubjectId, CliError> {
    find_subject(desk, &[Noun::Paper], text)
}

pub async fn hand_over(context: &Context, args: &HandOverArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let files = args.attached.seal()?;
    let form = PaperForm {
        kind: Word(args.kind),
        title: args.title.clone(),
        text: args.words.read()?,
        languages: args.words.language.clone(),
        recipients: args.recipient.clone(),
        reply_by: args.reply_by.as_deref().map(moment),
    };
    let (mut facts, mut paper) = form.made(now_unix_ms)?;
    (facts.attachments, paper.attachments) = named(&files);
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::HandOverPaper).await?;
    let record = desk.hand_over(fresh_nonce()?, facts, &paper, now_unix_ms)?;
    let what = (Noun::Paper, "hand-over");
    let acted = post(&mut session, &mut desk, what, &record, state(now_unix_ms)).await?;
    upload(context, &mut session, acted.subject, &files).await?;
    Ok(acted)
}

fn state(now_unix_ms: i64) -> impl Fn(&Desk, SubjectId) -> Result<String, CliError> {
    move |desk, subject| Ok(state_of(&desk.paper(subject)?, now_unix_ms).to_owned())
}

pub async fn version(context: &Context, args: &VersionArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let form = RevisionForm {
        title: args.title.clone(),
        text: args.words.read()?,
        languages: args.words.language.clone(),
        recipients: args.recipient.clone(),
        reply_by: args.reply_by.as_deref().map(moment),
        no_attachments: args.no_attachments,
    };
    let files = args.attached.seal()?;
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::HandOverPaper).await?;
    let subject = find(&desk, &args.paper)?;
    let (mut facts, mut newer) = form.made(&desk, subject, now_unix_ms)?;
    if !files.is_empty() {
        (facts.attachments, newer.attachments) = named(&files);
    }
    let record = desk.revise(subject, facts, &newer, now_unix_ms)?;
    let what = (Noun::Paper, "version");
    let acted = post(&mut session, &mut desk, what, &record, state(now_unix_ms)).await?;
    upload(context, &mut session, subject, &files).await?;
    Ok(acted)
}

pub async fn reply(context: &Context, args: &ReplyArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let form = TextForm {
        title: args.title.clone(),
        text: args.words.read()?,
        languages: args.words.language.clone(),
    };
    let files = args.attached.seal()?;
    let (facts, words) = named(&files);
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::HandOverPaper).await?;
    let subject = find(&desk, &args.paper)?;
    let mut reply = form.made();
    reply.attachments = words;
    let record = desk.reply_with(subject, facts.unwrap_or_default(), &reply, now_unix_ms)?;
    let what = (Noun::Paper, "reply");
    let acted = post(&mut session, &mut desk, what, &record, state(now_unix_ms)).await?;
    upload(context, &mut session, subject, &files).await?;
    Ok(acted)
}

pub async fn acknowledge(context: &Context, args: &NamedArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::AcknowledgePaper).await?;
    let record = desk.acknowledge_paper(find(&desk, &args.paper)?, now_unix_ms)?;
    let what = (Noun::Paper, "acknowledge");
    post(&mut session, &mut desk, what, &record, state(now_unix_ms)).await
}

pub async fn withdraw(context: &Context, args: &NamedArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Withdraw).await?;
    let record = desk.withdraw_paper(find(&desk, &args.paper)?, now_unix_ms)?;
    let what = (Noun::Paper, "withdraw");
    post(&mut session, &mut desk, what, &record, state(now_unix_ms)).await
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<PaperList, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    Ok(list_of(&desk, context.now_unix_ms()))
}

pub async fn show(context: &Context, args: &NamedArgs) -> Result<PaperView, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find(&desk, &args.paper)?;
    Ok(view_of(&desk, subject, context.now_unix_ms())?)
}

pub async fn attachments(context: &Context, args: &NamedArgs) -> Result<AttachmentList, CliError> {
    let (mut session, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find(&desk, &args.paper)?;
    attachments_of(&mut session, &desk, subject).await
}

pub async fn save_attachment(context: &Context, args: &SaveArgs) -> Result<Saved, CliError> {
    let (mut session, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find(&desk, &args.paper)?;
    let (number, attachment) = find_attachment(&desk, subject, &args.attachment)?;
    let place = Place {
        out: args.out.as_deref(),
        replace: args.replace,
    };
    save(context, &mut session, (number, &attachment), &place).await
}

pub async fn go_on_uploading(
    context: &Context,
    args: &UploadArgs,
) -> Result<AttachmentList, CliError> {
    let (mut session, desk) = desk_for(context, &args.acting, Action::HandOverPaper).await?;
    let subject = find(&desk, &args.paper)?;
    let file = begun_upload(&desk, subject, &args.file)?;
    upload(context, &mut session, subject, &[file]).await?;
    attachments_of(&mut session, &desk, subject).await
}

pub async fn diff(context: &Context, args: &DiffArgs) -> Result<PaperDiff, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find(&desk, &args.paper)?;
    Ok(diff_of(&desk, subject, args.from, args.to)?)
}
