//! RTCP (RFC 3550 §6), as much as a relay of its own needs: which reports came, and a report of ours.

const VERSION_2: u8 = 2 << 6;
const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const GOODBYE: u8 = 203;
/// Feedback on packets and on pictures (RFC 4585 §6.1), and the formats of them that are read.
const PACKET_FEEDBACK: u8 = 205;
const PICTURE_FEEDBACK: u8 = 206;
const LOST_PACKETS: u8 = 1;
const LOST_PICTURE: u8 = 1;
const CNAME: u8 = 1;
/// Longest item of a source description.
const CNAME_BYTES_MAX: usize = 255;
/// Second 0 of our reports' clock, in that of NTP. It shows what passed since a device came, not the
/// time of day.
const EPOCH_S: u64 = 2_208_988_800;

/// How many reports of each kind a device sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reports {
    pub sender: u64,
    pub receiver: u64,
    pub goodbye: u64,
}

impl Reports {
    /// Counts a compound packet, which must be whole.
    pub fn count(&mut self, compound: &[u8]) -> Option<()> {
        let mut counted = *self;
        let mut rest = compound;
        while !rest.is_empty() {
            let (head, _) = rest.split_first_chunk::<4>()?;
            if head[0] & 0xc0 != VERSION_2 {
                return None;
            }
            let words = usize::from(u16::from_be_bytes([head[2], head[3]])) + 1;
            rest = rest.get(4 * words..)?;
            let kind = match head[1] {
                SENDER_REPORT => &mut counted.sender,
                RECEIVER_REPORT => &mut counted.receiver,
                GOODBYE => &mut counted.goodbye,
                // Descriptions: nothing follows from them. Feedback is read apart.
                _ => continue,
            };
            *kind = kind.saturating_add(1);
        }
        *self = counted;
        Some(())
    }
}

/// What a device says it lacks of one of our streams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    /// It waits for a whole picture.
    Picture { ssrc: u32 },
    /// These packets, by number.
    Packets { ssrc: u32, numbers: Vec<u16> },
}

/// The feedback of a compound packet that [`Reports::count`] found whole.
pub(crate) fn lacks(compound: &[u8]) -> Vec<Lack> {
    let mut lacks = Vec::new();
    let mut rest = compound;
    while let Some((head, _)) = rest.split_first_chunk::<4>() {
        let words = usize::from(u16::from_be_bytes([head[2], head[3]])) + 1;
        let Some((packet, after)) = rest.split_at_checked(4 * words) else {
            break;
        };
        rest = after;
        let Some((fixed, lost)) = packet.split_first_chunk::<12>() else {
            continue;
        };
        let ssrc = u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]);
        match (head[1], head[0] & 0x1f) {
            (PICTURE_FEEDBACK, LOST_PICTURE) => lacks.push(Lack::Picture { ssrc }),
            (PACKET_FEEDBACK, LOST_PACKETS) => {
                let numbers = lost.as_chunks::<4>().0.iter().flat_map(lost_numbers);
                let numbers = numbers.collect();
                lacks.push(Lack::Packets { ssrc, numbers });
            }
            _ => {}
        }
    }
    lacks
}

/// A number, and a bit for each of the 16 after it (RFC 4585 §6.2.1).
fn lost_numbers(item: &[u8; 4]) -> impl Iterator<Item = u16> + use<> {
    let first = u16::from_be_bytes([item[0], item[1]]);
    let after = u16::from_be_bytes([item[2], item[3]]);
    let after = (0..16u16).filter(move |bit| after & 1 << bit != 0);
    std::iter::once(first).chain(after.map(move |bit| first.wrapping_add(bit + 1)))
}

/// What came of a stream, for whoever sends it: without such reports no sender knows that its way is
/// too narrow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reception {
    first: Option<u64>,
    highest: u64,
    received: u64,
    /// Expected and received when it was last reported.
    reported: (u64, u64),
}

impl Reception {
    /// A packet with this number, rollovers counted.
    pub fn took(&mut self, seq: u64) {
        self.first = Some(self.first.map_or(seq, |first| first.min(seq)));
        self.highest = self.highest.max(seq);
        self.received += 1;
    }

