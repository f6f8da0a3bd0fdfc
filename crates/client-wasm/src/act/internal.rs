//! What a side keeps for itself: consultations, tasks, mandates, briefing cards, what it heard of others.

use client::{
    Desk,
    form::{
        CoalitionForm, CommonReplyForm, ConsultationForm, PositionForm, ReportForm, TaskForm, Word,
        fresh_id,
    },
};
use domain::{BriefingCard, CardRemarks, Mandate, RecordId, SubjectId, TaskState};

use super::{Acted, Made};

said! {
    EnterConsultation {
        about: Word<SubjectId>,
        form: ConsultationForm,
        /// Entries whose place it takes.
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        instead_of: Vec<Word<RecordId>>,
    }
    GiveTask { about: Word<SubjectId>, form: TaskForm }
    SettleTask { task: Word<RecordId>, state: Word<TaskState> }
    GiveMandate {
        round: Word<SubjectId>,
        text: String,
        /// What the delegation may agree to without asking.
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        may_agree: Vec<String>,
        /// What it takes home first.
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        refers: Vec<String>,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        instead_of: Vec<Word<RecordId>>,
    }
    DraftCard {
        about: Word<SubjectId>,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        title: String,
        text: String,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        instead_of: Vec<Word<RecordId>>,
    }
    OfCard {
        card: Word<RecordId>,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        remarks: String,
    }
    EnterReport {
        /// A matter of its own, unless said.
        about: Option<Word<SubjectId>>,
        form: ReportForm,
        #[serde(default)]
        #[cfg_attr(feature = "typescript", ts(optional = nullable))]
        instead_of: Vec<Word<RecordId>>,
    }
    EnterCoalition { about: Word<SubjectId>, form: CoalitionForm }
    SayPosition { coalition: Word<RecordId>, form: PositionForm }
    SayCommonReply { coalition: Word<RecordId>, form: CommonReplyForm }
}

fn ids(words: &[Word<RecordId>]) -> Vec<RecordId> {
    words.iter().map(|word| word.0).collect()
}

pub fn consult(desk: &Desk, said: &EnterConsultation, now_unix_ms: i64) -> Acted {
    let after = ids(&said.instead_of);
    let record = desk.consult(said.about.0, &said.form.made()?, after, now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn give_task(desk: &Desk, said: &GiveTask, now_unix_ms: i64) -> Acted {
    let task = said.form.made(desk)?;
    let record = desk.assign(said.about.0, &task, Vec::new(), now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn settle_task(desk: &Desk, said: &SettleTask, now_unix_ms: i64) -> Acted {
    let record = desk.settle_task(said.task.0, said.state.0, now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn give_mandate(desk: &Desk, said: &GiveMandate, now_unix_ms: i64) -> Acted {
    let mandate = Mandate {
        text: said.text.clone(),
        may_agree: said.may_agree.clone(),
        refers: said.refers.clone(),
    };
    let after = ids(&said.instead_of);
    // Of a round that is here.
    let round = desk.round(said.round.0)?.subject;
    let record = desk.give_mandate(round, &mandate, after, now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn draft_card(desk: &Desk, said: &DraftCard, now_unix_ms: i64) -> Acted {
    let card = BriefingCard {
        title: said.title.clone(),
        text: said.text.clone(),
    };
    let after = ids(&said.instead_of);
    let record = desk.draft_card(said.about.0, &card, after, now_unix_ms)?;
    Ok(Made::internal(&record))
}

fn remarks(said: &OfCard) -> CardRemarks {
    CardRemarks {
        text: said.remarks.clone(),
    }
}

pub fn review_card(desk: &Desk, said: &OfCard, now_unix_ms: i64) -> Acted {
    let record = desk.review_card(said.card.0, &remarks(said), now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn approve_card(desk: &Desk, said: &OfCard, now_unix_ms: i64) -> Acted {
    let record = desk.approve_card(said.card.0, &remarks(said), now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn report(desk: &Desk, said: &EnterReport, now_unix_ms: i64) -> Acted {
    let report = said.form.made(now_unix_ms)?;
    let about = match said.about {
        Some(Word(about)) => about,
        None => SubjectId(fresh_id()?),
    };
    let record = desk.report(about, &report, ids(&said.instead_of), now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn coalition(desk: &Desk, said: &EnterCoalition, now_unix_ms: i64) -> Acted {
    let coalition = said.form.made(now_unix_ms)?;
    let record = desk.enter_coalition(said.about.0, &coalition, Vec::new(), now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn position(desk: &Desk, said: &SayPosition, now_unix_ms: i64) -> Acted {
    let record = desk.say_position(said.coalition.0, &said.form, now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn common_reply(desk: &Desk, said: &SayCommonReply, now_unix_ms: i64) -> Acted {
    let record = desk.say_common_reply(said.coalition.0, &said.form, now_unix_ms)?;
    Ok(Made::internal(&record))
}
