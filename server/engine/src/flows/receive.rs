//! What other systems send becomes raw series.

use ::wire::series::{Batch, Sample};
use ::wire::{body, datadog, otlp, remote_write};
use async_trait::async_trait;
use domain::access::{Action, Viewer};
use domain::ports::{Datadog, Format, Push, Receipt, Receiving};
use domain::{Error, Result};

use crate::context::Engine;
use crate::raw::{Appended, Parcel};

/// Largest body, unpacked: 500 series of a remote-write request take less than a tenth of a megabyte, a batch of OTLP a few.
const UNPACKED_MAX: usize = 64 << 20;

/// What a body held, ready to be written.
#[derive(Default)]
struct Opened {
    parcel: Parcel,
    samples: u64,
    histograms: u64,
    exemplars: u64,
}

#[async_trait]
impl Receiving for Engine {
    async fn receive(&self, viewer: &Viewer, push: Push<'_>) -> Result<Receipt> {
        viewer.authorize(Action::WriteSamples)?;
        let opened = match open(push, self.clock.now_ms()) {
            Ok(opened) => opened,
            Err(error) => return Ok(Receipt::Refused { status: error.status(), reason: error.to_string() }),
        };
        let Opened { parcel, samples, histograms, exemplars } = opened;
        let (refused, reason) = if parcel.is_empty() {
            (parcel.refused, parcel.reason)
        } else {
            let appended = self.append_raw(&viewer.workspace, parcel).await?;
            (appended.refused, appended.reason)
        };
        Ok(Receipt::Taken { samples, histograms, exemplars, refused, reason: reason.map(|reason| reason.to_string()) })
    }
}

impl Engine {
    /// Keeps series that this program gathered itself.
    ///
    /// # Errors
    /// Only when our own store fails.
    pub async fn keep_series(&self, viewer: &Viewer, batch: Batch) -> Result<Appended> {
        let mut parcel = Parcel::default();
        fill(&mut parcel, batch, self.clock.now_ms());
        if parcel.is_empty() {
            return Ok(Appended { kept: 0, refused: parcel.refused, reason: parcel.reason });
        }
        self.append_raw(&viewer.workspace, parcel).await
    }
}

fn open(push: Push<'_>, now_ms: i64) -> Result<Opened, ::wire::Error> {
    let mut opened = Opened::default();
    match push.format {
        Format::RemoteWrite => {
            let version = remote_write::Version::of(push.content_type.unwrap_or("application/x-protobuf"))?;
            let body = remote_write::unpack(push.body, push.content_encoding, UNPACKED_MAX)?;
            let received = remote_write::read(version, &body, &mut |labels, samples| {
                opened.parcel.add(labels, samples.iter().map(pair), false, now_ms);
            })?;
            (opened.samples, opened.histograms, opened.exemplars) = (received.samples, received.histograms, received.exemplars);
            fill(&mut opened.parcel, received.batch, now_ms);
        }
        Format::Otlp => {
            let form = otlp::Form::of(push.content_type)?;
            let batch = otlp::read(&body::unpack(push.body, push.content_encoding, UNPACKED_MAX)?, form)?;
            opened.samples = batch.series.iter().map(|series| series.samples.len() as u64).sum();
            fill(&mut opened.parcel, batch, now_ms);
        }
        Format::Datadog(address) => {
            let body = body::unpack(push.body, push.content_encoding, UNPACKED_MAX)?;
            let batch = match address {
                Datadog::SeriesV1 => datadog::series_v1(&body)?,
                Datadog::SeriesV2 => datadog::series_v2(&body)?,
                Datadog::Distributions => datadog::distribution_points(&body)?,
                Datadog::CheckRun => datadog::check_run(&body, now_ms)?,
            };
            opened.samples = batch.series.iter().map(|series| series.samples.len() as u64).sum();
            fill(&mut opened.parcel, batch, now_ms);
        }
    }
    Ok(opened)
}

/// Adds the series of a batch.
pub(crate) fn fill(parcel: &mut Parcel, batch: Batch, now_ms: i64) {
    for series in batch.series {
        parcel.add(&series.labels, series.samples.iter().map(pair), series.growth, now_ms);
    }
    if let Some(reason) = batch.rejected.reason {
        parcel.refuse(batch.rejected.count, Error::invalid(reason));
    }
}

fn pair(sample: &Sample) -> (i64, f64) {
    (sample.at_ms, sample.value)
}
