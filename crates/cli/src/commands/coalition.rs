//! `detente coalition`: an alliance to which a paper goes, its members, what each of them holds, and
//! whether all say one thing. This side's own note, with its sources; nobody of the coalition signed it.

use clap::{Args, Subcommand};
use client::{
    form::{CoalitionForm, CommonReplyForm, MemberForm, PositionForm, SourceForm, Word},
    view::coalition::{CoalitionList, CoalitionShown, all_of},
};
use domain::{CommonLine, InternalKind, Stance};
use std::str::FromStr;

use super::{
    Acting,
    coalition_view::claims_about,
    internal::{Kept, about, desk_of, find_of, keep},
    terms_options::moment,
};
use crate::{CliError, Context, Outcome};

const KIND: InternalKind = InternalKind::Coalition;
const NAME: &str = "coalition";

#[derive(Debug, Subcommand)]
pub enum CoalitionCommand {
    /// Enter a coalition with its members, about a paper or another matter
    Enter(EnterArgs),
    /// Say what a member holds; the newest stands, the earlier ones stay
    Position(PositionArgs),
    /// Say what the coalition replied as one, or that it expressly has no common line
    Reply(ReplyArgs),
    /// Coalitions and how many of their members hold what
    List(ListArgs),
    /// One coalition: each member, the common reply, and what was said of it in public
    Show(ShowArgs),
}

/// From whom something is known.
#[derive(Debug, Clone, Default, Args)]
pub struct SourceOptions {
    /// From whom and how it is known, such as "embassy in East"
    #[arg(long, value_name = "SOURCE", requires = "heard")]
    pub source: Option<String>,
    /// When it was heard (RFC 3339)
    #[arg(long, value_name = "MOMENT", requires = "source")]
    pub heard: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente coalition enter 9d20 --name \"the alliance\" --member East=against \\\n    \
    --member West=undecided --member Centre --source \"three embassies\" \\\n    \
    --heard 2030-01-08T11:00:00+03:00\n\n\
    A stance is in-favour, against, undecided, not-known or own-words. Nothing of it leaves this side.")]
pub struct EnterArgs {
    /// Paper, contact, track or round that it is about: id, or its first digits
    pub about: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Such as "the alliance"
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// A member and what it holds [default: not-known]; repeat for each
    #[arg(long, value_name = "MEMBER[=STANCE]")]
    pub member: Vec<MemberOption>,
    #[command(flatten)]
    pub source: SourceOptions,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente coalition position 5be0 --member West --stance against \\\n    \
    --source \"its foreign ministry\" --heard 2030-01-09T09:00:00Z\n  \
    detente coalition position 5be0 --member Island --joins --stance own-words \\\n    \
    --words \"each article by itself\" --source \"its press\" --heard 2030-01-09T09:00:00Z")]
pub struct PositionArgs {
    /// Id of the coalition's record, or its first digits
    pub coalition: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Which member
    #[arg(long, value_name = "MEMBER")]
    pub member: String,
    /// in-favour, against, undecided, not-known or own-words
    #[arg(long, value_name = "STANCE")]
    pub stance: Stance,
    /// Its own words, as far as they are known
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub words: String,
    #[command(flatten)]
    pub source: SourceOptions,
    /// It is a new member
    #[arg(long)]
    pub joins: bool,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente coalition reply 5be0 --common-line none --source \"its secretariat\" \\\n    \
    --heard 2030-01-09T09:00:00Z\n  \
    detente coalition reply 5be0 --common-line given --text \"The alliance takes note.\" \\\n    \
    --source \"letter\" --heard 2030-01-09T09:00:00Z")]
pub struct ReplyArgs {
    /// Id of the coalition's record, or its first digits
    pub coalition: String,
    #[command(flatten)]
    pub acting: Acting,
    /// given, none (expressly) or not-known
    #[arg(long, value_name = "LINE")]
    pub common_line: CommonLine,
    /// What it replied
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub text: String,
    #[command(flatten)]
    pub source: SourceOptions,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente coalition list --history --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Also entries whose place others took
    #[arg(long)]
    pub history: bool,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente coalition show 5be0")]
pub struct ShowArgs {
    /// Id of the coalition's record, or its first digits
    pub coalition: String,
    #[command(flatten)]
    pub acting: Acting,
}

/// `East=against`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberOption {
    member: String,
    stance: Stance,
}

