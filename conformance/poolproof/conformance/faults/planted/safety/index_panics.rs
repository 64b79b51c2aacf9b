// A foreign address becomes an index out of range, and the panic aborts the process.

#[derive(Default)]
pub struct Chosen;

impl Parts for Chosen {
    fn index_of(&self, buffers: &[Soa], address: *const Soa) -> Option<usize> {
        let index = (address as usize).wrapping_sub(buffers.as_ptr() as usize) / size_of::<Soa>();
        std::ptr::eq(&buffers[index], address).then_some(index)
    }
}

include!("../../sound/pool.rs");
