"""What must not grow with what is stored or known: ingest, memory at rest, start, a late sample; and a pass over 500 indicators."""
import http.client
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from common import BINARY, debian, example, peers_folder, python, row, rss_mib, run, serving, start, stop, wait_for
from ingest import PORT, URL, Product, said

PROMETHEUS = "127.0.0.1:3933"


def load(peers, interpreter, product, series, rounds, begin):
    """Remote-write of so many series, a sample each per round; samples a second."""
    lines = said(run(interpreter, peers / "rw_load.py", f"{URL}/api/v1/write", "--series", series, "--rounds", rounds, "--step", 1,
                     "--start", begin, "--header", product.header, capture_output=True).stdout)
    if list(lines[-1]["codes"]) != ["204"]:
        raise SystemExit(f"not all was taken: {lines[-1]}")
    return lines[-1]["samples_per_s"]


def at_rest(product):
    """Starts the server again; seconds until it is ready, and MiB after a while of rest."""
    stop(product.process)
    began = time.perf_counter()
    product.begin()
    ready = time.perf_counter() - began
    time.sleep(5)
    return ready, rss_mib(product.process.pid)


def ingest(peers, interpreter):
    now = int(time.time())
    with tempfile.TemporaryDirectory() as folder:
        product = Product(folder)
        try:
            few = statistics.median(load(peers, interpreter, product, 1_000, 500, now - 40_000 + n * 600) for n in range(3))
        finally:
            stop(product.process)
    with tempfile.TemporaryDirectory() as folder:
        product = Product(folder)
        try:
            load(peers, interpreter, product, 100_000, 1, now - 40_000)
            many = statistics.median(load(peers, interpreter, product, 100_000, 5, now - 39_000 + n * 600) for n in range(3))
        finally:
            stop(product.process)
    row("G", "ingest: 100,000 series against 1,000", f"{many:,}/s", f"1,000 series {few:,}/s", f"{many / few:.2f}", ">= 0.6")
    with tempfile.TemporaryDirectory() as folder:
        product = Product(folder)
        try:
            part = lambda n: load(peers, interpreter, product, 5_000, 100, now - 80_000 + n * 200)
            empty = statistics.median([part(0), part(1), part(2)])
            early, small = at_rest(product)
            for n in range(3, 20):
                part(n)
            late, large = at_rest(product)
            full = statistics.median([part(20), part(21), part(22)])
        finally:
            stop(product.process)
    row("G", "ingest: after 10 M samples", f"{full:,}/s", f"empty {empty:,}/s", f"{full / empty:.2f}", ">= 0.8")
    row("G", "memory at rest: 10 M samples against 1.5 M", f"{large:.1f} MiB", f"1.5 M {small:.1f} MiB", f"{large / small:.2f}", "<= 1.2")
    row("G", "start: 10 M samples against 1.5 M", f"{late:.2f} s", f"1.5 M {early:.2f} s", f"{late / early:.2f}", "<= 1.5")


def late_samples():
    """One sample at a time into months of a series of two years with a sample every five minutes, each with its sum and its answer on disk."""
    with tempfile.TemporaryDirectory() as folder:
        run(example("growth"), "fill", f"{folder}/m.db", 1, 1, 288, 24, capture_output=True)
        environment = {**os.environ, "MODELWORTH_ADDR": f"127.0.0.1:{PORT}", "MODELWORTH_LOG": "warn", "DATABASE_URL": f"sqlite:{folder}/m.db"}
        token = run(BINARY, "token", "add", "bench", "--role", "admin", env=environment, capture_output=True).stdout.strip()
        process = start(BINARY, "serve", env=environment, cwd=folder)
        try:
            wait_for(f"{URL}/readyz")
            connection = http.client.HTTPConnection("127.0.0.1", PORT)

            def send(day, n):
                body = json.dumps([{"series": "s0/uptime", "time": f"{day}T10:{n // 60:02}:{n % 60:02}Z", "value": 1}])
                began = time.perf_counter()
                connection.request("POST", "/api/v1/samples", body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
                answer = connection.getresponse().read()
                taken = (time.perf_counter() - began) * 1000
                if b'"accepted"' not in answer:
                    raise SystemExit(answer.decode())
                return taken

            days = {"first": "2024-11-15", "last": "2026-10-15"}
            taken = {name: [] for name in days}
            for n in range(1, 121):
                for name, day in days.items():
                    taken[name].append(send(day, n))
        finally:
            stop(process)
    first, last = (statistics.median(taken[name][20:]) for name in days)
    row("G", "a late sample: month 1 of 24 against the last", f"{first:.2f} ms", f"last {last:.2f} ms", f"{first / last:.2f}", "<= 5 ms, alike")


def company(services):
    """Two series a service, asked of a Prometheus that watches itself."""
    text = '[workspace]\nname = "Bench"\ntime_zone = "UTC"\ncurrency = "USD"\n[[team]]\nid = "all"\nname = "All"\n'
    text += f'[[source]]\nid = "prom"\nkind = "prometheus"\nurl = "http://{PROMETHEUS}"\n'
    for n in range(services):
        text += f'[[service]]\nid = "s{n}"\nname = "Service {n}"\nteam = "all"\n'
        buckets = "sum by (le) (increase(prometheus_http_request_duration_seconds_bucket[5m]))"
        text += f'[[indicator]]\nservice = "s{n}"\nmetric = "latency"\nsource = {{ id = "prom", histogram = "{buckets}", scale = "1000" }}\n'
        text += f'[[indicator]]\nservice = "s{n}"\nmetric = "predictions"\nsource = {{ id = "prom", query = "sum(increase(prometheus_http_requests_total[5m]))" }}\n'
    return text


def one_pass():
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "p.yml").write_text(
            f"global: {{ scrape_interval: 1s }}\nscrape_configs: [{{ job_name: own, static_configs: [{{ targets: ['{PROMETHEUS}'] }}] }}]\n")
        environment = {**os.environ, "MODELWORTH_LOG": "error", "DATABASE_URL": f"sqlite:{folder}/m.db"}
        (Path(folder) / "w.toml").write_text(company(250))
        run(BINARY, "apply", f"{folder}/w.toml", env=environment, capture_output=True)
        with serving(f"http://{PROMETHEUS}/-/ready", "prometheus", f"--config.file={folder}/p.yml", f"--storage.tsdb.path={folder}/tsdb",
                     f"--web.listen-address={PROMETHEUS}"):
            time.sleep(150)
            taken = []
            for _ in range(3):
                began = time.perf_counter()
                said = run(BINARY, "collect", "--once", env=environment, capture_output=True)
                taken.append(time.perf_counter() - began)
        if "prom" not in said.stdout + said.stderr:
            raise SystemExit(f"nothing was asked: {said.stdout}")
    row("C", "a pass over 500 indicators, each an hour back", f"{statistics.median(taken):.1f} s", "their interval 300 s",
        f"{statistics.median(taken) / 300:.3f}", "<= 1")


def measure():
    peers = peers_folder()
    interpreter = python("cramjam")
    debian("prometheus")
    ingest(peers, interpreter)
    late_samples()
    one_pass()
