//! Papers: handed over, revised, replied to, acknowledged, withdrawn. Attachments come beside them.

use client::{
    Desk,
    form::{PaperForm, RevisionForm, TextForm, Word, fresh_nonce},
};
use domain::SubjectId;

use super::{Acted, Made};

said! {
    OfPaper { paper: Word<SubjectId> }
    HandOverPaper { form: PaperForm }
    RevisePaper { paper: Word<SubjectId>, form: RevisionForm }
    ReplyToPaper { paper: Word<SubjectId>, form: TextForm }
}

pub fn hand_over(desk: &Desk, said: &HandOverPaper, now_unix_ms: i64) -> Acted {
    let (facts, text) = said.form.made(now_unix_ms)?;
    let record = desk.hand_over(fresh_nonce()?, facts, &text, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn revise(desk: &Desk, said: &RevisePaper, now_unix_ms: i64) -> Acted {
    let paper = said.paper.0;
    let (facts, text) = said.form.made(desk, paper, now_unix_ms)?;
    let record = desk.revise(paper, facts, &text, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn reply(desk: &Desk, said: &ReplyToPaper, now_unix_ms: i64) -> Acted {
    let record = desk.reply(said.paper.0, &said.form.made(), now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn acknowledge(desk: &Desk, said: &OfPaper, now_unix_ms: i64) -> Acted {
    let record = desk.acknowledge_paper(said.paper.0, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn withdraw(desk: &Desk, said: &OfPaper, now_unix_ms: i64) -> Acted {
    let record = desk.withdraw_paper(said.paper.0, now_unix_ms)?;
    Ok(Made::record(&record))
}
