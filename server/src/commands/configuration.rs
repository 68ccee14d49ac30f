//! The configuration as a file, and a copy of the database.

use std::path::Path;

use domain::config::Difference;
use domain::{Error, Result};
use engine::Engine;

use super::{open, print, read_file, to_json};

/// Applies a configuration file and prints what changed, or with `dry_run` what would.
pub async fn apply(database: &str, file: &Path, dry_run: bool, json: bool) -> Result<()> {
    let text = String::from_utf8(read_file(file)?).map_err(|_| Error::field("file", format!("{} is not UTF-8 text", file.display())))?;
    let engine = open(database).await?;
    let differences = engine.ports().models.apply(&Engine::command_line(), &text, dry_run).await?;
    print(&if json { to_json(&differences)? } else { in_words(&differences, dry_run) });
    engine.close().await;
    Ok(())
}

fn in_words(differences: &[Difference], dry_run: bool) -> String {
    if differences.is_empty() {
        return "Nothing to change.\n".to_owned();
    }
    let mut text: String = differences
        .iter()
        .map(|difference| {
            let sign = match (&difference.before, &difference.after) {
                (None, _) => "+",
                (_, None) => "−",
                _ => "~",
            };
            format!("{sign} {}\n", difference.subject)
        })
        .collect();
    let (n, verb) = (differences.len(), if dry_run { "would change; nothing was stored" } else { "changed" });
    text.push_str(&format!("{n} {} {verb}.\n", if n == 1 { "item" } else { "items" }));
    text
}

/// Prints the configuration as `apply` reads it.
pub async fn export(database: &str) -> Result<()> {
    let engine = open(database).await?;
    print(&engine.ports().models.export(&Engine::command_line()).await?);
    engine.close().await;
    Ok(())
}

/// Writes a consistent copy of the SQLite database.
pub async fn backup(database: &str, file: &Path) -> Result<()> {
    let engine = open(database).await?;
    engine.store().backup(file).await?;
    engine.close().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_listed_with_a_sign() {
        let one = |before: Option<&str>, after: Option<&str>| Difference {
            subject: "driver d".into(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        assert_eq!(in_words(&[], true), "Nothing to change.\n");
        assert_eq!(in_words(&[one(None, Some("{}"))], true), "+ driver d\n1 item would change; nothing was stored.\n");
        let both = in_words(&[one(Some("{}"), None), one(Some("{}"), Some("{1}"))], false);
        assert_eq!(both, "− driver d\n~ driver d\n2 items changed.\n");
    }
}
