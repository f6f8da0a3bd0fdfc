//! Congestion control by purpose: ordinary control for records, a constant window for voice.
//!
//! A relayed call has a fixed rate; holding it back makes late packets, which are lost packets.
//! What bounds the rate is the call's signed format and the datagram queue, not this window.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use quinn::congestion::{Controller, ControllerFactory, CubicConfig};
use quinn_proto::RttEstimator;

/// Bytes a media connection may have unacknowledged. Half a minute (the idle limit) of silence from
/// the peer while 128 voice tracks of 16 kB/s go out stays below it, so voice never waits for it.
pub const MEDIA_WINDOW_BYTES: u64 = 64 * 1024 * 1024;

/// Builds the controllers of one connection. The side that accepts learns a connection's purpose
/// only in its handshake, so the purpose can still be set after the controller was built.
#[derive(Clone)]
pub(super) struct PurposeControl {
    media: Arc<AtomicBool>,
}

impl PurposeControl {
    pub(super) fn new(media: bool) -> Self {
        Self {
            media: Arc::new(AtomicBool::new(media)),
        }
    }

    pub(super) fn set_media(&self, media: bool) {
        self.media.store(media, Ordering::Relaxed);
    }
}

impl ControllerFactory for PurposeControl {
    fn build(self: Arc<Self>, now: Instant, current_mtu: u16) -> Box<dyn Controller> {
        Box::new(PurposeController {
            media: self.media.clone(),
            ordinary: Arc::new(CubicConfig::default()).build(now, current_mtu),
        })
    }
}

/// Cubic, or a constant window when the connection carries media.
struct PurposeController {
    media: Arc<AtomicBool>,
    ordinary: Box<dyn Controller>,
}

impl Controller for PurposeController {
    fn on_sent(&mut self, now: Instant, bytes: u64, last_packet_number: u64) {
        self.ordinary.on_sent(now, bytes, last_packet_number);
    }

    fn on_ack(
        &mut self,
        now: Instant,
        sent: Instant,
        bytes: u64,
        app_limited: bool,
        rtt: &RttEstimator,
    ) {
        self.ordinary.on_ack(now, sent, bytes, app_limited, rtt);
    }

    fn on_end_acks(
        &mut self,
        now: Instant,
        in_flight: u64,
        app_limited: bool,
        largest_packet_num_acked: Option<u64>,
    ) {
        self.ordinary
            .on_end_acks(now, in_flight, app_limited, largest_packet_num_acked);
    }

    fn on_congestion_event(
        &mut self,
        now: Instant,
        sent: Instant,
        is_persistent_congestion: bool,
        lost_bytes: u64,
    ) {
        self.ordinary
            .on_congestion_event(now, sent, is_persistent_congestion, lost_bytes);
    }

    fn on_mtu_update(&mut self, new_mtu: u16) {
        self.ordinary.on_mtu_update(new_mtu);
    }

    fn window(&self) -> u64 {
        if self.media.load(Ordering::Relaxed) {
            MEDIA_WINDOW_BYTES
        } else {
            self.ordinary.window()
        }
    }

    fn clone_box(&self) -> Box<dyn Controller> {
        Box::new(Self {
            media: self.media.clone(),
            ordinary: self.ordinary.clone_box(),
        })
    }

    fn initial_window(&self) -> u64 {
        if self.media.load(Ordering::Relaxed) {
            MEDIA_WINDOW_BYTES
        } else {
            self.ordinary.initial_window()
        }
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MTU: u16 = 1200;

    /// Window after a storm of losses, each told as persistent congestion.
    fn window_after_losses(control: &PurposeControl) -> (u64, u64) {
        let now = Instant::now();
        let mut controller = Arc::new(control.clone()).build(now, MTU);
        let before = controller.window();
        for step in 1..=100_u32 {
            let later = now + std::time::Duration::from_millis(200) * step;
            controller.on_congestion_event(later, later, true, u64::from(MTU));
        }
        (before, controller.window())
    }

    #[test]
    fn voice_keeps_its_window_whatever_is_lost() {
        let (before, after) = window_after_losses(&PurposeControl::new(true));
        assert_eq!((before, after), (MEDIA_WINDOW_BYTES, MEDIA_WINDOW_BYTES));
    }

    #[test]
    fn records_give_way_to_congestion() {
        let (before, after) = window_after_losses(&PurposeControl::new(false));
        assert!(after < before, "{after} is not below {before}");
    }

    #[test]
    fn purpose_set_after_building_counts_in_clones_too() {
        let control = PurposeControl::new(false);
        let controller = Arc::new(control.clone()).build(Instant::now(), MTU);
        let clone = controller.clone_box();
        assert!(controller.window() < MEDIA_WINDOW_BYTES);
        control.set_media(true);
        assert_eq!(controller.window(), MEDIA_WINDOW_BYTES);
        assert_eq!(clone.window(), MEDIA_WINDOW_BYTES);
    }
}
