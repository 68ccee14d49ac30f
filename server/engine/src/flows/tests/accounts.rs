use domain::access::Role;
use domain::config::Person;
use domain::ids::Email;
use domain::ports::{Accounts, FirstAdmin};
use domain::time::DAY_MS;

use super::world::{PASSWORD, worlds};
use crate::Engine;

#[tokio::test]
async fn a_token_may_be_made_before_any_configuration() {
    for world in worlds().await {
        assert!(world.engine.add_token(&Engine::command_line(), "first", Role::Admin).await.unwrap().starts_with("mw_"));
        assert!(world.engine.needs_first_admin().await.unwrap());
    }
}

#[tokio::test]
async fn the_first_link_makes_one_administrator_and_no_second() {
    for world in worlds().await {
        assert!(world.engine.needs_first_admin().await.unwrap());
        let link = world.engine.first_admin_link().unwrap();
        let form = |token: &str, password: &str| FirstAdmin {
            token: token.into(),
            name: "Ayu".into(),
            email: "ayu@example.com".into(),
            password: password.into(),
            workspace: "Selat".into(),
            time_zone: "Asia/Jakarta".into(),
            currency: "USD".into(),
        };
        assert_eq!(world.engine.create_first_admin(form("guess", PASSWORD)).await.unwrap_err().status(), 422);
        let token = link.split_once("token=").unwrap().1;
        assert!(world.engine.create_first_admin(form(token, "too short")).await.unwrap_err().to_string().contains("12 characters"));
        let session = world.first_admin().await;
        assert_eq!(session.viewer.role, Role::Admin);
        assert_eq!(world.engine.viewer(&session.secret).await.unwrap(), session.viewer);
        assert_eq!(world.engine.create_first_admin(form(token, PASSWORD)).await.unwrap_err().status(), 409);
        assert_eq!(world.actions().await, ["put_person", "put_workspace", "create_first_admin"]);
    }
}

#[tokio::test]
async fn five_wrong_passwords_pause_the_address_for_a_quarter_of_an_hour() {
    for world in worlds().await {
        world.first_admin().await;
        for _ in 0..5 {
            let refused = world.engine.sign_in("ayu@example.com", "wrong password!").await.unwrap_err();
            assert_eq!(refused.to_string(), "this address and password do not belong together");
        }
        let paused = world.engine.sign_in("ayu@example.com", PASSWORD).await.unwrap_err();
        assert_eq!(paused.to_string(), "too many wrong passwords for this address: try again in 15 min");
        let unknown = world.engine.sign_in("nobody@example.com", PASSWORD).await.unwrap_err();
        assert_eq!(unknown.to_string(), "this address and password do not belong together");
        world.clock.set(world.clock.now_ms() + 900_000);
        let session = world.engine.sign_in(" AYU@example.com", PASSWORD).await.unwrap();
        world.clock.set(world.clock.now_ms() + 14 * DAY_MS);
        assert_eq!(world.engine.viewer(&session.secret).await.unwrap_err().status(), 401);
    }
}

#[tokio::test]
async fn attempts_side_by_side_are_counted_too() {
    let world = worlds().await.remove(0);
    world.first_admin().await;
    let attempts: Vec<_> = (0..12)
        .map(|_| {
            let engine = world.engine.clone();
            tokio::spawn(async move { engine.sign_in("ayu@example.com", "wrong password!").await.unwrap_err().status() })
        })
        .collect();
    let mut compared = 0;
    for attempt in attempts {
        compared += usize::from(attempt.await.unwrap() == 422);
    }
    assert_eq!(compared, 5);
}

#[tokio::test]
async fn an_invitation_works_once_and_a_removed_person_is_out() {
    for world in worlds().await {
        let admin = world.first_admin().await.viewer;
        let email = Email::parse("budi@example.com").unwrap();
        let person = Person { email: email.clone(), name: "Budi".into(), role: Role::Executive };
        let path = world.engine.invite(&admin, person.clone()).await.unwrap();
        let token = path.strip_prefix("/invitation?token=").unwrap();
        let session = world.engine.accept_invitation(token, PASSWORD).await.unwrap();
        assert_eq!(session.viewer.role, Role::Executive);
        assert!(world.engine.accept_invitation(token, PASSWORD).await.unwrap_err().to_string().contains("used already"));
        assert_eq!(world.engine.invite(&session.viewer, person).await.unwrap_err().status(), 403);
        world.engine.set_role(&admin, &email, Role::Finance).await.unwrap();
        assert_eq!(world.engine.viewer(&session.secret).await.unwrap().role, Role::Finance);
        world.engine.remove_person(&admin, &email).await.unwrap();
        assert_eq!(world.engine.viewer(&session.secret).await.unwrap_err().status(), 401);
        assert!(world.engine.sign_in("budi@example.com", PASSWORD).await.is_err());
        let me = admin.email.clone().unwrap();
        assert!(world.engine.remove_person(&admin, &me).await.unwrap_err().to_string().contains("last administrator"));
    }
}

#[tokio::test]
async fn tokens_and_links_are_kept_as_hashes_only() {
    for world in worlds().await {
        let session = world.first_admin().await;
        let secret = world.engine.add_token(&session.viewer, "nightly job", Role::MlLead).await.unwrap();
        let viewer = world.engine.bearer(&secret).await.unwrap();
        assert_eq!((viewer.actor.as_str(), viewer.role), ("token nightly job", Role::MlLead));
        assert!(world.engine.tokens(&session.viewer).await.unwrap()[0].last_used_ms.is_some());
        assert!(world.engine.add_token(&session.viewer, "nightly job", Role::Admin).await.is_err());
        world.engine.revoke_token(&session.viewer, "nightly job").await.unwrap();
        assert_eq!(world.engine.bearer(&secret).await.unwrap_err().status(), 401);
        assert_eq!(world.engine.revoke_token(&session.viewer, "nightly job").await.unwrap_err().status(), 404);

        let link = world.engine.sign_in_link(&Email::parse("ayu@example.com").unwrap()).await.unwrap();
        let token = link.strip_prefix("/sign-in?token=").unwrap();
        let other = world.engine.sign_in_by_link(token).await.unwrap();
        assert!(world.engine.sign_in_by_link(token).await.is_err());
        world.engine.sign_out(&other.secret).await.unwrap();
        assert_eq!(world.engine.viewer(&other.secret).await.unwrap_err().status(), 401);

        let mut connection = world.engine.store.read().await.unwrap();
        for table in ["session", "link", "token"] {
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE secret_hash IN ($1, $2, $3)");
            let query = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(sql)).bind(&session.secret).bind(&secret).bind(token.to_owned());
            assert_eq!(query.fetch_one(&mut *connection).await.unwrap(), 0, "{table}");
        }
    }
}

#[tokio::test]
async fn a_second_server_on_the_same_file_is_refused() {
    let world = worlds().await.remove(0);
    let refused = Engine::open(&world.database.url, world.clock.clone()).await.map(drop).unwrap_err();
    assert!(refused.to_string().contains("another modelworth serves"), "{refused}");
    for bad in ["", "mysql://x", "sqlite:", "sqlite::memory:", "store.db"] {
        assert!(Engine::open(bad, world.clock.clone()).await.is_err(), "{bad}");
    }
}
