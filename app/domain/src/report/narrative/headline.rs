//! The finding in one sentence.

use chrono::NaiveDate;

use super::words::{day, money, size};
use crate::format::capital;
use crate::money::Money;
use crate::time::Month;
use crate::value::Totals;

/// What the sentence is about: the whole company, or one service.
#[derive(Debug, Clone)]
pub struct Finding<'a> {
    /// `machine learning`, or a service's name.
    pub subject: &'a str,
    pub month: Month,
    /// The last day counted, while the month is open.
    pub to: Option<NaiveDate>,
    pub totals: &'a Totals,
    /// Last month, where it can be compared with.
    pub previous: Option<&'a Totals>,
    /// No earlier month was measured.
    pub first: bool,
    pub n_lines: usize,
    /// Effects that were seen and not priced.
    pub n_not_claimed: usize,
    /// Is any cost to run recorded? Without one the sentence does not speak of cost.
    pub has_cost: bool,
}

/// The month's finding: result, then against last month. A month to date is not compared, since a part is not a whole.
pub fn headline(finding: &Finding) -> String {
    if finding.n_lines == 0 {
        return nothing_claimed(finding);
    }
    let verb = match (finding.has_cost, finding.totals.net.minor.signum()) {
        (true, 1) => format!("earned {} more than it cost", money(finding.totals.net)),
        (true, -1) => format!("cost {} more than it earned", money(finding.totals.net)),
        (true, _) => "earned exactly what it cost".to_owned(),
        (false, 1) => format!("earned {}", money(finding.totals.net)),
        (false, -1) => format!("lost {}", money(finding.totals.net)),
        (false, _) => "neither earned nor lost anything".to_owned(),
    };
    let month = finding.month.name();
    match finding.to {
        Some(to) => format!("So far in {month} {} {verb} (to {}).", finding.subject, day(to)),
        None => format!("{} {verb} in {month}{}.", capital(finding.subject), comparison(finding)),
    }
}

fn comparison(finding: &Finding) -> String {
    let (Some(previous), net) = (finding.previous, finding.totals.net) else {
        return if finding.first { ", its first month measured".to_owned() } else { String::new() };
    };
    let before = finding.month.previous().name();
    let change = i128::from(net.minor) - i128::from(previous.net.minor);
    let difference = Money { minor: i64::try_from(change).unwrap_or(i64::MAX), ..net };
    if change == 0 {
        return format!(", the same as in {before}");
    }
    // Less than one hundredth of the net.
    if change.abs() * 100 < i128::from(net.minor).abs() {
        let (code, more) = (money(difference), if change > 0 { "more" } else { "less" });
        return match net.minor > 0 {
            true => format!(", about as much as in {before} ({code} {more})"),
            false => format!(", about as much as in {before} ({code} {})", if change > 0 { "less" } else { "more" }),
        };
    }
    match (net.minor > 0, previous.net.minor.signum()) {
        (true, 1) => format!(": {} {} than in {before}", size(difference), if change > 0 { "more" } else { "less" }),
        (_, 0) => format!(", after neither a gain nor a loss in {before}"),
        (_, 1) if finding.has_cost => format!(", after earning {} more than it cost in {before}", size(previous.net)),
        (_, 1) => format!(", after earning {} in {before}", size(previous.net)),
        (_, _) if finding.has_cost => format!(", after costing {} more than it earned in {before}", size(previous.net)),
        (_, _) => format!(", after losing {} in {before}", size(previous.net)),
    }
}

