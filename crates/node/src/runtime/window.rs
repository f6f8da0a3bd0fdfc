//! How much a connection of the line may have on its way, by what the connection is for.
//!
//! Records can wait and are many at once: a control connection follows what its path carries (CUBIC,
//! RFC 9438), from a beginning that takes the set-up of a call. Voice has a fixed small rate and a stalled word is a lost one: the window of a media
//! connection is constant. Who accepts a connection learns only in its handshake which of both it is.

use quinn::congestion::{Controller, ControllerFactory, Cubic, CubicConfig};
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::quic::Purpose;

/// Window of a media connection: voice of a full call for a second, never less.
pub(super) const MEDIA_WINDOW_BYTES: u64 = 8 * 1024 * 1024;

/// First window of a control connection. While less is sent than fits it never grows (RFC 9002 §7.8), and
/// what is said for a call of two devices, 35 kB in all, is what people wait for: with the usual ten
/// packets the rest of it would wait one round trip for the first to be acknowledged.
pub(super) const CONTROL_WINDOW_BYTES_FIRST: u64 = 32 * 1_200;

/// The window of one connection, on each path that it takes; of control until it is told.
#[derive(Debug, Clone, Default)]
pub(super) struct Window {
    constant: Arc<AtomicBool>,
}

impl Window {
    pub(super) fn of(purpose: Purpose) -> Self {
        let window = Self::default();
        window.decide(purpose);
        window
    }

    /// Holds at once and for paths still to come.
    pub(super) fn decide(&self, purpose: Purpose) {
        let constant = match purpose {
            Purpose::Control => false,
            Purpose::Media => true,
        };
        // Nothing else is published with it.
        self.constant.store(constant, Ordering::Relaxed);
    }
}

impl ControllerFactory for Window {
    fn build(self: Arc<Self>, now: Instant, mtu: u16) -> Box<dyn Controller> {
        let mut config = CubicConfig::default();
        config.initial_window(CONTROL_WINDOW_BYTES_FIRST);
        Box::new(Path {
            window: Self::clone(&self),
            following: Cubic::new(Arc::new(config), now, mtu),
        })
    }
}

/// One path of a connection.
#[derive(Debug, Clone)]
struct Path {
    window: Window,
    following: Cubic,
}

impl Path {
    fn constant(&self) -> bool {
        self.window.constant.load(Ordering::Relaxed)
    }
}

impl Controller for Path {
    fn on_ack(
        &mut self,
        now: Instant,
        sent: Instant,
        bytes: u64,
        app_limited: bool,
        rtt: &quinn_proto::RttEstimator,
    ) {
        self.following.on_ack(now, sent, bytes, app_limited, rtt);
    }
    fn on_congestion_event(&mut self, now: Instant, sent: Instant, persistent: bool, lost: u64) {
        self.following
            .on_congestion_event(now, sent, persistent, lost);
    }
    fn on_mtu_update(&mut self, mtu: u16) {
        self.following.on_mtu_update(mtu);
    }
    fn window(&self) -> u64 {
        if self.constant() {
            MEDIA_WINDOW_BYTES
        } else {
            self.following.window()
        }
    }
    fn clone_box(&self) -> Box<dyn Controller> {
        Box::new(self.clone())
    }
    fn initial_window(&self) -> u64 {
        if self.constant() {
            MEDIA_WINDOW_BYTES
        } else {
            self.following.initial_window()
        }
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
