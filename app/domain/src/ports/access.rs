//! People, sessions and tokens.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::access::{Role, Viewer};
use crate::audit::AuditEvent;
use crate::config::Person;
use crate::ids::Email;

/// The form behind the one-time link of an empty database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstAdmin {
    /// From the link.
    pub token: String,
    pub name: String,
    pub email: String,
    pub password: String,
    /// Name of the company.
    pub workspace: String,
    pub time_zone: String,
    pub currency: String,
}

/// A session that was opened: the secret goes into the cookie and is stored only as a hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub secret: String,
    /// How long it lasts from now, in milliseconds.
    pub lasts_ms: i64,
    pub viewer: Viewer,
}

/// An API token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenEntry {
    pub name: String,
    pub role: Role,
    pub created_ms: i64,
    pub last_used_ms: Option<i64>,
}

/// Who is there, and what changed.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Is the database still without an administrator?
    async fn needs_first_admin(&self) -> Result<bool>;
    /// Uses up the one-time link: workspace, administrator and session.
    async fn create_first_admin(&self, form: FirstAdmin) -> Result<Session>;
    /// Opens a session. After five wrong passwords an address pauses for 15 minutes. The first sign-in of a listed person without
    /// a password is by an invitation link, see [`Accounts::invite`].
    async fn sign_in(&self, email: &str, password: &str) -> Result<Session>;
    /// Opens a session from a one-time link (`/sign-in?token=…`), as the sample workspace prints.
    async fn sign_in_by_link(&self, token: &str) -> Result<Session>;
    async fn sign_out(&self, secret: &str) -> Result<()>;
    /// The viewer of a session cookie.
    async fn viewer(&self, secret: &str) -> Result<Viewer>;
    /// The viewer of a bearer token.
    async fn bearer(&self, token: &str) -> Result<Viewer>;
    async fn people(&self, viewer: &Viewer) -> Result<Vec<Person>>;
    /// Lists a person and returns the path of a one-time link (`/invitation?token=…`) that sets their password.
    async fn invite(&self, viewer: &Viewer, person: Person) -> Result<String>;
    /// Sets the password behind an invitation link and opens a session.
    async fn accept_invitation(&self, token: &str, password: &str) -> Result<Session>;
    async fn set_role(&self, viewer: &Viewer, email: &Email, role: Role) -> Result<()>;
    /// Takes the account away; the last administrator stays.
    async fn remove_person(&self, viewer: &Viewer, email: &Email) -> Result<()>;
    async fn tokens(&self, viewer: &Viewer) -> Result<Vec<TokenEntry>>;
    /// Makes a token and returns its secret, once.
    async fn add_token(&self, viewer: &Viewer, name: &str, role: Role) -> Result<String>;
    async fn revoke_token(&self, viewer: &Viewer, name: &str) -> Result<()>;
    /// Newest first; events older than `before`, at most 100.
    async fn audit(&self, viewer: &Viewer, before: Option<i64>) -> Result<Vec<AuditEvent>>;
}
