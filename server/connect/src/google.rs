//! Signing in to Google Cloud by the key file of a service account: an assertion that the key signs is exchanged for a token of an hour.

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::config::Source;
use domain::event::Event;
use domain::sample::Sample;
use domain::{Error, Result};
use reqwest::Method;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;

use super::connector::{Connector, connect};
use super::failure::shortened;
use super::fed::Fed;
use super::http::Http;
use super::patience::now_s;

/// What a token is for; what it may do is up to the account's roles.
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
const HOUR_S: i64 = 3600;
/// A token is renewed that long before it ends.
const EARLY_S: i64 = 300;

/// Is a secret the key file of a service account?
pub fn is_account(secret: &str) -> bool {
    secret.trim_start().starts_with('{')
}

/// A source of which each answer needs a token.
pub struct SignedIn {
    source: Source,
    account: Account,
    /// The connector with a token, and when that ends.
    made: Mutex<Option<(i64, Arc<dyn Connector>)>>,
}

#[derive(Deserialize)]
struct Account {
    client_email: String,
    private_key: String,
    #[serde(default)]
    private_key_id: String,
    token_uri: String,
}

impl SignedIn {
    /// # Errors
    /// A key file that lacks something.
    pub fn new(source: &Source, secret: &str) -> Result<Self> {
        let account = serde_json::from_str(secret).map_err(|cause| {
            Error::invalid(format!("the secret is not the key file of a service account ({cause}): give the whole file that Google made"))
        })?;
        Ok(Self { source: source.clone(), account, made: Mutex::default() })
    }

    async fn connector(&self) -> Result<Arc<dyn Connector>> {
        let mut made = self.made.lock().await;
        match made.as_ref() {
            Some((ends_s, connector)) if *ends_s > now_s() + EARLY_S => Ok(connector.clone()),
            _ => {
                let (lasts_s, token) = self.token().await?;
                let connector: Arc<dyn Connector> = Arc::from(connect(&self.source, Some(token))?);
                *made = Some((now_s() + lasts_s, connector.clone()));
                Ok(connector)
            }
        }
    }

    /// A new token, and how many seconds it lasts.
    async fn token(&self) -> Result<(i64, String)> {
        #[derive(Deserialize)]
        struct Token {
            access_token: String,
            #[serde(default)]
            expires_in: i64,
        }
        #[derive(Deserialize)]
        struct Refusal {
            error: String,
            #[serde(default)]
            error_description: String,
        }
        let assertion = self.account.assertion(now_s())?;
        let http = Http::new(&Source { url: Some(self.account.token_uri.clone()), ..self.source.clone() }, None)?;
        let form = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion.as_str())];
        let answer = http.send(http.request_base(Method::POST).form(&form)).await?;
        if let Ok(Refusal { error, error_description }) = serde_json::from_slice(&answer.body) {
            return Err(Error::unavailable(format!(
                "Google refuses the service account {} ({error}: {}): check that its key was not removed and that this machine's clock is right",
                self.account.client_email,
                shortened(&error_description)
            )));
        }
        let Token { access_token, expires_in } = http.read_json(&answer)?;
        Ok((expires_in, access_token))
    }
}

impl Account {
    /// The signed assertion of RFC 7523.
    fn assertion(&self, now_s: i64) -> Result<String> {
        let bad = || Error::invalid("the private key of the service account cannot be read: give the whole key file that Google made");
        let header = json!({ "alg": "RS256", "typ": "JWT", "kid": self.private_key_id });
        let claims = json!({ "iss": self.client_email, "scope": SCOPE, "aud": self.token_uri, "iat": now_s, "exp": now_s + HOUR_S });
        let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
        let pem: String = self.private_key.lines().filter(|line| !line.starts_with("-----")).map(str::trim).collect();
        let key = RsaKeyPair::from_pkcs8(&STANDARD.decode(pem).map_err(|_| bad())?).map_err(|_| bad())?;
        let mut signature = vec![0; key.public().modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).map_err(|_| bad())?;
        Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

#[async_trait]
impl Connector for SignedIn {
    async fn reach(&self) -> Result<()> {
        Http::new(&self.source, None)?.reach().await
    }

    async fn sign_in(&self) -> Result<()> {
        self.connector().await?.sign_in().await
    }

    async fn samples(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Sample>> {
        self.connector().await?.samples(fed, from_ms, until_ms).await
    }

    async fn events(&self, fed: &Fed, from_ms: i64, until_ms: i64) -> Result<Vec<Event>> {
        self.connector().await?.events(fed, from_ms, until_ms).await
    }
}

#[cfg(test)]
#[path = "google_tests.rs"]
mod tests;
