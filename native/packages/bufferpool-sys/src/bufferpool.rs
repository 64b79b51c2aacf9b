// Written by declarations.py from bufferpool.h: change that, and run it again.
//! Version 1 of the binding, as `bufferpool.h` declares it.

use std::marker::PhantomData;
use std::os::raw::{c_char, c_int};

pub const BP_ABI_VERSION: u32 = 1;

pub const BP_LANES: usize = 8;

pub const BP_SOA_ALIGNMENT: usize = 64;

pub const BP_RECEIPT_ALIGNMENT: usize = 64;

/// What functions that can refuse answer: one of the constants.
pub type bp_status = c_int;
pub const BP_OK: bp_status = 0;
/// more lanes asked for than a buffer has: checked before the capacity
pub const BP_INVALID_SIZE: bp_status = 1;
/// every buffer is lent
pub const BP_EXHAUSTED: bp_status = 2;
/// every receipt was handed out since the last reset
pub const BP_RECEIPTS_EXHAUSTED: bp_status = 3;
/// not the address of one of this pool's buffers: NULL and interior addresses too
pub const BP_NOT_OWNED: bp_status = 4;
/// one of this pool's buffers, but not lent: returned twice, or revoked by clear
pub const BP_NOT_IN_USE: bp_status = 5;
/// a capacity of 0, or one that this pool does not support
pub const BP_INVALID_CONFIG: bp_status = 6;
/// the system refused the memory
pub const BP_NO_MEMORY: bp_status = 7;

#[repr(C)]
pub struct bp_pool {
    _private: [u8; 0],
    _not_sent: PhantomData<*mut u8>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct bp_config {
    pub soa_capacity: u32,
    pub receipt_capacity: u32,
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<bp_config>() == 8);

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct bp_usage {
    pub soa_in_use: u32,
    pub soa_total: u32,
    pub receipts_in_use: u32,
    pub receipts_total: u32,
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<bp_usage>() == 16);

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct bp_soa {
    pub s: [u64; BP_LANES],
    pub p: [u64; BP_LANES],
    pub o: [u64; BP_LANES],
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<bp_soa>() == 192);

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct bp_receipt {
    pub id: u64,
    pub cycle_id: u64,
    pub shard_id: u64,
    pub hook_id: u64,
    pub ticks: u32,
    pub actual_ticks: u32,
    pub lanes: u32,
    pub flags: u32,
    pub span_id: u64,
    pub a_hash: u64,
    pub prev_hash: [u8; 32],
    pub hash: [u8; 32],
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<bp_receipt>() == 128);

extern "C" {
    /// BP_ABI_VERSION of the header that the library was built with.
    pub fn bp_abi_version() -> u32;

    /// What reports call this pool. Optional: a library may leave it out.
    pub fn bp_name() -> *const c_char;

    /// NULL config: the contract's own counts (16 buffers, 1024 receipts). Every allocation of the pool's life happens here.
    pub fn bp_create(config: *const bp_config, out: *mut *mut bp_pool) -> c_int;

    /// Gives everything back, lent or not. NULL is allowed.
    pub fn bp_destroy(pool: *mut bp_pool);

    /// The free buffer that was returned last, all 24 words zero.
    pub fn bp_get_soa(pool: *mut bp_pool, size: usize, out: *mut *mut bp_soa) -> c_int;

    pub fn bp_return_soa(pool: *mut bp_pool, buffer: *mut bp_soa) -> c_int;

    /// The next receipt, blank but for its id: 0, 1, 2, ...
    pub fn bp_get_receipt(pool: *mut bp_pool, out: *mut *mut bp_receipt) -> c_int;

    /// The next receipt is 0 again; receipts handed out before are dead.
    pub fn bp_reset_receipts(pool: *mut bp_pool);

    /// As after create: every buffer free, in the order that they had then; receipts reset. What was lent is revoked.
    pub fn bp_clear(pool: *mut bp_pool);

    pub fn bp_capacity_usage(pool: *const bp_pool, out: *mut bp_usage);
}
