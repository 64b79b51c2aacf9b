// Clears the lanes asked for in s and p, and all of o.

#[derive(Default)]
pub struct Chosen;

impl Parts for Chosen {
    fn clear_buffer(&mut self, buffer: &mut Soa, size: usize) {
        buffer.s[..size].fill(0);
        buffer.p[..size].fill(0);
        buffer.o.fill(0);
    }
}

include!("../../sound/pool.rs");
