//! Both C pools, used through the declarations alone.
#![cfg(all(feature = "bufferpool", feature = "blockpool"))]

use bufferpool_sys::{blockpool::*, bufferpool::*};
use std::ffi::CStr;
use std::ptr::{null, null_mut};

#[test]
fn a_buffer_is_lent_wiped_and_taken_back_once() {
    let (mut pool, mut buffer) = (null_mut(), null_mut());
    unsafe {
        assert_eq!(bp_abi_version(), BP_ABI_VERSION);
        assert_eq!(CStr::from_ptr(bp_name()).to_str(), Ok("poolproof native"));
        assert_eq!(bp_create(null(), &mut pool), BP_OK);
        assert_eq!(bp_get_soa(pool, BP_LANES + 1, &mut buffer), BP_INVALID_SIZE);
        assert_eq!(bp_get_soa(pool, BP_LANES, &mut buffer), BP_OK);
        assert_eq!(buffer as usize % BP_SOA_ALIGNMENT, 0);
        (*buffer).o[BP_LANES - 1] = 7;
        let mut usage = bp_usage {
            soa_in_use: 9,
            soa_total: 9,
            receipts_in_use: 9,
            receipts_total: 9,
        };
        bp_capacity_usage(pool, &mut usage);
        let told = (
            usage.soa_in_use,
            usage.soa_total,
            usage.receipts_in_use,
            usage.receipts_total,
        );
        assert_eq!(told, (1, 16, 0, 1024));
        let mut receipt = null_mut();
        assert_eq!(bp_get_receipt(pool, &mut receipt), BP_OK);
        assert_eq!(((*receipt).id, (*receipt).hash), (0, [0; 32]));
        assert_eq!(bp_return_soa(pool, buffer), BP_OK);
        assert_eq!(bp_return_soa(pool, buffer), BP_NOT_IN_USE);
        bp_destroy(pool);
    }
}

#[test]
fn a_block_is_lent_and_counted() {
    let config = pp_config {
        struct_bytes: std::mem::size_of::<pp_config>() as u32,
        block_count: 3,
        block_size: 64,
        block_align: 64,
        storage: null_mut(),
        storage_bytes: 0,
    };
    let (mut pool, mut block) = (null_mut(), null_mut());
    unsafe {
        assert_eq!(pp_create(&config, &mut pool), 0);
        assert_eq!(pp_get(pool, &mut block), 0);
        assert_eq!((pp_capacity(pool), pp_used(pool), pp_free(pool)), (3, 1, 2));
        assert_eq!(pp_return(pool, block), 0);
        assert_ne!(pp_return(pool, block), 0);
        pp_destroy(pool);
    }
}
