//! `detente report`: what a counterpart did, as somebody of the own side heard of it. It is this side's
//! word and no more: the other signed nothing of it, and nothing is agreed by it.

use clap::{Args, Subcommand};
use client::{
    Desk,
    form::{NamedDate, Reading, ReportForm, Word},
    view::{
        internal::entries,
        report::{ReportList, ReportedMatter, matters, reports_about, view},
    },
};
use domain::{InternalKind, Reported, ReportedAct, SubjectId};
use std::path::PathBuf;

use super::{
    Acting,
    internal::{self, Kept, desk_of, find_all, keep},
    press::text_of,
    side::random_id,
    terms_options::{WhichReading, find_id, moment},
};
use crate::{CliError, Context, Outcome};

const KIND: InternalKind = InternalKind::Report;
const NAME: &str = "report";

#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// Enter an act of a counterpart as it was heard of: by whom told, from where, when
    Enter(Box<EnterArgs>),
    /// All that is reported, the newest last
    List(ListArgs),
    /// Everything that is reported about one matter
    Show(ShowArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente report enter --act proposal --of South --told-by \"head of protocol\" \\\n    \
    --source \"by telephone\" --heard 2030-01-08T11:00:00+03:00 \\\n    \
    --date 2030-01-10T23:30 --zone Europe/Moscow --text \"a phone call of half an hour\"\n  \
    detente report enter 3fa1 --act cancellation --of South --told-by \"South's embassy\" \\\n    \
    --source \"note verbale\" --heard 2030-01-09T09:00:00Z\n  \
    detente report enter 77aa --act round-date --of South --told-by \"deputy minister\" \\\n    \
    --source \"in person\" --heard 2030-01-09T09:00:00Z --what Geneva \\\n    \
    --date 2030-01-20T10:00 --zone Europe/Zurich\n\n\
    A report never makes anything agreed. It stays within this side; who joins later confirms what was\n\
    held outside with `detente contact accept`, and no report.")]
