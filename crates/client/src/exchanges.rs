//! Simultaneous exchange: lodged sealed to our own side, revealed once both papers are in both logs.

use domain::{
    AudienceClass, Exchange, ExchangeFacts, Founding, Kind, NoEffect, Noun, PaperText, Record,
    Revealed, SubjectId, SubjectNonce,
};
use identity::{SideId, decode_canonical, encode_canonical};

use crate::{
    Desk, DeskError, OpenError,
    subjects::{Saying, words},
};

/// Longest lodged paper, encoded.
const PAPER_BYTES_MAX: usize = domain::RECORD_BYTES_MAX;

/// What a side revealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The paper that it had lodged.
    Paper(PaperText),
    /// Something else than it had lodged: its own signatures stand under both.
    Another,
}

impl Desk {
    pub fn exchange(&self, subject: SubjectId) -> Result<Exchange, DeskError> {
        let exchange = self.view.exchange(subject);
        exchange.ok_or(DeskError::NoSubject(Noun::Exchange, subject))
    }

    /// Asks the other side to exchange papers.
    pub fn open_exchange(
        &self,
        nonce: SubjectNonce,
        facts: ExchangeFacts,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let saying = Saying {
            open: Founding::with_facts(Noun::Exchange, nonce, &facts).encode(),
            ..Saying::new(
                Noun::Exchange,
                Kind::Found,
                SubjectId::of(Noun::Exchange, self.own_side(), nonce),
            )
        };
        self.say(&saying, now_unix_ms)
    }

    /// Lodges our paper. Nobody of the other side can open it; the header's hash binds us to it.
    pub fn lodge(
        &self,
        subject: SubjectId,
        text: &PaperText,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let exchange = self.exchange(subject)?;
        self.may_do(Noun::Exchange, Kind::Lodge, None, now_unix_ms)?;
        Self::is_done(exchange.lodges.contains_key(&self.own_side()))?;
        if now_unix_ms >= exchange.facts.until_unix_ms {
            return Err(DeskError::NoEffect(NoEffect::Late));
        }
        let words = words(text, text.fits())?;
        let saying = Saying::new(Noun::Exchange, Kind::Lodge, subject);
        let mut header = self.header_of(&saying, now_unix_ms);
        let parts = [(AudienceClass::Leadership, words)];
        let sealed = self.seal_parts(&mut header, &parts, &[self.own_side()])?;
        self.sign(&header, sealed)
    }

    /// Reveals what we lodged, from any device of ours that reads it. Refused before both papers are
    /// in both logs: earlier it would give ours away.
    pub fn reveal(&self, subject: SubjectId, now_unix_ms: i64) -> Result<Record, DeskError> {
        let exchange = self.exchange(subject)?;
        let own = self.own_side();
        let lodge = exchange
            .lodges
            .get(&own)
            .ok_or(DeskError::NothingToAnswer)?;
        Self::is_done(exchange.reveals.contains_key(&own))?;
        if !exchange.ready.contains(&own) {
            return Err(DeskError::NoEffect(NoEffect::Early));
        }
        let record = self.view.record(lodge.id).ok_or(OpenError::NoRecord)?;
        let class = AudienceClass::Leadership;
        let (part, digest) = record.part(class).ok_or(OpenError::NotForYou)?;
        let (salt, paper) = self.open_salted(&record.header_bytes, part, digest, class)?;
        let revealed = Revealed {
            salt: (*salt.danger_bytes()).into(),
            paper: paper.into_bytes().into(),
        };
        let words = encode_canonical(&revealed);
        let saying = Saying {
            names: Some(lodge.id),
            words: Some(&words),
            ..Saying::new(Noun::Exchange, Kind::Reveal, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// What a side revealed, held against what it lodged; `None` while it hasn't.
    pub fn shown(&self, subject: SubjectId, side: SideId) -> Result<Option<Shown>, DeskError> {
        let exchange = self.exchange(subject)?;
        let (Some(reveal), Some(lodge)) = (exchange.reveals.get(&side), exchange.lodges.get(&side))
        else {
            return Ok(None);
        };
        let revealed: Revealed = self.words_of(*reveal)?;
        if !revealed.keeps(&lodge.commitment) {
            return Ok(Some(Shown::Another));
        }
        let paper = decode_canonical("paper", &revealed.paper, PAPER_BYTES_MAX);
        let paper = paper.map_err(|error| OpenError::Damaged(error.to_string()))?;
        Ok(Some(Shown::Paper(paper)))
    }
}
