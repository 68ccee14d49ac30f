//! The documented example company, served, and its people at their browsers.

use domain::access::Role;
use domain::ids::Email;
use engine::{Clock, Engine};
use reqwest::header::{ACCEPT, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder};

use crate::Outcome;
use crate::http::client;
use crate::program::Served;

/// The company of `docs/workspace.example.toml`.
pub const EXAMPLE: &str = include_str!("../../docs/workspace.example.toml");
/// 5 November 2026, 12:00 in Singapore.
const NOW_MS: i64 = 1_793_851_200_000;

/// One address of that company for each role.
pub fn email(role: Role) -> &'static str {
    match role {
        Role::Admin => "sari@selat.example",
        Role::MlLead => "daniel@selat.example",
        Role::Finance => "dewi@selat.example",
        Role::Executive => "arun@selat.example",
    }
}

/// Of the administrator.
pub const PASSWORD: &str = "correct horse battery";

/// The company, served. Its administrator has a password; the others come by links.
pub async fn start() -> Outcome<Served> {
    let served = Served::start_at(Clock::fixed(NOW_MS)).await?;
    let (ports, command_line) = (served.engine.ports(), Engine::command_line());
    ports.models.apply(&command_line, EXAMPLE, false).await?;
    let people = ports.accounts.people(&command_line).await?;
    let admin = people.into_iter().find(|person| person.role == Role::Admin).ok_or("no administrator")?;
    let link = ports.accounts.invite(&command_line, admin).await?;
    ports.accounts.accept_invitation(link.split_once("token=").ok_or("no token")?.1, PASSWORD).await?;
    Ok(served)
}

/// Somebody's browser that runs no script and follows no redirect by itself.
pub struct Reader<'a> {
    client: Client,
    served: &'a Served,
    /// The session; empty for a stranger.
    pub cookie: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Where a redirect leads; empty for none.
    pub location: String,
    /// Name and value of each cookie that was set.
    pub cookies: Vec<String>,
    /// The body.
    pub text: String,
}

impl<'a> Reader<'a> {
    /// Somebody who is not signed in.
    pub fn stranger(served: &'a Served) -> Outcome<Self> {
        Ok(Self { client: client()?, served, cookie: String::new() })
    }

    /// The person of that role, signed in by a one-time link.
    pub async fn of(served: &'a Served, role: Role) -> Outcome<Self> {
        let mut reader = Self::stranger(served)?;
        let link = served.engine.sign_in_link(&Email::parse(email(role))?).await?;
        reader.enter(&reader.get(&link).await?)?;
        Ok(reader)
    }

    /// Keeps the session that an answer opened.
    pub fn enter(&mut self, answer: &Answer) -> Outcome {
        let session = answer.cookies.iter().find(|cookie| cookie.starts_with(server::http::cookie::SESSION));
        self.cookie = session.cloned().ok_or_else(|| format!("no session was opened: {answer:?}"))?;
        Ok(())
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Outcome<Answer> {
        self.send(self.client.get(self.served.url(path))).await
    }

    /// Posts a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Outcome<Answer> {
        self.send(self.client.post(self.served.url(path)).form(fields)).await
    }

    /// Posts a form with a file, as browsers write it (RFC 7578).
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], (name, file): (&str, &str)) -> Outcome<Answer> {
        let part = |head: String, body: &str| format!("--limit\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
        let mut body: String = fields.iter().map(|(name, value)| part(format!("name=\"{name}\""), value)).collect();
        body += &part(format!("name=\"{name}\"; filename=\"rows.csv\"\r\nContent-Type: text/csv"), file);
        body += "--limit--\r\n";
        let request = self.client.post(self.served.url(path)).header("content-type", "multipart/form-data; boundary=limit");
        self.send(request.body(body)).await
    }

    /// Sends a request of the test's own with this browser's cookie.
    pub async fn send(&self, request: RequestBuilder) -> Outcome<Answer> {
        let answer = request.header(COOKIE, &self.cookie).header(ACCEPT, "text/html").send().await?;
        let header = |value: &reqwest::header::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let cookies = answer.headers().get_all(SET_COOKIE).iter().map(header);
        let cookies = cookies.map(|cookie| cookie.split(';').next().unwrap_or_default().to_owned()).collect();
        let location = answer.headers().get(LOCATION).map(header).unwrap_or_default();
        Ok(Answer { status: answer.status().as_u16(), location, cookies, text: answer.text().await? })
    }

    /// A request builder for what the other methods do not send.
    pub fn request(&self, path: &str) -> RequestBuilder {
        self.client.post(self.served.url(path))
    }
}

/// The path of a server function.
pub fn function(name: &str) -> Outcome<&'static str> {
    let found = server::leptos::server_functions().into_iter().find(|path| function_name(path) == name);
    found.ok_or_else(|| format!("there is no server function {name}").into())
}

/// The name of a server function: its path without the folder and the number at its end.
pub fn function_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default().trim_end_matches(|last: char| last.is_ascii_digit())
}
