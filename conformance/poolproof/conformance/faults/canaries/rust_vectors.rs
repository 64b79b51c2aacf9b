// A pool in Rust: vectors filled at create, buffers lent as raw addresses into them.

#[derive(Default)]
pub struct Chosen;

impl Parts for Chosen {}

include!("../sound/pool.rs");
