//! Links what the features ask for. BUFFERPOOL_LIB_DIR: the folder of the library, where the linker does not look by itself.

use std::env;

fn main() {
    println!("cargo:rerun-if-env-changed=BUFFERPOOL_LIB_DIR");
    println!("cargo:rerun-if-changed=build.rs");
    let asked: Vec<&str> = ["bufferpool", "blockpool"]
        .into_iter()
        .filter(|name| env::var_os(format!("CARGO_FEATURE_{}", name.to_uppercase())).is_some())
        .collect();
    if asked.is_empty() {
        return;
    }
    if let Ok(folder) = env::var("BUFFERPOOL_LIB_DIR") {
        println!("cargo:rustc-link-search=native={folder}");
    }
    for name in asked {
        println!("cargo:rustc-link-lib=dylib={name}");
    }
}
