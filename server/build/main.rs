//! Builds what the browser receives and writes it into `OUT_DIR` as files and one Rust table.
//!
//! No tool has to be installed: the package `app` is compiled for wasm by the same cargo, `wasm-bindgen-cli-support` is a
//! crate, and the style sheet is joined here. `MODELWORTH_WASM=skip` leaves the browser code out: pages are then served
//! without it, which they must bear anyway, and work on the server compiles faster.

mod bundle;
mod css;
mod fingerprint;
mod press;
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use table::Asset;

/// Any failure, with a text that says what to do.
pub(crate) type Failure = Box<dyn Error>;

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            for line in failure.to_string().lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Failure> {
    let surroundings = Surroundings::from_env()?;
    for watched in
        ["app/src", "app/domain/src", "app/Cargo.toml", "app/domain/Cargo.toml", "style", "Cargo.toml", "Cargo.lock", "server/build"]
    {
        println!("cargo::rerun-if-changed={}", surroundings.root.join(watched).display());
    }
    println!("cargo::rerun-if-env-changed=MODELWORTH_WASM");
    println!("cargo::rerun-if-env-changed=LEPTOS_OUTPUT_NAME");

    let www = surroundings.out.join("www");
    if www.exists() {
        std::fs::remove_dir_all(&www)?;
    }
    let mut assets = css::style_assets(&surroundings)?;
    let skip = std::env::var("MODELWORTH_WASM").is_ok_and(|value| value == "skip");
    let code = if skip { None } else { Some(bundle::browser_code(&surroundings)?) };
    if let Some(code) = &code {
        assets.extend(code.assets.iter().cloned());
    }
    table::write(&surroundings, &mut assets, code.as_ref().map(|code| code.folder.as_str()))?;
    if surroundings.release && code.is_some() {
        report_size(&assets);
    }
    Ok(())
}

/// Where things are, and how thorough this build is.
pub(crate) struct Surroundings {
    /// The workspace's folder.
    pub root: PathBuf,
    /// `OUT_DIR`.
    pub out: PathBuf,
    /// cargo's target folder of the outer build.
    pub target: PathBuf,
    /// A release build presses hard, a dev build quickly.
    pub release: bool,
}

impl Surroundings {
    fn from_env() -> Result<Self, Failure> {
        let manifest = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
        let out = PathBuf::from(variable("OUT_DIR")?);
        let root = manifest.parent().ok_or("the package `server` has no folder above it")?;
        // OUT_DIR is TARGET/PROFILE/build/PACKAGE-HASH/out.
        let target = out.ancestors().nth(4).ok_or("OUT_DIR is not inside a target folder")?;
        Ok(Self { root: root.to_path_buf(), target: target.to_path_buf(), release: variable("PROFILE")? == "release", out })
    }
}

pub(crate) fn variable(name: &str) -> Result<String, Failure> {
    std::env::var(name).map_err(|cause| format!("{name}: {cause}").into())
}

/// Names the path in the error: the bare text of an I/O error does not.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|cause| format!("cannot read {}: {cause}", path.display()).into())
}

/// What the browser code weighs on the wire, in one line of the build's output: what every page loads, and what only a lazy
/// island adds.
fn report_size(assets: &[Asset]) {
    let weigh = |counts: &dyn Fn(&str) -> bool| -> f64 {
        let counted = assets.iter().filter(|asset| counts(&asset.path));
        counted.map(|asset| asset.brotli_len.unwrap_or(asset.raw_len)).sum::<usize>() as f64 / 1000.0
    };
    let wasm = weigh(&|path| path.ends_with("_bg.wasm"));
    let js = weigh(&|path| path.ends_with(".js"));
    let css = weigh(&|path| path.ends_with(".css"));
    let lazy = weigh(&|path| path.ends_with(".wasm") && !path.ends_with("_bg.wasm"));
    println!(
        "cargo::warning=browser code after brotli: wasm {wasm:.1} kB + js {js:.1} kB = {:.1} kB (css {css:.1} kB; with the mapping \
         editor {lazy:.1} kB more)",
        wasm + js,
    );
}
