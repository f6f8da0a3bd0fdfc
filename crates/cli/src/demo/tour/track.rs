//! The tour's track: both sides' aims, the round in Geneva that the call must precede and may affect, who
//! leads the delegations, and what North says of it all in public. Everything is read back from both nodes.

use domain::local_in;
use serde_json::Value;
use std::time::Duration;

use super::{
    Tour,
    contact::zone_error,
    id_of,
    report::{TourHeads, TourRound, TourText, TourTrack},
};
use crate::{
    CliError, Exit,
    demo::side::{DemoSide, text},
};

/// What stays between the two leaderships: ours, and sealed.
const TRACK_TITLE: &str = "towards guarantees that bind";
const AIM_OF_SOUTH: &str = "fewer missiles near the borders";
const ROUND_TITLE: &str = "first round on guarantees that bind";
const ENVOY_OF_NORTH: &str = "Envoy of North";
const ENVOY_OF_SOUTH: &str = "Envoy of South";
const COUNSELLOR: &str = "Counsellor of North";

/// What North says aloud too.
const AIM_OF_NORTH: &str = "firm guarantees";
const PLACE: &str = "Geneva";
const PLACE_ZONE: &str = "Europe/Zurich";
const OFFICE_OF_NORTH: &str = "deputy foreign minister";
const OFFICE_OF_SOUTH: &str = "first deputy of the foreign minister";

/// The round begins on this day, the first after the holidays, and nothing is possible the day before.
const DAY: &str = "01-10";
const DAY_BEFORE: &str = "01-09";
const HOLIDAYS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:New Year holidays\r\n\
    DTSTART;VALUE=DATE:20210101\r\nDURATION:P9D\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// Tries, and the pause between them, until the other node has what was written.
