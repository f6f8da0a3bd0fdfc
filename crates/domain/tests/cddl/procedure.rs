//! Samples of the procedure's nouns: open facts and sealed words.

use domain::{
    Aim, AttachmentWords, BriefingCard, CardRemarks, Coalition, CommonLine, CommonReply,
    Consultation, ConsultationState, Dates, Delegate, Delegation, ExchangeFacts, Founding, Heard,
    Held, ItemOutcome, JointFacts, JointText, Kind, LineToTake, Link, LocalStart, Mandate,
    Manifest, MemberPosition, MessageDraft, MessageFacts, MessageText, MinutesFacts, MinutesText,
    NoteDistribution, NoteOfContact, NoteReview, Noun, Opening, Outcome, Pair, PaperFacts,
    PaperKind, PaperText, Precedence, Reported, ReportedAct, ReportedDate, Revealed, RoundFacts,
    RoundFormat, RoundTerms, Session, SilenceFacts, SilenceText, Stance, SubjectId, Task,
    TaskState, TrackTitle, Translation,
};
use identity::{Hash32, PersonId, encode_canonical};

use super::{NONCE, NORTH, START, agenda, schema::Schema};

const TRACK: Option<SubjectId> = Some(SubjectId([4; 16]));

fn round_facts(track: Option<SubjectId>) -> RoundFacts {
    RoundFacts {
        start_unix_ms: START,
        end_unix_ms: START + 1,
        dates: Dates::Fixed,
        track,
    }
}

const MINUTES: MinutesFacts = MinutesFacts {
    round: SubjectId([4; 16]),
};

fn joint_facts(about: Option<SubjectId>) -> JointFacts {
    JointFacts {
        release_unix_ms: START,
        about,
    }
}

fn paper_facts(track: Option<SubjectId>, reply_by_unix_ms: Option<i64>) -> PaperFacts {
    PaperFacts {
        kind: PaperKind::Proposal,
        track,
        reply_by_unix_ms,
        attachments: None,
    }
}

fn exchange_facts(track: Option<SubjectId>) -> ExchangeFacts {
    ExchangeFacts {
        until_unix_ms: START,
        track,
    }
}

fn message_facts(acknowledge_by_unix_ms: Option<i64>) -> MessageFacts {
    MessageFacts {
        precedence: Precedence::Flash,
        acknowledge_by_unix_ms,
    }
}

fn silence_facts(track: Option<SubjectId>) -> SilenceFacts {
    SilenceFacts {
        expires_unix_ms: START,
        track,
    }
}

fn links() -> [Link; 3] {
    let subject = SubjectId([5; 16]);
    let pair = Pair {
        first: subject,
        second: SubjectId([6; 16]),
    };
    [
        Link::Holds(Held { subject }),
        Link::MustPrecede(pair),
        Link::MayAffect(pair),
    ]
}

/// The open part of the record that founds such a subject.
pub fn founding(noun: Noun) -> Vec<u8> {
    let founding = match noun {
        Noun::Contact | Noun::Track => Founding::new(noun, NONCE),
        Noun::Round => Founding::with_facts(noun, NONCE, &round_facts(TRACK)),
        Noun::Minutes => Founding::with_facts(noun, NONCE, &MINUTES),
        Noun::JointStatement => Founding::with_facts(noun, NONCE, &joint_facts(TRACK)),
        Noun::Paper => Founding::with_facts(noun, NONCE, &paper_facts(TRACK, Some(START))),
        Noun::Exchange => Founding::with_facts(noun, NONCE, &exchange_facts(TRACK)),
        Noun::Message | Noun::ServiceMessage => {
            Founding::with_facts(noun, NONCE, &message_facts(Some(START)))
        }
        Noun::SilenceProcedure => Founding::with_facts(noun, NONCE, &silence_facts(TRACK)),
    };
    founding.encode()
}

/// The open part of a record that founds nothing.
pub fn open_part(noun: Noun, kind: Kind) -> Vec<u8> {
    match (noun, kind) {
        (Noun::Round, Kind::Counter) => encode_canonical(&round_facts(TRACK)),
        (Noun::Minutes, Kind::Counter) => encode_canonical(&MINUTES),
        (Noun::JointStatement, Kind::Counter) => encode_canonical(&joint_facts(TRACK)),
        (Noun::JointStatement, Kind::AnnounceRelease) => b"statement-0a1b2c3d4e5f".to_vec(),
        (Noun::Paper, Kind::Revise) => encode_canonical(&paper_facts(TRACK, None)),
        (Noun::Track, Kind::Link) => encode_canonical(&links()[1]),
        _ => Vec::new(),
    }
}

