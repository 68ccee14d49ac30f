//! The program under test, inside the test or as its own process.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use engine::{Clock, Engine};
use server::router::{AppState, router};
use server::startup::serve_until;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::Outcome;
use crate::database::Database;
use crate::process::{Folder, Process, free_port};

/// The web application, served from inside the test on a port and a database of its own.
pub struct Served {
    /// Where it listens.
    pub addr: SocketAddr,
    /// What it serves.
    pub engine: Arc<Engine>,
    /// Where it stores.
    pub database: Database,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), server::startup::StartError>>,
}

impl Served {
    /// Starts it on an empty SQLite file.
    pub async fn start() -> Outcome<Self> {
        Self::start_at(Clock::System).await
    }

    /// Starts it on an empty SQLite file, by a clock of the test's.
    pub async fn start_at(clock: Clock) -> Outcome<Self> {
        Self::start_on(Database::sqlite()?, clock).await
    }

    /// Starts it on a database, by a clock of the test's.
    pub async fn start_on(database: Database, clock: Clock) -> Outcome<Self> {
        let engine = Engine::open(&database.url, clock).await?;
        let state = AppState::new(engine.ports());
        let readiness = state.readiness.clone();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move { drop(stopped.await) };
        let grace = Duration::from_secs(2);
        let task = tokio::spawn(serve_until(listener, router(state), readiness, stopped, grace));
        Ok(Self { addr, engine, database, stop, task })
    }

    /// Full address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    /// Stops it as SIGTERM would.
    pub async fn stop(self) -> Outcome {
        drop(self.stop);
        self.task.await??;
        self.engine.close().await;
        Ok(())
    }
}

/// `modelworth` as its own process, with a database and a working folder of its own.
pub struct Program {
    /// Where it stores.
    pub database: Database,
    addr: String,
    folder: Folder,
}

impl Program {
    /// Applies a configuration to an empty database.
    pub fn new(database: Database, workspace: &str) -> Outcome<Self> {
        let program = Self { database, addr: format!("127.0.0.1:{}", free_port()?), folder: Folder::new()? };
        program.run(&["apply", &program.file("workspace.toml", workspace)?])?;
        Ok(program)
    }

    /// Writes a file into the working folder; its path.
    pub fn file(&self, name: &str, text: &str) -> Outcome<String> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path.display().to_string())
    }

    /// The working folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a command.
    pub fn start(&self, arguments: &[&str]) -> Outcome<Process> {
        Process::start(&mut self.command(arguments)?, &self.log_file())
    }

    /// What the last started process wrote.
    pub fn log(&self) -> Outcome<String> {
        Ok(std::fs::read_to_string(self.log_file())?)
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Runs a command; what it printed, and as an error what it said was wrong too.
    pub fn run(&self, arguments: &[&str]) -> Outcome<String> {
        let output = self.command(arguments)?.output()?;
        let told = String::from_utf8(output.stdout)?;
        if output.status.success() { Ok(told) } else { Err((told + &String::from_utf8_lossy(&output.stderr)).into()) }
    }

    /// Runs a command that must fail with one line on stderr; all that it said.
    pub fn refused(&self, arguments: &[&str]) -> Outcome<String> {
        let output = self.command(arguments)?.output()?;
        let (told, error) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
        match (output.status.success(), error.lines().count()) {
            (false, 1) => Ok(told + &error),
            _ => Err(format!("{arguments:?} is to be refused in one line: {told}{error}").into()),
        }
    }

    /// Makes a token.
    pub fn token(&self, role: &str) -> Outcome<String> {
        Ok(self.run(&["token", "add", role, "--role", role])?.trim().to_owned())
    }

    /// Starts the server and waits until it answers.
    pub async fn serve(&self) -> Outcome<Process> {
        self.serve_logging("info").await
    }

    /// The same with another `MODELWORTH_LOG`.
    pub async fn serve_logging(&self, filter: &str) -> Outcome<Process> {
        let mut process = Process::start(self.command(&["serve"])?.env("MODELWORTH_LOG", filter), &self.log_file())?;
        process.wait_until_up(&self.url("/readyz"), Duration::from_secs(20)).await?;
        Ok(process)
    }

    /// Full address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    fn command(&self, arguments: &[&str]) -> Outcome<Command> {
        let mut command = Command::new(binary()?);
        command.current_dir(self.folder.path()).args(arguments);
        command.env("MODELWORTH_ADDR", &self.addr).env("DATABASE_URL", &self.database.url);
        Ok(command)
    }
}

/// Path of `modelworth` as built beside this test.
pub fn binary() -> Outcome<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.ancestors().nth(2).ok_or("the test is in no target folder")?;
    let binary = folder.join("modelworth");
    if binary.is_file() { Ok(binary) } else { Err(format!("{} is not built; tests/run builds it first", binary.display()).into()) }
}