const TRIES: usize = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// Sentences, who speaks, title, words, and the facts of the round that they claim.
type Spoken<'a> = (&'static [u32], &'a str, &'a str, &'a str, &'a [&'a str]);

/// The names of what was played.
pub(super) struct Played {
    track: String,
    round: String,
    date: String,
    /// Releases by the sentences that they say.
    said: Vec<(&'static [u32], String, String)>,
}

impl Tour<'_> {
    /// Track, round, delegations and links, before the call.
    pub(super) async fn prepare_round(&mut self, contact: &str) -> Result<Played, CliError> {
        let track = self.open_track().await?;
        let date = self.day_of_round()?;
        let round = self.agree_round(&track, &date).await?;
        self.name_heads(&round).await?;
        let link = [
            "track",
            "link",
            &track,
            "--must-precede",
            contact,
            &round,
            "--may-affect",
            contact,
            &round,
        ];
        self.north.run_as("sherpa", &link).await?;
        // The press reads no terms of rounds: leadership tells it what it may compare.
        let both = |shown: &Value| list(&shown["delegations"]).len() == 2;
        until(&self.north, &["round", "show", &round], both).await?;
        let clear = ["facts", "clear", &round];
        self.north.run_as("sherpa", &clear).await?;
        self.tell("The call must be over before the round begins, North says, and may affect it.");
        self.sealed_texts.extend(
            [
                TRACK_TITLE,
                AIM_OF_SOUTH,
                ROUND_TITLE,
                ENVOY_OF_NORTH,
                ENVOY_OF_SOUTH,
                COUNSELLOR,
            ]
            .map(str::to_owned),
        );
        Ok(Played {
            track,
            round,
            date,
            said: Vec::new(),
        })
    }

    async fn open_track(&mut self) -> Result<String, CliError> {
        let open = ["track", "open", "--title", TRACK_TITLE];
        let track = id_of(&self.north.run_as("sherpa", &open).await?, "track")?;
        until(&self.south, &["track", "show", &track], |_| true).await?;
        let join = ["track", "open", &track];
        self.south.run_as("sherpa", &join).await?;
        for (side, aim) in [(&self.north, AIM_OF_NORTH), (&self.south, AIM_OF_SOUTH)] {
            let declare = ["track", "aim", &track, "--text", aim];
            side.run_as("sherpa", &declare).await?;
        }
        self.tell(
            "Both sides open a track, and each declares its own aim; nobody's aim is agreed.",
        );
        Ok(track)
    }

    /// The first such day after the call.
    fn day_of_round(&self) -> Result<String, CliError> {
        let civil = local_in(self.args.start, PLACE_ZONE)
            .map_err(zone_error)?
            .civil;
        let (year, day) = civil.split_at(4);
        let year: i32 = year
            .parse()
            .map_err(|error| CliError::usage("start", error, "start the call in another year"))?;
        let is_over = day.get(1..6).is_none_or(|day| day >= DAY_BEFORE);
        Ok((year + i32::from(is_over)).to_string())
    }

    /// A date on a holiday is refused; the next day is proposed as fixed, and accepted.
    async fn agree_round(&mut self, track: &str, year: &str) -> Result<String, CliError> {
        let file = self.north.dir.join("new-year.ics");
        std::fs::write(&file, HOLIDAYS)
            .map_err(|error| CliError::failed("holidays", error, "look at the disk"))?;
        let import = ["calendar", "import", &text(&file), "--side", "own"];
        self.north.run_as("sherpa", &import).await?;
        let held = self
            .propose_round(track, &format!("{year}-{DAY_BEFORE}"))
            .await;
        let is_held_up = held
            .as_ref()
            .is_err_and(|error| error.code == "conflicts" && error.cause.contains("holiday"));
        if !is_held_up {
            self.failures
                .push("a round on a holiday went out without a word".into());
        }
        let day = format!("{year}-{DAY}");
        let round = id_of(&self.propose_round(track, &day).await?, "round")?;
        until(&self.south, &["round", "show", &round], |_| true).await?;
        self.south
            .run_as("sherpa", &["round", "accept", &round])
            .await?;
        until(&self.north, &["round", "show", &round], |shown| {
            shown["phase"] == "agreed"
        })
        .await?;
        self.tell(&format!(
            "A round in {PLACE} on {day}, the first day after North's holidays, is signed by both; its date is"
        ));
        self.tell("fixed: neither side moves it alone. The day before was held up: a holiday.");
        Ok(round)
    }

    async fn propose_round(&self, track: &str, day: &str) -> Result<Value, CliError> {
        let (start, end) = (format!("{day}T10:00"), format!("{day}T18:00"));
        let args = [
            "round",
            "propose",
            "--title",
            ROUND_TITLE,
            "--place",
            PLACE,
            "--start",
            &start,
            "--end",
            &end,
            "--place-zone",
            PLACE_ZONE,
            "--zone",
            &self.args.north_zone,
            "--other-zone",
            &self.args.south_zone,
            "--dates",
            "fixed",
            "--track",
            track,
            "--item",
            "security guarantees",
        ];
        self.north.run_as("sherpa", &args).await
    }

    /// Each side says for itself who leads.
    async fn name_heads(&mut self, round: &str) -> Result<(), CliError> {
        let north = format!("{ENVOY_OF_NORTH}={OFFICE_OF_NORTH}");
        let south = format!("{ENVOY_OF_SOUTH}={OFFICE_OF_SOUTH}");
        let named = ["round", "delegation", round, "--head", &north];
        let named = [&named[..], &["--member", COUNSELLOR]].concat();
        self.north.run_as("sherpa", &named).await?;
        let named = ["round", "delegation", round, "--head", &south];
        self.south.run_as("sherpa", &named).await?;
        Ok(())
    }

    /// What North's spokesman and its foreign ministry say of it beforehand.
    pub(super) async fn speak_of_round(
        &mut self,
        contact: &str,
        played: &mut Played,
    ) -> Result<Vec<TourText>, CliError> {
        let spokesman = "spokesman of North's leader";
        let ministry = "spokeswoman of North's foreign ministry";
        let place_and_date = format!(
            "The negotiations take place in {PLACE} on 10 January. There is no other date."
        );
        let heads = format!(
            "A {OFFICE_OF_NORTH} leads North's delegation; South's is led by the {OFFICE_OF_SOUTH}."
        );
        let wants = format!("What North wants from South in {PLACE} is {AIM_OF_NORTH}.");
        let day = format!("{}-{DAY}", played.date);
        let round = played.round.clone();
        let of_round = ["--of-round", &round];
        let place_and_date_claimed = [
            "--place",
            PLACE,
            "--date",
            &day,
            "--date-zone",
            PLACE_ZONE,
            "--other-date",
            "none",
        ];
        let heads_claimed = [
            "--own-head",
            OFFICE_OF_NORTH,
            "--other-head",
            OFFICE_OF_SOUTH,
        ];
        let texts: [Spoken; 5] = [
            (
                &[2],
                spokesman,
                "What the talk may change",
                "What comes out of the talk may have an effect on the negotiations of 10 January.",
                &[],
            ),
            (
                &[9, 12],
                spokesman,
                "Why one more talk",
                "Negotiations begin straight after the New Year holidays, on 10 January; therefore the leader \
                 sees the need for another talk before them.",
                &["--preceded-by", contact],
            ),
            (
                &[14, 15],
                ministry,
                "Place and date",
                &place_and_date,
                &place_and_date_claimed,
            ),
            (
                &[16, 17],
                ministry,
                "Who leads the delegations",
                &heads,
                &heads_claimed,
            ),
            (
                &[18],
                ministry,
                "What North wants",
                &wants,
                &["--purpose", AIM_OF_NORTH],
            ),
        ];
        let mut released = Vec::new();
        for (sentences, office, title, words, claims) in texts {
            let args = [
                "statement",
                "draft",
                contact,
                "--title",
                title,
                "--office",
                office,
                "--text",
                words,
            ];
            let of_round: &[&str] = if claims.is_empty() { &[] } else { &of_round };
            let args = [&args[..], of_round, claims].concat();
            let out = self.publish(true, "statement", &args).await?;
            played
                .said
                .push((sentences, out.name.clone(), words.to_owned()));
            released.push(out.text("north", title));
        }
        self.tell("North's foreign ministry names place, date and heads in public; who leads South's delegation is");
        self.tell("North's claim until South's own record says so.");
        Ok(released)
    }

    /// After the call: what both nodes show of track and round, and the review that the call asks for.
    pub(super) async fn read_track(
        &mut self,
        contact: &str,
        played: &Played,
    ) -> Result<TourTrack, CliError> {
        let alone = ["round", "postpone", &played.round];
        let alone = self.north.run_as("sherpa", &alone).await;
        let is_held = alone.is_err_and(|error| error.code == "no-effect");
        let (track, round) = (&played.track, &played.round);
        let (show_track, show_round) = (["track", "show", track], ["round", "show", round]);
        let asked = |shown: &Value| asks_for_review(shown, round);
        let at_south = until(&self.south, &show_track, asked).await;
        let at_north = until(&self.north, &show_track, asked).await;
        let review_asked = at_south.is_ok() && at_north.is_ok();
        if let Some(link) = at_north
            .ok()
            .and_then(|shown| link_of(&shown, "may-affect", contact, round))
        {
            let reviewed = ["track", "reviewed", track, &link];
            self.north.run_as("sherpa", &reviewed).await?;
        }
        let settled = |shown: &Value| !asks_for_review(shown, round);
        let tracks = [
            until(&self.north, &show_track, settled).await?,
            until(&self.south, &show_track, settled).await?,
        ];
        let rounds = [
            self.north.run_as("sherpa", &show_round).await?,
            self.south.run_as("sherpa", &show_round).await?,
        ];
        for shown in tracks.iter().chain(&rounds) {
            self.seen_by_devices.push_str(&shown.to_string());
        }
        let linked = |kind| {
            let mut both = tracks.iter();
            both.all(|shown| link_of(shown, kind, contact, round).is_some())
        };
        let report = TourTrack {
            track: track.clone(),
            precedes: linked("must-precede"),
            may_affect: linked("may-affect"),
            review_asked_and_done: review_asked,
            aims: TourHeads {
                north: same(&tracks, |shown| {
                    of_side(&shown["aims"], "North")["text"].clone()
                }),
                south: same(&tracks, |shown| {
                    of_side(&shown["aims"], "South")["text"].clone()
                }),
            },
            round: read_round(&rounds),
        };
        self.collect_evidence(played, &report, is_held);
        Ok(report)
    }

    /// A sentence is shown where both nodes have the record and the released words say the same.
    fn collect_evidence(&mut self, played: &Played, shown: &TourTrack, is_held: bool) {
        let round = &shown.round;
        let date = format!("{}-{DAY}", played.date);
        let record_holds = |sentence: u32, words: &str| match sentence {
            2 => shown.may_affect && shown.review_asked_and_done,
            9 | 12 => shown.precedes,
            14 => round.identical_on_both_nodes && round.place == PLACE && round.date == date,
            15 => round.fixed && is_held,
            16 => words.contains(&round.heads.north) && !round.heads.north.is_empty(),
            17 => words.contains(&round.heads.south) && !round.heads.south.is_empty(),
            18 => words.contains(&shown.aims.north) && !shown.aims.north.is_empty(),
            _ => false,
        };
        for (sentences, release, words) in &played.said {
            for sentence in sentences.iter().filter(|one| record_holds(**one, words)) {
                let record = match sentence {
                    2 | 9 | 12 | 18 => format!("track {}", shown.track),
                    _ => format!("round {}", round.round),
                };
                let evidence = format!("{record}; release {release}");
                self.evidence.insert(*sentence, evidence);
            }
        }
    }
}

/// Asks until the answer is as wanted; fails where it never is.
async fn until(
    side: &DemoSide,
    args: &[&str],
    wanted: impl Fn(&Value) -> bool,
) -> Result<Value, CliError> {
    let mut last = String::new();
    for _ in 0..TRIES {
        match side.run_as("sherpa", args).await {
            Ok(shown) if wanted(&shown) => return Ok(shown),
            Ok(shown) => last = shown.to_string(),
            Err(error) if error.exit == Exit::Unverified => return Err(error),
            Err(error) => last = error.cause,
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(CliError::failed(
        "demo",
        format!("{} waited in vain: `{}`: {last}", side.name, args.join(" ")),
        "look at both node.log files",
    ))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn asks_for_review(shown: &Value, round: &str) -> bool {
    list(&shown["open"])
        .iter()
        .any(|one| one["side"] == "North" && one["to_do"] == "review" && one["subject"] == round)
}

/// North's link of this kind from the contact to the round.
fn link_of(shown: &Value, kind: &str, contact: &str, round: &str) -> Option<String> {
    let mut links = list(&shown["links"]).iter();
    let link = links.find(|one| {
        one["by"] == "North"
            && one["kind"] == kind
            && one["first"] == contact
            && one["second"] == round
    });
    link?["link"].as_str().map(str::to_owned)
}

fn of_side<'a>(entries: &'a Value, side: &str) -> &'a Value {
    let mut entries = list(entries).iter();
    entries
        .find(|one| one["side"] == side)
        .unwrap_or(&Value::Null)
}

/// What both nodes say alike; empty where they don't.
fn same(shown: &[Value; 2], of: impl Fn(&Value) -> Value) -> String {
    let [north, south] = shown;
    let said = of(north);
    if said == of(south) {
        said.as_str().unwrap_or_default().to_owned()
    } else {
        String::new()
    }
}

fn read_round(rounds: &[Value; 2]) -> TourRound {
    let head = |side: &str| {
        same(rounds, |shown| {
            of_side(&shown["delegations"], side)["head"]["office"].clone()
        })
    };
    let [north, south] = rounds;
    let alike = ["agreed", "phase", "starts", "ends", "fixed", "track"];
    let alike = alike
        .iter()
        .all(|field| !north[*field].is_null() && north[*field] == south[*field]);
    let start = same(rounds, |shown| shown["terms"]["local"][0]["start"].clone());
    TourRound {
        round: same(rounds, |shown| shown["round"].clone()),
        place: same(rounds, |shown| shown["terms"]["place"].clone()),
        date: start.split(' ').next().unwrap_or_default().to_owned(),
        fixed: rounds.iter().all(|shown| shown["fixed"] == true),
        heads: TourHeads {
            north: head("North"),
            south: head("South"),
        },
        identical_on_both_nodes: alike && north["agreed"].is_string(),
    }
}
