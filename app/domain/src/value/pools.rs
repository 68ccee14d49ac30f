//! Pools: what several mappings claim from one business outcome may not exceed it (docs/methodology.md, "Pools").

use serde::{Deserialize, Serialize};

use super::chain::{Chain, price};
use super::ledger::Scope;
use super::line::ValueLine;
use super::share_out::{share_out, take_back};
use super::written::chain_line;
use crate::Result;
use crate::config::{Cap, Effect, FactorRef, Holdout, LiftKind, Number, Pool, Template};
use crate::evidence::Grade;
use crate::exact::Exact;
use crate::format;
use crate::ids::{KpiId, PoolId, TestId};
use crate::metric::{Better, Statistic};
use crate::money::{Currency, Money};
use crate::sample::SeriesKey;
use crate::unit::Unit;

/// What a pool's claims are held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// The KPI's figure of the month × share = amount.
    Cap {
        kpi: KpiId,
        #[serde(default)]
        name: String,
        measured: Money,
        share: Number,
        amount: Money,
    },
    /// What a holdout shows for the whole pool; it overrules the sum of the claims.
    Holdout {
        test: TestId,
        #[serde(default)]
        title: String,
        chain: Chain,
        amount: Money,
    },
}

impl Limit {
    /// What the claims may come to; of a holdout, what they come to.
    pub fn amount(&self) -> Money {
        match self {
            Self::Cap { amount, .. } | Self::Holdout { amount, .. } => *amount,
        }
    }
}

/// One pool in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolRow {
    pub pool: PoolId,
    pub name: String,
    /// Gains of its lines. Losses are not claims.
    pub claims: Money,
    pub losses: Money,
    /// None where the cap's KPI has no figure, or nobody has chosen a cap; claims of two or more lines then block the month.
    pub limit: Option<Limit>,
    /// What is taken back from the claims (negative), or what a holdout shows beyond them (positive).
    pub overlap: Money,
}

/// What must be settled before the month can be closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The pool or KPI in question.
    pub subject: String,
    pub why: String,
    pub remedy: String,
}

/// Claims held against a limit.
pub(super) struct Settled {
    pub claims: Money,
    pub losses: Money,
    pub overlap: Money,
    /// Of each claim, in their order, what it gives back (negative) or is given; none where that is nothing.
    pub shares: Vec<Option<Money>>,
}

/// Holds what lines claim, with their grades, against the limit of their pool.
pub(super) fn settle(limit: Option<&Limit>, claimed: &[(Grade, Money)], currency: Currency) -> Result<Settled> {
    let amounts = || claimed.iter().map(|(_, amount)| *amount);
    let claims = Money::sum(amounts().filter(|amount| !amount.is_loss()), currency)?;
    let losses = Money::sum(amounts().filter(|amount| amount.is_loss()), currency)?;
    let overlap = match limit {
        Some(Limit::Cap { amount, .. }) if claims.minor > amount.minor => amount.less(claims)?,
        Some(Limit::Holdout { amount, .. }) => amount.less(claims.plus(losses)?)?,
        _ => Money::zero(currency),
    };
    let graded: Vec<_> = claimed.iter().map(|(grade, amount)| (*grade, amount.minor.max(0))).collect();
    let shares = if overlap.minor < 0 { take_back(&graded, overlap.minor) } else { share_out(&graded, overlap.minor) };
    let shares = shares.into_iter().map(|minor| Some(Money { minor, currency }).filter(|share| share.minor != 0)).collect();
    Ok(Settled { claims, losses, overlap, shares })
}

