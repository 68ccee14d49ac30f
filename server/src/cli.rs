//! The command line: one variant a command, each handed to the file that does it.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::startup;

#[derive(Parser)]
#[command(name = "modelworth", version, about = "What machine-learning models are worth, in money")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArgs,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the web application (also the meaning of no command)
    Serve(ServeArgs),
}

/// Settings of `serve`.
#[derive(Args, Clone, Debug)]
pub struct ServeArgs {
    /// Address and port to listen on
    #[arg(long, env = "MODELWORTH_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
}

/// Reads the command line and does what it says. A failure is one line on stderr and a code other than 0.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("MODELWORTH_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(std::io::stderr().is_terminal()).with_writer(std::io::stderr).init();
    let outcome = match cli.command {
        None => startup::serve(&cli.serve),
        Some(Command::Serve(args)) => startup::serve(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("modelworth: {failure}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use clap::{CommandFactory, Parser};

    use super::{Cli, Command};

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_command_serves() {
        let cli = Cli::try_parse_from(["modelworth", "--addr", "127.0.0.1:4000"]).unwrap();
        assert!(cli.command.is_none());
        assert_eq!(cli.serve.addr.port(), 4000);
        let cli = Cli::try_parse_from(["modelworth", "serve", "--addr", "[::1]:4001"]).unwrap();
        assert!(matches!(cli.command, Some(Command::Serve(args)) if args.addr.port() == 4001));
    }

    #[test]
    fn an_address_without_port_is_refused() {
        assert!(Cli::try_parse_from(["modelworth", "serve", "--addr", "localhost"]).is_err());
    }
}
