//! Recording tests: one typed in, a file of them, and what is decided on one.

use leptos::prelude::*;
use leptos::server_fn::codec::{MultipartData, MultipartFormData};
use std::collections::BTreeMap;

/// Records a test that is typed in: the fields are the columns of `import tests`.
#[server]
pub async fn add_test(cells: BTreeMap<String, String>, back: String) -> Result<(), ServerFnError> {
    use domain::config::{Change, Item, Test};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let test = Test::from_cells(&|name| cells.get(name).map_or("", |text| text.trim()))?;
        super::form::check_new(&ports.models.configuration(&viewer).await?, "test", test.id.as_str())?;
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Test(Box::new(test))))]).await
    };
    super::form::answer(outcome.await.map_err(at_cell), &back, "The test is recorded.");
    Ok(())
}

/// The field of the form that an error belongs to: `control.successes` is typed into `cells[control_successes]`.
fn at_cell(error: domain::Error) -> domain::Error {
    match error {
        domain::Error::Invalid { field: Some(field), message } => {
            domain::Error::Invalid { field: Some(format!("cells[{}]", field.replace('.', "_"))), message }
        }
        other => other,
    }
}

/// Records an experiment that has ended at a source as a test; the cells are what the source does not know.
#[server]
pub async fn take_over(source: String, key: String, cells: BTreeMap<String, String>, back: String) -> Result<(), ServerFnError> {
    use domain::evidence::Completion;
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let rest = Completion::from_cells(&|name| cells.get(name).map_or("", |text| text.trim()))?;
        ports.evidence.take_over(&viewer, &domain::ids::SourceId::parse(&source)?, &key, rest).await
    };
    let outcome = outcome.await.map_err(at_cell);
    let done = match &outcome {
        Ok(taken) if !taken.new => format!("It was recorded before, as the test {}: nothing changed.", taken.test),
        _ => "The test is recorded.".to_owned(),
    };
    super::form::answer(outcome, &back, &done);
    Ok(())
}

/// Changes what may change of a recorded test.
#[server]
pub async fn decide_test(
    id: String,
    decision: String,
    valid_until: String,
    exposed_share: String,
    link: String,
    back: String,
) -> Result<(), ServerFnError> {
    use domain::config::{Change, Item, Number};
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        let configuration = ports.models.configuration(&viewer).await?;
        let found = configuration.tests.values().find(|test| test.id.as_str() == id);
        let mut test = found.cloned().ok_or_else(|| domain::Error::not_found("test", &id))?;
        let at = |field: &'static str| move |error: domain::Error| domain::Error::field(field, error.to_string());
        test.decision = super::form::read("decision", &decision)?;
        test.valid_until = domain::time::parse_day(valid_until.trim()).map_err(at("valid_until"))?;
        test.exposed_share = super::form::filled(&exposed_share).map(Number::parse).transpose().map_err(at("exposed_share"))?;
        test.link = link.trim().to_owned();
        ports.models.change(&viewer, vec![Change::Put(Box::new(Item::Test(Box::new(test))))]).await
    };
    super::form::answer(outcome.await, &back, "The change is recorded. What was measured stays.");
    Ok(())
}

/// Takes a test away that nothing refers to. The audit trail keeps it.
#[server]
pub async fn remove_test(id: String, back: String) -> Result<(), ServerFnError> {
    use domain::config::Change;
    let outcome = async {
        let (ports, viewer) = super::form::desk()?;
        ports.models.change(&viewer, vec![Change::Remove { kind: "test".to_owned(), id: id.clone() }]).await
    };
    // Its page is gone with it.
    match outcome.await {
        Ok(_) => super::form::answer(Ok(()), "/evidence", "The test is removed. The audit trail keeps it."),
        Err(error) => super::form::answer(Err::<(), _>(error), &back, ""),
    }
    Ok(())
}

/// Reads a file of tests, or pasted rows.
#[server(input = MultipartFormData)]
pub async fn import_tests(form: MultipartData) -> Result<(), ServerFnError> {
    const FORM: &str = "/evidence?form=import#import";
    let mut upload = super::sources::Upload::default();
    let outcome = async {
        upload.read(form).await?;
        let (ports, viewer) = super::form::desk()?;
        ports.evidence.import_tests(&viewer, upload.csv()?).await
    };
    match (outcome.await, crate::state::reply::use_reply()) {
        (Ok(_), Some(reply)) => reply.redirect(&super::address::with_parameters(FORM, &[("done", "The file was read.")])),
        (Err(error), _) => super::form::refuse(&error, FORM, &upload.typed()),
        (Ok(_), None) => {}
    }
    Ok(())
}
