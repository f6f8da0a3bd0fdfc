//! The sans-IO session of a device: all that a device does, for shell, terminal, web and simulator.
//!
//! [`Desk`] holds the two logs as this device verified them, opens what is sealed to it and makes
//! records. [`call::CallSession`] is a device's part in one call. Neither has a socket, a file or a
//! clock; what must be kept is handed out before what depends on it is sent.
#![forbid(unsafe_code)]

mod audiences;
pub mod call;
mod contacts;
mod desk;
mod device;
mod press;

pub use audiences::HousekeepingError;
pub use contacts::{ContactDetails, NewContact};
pub use desk::{Desk, DeskError, OpenError};
pub use device::{DeviceKeys, DeviceKeysError, KeyPurpose};
pub use press::{Approved, Draft, FactCheck};
