// pool.rs: one correct, plain pool in Rust. A planted fault in Rust names its own `Chosen`, an implementation of `Parts` that
// takes one decision wrongly, and includes this file; every decision that it does not name is the right one given here.

use std::mem::size_of;
use std::os::raw::c_char;
use std::ptr::null_mut;

const LANES: usize = 8;
const MOST: u32 = 1 << 18;
const PAGE: usize = 4096;

const OK: i32 = 0;
const INVALID_SIZE: i32 = 1;
const EXHAUSTED: i32 = 2;
const RECEIPTS_EXHAUSTED: i32 = 3;
const NOT_OWNED: i32 = 4;
const NOT_IN_USE: i32 = 5;
const INVALID_CONFIG: i32 = 6;
const NO_MEMORY: i32 = 7;

#[repr(C, align(64))]
#[derive(Clone, Copy)]
pub struct Soa {
    pub s: [u64; LANES],
    pub p: [u64; LANES],
    pub o: [u64; LANES],
}

impl Soa {
    pub const BLANK: Soa = Soa {
        s: [0; LANES],
        p: [0; LANES],
        o: [0; LANES],
    };
}

#[repr(C, align(64))]
#[derive(Clone, Copy)]
pub struct Receipt {
    pub id: u64,
    pub places: [u64; 3],
    pub counts: [u32; 4],
    pub span_id: u64,
    pub a_hash: u64,
    pub hashes: [u8; 64],
}

impl Receipt {
    pub const BLANK: Receipt = Receipt {
        id: 0,
        places: [0; 3],
        counts: [0; 4],
        span_id: 0,
        a_hash: 0,
        hashes: [0; 64],
    };
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Config {
    soa_capacity: u32,
    receipt_capacity: u32,
}

#[repr(C)]
pub struct Usage {
    soa_in_use: u32,
    soa_total: u32,
    receipts_in_use: u32,
    receipts_total: u32,
}

/// The decisions of the pool, each with the right way to take it.
pub trait Parts: Default {
    fn refuses_size(&self, size: usize) -> bool {
        size > LANES
    }

    fn pop(&mut self, free: &mut Vec<u32>) -> Option<u32> {
        free.pop()
    }

    fn clear_buffer(&mut self, buffer: &mut Soa, _size: usize) {
        *buffer = Soa::BLANK;
    }

    fn after_get(&mut self, _buffer: *const Soa) {}

    fn index_of(&self, buffers: &[Soa], address: *const Soa) -> Option<usize> {
        let offset = (address as usize).wrapping_sub(buffers.as_ptr() as usize);
        let index = offset / size_of::<Soa>();
        (offset % size_of::<Soa>() == 0 && index < buffers.len()).then_some(index)
    }

    fn is_lent(&self, lent: &[bool], index: usize) -> bool {
        lent[index]
    }

    fn blank_receipt(&mut self, receipt: &mut Receipt, id: usize) {
        *receipt = Receipt {
            id: id as u64,
            ..Receipt::BLANK
        };
    }

    fn refused(&mut self, status: i32) -> i32 {
        status
    }

    fn soa_in_use(&self, in_use: usize) -> u32 {
        in_use as u32
    }

    fn at_destroy(&mut self) {}
}

pub struct Pool {
    buffers: Vec<Soa>,
    receipts: Vec<Receipt>,
    free: Vec<u32>,
    lent: Vec<bool>,
    receipts_in_use: usize,
    parts: Chosen,
}

/// LLVM turns an allocation filled with zeros into calloc, which leaves its pages untouched (HOT-4).
fn make_resident<T>(items: &mut [T]) {
    let bytes = std::mem::size_of_val(items);
    let start = items.as_mut_ptr().cast::<u8>();
    for offset in (0..bytes).step_by(PAGE).chain([bytes - 1]) {
        unsafe { start.add(offset).write_volatile(0) };
    }
}

/// `vec!` ends the process when there is no memory; a create refuses (CREATE-4).
fn filled<T: Clone>(item: T, count: usize) -> Result<Vec<T>, i32> {
    let mut items = Vec::new();
    items.try_reserve_exact(count).map_err(|_| NO_MEMORY)?;
    items.resize(count, item);
    Ok(items)
}

/// The same for `Box::new`.
fn boxed(pool: Pool) -> Result<*mut Pool, i32> {
    let mut place = Vec::new();
    place.try_reserve_exact(1).map_err(|_| NO_MEMORY)?;
    place.push(pool);
    Ok(Box::into_raw(place.into_boxed_slice()).cast())
}

impl Pool {
    fn new(config: Config) -> Result<Pool, i32> {
        let buffers = config.soa_capacity as usize;
        let mut pool = Pool {
            buffers: filled(Soa::BLANK, buffers)?,
            receipts: filled(Receipt::BLANK, config.receipt_capacity as usize)?,
            free: filled(0, buffers)?,
            lent: filled(false, buffers)?,
            receipts_in_use: 0,
            parts: Chosen::default(),
        };
        make_resident(&mut pool.buffers);
        make_resident(&mut pool.receipts);
        make_resident(&mut pool.lent);
        pool.clear();
        Ok(pool)
    }

