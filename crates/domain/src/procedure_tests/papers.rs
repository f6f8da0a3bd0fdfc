//! Papers: versions, replies, receipts that nobody has to sign for.

use super::*;
use crate::{
    Founding, Noun, SubjectNonce,
    procedure_tests::{Logs, SUBJECT, name_of},
};

fn facts(reply_by_unix_ms: Option<i64>) -> PaperFacts {
    PaperFacts {
        kind: PaperKind::Proposal,
        track: None,
        reply_by_unix_ms,
        attachments: None,
    }
}

fn attachment() -> AttachmentFacts {
    AttachmentFacts {
        id: identity::Hash32([5; 32]),
        bytes: crate::ATTACHMENT_PAD_BYTES,
    }
}

fn act(logs: &mut Logs, side: SideId, words: &[&str]) {
    let by = words
        .iter()
        .position(|word| *word == "by")
        .map(|place| words[place + 1].parse().unwrap());
    let nonce = SubjectNonce([1; 16]);
    match words {
        ["hand", name, ..] => drop(logs.record(name, side, Kind::HandOver, |header| {
            header.open = Founding::with_facts(Noun::Paper, nonce, &facts(by)).encode();
        })),
        ["revise", name, "bare"] => drop(logs.record(name, side, Kind::Revise, |_| {})),
        ["revise", name, ..] => drop(logs.record(name, side, Kind::Revise, |header| {
            header.open = identity::encode_canonical(&facts(by));
        })),
        ["attach", name, "to", about, count] => {
            let founds = about == &"new";
            let kind = match *about {
                "new" => Kind::HandOver,
                "own" => Kind::Revise,
                _ => Kind::Reply,
            };
            let facts = PaperFacts {
                attachments: Some(vec![attachment(); count.parse().unwrap()]),
                kind: match kind {
                    Kind::Reply => PaperKind::Reply,
                    _ => PaperKind::Proposal,
                },
                ..facts(None)
            };
            let names = (kind == Kind::Reply).then(|| logs.named(about)).flatten();
            logs.record(name, side, kind, |header| {
                header.names = names;
                header.open = match founds {
                    true => Founding::with_facts(Noun::Paper, nonce, &facts).encode(),
                    false => identity::encode_canonical(&facts),
                };
            });
        }
        [what, about, name] => {
            let kind = match *what {
                "reply" => Kind::Reply,
                "read" => Kind::Acknowledge,
                "withdraw" => Kind::Withdraw,
                other => panic!("`{other}` is no act"),
            };
            let names = logs.named(about);
            logs.record(name, side, kind, |header| header.names = names);
        }
        other => panic!("{other:?} is no act"),
    }
}

fn play(script: &str) -> Logs {
    Logs::play(Noun::Paper, script, act)
}

fn fold(logs: &Logs) -> Option<Paper> {
    logs.fold(|placed, sight| Paper::fold(SUBJECT, placed, sight))
}

fn outcome(script: &str) -> String {
    let logs = play(script);
    let Some(paper) = fold(&logs) else {
        return "nothing".into();
    };
    let mut told = vec![format!("by {}", name_of(paper.by))];
    for version in &paper.versions {
        let delivery = version.delivery.unwrap();
        let there = match (delivery.delivered, delivery.confirmed) {
            (None, _) => "",
            (Some(_), None) => " there",
            (Some(_), Some(_)) => " confirmed",
        };
        let read = if version.acknowledged.is_some() {
            " read"
        } else {
            ""
        };
        told.push(format!("{}{there}{read}", logs.name(version.id)));
    }
    for reply in &paper.replies {
        told.push(format!(
            "{} to {}",
            logs.name(reply.id),
            logs.name(reply.to)
        ));
    }
    if paper.withdrawn.is_some() {
        told.push("withdrawn".into());
    }
    told.join(", ") + &logs.told(&paper.without_effect)
}

#[test]
fn attachments_count_where_their_record_does() {
    for (script, of_author, of_other, expected) in [
        ("N attach p to new 1", 1, 0, "by N, p"),
        ("N attach p to new 8", 8, 0, "by N, p"),
        ("N attach p to new 0", 0, 0, "nothing"),
        ("N attach p to new 9", 0, 0, "nothing"),
        ("N hand p; N attach q to own 2", 2, 0, "by N, p, q"),
        (
            "N hand p; N attach q to own 0",
            0,
            0,
            "by N, p, q not: NoFacts",
        ),
        (
            "N attach p to new 1; N attach q to own 9",
            1,
            0,
            "by N, p, q not: NoFacts",
        ),
        (
            "N hand p; sync; S attach r to p 3",
            0,
            3,
            "by N, p there, r to p",
        ),
        (
            "N hand p; sync; S attach r to p 9",
            0,
            0,
            "by N, p there, r not: NoFacts",
        ),
        (
            "N hand p; sync; S attach q to own 1",
            0,
            0,
            "by N, p there, q not: OthersToDo",
        ),
        (
            "N attach p to new 2; N withdraw p w",
            2,
            0,
            "by N, p, withdrawn",
        ),
    ] {
        assert_eq!(outcome(script), expected, "{script}");
        let paper = fold(&play(script));
        let all: Vec<(bool, AttachmentFacts)> = paper.iter().flat_map(Paper::attachments).collect();
        let by = |author: bool| {
            all.iter()
                .filter(|(by_author, _)| *by_author == author)
                .count()
        };
        assert_eq!((by(true), by(false)), (of_author, of_other), "{script}");
    }
}

