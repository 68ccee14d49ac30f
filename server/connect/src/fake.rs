//! For tests: a server that gives the same prepared bytes to every request, and remembers what it was asked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A source of a kind at an address.
pub fn source(kind: &str, url: &str) -> domain::config::Source {
    let source = serde_json::json!({ "id": "it", "kind": kind, "url": url });
    serde_json::from_value(source).unwrap()
}

/// A series that a source feeds by one name, such as `fraud/uptime`.
pub fn fed(series: &str, query: &str) -> crate::Fed {
    let series = domain::sample::SeriesKey::parse(series).unwrap();
    let domain::sample::SeriesKey::Indicator { metric, .. } = &series else { unreachable!("{series}: an indicator") };
    let metric = domain::metric::find(metric).unwrap();
    let shape = domain::sample::SeriesShape { kind: metric.kind, interval_s: metric.cadence.interval_s() };
    crate::Fed { series, shape, from: domain::config::SourceRef { query: Some(query.to_owned()), ..Default::default() } }
}

/// The server; its thread ends with the test.
pub struct Fake {
    pub addr: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Fake {
    /// Answers every request with what `answer` makes of it: a whole HTTP response.
    pub fn start(answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let request = read_request(&stream);
                let response = answer(&request);
                seen.lock().unwrap().push(request);
                let _ = (&stream).write_all(response.as_bytes());
            }
        });
        Self { addr, requests }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// A response with a body; the connection closes after it.
pub fn response(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

/// A success with a body of JSON.
pub fn json(body: &serde_json::Value) -> String {
    response("200 OK", "content-type: application/json\r\n", &body.to_string())
}

/// An answer of `query_range` with one series.
pub fn matrix(values: &str) -> String {
    response(
        "200 OK",
        "",
        &format!(r#"{{"status":"success","data":{{"resultType":"matrix","result":[{{"metric":{{}},"values":[{values}]}}]}}}}"#),
    )
}

fn read_request(mut stream: &TcpStream) -> String {
    let mut request = Vec::new();
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return text,
            Ok(n) => request.extend_from_slice(&part[..n]),
        }
    }
}

/// A number of the form in a request.
pub fn field(request: &str, name: &str) -> i64 {
    let form = request.rsplit("\r\n").next().unwrap();
    form.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap().parse().unwrap()
}

/// The value at every instant that a `query_range` asks for; a plain query gets a scalar.
pub fn every_instant(request: &str, value: &str) -> String {
    if !request.contains("/query_range") {
        return response("200 OK", "", r#"{"status":"success","data":{"resultType":"scalar","result":[0,"1"]}}"#);
    }
    let (start, end, step) = (field(request, "start"), field(request, "end"), field(request, "step"));
    let values: Vec<String> = (start..=end).step_by(usize::try_from(step).unwrap()).map(|at| format!("[{at},\"{value}\"]")).collect();
    matrix(&values.join(","))
}