    fn get_soa(&mut self, size: usize) -> Result<*mut Soa, i32> {
        if self.parts.refuses_size(size) {
            return Err(INVALID_SIZE);
        }
        let index = self.parts.pop(&mut self.free).ok_or(EXHAUSTED)? as usize;
        self.lent[index] = true;
        let buffer = &mut self.buffers[index];
        self.parts.clear_buffer(buffer, size);
        self.parts.after_get(buffer);
        Ok(buffer)
    }

    fn return_soa(&mut self, address: *const Soa) -> Result<(), i32> {
        let index = self.parts.index_of(&self.buffers, address).ok_or(NOT_OWNED)?;
        if !self.parts.is_lent(&self.lent, index) {
            return Err(NOT_IN_USE);
        }
        self.lent[index] = false;
        if self.free.len() < self.free.capacity() {
            self.free.push(index as u32); // never beyond the memory of create, not even with a fault in is_lent
        }
        Ok(())
    }

    fn get_receipt(&mut self) -> Result<*mut Receipt, i32> {
        let id = self.receipts_in_use;
        let receipt = self.receipts.get_mut(id).ok_or(RECEIPTS_EXHAUSTED)?;
        self.parts.blank_receipt(receipt, id);
        self.receipts_in_use += 1;
        Ok(receipt)
    }

    fn clear(&mut self) {
        self.free.clear();
        self.free.extend((0..self.buffers.len() as u32).rev());
        self.lent.fill(false);
        self.receipts_in_use = 0;
    }

    fn usage(&self) -> Usage {
        Usage {
            soa_in_use: self.parts.soa_in_use(self.buffers.len() - self.free.len()),
            soa_total: self.buffers.len() as u32,
            receipts_in_use: self.receipts_in_use as u32,
            receipts_total: self.receipts.len() as u32,
        }
    }
}

#[no_mangle]
pub extern "C" fn bp_abi_version() -> u32 {
    1
}

#[no_mangle]
pub extern "C" fn bp_name() -> *const c_char {
    b"sound pool in Rust\0".as_ptr().cast()
}

#[no_mangle]
pub unsafe extern "C" fn bp_create(config: *const Config, out: *mut *mut Pool) -> i32 {
    let config = config.as_ref().copied().unwrap_or(Config {
        soa_capacity: 16,
        receipt_capacity: 1024,
    });
    let supported = 1..=MOST;
    if !supported.contains(&config.soa_capacity) || !supported.contains(&config.receipt_capacity) {
        *out = null_mut();
        return INVALID_CONFIG;
    }
    match Pool::new(config).and_then(boxed) {
        Ok(pool) => {
            *out = pool;
            OK
        }
        Err(status) => {
            *out = null_mut();
            status
        }
    }
}

#[no_mangle]
pub unsafe extern "C" fn bp_destroy(pool: *mut Pool) {
    if !pool.is_null() {
        (*pool).parts.at_destroy();
        drop(Box::from_raw(std::slice::from_raw_parts_mut(pool, 1)));
    }
}

#[no_mangle]
pub unsafe extern "C" fn bp_get_soa(pool: *mut Pool, size: usize, out: *mut *mut Soa) -> i32 {
    match (*pool).get_soa(size) {
        Ok(buffer) => {
            *out = buffer;
            OK
        }
        Err(status) => {
            *out = null_mut();
            (*pool).parts.refused(status)
        }
    }
}

#[no_mangle]
pub unsafe extern "C" fn bp_return_soa(pool: *mut Pool, buffer: *const Soa) -> i32 {
    match (*pool).return_soa(buffer) {
        Ok(()) => OK,
        Err(status) => (*pool).parts.refused(status),
    }
}

#[no_mangle]
pub unsafe extern "C" fn bp_get_receipt(pool: *mut Pool, out: *mut *mut Receipt) -> i32 {
    match (*pool).get_receipt() {
        Ok(receipt) => {
            *out = receipt;
            OK
        }
        Err(status) => {
            *out = null_mut();
            (*pool).parts.refused(status)
        }
    }
}

#[no_mangle]
pub unsafe extern "C" fn bp_reset_receipts(pool: *mut Pool) {
    (*pool).receipts_in_use = 0;
}

#[no_mangle]
pub unsafe extern "C" fn bp_clear(pool: *mut Pool) {
    (*pool).clear();
}

#[no_mangle]
pub unsafe extern "C" fn bp_capacity_usage(pool: *const Pool, out: *mut Usage) {
    *out = (*pool).usage();
}
