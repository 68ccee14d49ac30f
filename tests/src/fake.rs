//! Ports without an engine: what a page is given is what the test says, so a page can be read for any state of a workspace.

use std::sync::Arc;

use async_trait::async_trait;
use domain::access::{Role, Viewer};
use domain::audit::AuditEvent;
use domain::baseline::{Asked, BaselineWindows};
use domain::close::{Answer, Challenge, Issue, NewChallenge};
use domain::config::{Change, Configuration, Difference, Item, Person, RateValue};
use domain::evidence::Completion;
use domain::ids::{Email, MappingId, ServiceId, SourceId, WorkspaceId};
use domain::money::Currency;
use domain::ports::{
    Accounts, CaseAnswers, Cases, CloseOrder, Closing, DriverView, EndedExperiment, EventReceipt, Events, Evidence, EvidenceView,
    FirstAdmin, Hook, HookAnswer, ImportReport, MappingInputs, Models, NewShare, Observations, Over, Overview, PlanQuestion, Ports,
    PredictionMonth, Preview, PreviewInputs, Push, QueryError, Receipt, Receiving, Release, ReportRow, Reports, Review, RowAnswer, RunFile,
    Samples, SecretOf, SeriesMonth, SeriesSample, ServiceEvents, ServiceListRow, ServiceView, Session, ShareRow, Sharing, SourceCheck,
    SourceRow, Sources, TakenOver, TokenEntry, ValueMapView, Verdict, WireEvent, WireOutcome, WirePrediction, WireSample,
};
use domain::report::{MonthReport, ReportFormat};
use domain::sample::{Sample, SeriesKey};
use domain::time::Month;
use domain::{Error, Result};

/// What the pages are given. Whoever asks is an executive; what is not named here is refused.
#[derive(Clone)]
pub struct Fake {
    pub configuration: Configuration,
    pub month: Month,
    pub report: Option<MonthReport>,
    pub service: Option<ServiceView>,
}

impl Fake {
    /// All ports together.
    pub fn ports(self) -> Ports {
        let fake = Arc::new(self);
        Ports {
            accounts: fake.clone(),
            models: fake.clone(),
            samples: fake.clone(),
            sources: fake.clone(),
            reports: fake.clone(),
            closing: fake.clone(),
            sharing: fake.clone(),
            evidence: fake.clone(),
            receiving: fake.clone(),
            cases: fake.clone(),
            events: fake.clone(),
            observations: fake,
        }
    }
}

fn refused<T>() -> Result<T> {
    Err(Error::unavailable("this test does not say"))
}

fn reader() -> Result<Viewer> {
    let (actor, name) = ("reader".to_owned(), "Reader".to_owned());
    Ok(Viewer { workspace: WorkspaceId::parse("main")?, actor, name, email: None, role: Role::Executive })
}

#[async_trait]
impl Events for Fake {
    async fn take_hook(&self, _: Option<&Viewer>, _: Hook<'_>) -> Result<HookAnswer> {
        refused()
    }
    async fn take_datadog_event(&self, _: &Viewer, _: Option<&str>, _: &[u8]) -> Result<EventReceipt> {
        refused()
    }
    async fn record_events(&self, _: &Viewer, _: &ServiceId, _: Vec<WireEvent>) -> Result<Vec<RowAnswer>> {
        refused()
    }
    async fn service_events(&self, _: &Viewer, _: &ServiceId, _: Option<&str>, _: Option<&str>) -> Result<ServiceEvents> {
        refused()
    }
    async fn link_incident(&self, _: &Viewer, _: &ServiceId, _: &str, _: Release) -> Result<()> {
        refused()
    }
}

#[async_trait]
impl Receiving for Fake {
    async fn receive(&self, _: &Viewer, _: Push<'_>) -> Result<Receipt> {
        refused()
    }
}

#[async_trait]
impl Cases for Fake {
    async fn tell_cases(&self, _: &Viewer, _: &ServiceId, _: Vec<WirePrediction>, _: Vec<WireOutcome>) -> Result<CaseAnswers> {
        refused()
    }
    async fn import_predictions(&self, _: &Viewer, _: &[u8]) -> Result<ImportReport> {
        refused()
    }
    async fn predictions(&self, _: &Viewer, _: &ServiceId, _: Option<Month>) -> Result<PredictionMonth> {
        refused()
    }
}

#[async_trait]
impl Observations for Fake {
    async fn query(&self, _: &Viewer, _: &str, _: Option<i64>) -> Result<String, QueryError> {
        Ok(refused()?)
    }
    async fn query_range(&self, _: &Viewer, _: &Over) -> Result<String, QueryError> {
        Ok(refused()?)
    }
    async fn series(&self, _: &Viewer, _: &domain::ports::Asked) -> Result<String, QueryError> {
        Ok(refused()?)
    }
    async fn label_names(&self, _: &Viewer, _: &domain::ports::Asked) -> Result<String, QueryError> {
        Ok(refused()?)
    }
    async fn label_values(&self, _: &Viewer, _: &str, _: &domain::ports::Asked) -> Result<String, QueryError> {
        Ok(refused()?)
    }
    async fn metric_metadata(&self, _: &Viewer, _: Option<&str>, _: Option<usize>) -> Result<String, QueryError> {
        Ok(refused()?)
    }
}