pub fn open_facts(schema: &Schema) {
    for noun in Noun::ALL {
        schema.check("founding", &founding(*noun));
    }
    for track in [None, TRACK] {
        schema.check("round-facts", &encode_canonical(&round_facts(track)));
        schema.check("joint-facts", &encode_canonical(&joint_facts(track)));
        schema.check("exchange-facts", &encode_canonical(&exchange_facts(track)));
        schema.check("silence-facts", &encode_canonical(&silence_facts(track)));
        for reply_by in [None, Some(START)] {
            let facts = paper_facts(track, reply_by);
            schema.check("paper-facts", &encode_canonical(&facts));
            schema.check("message-facts", &encode_canonical(&message_facts(reply_by)));
        }
    }
    let manifest = Manifest::of(70_000, &[vec![1], vec![2]]);
    schema.check("manifest", &manifest.to_bytes());
    let with_attachments = PaperFacts {
        attachments: Some(vec![manifest.facts(); domain::ATTACHMENTS_MAX]),
        ..paper_facts(None, None)
    };
    schema.check("paper-facts", &encode_canonical(&with_attachments));
    schema.check("minutes-facts", &encode_canonical(&MINUTES));
    for link in links() {
        schema.check("link", &encode_canonical(&link));
    }
    let scalar = |rule: &str, numbers: std::ops::Range<u8>, beyond: u8| {
        for number in numbers {
            schema.check_scalar(rule, &encode_canonical(&number));
        }
        schema.check_refused(rule, &encode_canonical(&beyond), "a number beyond the last");
    };
    let count = |all: usize| u8::try_from(all).expect("few");
    scalar("noun", 0..count(Noun::ALL.len()), count(Noun::ALL.len()));
    let (formats, papers) = (count(RoundFormat::ALL.len()), count(PaperKind::ALL.len()));
    scalar("round-format", 0..formats, formats);
    scalar("paper-kind", 0..papers, papers);
    scalar(
        "precedence",
        0..count(Precedence::ALL.len()),
        count(Precedence::ALL.len()),
    );
}

fn delegate(person: Option<PersonId>) -> Delegate {
    Delegate {
        name: "a deputy minister of North".into(),
        office: "ministry".into(),
        person,
    }
}

fn paper() -> PaperText {
    PaperText {
        title: "On guarantees".into(),
        text: "…".into(),
        languages: vec!["en".into()],
        recipients: vec!["South".into()],
        attachments: None,
    }
}

fn attachment() -> AttachmentWords {
    AttachmentWords {
        name: "annex.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: 70_000,
        hash: Hash32([6; 32]),
        key: [7; 32].into(),
    }
}

pub fn plaintexts(schema: &Schema) {
    let round = RoundTerms {
        facts: round_facts(TRACK),
        title: "security guarantees".into(),
        place: "Geneva".into(),
        local: vec![LocalStart {
            side: NORTH,
            zone: "Europe/Zurich".into(),
            civil: "2022-01-10T09:00".into(),
        }],
        format: RoundFormat::Bilateral,
        sessions: vec![Session {
            start_unix_ms: START,
            end_unix_ms: START + 1,
            format: RoundFormat::TeteATete,
            title: "opening".into(),
        }],
        items: agenda(None).items,
        reason: String::new(),
    };
    schema.check("round-terms", &encode_canonical(&round));
    let delegation = Delegation {
        head: delegate(Some(PersonId([1; 16]))),
        members: vec![delegate(None)],
        interpreters: vec![delegate(None)],
    };
    schema.check("delegation", &encode_canonical(&delegation));
    for outcome in Outcome::ALL {
        let minutes = MinutesText {
            facts: MINUTES,
            title: "first session".into(),
            text: "…".into(),
            outcomes: vec![ItemOutcome {
                item: domain::ItemId([1; 16]),
                outcome: *outcome,
                text: "to be taken up again".into(),
            }],
        };
        schema.check("minutes-text", &encode_canonical(&minutes));
    }
    let joint = JointText {
        facts: joint_facts(TRACK),
        title: "Joint statement".into(),
        text: "…".into(),
        languages: vec!["en".into(), "ru".into()],
    };
    schema.check("joint-text", &encode_canonical(&joint));
    schema.check("paper-text", &encode_canonical(&paper()));
    let with_attachments = PaperText {
        attachments: Some(vec![attachment(); domain::ATTACHMENTS_MAX]),
        ..paper()
    };
    schema.check("paper-text", &encode_canonical(&with_attachments));
    let revealed = Revealed {
        salt: [7; 32].into(),
        paper: encode_canonical(&paper()).into(),
    };
    schema.check("revealed", &encode_canonical(&revealed));
    let translation = Translation {
        language: "en".into(),
        text: "…".into(),
        translator: None,
    };
    let signed = Translation {
        translator: Some("Language service".into()),
        ..translation.clone()
    };
    for translation in [None, Some(translation), Some(signed)] {
        let message = MessageText {
            title: "To the leader of South".into(),
            language: "ru".into(),
            text: "…".into(),
            translation,
        };
        schema.check("message-text", &encode_canonical(&message));
        for reply_to in [None, TRACK] {
            let draft = MessageDraft {
                facts: MessageFacts {
                    precedence: Precedence::Flash,
                    acknowledge_by_unix_ms: Some(START),
                },
                text: message.clone(),
                reply_to,
            };
            schema.check("message-draft-text", &encode_canonical(&draft));
        }
    }
    for zones in [
        &[][..],
        &[(NORTH, "Europe/Moscow"), (NORTH, "America/New_York")],
    ] {
        let silence = SilenceText {
            title: "Dates of the second round".into(),
            text: "…".into(),
            local: Vec::new(),
        };
        let silence = silence.with_locals(START, zones).unwrap();
        schema.check("silence-text", &encode_canonical(&silence));
    }
    let title = "security guarantees".to_owned();
    schema.check(
        "track-title",
        &encode_canonical(&TrackTitle {
            title: title.clone(),
        }),
    );
    schema.check("aim", &encode_canonical(&Aim { text: title }));
    internal(schema);
}