impl FromStr for MemberOption {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (member, stance) = match text.rsplit_once('=') {
            Some((member, stance)) => (member, stance.parse()?),
            None => (text, Stance::NotKnown),
        };
        if member.trim().is_empty() {
            return Err("it is a member, or MEMBER=STANCE".into());
        }
        if stance == Stance::OwnWords {
            return Err("own words are said with `detente coalition position`".into());
        }
        Ok(Self {
            member: member.to_owned(),
            stance,
        })
    }
}

impl SourceOptions {
    fn form(&self) -> Option<SourceForm> {
        let both = self.source.as_ref().zip(self.heard.as_ref());
        both.map(|(source, heard)| SourceForm {
            source: source.clone(),
            heard: moment(heard),
        })
    }
}

pub async fn run(context: &Context, command: CoalitionCommand) -> Result<Outcome, CliError> {
    use CoalitionCommand as C;
    Ok(match command {
        C::Enter(args) => enter(context, &args).await?.into(),
        C::Position(args) => position(context, &args).await?.into(),
        C::Reply(args) => reply(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
    })
}

pub async fn enter(context: &Context, args: &EnterArgs) -> Result<Kept, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let members = args.member.iter().map(|one| MemberForm {
        member: one.member.clone(),
        stance: Word(one.stance),
    });
    let form = CoalitionForm {
        name: args.name.clone(),
        members: members.collect(),
        source: args.source.form(),
    };
    let coalition = form.made(now_unix_ms)?;
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let about = about(&desk, &args.about)?;
    let record = desk.enter_coalition(about, &coalition, Vec::new(), now_unix_ms)?;
    keep(&mut session, &mut desk, (NAME, "enter"), &record).await
}

pub async fn position(context: &Context, args: &PositionArgs) -> Result<Kept, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let form = PositionForm {
        member: args.member.clone(),
        stance: Word(args.stance),
        words: args.words.clone(),
        source: args.source.form(),
        joins: args.joins,
    };
    form.check(now_unix_ms)?;
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let id = find_of(&desk, KIND, NAME, &args.coalition)?;
    let newer = desk.say_position(id, &form, now_unix_ms)?;
    keep(&mut session, &mut desk, (NAME, "position"), &newer).await
}

pub async fn reply(context: &Context, args: &ReplyArgs) -> Result<Kept, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let form = CommonReplyForm {
        common_line: Word(args.common_line),
        text: args.text.clone(),
        source: args.source.form(),
    };
    form.made(now_unix_ms)?;
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let id = find_of(&desk, KIND, NAME, &args.coalition)?;
    let newer = desk.say_common_reply(id, &form, now_unix_ms)?;
    keep(&mut session, &mut desk, (NAME, "reply"), &newer).await
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<CoalitionList, CliError> {
    let (_, desk) = desk_of(context, &args.acting, KIND).await?;
    Ok(CoalitionList {
        coalitions: all_of(&desk, args.history),
    })
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<CoalitionShown, CliError> {
    let (session, desk) = desk_of(context, &args.acting, KIND).await?;
    let id = find_of(&desk, KIND, NAME, &args.coalition)?.to_string();
    let all = all_of(&desk, true);
    let coalition = all.iter().find(|one| one.entry.record == id).cloned();
    let coalition = coalition.ok_or(client::OpenError::NotForYou);
    let coalition = coalition.map_err(client::DeskError::from)?;
    let said_in_public = claims_about(&session, &coalition).await?;
    Ok(CoalitionShown {
        earlier: coalition.earlier_of(&all),
        coalition,
        said_in_public,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_written_with_their_stance() {
        for (text, wanted) in [
            ("East", Some(("East", Stance::NotKnown))),
            ("East=against", Some(("East", Stance::Against))),
            ("East=not-known", Some(("East", Stance::NotKnown))),
            ("a=b=in-favour", Some(("a=b", Stance::InFavour))),
            ("East=own-words", None),
            ("East=perhaps", None),
            ("=against", None),
            ("", None),
        ] {
            let read = text.parse::<MemberOption>().ok();
            let read = read.map(|one| (one.member, one.stance));
            let wanted = wanted.map(|(member, stance)| (member.to_owned(), stance));
            assert_eq!(read, wanted, "{text}");
        }
    }
}
