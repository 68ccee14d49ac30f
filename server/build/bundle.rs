//! The browser code: `app` compiled for wasm with hydration, split where an island is lazy, then given its JavaScript side.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::table::Asset;
use crate::{Failure, Surroundings, fingerprint::fingerprint, read, variable};

/// File stem of the module.
pub(crate) const NAME: &str = "modelworth";
const TARGET: &str = "wasm32-unknown-unknown";

/// The files of the bundle and the folder they share, named after their content.
pub(crate) struct BrowserCode {
    pub folder: String,
    pub assets: Vec<Asset>,
}

pub(crate) fn browser_code(at: &Surroundings) -> Result<BrowserCode, Failure> {
    require_target()?;
    let wasm = compile(at)?;
    let raw = at.out.join("bundle");
    if raw.exists() {
        std::fs::remove_dir_all(&raw)?;
    }
    std::fs::create_dir_all(&raw)?;
    let main = split(&wasm, &raw, &at.out.join("main.wasm"))?;
    bind(at, &main, &raw)?;

    let mut files = Vec::new();
    collect(&raw, &raw, &mut files)?;
    files.sort();
    let mut parts: Vec<&[u8]> = Vec::new();
    for (path, bytes) in &files {
        parts.push(path.as_bytes());
        parts.push(bytes);
    }
    // One folder named after the content instead of one name a file: the module finds its neighbours by relative paths.
    let folder = format!("pkg/{}", fingerprint(&parts));
    let assets = files.iter().map(|(path, bytes)| Asset::store(at, format!("/{folder}/{path}"), bytes, true)).collect::<Result<_, _>>()?;
    Ok(BrowserCode { folder, assets })
}

fn require_target() -> Result<(), Failure> {
    let rustc = variable("RUSTC")?;
    let installed = || -> Result<bool, Failure> {
        let output = Command::new(&rustc).args(["--print", "target-libdir", "--target", TARGET]).output()?;
        Ok(Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
    };
    if installed()? {
        return Ok(());
    }
    let added = Command::new("rustup").args(["target", "add", TARGET]).stdout(Stdio::null()).status();
    if matches!(added, Ok(status) if status.success()) && installed()? {
        return Ok(());
    }
    Err(format!(
        "the compiler has no target {TARGET}, and `rustup target add {TARGET}` did not bring it.\n\
         Add it by hand (without rustup: your distribution's package for it), or set MODELWORTH_WASM=skip to serve pages \
         without browser code."
    )
    .into())
}

/// Runs cargo inside cargo, in a target folder of its own: the outer build holds the lock of the other one.
fn compile(at: &Surroundings) -> Result<PathBuf, Failure> {
    let profile = if at.release { "wasm" } else { "wasm-dev" };
    let target = at.target.join("wasm-bundle");
    let mut cargo = Command::new(variable("CARGO")?);
    cargo
        .current_dir(&at.root)
        .args(["rustc", "--package", "app", "--lib", "--features", "hydrate", "--target", TARGET, "--profile", profile])
        .arg("--target-dir")
        .arg(&target)
        // Splitting follows the relocations from function to function.
        .args(["--", "-C", "link-arg=--emit-relocs"])
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if belongs_to_outer_build(&name) {
            cargo.env_remove(&name);
        }
    }
    if !cargo.status()?.success() {
        return Err("the browser code does not compile; the compiler's words are below.\n\
             To see them alone: cargo check -p app --lib --features hydrate --target wasm32-unknown-unknown"
            .into());
    }
    Ok(target.join(TARGET).join(profile).join("app.wasm"))
}

/// Variables that cargo sets for this script, or that would bend the inner build (flags for the native compiler, clippy in
/// rustc's place). How to reach registries and the shared job server stay.
fn belongs_to_outer_build(name: &OsString) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    const KEPT: [&str; 9] = [
        "CARGO_HOME",
        "CARGO_MAKEFLAGS",
        "CARGO_HTTP_",
        "CARGO_NET_",
        "CARGO_TERM_",
        "CARGO_REGISTRY_",
        "CARGO_REGISTRIES_",
        "CARGO_SOURCE_",
        "CARGO_INCREMENTAL",
    ];
    const BENDING: [&str; 15] = [
        "RUSTFLAGS",
        "RUSTDOCFLAGS",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_LINKER",
        "CLIPPY_ARGS",
        "CLIPPY_CONF_DIR",
        "OUT_DIR",
        "TARGET",
        "HOST",
        "PROFILE",
        "OPT_LEVEL",
        "DEBUG",
        "NUM_JOBS",
        "LD_LIBRARY_PATH",
        "DYLD_FALLBACK_LIBRARY_PATH",
    ];
    (name.starts_with("CARGO") && !KEPT.iter().any(|kept| name.starts_with(kept))) || name.starts_with("DEP_") || BENDING.contains(&name)
}

/// Moves the code that only lazy islands need into modules of their own, which the browser fetches with the first such island.
/// Answers the module that every page loads.
fn split(wasm: &Path, into: &Path, main: &Path) -> Result<PathBuf, Failure> {
    let input = std::fs::read(wasm)?;
    let mut options = wasm_split_cli_support::Options::new(&input);
    let module = format!("./{NAME}.js");
    options.output_dir = into;
    options.main_out_path = main;
    options.main_module = &module;
    let parts = wasm_split_cli_support::transform(options).map_err(|cause| format!("{} cannot be split: {cause:#}", wasm.display()))?;
    for part in parts.split_modules {
        std::fs::write(&part, without_names(&read(&part)?)?)?;
    }
    Ok(main.to_path_buf())
}

/// The module without its custom sections: names of functions, which only a debugger reads.
fn without_names(wasm: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut module = wasm_encoder::Module::new();
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        let section = payload?.as_section();
        if let Some((id, range)) = section.filter(|(id, _)| *id != u8::from(wasm_encoder::SectionId::Custom)) {
            let data = &wasm[usize::try_from(range.start)?..usize::try_from(range.end)?];
            module.section(&wasm_encoder::RawSection { id, data });
        }
    }
    Ok(module.finish())
}

fn bind(at: &Surroundings, wasm: &Path, into: &Path) -> Result<(), Failure> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name(NAME)
        .typescript(false)
        .omit_default_module_path(true)
        .keep_lld_exports(true)
        .remove_name_section(at.release)
        .remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(into))
        .map_err(|cause| format!("wasm-bindgen refuses {}: {cause:#}", wasm.display()))?;
    // Leptos asks for this name if it was itself compiled under cargo-leptos.
    if std::env::var_os("LEPTOS_OUTPUT_NAME").is_some() {
        std::fs::rename(into.join(format!("{NAME}_bg.wasm")), into.join(format!("{NAME}.wasm")))?;
    }
    Ok(())
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else {
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            files.push((name, read(&path)?));
        }
    }
    Ok(())
}
