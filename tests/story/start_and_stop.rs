//! Starting, and stopping without cutting anyone off.

use std::process::Command;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use server::health::Readiness;
use server::startup::serve_until;
use tests::Outcome;
use tests::http::client;
use tests::process::{Folder, Process, free_port};
use tests::program::binary;
use tokio::net::TcpListener;

#[tokio::test]
async fn sigterm_and_sigint_end_the_program_well() -> Outcome {
    for signal in ["TERM", "INT"] {
        let folder = Folder::new()?;
        let addr = format!("127.0.0.1:{}", free_port()?);
        let mut program =
            Process::start(Command::new(binary()?).current_dir(folder.path()).env("MODELWORTH_ADDR", &addr), &folder.path().join("log"))?;
        program.wait_until_up(&format!("http://{addr}/readyz"), Duration::from_secs(10)).await?;
        program.signal(signal)?;
        let status = program.wait(Duration::from_secs(10))?;
        assert!(status.success(), "{signal}: {status}");
        let log = std::fs::read_to_string(folder.path().join("log"))?;
        assert!(log.contains(&format!("Modelworth is at http://{addr}")), "{log}");
    }
    Ok(())
}

#[tokio::test]
async fn a_taken_port_is_one_clear_line() -> Outcome {
    let taken = TcpListener::bind("127.0.0.1:0").await?;
    let addr = taken.local_addr()?.to_string();
    let folder = Folder::new()?;
    let output = Command::new(binary()?).current_dir(folder.path()).args(["serve", "--addr", &addr]).output()?;
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr)?;
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.contains(&addr) && error.contains("MODELWORTH_ADDR"), "{error}");
    Ok(())
}

/// Serves one route that takes `needed`; stops it while a request is under way; answers that request's status.
async fn stop_during_a_request(needed: Duration, grace: Duration) -> Outcome<Option<u16>> {
    let slow = get(move || async move {
        tokio::time::sleep(needed).await;
        "done"
    });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/slow", listener.local_addr()?);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let stopped = async move { drop(stopped.await) };
    let router = Router::new().route("/slow", slow);
    let server = tokio::spawn(serve_until(listener, router, Readiness::default(), stopped, grace));
    let request = tokio::spawn(client()?.get(&url).send());
    tokio::time::sleep(Duration::from_millis(300)).await;
    drop(stop);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(client()?.get(&url).send().await.is_err(), "no new connection is taken");
    tokio::time::timeout(Duration::from_secs(8), server).await???;
    let answer = tokio::time::timeout(Duration::from_millis(500), request).await;
    Ok(answer.ok().and_then(|answer| answer.ok()?.ok()).map(|answer| answer.status().as_u16()))
}

#[tokio::test]
async fn a_request_under_way_finishes() -> Outcome {
    let status = stop_during_a_request(Duration::from_secs(1), Duration::from_secs(6)).await?;
    assert_eq!(status, Some(200));
    Ok(())
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_hold_the_program() -> Outcome {
    let status = stop_during_a_request(Duration::from_secs(600), Duration::from_secs(1)).await?;
    assert_eq!(status, None);
    Ok(())
}
