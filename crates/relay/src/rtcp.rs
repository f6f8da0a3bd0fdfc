//! RTCP (RFC 3550 §6), as much as a relay of its own needs: which reports came, and a report of ours.

const VERSION_2: u8 = 2 << 6;
const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const GOODBYE: u8 = 203;
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
                // Descriptions and feedback: nothing follows from them here.
                _ => continue,
            };
            *kind = kind.saturating_add(1);
        }
        *self = counted;
        Some(())
    }
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
        }
        assert_ne!(reports, Reports::default());
    }
}
