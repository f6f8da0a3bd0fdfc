//! `detente joint-statement`: one text, agreed under both signatures, released by each side at one time.

use clap::{Args, Subcommand};
use client::{
    Desk, JointRelease,
    form::{FormError, JointCounterForm, JointForm, fresh_nonce},
    view::joint_statement::{JointList, JointView, ReleasedBy, list_of, view_of},
};
use domain::{Action, JointText, Noun, SubjectId, check_document};
use identity::encode_canonical;
use std::{fmt::Write, path::PathBuf};
use wire::{Bytes64, ReleaseRequest};

use super::{
    Acting,
    contact::{desk_for, desk_to_read},
    press::{self, ReleasedView},
    subject::find_subject,
    terms_options::{moment, word},
    texts::{SubjectActed, Words, post},
};
use crate::{
    CliError, Context, Outcome, Report,
    shown::{short, utc},
};

#[derive(Debug, Subcommand)]
pub enum JointStatementCommand {
    /// Put a text forward, with the time at which both release it
    Propose(ProposeArgs),
    /// Answer with another text, or amend the agreed one
    Counter(CounterArgs),
    /// Accept the other side's newest text: from then on it is frozen
    Accept(NamedArgs),
    /// Decline the other side's newest text
    Decline(ReasonArgs),
    /// Withdraw a text of one's own that waits for an answer
    Withdraw(NamedArgs),
    /// Call it off, agreed or not
    Cancel(ReasonArgs),
    /// As a press officer: sign and publish the agreed text; nobody sees it before the agreed time
    Release(ReleaseArgs),
    /// Joint statements and where they stand
    List(ListArgs),
    /// One joint statement: the text, who signed, who released
    Show(NamedArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente joint-statement propose --title \"Joint statement\" --file joint.txt \\\n    \
    --release-at 2022-01-10T18:00:00+01:00 --language en")]
pub struct ProposeArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Heading of the text, one line
    #[arg(long, value_name = "TITLE")]
    pub title: String,
    #[command(flatten)]
    pub words: Words,
    /// Neither side shows it before this moment (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub release_at: String,
    /// Contact or round that it is about: id, or its first digits
    #[arg(long, value_name = "SUBJECT")]
    pub about: Option<String>,
    /// The other side accepts before this moment or not at all (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub answer_by: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Examples:\n  detente joint-statement counter 3fa1 --file second.txt\n  \
    detente joint-statement counter 3fa1 --release-at 2022-01-10T20:00:00+01:00"
)]
pub struct CounterArgs {
    /// Joint statement's id, or its first digits
    pub joint: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Another heading [default: as before]
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    #[command(flatten)]
    pub words: Words,
    /// Another time of release (RFC 3339) [default: as before]
    #[arg(long, value_name = "MOMENT")]
    pub release_at: Option<String>,
    /// The other side accepts before this moment or not at all (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub answer_by: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  detente joint-statement show 3fa1\n  \
    detente joint-statement accept 3fa1\n  detente joint-statement withdraw 3fa1")]
pub struct NamedArgs {
    /// Joint statement's id, or its first digits
    pub joint: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente joint-statement decline 3fa1 --reason \"the second sentence\"\n  \
    detente joint-statement cancel 3fa1")]
pub struct ReasonArgs {
    /// Joint statement's id, or its first digits
    pub joint: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Sealed to the staff of both sides
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente joint-statement release 3fa1 --as press --office \"press service of the leader\"")]
pub struct ReleaseArgs {
    /// Joint statement's id, or its first digits
    pub joint: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Who publishes it, such as "press service of the leader"
    #[arg(long, value_name = "OFFICE")]
    pub office: String,
    /// The press key [default: keys/press.key]
    #[arg(long, value_name = "FILE")]
    pub press_key: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente joint-statement list --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

impl Report for JointList {
    fn human(&self) -> String {
        if self.joint_statements.is_empty() {
            return "no joint statements yet; `detente joint-statement propose --help`".into();
        }
        self.joint_statements
            .iter()
            .map(|line| {
                format!(
                    "{}  {:<12} by {:<14} {:<22} {}\n",
                    short(line.joint_statement),
                    line.phase,
                    line.proposed_by,
                    line.release_unix_ms.map_or_else(String::new, utc),
                    line.title.as_deref().unwrap_or("sealed to others"),
                )
            })
            .collect()
    }
}

impl Report for JointView {
    fn human(&self) -> String {
        let mut out = format!(
            "joint statement  {}\nphase            {}\nproposed by      {}\n",
            self.joint_statement, self.phase, self.proposed_by
        );
        let _ = match &self.agreed {
            Some(record) => writeln!(
                out,
                "agreed           both signatures stand under {}",
                short(record)
            ),
            None => writeln!(out, "agreed           no"),
        };
        for offer in &self.offers {
            let _ = writeln!(
                out,
                "offer            {} by {}, {}, to be released {}",
                short(&offer.record),
                offer.by,
                offer.answer,
                utc(offer.release_unix_ms)
            );
        }
        for ReleasedBy { side, at_unix_ms } in &self.released {
            let at = at_unix_ms.map_or_else(String::new, utc);
            let _ = writeln!(out, "released         by {side}, {at}");
        }
        for none in &self.without_effect {
            let _ = writeln!(out, "without effect   {none}");
        }
        let _ = match &self.text {
            Some(text) => writeln!(out, "\n{}\n\n{}", text.title, text.text.trim_end()),
            None => writeln!(out, "\nno text that stands and that this device can read"),
        };
        out
    }
}

pub async fn run(context: &Context, command: JointStatementCommand) -> Result<Outcome, CliError> {
    use JointStatementCommand as C;
    Ok(match command {
        C::Propose(args) => propose(context, &args).await?.into(),
        C::Counter(args) => counter(context, &args).await?.into(),
        C::Accept(args) => accept(context, &args).await?.into(),
        C::Decline(args) => decline(context, &args).await?.into(),
        C::Withdraw(args) => withdraw(context, &args).await?.into(),
        C::Cancel(args) => cancel(context, &args).await?.into(),
        C::Release(args) => release(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
    })
}

const NOUN: Noun = Noun::JointStatement;

fn find(desk: &Desk, text: &str) -> Result<SubjectId, CliError> {
    find_subject(desk, &[NOUN], text)
}

fn state(desk: &Desk, subject: SubjectId) -> Result<String, CliError> {
    let agreement = desk.joint_statement(subject)?.agreement;
    Ok(agreement.phase.to_string())
}

pub async fn propose(context: &Context, args: &ProposeArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let mut form = JointForm {
        title: args.title.clone(),
        text: args.words.read()?,
        languages: args.words.language.clone(),
        release_at: moment(&args.release_at),
        about: None,
        answer_by: args.answer_by.as_deref().map(moment),
    };
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Propose).await?;
    let about = args.about.as_deref();
    let about = about
        .map(|text| find_subject(&desk, &[Noun::Contact, Noun::Round], text))
        .transpose()?;
    form.about = word(about);
    let nonce = fresh_nonce()?;
    let subject = SubjectId::of(NOUN, desk.own_side(), nonce);
    let new = form.made(&desk, subject, now_unix_ms)?;
    let record = desk.propose_text(nonce, &new.text, new.expires_unix_ms, now_unix_ms)?;
    post(&mut session, &mut desk, (NOUN, "propose"), &record, state).await
}

pub async fn counter(context: &Context, args: &CounterArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let text = match args.words.is_given() {
        true => Some(args.words.read()?),
        false => None,
    };
    let form = JointCounterForm {
        title: args.title.clone(),
        text,
        languages: args.words.language.clone(),
        release_at: args.release_at.as_deref().map(moment),
        answer_by: args.answer_by.as_deref().map(moment),
    };
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Counter).await?;
    let subject = find(&desk, &args.joint)?;
    let new = form.made(&desk, subject, now_unix_ms)?;
    let record = desk.counter_text(subject, &new.text, new.expires_unix_ms, now_unix_ms)?;
    post(&mut session, &mut desk, (NOUN, "counter"), &record, state).await
}