    /// The receiver's report (RFC 3550 §6.4.2) since the last one; nothing if nothing came since.
    pub fn report(&mut self, own: u32, sender: u32) -> Option<Vec<u8>> {
        let expected = self.highest - self.first? + 1;
        let (expected_before, received_before) = self.reported;
        if self.received == received_before {
            return None;
        }
        self.reported = (expected, self.received);
        let (expected_now, received_now) =
            (expected - expected_before, self.received - received_before);
        let lost_now = expected_now.saturating_sub(received_now);
        let fraction = (lost_now * 256)
            .checked_div(expected_now)
            .unwrap_or(0)
            .min(255);
        let lost = expected.saturating_sub(self.received).min(0x7f_ffff);
        let mut report = vec![VERSION_2 | 1, RECEIVER_REPORT, 0, 7];
        report.extend_from_slice(&own.to_be_bytes());
        report.extend_from_slice(&sender.to_be_bytes());
        report.extend_from_slice(&((fraction as u32) << 24 | lost as u32).to_be_bytes());
        report.extend_from_slice(&(self.highest as u32).to_be_bytes());
        // Jitter isn't measured, and the sender's own reports aren't echoed.
        report.resize(32, 0);
        Some(report)
    }
}

/// Asks the device that sends `wanted` for a whole picture. An empty report stands first, as in every
/// compound packet (RFC 3550 §6.1).
pub(crate) fn picture_wanted(own: u32, wanted: u32) -> Vec<u8> {
    let mut asked = vec![VERSION_2, RECEIVER_REPORT, 0, 1];
    asked.extend_from_slice(&own.to_be_bytes());
    asked.extend_from_slice(&[VERSION_2 | LOST_PICTURE, PICTURE_FEEDBACK, 0, 2]);
    asked.extend_from_slice(&own.to_be_bytes());
    asked.extend_from_slice(&wanted.to_be_bytes());
    asked
}

/// What a sender's report says of one of our streams.
#[derive(Debug)]
pub(crate) struct Sent {
    pub ssrc: u32,
    /// Since the clock of reports began.
    pub at: std::time::Duration,
    /// The stream's RTP time at that moment.
    pub rtp_time: u32,
    pub packets: u32,
    pub payload_bytes: u32,
}

