//! The official SFrame test vectors, where they are there.

use serde_json::Value;
use std::path::Path;

pub struct Vector {
    pub kid: u64,
    pub counter: u64,
    pub base_key: Vec<u8>,
    pub metadata: Vec<u8>,
    pub plaintext: Vec<u8>,
    pub sealed: Vec<u8>,
}

/// The vector of AES_256_GCM_SHA512_128 (suite 5); says so when it is not there.
pub fn aes_256_gcm(test: &str) -> Option<Vector> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/vectors/sframe-test-vectors.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: {test}: no sframe-test-vectors.json");
        return None;
    };
    println!("skipped: sframe-test-vectors-aes256.json has the CTR suites 6 to 8, ours is 5");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let vector = all["sframe"]
        .as_array()
        .expect("list")
        .iter()
        .find(|vector| vector["cipher_suite"] == 5)
        .expect("suite 5");
    let number = |name: &str| vector[name].as_u64().expect("number");
    let bytes = |name: &str| hex::decode(vector[name].as_str().expect("text")).expect("hex");
    Some(Vector {
        kid: number("kid"),
        counter: number("ctr"),
        base_key: bytes("base_key"),
        metadata: bytes("metadata"),
        plaintext: bytes("pt"),
        sealed: bytes("ct"),
    })
}
