//! Attestations are as docs/protocol/calls.cddl says.

#[path = "../../../domain/tests/cddl/schema.rs"]
mod schema;

use super::Attestation;
use identity::encode_canonical;
use schema::Schema;

#[test]
fn the_file_says_what_is_written() {
    let schema = Schema::new(
        include_str!("../../../../docs/protocol/calls.cddl"),
        include_str!("../../../../docs/protocol/records.cddl"),
    );
    for nonce in [None, Some([3; 32])] {
        let attestation = Attestation {
            epoch: 3,
            authenticator: [1; 32],
            commitment: [2; 32],
            nonce,
        };
        schema.check("attestation", &encode_canonical(&attestation));
    }
}
