//! The command line: one variant a command, each handed to the file that does it.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use domain::ports::Tracker;
use tracing_subscriber::EnvFilter;

use crate::commands::{self, CloseArgs, GrafanaArgs, ImportKind, NewPerson, NewToken, ReportArgs, RunArgs, VerifyArgs};
use crate::startup::{self, StartError};

#[derive(Parser)]
#[command(name = "modelworth", version, about = "What machine-learning models are worth, in money")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArgs,
    /// Database: sqlite:FOLDER/FILE or postgres://USER:PASSWORD@HOST/DATABASE
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite:data/modelworth.db",
        hide_env_values = true,
        global = true,
        value_name = "URL"
    )]
    database: String,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the web application and the scheduler (also the meaning of no command)
    Serve(ServeArgs),
    /// The same on a database of its own with a sample company, marked as such everywhere
    Demo {
        #[command(flatten)]
        serve: ServeArgs,
        /// Where the sample company is kept
        #[arg(long, default_value = "data/demo.db")]
        file: PathBuf,
    },
    /// Applies a configuration file; twice changes nothing
    Apply {
        file: PathBuf,
        /// Only say what would change
        #[arg(long)]
        dry_run: bool,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Prints the configuration as `apply` reads it, or writes dashboards
    Export {
        #[command(subcommand)]
        what: Option<Export>,
    },
    /// Imports a file: CSV, XLSX or Parquet, or a run of a tracker
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// Writes the report of a month
    Report(ReportArgs),
    /// Closes a month: its figures stand from then on
    Close(CloseArgs),
    /// Posts what came after the close of a month as its next revision
    Restate(CloseArgs),
    /// Says whether a PDF is, to the byte, a report that was issued
    Verify(VerifyArgs),
    /// Asks the sources for samples
    Collect {
        /// One pass over all sources, then stop
        #[arg(long, required = true)]
        once: bool,
    },
    /// People
    User {
        #[command(subcommand)]
        what: User,
    },
    /// API tokens
    Token {
        #[command(subcommand)]
        what: Token,
    },
    /// Writes a copy of the SQLite database
    Backup { file: PathBuf },
    /// Prints the newest changes: who, what, when
    Audit,
}

#[derive(Subcommand)]
enum Import {
    /// time,service,metric,value[,numerator,denominator,unit]
    Samples(ImportArgs),
    /// time,kpi,value, or time,kpi,numerator,denominator for ratios
    Kpis(ImportArgs),
    /// date,currency,rate, or month,currency,rate
    Rates(ImportArgs),
    /// id,service,time,prediction[,score,outcome,outcome_time,feature:NAME…]
    Predictions(ImportArgs),
    /// One row a test, with the header of docs/configuration.md
    Tests(ImportArgs),
    /// Bills: day,service,amount,currency,basis, or from,to in place of day
    Costs(ImportArgs),
    /// A .wandb file, the run that Weights & Biases wrote offline
    Wandb(RunArgs),
    /// A zip, the task that ClearML wrote offline
    Clearml(RunArgs),
}

