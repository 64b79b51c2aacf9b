// The comparison is signed: the upper half of all sizes is below zero.

#[derive(Default)]
pub struct Chosen;

impl Parts for Chosen {
    fn refuses_size(&self, size: usize) -> bool {
        size as isize > LANES as isize
    }
}

include!("../../sound/pool.rs");