#[async_trait]
impl Models for Fake {
    async fn configuration(&self, _: &Viewer) -> Result<Configuration> {
        Ok(self.configuration.clone())
    }
    async fn default_month(&self, _: &Viewer) -> Result<Month> {
        Ok(self.month)
    }
    async fn overview(&self, _: &Viewer, _: Option<Month>) -> Result<Overview> {
        let months = self.report.iter().map(|report| report.month).collect();
        Ok(Overview { report: self.report.clone(), months, now_ms: 0, has_services: false, has_samples: false, has_mappings: false })
    }
    async fn services(&self, _: &Viewer, _: Option<Month>) -> Result<Vec<ServiceListRow>> {
        Ok(Vec::new())
    }
    async fn service(&self, _: &Viewer, service: &ServiceId, _: Option<Month>) -> Result<ServiceView> {
        self.service.clone().ok_or_else(|| Error::not_found("service", service.as_str()))
    }
    async fn change(&self, _: &Viewer, _: Vec<Change>) -> Result<Vec<Difference>> {
        refused()
    }
    async fn apply(&self, _: &Viewer, _: &str, _: bool) -> Result<Vec<Difference>> {
        refused()
    }
    async fn export(&self, _: &Viewer) -> Result<String> {
        refused()
    }
    async fn value_map(&self, _: &Viewer, _: Option<Month>) -> Result<ValueMapView> {
        refused()
    }
    async fn mapping_inputs(&self, _: &Viewer, _: &MappingId, _: Option<Month>) -> Result<MappingInputs> {
        refused()
    }
    async fn preview_inputs(&self, _: &Viewer, _: Preview) -> Result<PreviewInputs> {
        refused()
    }
    async fn add_rate(&self, _: &Viewer, _: Currency, _: RateValue) -> Result<()> {
        refused()
    }
    async fn drivers(&self, _: &Viewer, _: Option<Month>) -> Result<DriverView> {
        refused()
    }
    async fn baseline_windows(&self, _: &Viewer, _: &Asked) -> Result<BaselineWindows> {
        refused()
    }
    async fn series(&self, _: &Viewer, _: &SeriesKey, _: Option<Month>) -> Result<SeriesMonth> {
        refused()
    }
    async fn series_samples(&self, _: &Viewer, _: &SeriesKey, _: chrono::NaiveDate) -> Result<Vec<SeriesSample>> {
        refused()
    }
    async fn what_if(&self, _: &Viewer, _: Month) -> Result<domain::value::WhatIf> {
        refused()
    }
}

#[async_trait]
impl Reports for Fake {
    async fn months(&self, _: &Viewer) -> Result<Vec<ReportRow>> {
        let row = |report: &MonthReport| ReportRow {
            month: report.month,
            state: report.state,
            revision: report.issue.as_ref().map(|issue| issue.revision),
            pending: None,
            to_date: report.ledger.to_date,
            totals: report.ledger.totals,
            n_lines: report.ledger.lines.len(),
            n_not_claimed: report.ledger.not_claimed.len(),
        };
        Ok(self.report.iter().map(row).collect())
    }
    async fn month_report(&self, _: &Viewer, month: Month) -> Result<MonthReport> {
        self.report.clone().ok_or_else(|| Error::not_found("report", month.to_string()))
    }
    async fn report_file(&self, _: &Viewer, _: Month, _: ReportFormat) -> Result<Vec<u8>> {
        refused()
    }
}

#[async_trait]
impl Sharing for Fake {
    async fn share_report(&self, _: &Viewer, _: Month, _: NewShare) -> Result<String> {
        refused()
    }
    async fn shares(&self, _: &Viewer, _: Month) -> Result<Vec<ShareRow>> {
        refused()
    }
    async fn revoke_share(&self, _: &Viewer, _: Month, _: &str) -> Result<()> {
        refused()
    }
    async fn open_share(&self, _: &str) -> Result<MonthReport> {
        refused()
    }
    async fn open_share_pdf(&self, _: &str) -> Result<(Month, Vec<u8>)> {
        refused()
    }
}

#[async_trait]
impl Closing for Fake {
    async fn review(&self, _: &Viewer, _: Month) -> Result<Review> {
        refused()
    }
    async fn put_in_review(&self, _: &Viewer, _: Month) -> Result<()> {
        refused()
    }
    async fn withdraw_review(&self, _: &Viewer, _: Month) -> Result<()> {
        refused()
    }
    async fn close_month(&self, _: &Viewer, _: Month, _: CloseOrder) -> Result<Issue> {
        refused()
    }
    async fn restate_month(&self, _: &Viewer, _: Month, _: CloseOrder) -> Result<Issue> {
        refused()
    }
    async fn reopen_month(&self, _: &Viewer, _: Month, _: &str) -> Result<()> {
        refused()
    }
    async fn challenge_line(&self, _: &Viewer, _: Month, _: NewChallenge) -> Result<Challenge> {
        refused()
    }
    async fn answer_challenge(&self, _: &Viewer, _: Month, _: u32, _: Answer) -> Result<Challenge> {
        refused()
    }
    async fn issued_report(&self, _: &Viewer, _: Month, _: u32) -> Result<MonthReport> {
        refused()
    }
    async fn issued_pdf(&self, _: &Viewer, _: Month, _: u32) -> Result<Vec<u8>> {
        refused()
    }
    async fn verify_snapshot(&self, _: &str) -> Result<Verdict> {
        refused()
    }
    async fn verify_pdf(&self, _: &[u8]) -> Result<Verdict> {
        refused()
    }
}

