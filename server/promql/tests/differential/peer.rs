//! A Prometheus of this test alone, spoken to over plain sockets.

use std::{
    fs::File,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use promql::SeriesData;
use serde_json::Value;
use wire::remote_write::encode;
use wire::series::Series;

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

pub struct Peer {
    port: u16,
    process: Child,
    folder: PathBuf,
}

impl Peer {
    pub fn start() -> Outcome<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!("promql-differential-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let config = folder.join("prometheus.yml");
        std::fs::write(&config, "global: {}\n")?;
        let log = File::create(folder.join("log"))?;
        let process = Command::new("prometheus")
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("tsdb").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .args(["--web.enable-remote-write-receiver", "--storage.tsdb.retention.time=20y"])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()?;
        let peer = Self { port, process, folder };
        let begun = Instant::now();
        while !matches!(peer.ask("GET", "/-/ready", "", b""), Ok((200, _))) {
            if begun.elapsed() > Duration::from_secs(30) {
                return Err(std::fs::read_to_string(peer.folder.join("log"))?.into());
            }
            sleep(Duration::from_millis(50));
        }
        Ok(peer)
    }

    /// Sends the samples of all series in the order of their times.
    pub fn write(&self, series: &[SeriesData]) -> Outcome<()> {
        let mut next = vec![0; series.len()];
        let last = series.iter().filter_map(|series| series.at_ms.last()).max().copied().unwrap_or_default();
        let mut until = series.iter().filter_map(|series| series.at_ms.first()).min().copied().unwrap_or_default();
        while until <= last + 600_000 {
            until += 600_000;
            let mut request = Vec::new();
            for (series, next) in series.iter().zip(&mut next) {
                let upto = series.at_ms.partition_point(|at| *at < until);
                if upto > *next {
                    request.push(part(series, *next..upto)?);
                    *next = upto;
                }
            }
            if !request.is_empty() {
                let (status, body) =
                    self.ask("POST", "/api/v1/write", "application/x-protobuf\r\nContent-Encoding: snappy", &encode::body(&request))?;
                if status != 204 {
                    return Err(format!("{status} {body}").into());
                }
            }
        }
        Ok(())
    }

    /// Status and JSON of a query.
    pub fn query(&self, path: &str, form: &[(&str, String)]) -> Outcome<(u16, String)> {
        let encoded: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
        self.ask("POST", path, "application/x-www-form-urlencoded", encoded.join("&").as_bytes())
    }

    fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Outcome<(u16, String)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        write!(stream, "{method} {path} HTTP/1.0\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len())?;
        stream.write_all(body)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
        Ok((head.split(' ').nth(1).ok_or("no status")?.parse()?, body.to_owned()))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The `data` and `errorType` of an answer.
pub fn parts(body: &str) -> Outcome<(Value, String)> {
    let mut answer: Value = serde_json::from_str(body)?;
    Ok((answer["data"].take(), answer["errorType"].as_str().unwrap_or_default().to_owned()))
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn part(series: &SeriesData, range: std::ops::Range<usize>) -> Outcome<Series> {
    let labels = series.labels.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    let samples = series.at_ms[range.clone()].iter().zip(&series.values[range]);
    Ok(samples.fold(Series::checked(labels.collect())?, |part, (at_ms, value)| part.with(*at_ms, *value)))
}
