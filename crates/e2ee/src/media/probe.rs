//! For checkers alone: whether 32 bytes that somebody found would open a frame.

use super::{SUITE, TAG_LEN};
use sframe::{frame::EncryptedFrameView, key::DecryptionKey};

/// What is in this sealed frame, if `base`, taken as an epoch's base key, opens it. What a node is
/// made of is tried this way, piece by piece, and so is a device's key, as control.
pub fn danger_open(base: &[u8; 32], frame: &[u8]) -> Option<Vec<u8>> {
    if frame.len() <= TAG_LEN {
        return None;
    }
    let view = EncryptedFrameView::try_with_meta_data(frame, &[][..]).ok()?;
    let key = DecryptionKey::derive_from(SUITE, view.header().key_id(), base).ok()?;
    let mut opened = Vec::new();
    view.decrypt_into(&key, &mut opened).ok()?;
    Some(opened)
}

/// The key id of a sealed frame, which tells epoch and sender apart; `None` if it isn't one.
pub fn key_id_of(frame: &[u8]) -> Option<u64> {
    let view = EncryptedFrameView::try_with_meta_data(frame, &[][..]).ok()?;
    Some(view.header().key_id())
}
