//! The rules give the same bits in the browser as on the server.

use std::path::Path;
use std::process::Command;

use tests::Outcome;
use wasmi::{Engine, Linker, Module, Store};

const TARGET: &str = "wasm32-unknown-unknown";

/// Compiles the cases for wasm as the browser code is compiled, and runs them in an interpreter.
fn answers_in_wasm() -> Outcome<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no workspace")?;
    let folder = root.join("target/wasm-bundle");
    let status = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["build", "--quiet", "--package", "golden", "--lib", "--target", TARGET, "--profile", "wasm"])
        .arg("--target-dir")
        .arg(&folder)
        .status()?;
    if !status.success() {
        return Err("the rules do not compile for wasm".into());
    }
    let wasm = std::fs::read(folder.join(TARGET).join("wasm/golden.wasm"))?;
    let engine = Engine::default();
    let module = Module::new(&engine, wasm)?;
    // An import would mean that a rule asks its surroundings: a clock, chance, a file.
    let imports: Vec<String> = module.imports().map(|import| format!("{import:?}")).collect();
    if !imports.is_empty() {
        return Err(format!("the rules ask for {imports:?}").into());
    }
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module)?;
    let place = instance.get_typed_func::<(), u64>(&store, "golden_answers")?.call(&mut store, ())?;
    let memory = instance.get_memory(&store, "memory").ok_or("the module has no memory")?;
    let (start, len) = ((place >> 32) as usize, (place & 0xFFFF_FFFF) as usize);
    let bytes = memory.data(&store).get(start..start + len).ok_or("the answers are elsewhere")?;
    Ok(String::from_utf8(bytes.to_vec())?)
}

#[test]
fn every_golden_case_gives_the_same_bits() -> Outcome {
    let native = golden::answers();
    let wasm = answers_in_wasm()?;
    assert!(native.lines().count() > 1_000, "{} cases are few", native.lines().count());
    let refused = native.lines().filter(|line| line.contains("not understood") || line.contains("Err(")).count();
    assert!(refused < 50, "{refused} cases ask nothing that can be answered");
    for (native, wasm) in native.lines().zip(wasm.lines()) {
        assert_eq!(native, wasm);
    }
    assert_eq!(native.lines().count(), wasm.lines().count());
    Ok(())
}
