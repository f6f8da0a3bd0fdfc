//! The web client's types of views are those that the structs have.
#![cfg(feature = "typescript")]

mod committed;

#[test]
fn the_committed_types_of_views_are_current() {
    committed::is_current("views.ts", &client::view::typescript::declarations());
}
