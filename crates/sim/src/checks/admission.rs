//! Promise 2: nobody is in a call's keys without an accreditation by its own side.

use domain::LineView;
use identity::DeviceId;

use super::{Promise, Violation, truth::Truth};

/// Whether a device that is new in an epoch may be there, as far as the device that shows the epoch
/// has read the logs.
pub(crate) fn check_entered(
    truth: &Truth,
    view: &LineView,
    device: DeviceId,
    unix_ms: i64,
) -> Result<(), Violation> {
    let stands = truth.chains().any(|(side, chain)| {
        chain
            .standing(device, view.head(*side).seq, unix_ms)
            .is_some()
    });
    if stands {
        return Ok(());
    }
    Err(Violation::new(
        Promise::Admission,
        format!("{device} entered an epoch without a standing accreditation of its side"),
    ))
}
