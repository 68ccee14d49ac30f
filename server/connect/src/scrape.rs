//! Metrics pages: what a model server or an exporter shows of itself, in the formats of Prometheus.

use domain::Result;
use domain::config::Source;
use domain::{Error, ids::SourceId};
use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use url::Url;
use wire::exposition;
use wire::series::{Batch, Sample, Series};

use crate::failure;
use crate::http::Http;

/// A source whose page is read.
pub struct Scrape {
    http: Http,
    job: SourceId,
    instance: String,
}

impl Scrape {
    /// Prepares to read the page of a source.
    ///
    /// # Errors
    /// An address that cannot be asked.
    pub fn new(source: &Source, secret: Option<String>) -> Result<Self> {
        let http = Http::new(source, secret)?;
        let url = Url::parse(&http.host).ok();
        let instance = url.and_then(|url| Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?)));
        Ok(Self { http, job: source.id.clone(), instance: instance.unwrap_or_default() })
    }

    /// Does anything answer at the address?
    ///
    /// # Errors
    /// No answer.
    pub async fn reach(&self) -> Result<()> {
        self.http.reach().await
    }

    /// Reads the page. Its series are labelled with `job`, the source, and `instance`, the address; labels of these names that the page has
    /// itself become `exported_job` and `exported_instance`, as Prometheus does it.
    ///
    /// # Errors
    /// No answer, no success, or what is no metrics page.
    pub async fn page(&self, now_ms: i64) -> Result<Batch> {
        let answer = self.http.send(self.http.request_base(Method::GET).header(ACCEPT, exposition::ACCEPT)).await?;
        if !answer.status.is_success() {
            return Err(failure::status(&self.http, &answer));
        }
        let content_type = answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let wrong = |error: wire::Error| {
            Error::field(
                "url",
                format!("{} is no metrics page: {error}; give the address of the page itself, such as …/metrics", self.http.host),
            )
        };
        let mut batch = exposition::read(&answer.body, content_type, now_ms).map_err(wrong)?;
        for series in std::mem::take(&mut batch.series) {
            let samples = series.samples.len() as u64;
            batch.push(self.labelled(series), samples);
        }
        Ok(batch)
    }

    /// The series `up`: 1 where the page was read, 0 where it was not.
    pub fn up(&self, read: bool, now_ms: i64) -> Series {
        let labels = vec![
            ("__name__".to_owned(), "up".to_owned()),
            ("instance".to_owned(), self.instance.clone()),
            ("job".to_owned(), self.job.to_string()),
        ];
        Series { labels, samples: vec![Sample { at_ms: now_ms, value: f64::from(u8::from(read)) }], growth: false }
    }

    fn labelled(&self, series: Series) -> std::result::Result<Series, String> {
        let mut labels = series.labels;
        for (name, _) in labels.iter_mut().filter(|(name, _)| name == "job" || name == "instance") {
            *name = format!("exported_{name}");
        }
        labels.extend([("job".to_owned(), self.job.to_string()), ("instance".to_owned(), self.instance.clone())]);
        Ok(Series { samples: series.samples, growth: false, ..Series::checked(labels)? })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::fake::{Fake, response, source};

    async fn read(body: &'static str, status: &'static str) -> Result<Batch> {
        let fake = Fake::start(move |_| response(status, "content-type: text/plain; version=0.0.4\r\n", body));
        let scrape = Scrape::new(&source("scrape", &format!("{}/metrics", fake.url())), Some("token".to_owned()))?;
        let page = scrape.page(5_000).await;
        let request = fake.requests().remove(0).to_lowercase();
        assert!(request.starts_with("get /metrics http/1.1") && request.contains("authorization: bearer token"), "{request}");
        page
    }

    #[tokio::test]
    async fn series_are_labelled_with_where_they_come_from() {
        let page = read("# TYPE n_total counter\nn_total{job=\"own\",model=\"a\",} 7\n", "200 OK").await.unwrap();
        let series = &page.series[0];
        assert_eq!((series.label("job"), series.label("exported_job"), series.label("model")), (Some("it"), Some("own"), Some("a")));
        assert!(series.label("instance").unwrap().starts_with("127.0.0.1:"));
        assert_eq!(series.samples, [Sample { at_ms: 5_000, value: 7.0 }]);
    }

    #[tokio::test]
    async fn what_is_no_metrics_page_is_said() {
        let message = read("<html><body>Sign in</body></html>", "200 OK").await.unwrap_err().to_string();
        assert!(message.contains("is no metrics page") && message.contains("/metrics"), "{message}");
        assert!(read("", "500 Internal Server Error").await.unwrap_err().to_string().contains("500"));
    }
}
