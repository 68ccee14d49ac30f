//! Seals secrets before they are stored, and opens them when a system is asked.

use std::fs;
use std::path::{Path, PathBuf};

use domain::ids::{SourceId, WorkspaceId};
use domain::ports::SecretOf;
use domain::{Error, Result};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::error::internal;

/// Names the key: 64 hexadecimal digits, the same for every server of a database.
const VARIABLE: &str = "MODELWORTH_SECRET_KEY";
const KEY_LEN: usize = 32;

/// Where the key is: in the environment, else in a file beside the SQLite database, which is made when it is first needed.
#[derive(Debug)]
pub struct Vault {
    file: Option<PathBuf>,
}

impl Vault {
    /// The vault of a database; a database server has no file beside it.
    pub fn beside(database: Option<&Path>) -> Self {
        let file = database.map(|path| {
            let mut name = path.as_os_str().to_owned();
            name.push(".key");
            PathBuf::from(name)
        });
        Self { file }
    }

    /// Seals a secret for one source of one workspace and one use: opened under any other name, or for the other use, it is refused.
    ///
    /// # Errors
    /// No key, and no place to make one.
    pub fn seal(&self, workspace: &WorkspaceId, source: &SourceId, of: SecretOf, secret: &str) -> Result<Vec<u8>> {
        let key = self.key(true)?;
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut sealed = secret.as_bytes().to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad(workspace, source, of), &mut sealed)
            .map_err(|fault| internal("seal a secret", fault))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Vault::seal`] gave.
    ///
    /// # Errors
    /// Another key than it was sealed with.
    pub fn open(&self, workspace: &WorkspaceId, source: &SourceId, of: SecretOf, sealed: &[u8]) -> Result<String> {
        let other = || {
            Error::invalid(format!(
                "the secret kept for {source} cannot be opened with this key: give the secret again, or start with the {VARIABLE} it was kept with"
            ))
        };
        let key = self.key(false)?;
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(other)?;
        let mut bytes = sealed.to_vec();
        let opened =
            key.open_in_place(Nonce::assume_unique_for_key(*nonce), aad(workspace, source, of), &mut bytes).map_err(|_| other())?;
        String::from_utf8(opened.to_vec()).map_err(|_| other())
    }

    fn key(&self, make: bool) -> Result<LessSafeKey> {
        let bytes = match (std::env::var(VARIABLE), &self.file) {
            (Ok(digits), _) => hex(&digits).ok_or_else(|| {
                Error::invalid(format!("{VARIABLE} is not a key: write 64 hexadecimal digits, as openssl rand -hex 32 gives"))
            })?,
            (Err(_), Some(file)) => in_file(file, make)?,
            (Err(_), None) => {
                return Err(Error::conflict(format!(
                    "there is no key to seal secrets with: start every server with the same {VARIABLE}, as openssl rand -hex 32 gives, or \
                     name an environment variable in secret_env"
                )));
            }
        };
        let key = UnboundKey::new(&CHACHA20_POLY1305, &bytes).map_err(|fault| internal("the key of secrets", fault))?;
        Ok(LessSafeKey::new(key))
    }
}

/// Reads the key, or makes one that only the owner of the process may read.
fn in_file(file: &Path, make: bool) -> Result<[u8; KEY_LEN]> {
    let cannot = |what: &str, fault: std::io::Error| Error::unavailable(format!("cannot {what} the key {}: {fault}", file.display()));
    match fs::read_to_string(file) {
        Ok(digits) => {
            hex(digits.trim()).ok_or_else(|| Error::invalid(format!("{} does not hold a key of 64 hexadecimal digits", file.display())))
        }
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound && make => {
            let key: [u8; KEY_LEN] = random()?;
            let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut made = options.open(file).map_err(|fault| cannot("make", fault))?;
            std::io::Write::write_all(&mut made, digits.as_bytes()).map_err(|fault| cannot("write", fault))?;
            made.sync_all().map_err(|fault| cannot("write", fault))?;
            Ok(key)
        }
        Err(fault) => Err(cannot("read", fault)),
    }
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|fault| internal("random bytes", fault))?;
    Ok(bytes)
}

fn aad(workspace: &WorkspaceId, source: &SourceId, of: SecretOf) -> Aad<String> {
    Aad::from(match of {
        SecretOf::Access => format!("{workspace}/{source}"),
        SecretOf::Webhook => format!("{workspace}/{source}/webhook"),
    })
}

fn hex(digits: &str) -> Option<[u8; KEY_LEN]> {
    let digits = digits.as_bytes();
    if digits.len() != 2 * KEY_LEN {
        return None;
    }
    let mut key = [0; KEY_LEN];
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_secret_opens_under_its_own_name_and_key_alone() {
        let folder = std::env::temp_dir().join(format!("modelworth-vault-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (workspace, source) = (WorkspaceId::parse("main").unwrap(), SourceId::parse("prom").unwrap());
        let vault = Vault::beside(Some(&folder.join("a.db")));
        let sealed = vault.seal(&workspace, &source, SecretOf::Access, "s3cret").unwrap();
        assert_ne!(sealed, vault.seal(&workspace, &source, SecretOf::Access, "s3cret").unwrap(), "never the same bytes");
        assert!(!sealed.windows(6).any(|part| part == b"s3cret"));
        assert_eq!(vault.open(&workspace, &source, SecretOf::Access, &sealed).unwrap(), "s3cret");
        assert!(vault.open(&workspace, &SourceId::parse("other").unwrap(), SecretOf::Access, &sealed).is_err());
        assert!(vault.open(&workspace, &source, SecretOf::Webhook, &sealed).is_err(), "one use never stands in for the other");
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(vault.open(&workspace, &source, SecretOf::Access, &changed).unwrap_err().to_string().contains("give the secret again"));
        let other = Vault::beside(Some(&folder.join("b.db")));
        assert!(other.open(&workspace, &source, SecretOf::Access, &sealed).is_err(), "no key was made to open with");
        assert!(
            Vault::beside(None).seal(&workspace, &source, SecretOf::Access, "s").unwrap_err().to_string().contains("MODELWORTH_SECRET_KEY")
        );
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(folder.join("a.db.key")).unwrap().permissions()) & 0o777, 0o600);
        fs::remove_dir_all(folder).unwrap();
    }
}
