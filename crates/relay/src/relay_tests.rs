//! Forwarding, floor and refusals over a transport whose bytes are readable.