#[test]
fn what_becomes_of_a_paper() {
    for (script, expected) in [
        ("N hand p", "by N, p"),
        ("N revise p", "nothing"),
        ("N hand p; sync; S writes", "by N, p there"),
        ("N hand p; S writes; sync", "by N, p"),
        (
            "N hand p; sync; S writes; sync; N writes",
            "by N, p confirmed",
        ),
        ("N hand p; sync; S read p r", "by N, p there read"),
        (
            "N hand p; sync; S read p r; S read p q",
            "by N, p there read, q not: Again",
        ),
        ("N hand p; N read p r", "by N, p, r not: OthersToDo"),
        ("N hand p; S read p r", "by N, p, r not: Unseen"),
        ("N hand p; sync; S reply p r", "by N, p there, r to p"),
        (
            "N hand p; sync; S reply - r",
            "by N, p there, r not: NothingToAnswer",
        ),
        (
            "N hand p; sync; S hand q",
            "by N, p there, q not: OthersToDo",
        ),
        ("N hand p; N hand q", "by N, p, q not: Founded"),
        ("N hand p; N revise q", "by N, p, q"),
        ("N hand p; N revise q bare", "by N, p, q not: NoFacts"),
        // The reply is to what the other side had.
        (
            "N hand p; sync; N revise q; S reply q r",
            "by N, p there, q, r not: Unseen",
        ),
        (
            "N hand p; sync; N revise q; sync; S reply q r",
            "by N, p there, q there, r to q",
        ),
        ("N hand p; N withdraw p w", "by N, p, withdrawn"),
        (
            "N hand p; N withdraw p w; N revise q",
            "by N, p, withdrawn, q not: Withdrawn",
        ),
        (
            "N hand p; N withdraw p w; N withdraw p v",
            "by N, p, withdrawn, v not: Again",
        ),
        (
            "N hand p; sync; S withdraw p w",
            "by N, p there, w not: OthersToDo",
        ),
    ] {
        assert_eq!(outcome(script), expected, "{script}");
    }
}

#[test]
fn a_receipt_has_its_time_at_both_ends() {
    let logs = play("at 5; N hand p; sync; at 9; S writes; at 12; S writes; sync; at 20; N writes");
    let delivery = fold(&logs).unwrap().versions[0].delivery.unwrap();
    assert_eq!(delivery.said.node_unix_ms, 5);
    assert_eq!(delivery.delivered.unwrap().node_unix_ms, 9);
    assert_eq!(delivery.confirmed.unwrap().node_unix_ms, 20);
}

#[test]
fn a_reply_is_awaited_to_the_version_that_stands() {
    for (script, by) in [
        ("N hand p", None),
        ("N hand p by 9", Some(9)),
        ("N hand p by 9; N withdraw p w", None),
        ("N hand p by 9; sync; S reply p r", None),
        ("N hand p by 9; N revise q by 12", Some(12)),
        (
            "N hand p by 9; sync; S reply p r; N revise q by 12",
            Some(12),
        ),
        ("N hand p by 9; N revise q", None),
    ] {
        let paper = fold(&play(script)).unwrap();
        assert_eq!(paper.awaits_reply_by(), by, "{script}");
    }
}

#[test]
fn so_many_versions_and_replies_count() {
    for (made, counting) in [
        (VERSIONS_PER_SIDE_MAX - 1, VERSIONS_PER_SIDE_MAX - 1),
        (VERSIONS_PER_SIDE_MAX, VERSIONS_PER_SIDE_MAX),
        (VERSIONS_PER_SIDE_MAX + 1, VERSIONS_PER_SIDE_MAX),
    ] {
        let mut logs = play("N hand p; sync");
        for number in 0..made {
            act(
                &mut logs,
                crate::procedure_tests::SOUTH,
                &["reply", "p", &format!("r{number}")],
            );
        }
        for number in 1..made {
            act(
                &mut logs,
                crate::procedure_tests::NORTH,
                &["revise", &format!("v{number}")],
            );
        }
        let paper = fold(&logs).unwrap();
        assert_eq!(
            (paper.replies.len(), paper.versions.len()),
            (counting, counting)
        );
        assert_eq!(paper.without_effect.len(), 2 * (made - counting), "{made}");
    }
}

#[test]
fn the_text_is_bounded() {
    let text = |title: usize, text: usize, recipients: usize| PaperText {
        title: "x".repeat(title),
        text: "x".repeat(text),
        languages: vec!["en".into()],
        recipients: vec!["South".into(); recipients],
        attachments: None,
    };
    for (length, fits) in [
        (0, false),
        (TEXT_BYTES_MAX - 1, true),
        (TEXT_BYTES_MAX, true),
        (TEXT_BYTES_MAX + 1, false),
    ] {
        assert_eq!(text(1, length, 1).fits(), fits, "{length}");
    }
    for (length, fits) in [(FIELD_BYTES_MAX, true), (FIELD_BYTES_MAX + 1, false)] {
        assert_eq!(text(length, 1, 1).fits(), fits, "{length}");
    }
    for (count, fits) in [(LIST_MAX, true), (LIST_MAX + 1, false)] {
        assert_eq!(text(1, 1, count).fits(), fits, "{count}");
    }
}
