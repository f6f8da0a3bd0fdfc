//! Numbers for operators (Prometheus text format): counts and states, never who or what.

use prometheus::{IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};
use relay::{Refusals, Refused};

use crate::app::{Counters, NodeCore};

pub(super) struct Metrics {
    registry: Registry,
    pub media_from_devices: IntCounter,
    pub media_from_other: IntCounter,
    pub media_to_other: IntCounter,
    pub video_left_out: IntCounter,
    /// One for each reason, in the order of [`Refused::ALL`].
    media_refused: Vec<IntCounter>,
    pub offers_refused: IntCounter,
    pub media_tcp_lost: IntCounter,
    pub connections_refused: IntCounter,
    pub policy_reports: IntCounter,
    records_taken: IntGauge,
    records_refused: IntGauge,
    entries_own: IntGauge,
    entries_other: IntGauge,
    line_up: IntGauge,
    misbehaviour: IntGauge,
    forks: IntGauge,
    sign_ins: IntGauge,
    sign_ins_refused: IntGauge,
    call_refusals: IntGauge,
    attachment_parts: IntGauge,
    attachment_parts_refused: IntGauge,
    attachment_bytes_own: IntGauge,
    attachment_bytes_other: IntGauge,
    pushes_taken: IntGauge,
    pushes_failed: IntGauge,
}

impl Metrics {
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let counter = |name: &str, help: &str| -> Result<IntCounter, prometheus::Error> {
            let counter = IntCounter::with_opts(Opts::new(format!("detente_{name}"), help))?;
            registry.register(Box::new(counter.clone()))?;
            Ok(counter)
        };
        let gauge = |name: &str, help: &str| -> Result<IntGauge, prometheus::Error> {
            let gauge = IntGauge::with_opts(Opts::new(format!("detente_{name}"), help))?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        let refused = IntCounterVec::new(
            Opts::new(
                "detente_media_refused_total",
                "Datagrams and packets not let through, by reason",
            ),
            &["reason"],
        )?;
        registry.register(Box::new(refused.clone()))?;
        let media_refused = Refused::ALL
            .into_iter()
            .map(|why| refused.get_metric_with_label_values(&[why.code()]))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            media_from_devices: counter(
                "media_datagrams_from_devices_total",
                "Datagrams of own devices",
            )?,
            media_from_other: counter(
                "media_datagrams_from_other_node_total",
                "Media datagrams of the other node",
            )?,
            media_to_other: counter(
                "media_datagrams_to_other_node_total",
                "Media datagrams to the other node",
            )?,
            video_left_out: counter(
                "video_datagrams_left_out_total",
                "Video not sent to the other node, so that voice finds room",
            )?,
            media_refused,
            offers_refused: counter(
                "session_descriptions_refused_total",
                "Session descriptions refused",
            )?,
            media_tcp_lost: counter(
                "media_tcp_frames_lost_total",
                "Frames for devices that read too slowly",
            )?,
            connections_refused: counter(
                "connections_refused_total",
                "TCP connections refused because there were too many",
            )?,
            policy_reports: counter(
                "client_policy_reports_total",
                "Reports of browsers that the web client's policy forbade something",
            )?,
            records_taken: gauge("records_taken", "Records taken since the start")?,
            records_refused: gauge("records_refused", "Records refused since the start")?,
            entries_own: gauge("log_entries_own", "Entries in the own log")?,
            entries_other: gauge("log_entries_other", "Entries held of the other log")?,
            line_up: gauge("line_up", "1 while the line is up")?,
            misbehaviour: gauge(
                "line_misbehaviour",
                "Misbehaviours of the other node since the start",
            )?,
            forks: gauge("forks", "Proofs of two stories since the start")?,
            sign_ins: gauge("sign_ins", "Sign-ins since the start")?,
            sign_ins_refused: gauge("sign_ins_refused", "Sign-ins refused since the start")?,
            call_refusals: gauge(
                "call_messages_refused",
                "Messages about calls refused since the start",
            )?,
            attachment_parts: gauge(
                "attachment_parts",
                "Parts of attachments taken since the start",
            )?,
            attachment_parts_refused: gauge(
                "attachment_parts_refused",
                "Parts of the other node that weren't the named ones, since the start",
            )?,
            pushes_taken: gauge(
                "pushes_taken",
                "Calls of closed pages that a push service took, since the start",
            )?,
            pushes_failed: gauge(
                "pushes_failed",
                "Calls of closed pages that no push service took, since the start",
            )?,
            attachment_bytes_own: gauge(
                "attachment_bytes_own",
                "Bytes that this side's attachments have or will have here",
            )?,
            attachment_bytes_other: gauge(
                "attachment_bytes_other",
                "Bytes that the other side's attachments have or will have here",
            )?,
            registry,
        })
    }

    /// Brings the counters to where the relay's stand; they only grow.
    pub fn media_refused(&self, refusals: &Refusals) {
        for (counter, why) in self.media_refused.iter().zip(Refused::ALL) {
            let news = refusals.of(why).saturating_sub(counter.get());
            if news > 0 {
                counter.inc_by(news);
            }
        }
    }

    /// The text, with the core's numbers as they stand.
    pub fn text(&self, counters: &Counters, core: &CoreNumbers) -> String {
        let set =
            |gauge: &IntGauge, value: u64| gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        set(&self.records_taken, counters.records_taken);
        set(&self.records_refused, counters.records_refused);
        set(&self.misbehaviour, counters.misbehaviour);
        set(&self.forks, counters.forks);
        set(&self.sign_ins, counters.sign_ins);
        set(&self.sign_ins_refused, counters.sign_ins_refused);
        set(&self.call_refusals, counters.call_refusals.values().sum());
        set(&self.attachment_parts, counters.attachment_parts);
        set(
            &self.attachment_parts_refused,
            counters.attachment_parts_refused,
        );
        set(&self.pushes_taken, counters.pushes_taken);
        set(&self.pushes_failed, counters.pushes_failed);
        let [own, other] = core.attachments;
        set(&self.attachment_bytes_own, own);
        set(&self.attachment_bytes_other, other);
        set(&self.entries_own, core.own);
        set(&self.entries_other, core.other);
        set(&self.line_up, u64::from(core.up));
        self.gathered()
    }

    /// The text as it stands.
    pub fn gathered(&self) -> String {
        TextEncoder::new()
            .encode_to_string(&self.registry.gather())
            .unwrap_or_default()
    }
}

/// What the core shows of the line.
pub(super) struct CoreNumbers {
    own: u64,
    other: u64,
    up: bool,
    attachments: [u64; 2],
}

impl CoreNumbers {
    pub fn of(core: &NodeCore) -> Self {
        let status = core.line_status();
        Self {
            own: status.own_entries,
            other: status.other_entries,
            up: status.up,
            attachments: core.attachment_bytes(),
        }
    }
}
