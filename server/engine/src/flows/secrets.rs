//! Secrets and passwords: made, hashed, compared.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use domain::{Error, Result};
use sha2::{Digest, Sha256};

use crate::error::internal;

/// Shortest accepted password, in characters.
pub const PASSWORD_MIN: usize = 12;
/// Longest accepted password, in bytes: what is longer is an attack on the hash.
const PASSWORD_MAX: usize = 1024;

/// 256 random bits as hexadecimal digits.
pub fn new_secret() -> Result<String> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|fault| internal("randomness", fault))?;
    Ok(hexadecimal(&bytes))
}

/// What of a secret is stored.
pub fn digest(secret: &str) -> String {
    sha256(secret.as_bytes())
}

/// SHA-256 in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Refuses passwords that are too short to keep.
pub fn check_password(password: &str) -> Result<()> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(Error::field("password", format!("a password has at least {PASSWORD_MIN} characters")));
    }
    if password.len() > PASSWORD_MAX {
        return Err(Error::field("password", format!("a password has at most {PASSWORD_MAX} bytes")));
    }
    Ok(())
}

/// Hashes a password with a new salt. Takes tens of milliseconds, on a thread where that may be.
pub async fn hash_password(password: &str) -> Result<String> {
    let password = password.to_owned();
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|fault| internal("randomness", fault))?;
    let hashed = tokio::task::spawn_blocking(move || {
        let salt = SaltString::encode_b64(&salt)?;
        Argon2::default().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())
    });
    hashed.await.map_err(|fault| internal("password hash", fault))?.map_err(|fault| internal("password hash", fault))
}

/// Compares a password with a stored hash; with none it takes as long and is false, so answers do not tell who has an account.
pub async fn verify_password(password: &str, stored: Option<String>) -> Result<bool> {
    if password.len() > PASSWORD_MAX {
        return Ok(false);
    }
    let Some(stored) = stored else {
        hash_password(password).await?;
        return Ok(false);
    };
    let password = password.to_owned();
    let verified = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&stored).map(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    verified.await.map_err(|fault| internal("password hash", fault))?.map_err(|fault| internal("password hash", fault))
}