impl Scope<'_> {
    /// Holds the claims of each pool against its limit and gives each line its share of what is taken back.
    pub(super) fn pools(&self, lines: &mut [ValueLine]) -> Result<(Vec<PoolRow>, Vec<Block>)> {
        let (mut rows, mut blocks) = (Vec::new(), Vec::new());
        for pool in self.configuration.pools.values() {
            let members: Vec<usize> = (0..lines.len()).filter(|index| lines[*index].pool.as_ref() == Some(&pool.id)).collect();
            if members.is_empty() {
                continue;
            }
            let (row, block) = self.pool(pool, &members, lines)?;
            rows.push(row);
            blocks.extend(block);
        }
        blocks.extend(self.claims_without_pool(lines)?);
        Ok((rows, blocks))
    }

    fn pool(&self, pool: &Pool, members: &[usize], lines: &mut [ValueLine]) -> Result<(PoolRow, Option<Block>)> {
        let currency = self.configuration.currency();
        let (limit, unknown) = self.limit(pool)?;
        let claimed: Vec<_> = members.iter().map(|index| (lines[*index].grade, lines[*index].amount)).collect();
        let Settled { claims, losses, overlap, shares } = settle(limit.as_ref(), &claimed, currency)?;
        let remedy = "Import the KPI’s month; until then nothing shows that its claims fit";
        let block = match unknown {
            Some(why) => Some(Block { subject: pool.name.clone(), why, remedy: remedy.to_owned() }),
            None if limit.is_none() => without_limit(pool, claimed.iter().filter(|(_, amount)| !amount.is_loss()).count(), claims),
            None => None,
        };
        for (index, share) in members.iter().zip(shares) {
            lines[*index].overlap = share;
        }
        Ok((PoolRow { pool: pool.id.clone(), name: pool.name.clone(), claims, losses, limit, overlap }, block))
    }

    /// What the pool's claims are held against in the month, or why its cap is unknown.
    pub(super) fn limit(&self, pool: &Pool) -> Result<(Option<Limit>, Option<String>)> {
        let holdout = pool.holdout.as_ref().map(|holdout| self.holdout(holdout)).transpose()?.flatten();
        Ok(match (holdout, &pool.cap) {
            (Some(limit), _) => (Some(limit), None),
            (None, Some(cap)) => match self.cap(cap)? {
                Ok(limit) => (Some(limit), None),
                Err(why) => (None, Some(why)),
            },
            (None, None) => (None, None),
        })
    }

    /// What a holdout shows for the whole pool in the month: its lift × exposed share × factors. None while it has not ended, or once it has
    /// run out, or where a factor is unknown: the cap holds then.
    fn holdout(&self, holdout: &Holdout) -> Result<Option<Limit>> {
        let effect = Effect { test: holdout.test.clone(), lift: LiftKind::Absolute, volume_is_exposed: false };
        let drivers: Vec<FactorRef> = holdout.factors.iter().cloned().map(FactorRef::Driver).collect();
        let Ok(proved) = self.effect(None, &drivers, &effect)? else { return Ok(None) };
        let Ok(units) = drivers.iter().map(|driver| self.factor(driver)).collect::<Result<Vec<_>, _>>() else { return Ok(None) };
        let factors = proved.factors.into_iter().chain(units).collect();
        let input = self.chain(Template::DirectTestLift, Better::Higher, None, Vec::new(), factors);
        let Ok(input) = self.with_rate(input) else { return Ok(None) };
        let valued = price(&input)?;
        let title = self.configuration.tests.get(&holdout.test).map_or_else(|| holdout.test.to_string(), |test| test.title().to_owned());
        Ok(Some(Limit::Holdout { test: holdout.test.clone(), title, chain: valued.chain, amount: valued.amount }))
    }

    /// The cap in money, or why it is unknown.
    fn cap(&self, cap: &Cap) -> Result<std::result::Result<Limit, String>> {
        let name = self.configuration.kpis.get(&cap.kpi).map_or_else(|| cap.kpi.to_string(), |kpi| kpi.name.clone());
        let Some(measured) = self.kpi_money(&cap.kpi)? else {
            return Ok(Err(format!("“{name}” has no figure in {}, so the cap is unknown", self.month.title())));
        };
        let amount = Money::round(&measured.exact().times(&cap.share.0.into()), measured.currency)?;
        Ok(Ok(Limit::Cap { kpi: cap.kpi.clone(), name, measured, share: cap.share, amount }))
    }

    /// The month's figure of a KPI that counts money, in the reporting currency.
    fn kpi_money(&self, id: &KpiId) -> Result<Option<Money>> {
        let Some(kpi) = self.configuration.kpis.get(id) else { return Ok(None) };
        let Some(currency) = Unit::parse(&kpi.unit)?.as_money() else { return Ok(None) };
        let figure = self.facts.month(&SeriesKey::Kpi(id.clone()), self.month).and_then(|month| month.summary.figure(Statistic::Value));
        let Some(figure) = figure else { return Ok(None) };
        if currency == self.configuration.currency() {
            return Money::round(&figure, currency).map(Some);
        }
        self.rate(currency).ok().map(|rate| rate.convert(&figure)).transpose()
    }

    /// Claims that exceed the KPI they name while nobody has chosen how they share it.
    fn claims_without_pool(&self, lines: &[ValueLine]) -> Result<Vec<Block>> {
        let mut blocks = Vec::new();
        let chosen = |line: &ValueLine| {
            let pool = line.pool.as_ref().and_then(|id| self.configuration.pools.get(id));
            pool.is_some_and(|pool| pool.cap.is_some() || pool.holdout.is_some())
        };
        for kpi in self.configuration.kpis.values() {
            let open = || lines.iter().filter(|line| line.kpi.as_ref() == Some(&kpi.id) && !chosen(line) && !line.amount.is_loss());
            if open().count() < 2 {
                continue;
            }
            let Some(measured) = self.kpi_money(&kpi.id)? else { continue };
            let claims = Money::sum(open().map(|line| line.amount), self.configuration.currency())?;
            if claims.minor > measured.minor {
                let names: Vec<&str> = open().map(|line| line.name.as_str()).collect();
                let (names, claims, whole) = (names.join(", "), format::amount(claims), format::amount(measured));
                blocks.push(Block {
                    subject: kpi.name.clone(),
                    why: format!("{names} claim {claims} of it together, and it came to {whole}"),
                    remedy: "Put them into one pool and choose its cap".to_owned(),
                });
            }
        }
        Ok(blocks)
    }
}

