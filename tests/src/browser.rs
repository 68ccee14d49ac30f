//! Headless Chromium, driven by the W3C WebDriver protocol (https://www.w3.org/TR/webdriver2/).

use std::process::Command;
use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::Outcome;
use crate::http::{client, wait_for};
use crate::process::{Folder, Process, free_port};

/// How long [`Browser::find`] waits for an element.
const PATIENCE: Duration = Duration::from_secs(10);
/// Name of an element's reference in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Keys that are no letters, as the protocol names them (https://www.w3.org/TR/webdriver2/#keyboard-actions).
pub mod keys {
    pub const TAB: &str = "\u{E004}";
    pub const ENTER: &str = "\u{E007}";
    pub const SHIFT: &str = "\u{E008}";
    pub const CONTROL: &str = "\u{E009}";
}

/// A browser window with a fresh profile.
pub struct Browser {
    client: Client,
    session: String,
    _driver: Process,
    folder: Folder,
}

/// An element of the page.
pub struct Element<'a> {
    browser: &'a Browser,
    id: String,
}

impl Browser {
    /// A desktop window.
    pub async fn start() -> Outcome<Self> {
        Self::with_settings(json!({})).await
    }

    /// A desktop window in which no script runs.
    pub async fn without_scripts() -> Outcome<Self> {
        Self::with_settings(json!({ "profile.managed_default_content_settings.javascript": 2 })).await
    }

    async fn with_settings(mut settings: Value) -> Outcome<Self> {
        let folder = Folder::new()?;
        let port = free_port()?;
        let mut driver = Process::start(Command::new("chromedriver").arg(format!("--port={port}")), &folder.path().join("log"))?;
        let root = format!("http://127.0.0.1:{port}");
        driver.wait_until_up(&format!("{root}/status"), Duration::from_secs(20)).await?;
        settings["download.default_directory"] = json!(folder.path());
        let capabilities = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "prefs": settings, "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-dev-shm-usage", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--window-size=1280,900",
            ] },
        } } });
        let client = client()?;
        let opened = call(&client, Method::POST, &format!("{root}/session"), &capabilities).await?;
        let id = opened["sessionId"].as_str().ok_or("the driver names no session")?;
        Ok(Self { client, session: format!("{root}/session/{id}"), _driver: driver, folder })
    }

    async fn post(&self, command: &str, body: Value) -> Outcome<Value> {
        call(&self.client, Method::POST, &format!("{}/{command}", self.session), &body).await
    }

    async fn get(&self, command: &str) -> Outcome<Value> {
        call(&self.client, Method::GET, &format!("{}/{command}", self.session), &Value::Null).await
    }

    /// Opens an address and waits until the page is loaded.
    pub async fn open(&self, url: &str) -> Outcome {
        self.post("url", json!({ "url": url })).await.map(drop)
    }

    /// The address of the page.
    pub async fn url(&self) -> Outcome<String> {
        text_of(&self.get("url").await?)
    }

    /// The first element that a CSS selector finds; waits for it.
    pub async fn find(&self, selector: &str) -> Outcome<Element<'_>> {
        let id = wait_for(&format!("an element {selector}"), PATIENCE, || async {
            let query = json!({ "using": "css selector", "value": selector });
            let found = self.post("element", query).await.ok()?;
            found[ELEMENT].as_str().map(str::to_owned)
        })
        .await?;
        Ok(Element { browser: self, id })
    }

    /// Waits until the first element of a selector shows a text that contains `part`; answers the whole text.
    pub async fn wait_for_text(&self, selector: &str, part: &str) -> Outcome<String> {
        wait_for(&format!("{part:?} in {selector}"), PATIENCE, || async {
            let text = self.find(selector).await.ok()?.text().await.ok()?;
            text.contains(part).then_some(text)
        })
        .await
    }

    /// Runs a script in the page and answers what it returns.
    pub async fn script(&self, script: &str) -> Outcome<Value> {
        self.post("execute/sync", json!({ "script": script, "args": [] })).await
    }

    /// Presses keys one after the other, then lets them go: a chord, or letters in a row.
    pub async fn press(&self, keys: &[&str]) -> Outcome {
        let key = |kind: &'static str| move |key: &&str| json!({ "type": kind, "value": key });
        let actions: Vec<Value> = keys.iter().map(key("keyDown")).chain(keys.iter().rev().map(key("keyUp"))).collect();
        self.post("actions", json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] })).await.map(drop)
    }

    /// Lets the page's timers run as if this long had passed (Emulation.setVirtualTimePolicy of the DevTools protocol,
    /// https://chromedevtools.github.io/devtools-protocol/tot/Emulation/), waiting for what they fetch. The page's time then rests.
    pub async fn pass(&self, time: Duration) -> Outcome {
        let now = || async { Outcome::Ok(self.script("return performance.now()").await?.as_f64().ok_or("the page has no time")?) };
        let from = now().await?;
        let ms = u32::try_from(time.as_millis())?;
        let params = json!({ "policy": "pauseIfNetworkFetchesPending", "budget": ms });
        self.post("goog/cdp/execute", json!({ "cmd": "Emulation.setVirtualTimePolicy", "params": params })).await?;
        let over = || async { (now().await.ok()? >= from + f64::from(ms) - 1.0).then_some(()) };
        wait_for("the page's time to pass", Duration::from_secs(30), over).await
    }

    /// Waits until the browser code has made the first island live.
    pub async fn wait_for_islands(&self) -> Outcome {
        wait_for("a live island", PATIENCE, || async {
            let script = "return performance.getEntriesByType('resource').some(r => r.name.endsWith('.wasm') \
                && r.responseEnd > 0) && document.querySelector('leptos-island') !== null";
            let loaded = self.script(script).await.ok()?;
            (loaded == Value::Bool(true)).then_some(())
        })
        .await?;
        // Islands are made live in the turn after the code has arrived.
        self.post(
            "execute/async",
            json!({ "script":
            "const done = arguments[0]; requestIdleCallback(() => setTimeout(done, 100))", "args": [] }),
        )
        .await
        .map(drop)
    }

    /// What scripts and the browser complained about since the last call.
    pub async fn complaints(&self) -> Outcome<Vec<String>> {
        let entries = self.post("se/log", json!({ "type": "browser" })).await?;
        let entries = entries.as_array().cloned().unwrap_or_default();
        entries.iter().map(|entry| text_of(&entry["message"])).collect()
    }

    /// Sets the window's size in CSS pixels; 390 × 844 is a phone.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome {
        self.post("window/rect", json!({ "width": width, "height": height })).await.map(drop)
    }

    /// Waits for a finished download; its bytes.
    pub async fn downloaded(&self, name: &str) -> Outcome<Vec<u8>> {
        let path = self.folder.path().join(name);
        wait_for(&format!("the download {name}"), Duration::from_secs(30), || async {
            std::fs::read(&path).ok().filter(|bytes| !bytes.is_empty())
        })
        .await
    }

    /// Closes the window.
    pub async fn close(self) -> Outcome {
        call(&self.client, Method::DELETE, &self.session, &Value::Null).await.map(drop)
    }
}

