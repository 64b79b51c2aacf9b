#![doc = include_str!("../README.md")]
#![allow(non_camel_case_types)]

pub mod blockpool;
pub mod bufferpool;
