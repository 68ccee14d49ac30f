//! Files from the command line: a bill, and runs that experiment trackers wrote.

use serde_json::Value;
use tests::Outcome;
use tests::database::Database;
use tests::program::Program;

use super::first_month::COMPANY;

/// Written by the real client: 200 steps, of which one is NaN.
const RUN: &[u8] = include_bytes!("../../server/connect/fixtures/wandb/run.wandb");
const TASK: &[u8] = include_bytes!("../../server/connect/fixtures/clearml/session.zip");

#[tokio::test]
async fn a_bill_and_the_runs_of_trackers_are_files_too() -> Outcome {
    for database in Database::both().await? {
        let costs = "\n[[indicator]]\nservice = \"recommender\"\nmetric = \"cost-usage\"\nsource = { id = \"csv\" }\n";
        let program = Program::new(database, &format!("{COMPANY}{costs}"))?;
        let bill = "from,to,service,amount,currency,basis\n2026-01-01,2026-01-31,recommender,3100.01,USD,usage\n";
        let bill = program.file("bill.csv", bill)?;
        assert_eq!(program.run(&["import", "costs", &bill])?, "1 accepted, 0 duplicate, 0 rejected\n");
        assert_eq!(program.run(&["import", "costs", &bill])?, "0 accepted, 1 duplicate, 0 rejected\n");
        let wrong = "day,service,amount,currency,basis\n2026-01-01,recommender,5,EUR,usage\n";
        let refused = program.refused(&["import", "costs", &program.file("wrong.csv", wrong)?])?;
        assert!(refused.contains("1 row was rejected"), "{refused}");

        std::fs::write(program.folder().join("run.wandb"), RUN)?;
        std::fs::write(program.folder().join("task.zip"), TASK)?;
        let wandb = ["import", "wandb", "run.wandb", "--service", "recommender", "--map", "acc=accuracy", "--json"];
        let told: Value = serde_json::from_str(&program.run(&wandb)?)?;
        assert!(told["accepted"].as_u64().is_some_and(|n| n > 50) && told["rejected"] == 0, "{told}");
        let again: Value = serde_json::from_str(&program.run(&wandb)?)?;
        assert_eq!((&again["accepted"], &again["duplicate"]), (&Value::from(0), &told["accepted"]));
        let refused = program.refused(&["import", "clearml", "task.zip", "--service", "recommender"])?;
        assert!(refused.contains("say which name is which metric, as acc=accuracy; the file has Summary/auc, accuracy/test"), "{refused}");
        program.run(&["import", "clearml", "task.zip", "--service", "recommender", "--map", "accuracy/test=accuracy"])?;
        let audit = program.run(&["audit"])?;
        assert!(audit.contains("import_costs") && audit.contains("import_run"), "{audit}");
    }
    Ok(())
}
