//! The end-to-end core: MLS group life, sealed bodies, SFrame, voice packing. No clock, no IO.
#![forbid(unsafe_code)]