fn nothing_claimed(finding: &Finding) -> String {
    let yet = if finding.to.is_some() { " yet" } else { "" };
    let seen = match finding.n_not_claimed {
        0 => "no effect was measured".to_owned(),
        1 => "1 effect was seen and could not be priced".to_owned(),
        n => format!("{n} effects were seen, none could be priced"),
    };
    let cost = if finding.has_cost { format!(" Cost to run: {}.", money(finding.totals.cost)) } else { String::new() };
    format!("Nothing is claimed for {}{yet}: {seen}.{cost}", finding.month.name())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::format::NBSP;
    use crate::money::Currency;

    fn totals(net: i64) -> Totals {
        let usd = |units: i64| Money { minor: units * 100, currency: Currency::parse("USD").unwrap() };
        let zero = usd(0);
        Totals {
            gains: zero,
            losses: zero,
            overlap: zero,
            benefit: zero,
            cost: usd(4_200),
            net: usd(net),
            return_on_cost: None,
            unknown_costs: 0,
        }
    }

    fn say(month: &str, net: i64, previous: Option<i64>, change: impl Fn(&mut Finding)) -> String {
        let (now, before) = (totals(net), previous.map(totals));
        let mut finding = Finding {
            subject: "machine learning",
            month: Month::parse(month).unwrap(),
            to: None,
            totals: &now,
            previous: before.as_ref(),
            first: false,
            n_lines: 3,
            n_not_claimed: 0,
            has_cost: true,
        };
        change(&mut finding);
        headline(&finding).replace(NBSP, " ")
    }

    #[test]
    fn the_result_is_compared_with_last_month() {
        let same = |_: &mut Finding| {};
        for (net, previous, expected) in [
            (101_607, Some(114_052), "Machine learning earned USD 101,607 more than it cost in October: 12,445 less than in September."),
            (131_200, Some(101_607), "Machine learning earned USD 131,200 more than it cost in October: 29,593 more than in September."),
            (
                -8_310,
                Some(4_120),
                "Machine learning cost USD 8,310 more than it earned in October, after earning 4,120 more than it cost in September.",
            ),
            (
                5_000,
                Some(-4_120),
                "Machine learning earned USD 5,000 more than it cost in October, after costing 4,120 more than it earned in September.",
            ),
            (
                -5_000,
                Some(-4_120),
                "Machine learning cost USD 5,000 more than it earned in October, after costing 4,120 more than it earned in September.",
            ),
            (
                101_607,
                Some(101_847),
                "Machine learning earned USD 101,607 more than it cost in October, about as much as in September (USD 240 less).",
            ),
            (
                -101_607,
                Some(-101_847),
                "Machine learning cost USD 101,607 more than it earned in October, about as much as in September (USD 240 less).",
            ),
            (500, Some(500), "Machine learning earned USD 500 more than it cost in October, the same as in September."),
            (500, Some(0), "Machine learning earned USD 500 more than it cost in October, after neither a gain nor a loss in September."),
            (0, Some(500), "Machine learning earned exactly what it cost in October, after earning 500 more than it cost in September."),
            (9_400, None, "Machine learning earned USD 9,400 more than it cost in October."),
        ] {
            assert_eq!(say("2026-10", net, previous, same), expected);
        }
    }

    #[test]
    fn one_hundredth_is_no_longer_about_as_much() {
        assert!(say("2026-10", 10_000, Some(10_100), |_| {}).ends_with("cost in October: 100 less than in September."));
        assert!(say("2026-10", 10_000, Some(10_099), |_| {}).contains("about as much as"));
    }

    #[test]
    fn first_month_month_to_date_and_nothing_claimed() {
        assert_eq!(
            say("2026-03", 9_400, None, |finding| finding.first = true),
            "Machine learning earned USD 9,400 more than it cost in March, its first month measured."
        );
        let to = |finding: &mut Finding| finding.to = NaiveDate::from_ymd_opt(2026, 11, 24);
        assert_eq!(
            say("2026-11", 41_200, None, to),
            "So far in November machine learning earned USD 41,200 more than it cost (to 24 Nov)."
        );
        let none = |finding: &mut Finding| (finding.n_lines, finding.n_not_claimed) = (0, 3);
        assert_eq!(
            say("2026-10", -4_200, None, none),
            "Nothing is claimed for October: 3 effects were seen, none could be priced. Cost to run: USD 4,200."
        );
        let one = |finding: &mut Finding| {
            (finding.n_lines, finding.n_not_claimed, finding.has_cost) = (0, 1, false);
            finding.to = NaiveDate::from_ymd_opt(2026, 11, 24);
        };
        assert_eq!(say("2026-11", 0, None, one), "Nothing is claimed for November yet: 1 effect was seen and could not be priced.");
    }

    #[test]
    fn a_cost_nobody_recorded_is_not_a_cost_of_zero() {
        let no_cost = |finding: &mut Finding| finding.has_cost = false;
        assert_eq!(say("2026-10", 500, Some(400), no_cost), "Machine learning earned USD 500 in October: 100 more than in September.");
        assert_eq!(say("2026-10", -500, Some(400), no_cost), "Machine learning lost USD 500 in October, after earning 400 in September.");
    }
}
