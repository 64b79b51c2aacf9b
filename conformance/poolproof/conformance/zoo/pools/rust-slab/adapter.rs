use slab::Slab;
use std::ptr::null_mut;

type Blocks = Slab<[u8; 64]>;

#[no_mangle] pub unsafe extern "C" fn pp_create(config: *const u32, out: *mut *mut Blocks) -> i32 {
    *out = Box::into_raw(Box::new(Slab::with_capacity(*config.add(1) as usize))); 0
}
#[no_mangle] pub unsafe extern "C" fn pp_destroy(pool: *mut Blocks) { drop(Box::from_raw(pool)) }
#[no_mangle] pub unsafe extern "C" fn pp_used(pool: *const Blocks) -> usize { (*pool).len() }
#[no_mangle] pub unsafe extern "C" fn pp_get(pool: *mut Blocks, block: *mut *mut u8) -> i32 {
    let is_full = (*pool).len() == (*pool).capacity();
    *block = if is_full { null_mut() } else { (*pool).vacant_entry().insert([0; 64]).as_mut_ptr() };
    is_full as i32
}
#[no_mangle] pub unsafe extern "C" fn pp_return(pool: *mut Blocks, block: *const [u8; 64]) -> i32 {
    (*pool).remove((*pool).key_of(&*block));
    0
}
