//! The functions of bufferpool.h. What it demands of their callers is what makes each of them sound: a pool that `bp_create`
//! gave and `bp_destroy` has not taken, an `out` that can be written to.

use std::collections::TryReserveError;
use std::ffi::{c_char, c_int};
use std::ptr::null_mut;

use crate::pool::{reserved, Pool, Receipt, Refusal, Soa, Usage, BUFFERS, RECEIPTS};

const OK: c_int = 0;

#[repr(C)]
pub struct Config {
    soa_capacity: u32,
    receipt_capacity: u32,
}

unsafe fn answer<T>(result: Result<*mut T, Refusal>, out: *mut *mut T) -> c_int {
    *out = result.unwrap_or(null_mut());
    result.map_or_else(|refusal| refusal as c_int, |_| OK)
}

#[no_mangle]
pub extern "C" fn bp_abi_version() -> u32 {
    1
}

#[no_mangle]
pub extern "C" fn bp_name() -> *const c_char {
    c"mypool".as_ptr()
}

#[no_mangle]
pub unsafe extern "C" fn bp_create(config: *const Config, out: *mut *mut Pool) -> c_int {
    let supported = |config: &Config| config.soa_capacity == BUFFERS as u32 && config.receipt_capacity == RECEIPTS as u32;
    if config.as_ref().is_some_and(|config| !supported(config)) {
        return answer(Err(Refusal::InvalidConfig), out);
    }
    answer(boxed_pool().map_err(|_| Refusal::NoMemory), out)
}

/// What `Box::new` would do, but that it ends the process when there is no memory (CREATE-4).
fn boxed_pool() -> Result<*mut Pool, TryReserveError> {
    let mut place = reserved(1)?;
    place.push(Pool::new()?);
    Ok(Box::into_raw(place.into_boxed_slice()).cast())
}

#[no_mangle]
pub unsafe extern "C" fn bp_destroy(pool: *mut Pool) {
    if !pool.is_null() {
        drop(Box::from_raw(pool));
    }
}

#[no_mangle]
pub unsafe extern "C" fn bp_get_soa(pool: *mut Pool, size: usize, out: *mut *mut Soa) -> c_int {
    answer((*pool).get_soa(size), out)
}

#[no_mangle]
pub unsafe extern "C" fn bp_return_soa(pool: *mut Pool, buffer: *mut Soa) -> c_int {
    (*pool).return_soa(buffer).map_or_else(|refusal| refusal as c_int, |()| OK)
}

#[no_mangle]
pub unsafe extern "C" fn bp_get_receipt(pool: *mut Pool, out: *mut *mut Receipt) -> c_int {
    answer((*pool).get_receipt(), out)
}

#[no_mangle]
pub unsafe extern "C" fn bp_reset_receipts(pool: *mut Pool) {
    (*pool).reset_receipts();
}

#[no_mangle]
pub unsafe extern "C" fn bp_clear(pool: *mut Pool) {
    (*pool).clear();
}

#[no_mangle]
pub unsafe extern "C" fn bp_capacity_usage(pool: *const Pool, out: *mut Usage) {
    out.write((*pool).capacity_usage());
}
