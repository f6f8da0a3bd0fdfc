//! What every store does, checked with the same steps on each of them.
