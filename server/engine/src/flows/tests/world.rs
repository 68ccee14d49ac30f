//! A company on a database of each test's own.

use std::sync::Arc;

use domain::access::{Role, Viewer};
use domain::ids::Email;
use domain::ports::{Accounts, FirstAdmin, Models, Session};
use domain::time::parse_instant;

use crate::store::fresh::{self, Fresh};
use crate::{Clock, Engine};

pub const COMPANY: &str = include_str!("company.toml");
pub const PASSWORD: &str = "correct horse battery";

pub struct World {
    pub engine: Arc<Engine>,
    pub clock: Clock,
    pub database: Fresh,
}

/// An instant of the company's zone.
pub fn at(text: &str) -> i64 {
    parse_instant(text, chrono_tz::Asia::Jakarta).unwrap()
}

/// One world per database engine, at noon of 15 April 2026.
pub async fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    for database in fresh::databases().await {
        let clock = Clock::fixed(at("2026-04-15 12:00"));
        let engine = Engine::open(&database.url, clock.clone()).await.unwrap();
        worlds.push(World { engine, clock, database });
    }
    worlds
}

impl World {
    /// With the first administrator and the company's file.
    pub async fn with_company(self) -> Self {
        self.first_admin().await;
        self.engine.apply(&Engine::command_line(), COMPANY, false).await.unwrap();
        self
    }

    pub async fn first_admin(&self) -> Session {
        let token = self.engine.first_admin_link().unwrap().split_once("token=").unwrap().1.to_owned();
        let form = FirstAdmin {
            token,
            name: "Ayu".into(),
            email: "Ayu@Example.com".into(),
            password: PASSWORD.into(),
            workspace: "Selat Retail".into(),
            time_zone: "Asia/Jakarta".into(),
            currency: "USD".into(),
        };
        self.engine.create_first_admin(form).await.unwrap()
    }

    pub fn viewer(&self, role: Role) -> Viewer {
        Viewer {
            workspace: Engine::workspace(),
            actor: format!("{}@example.com", role.key()),
            name: role.name().into(),
            email: Email::parse(&format!("{}@example.com", role.key())).ok(),
            role,
        }
    }

    /// Every audit action, oldest first.
    pub async fn actions(&self) -> Vec<String> {
        let mut events = self.engine.audit(&self.viewer(Role::Admin), None).await.unwrap();
        events.reverse();
        events.into_iter().map(|event| event.action).collect()
    }
}
