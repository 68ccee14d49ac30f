//! Who sent it. Comparisons take the same time whatever differs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderMap;
use ring::hmac;

use super::Sender;

pub fn is_signed(sender: Sender, secret: &str, headers: &HeaderMap, body: &[u8]) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let signed = |hex: &str, parts: &[&[u8]]| decoded(hex).is_some_and(|tag| is_tag(secret, parts, &tag));
    let bearer = || header("authorization").strip_prefix("Bearer ").is_some_and(|given| same(given, secret));
    // An empty secret would be one that everybody knows.
    !secret.is_empty()
        && match sender {
            Sender::GitHub => header("x-hub-signature-256").strip_prefix("sha256=").is_some_and(|hex| signed(hex, &[body])),
            Sender::GitLab => same(header("x-gitlab-token"), secret),
            // While a secret is exchanged there is one for each.
            Sender::PagerDuty => {
                let hexes = header("x-pagerduty-signature").split(',').filter_map(|one| one.trim().strip_prefix("v1="));
                hexes.take(10).any(|hex| signed(hex, &[body]))
            }
            Sender::MlFlow => {
                let (id, time) = (header("x-mlflow-delivery-id"), header("x-mlflow-timestamp"));
                let tag = header("x-mlflow-signature").strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok());
                tag.is_some_and(|tag| is_tag(secret, &[id.as_bytes(), b".", time.as_bytes(), b".", body], &tag))
            }
            Sender::Grafana => {
                let (hex, time) = (header("x-grafana-alerting-signature"), header("x-grafana-alerting-timestamp"));
                match (hex, time) {
                    ("", _) => bearer(),
                    (_, "") => signed(hex, &[body]),
                    _ => signed(hex, &[time.as_bytes(), b":", body]),
                }
            }
            Sender::Wandb => match header("x-wandb-signature") {
                "" => bearer(),
                hex => signed(hex, &[body]),
            },
            Sender::Alertmanager | Sender::Datadog => bearer(),
        }
}

/// Is `tag` the HMAC-SHA256 of the parts?
fn is_tag(secret: &str, parts: &[&[u8]], tag: &[u8]) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::verify(&key, &parts.concat(), tag).is_ok()
}

/// Are two secrets the same? Tags of both are compared, so that neither length nor content shows in the time it takes.
fn same(given: &str, secret: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::verify(&key, given.as_bytes(), hmac::sign(&key, secret.as_bytes()).as_ref()).is_ok()
}

fn decoded(hex: &str) -> Option<Vec<u8>> {
    let nibble = |byte: u8| char::from(byte).to_digit(16);
    let pair = |pair: &[u8]| u8::try_from(nibble(*pair.first()?)? * 16 + nibble(*pair.get(1)?)?).ok();
    hex.as_bytes().chunks(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    //! Tags from the senders' own code where it can be had (GitHub: @octokit/webhooks-methods; MLflow 3.17), else from Python's hmac.
    #![allow(clippy::unwrap_used)]
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    const BODY: &[u8] = br#"{"zen":"Keep it logically awesome."}"#;
    const TAG: &str = "2c770361e0d791d8c4d368da60fb56ab9c0f38dfdb13c773cc37ad0d3392b712";

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())).collect()
    }

    fn signed(sender: Sender, pairs: &[(&'static str, &str)]) -> bool {
        let headers = headers(pairs);
        let by = |secret: &str, body: &[u8]| is_signed(sender, secret, &headers, body);
        assert!(!by("other_secret", BODY) && !by("", BODY), "{}", sender.key());
        by("mw_secret", BODY)
    }

    #[test]
    fn each_sender_signs_in_its_own_way() {
        let timed = "690605372eb7e6de488de00f4c40a574e8de9bee0d233f6a11dbaea463a35f61";
        let (hub, v1) = (format!("sha256={TAG}"), format!("v1=00, v1={TAG}"));
        for (sender, pairs) in [
            (Sender::GitHub, &[("x-hub-signature-256", hub.as_str())][..]),
            (Sender::PagerDuty, &[("x-pagerduty-signature", v1.as_str())]),
            (Sender::GitLab, &[("x-gitlab-token", "mw_secret")]),
            (Sender::Grafana, &[("x-grafana-alerting-signature", TAG)]),
            (Sender::Grafana, &[("x-grafana-alerting-signature", timed), ("x-grafana-alerting-timestamp", "1790841600")]),
            (Sender::Grafana, &[("authorization", "Bearer mw_secret")]),
            (Sender::Wandb, &[("x-wandb-signature", TAG)]),
            (Sender::Wandb, &[("authorization", "Bearer mw_secret")]),
            (Sender::Alertmanager, &[("authorization", "Bearer mw_secret")]),
            (Sender::Datadog, &[("authorization", "Bearer mw_secret")]),
        ] {
            assert!(signed(sender, pairs), "{pairs:?}");
        }
    }

    #[test]
    fn mlflow_signs_delivery_time_and_body() {
        let body = r#"{"entity": "model_version_alias", "action": "created", "timestamp": "2026-10-01T08:00:00.123456+00:00", "data": {"name": "fraud", "alias": "champion", "version": "7"}}"#;
        let signature = ("x-mlflow-signature", "v1,luqZgsyYC0RDjEDuiRkgTeZ2CfY63JLkaTyaEMPbKSc=");
        for (id, expected) in [("d-1", true), ("d-2", false)] {
            let headers = headers(&[("x-mlflow-delivery-id", id), ("x-mlflow-timestamp", "1790841600"), signature]);
            assert_eq!(is_signed(Sender::MlFlow, "mw_secret", &headers, body.as_bytes()), expected);
        }
    }

    #[test]
    fn what_is_not_signed_is_refused() {
        let (short, wrong) = (format!("sha256={}", &TAG[..62]), format!("sha256={}3", &TAG[..63]));
        for (sender, pairs) in [
            (Sender::GitHub, &[][..]),
            (Sender::GitHub, &[("x-hub-signature-256", TAG)]),
            (Sender::GitHub, &[("x-hub-signature-256", short.as_str())]),
            (Sender::GitHub, &[("x-hub-signature-256", wrong.as_str())]),
            (Sender::GitHub, &[("x-hub-signature-256", "sha256=zz")]),
            (Sender::GitHub, &[("x-hub-signature-256", "sha256=")]),
            (Sender::GitHub, &[("authorization", "Bearer mw_secret")]),
            (Sender::GitLab, &[("x-gitlab-token", "mw_secret2")]),
            (Sender::Grafana, &[("x-grafana-alerting-signature", TAG), ("x-grafana-alerting-timestamp", "1")]),
            (Sender::Wandb, &[("x-wandb-signature", "00"), ("authorization", "Bearer mw_secret")]),
            (Sender::MlFlow, &[("x-mlflow-signature", "v1,!")]),
            (Sender::PagerDuty, &[("x-pagerduty-signature", "v2=")]),
            (Sender::Datadog, &[("authorization", "Basic mw_secret")]),
        ] {
            assert!(!signed(sender, pairs), "{pairs:?}");
        }
    }
}