/// Claims of two or more lines that nothing is held against.
fn without_limit(pool: &Pool, gains: usize, claims: Money) -> Option<Block> {
    let why = match pool.holdout {
        Some(_) => "its holdout shows no figure in the month and it has no cap",
        None => "nobody has chosen a cap or a holdout",
    };
    (gains > 1 && claims.minor > 0).then(|| Block {
        subject: pool.name.clone(),
        why: format!("{} mappings claim {} of it together, and {why}", gains, format::amount(claims)),
        remedy: "Choose the KPI whose figure is its cap, or a holdout".to_owned(),
    })
}

/// What a limit is made of, so that its amount can be computed again: `25 % of “Revenue of the checkout”, 3,204,118.00`;
/// `the holdout “Nobody gets picks”: 0.0031 order/visitor × 98,000 visitor × 6.10 USD/order`.
pub fn limit_words(limit: &Limit) -> String {
    match limit {
        Limit::Cap { name, share, .. } if share.0 == rust_decimal::Decimal::ONE => {
            format!("all of “{name}”")
        }
        Limit::Cap { name, measured, share, .. } => {
            let percent = Exact::from(share.0)
                .times(&Exact::from(100))
                .round(2)
                .map_or_else(|_| share.0.to_string(), |p| format::decimal(p.normalize()));
            format!("{percent}{}% of “{name}”, {}", format::NBSP, format::amount(*measured))
        }
        Limit::Holdout { title, chain, .. } => format!("the holdout “{title}”: {}", chain_line(chain)),
    }
}

/// What a pool took back or added, in words that can be computed again:
/// `71,854.20 claimed, at most 61,867.00: all of “Contribution of baskets”`.
pub fn overlap_words(row: &PoolRow) -> String {
    let claimed = format!("{} claimed", format::amount(row.claims));
    match &row.limit {
        None => claimed,
        Some(limit @ Limit::Cap { amount, .. }) => format!("{claimed}, at most {}: {}", format::amount(*amount), limit_words(limit)),
        Some(limit @ Limit::Holdout { amount, .. }) => {
            let lost = if row.losses.minor == 0 { String::new() } else { format!(" and {} lost", format::amount(row.losses)) };
            format!("{claimed}{lost}, together {} by {}", format::amount(*amount), limit_words(limit))
        }
    }
}

/// What a line gives back to its pool, or is given, as it is printed: `Of it 1,204.00 is taken back by the pool Checkout`.
pub fn share_words(share: Money, pool: &str) -> String {
    let size = format::amount(if share.is_loss() { share.negated() } else { share });
    if share.is_loss() {
        format!("Of it {size} is taken back by the pool {pool}")
    } else {
        format!("Of it {size} is added by the pool {pool}")
    }
}