fn internal(schema: &Schema) {
    for (at_unix_ms, state) in [None, Some(START)].into_iter().zip(ConsultationState::ALL) {
        let consultation = Consultation {
            body: "security council".into(),
            state: *state,
            text: String::new(),
            at_unix_ms,
        };
        schema.check("consultation", &encode_canonical(&consultation));
    }
    for (due_unix_ms, state) in [None, Some(START)].into_iter().zip(TaskState::ALL) {
        let task = Task {
            text: "ask the ministry".into(),
            owner: PersonId([1; 16]),
            state: *state,
            due_unix_ms,
        };
        schema.check("task", &encode_canonical(&task));
    }
    for if_asked in [None, Some("isn't it late?".to_owned())] {
        let line = LineToTake {
            text: "it never was a problem".into(),
            if_asked,
        };
        schema.check("line-to-take", &encode_canonical(&line));
    }
    let note = NoteOfContact {
        text: "not a verbatim transcript".into(),
        classification: "confidential".into(),
        distribution: vec![PersonId([1; 16])],
    };
    schema.check("note-of-contact", &encode_canonical(&note));
    let mandate = Mandate {
        text: "article 3 may be agreed".into(),
        may_agree: vec!["article 3".into()],
        refers: vec!["any text on borders".into()],
    };
    schema.check("mandate-text", &encode_canonical(&mandate));
    let card = BriefingCard {
        title: "the call".into(),
        text: "three points".into(),
    };
    schema.check("briefing-card", &encode_canonical(&card));
    let remarks = CardRemarks {
        text: "point two first".into(),
    };
    schema.check("card-remarks", &encode_canonical(&remarks));
    for act in ReportedAct::ALL {
        for date in [None, Some("Europe/Zurich")] {
            let report = Reported {
                act: *act,
                of: "South".into(),
                told_by: "head of protocol".into(),
                source: "by telephone".into(),
                heard_unix_ms: START,
                what: "foreign minister".into(),
                text: String::new(),
                date: date.map(|zone| ReportedDate {
                    start_unix_ms: START,
                    zone: zone.into(),
                }),
            };
            schema.check("reported-act", &encode_canonical(&report));
        }
    }
    let heard = |known: bool| {
        known.then(|| Heard {
            source: "embassy".into(),
            at_unix_ms: START,
        })
    };
    for line in CommonLine::ALL {
        let coalition = Coalition {
            name: "an alliance".into(),
            members: Stance::ALL
                .iter()
                .map(|stance| MemberPosition {
                    member: stance.to_string(),
                    stance: *stance,
                    words: "each article by itself".into(),
                    heard: heard(*stance != Stance::NotKnown),
                })
                .collect(),
            reply: CommonReply {
                line: *line,
                words: String::new(),
                heard: heard(*line != CommonLine::NotKnown),
            },
        };
        schema.check("positions", &encode_canonical(&coalition));
    }
    let review = NoteReview {
        remarks: String::new(),
    };
    schema.check("note-review", &encode_canonical(&review));
    let list = NoteDistribution {
        persons: vec![PersonId([1; 16])],
    };
    schema.check("note-distribution", &encode_canonical(&list));
    for listed in [false, true] {
        schema.check("opening", &encode_canonical(&Opening { listed }));
    }
}
