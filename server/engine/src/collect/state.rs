//! How a source is doing, from what is remembered of it.

use domain::config::SourceKind;
use domain::ports::SourceState;

use crate::store::source_state::StoredState;

/// How long a source may need until a span is complete, in seconds, when it does not say.
pub const DELAY_S: u32 = 60;

/// The state that is shown. `interval_s` is the shortest expected interval of its series; data is late when it is older than three
/// intervals (never less than three passes) and the source's delay.
pub fn state_of(kind: SourceKind, stored: &StoredState, newest_ms: Option<i64>, interval_s: u32, delay_s: u32, now_ms: i64) -> SourceState {
    if !kind.is_asked() {
        return SourceState::ByHand;
    }
    if let Some(message) = &stored.last_error {
        return SourceState::Failing { message: message.clone(), since_ms: stored.error_since_ms.unwrap_or(now_ms) };
    }
    if let (Some(done), Some(total)) = (stored.back_fill_done, stored.back_fill_total) {
        let whole = |n: i64| u32::try_from(n).unwrap_or_default();
        return SourceState::BackFilling { done: whole(done), total: whole(total), unit: "days".to_owned() };
    }
    let Some(newest_ms) = newest_ms else { return SourceState::NoData };
    let allowed_ms = (3 * i64::from(interval_s.max(300)) + i64::from(delay_s)) * 1000;
    let by_ms = now_ms - newest_ms - allowed_ms;
    if by_ms > 0 { SourceState::Late { by_ms } } else { SourceState::Fresh }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_worst_is_said_first() {
        let good = StoredState::default();
        let failing = StoredState { last_error: Some("refused".into()), error_since_ms: Some(7), ..good.clone() };
        let filling = StoredState { back_fill_done: Some(3), back_fill_total: Some(90), ..good.clone() };
        let minutes = |n: i64| n * 60_000;
        let prometheus =
            |stored: &StoredState, newest_ms| state_of(SourceKind::parse("prometheus").unwrap(), stored, newest_ms, 60, 60, minutes(100));
        assert_eq!(prometheus(&failing, None), SourceState::Failing { message: "refused".into(), since_ms: 7 });
        assert_eq!(prometheus(&filling, None), SourceState::BackFilling { done: 3, total: 90, unit: "days".into() });
        assert_eq!(prometheus(&good, None), SourceState::NoData);
        assert_eq!(prometheus(&good, Some(minutes(84))), SourceState::Fresh);
        assert_eq!(prometheus(&good, Some(minutes(80))), SourceState::Late { by_ms: minutes(4) });
        assert_eq!(state_of(SourceKind::parse("csv").unwrap(), &good, None, 60, 60, 0), SourceState::ByHand);
    }
}
