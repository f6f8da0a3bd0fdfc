//! Records as a device that breaks the rules makes them: the other side's devices don't fall for them.

use crate::{
    procedure::{NONCE, SHERPA, paper, round, say, two_sides},
    side::{FROM_MS, Side},
};
use client::{DeskError, OpenError, Shown};
use domain::{
    AudienceClass, BodyDigest, Dates, ExchangeFacts, FixedDate, Founding, Header, Kind, Noun,
    Record, RecordId, Revealed, RoundFacts, RoundTerms, SealedPart, SubjectId,
};
use e2ee::{HpkePublicKey, seal::Draft};
use identity::{Hash32, encode_canonical, sha256};
use minicbor::Encode;

/// A record with any words, sealed to both sides' leadership, and any open part; written by its node.
fn forge(
    side: &mut Side,
    other: &Side,
    (noun, kind): (Noun, Kind),
    (subject, names): (SubjectId, Option<RecordId>),
    open: Vec<u8>,
    words: &impl Encode<()>,
) {
    let desk = side.desk(SHERPA, other);
    let class = AudienceClass::Leadership;
    let draft = Draft::new(&encode_canonical(words)).unwrap();
    let keys = side.keys(SHERPA);
    let author = (side.id(), keys.person, keys.device());
    let header = Header {
        names,
        open,
        bodies: vec![BodyDigest {
            class: class as u8,
            hash: Hash32(draft.hash().0),
        }],
        ..Header::new(kind.of(noun), subject, author, side.now_ms)
    };
    let audience = [side.id(), other.id()].map(|id| {
        let key = &desk.view().audience(id, class).unwrap().public_key;
        let name = sha256(key)[..16].to_vec();
        (name, HpkePublicKey::new(key).unwrap())
    });
    let audience: Vec<(&[u8], &HpkePublicKey)> =
        audience.iter().map(|(id, key)| (&id[..], key)).collect();
    let body = draft.seal(&encode_canonical(&header), &audience).unwrap();
    let parts = vec![SealedPart(body.to_cbor().into())];
    let record = Record::sign(&header, parts, keys.signing()).unwrap();
    side.post(&record, other.head());
}

#[test]
fn words_that_differ_from_what_nodes_are_told_are_never_signed() {
    let (mut north, south) = two_sides();
    let subject = SubjectId::of(Noun::Round, north.id(), NONCE);
    let terms = round(FROM_MS + 900_000, Dates::Fixed);
    let told = RoundFacts {
        dates: Dates::Movable,
        ..terms.facts
    };
    let open = Founding::with_facts(Noun::Round, NONCE, &told).encode();
    let what = (Noun::Round, Kind::Propose);
    forge(&mut north, &south, what, (subject, None), open, &terms);
    let desk = south.desk(SHERPA, &north);
    let accepted = desk.accept_text::<RoundTerms>(subject, south.now_ms);
    assert!(
        matches!(accepted, Err(DeskError::FactsDiffer)),
        "{accepted:?}"
    );
}

#[test]
fn a_fixed_date_that_moves_without_a_reason_isn_t_accepted() {
    let (mut north, mut south) = two_sides();
    let terms = round(FROM_MS + 900_000, Dates::Fixed);
    let subject = say(&mut north, &south, SHERPA, |desk, now| {
        desk.propose_text(NONCE, &terms, None, now)
    });
    say(&mut south, &north, SHERPA, |desk, now| {
        desk.accept_text::<RoundTerms>(subject, now)
    });
    let later = round(FROM_MS + 990_000, Dates::Fixed);
    let (what, open) = ((Noun::Round, Kind::Counter), encode_canonical(&later.facts));
    forge(&mut north, &south, what, (subject, None), open, &later);
    let desk = south.desk(SHERPA, &north);
    let accepted = desk.accept_text::<RoundTerms>(subject, south.now_ms);
    let refused = matches!(accepted, Err(DeskError::FixedDate(FixedDate)));
    assert!(refused, "{accepted:?}");
}

/// Both sides lodged, and North has revealed.
fn half_revealed() -> (Side, Side, SubjectId) {
    let (mut north, mut south) = two_sides();
    let facts = ExchangeFacts {
        until_unix_ms: FROM_MS + 100_000,
        track: None,
    };
    let subject = say(&mut north, &south, SHERPA, |desk, now| {
        desk.open_exchange(NONCE, facts, now)
    });
    say(&mut north, &south, SHERPA, |desk, now| {
        desk.lodge(subject, &paper("north's"), now)
    });
    say(&mut south, &north, SHERPA, |desk, now| {
        desk.lodge(subject, &paper("south's"), now)
    });
    say(&mut north, &south, SHERPA, |desk, now| {
        desk.reveal(subject, now)
    });
    (north, south, subject)
}

#[test]
fn who_reveals_another_paper_than_it_lodged_is_seen() {
    let (north, mut south, subject) = half_revealed();
    // Having read North's, South would rather have lodged something else.
    let desk = south.desk(SHERPA, &north);
    let lodge = desk.exchange(subject).unwrap().lodges[&south.id()].id;
    let another = Revealed {
        salt: [7; 32].into(),
        paper: encode_canonical(&paper("better")).into(),
    };
    let what = (Noun::Exchange, Kind::Reveal);
    forge(
        &mut south,
        &north,
        what,
        (subject, Some(lodge)),
        Vec::new(),
        &another,
    );
    let shown = north
        .desk(SHERPA, &south)
        .shown(subject, south.id())
        .unwrap();
    assert_eq!(shown, Some(Shown::Another));
    let shown = north
        .desk(SHERPA, &south)
        .shown(subject, north.id())
        .unwrap();
    assert_eq!(shown, Some(Shown::Paper(paper("north's"))));
}

#[test]
fn a_damaged_paper_hides_neither_its_exchange_nor_the_other_paper() {
    let (north, mut south, subject) = half_revealed();
    let lodge = south.desk(SHERPA, &north).exchange(subject).unwrap().lodges[&south.id()].id;
    let what = (Noun::Exchange, Kind::Reveal);
    let names = (subject, Some(lodge));
    forge(&mut south, &north, what, names, Vec::new(), &7_u8);
    let desk = north.desk(SHERPA, &south);
    assert!(matches!(
        desk.shown(subject, south.id()),
        Err(DeskError::Open(OpenError::Damaged(_)))
    ));
    let view = client::view::exchange::view_of(&desk, subject, north.now_ms).unwrap();
    let part = |side: &Side| {
        let mut parts = view.sides.iter();
        let part = parts.find(|part| part.side == side.charter.name).unwrap();
        let text = part.paper.as_ref().map(|paper| paper.text.as_str());
        (part.unreadable, part.showed_another, text)
    };
    let kept = paper("north's").text;
    assert_eq!(part(&north), (false, false, Some(&kept[..])));
    assert_eq!(part(&south), (true, false, None));
}
