//! Names that change exactly when the content does.

use sha2::{Digest, Sha256};

/// The first 64 bits of the SHA-256 over all parts, as 16 hex digits.
pub(crate) fn fingerprint(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
