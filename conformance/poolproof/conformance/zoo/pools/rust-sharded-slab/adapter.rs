use sharded_slab::Slab;
use std::cell::UnsafeCell;

#[repr(C)]
pub struct Block { bytes: UnsafeCell<[u8; 64]>, key: usize }

#[no_mangle] pub unsafe extern "C" fn pp_create(_: *const u32, out: *mut *mut Slab<Block>) -> i32 {
    *out = Box::into_raw(Box::new(Slab::new()));
    0
}
#[no_mangle] pub unsafe extern "C" fn pp_destroy(pool: *mut Slab<Block>) { drop(Box::from_raw(pool)) }
#[no_mangle] pub unsafe extern "C" fn pp_get(pool: *mut Slab<Block>, block: *mut *mut u8) -> i32 {
    let (entry, bytes) = ((*pool).vacant_entry().unwrap(), UnsafeCell::new([0; 64]));
    let key = entry.key();
    entry.insert(Block { bytes, key });
    *block = (*pool).get(key).unwrap().bytes.get().cast();
    0
}
#[no_mangle] pub unsafe extern "C" fn pp_return(pool: *mut Slab<Block>, block: *const Block) -> i32 { !(*pool).remove((*block).key) as i32 }
