//! How long a system asks us to wait.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// A system that asks for a longer pause is left until the next pass.
const PAUSE_MAX: Duration = Duration::from_secs(10);
/// What is left of a quota, and when it begins anew: as GitHub and Datadog name it, and as GitLab and PagerDuty do.
const QUOTAS: [(&str, &str); 2] = [("x-ratelimit-remaining", "x-ratelimit-reset"), ("ratelimit-remaining", "ratelimit-reset")];
/// A reset below this counts seconds from now; above it is a Unix time.
const UNIX_FROM: i64 = 1_000_000_000;

/// Now, in Unix seconds.
pub fn now_s() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX))
}

/// How long to wait before another try; none when the answer stands. 503 is only asked again when it names a pause: some systems use it
/// for errors of their own.
pub fn pause(status: StatusCode, headers: &HeaderMap, tries: u32, now_s: i64) -> Option<Duration> {
    let until_reset = spent(status, headers, now_s).and_then(|reset_s| u64::try_from(reset_s - now_s).ok());
    let named = number(headers, RETRY_AFTER.as_str()).and_then(|seconds| u64::try_from(seconds).ok()).or(until_reset);
    let pause = match (status.as_u16(), named) {
        (403 | 429 | 503, Some(seconds)) => Duration::from_secs(seconds),
        (429 | 502 | 504, None) => Duration::from_millis(500 << tries.min(3)),
        _ => return None,
    };
    (pause <= PAUSE_MAX).then_some(pause)
}

/// When a quota begins anew, in Unix seconds, of an answer that refuses because it is used up.
pub fn spent(status: StatusCode, headers: &HeaderMap, now_s: i64) -> Option<i64> {
    if !matches!(status.as_u16(), 403 | 429) {
        return None;
    }
    let (_, reset) = QUOTAS.into_iter().find(|(left, _)| number(headers, left) == Some(0))?;
    let reset = number(headers, reset).filter(|reset| (0..=10 * UNIX_FROM).contains(reset))?;
    Some(if reset < UNIX_FROM { now_s + reset } else { reset })
}

fn number(headers: &HeaderMap, name: &str) -> Option<i64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    const NOW: i64 = 1_790_000_000;

    fn seconds(status: u16, named: &[(&'static str, &'static str)]) -> Option<f64> {
        let pair = |(name, value): &(&'static str, &'static str)| (HeaderName::from_static(name), HeaderValue::from_static(value));
        let headers: HeaderMap = named.iter().map(pair).collect();
        pause(StatusCode::from_u16(status).unwrap(), &headers, 1, NOW).map(|pause| pause.as_secs_f64())
    }

    #[test]
    fn a_short_pause_is_kept_and_a_long_one_left_to_the_next_pass() {
        assert_eq!(seconds(429, &[("retry-after", "3")]), Some(3.0));
        assert_eq!(seconds(403, &[("retry-after", "3")]), Some(3.0), "GitHub's secondary limit");
        assert_eq!(seconds(429, &[("retry-after", "3600")]), None);
        assert_eq!(seconds(429, &[]), Some(1.0));
        assert_eq!((seconds(403, &[]), seconds(503, &[]), seconds(500, &[("retry-after", "1")])), (None, None, None));
        assert_eq!(seconds(429, &[("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")]), Some(1.0));
    }

    #[test]
    fn a_quota_that_is_used_up_names_its_end() {
        assert_eq!(seconds(403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1790000004")]), Some(4.0));
        assert_eq!(seconds(403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1790003600")]), None);
        assert_eq!(seconds(403, &[("x-ratelimit-remaining", "17"), ("x-ratelimit-reset", "1790000004")]), None, "a plain refusal");
        assert_eq!(seconds(429, &[("ratelimit-remaining", "0"), ("ratelimit-reset", "7")]), Some(7.0));
        assert_eq!(seconds(429, &[("ratelimit-remaining", "0"), ("ratelimit-reset", "-9")]), Some(1.0));
    }
}