#[async_trait]
impl Accounts for Fake {
    async fn bearer(&self, _: &str) -> Result<Viewer> {
        reader()
    }
    async fn needs_first_admin(&self) -> Result<bool> {
        Ok(false)
    }
    async fn create_first_admin(&self, _: FirstAdmin) -> Result<Session> {
        refused()
    }
    async fn sign_in(&self, _: &str, _: &str) -> Result<Session> {
        refused()
    }
    async fn sign_in_by_link(&self, _: &str) -> Result<Session> {
        refused()
    }
    async fn sign_out(&self, _: &str) -> Result<()> {
        refused()
    }
    async fn viewer(&self, _: &str) -> Result<Viewer> {
        Err(Error::SignedOut)
    }
    async fn people(&self, _: &Viewer) -> Result<Vec<Person>> {
        refused()
    }
    async fn invite(&self, _: &Viewer, _: Person) -> Result<String> {
        refused()
    }
    async fn accept_invitation(&self, _: &str, _: &str) -> Result<Session> {
        refused()
    }
    async fn set_role(&self, _: &Viewer, _: &Email, _: Role) -> Result<()> {
        refused()
    }
    async fn remove_person(&self, _: &Viewer, _: &Email) -> Result<()> {
        refused()
    }
    async fn tokens(&self, _: &Viewer) -> Result<Vec<TokenEntry>> {
        refused()
    }
    async fn add_token(&self, _: &Viewer, _: &str, _: Role) -> Result<String> {
        refused()
    }
    async fn revoke_token(&self, _: &Viewer, _: &str) -> Result<()> {
        refused()
    }
    async fn audit(&self, _: &Viewer, _: Option<i64>) -> Result<Vec<AuditEvent>> {
        refused()
    }
}

#[async_trait]
impl Samples for Fake {
    async fn write_samples(&self, _: &Viewer, _: Vec<WireSample>) -> Result<Vec<RowAnswer>> {
        refused()
    }
    async fn write_series(&self, _: &Viewer, _: &SeriesKey, _: &SourceId, _: Vec<Sample>) -> Result<u64> {
        refused()
    }
    async fn import_samples(&self, _: &Viewer, _: &[u8]) -> Result<ImportReport> {
        refused()
    }
    async fn import_kpis(&self, _: &Viewer, _: &[u8]) -> Result<ImportReport> {
        refused()
    }
    async fn import_costs(&self, _: &Viewer, _: &[u8]) -> Result<ImportReport> {
        refused()
    }
    async fn import_run(&self, _: &Viewer, _: RunFile<'_>) -> Result<ImportReport> {
        refused()
    }
    async fn import_rates(&self, _: &Viewer, _: &[u8]) -> Result<ImportReport> {
        refused()
    }
    async fn last_import(&self, _: &Viewer) -> Result<Option<ImportReport>> {
        Ok(None)
    }
}

#[async_trait]
impl Sources for Fake {
    async fn sources(&self, _: &Viewer) -> Result<Vec<SourceRow>> {
        refused()
    }
    async fn set_secret(&self, _: &Viewer, _: &SourceId, _: SecretOf, _: &str) -> Result<()> {
        refused()
    }
    async fn test_source(&self, _: &Viewer, _: &SourceId) -> Result<Vec<SourceCheck>> {
        refused()
    }
    async fn look_first(&self, _: &Viewer, _: Item) -> Result<Vec<SourceCheck>> {
        refused()
    }
    async fn start_back_fill(&self, _: &Viewer, _: &SourceId, _: u32) -> Result<()> {
        refused()
    }
    async fn collect_once(&self, _: &Viewer) -> Result<Vec<(SourceId, Result<u64>)>> {
        refused()
    }
}

#[async_trait]
impl Evidence for Fake {
    async fn evidence(&self, _: &Viewer, _: Option<Month>, _: PlanQuestion) -> Result<EvidenceView> {
        refused()
    }
    async fn experiments(&self, _: &Viewer, _: &SourceId) -> Result<Vec<EndedExperiment>> {
        refused()
    }
    async fn take_over(&self, _: &Viewer, _: &SourceId, _: &str, _: Completion) -> Result<TakenOver> {
        refused()
    }
    async fn import_tests(&self, _: &Viewer, _: &[u8]) -> Result<ImportReport> {
        refused()
    }
}
