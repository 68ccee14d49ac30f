//! Who is there: the first administrator, sessions, invitations, tokens, the audit trail.

use async_trait::async_trait;
use domain::access::{Action, Role, Viewer};
use domain::audit::AuditEvent;
use domain::config::{Change, Configuration, Item, Person, Settings};
use domain::ids::Email;
use domain::money::Currency;
use domain::ports::{Accounts, FirstAdmin, Models, Session, TokenEntry};
use domain::time::{DAY_MS, parse_zone};
use domain::{Error, Result};

use super::secrets::{check_password, digest, hash_password, new_secret, verify_password};
use crate::context::Engine;
use crate::store::audit::NewEvent;
use crate::store::{self, accounts, audit, items};

/// A session lasts 14 days.
const SESSION_MS: i64 = 14 * DAY_MS;
/// After so many wrong passwords in a row an address pauses.
const FAILURES_MAX: i64 = 5;
/// How long it pauses: 15 minutes.
const PAUSE_MS: i64 = 900_000;
/// An invitation lasts 7 days, as does the first administrator's link.
const INVITATION_MS: i64 = 7 * DAY_MS;

const FIRST_ADMIN: &str = "first-admin";
const SIGN_IN: &str = "sign-in";
const INVITATION: &str = "invitation";

impl Engine {
    /// On a database without anybody: makes the one-time link that [`Engine::first_admin_link`] returns.
    pub(crate) async fn prepare_first_admin(&self) -> Result<()> {
        if !self.needs_first_admin().await? {
            return Ok(());
        }
        let (workspace, token) = (Self::workspace(), new_secret()?);
        let mut writing = self.store.write().await?;
        let connection = writing.connection();
        store::bump_revision(connection, &workspace).await?;
        // The digest stands in for the address, so that servers starting side by side each have their own link.
        let hash = digest(&token);
        accounts::add_link(connection, &workspace, (FIRST_ADMIN, &hash, &hash), self.clock.now_ms() + INVITATION_MS).await?;
        writing.commit().await?;
        let _ = self.first_admin.set(token);
        Ok(())
    }

    /// A one-time link (`/sign-in?token=…`) that opens a session for a listed person; it lasts a day.
    pub async fn sign_in_link(&self, email: &Email) -> Result<String> {
        let workspace = Self::workspace();
        self.person(email).await?;
        let token = new_secret()?;
        let mut writing = self.store.write().await?;
        let link = (SIGN_IN, digest(&token), email.as_str());
        accounts::add_link(writing.connection(), &workspace, (link.0, &link.1, link.2), self.clock.now_ms() + DAY_MS).await?;
        writing.commit().await?;
        Ok(format!("/sign-in?token={token}"))
    }

    async fn person(&self, email: &Email) -> Result<Person> {
        let (_, configuration) = self.current(&Self::workspace()).await?;
        configuration.people.get(email).cloned().ok_or_else(|| Error::not_found("person", email))
    }

    /// Opens a session inside a write transaction that it commits.
    async fn open_session(&self, mut writing: store::Writing<'_>, person: &Person, action: &str) -> Result<Session> {
        let (workspace, secret, now_ms) = (Self::workspace(), new_secret()?, self.clock.now_ms());
        let connection = writing.connection();
        accounts::add_session(connection, &workspace, &digest(&secret), person.email.as_str(), (now_ms, now_ms + SESSION_MS)).await?;
        let event = NewEvent {
            at_ms: now_ms,
            actor: person.email.as_str(),
            action,
            subject: &format!("person {}", person.email),
            before: None,
            after: None,
        };
        audit::record(connection, &workspace, event).await?;
        writing.commit().await?;
        Ok(Session { secret, lasts_ms: SESSION_MS, viewer: viewer_of(person) })
    }

    /// Counts an attempt as failed before its password is compared, so that attempts side by side count too, and returns the stored
    /// hash. Success takes the count back.
    async fn count_attempt(&self, email: &Email) -> Result<Option<String>> {
        let (workspace, now_ms) = (Self::workspace(), self.clock.now_ms());
        let mut writing = self.store.write().await?;
        let connection = writing.connection();
        let (mut failures, last_ms) = accounts::failures(connection, &workspace, email.as_str()).await?;
        let rest_ms = last_ms + PAUSE_MS - now_ms;
        if failures >= FAILURES_MAX {
            if rest_ms > 0 {
                let minutes = (rest_ms + 59_999) / 60_000;
                return Err(Error::conflict(format!("too many wrong passwords for this address: try again in {minutes} min")));
            }
            failures = 0;
        }
        accounts::put_failures(connection, &workspace, email.as_str(), failures + 1, now_ms).await?;
        let hash = accounts::password_hash(connection, &workspace, email.as_str()).await?;
        writing.commit().await?;
        Ok(hash)
    }
}

fn viewer_of(person: &Person) -> Viewer {
    Viewer {
        workspace: Engine::workspace(),
        actor: person.email.to_string(),
        name: person.name.clone(),
        email: Some(person.email.clone()),
        role: person.role,
    }
}

