//! The sans-IO session of a device: all that a device does, for shell, terminal, web and simulator.
//!
//! [`Desk`] holds the two logs as this device verified them, opens what is sealed to it and makes
//! records. [`call::CallSession`] is a device's part in one call. Neither has a socket, a file or a
//! clock; what must be kept is handed out before what depends on it is sent.
#![forbid(unsafe_code)]

mod agreements;
mod archive;
mod armor;
mod attachments;
mod audiences;
mod briefings;
pub mod call;
pub mod conflicts;
mod contacts;
mod desk;
mod device;
mod drafts;
pub mod enrolment;
mod exchanges;
mod facts;
pub mod form;
mod internal;
mod joint_statements;
mod messages;
mod opened;
mod papers;
mod press;
mod press_key;
mod public_text;
mod records_of_contact;
mod rounds;
mod shifts;
mod silence;
mod subjects;
mod tracks;
#[cfg(feature = "typescript")]
pub mod typescript;
mod unrecorded;
pub mod view;

pub use agreements::{Agreeable, shown_offer};
pub use archive::{ArchiveError, open_archive, seal_archive, whole_archive};
pub use armor::{ArmorError, Armored};
pub use attachments::{Attachment, SealedFile, open_chunk, seal_again, seal_file};
pub use audiences::HousekeepingError;
pub use contacts::{ContactDetails, NewContact};
pub use desk::{Desk, DeskError, OpenError};
pub use device::{DeviceKeys, DeviceKeysError, KeyPurpose};
pub use drafts::DraftedMessage;
pub use exchanges::Shown;
pub use joint_statements::JointRelease;
pub use messages::NewMessage;
pub use press::{Approved, Draft, FactCheck};
pub use press_key::{
    KEY_ID_BYTES, MadePressKey, PressKey, PressKeyError, PressPublicKey, SignedDocument,
};
pub use public_text::{PublicTextError, check_public_text, press_key_text};
pub use records_of_contact::OpenedNote;
pub use tracks::of_round;
