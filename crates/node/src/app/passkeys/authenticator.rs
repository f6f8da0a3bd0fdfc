//! An authenticator for tests, as browsers have them (WebAuthn §6): one key, a counter, and somebody who is
//! verified or not.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use identity::sha256;
use serde_json::{Value, json};

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 4;
const MAY_BE_COPIED: u8 = 8;
const WITH_CREDENTIAL: u8 = 0x40;

pub(crate) struct Authenticator {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    /// Of the next answer; 0 where it counts nothing.
    pub counter: u32,
    pub verifies: bool,
    pub is_copied: bool,
    /// The page that asks.
    pub origin: String,
}

impl Authenticator {
    pub fn new(origin: &str) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        Self {
            id: sha256(key.public_key().as_ref()).to_vec(),
            key,
            counter: 1,
            verifies: true,
            is_copied: false,
            origin: origin.to_owned(),
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let (challenge, origin) = (&options["challenge"], &self.origin);
        json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn head(&self, rp_id: &str, more: u8, counter: u32) -> Vec<u8> {
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let copied = if self.is_copied { MAY_BE_COPIED } else { 0 };
        let flags = [USER_PRESENT | verified | copied | more];
        [
            &sha256(rp_id.as_bytes())[..],
            &flags,
            &counter.to_be_bytes(),
        ]
        .concat()
    }

    fn cose_key(&self) -> Vec<u8> {
        let point = &self.key.public_key().as_ref()[1..];
        let mut out = minicbor::Encoder::new(Vec::new());
        out.map(5).unwrap();
        for (name, value) in [(1, 2), (3, -7), (-1, 1)] {
            out.i8(name).unwrap().i8(value).unwrap();
        }
        out.i8(-2).unwrap().bytes(&point[..32]).unwrap();
        out.i8(-3).unwrap().bytes(&point[32..]).unwrap();
        out.into_writer()
    }

    /// A `RegistrationResponseJSON`.
    pub fn make(&self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let head = self.head(options["rp"]["id"].as_str().unwrap(), WITH_CREDENTIAL, 0);
        let data = [&head[..], &[0; 16], &length, &self.id, &self.cose_key()].concat();
        let mut object = minicbor::Encoder::new(Vec::new());
        object
            .map(3)
            .unwrap()
            .str("fmt")
            .unwrap()
            .str("none")
            .unwrap();
        object.str("attStmt").unwrap().map(0).unwrap();
        object.str("authData").unwrap().bytes(&data).unwrap();
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "attestationObject": URL_SAFE_NO_PAD.encode(object.into_writer()),
                "clientDataJSON": URL_SAFE_NO_PAD.encode(self.client_data("webauthn.create", &options)),
                "transports": ["internal"],
            },
        })
        .to_string()
    }

    /// An `AuthenticationResponseJSON`.
    pub fn show(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).unwrap();
        let client = self.client_data("webauthn.get", &options);
        let data = self.head(options["rpId"].as_str().unwrap(), 0, self.counter);
        let signed = [&data[..], &sha256(&client)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        if self.counter > 0 {
            self.counter += 1;
        }
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "authenticatorData": URL_SAFE_NO_PAD.encode(data),
                "clientDataJSON": URL_SAFE_NO_PAD.encode(client),
                "signature": URL_SAFE_NO_PAD.encode(signature.as_ref()),
                "userHandle": null,
            },
        })
        .to_string()
    }
}