#[derive(Args)]
struct ImportArgs {
    file: PathBuf,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum Export {
    /// Dashboards for Grafana: one a service, and one for executives
    Grafana(GrafanaArgs),
}

#[derive(Subcommand)]
enum User {
    /// Lists a person and prints the link that sets their password
    Add(NewPerson),
}

#[derive(Subcommand)]
enum Token {
    /// Makes a token and prints it alone
    Add(NewToken),
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
    let filter = EnvFilter::try_from_env("MODELWORTH_LOG").unwrap_or_else(|_| EnvFilter::new(default_filter(&cli)));
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(std::io::stderr().is_terminal()).with_writer(std::io::stderr).init();
    match execute(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("modelworth: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// A server tells what it does; a command only says what went wrong.
fn default_filter(cli: &Cli) -> &'static str {
    match cli.command {
        None | Some(Command::Serve(_) | Command::Demo { .. }) => "info",
        _ => "error",
    }
}

fn execute(cli: Cli) -> Result<(), StartError> {
    let database = cli.database.as_str();
    let Some(command) = cli.command else {
        return startup::serve(&cli.serve, database);
    };
    match command {
        Command::Serve(args) => return startup::serve(&args, database),
        Command::Demo { serve, file } => return startup::demo(&serve, &file),
        _ => {}
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    Ok(runtime.block_on(async {
        match &command {
            Command::Serve(_) | Command::Demo { .. } => Ok(()),
            Command::Apply { file, dry_run, json } => commands::apply(database, file, *dry_run, *json).await,
            Command::Export { what: None } => commands::export(database).await,
            Command::Export { what: Some(Export::Grafana(args)) } => commands::export_grafana(database, args).await,
            Command::Import { what: Import::Samples(args) } => commands::import(database, ImportKind::Samples, &args.file, args.json).await,
            Command::Import { what: Import::Kpis(args) } => commands::import(database, ImportKind::Kpis, &args.file, args.json).await,
            Command::Import { what: Import::Rates(args) } => commands::import(database, ImportKind::Rates, &args.file, args.json).await,
            Command::Import { what: Import::Predictions(args) } => {
                commands::import(database, ImportKind::Predictions, &args.file, args.json).await
            }
            Command::Import { what: Import::Tests(args) } => commands::import(database, ImportKind::Tests, &args.file, args.json).await,
            Command::Import { what: Import::Costs(args) } => commands::import(database, ImportKind::Costs, &args.file, args.json).await,
            Command::Import { what: Import::Wandb(args) } => commands::import_run(database, Tracker::Wandb, args).await,
            Command::Import { what: Import::Clearml(args) } => commands::import_run(database, Tracker::ClearMl, args).await,
            Command::Report(args) => commands::report(database, args).await,
            Command::Close(args) => commands::close(database, args).await,
            Command::Restate(args) => commands::restate(database, args).await,
            Command::Verify(args) => commands::verify(database, args).await,
            Command::Collect { .. } => commands::collect_once(database).await,
            Command::User { what: User::Add(args) } => commands::add_person(database, args).await,
            Command::Token { what: Token::Add(args) } => commands::add_token(database, args).await,
            Command::Backup { file } => commands::backup(database, file).await,
            Command::Audit => commands::audit(database).await,
        }
    })?)
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

    #[test]
    fn the_documented_commands_are_read() {
        for line in [
            "demo --file x.db",
            "apply file.toml --dry-run",
            "export --database sqlite:x.db",
            "export grafana --service fraud --out dashboards",
            "close --month 2026-10 --reason why",
            "restate --month 2026-10 --reason why --json",
            "verify report.pdf",
            "import samples s.csv --json",
            "import kpis k.csv",
            "import rates r.csv",
            "import predictions p.csv",
            "import tests t.xlsx --json",
            "import costs c.csv",
            "import wandb r.wandb --service fraud --map eval/acc=accuracy,f1=f1 --map auc=recall --json",
            "import clearml t.zip --service fraud",
            "report --month 2026-10 --format pdf --out r.pdf",
            "report --month 2026-10 --format xlsx --out r.xlsx",
            "report --month 2026-10 --format journal --out -",
            "collect --once",
            "user add a@example.com --name A --role finance",
            "token add ci --role ml-lead",
            "backup b.db",
            "audit",
        ] {
            assert!(Cli::try_parse_from(std::iter::once("modelworth").chain(line.split(' '))).is_ok(), "{line}");
        }
        for line in ["collect", "import", "import wandb r.wandb", "report --month 2026-10", "report --month 2026-10 --format doc --out x"] {
            assert!(Cli::try_parse_from(std::iter::once("modelworth").chain(line.split(' '))).is_err(), "{line}");
        }
    }
}
