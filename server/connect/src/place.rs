//! Where something is deployed: a repository and an environment, as a series names them.

use domain::{Error, Result};

/// The environment of a name that says none.
const ENVIRONMENT: &str = "production";

/// A repository (GitLab: a project, with the groups above it), and an environment of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub repository: String,
    pub environment: String,
}

impl Place {
    /// Reads `acme/fraud production`; without an environment it is production.
    ///
    /// # Errors
    /// A repository that cannot be one.
    pub fn parse(name: &str) -> Result<Self> {
        let name = name.trim();
        let (repository, environment) = name.split_once(char::is_whitespace).unwrap_or((name, ENVIRONMENT));
        let part = |part: &str| {
            let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            !part.is_empty() && part.chars().all(known) && part.chars().any(|c| c != '.')
        };
        if !repository.split('/').all(part) {
            return Err(Error::field("source", format!("“{name}” names no repository: write for example acme/fraud production")));
        }
        Ok(Self { repository: repository.to_owned(), environment: environment.trim().to_owned() })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_repository_and_an_environment() {
        for (name, repository, environment) in [
            ("acme/fraud production", "acme/fraud", "production"),
            (" acme/fraud ", "acme/fraud", "production"),
            ("acme/ml/fraud.v2 prod/eu west", "acme/ml/fraud.v2", "prod/eu west"),
            ("4711 staging", "4711", "staging"),
        ] {
            let place = Place::parse(name).unwrap();
            assert_eq!((place.repository.as_str(), place.environment.as_str()), (repository, environment));
        }
        for bad in ["", "acme/", "acme/../secrets", "acme/fraud?x", "https://github.com/acme/fraud"] {
            assert!(Place::parse(bad).unwrap_err().to_string().contains("write for example acme/fraud production"), "{bad}");
        }
    }
}
