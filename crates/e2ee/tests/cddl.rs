//! Sealed bodies and what is sealed to one key are as docs/protocol/records.cddl says.

#[path = "../../domain/tests/cddl/schema.rs"]
mod schema;

use e2ee::{HpkeKeyPair, Secret, seal::Draft, seal_to};
use schema::Schema;

#[test]
fn what_is_sealed_is_as_the_file_says() {
    let schema = Schema::new(include_str!("../../../docs/protocol/records.cddl"), "");
    let pair = |seed: u8| HpkeKeyPair::from_seed(&Secret::new([seed; 32])).expect("a key pair");
    let (north, south) = (pair(1), pair(2));
    let draft = Draft::new(b"agenda").expect("a draft");
    let keys = [
        (&[1; 16][..], north.public()),
        (&[2; 16][..], south.public()),
    ];
    let body = draft.seal(b"header", &keys).expect("sealed");
    schema.check("sealed-body", &body.to_cbor());
    let sealed = seal_to(north.public(), b"info", b"context", &[7; 32]).expect("sealed");
    let bytes = minicbor::to_vec(&sealed).expect("encoded");
    schema.check("sealed-to", &bytes);
}
