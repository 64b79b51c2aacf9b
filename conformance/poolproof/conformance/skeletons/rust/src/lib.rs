//! A buffer pool in Rust. `pool` is the pool, `binding` what a C program and poolproof see of it.

mod binding;
mod pool;

pub use pool::{Pool, Receipt, Refusal, Soa, Usage};
