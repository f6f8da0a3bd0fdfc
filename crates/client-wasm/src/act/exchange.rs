//! Exchanges: two papers, of which neither is opened before both are in.

use client::{
    Desk,
    form::{TextForm, When, Word, exchange_until, fresh_nonce},
};
use domain::SubjectId;

use super::{Acted, Made};

said! {
    OfExchange { exchange: Word<SubjectId> }
    OpenExchange {
        /// Both lodge before.
        until: When,
    }
    LodgePaper { exchange: Word<SubjectId>, form: TextForm }
}

pub fn open(desk: &Desk, said: &OpenExchange, now_unix_ms: i64) -> Acted {
    let facts = exchange_until(&said.until, now_unix_ms)?;
    let record = desk.open_exchange(fresh_nonce()?, facts, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn lodge(desk: &Desk, said: &LodgePaper, now_unix_ms: i64) -> Acted {
    let record = desk.lodge(said.exchange.0, &said.form.made(), now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn reveal(desk: &Desk, said: &OfExchange, now_unix_ms: i64) -> Acted {
    Ok(Made::record(&desk.reveal(said.exchange.0, now_unix_ms)?))
}