fn first_settings(form: &FirstAdmin) -> Result<Settings> {
    parse_zone(&form.time_zone)?;
    let settings = serde_json::json!({
        "name": form.workspace.trim(),
        "time_zone": form.time_zone,
        "currency": Currency::parse(&form.currency)?,
    });
    serde_json::from_value(settings).map_err(|error| Error::invalid(error.to_string()))
}

fn expired(what: &str) -> Error {
    Error::field("token", format!("this {what} was used already or is too old: ask for a new one"))
}

#[async_trait]
impl Accounts for Engine {
    async fn needs_first_admin(&self) -> Result<bool> {
        Ok(accounts::count_credentials(&mut *self.store.read().await?, &Self::workspace()).await? == 0)
    }

    async fn create_first_admin(&self, form: FirstAdmin) -> Result<Session> {
        let email = Email::parse(&form.email)?;
        if form.name.trim().is_empty() {
            return Err(Error::field("name", "say who you are"));
        }
        check_password(&form.password)?;
        let settings = first_settings(&form)?;
        let person = Person { email, name: form.name.trim().to_owned(), role: Role::Admin };
        let hash = hash_password(&form.password).await?;
        let (workspace, now_ms) = (Self::workspace(), self.clock.now_ms());
        let mut writing = self.store.write().await?;
        let connection = writing.connection();
        store::bump_revision(connection, &workspace).await?;
        if accounts::count_credentials(connection, &workspace).await? > 0 {
            return Err(Error::conflict("there is an administrator already: sign in, or ask them for an invitation"));
        }
        if accounts::use_link(connection, &workspace, FIRST_ADMIN, &digest(&form.token), now_ms).await?.is_none() {
            return Err(Error::field("token", "this is not the link the server printed: start the server again to get a new one"));
        }
        let mut new = vec![Item::Person(person.clone())];
        // A file that was applied before anybody signed in keeps its settings.
        let known = items::all(connection, &workspace).await?;
        if !known.iter().any(|item| matches!(item, Item::Workspace(_))) {
            new.push(Item::Workspace(settings));
        }
        Configuration::from_items(known.into_iter().chain(new.iter().cloned()))?.check()?;
        for item in &new {
            items::put(connection, &workspace, item).await?;
            let event = NewEvent {
                at_ms: now_ms,
                actor: person.email.as_str(),
                action: &format!("put_{}", item.kind()),
                subject: &item.subject(),
                before: None,
                after: Some(item.to_json()?),
            };
            audit::record(connection, &workspace, event).await?;
        }
        accounts::put_password(connection, &workspace, person.email.as_str(), &hash, now_ms).await?;
        self.open_session(writing, &person, "create_first_admin").await
    }

    async fn sign_in(&self, email: &str, password: &str) -> Result<Session> {
        let (email, workspace) = (Email::parse(email)?, Self::workspace());
        let hash = self.count_attempt(&email).await?;
        let person = if verify_password(password, hash).await? { self.person(&email).await.ok() } else { None };
        let person = person.ok_or_else(|| Error::field("password", "this address and password do not belong together"))?;
        let mut writing = self.store.write().await?;
        accounts::put_failures(writing.connection(), &workspace, email.as_str(), 0, 0).await?;
        self.open_session(writing, &person, "sign_in").await
    }

    async fn sign_in_by_link(&self, token: &str) -> Result<Session> {
        let mut writing = self.store.write().await?;
        let email = accounts::use_link(writing.connection(), &Self::workspace(), SIGN_IN, &digest(token), self.clock.now_ms()).await?;
        let email = email.ok_or_else(|| expired("link"))?;
        let person = self.person(&Email::parse(&email)?).await?;
        self.open_session(writing, &person, "sign_in_by_link").await
    }

    async fn sign_out(&self, secret: &str) -> Result<()> {
        let mut writing = self.store.write().await?;
        accounts::remove_session(writing.connection(), &Self::workspace(), &digest(secret)).await?;
        writing.commit().await
    }

    async fn viewer(&self, secret: &str) -> Result<Viewer> {
        let email = {
            let mut connection = self.store.read().await?;
            accounts::session_email(&mut connection, &Self::workspace(), &digest(secret), self.clock.now_ms()).await?
        };
        let email = email.ok_or(Error::SignedOut)?;
        self.person(&Email::parse(&email)?).await.map(|person| viewer_of(&person)).map_err(|error| match error {
            Error::NotFound { .. } => Error::SignedOut,
            other => other,
        })
    }

    async fn bearer(&self, token: &str) -> Result<Viewer> {
        let workspace = Self::workspace();
        let found = accounts::token_by_hash(&mut *self.store.read().await?, &workspace, &digest(token)).await?;
        let (name, role, last_used_ms) = found.ok_or(Error::SignedOut)?;
        let now_ms = self.clock.now_ms();
        // To the minute is enough, and spares a write per request.
        if last_used_ms.is_none_or(|last_ms| now_ms - last_ms >= 60_000) {
            let mut writing = self.store.write().await?;
            accounts::touch_token(writing.connection(), &workspace, &name, now_ms).await?;
            writing.commit().await?;
        }
        Ok(Viewer { workspace, actor: format!("token {name}"), name, email: None, role })
    }

