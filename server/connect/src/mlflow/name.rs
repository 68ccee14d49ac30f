//! How a value is named: `EXPERIMENT/METRIC`, `EXPERIMENT/METRIC@last`, `models:/MODEL/METRIC`; and, for deployments, `models:/MODEL`,
//! `models:/MODEL/STAGE`, `models:/MODEL@ALIAS`.

use domain::{Error, Result};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// Values of runs: each recorded one, or only what a finished run ended with.
    Run { path: String, last: bool },
    /// What the run behind each registered version ended with, when it was registered.
    Registered { model: String, metric: String },
}

impl Name {
    /// # Errors
    /// How a name is written.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = || Error::field("query", format!("“{text}” is no name of a metric: write EXPERIMENT/METRIC or models:/MODEL/METRIC"));
        if let Some(rest) = text.strip_prefix("models:/") {
            let (model, metric) = rest.split_once('/').filter(|(model, metric)| !model.is_empty() && !metric.is_empty()).ok_or_else(bad)?;
            return Ok(Self::Registered { model: model.to_owned(), metric: metric.to_owned() });
        }
        let (path, last) = text.strip_suffix("@last").map_or((text, false), |path| (path, true));
        if path.split_once('/').is_none_or(|(_, metric)| metric.is_empty()) {
            return Err(bad());
        }
        Ok(Self::Run { path: path.to_owned(), last })
    }
}

/// Which versions of a model count as deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deployed {
    /// Each that is registered.
    Registered { model: String },
    /// Those in a stage.
    Stage { model: String, stage: String },
    /// The one that holds an alias.
    Alias { model: String, alias: String },
}

impl Deployed {
    /// # Errors
    /// How a name is written.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = || {
            Error::field(
                "query",
                format!("“{text}” is no name of a model: write models:/MODEL, models:/MODEL/STAGE or models:/MODEL@ALIAS"),
            )
        };
        let rest = text.strip_prefix("models:/").filter(|rest| !rest.is_empty()).ok_or_else(bad)?;
        if let Some((model, alias)) = rest.split_once('@') {
            return Ok(Self::Alias { model: model.to_owned(), alias: alias.to_owned() });
        }
        Ok(match rest.split_once('/') {
            Some((model, stage)) => Self::Stage { model: model.to_owned(), stage: stage.to_owned() },
            None => Self::Registered { model: rest.to_owned() },
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_are_read() {
        let run = |path: &str, last| Name::Run { path: path.to_owned(), last };
        assert_eq!(Name::parse("fraud/val/accuracy"), Ok(run("fraud/val/accuracy", false)));
        assert_eq!(Name::parse("/Users/me/fraud/acc@last"), Ok(run("/Users/me/fraud/acc", true)));
        let registered = Name::Registered { model: "fraud".to_owned(), metric: "val/acc".to_owned() };
        assert_eq!(Name::parse("models:/fraud/val/acc"), Ok(registered));
        for bad in ["", "accuracy", "fraud/", "models:/fraud", "models:/fraud/", "models:/", "models://acc"] {
            assert!(Name::parse(bad).unwrap_err().to_string().contains("write EXPERIMENT/METRIC"), "{bad}");
        }
    }

    #[test]
    fn deployments_are_read() {
        let (model, stage, alias) = ("fraud".to_owned(), "Production".to_owned(), "champion".to_owned());
        assert_eq!(Deployed::parse("models:/fraud"), Ok(Deployed::Registered { model: model.clone() }));
        assert_eq!(Deployed::parse("models:/fraud/Production"), Ok(Deployed::Stage { model: model.clone(), stage }));
        assert_eq!(Deployed::parse("models:/fraud@champion"), Ok(Deployed::Alias { model, alias }));
        for bad in ["", "fraud", "models:/"] {
            assert!(Deployed::parse(bad).unwrap_err().to_string().contains("models:/MODEL@ALIAS"), "{bad}");
        }
    }
}