/// A sender's report and the description that belongs to it (RFC 3550 §6.1).
pub(crate) fn sender_report(sent: &Sent, cname: &str) -> Vec<u8> {
    let mut report = vec![VERSION_2, SENDER_REPORT, 0, 6];
    report.extend_from_slice(&sent.ssrc.to_be_bytes());
    let seconds = EPOCH_S.wrapping_add(sent.at.as_secs()) as u32;
    let fraction = (u64::from(sent.at.subsec_nanos()) << 32) / 1_000_000_000;
    for word in [
        seconds,
        fraction as u32,
        sent.rtp_time,
        sent.packets,
        sent.payload_bytes,
    ] {
        report.extend_from_slice(&word.to_be_bytes());
    }
    let cname = &cname.as_bytes()[..cname.len().min(CNAME_BYTES_MAX)];
    let mut chunk = sent.ssrc.to_be_bytes().to_vec();
    chunk.extend_from_slice(&[CNAME, cname.len() as u8]);
    chunk.extend_from_slice(cname);
    // At least one zero ends the list of items.
    chunk.resize((chunk.len() + 1).next_multiple_of(4), 0);
    let words = (chunk.len() / 4) as u16;
    report.extend_from_slice(&[VERSION_2 | 1, SOURCE_DESCRIPTION]);
    report.extend_from_slice(&words.to_be_bytes());
    report.extend_from_slice(&chunk);
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use std::time::Duration;

    fn sent() -> Sent {
        Sent {
            ssrc: 0x0102_0304,
            at: Duration::from_millis(2_500),
            rtp_time: 960,
            packets: 3,
            payload_bytes: 612,
        }
    }

    #[test]
    fn the_bytes_of_a_report_stay_as_they_are() {
        let shown: Vec<String> = ["abc", "abcdef"]
            .map(|cname| hex::encode(sender_report(&sent(), cname)))
            .into();
        insta::assert_snapshot!(shown.join("\n"), @r"
        80c800060102030483aa7e8280000000000003c0000000030000026481ca0003010203040103616263000000
        80c800060102030483aa7e8280000000000003c0000000030000026481ca000401020304010661626364656600000000
        ");
    }

    #[test]
    fn a_sender_is_told_what_share_was_lost_since_the_last_report() {
        let mut reception = Reception::default();
        assert_eq!(reception.report(1, 7), None);
        for seq in [65_530, 65_531, 65_532, 65_537] {
            reception.took(seq);
        }
        let shown = |report: Option<Vec<u8>>| report.map(hex::encode).unwrap_or_default();
        // Half of eight; the highest number with its rollover.
        assert_eq!(
            shown(reception.report(1, 7)),
            "81c9000700000001000000078000000400010001000000000000000000000000"
        );
        assert_eq!(reception.report(1, 7), None, "nothing came since");
        reception.took(65_538);
        assert_eq!(
            shown(reception.report(1, 7)),
            "81c9000700000001000000070000000400010002000000000000000000000000"
        );
        // One that came late was lost before.
        reception.took(65_533);
        assert_eq!(
            shown(reception.report(1, 7)),
            "81c9000700000001000000070000000300010002000000000000000000000000"
        );
    }

    #[test]
    fn what_is_asked_for_is_read_and_a_part_of_it_never() {
        let mut compound = picture_wanted(1, 7);
        insta::assert_snapshot!(hex::encode(&compound), @"80c900010000000181ce00020000000100000007");
        compound.extend([0x81, PACKET_FEEDBACK, 0, 4, 0, 0, 0, 1, 0, 0, 0, 9]);
        compound.extend([0xff, 0xff, 0x80, 0x01, 0, 5, 0, 0]);
        // Formats that nobody agreed on.
        compound.extend([0x84, PICTURE_FEEDBACK, 0, 2, 0, 0, 0, 1, 0, 0, 0, 9]);
        compound.extend([0x8f, PACKET_FEEDBACK, 0, 2, 0, 0, 0, 1, 0, 0, 0, 9]);
        let wanted = Lack::Picture { ssrc: 7 };
        let numbers = vec![65_535, 0, 15, 5];
        let lost = Lack::Packets { ssrc: 9, numbers };
        assert_eq!(lacks(&compound), [wanted.clone(), lost.clone()]);
        for length in 0..compound.len() {
            let expected = match length {
                ..20 => 0,
                20..40 => 1,
                _ => 2,
            };
            assert_eq!(lacks(&compound[..length]).len(), expected, "{length}");
        }
    }

    #[test]
    fn whole_compounds_are_counted_and_others_are_not() {
        let mut compound = sender_report(&sent(), "c");
        compound.extend([0x80, RECEIVER_REPORT, 0, 1, 0, 0, 0, 1]);
        compound.extend([0x81, GOODBYE, 0, 1, 0, 0, 0, 1]);
        let mut reports = Reports::default();
        for length in 0..compound.len() {
            let counted = reports.count(&compound[..length]).is_some();
            let ends = [0, 28, 40, 48];
            assert_eq!(counted, ends.contains(&length), "{length}");
        }
        let before = reports;
        reports.count(&compound).unwrap();
        assert_eq!(reports.sender, before.sender + 1);
        assert_eq!(reports.receiver, before.receiver + 1);
        assert_eq!(reports.goodbye, before.goodbye + 1);
        compound[0] = 0x40;
        assert_eq!(reports.count(&compound), None);
    }

    #[test]
    fn random_compounds_never_panic() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(13);
        let mut reports = Reports::default();
        for _ in 0..20_000 {
            let mut bytes = vec![0u8; random.random_range(0..40)];
            random.fill(&mut bytes[..]);
            for head in bytes.chunks_mut(8) {
                if let [first, _, high, low, ..] = head {
                    (*first, *high, *low) = (0x80 | (*first & 0x1f), 0, *low % 3);
                }
            }
            reports.count(&bytes);
            lacks(&bytes);
        }
        assert_ne!(reports, Reports::default());
    }
}
