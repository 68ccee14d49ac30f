//! Programs that a test starts, and their end.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::http::client;

/// A running program; it ends with this value.
pub struct Process {
    child: Child,
    name: String,
    log: PathBuf,
}

impl Process {
    /// Starts the program with both outputs in one file.
    pub fn start(command: &mut Command, log: &Path) -> Outcome<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let out = File::create(log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .map_err(|cause| format!("cannot start {name}: {cause}; tests/run installs what the tests need"))?;
        Ok(Self { child, name, log: log.to_path_buf() })
    }

    /// Waits until a GET of the address answers 2xx. If the program ends before, or never answers, the error holds what it wrote.
    pub async fn wait_until_up(&mut self, url: &str, limit: Duration) -> Outcome {
        let client = client()?;
        let start = Instant::now();
        let cause = loop {
            if matches!(client.get(url).send().await, Ok(answer) if answer.status().is_success()) {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                break format!("ended with {status} before it answered {url}");
            }
            if start.elapsed() > limit {
                break format!("does not answer {url} within {limit:?}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let wrote = std::fs::read_to_string(&self.log).unwrap_or_default();
        Err(format!("{} {cause}; it wrote:\n{wrote}", self.name).into())
    }

    /// The system's number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name, for example `TERM`.
    pub fn signal(&self, signal: &str) -> Outcome {
        let status = Command::new("kill").args(["-s", signal, &self.id().to_string()]).status()?;
        if status.success() { Ok(()) } else { Err(format!("{} is no longer there to be sent {signal}", self.name).into()) }
    }

    /// Dies as by kill -9. False if it had ended by itself.
    pub fn kill(mut self) -> Outcome<bool> {
        let ended = self.child.try_wait()?.is_some();
        self.child.kill()?;
        self.child.wait()?;
        Ok(!ended)
    }

    /// Has it ended?
    pub fn has_ended(&mut self) -> Outcome<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Waits for the end, `limit` at most.
    pub fn wait(&mut self, limit: Duration) -> Outcome<ExitStatus> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if start.elapsed() > limit {
                return Err(format!("{} did not end within {limit:?}", self.name).into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only if the process has ended, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder of the test's own under the system's temporary folder; it goes with this value.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes an empty folder.
    pub fn new() -> Outcome<Self> {
        let mut random = [0_u8; 8];
        getrandom::fill(&mut random)?;
        let name = format!("modelworth-test-{:016x}", u64::from_le_bytes(random));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind harms no one.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A program of the Python environment that `tests/run` makes.
pub fn in_venv(program: &str) -> Outcome<PathBuf> {
    let venv = std::env::var("TEST_VENV").map_err(|_| "TEST_VENV is not set; run this test by tests/run peers")?;
    Ok(Path::new(&venv).join("bin").join(program))
}

/// Node, which finds the packages that `tests/run` installs.
pub fn node() -> Outcome<Command> {
    let packages = std::env::var("TEST_NODE").map_err(|_| "TEST_NODE is not set; run this test by tests/run peers")?;
    let mut node = Command::new("node");
    node.env("NODE_PATH", Path::new(&packages).join("node_modules"));
    Ok(node)
}

/// A port that was free a moment ago.
pub fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
