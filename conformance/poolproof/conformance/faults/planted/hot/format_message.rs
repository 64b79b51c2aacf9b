// Each refusal formats a message.

#[derive(Default)]
pub struct Chosen;

impl Parts for Chosen {
    fn refused(&mut self, status: i32) -> i32 {
        std::hint::black_box(format!("the operation was refused with status {status}"));
        status
    }
}

include!("../../sound/pool.rs");