impl Element<'_> {
    async fn get(&self, what: &str) -> Outcome<Value> {
        self.browser.get(&format!("element/{}/{what}", self.id)).await
    }

    async fn post(&self, what: &str, body: Value) -> Outcome {
        self.browser.post(&format!("element/{}/{what}", self.id), body).await.map(drop)
    }

    /// Clicks into its middle.
    pub async fn click(&self) -> Outcome {
        self.post("click", json!({})).await
    }

    /// Types into it.
    pub async fn write(&self, text: &str) -> Outcome {
        self.post("value", json!({ "text": text })).await
    }

    /// Empties a field.
    pub async fn clear(&self) -> Outcome {
        self.post("clear", json!({})).await
    }

    /// The text as shown.
    pub async fn text(&self) -> Outcome<String> {
        text_of(&self.get("text").await?)
    }

    /// An attribute's value.
    pub async fn attribute(&self, name: &str) -> Outcome<Option<String>> {
        Ok(self.get(&format!("attribute/{name}")).await?.as_str().map(str::to_owned))
    }
}

async fn call(client: &Client, method: Method, url: &str, body: &Value) -> Outcome<Value> {
    let mut request = client.request(method, url);
    if !body.is_null() {
        request = request.json(body);
    }
    let answer = request.send().await?;
    let good = answer.status().is_success();
    let mut answer: Value = answer.json().await?;
    if good { Ok(answer["value"].take()) } else { Err(format!("the browser refuses: {}", answer["value"]["message"]).into()) }
}

fn text_of(value: &Value) -> Outcome<String> {
    Ok(value.as_str().ok_or_else(|| format!("{value} is no text"))?.to_owned())
}
