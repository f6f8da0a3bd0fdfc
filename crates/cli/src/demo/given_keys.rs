//! The keys of a demonstration's people, for whoever tries the web client: the node gives them to anybody.

use base64::{Engine, engine::general_purpose::STANDARD};
use client::KeyPurpose;
use identity::Role;
use serde::Serialize;
use std::path::PathBuf;
use zeroize::Zeroizing;

use super::{child::PASSPHRASE, side::DemoSide};
use crate::{CliError, Context, context::PassphraseSource, private_file};

/// Beside the side's files; its node is told of it.
const FILE: &str = "given-keys.json";

/// What `GET /api/v1/demonstration` answers.
#[derive(Serialize)]
struct Given {
    people: Vec<GivenKey>,
    /// Credentials of the other side, whose words the demo compared.
    other: String,
}

#[derive(Serialize)]
struct GivenKey {
    name: String,
    roles: Vec<&'static str>,
    secret: String,
}

pub fn path_of(side: &DemoSide) -> PathBuf {
    side.dir.join(FILE)
}

/// Writes the keys of all of `side`'s people.
pub fn write(side: &DemoSide, other: &DemoSide) -> Result<(), CliError> {
    let mut context = Context::new(&side.dir);
    context.danger_weak_keys = true;
    context.passphrase = PassphraseSource::Given(Zeroizing::new(PASSPHRASE.to_owned()));
    let home = context.home();
    let mut people = Vec::new();
    for (name, device) in home.devices()? {
        let keys = home.load_device_keys(&context, &name)?;
        people.push(GivenKey {
            name: name.to_string(),
            roles: device.roles().iter().map(Role::name).collect(),
            secret: STANDARD.encode(keys.danger_secret_bytes(KeyPurpose::Device)),
        });
    }
    let credentials = Context::new(&other.dir).home().credentials()?.bytes;
    let given = Given {
        people,
        other: STANDARD.encode(credentials),
    };
    let text =
        serde_json::to_vec(&given).map_err(|error| CliError::failed("demo", error, "report it"))?;
    private_file::write(&path_of(side), &text)
}