    async fn people(&self, viewer: &Viewer) -> Result<Vec<Person>> {
        let (_, configuration) = self.current(&viewer.workspace).await?;
        Ok(configuration.people.values().cloned().collect())
    }

    async fn invite(&self, viewer: &Viewer, person: Person) -> Result<String> {
        viewer.authorize(Action::Administer)?;
        let email = person.email.clone();
        self.change(viewer, vec![Change::Put(Box::new(Item::Person(person)))]).await?;
        let token = new_secret()?;
        let mut writing = self.store.write().await?;
        let link = (INVITATION, digest(&token), email.as_str());
        let expires_ms = self.clock.now_ms() + INVITATION_MS;
        accounts::add_link(writing.connection(), &viewer.workspace, (link.0, &link.1, link.2), expires_ms).await?;
        self.tell(&mut writing, viewer, "invite", &format!("person {email}")).await?;
        writing.commit().await?;
        Ok(format!("/invitation?token={token}"))
    }

    async fn accept_invitation(&self, token: &str, password: &str) -> Result<Session> {
        check_password(password)?;
        let hash = hash_password(password).await?;
        let (workspace, now_ms) = (Self::workspace(), self.clock.now_ms());
        let mut writing = self.store.write().await?;
        let email = accounts::use_link(writing.connection(), &workspace, INVITATION, &digest(token), now_ms).await?;
        let email = email.ok_or_else(|| expired("invitation"))?;
        let person = self.person(&Email::parse(&email)?).await?;
        accounts::put_password(writing.connection(), &workspace, &email, &hash, now_ms).await?;
        self.open_session(writing, &person, "accept_invitation").await
    }

    async fn set_role(&self, viewer: &Viewer, email: &Email, role: Role) -> Result<()> {
        viewer.authorize(Action::Administer)?;
        let person = Person { role, ..self.person(email).await? };
        self.change(viewer, vec![Change::Put(Box::new(Item::Person(person)))]).await.map(drop)
    }

    async fn remove_person(&self, viewer: &Viewer, email: &Email) -> Result<()> {
        viewer.authorize(Action::Administer)?;
        self.change(viewer, vec![Change::Remove { kind: "person".to_owned(), id: email.to_string() }]).await.map(drop)
    }

    async fn tokens(&self, viewer: &Viewer) -> Result<Vec<TokenEntry>> {
        viewer.authorize(Action::Administer)?;
        accounts::tokens(&mut *self.store.read().await?, &viewer.workspace).await
    }

    async fn add_token(&self, viewer: &Viewer, name: &str, role: Role) -> Result<String> {
        viewer.authorize(Action::Administer)?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 64 || name.chars().any(char::is_control) {
            return Err(Error::field("name", "name the token in 1 to 64 characters: say what uses it"));
        }
        let secret = format!("mw_{}", new_secret()?);
        let mut writing = self.store.write().await?;
        // The first of all may come before any configuration.
        store::bump_revision(writing.connection(), &viewer.workspace).await?;
        if accounts::tokens(writing.connection(), &viewer.workspace).await?.iter().any(|token| token.name == name) {
            return Err(Error::field("name", format!("there is a token “{name}” already: revoke it first, or choose another name")));
        }
        accounts::add_token(writing.connection(), &viewer.workspace, (name, &digest(&secret), role), self.clock.now_ms()).await?;
        self.tell(&mut writing, viewer, "add_token", &format!("token {name}")).await?;
        writing.commit().await?;
        Ok(secret)
    }

    async fn revoke_token(&self, viewer: &Viewer, name: &str) -> Result<()> {
        viewer.authorize(Action::Administer)?;
        let mut writing = self.store.write().await?;
        if !accounts::remove_token(writing.connection(), &viewer.workspace, name).await? {
            return Err(Error::not_found("token", name));
        }
        self.tell(&mut writing, viewer, "revoke_token", &format!("token {name}")).await?;
        writing.commit().await
    }

    async fn audit(&self, viewer: &Viewer, before: Option<i64>) -> Result<Vec<AuditEvent>> {
        viewer.authorize(Action::ReadAudit)?;
        audit::page(&mut *self.store.read().await?, &viewer.workspace, before).await
    }
}

impl Engine {
    /// An audit event without bodies.
    pub(crate) async fn tell(&self, writing: &mut store::Writing<'_>, viewer: &Viewer, action: &str, subject: &str) -> Result<()> {
        let event = NewEvent { at_ms: self.clock.now_ms(), actor: &viewer.actor, action, subject, before: None, after: None };
        audit::record(writing.connection(), &viewer.workspace, event).await
    }
}
