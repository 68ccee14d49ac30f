#!/usr/bin/env python3
"""Benchmarks: the product's figure beside its peer's, taken in one run.

    PEERS=FOLDER tests/bench/run.py

PEERS holds the peers' scripts (pdf_reportlab.py, pdf_weasyprint.py). Installs their packages into tests/bench/.venv,
and wrk and prometheus from Debian where they are missing. Nothing here is a test: it prints ratios, medians and the load.
"""
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BINARY = TOP / "target/release/modelworth"
VENV = TOP / "tests/bench/.venv"
rows = []


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, text=True, **options)


def row(target, what, ours, peer, ratio, must):
    rows.append((target, what, ours, peer, ratio, must))
    print(f"{target:3} {what:44} ours {ours:>12}  peer {peer:>22}  ratio {ratio:>7}  must {must}", flush=True)


def install():
    if not (VENV / "bin/python").exists():
        run(sys.executable, "-m", "venv", VENV)
        run(VENV / "bin/pip", "install", "-q", "reportlab", "weasyprint")
    missing = [name for name, command in [("wrk", "wrk"), ("prometheus", "prometheus")] if subprocess.run(["which", command], capture_output=True).returncode]
    libraries = ["libpango-1.0-0", "libpangoft2-1.0-0", "fonts-dejavu-core"]
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, *libraries, stdout=subprocess.DEVNULL)


def build():
    out = run("cargo", "build", "--release", "-p", "server", cwd=TOP, capture_output=True)
    run("cargo", "build", "--release", "-p", "engine", "--example", "pdf_bench", cwd=TOP, stderr=subprocess.DEVNULL)
    return "\n".join(line for line in out.stderr.splitlines() if "after brotli" in line)


def peer_warm(peers, script, repeats):
    """Median seconds of a peer's warm draws, and the size of its file."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.pdf"
        done = run(VENV / "bin/python", Path(peers) / script, target, repeats, capture_output=True)
        seconds = [float(part) for part in re.search(r"render_s (.*)", done.stderr)[1].split()]
        return statistics.median(seconds[1:]), seconds[0], target.stat().st_size


def wait_for(url, seconds=60):
    for _ in range(seconds * 100):
        try:
            return urllib.request.urlopen(url, timeout=2)
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"{url} does not answer")


def rss_mib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def prometheus_idle():
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "p.yml").write_text("scrape_configs: []\n")
        command = ["prometheus", f"--config.file={folder}/p.yml", f"--storage.tsdb.path={folder}/data", "--web.listen-address=127.0.0.1:19191"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("http://127.0.0.1:19191/-/ready")
        time.sleep(5)
        rss = rss_mib(process.pid)
        stop(process)
        return rss


def demo(folder, port):
    """Starts the sample workspace; answers the process, the session cookie and the seconds to its first page."""
    began = time.perf_counter()
    environment = {**os.environ, "MODELWORTH_ADDR": f"127.0.0.1:{port}"}
    process = subprocess.Popen([BINARY, "demo"], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    link = None
    for line in process.stdout:
        if found := re.search(r"http://\S*token=\S+", line):
            link = found[0]
            break
    if link is None:
        raise SystemExit("the demo printed no link")
    wait_for(f"http://127.0.0.1:{port}/healthz")
    class Keep(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None
    try:
        answer = urllib.request.build_opener(Keep).open(link)
    except urllib.error.HTTPError as error:
        answer = error
    cookie = answer.headers["set-cookie"].split(";")[0]
    page = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Cookie": cookie})
    urllib.request.urlopen(page).read()
    return process, cookie, time.perf_counter() - began


def main():
    peers = os.environ.get("PEERS") or sys.exit("set PEERS to the folder with the peers' scripts")
    install()
    bundle = build()
    print(f"load {os.getloadavg()[0]:.2f}, {os.cpu_count()} cores")
    reportlab, _, _ = peer_warm(peers, "pdf_reportlab.py", 8)
    _, weasy_cold, weasy_size = peer_warm(peers, "pdf_weasyprint.py", 2)
    with tempfile.TemporaryDirectory() as folder:
        done = run(TOP / "target/release/examples/pdf_bench", f"{folder}/plan.pdf", "20", capture_output=True)
    said = done.stdout + done.stderr
    seconds = [float(part) for part in re.search(r"render_s (.*)", said)[1].split()]
    ours = {"seconds": statistics.median(seconds[1:]), "bytes": int(re.search(r"bytes (\d+)", said)[1])}
    row("P1", "draw 8 pages, warm", f"{ours['seconds'] * 1e3:.1f} ms", f"ReportLab {reportlab * 1e3:.1f} ms", f"{ours['seconds'] / reportlab:.2f}", "<= 0.5")
    row("P3", "its size", f"{ours['bytes'] / 1e3:.0f} kB", f"WeasyPrint {weasy_size / 1e3:.0f} kB", f"{ours['bytes'] / weasy_size:.2f}", "<= 1.5")
    with tempfile.TemporaryDirectory() as folder:
        process, cookie, _ = demo(folder, 18431)
        load = run("wrk", "-t1", "-c4", "-d8", "--latency", "-H", f"Cookie: {cookie}", "http://127.0.0.1:18431/", capture_output=True).stdout
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", load)[1])
        p99 = re.search(r"99%\s+(\S+)", load)[1]
        row("Q3", "Overview, signed in, 4 connections", f"{rate:.0f} req/s", "-", "-", ">= 100 req/s")
        row("Q3", "the same, p99", p99, "-", "-", "<= 80 ms")
        stop(process)
        process, _, seconds = demo(folder, 18432)
        row("R1", "start to first page, existing store", f"{seconds:.2f} s", "-", "-", "<= 1 s")
        time.sleep(5)
        rss, peer = rss_mib(process.pid), prometheus_idle()
        row("R1", "idle memory", f"{rss:.0f} MiB", f"Prometheus {peer:.0f} MiB", f"{rss - peer:+.0f}", "<= +40 MiB")
        stop(process)
        month = time.strftime("%Y-%m", time.gmtime(time.time() - 31 * 86400))
        times = []
        for _ in range(5):
            began = time.perf_counter()
            environment = {**os.environ, "DATABASE_URL": "sqlite:data/demo.db"}
            run(BINARY, "report", "--month", month, "--format", "pdf", "--out", "month.pdf", cwd=folder, env=environment, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - began)
        full = statistics.median(times)
        row("P5", "report --format pdf from the database", f"{full:.2f} s", f"WeasyPrint {weasy_cold:.2f} s", f"{full / weasy_cold:.2f}", "<= 1")
    print(f"F1  {bundle or 'the size of the browser code is printed by a fresh release build'}")


main()
