use typed_arena::Arena;

type Blocks = Arena<[u8; 64]>;

#[no_mangle] pub unsafe extern "C" fn pp_create(config: *const u32, out: *mut *mut Blocks) -> i32 {
    *out = Box::into_raw(Box::new(Arena::with_capacity(*config.add(1) as usize)));
    0
}
#[no_mangle] pub unsafe extern "C" fn pp_destroy(pool: *mut Blocks) { drop(Box::from_raw(pool)) }
#[no_mangle] pub unsafe extern "C" fn pp_get(pool: *mut Blocks, block: *mut *mut u8) -> i32 {
    *block = (*pool).alloc([0; 64]).as_mut_ptr();
    0
}
#[no_mangle] pub extern "C" fn pp_return(_: *mut Blocks, _: *mut u8) -> i32 { 0 }
