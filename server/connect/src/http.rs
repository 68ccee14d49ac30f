//! Asking a system over HTTP: sign-in, limits, another try, and which addresses are never asked.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Once};
use std::time::Duration;

use domain::config::Source;
use domain::system::System;
use domain::{Error, Result};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use url::{Host, Url};

use super::{failure, patience};

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Largest answer that is read, unpacked: 10,000 points of 60 buckets fit.
const ANSWER_MAX: usize = 32_000_000;
/// Tries of one request.
const TRIES: u32 = 3;
/// Set to 1 where an administrator wants systems at link-local addresses to be asked.
pub(crate) const ALLOW: &str = "MODELWORTH_ALLOW_LINK_LOCAL";

/// A source that can be asked over HTTP.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
    base: Url,
    secret: Option<Secret>,
    pub system: &'static System,
    /// The address as it may be shown.
    pub host: String,
}

/// How a secret is shown to the system.
#[derive(Clone)]
enum Secret {
    Bearer(String),
    Basic {
        user: String,
        password: String,
    },
    /// Headers of the system's own.
    Headers(Vec<(&'static str, String)>),
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

/// An answer that was read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Http {
    /// Prepares to ask `source`. A secret `user:password` signs in with both, any other is a bearer token.
    ///
    /// # Errors
    /// An address that is missing, not http(s), or one that is never asked.
    pub fn new(source: &Source, secret: Option<String>) -> Result<Self> {
        let (text, system) = (source.url.as_deref().unwrap_or_default(), source.kind.system());
        let bad = || {
            let example = system.address.unwrap_or("https://host.example.com");
            Error::field("url", format!("“{text}” is not the address of a {}: write for example {example}", system.name))
        };
        let mut base = Url::parse(text).map_err(|_| bad())?;
        if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
            return Err(bad());
        }
        base.set_query(None);
        base.set_fragment(None);
        let mut shown = base.clone();
        // Both only fail for addresses without a host.
        let _ = (shown.set_username(""), shown.set_password(None));
        let host = shown.as_str().trim_end_matches('/').to_owned();
        let literal = match base.host() {
            Some(Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
            Some(Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
            _ => None,
        };
        if literal.is_some_and(is_refused) {
            return Err(failure::never_asked(&host, ALLOW));
        }
        let secret = secret.map(|secret| match secret.split_once(':') {
            Some((user, password)) => Secret::Basic { user: user.to_owned(), password: password.to_owned() },
            None => Secret::Bearer(secret),
        });
        Ok(Self { client: client()?, base, secret, system, host })
    }

    /// Asks below another path: what `change` makes of the source's own.
    pub fn below(mut self, change: impl FnOnce(&str) -> String) -> Self {
        let path = change(self.base.path().trim_end_matches('/'));
        self.base.set_path(&path);
        self
    }

    /// Signs in by headers of the system's own: those that `headers` makes of the secret as it was given.
    pub fn signed(mut self, headers: impl FnOnce(&str) -> Vec<(&'static str, String)>) -> Self {
        self.secret = self.secret.map(|secret| match secret {
            Secret::Bearer(token) => Secret::Headers(headers(&token)),
            Secret::Basic { user, password } => Secret::Headers(headers(&format!("{user}:{password}"))),
            own @ Secret::Headers(_) => own,
        });
        self
    }

    /// A request to the base address itself.
    pub fn request_base(&self, method: Method) -> RequestBuilder {
        self.signed_in(self.client.request(method, self.base.clone()))
    }

    /// Is there a secret?
    pub fn has_secret(&self) -> bool {
        self.secret.is_some()
    }

    /// A request to an endpoint below the base address.
    ///
    /// # Errors
    /// An endpoint that is no path.
    pub fn request(&self, method: Method, endpoint: &str) -> Result<RequestBuilder> {
        let mut url = self.base.clone();
        let (path, query) = endpoint.split_once('?').map_or((endpoint, None), |(path, query)| (path, Some(query)));
        url.set_path(&format!("{}/{}", url.path().trim_end_matches('/'), path.trim_start_matches('/')));
        url.set_query(query);
        Ok(self.signed_in(self.client.request(method, url)))
    }

    fn signed_in(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.secret {
            None => request,
            Some(Secret::Bearer(token)) => request.bearer_auth(token),
            Some(Secret::Basic { user, password }) => request.basic_auth(user, Some(password)),
            Some(Secret::Headers(headers)) => headers.iter().fold(request, |request, (name, value)| request.header(*name, value)),
        }
    }

    /// Sends a request and reads the answer, whatever its status. One that says "not now" is asked again after the pause it names.
    ///
    /// # Errors
    /// No answer, or one that is too large.
    pub async fn send(&self, request: RequestBuilder) -> Result<Answer> {
        let mut left = TRIES;
        loop {
            left -= 1;
            let again = request.try_clone().unwrap_or_else(|| unreachable!("bodies are in memory"));
            let answer = again.send().await.map_err(|cause| failure::unreachable(self, &cause))?;
            match patience::pause(answer.status(), answer.headers(), TRIES - left, patience::now_s()) {
                Some(pause) if left > 0 => tokio::time::sleep(pause).await,
                _ => return self.read(answer).await,
            }
        }
    }

    /// Does anything answer at the address? The status does not matter.
    ///
    /// # Errors
    /// No answer.
    pub async fn reach(&self) -> Result<()> {
        let answer = self.client.get(self.base.clone()).send().await;
        answer.map(drop).map_err(|cause| failure::unreachable(self, &cause))
    }

    /// Does an endpoint answer with success? What does not answer does not; an answer of another's (a sign-in, another address) is a failure, and so
    /// is a host that is not found.
    ///
    /// # Errors
    /// What says nothing about the endpoint.
    pub async fn is_ready(&self, endpoint: &str) -> Result<bool> {
        let answer = match self.request(Method::GET, endpoint)?.send().await {
            Ok(answer) => self.read(answer).await,
            Err(cause) if failure::is_silence(&cause) => return Ok(false),
            Err(cause) => return Err(failure::unreachable(self, &cause)),
        };
        let Ok(answer) = answer else { return Ok(false) };
        match answer.status.as_u16() {
            300..=399 | 401 | 403 => Err(failure::status(self, &answer)),
            _ => Ok(answer.status.is_success()),
        }
    }

    async fn read(&self, mut answer: Response) -> Result<Answer> {
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|cause| failure::unreachable(self, &cause))? {
            if body.len() + part.len() > ANSWER_MAX {
                return Err(failure::too_large(&self.host, ANSWER_MAX));
            }
            body.extend_from_slice(&part);
        }
        Ok(Answer { status, headers, body })
    }
}

/// No redirect is followed: the secret must not travel to another address.
fn client() -> Result<Client> {
    static PROVIDER: Once = Once::new();
    // An error only says that another part of the program was first.
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    Client::builder()
        .timeout(TIMEOUT)
        .connect_timeout(Duration::from_secs(10))
        .redirect(Policy::none())
        .dns_resolver(Arc::new(Guarded))
        .user_agent(concat!("modelworth/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|cause| {
            Error::unavailable(format!(
                "secure connections cannot be set up ({cause}): install the machine's certificates (ca-certificates)"
            ))
        })
}

/// Looks names up, and leaves out addresses that are never asked: a name could lead a server to its own cloud's secrets.
struct Guarded;

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let asked: Vec<SocketAddr> = found.iter().copied().filter(|address| !is_refused(address.ip())).collect();
            if asked.is_empty() && !found.is_empty() {
                return Err(failure::NEVER_ASKED.into());
            }
            Ok(Box::new(asked.into_iter()) as Addrs)
        })
    }
}

