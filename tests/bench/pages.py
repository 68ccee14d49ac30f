"""F1, F2, Q3, R1: the first page, beside Evidently, MLflow and Prometheus."""
import json
import os
import re
import statistics
import tempfile
import time
from pathlib import Path

from common import HERE, debian, load, peers_folder, python, rss_mib, row, run, serving
from demo import demo
from peer_pages import evidently, mlflow

PORT = 18431
SITE = f"http://127.0.0.1:{PORT}"
PAGE = f"{SITE}/"
ROUNDS = 3
UNITS_MS = {"us": 0.001, "ms": 1, "s": 1000}


def first_load(url, cookie=None):
    """Code, brotli 11, in bytes; LCP with a cold cache in ms."""
    environment = {**os.environ, "NODE_PATH": str(HERE / "node_modules")}
    if cookie:
        environment["COOKIE"] = cookie
    done = run("node", peers_folder() / "first_load.mjs", url, "", 5, env=environment, capture_output=True)
    said = json.loads(done.stdout)
    code = sum(said["code"].get(kind, {}).get("brotli11", 0) for kind in ("js", "wasm"))
    return code, said["lcp_ms"]


def moved(site, cookie):
    """Median and most ms until a changed input's money stands on the page, in the what-if and in the mapping editor."""
    environment = {**os.environ, "NODE_PATH": str(HERE / "node_modules"), "COOKIE": cookie}
    said = json.loads(run("node", HERE / "money.mjs", site, env=environment, capture_output=True).stdout)
    return [(what, said[what]["median_ms"], said[what]["most_ms"]) for what in ("what_if", "editor")]


def pressed(url, *headers):
    """Requests a second and p99 in ms with 4 connections."""
    said = run("wrk", "-t1", "-c4", "-d8", "--timeout", "20", "--latency", *headers, url, capture_output=True).stdout
    if refused := re.search(r"Non-2xx.*|Socket errors.*", said):
        raise SystemExit(f"{url}: {refused[0]}")
    p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), float(p99) * UNITS_MS[unit]


def medians(*rounds):
    """Each figure's median over rounds that take turns, so that what else the machine does meets all alike."""
    taken = [[one() for one in rounds] for _ in range(ROUNDS)]
    return [[statistics.median(figures) for figures in zip(*of_one)] for of_one in zip(*taken)]


def prometheus_idle():
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "p.yml").write_text("scrape_configs: []\n")
        command = ["prometheus", f"--config.file={folder}/p.yml", f"--storage.tsdb.path={folder}/data", "--web.listen-address=127.0.0.1:19191"]
        with serving("http://127.0.0.1:19191/-/ready", *command) as process:
            time.sleep(5)
            return rss_mib(process.pid)


def measure():
    debian("wrk", "prometheus", "chromium")
    python("evidently==0.7.23", "pandas<3", "mlflow")
    run("npm", "install", "--silent", "--no-save", "--prefix", HERE, "puppeteer-core", cwd=HERE)
    with tempfile.TemporaryDirectory() as folder:
        with demo(folder, PORT) as (_, cookie, _):
            with evidently() as url:
                (code, lcp), (their_code, their_lcp) = medians(lambda: first_load(PAGE, cookie), lambda: first_load(url))
            load()
            ratio = f"{code / their_code:.2f}"
            row("F1", "Overview, code after brotli", f"{code / 1e3:.0f} kB", f"Evidently {their_code / 1e3:.0f} kB", ratio, "<= 300 kB")
            row("F2", "Overview, LCP, cold", f"{lcp:.0f} ms", f"Evidently {their_lcp:.0f} ms", f"{lcp / their_lcp:.2f}", "<= 0.5")
            for what, median, most in moved(SITE, cookie):
                row("V3", f"{what}: a change's money, median and most", f"{median:.1f}, {most:.1f} ms", "-", "-", "<= 16 ms")
            with mlflow() as url:
                headers = ["-H", f"Cookie: {cookie}"]
                (rate, p99), (their_rate, their_p99) = medians(lambda: pressed(PAGE, *headers), lambda: pressed(url))
            load()
            ratio = f"{rate / their_rate:.1f}"
            row("Q3", "Overview, signed in, 4 connections", f"{rate:.0f} req/s", f"MLflow {their_rate:.1f} req/s", ratio, ">= 100 req/s, >= 6 x")
            row("Q3", "the same, p99", f"{p99:.1f} ms", f"MLflow {their_p99:.0f} ms", f"{p99 / their_p99:.2f}", "<= 80 ms")
        with demo(folder, PORT) as (process, _, seconds):
            row("R1", "start to first page, existing store", f"{seconds:.2f} s", "-", "-", "<= 1 s")
            time.sleep(5)
            rss, peer = rss_mib(process.pid), prometheus_idle()
            row("R1", "idle memory", f"{rss:.0f} MiB", f"Prometheus {peer:.0f} MiB", f"{rss - peer:+.0f}", "<= +40 MiB")
