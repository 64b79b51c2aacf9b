// Written by declarations.py from blockpool.h: change that, and run it again.
//! Version 2 of the binding, as `blockpool.h` declares it.

use std::marker::PhantomData;
use std::os::raw::{c_char, c_int, c_void};

#[repr(C)]
pub struct pp_pool {
    _private: [u8; 0],
    _not_sent: PhantomData<*mut u8>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pp_config {
    /// sizeof(pp_config) of the caller: later fields are appended
    pub struct_bytes: u32,
    pub block_count: u32,
    /// always the contract's, as is the next
    pub block_size: u64,
    pub block_align: u64,
    /// NULL unless the contract says storage = "given"
    pub storage: *mut c_void,
    pub storage_bytes: u64,
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(std::mem::size_of::<pp_config>() == 40);

extern "C" {
    /// 0: *block is lent. Else the pool's own code, and *block is NULL.
    pub fn pp_get(pool: *mut pp_pool, block: *mut *mut c_void) -> c_int;

    /// The same, where the contract has a table [size]. `size`: bytes.
    pub fn pp_get_sized(pool: *mut pp_pool, size: usize, block: *mut *mut c_void) -> c_int;

    /// 0, or the pool's own code. What answers nothing answers 0.
    pub fn pp_return(pool: *mut pp_pool, block: *mut c_void) -> c_int;

    /// Without it the pool is the process's only one, and its handle is NULL.
    pub fn pp_create(config: *const pp_config, out: *mut *mut pp_pool) -> c_int;

    /// Not of given storage: that is the caller's, who uses it again.
    pub fn pp_destroy(pool: *mut pp_pool);

    /// Frees all; what is lent is revoked, and the sequence begins anew.
    pub fn pp_clear(pool: *mut pp_pool);

    pub fn pp_capacity(pool: *const pp_pool) -> usize;

    pub fn pp_used(pool: *const pp_pool) -> usize;

    pub fn pp_free(pool: *const pp_pool) -> usize;

    pub fn pp_peak(pool: *const pp_pool) -> usize;

    /// The sequence: 0 and the next record, or the pool's own code when there is none left. It needs both.
    pub fn pp_take(pool: *mut pp_pool, record: *mut *mut c_void) -> c_int;

    pub fn pp_reset(pool: *mut pp_pool);

    /// What reports call the pool, and the text of its contract.
    pub fn pp_name() -> *const c_char;

    pub fn pp_contract() -> *const c_char;
}
