//! People, tokens and the audit trail.

use domain::Result;
use domain::access::Role;
use domain::config::Person;
use domain::ids::Email;
use engine::Engine;

use super::{open, print};

/// `user add EMAIL --name NAME --role ROLE`.
#[derive(clap::Args, Debug)]
pub struct NewPerson {
    /// E-mail address
    email: String,
    /// Name as it appears in reports
    #[arg(long)]
    name: String,
    /// admin, ml-lead, finance or executive
    #[arg(long)]
    role: String,
}

/// Lists a person and prints the path of the link that sets their password.
pub async fn add_person(database: &str, args: &NewPerson) -> Result<()> {
    let person = Person { email: Email::parse(&args.email)?, name: args.name.clone(), role: Role::parse(&args.role)? };
    let engine = open(database).await?;
    let link = engine.ports().accounts.invite(&Engine::command_line(), person).await?;
    print(&format!("{link}\n"));
    engine.close().await;
    Ok(())
}

/// `token add NAME --role ROLE`.
#[derive(clap::Args, Debug)]
pub struct NewToken {
    /// What the token is for
    name: String,
    /// admin, ml-lead, finance or executive
    #[arg(long)]
    role: String,
}

/// Makes a token and prints it alone, so that a script can read it.
pub async fn add_token(database: &str, args: &NewToken) -> Result<()> {
    let role = Role::parse(&args.role)?;
    let engine = open(database).await?;
    let token = engine.ports().accounts.add_token(&Engine::command_line(), &args.name, role).await?;
    print(&format!("{token}\n"));
    engine.close().await;
    Ok(())
}

/// Prints the newest events of the audit trail, oldest of them first.
pub async fn audit(database: &str) -> Result<()> {
    let engine = open(database).await?;
    let mut events = engine.ports().accounts.audit(&Engine::command_line(), None).await?;
    events.reverse();
    let text: String = events
        .iter()
        .map(|event| {
            let at = chrono::DateTime::from_timestamp_millis(event.at_ms).unwrap_or_default().format("%Y-%m-%dT%H:%M:%SZ");
            format!("{}  {at}  {}  {}  {}\n", event.number, event.actor, event.action, event.subject)
        })
        .collect();
    print(&text);
    engine.close().await;
    Ok(())
}
