//! Pools: outcomes that mappings claim from together.

#![allow(clippy::too_many_arguments, reason = "one argument a field of the form")]

use leptos::prelude::*;

/// Adds a pool with its cap, its holdout, or neither yet.
#[server]
pub async fn add_pool(
    id: String,
    name: String,
    cap: String,
    share: String,
    holdout: String,
    factors: String,
    back: String,
) -> Result<(), ServerFnError> {
    use super::form::{answer, check_new, desk};
    use domain::config::{Change, Item};
    let outcome = async {
        let (ports, viewer) = desk()?;
        let pool = stated(&id, &name, &cap, &share, &holdout, &factors)?;
        check_new(&ports.models.configuration(&viewer).await?, "pool", &id)?;
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Pool(pool)))]).await
    };
    answer(outcome.await, &back, "The pool is added. Choose it in the mappings that claim from it.");
    Ok(())
}

/// The pool as the form states it.
fn stated(id: &str, name: &str, cap: &str, share: &str, holdout: &str, factors: &str) -> domain::Result<domain::config::Pool> {
    use super::form::{filled, named};
    use domain::Error;
    use domain::config::{Cap, Holdout, Number, Pool};
    use domain::ids::{DriverId, KpiId, PoolId, TestId};
    let share = filled(share).map(|share| crate::components::mapping::number("share", share)).transpose()?;
    let cap = match (filled(cap), share) {
        (Some(kpi), share) => Some(Cap { kpi: KpiId::parse(kpi)?, share: share.unwrap_or(Number(1.into())) }),
        (None, Some(_)) => return Err(Error::field("share", "a share of what? choose the KPI")),
        (None, None) => None,
    };
    let factors = factors.split([',', ' ']).filter_map(filled).map(DriverId::parse).collect::<domain::Result<Vec<_>>>();
    let factors = factors.map_err(|error| Error::field("factors", error.to_string()))?;
    let holdout = match filled(holdout) {
        Some(_) if factors.is_empty() => {
            return Err(Error::field("factors", "name its eligible units and the value of one: without them a lift is no money"));
        }
        Some(test) => Some(Holdout { test: TestId::parse(test)?, factors }),
        None if !factors.is_empty() => return Err(Error::field("holdout", "factors of what? choose the holdout")),
        None => None,
    };
    Ok(Pool { id: PoolId::parse(id)?, name: named(name)?, cap, holdout })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_pool_says_what_of() {
        let refused = |cap, share, holdout, factors| stated("p", "P", cap, share, holdout, factors).unwrap_err().to_string();
        assert!(refused("", "0.5", "", "").contains("choose the KPI"));
        assert!(refused("", "", "h1", "").contains("eligible units"));
        assert!(refused("", "", "", "visitors").contains("choose the holdout"));
        assert!(refused("revenue", "half", "", "").contains("half"));
    }

    #[test]
    fn the_whole_kpi_is_the_cap_unless_a_share_is_stated() {
        let share = |text: &str| stated("p", "P", "revenue", text, "", "").unwrap().cap.unwrap().share.0.to_string();
        assert_eq!((share(""), share("0.25")), ("1".to_owned(), "0.25".to_owned()));
        let holdout = stated("p", "P", "", "", "h1", "visitors, value").unwrap().holdout.unwrap();
        assert_eq!(holdout.factors.len(), 2);
    }
}