pub(crate) fn is_refused(ip: IpAddr) -> bool {
    is_link_local(ip) && std::env::var(ALLOW).as_deref() != Ok("1")
}

/// Link-local addresses, which hold the metadata services of clouds, and those clouds' other addresses for them.
fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local() || ip.octets() == [100, 100, 100, 200],
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => is_link_local(IpAddr::V4(ip)),
            None => ip.is_unicast_link_local() || ip == Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fake::{Fake, response, source};

    #[tokio::test]
    async fn metadata_addresses_are_never_asked() {
        for address in ["http://169.254.169.254/latest", "http://[fe80::1]", "http://[::ffff:169.254.1.1]", "http://[fd00:ec2::254]"] {
            let message = Http::new(&source("prometheus", address), None).unwrap_err().to_string();
            assert!(message.contains("MODELWORTH_ALLOW_LINK_LOCAL"), "{address}: {message}");
        }
        for address in ["http://127.0.0.1", "http://10.1.2.3", "http://[::1]"] {
            assert!(Http::new(&source("prometheus", address), None).is_ok(), "{address}");
        }
    }

    #[tokio::test]
    async fn not_now_is_asked_again() {
        let refusals = std::sync::atomic::AtomicU32::new(0);
        let fake = Fake::start(move |_| match refusals.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => response("429 Too Many Requests", "retry-after: 0\r\n", ""),
            1 => response("503 Service Unavailable", "retry-after: 0\r\n", ""),
            _ => response("200 OK", "", "[1]"),
        });
        let http = Http::new(&source("prometheus", &fake.url()), Some("me:secret".to_owned())).unwrap();
        let answer = http.send(http.request(Method::GET, "/a?b=c").unwrap()).await.unwrap();
        assert_eq!((answer.body.as_slice(), fake.requests().len()), (b"[1]".as_slice(), 3));
        let request = fake.requests().remove(2).to_lowercase();
        assert!(request.starts_with("get /a?b=c http/1.1") && request.contains("authorization: basic bwu6c2vjcmv0"), "{request}");
    }

    #[tokio::test]
    async fn a_long_pause_is_left_to_the_next_pass() {
        let fake = Fake::start(|_| response("429 Too Many Requests", "retry-after: 3600\r\n", ""));
        let http = Http::new(&source("prometheus", &fake.url()), None).unwrap();
        let answer = http.send(http.request(Method::GET, "a").unwrap()).await.unwrap();
        let message = failure::status(&http, &answer).to_string();
        assert!(message.contains("slow down (429)"), "{message}");
        assert_eq!(fake.requests().len(), 1);
    }
}
