//! Who may do what.

use serde::{Deserialize, Serialize};

use crate::ids::{Email, WorkspaceId};
use crate::{Error, Result};

/// What a person or a token is in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Admin,
    MlLead,
    Finance,
    Executive,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Admin, Self::MlLead, Self::Finance, Self::Executive];

    /// As written in files and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::MlLead => "ml-lead",
            Self::Finance => "finance",
            Self::Executive => "executive",
        }
    }

    /// As read by people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "Admin",
            Self::MlLead => "ML lead",
            Self::Finance => "Finance",
            Self::Executive => "Executive",
        }
    }

    /// Parses [`Role::key`].
    pub fn parse(key: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.key() == key)
            .ok_or_else(|| Error::field("role", format!("“{key}” is not a role: use admin, ml-lead, finance or executive")))
    }
}

/// Something that needs permission. Reading is open to everyone who is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Services, teams, indicators, KPIs, objectives, edges, mappings.
    EditModel,
    /// Drivers, costs.
    EditDrivers,
    /// Baselines: approved by finance, never by who claims the value.
    ApproveBaselines,
    /// Targets.
    EditTargets,
    /// Sources, their tests and back-fills.
    EditSources,
    /// Samples of indicators and KPIs.
    WriteSamples,
    /// Workspace settings, people, tokens.
    Administer,
    /// Putting a month in review.
    PrepareMonth,
    /// Closing, restating and reopening a month.
    CloseMonth,
    /// Disputing a line of a month.
    ChallengeLine,
    /// Links to issued reports.
    ShareReport,
    /// The audit trail.
    ReadAudit,
}

impl Action {
    /// The roles that may, and the action in words for the refusal.
    fn rule(self) -> (&'static [Role], &'static str) {
        use Role::{Admin, Finance, MlLead};
        match self {
            Self::EditModel => (&[Admin, MlLead], "changing services and mappings"),
            Self::EditDrivers => (&[Admin, Finance], "changing drivers and costs"),
            Self::ApproveBaselines => (&[Admin, Finance], "approving baselines"),
            Self::EditTargets => (&[Admin, MlLead, Finance], "changing targets"),
            Self::EditSources => (&[Admin, MlLead], "changing sources"),
            Self::WriteSamples => (&[Admin, MlLead, Finance], "writing samples"),
            Self::Administer => (&[Admin], "administration"),
            Self::PrepareMonth => (&[Admin, MlLead, Finance], "putting a month in review"),
            Self::CloseMonth => (&[Admin, Finance], "closing a month"),
            Self::ChallengeLine => (&[Admin, Finance], "disputing a line"),
            Self::ShareReport => (&[Admin, Finance], "sharing a report"),
            Self::ReadAudit => (&[Admin, Finance], "reading the audit trail"),
        }
    }
}

/// Who asks: a signed-in person, a token or the command line, always in one workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub workspace: WorkspaceId,
    /// The name written in the audit trail: an e-mail address, `token NAME` or `command line`.
    pub actor: String,
    /// Name for the masthead.
    pub name: String,
    pub email: Option<Email>,
    pub role: Role,
}

impl Viewer {
    /// May this viewer do it?
    pub fn may(&self, action: Action) -> bool {
        action.rule().0.contains(&self.role)
    }

    /// Refuses with the roles that may.
    pub fn authorize(&self, action: Action) -> Result<()> {
        let (roles, words) = action.rule();
        if roles.contains(&self.role) {
            return Ok(());
        }
        let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
        Err(Error::Forbidden { action: words.to_owned(), who: names.join(" or ") })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn executives_read_and_change_nothing() {
        let viewer = Viewer {
            workspace: WorkspaceId::parse("main").unwrap(),
            actor: "budi@example.com".into(),
            name: "Budi".into(),
            email: None,
            role: Role::Executive,
        };
        for action in [
            Action::EditModel,
            Action::EditDrivers,
            Action::ApproveBaselines,
            Action::EditTargets,
            Action::EditSources,
            Action::WriteSamples,
            Action::Administer,
            Action::PrepareMonth,
            Action::CloseMonth,
            Action::ChallengeLine,
            Action::ShareReport,
            Action::ReadAudit,
        ] {
            assert_eq!(viewer.authorize(action).unwrap_err().status(), 403, "{action:?}");
        }
        let refused = viewer.authorize(Action::EditDrivers).unwrap_err().to_string();
        assert_eq!(refused, "changing drivers and costs needs the role Admin or Finance");
    }

    #[test]
    fn who_claims_the_value_does_not_approve_the_baseline() {
        let viewer =
            |role| Viewer { workspace: WorkspaceId::parse("main").unwrap(), actor: "x".into(), name: "x".into(), email: None, role };
        assert!(!viewer(Role::MlLead).may(Action::ApproveBaselines));
        assert!(!viewer(Role::Finance).may(Action::EditModel));
        assert!(Role::ALL.iter().all(|role| Role::parse(role.key()).unwrap() == *role));
    }
}
