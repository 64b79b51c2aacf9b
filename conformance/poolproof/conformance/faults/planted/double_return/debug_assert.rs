// A double return is found by a debug assertion only, which a release build leaves out.

#[derive(Default)]
pub struct Chosen;

impl Parts for Chosen {
    fn is_lent(&self, lent: &[bool], index: usize) -> bool {
        debug_assert!(lent[index]);
        true
    }
}

include!("../../sound/pool.rs");