pub async fn accept(context: &Context, args: &NamedArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Accept).await?;
    let subject = find(&desk, &args.joint)?;
    desk.check_joint_offer(subject)?;
    let record = desk.accept_text::<JointText>(subject, now_unix_ms)?;
    post(&mut session, &mut desk, (NOUN, "accept"), &record, state).await
}

pub async fn decline(context: &Context, args: &ReasonArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Decline).await?;
    let subject = find(&desk, &args.joint)?;
    let reason = args.reason.as_deref();
    let record = desk.decline_text::<JointText>(subject, reason, now_unix_ms)?;
    post(&mut session, &mut desk, (NOUN, "decline"), &record, state).await
}

pub async fn withdraw(context: &Context, args: &NamedArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Withdraw).await?;
    let subject = find(&desk, &args.joint)?;
    let record = desk.withdraw_text::<JointText>(subject, now_unix_ms)?;
    post(&mut session, &mut desk, (NOUN, "withdraw"), &record, state).await
}

pub async fn cancel(context: &Context, args: &ReasonArgs) -> Result<SubjectActed, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Cancel).await?;
    let subject = find(&desk, &args.joint)?;
    let reason = args.reason.as_deref();
    let record = desk.cancel_text::<JointText>(subject, reason, now_unix_ms)?;
    post(&mut session, &mut desk, (NOUN, "cancel"), &record, state).await
}

/// Signs, publishes and, once the agreed time has come, announces the agreed text. Before that time
/// the node takes it and shows it to nobody; the command again, afterwards, announces it.
pub async fn release(context: &Context, args: &ReleaseArgs) -> Result<ReleasedView, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Release).await?;
    let subject = find(&desk, &args.joint)?;
    let now_unix_ms = context.now_unix_ms();
    let JointRelease {
        agreed,
        release,
        salt,
    } = desk.joint_release(subject, &args.office, now_unix_ms)?;
    check_document(&release).map_err(FormError::from)?;
    let key = args.press_key.as_deref();
    let of = (agreed, &release);
    let (document, minisig) = press::signed(context, &desk, of, &[], key)?;
    let request = ReleaseRequest {
        release: Bytes64(encode_canonical(&release)),
        salt: Bytes64(salt.danger_bytes().to_vec()),
        document,
        minisig,
        approval: agreed.to_string(),
        picture: None,
    };
    let released = session.release(&request).await?;
    let release_unix_ms = release.embargo_unix_ms.unwrap_or(now_unix_ms);
    let has_come = now_unix_ms >= release_unix_ms;
    let announces = has_come && !press::is_announced(&desk, subject, &released.name);
    if announces {
        let record = desk.announce_joint_release(subject, &released.name, now_unix_ms)?;
        session.post_record(&record).await?;
        session.sync(&mut desk).await?;
    }
    let home = context.home();
    Ok(ReleasedView {
        url: press::public_url(&session, &home, &released.url)?,
        file: press::document_path(&home, &released.name),
        name: released.name,
        public_from_unix_ms: release_unix_ms.max(now_unix_ms),
        announced: announces,
        differs: Vec::new(),
    })
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<JointList, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    Ok(list_of(&desk))
}

pub async fn show(context: &Context, args: &NamedArgs) -> Result<JointView, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find(&desk, &args.joint)?;
    Ok(view_of(&desk, subject, context.now_unix_ms())?)
}