pub struct EnterArgs {
    /// Contact, track, round, paper or reported matter that it is about: id, or its first digits
    /// [default: a matter of its own]
    pub about: Option<String>,
    #[command(flatten)]
    pub acting: Acting,
    /// proposal, acceptance, decline, postponement, cancellation, paper, round-date, head-of-delegation
    /// or other
    #[arg(long, value_name = "ACT")]
    pub act: ReportedAct,
    /// Whose act it is, such as South
    #[arg(long, value_name = "WHOSE")]
    pub of: String,
    /// From whom it is known
    #[arg(long, value_name = "WHO")]
    pub told_by: String,
    /// From where, by which channel: "by telephone", "note verbale"
    #[arg(long, value_name = "SOURCE")]
    pub source: String,
    /// When it was heard (RFC 3339)
    #[arg(long, value_name = "MOMENT")]
    pub heard: String,
    /// A paper's title, a round's place, a head's name and office
    #[arg(long, value_name = "WHAT", default_value = "")]
    pub what: String,
    /// What was said, or the paper itself
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    pub text: Option<String>,
    /// The text from a file (UTF-8)
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// A date that was named, as clocks in --zone show it
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM", requires = "zone")]
    pub date: Option<String>,
    /// In which zone it was named
    #[arg(long, value_name = "ZONE", requires = "date")]
    pub zone: Option<String>,
    /// Where clocks go back, the same time comes twice: earlier or later
    #[arg(long, value_enum, value_name = "WHICH", requires = "date")]
    pub overlap: Option<WhichReading>,
    /// An earlier report whose place this takes; repeat for several
    #[arg(long, value_name = "RECORD")]
    pub instead_of: Vec<String>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente report list --history --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Also reports whose place others took
    #[arg(long)]
    pub history: bool,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente report show 3fa1")]
pub struct ShowArgs {
    /// What the reports are about: id, or its first digits
    pub about: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Also reports whose place others took
    #[arg(long)]
    pub history: bool,
}

pub async fn run(context: &Context, command: ReportCommand) -> Result<Outcome, CliError> {
    use ReportCommand as C;
    Ok(match command {
        C::Enter(args) => enter(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
    })
}

pub async fn enter(context: &Context, args: &EnterArgs) -> Result<Kept, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let reported = reported(args, now_unix_ms)?;
    let (mut session, mut desk) = desk_of(context, &args.acting, KIND).await?;
    let about = match &args.about {
        Some(text) => internal::about(&desk, text)?,
        None => SubjectId(random_id()?),
    };
    let after = find_all(&desk, KIND, NAME, &args.instead_of)?;
    let record = desk.report(about, &reported, after, now_unix_ms)?;
    keep(&mut session, &mut desk, (NAME, "enter"), &record).await
}

/// The options as a report that says what it must.
fn reported(args: &EnterArgs, now_unix_ms: i64) -> Result<Reported, CliError> {
    let text = match (&args.text, &args.file) {
        (None, None) => String::new(),
        (text, file) => text_of(text.as_deref(), file.as_deref())?,
    };
    let date = args.date.as_ref().zip(args.zone.as_ref());
    let form = ReportForm {
        act: Word(args.act),
        of: args.of.clone(),
        told_by: args.told_by.clone(),
        source: args.source.clone(),
        heard: moment(&args.heard),
        what: args.what.clone(),
        text,
        date: date.map(|(start, zone)| NamedDate {
            start: start.clone(),
            zone: zone.clone(),
            overlap: args.overlap.map(Reading::from),
        }),
    };
    Ok(form.made(now_unix_ms)?)
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<ReportList, CliError> {
    let (_, desk) = desk_of(context, &args.acting, KIND).await?;
    let mut reports: Vec<_> = entries::<Reported>(&desk, KIND, args.history)
        .into_iter()
        .map(|(entry, reported)| view(entry, reported))
        .collect();
    reports.sort_by_key(|one| one.heard_unix_ms);
    Ok(ReportList { reports })
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<ReportedMatter, CliError> {
    let (_, desk) = desk_of(context, &args.acting, KIND).await?;
    let about = internal::about(&desk, &args.about)?;
    Ok(ReportedMatter::of(
        about,
        reports_about(&desk, &[about], args.history),
    ))
}

/// The matter known from reports alone whose id this is, or begins with this.
pub fn find_matter(desk: &Desk, text: &str) -> Result<SubjectId, CliError> {
    let matters = matters(desk);
    let ids: Vec<String> = matters.iter().map(ToString::to_string).collect();
    let at = find_id("reported matter", text, &ids, "`detente report list`")?;
    Ok(matters[at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        args: EnterArgs,
    }

    fn read(more: &str) -> Result<Reported, String> {
        let line = format!("enter --of South --told-by protocol --source telephone {more}");
        let args = Line::try_parse_from(line.split(' ')).unwrap().args;
        // 2030-01-08T08:00:00Z
        reported(&args, 1_894_089_600_000).map_err(|error| error.code)
    }

    #[test]
    fn a_report_says_what_its_act_needs() {
        let heard = "--heard 2030-01-08T11:00:00+03:00";
        for (act, more, wanted) in [
            ("proposal", "", Ok(())),
            ("cancellation", "", Ok(())),
            ("paper", "", Err("report-lacks")),
            ("paper", "--what reply", Ok(())),
            ("round-date", "--what Geneva", Err("report-lacks")),
            (
                "round-date",
                "--date 2030-01-20T10:00 --zone Europe/Zurich",
                Ok(()),
            ),
            (
                "round-date",
                "--date 2030-03-31T02:30 --zone Europe/Zurich",
                Err("time-gap"),
            ),
            ("head-of-delegation", "", Err("report-lacks")),
            ("other", "--what x", Err("report-lacks")),
            ("other", "--text x", Ok(())),
        ] {
            let got = read(&format!("--act {act} {heard} {more}"));
            assert_eq!(got.map(drop), wanted.map_err(str::to_owned), "{act} {more}");
        }
    }

    #[test]
    fn what_is_still_to_come_was_not_heard() {
        for (heard, wanted) in [
            ("2030-01-08T07:59:59Z", Ok(())),
            ("2030-01-08T08:00:00Z", Ok(())),
            ("2030-01-08T08:00:01Z", Err("time")),
            ("yesterday", Err("time")),
        ] {
            let got = read(&format!("--act decline --heard {heard}"));
            assert_eq!(got.map(drop), wanted.map_err(str::to_owned), "{heard}");
        }
    }
}
