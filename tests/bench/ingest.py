"""Series in and out: remote-write on both databases, what it takes on disk, kill -9, and range queries, beside Prometheus in one run."""
import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

from common import BINARY, debian, get, peers_folder, python, row, run, start, stop, wait_for

PORT = 3931
POSTGRES_PORT = 3932
URL = f"http://127.0.0.1:{PORT}"
COMPANY = '[workspace]\nname = "Bench"\ntime_zone = "UTC"\ncurrency = "USD"\n'
LOAD = ["--series", "5000", "--per-req", "500", "--rounds", "100"]
KILLS = 100


class Product:
    """The server on a database of its own."""

    def __init__(self, folder, database=None):
        self.folder = Path(folder)
        self.environment = {**os.environ, "MODELWORTH_ADDR": f"127.0.0.1:{PORT}", "MODELWORTH_LOG": "warn",
                            "DATABASE_URL": database or f"sqlite:{folder}/m.db"}
        (self.folder / "w.toml").write_text(COMPANY)
        self.command("apply", f"{folder}/w.toml")
        self.token = self.command("token", "add", "bench", "--role", "admin").strip()
        self.begin()

    def command(self, *arguments):
        return run(BINARY, *arguments, env=self.environment, capture_output=True).stdout

    def begin(self):
        self.process = start(BINARY, "serve", env=self.environment, cwd=self.folder)
        wait_for(f"{URL}/readyz")

    @property
    def header(self):
        return f"Authorization: Bearer {self.token}"

    def count(self, at):
        query = urllib.parse.urlencode({"query": 'sum(count_over_time({__name__=~"peer_.*"}[1d]))', "time": at})
        said = json.loads(get(f"{URL}/prometheus/api/v1/query?{query}", Authorization=f"Bearer {self.token}"))["data"]["result"]
        return int(float(said[0]["value"][1])) if said else 0


def said(output):
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def ingest(peers, interpreter):
    theirs = said(run(interpreter, peers / "rw_bench.py", "prometheus", *LOAD, capture_output=True, env={**os.environ, "SETTLE": "1"}).stdout)[-1]
    with tempfile.TemporaryDirectory() as folder:
        product = Product(folder)
        try:
            ours = said(run(interpreter, peers / "rw_bench.py", f"URL:{URL}/api/v1/write", product.process.pid, folder, *LOAD,
                            "--header", product.header, capture_output=True).stdout)[-1]
        finally:
            stop(product.process)
    if ours["codes"] != {"204": ours["requests"]}:
        raise SystemExit(f"not all was taken: {ours['codes']} {ours['errors']}")
    ratio = lambda key: f"{ours[key] / theirs[key]:.2f}"
    row("I1", "remote-write, SQLite: samples a second", f"{ours['samples_per_s']:,}", f"Prometheus {theirs['samples_per_s']:,}",
        ratio("samples_per_s"), ">= 0.5, aim 1.5")
    row("I1", "the same: CPU a sample", f"{ours['cpu_us_per_sample']} us", f"{theirs['cpu_us_per_sample']} us", ratio("cpu_us_per_sample"),
        "<= 2, aim 0.75")
    row("I4", "p99 of a request of 500 samples", f"{ours['p99_ms']} ms", f"{theirs['p99_ms']} ms", ratio("p99_ms"), "<= 2, aim 1")


@contextlib.contextmanager
def postgres():
    """A PostgreSQL of this run alone, durable as it comes."""
    debian("postgresql")
    tools = max(Path("/usr/lib/postgresql").glob("*/bin"))
    with tempfile.TemporaryDirectory() as folder:
        shutil.chown(folder, "postgres")
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env"]
        run(*as_postgres, tools / "initdb", "-D", f"{folder}/db", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
            cwd="/", stdout=subprocess.DEVNULL)
        control = lambda *arguments: run(*as_postgres, tools / "pg_ctl", "-D", f"{folder}/db", "-w", *arguments, cwd="/", stdout=subprocess.DEVNULL)
        control("-l", f"{folder}/log", "-o", f"-p {POSTGRES_PORT} -c listen_addresses=127.0.0.1 -k {folder}", "start")
        try:
            yield f"postgres://postgres@127.0.0.1:{POSTGRES_PORT}/postgres"
        finally:
            control("-m", "fast", "stop")


def ingest_postgres(peers, interpreter):
    with postgres() as database, tempfile.TemporaryDirectory() as folder:
        rows = said(run(interpreter, peers / "sql_bulk.py", "postgres", f"host=127.0.0.1 port={POSTGRES_PORT} user=postgres dbname=postgres",
                        capture_output=True).stdout)
        product = Product(folder, database)
        try:
            ours = said(run(interpreter, peers / "rw_bench.py", f"URL:{URL}/api/v1/write", product.process.pid, folder, *LOAD,
                            "--header", product.header, capture_output=True).stdout)[-1]
        finally:
            stop(product.process)
    for mode, batch, must in [("unnest", 500, ">= 1"), ("unnest", 5000, ">= 1"), ("copy", 5000, "aim 1")]:
        theirs = next(row for row in rows if (row["mode"], row["batch"]) == (mode, batch))["samples_per_s"]
        row("I2", "remote-write, PostgreSQL: samples a second", f"{ours['samples_per_s']:,}", f"{mode} by {batch} {theirs:,}",
            f"{ours['samples_per_s'] / theirs:.2f}", must)


def queries(peers, interpreter):
    env = {**os.environ, "SETTLE": "2"}
    theirs = said(run(interpreter, peers / "query_bench.py", "prometheus", "4", capture_output=True, env=env).stdout)
    blocks = next(line for line in theirs if "block_bytes_per_sample" in line)
    with tempfile.TemporaryDirectory() as folder:
        product = Product(folder)
        try:
            query = lambda *more: said(run(interpreter, peers / "query_bench.py", f"URL:{URL}/prometheus", "4", "--pid", product.process.pid,
                                           "--write", f"{URL}/api/v1/write", "--header", product.header, *more, capture_output=True, env=env).stdout)
            fresh = query()
            # The server settles what it holds when it stops, as it does every five minutes.
            stop(product.process)
            product.begin()
            ours = query("--loaded")
        finally:
            stop(product.process)
        store = sqlite3.connect(f"{folder}/m.db")
        held = store.execute("SELECT SUM(pgsize) FROM dbstat WHERE name LIKE 'raw_%' OR name LIKE 'sqlite_autoindex_raw_%'").fetchone()[0]
    per_sample = held / (50 * 8640)
    row("I3", "bytes a sample, 50 gauges x 30 d x 5 min", f"{per_sample:.2f}", f"Prometheus {blocks['block_bytes_per_sample']:.2f}",
        f"{per_sample / blocks['block_bytes_per_sample']:.2f}", "<= 1.5, aim 0.4")

    def case(lines, name, step):
        return next(line for line in lines if line.get("case") == name and line["step"] == step and line["conns"] == 1)

    for target, name, step, must in [("Q1", "50 series", "pixels", ">= 1, aim 4"), ("Q2", "1 series", "full", ">= 0.5, aim 1.5"),
                                     ("Q", "1 series", "pixels", "-"), ("Q", "50 series", "full", "-"), ("Q", "sum of 50", "pixels", "-")]:
        mine, peer, before = case(ours, name, step), case(theirs, name, step), case(fresh, name, step)
        row(target, f"query_range, {name}, {step}", f"{mine['req_s']:.0f}/s p99 {mine['p99_ms']}", f"{peer['req_s']:.0f}/s p99 {peer['p99_ms']}",
            f"{mine['req_s'] / peer['req_s']:.2f}", must)
        row("G", f"the same right after it was written", f"{before['req_s']:.0f}/s", f"settled {mine['req_s']:.0f}/s",
            f"{before['req_s'] / mine['req_s']:.2f}", "0.8 to 1.2")


SENDER = """
import http.client, sys, time
import cramjam
sys.path.insert(0, sys.argv[1])
import rw_load
header, acknowledged, at = sys.argv[2].split(': ', 1), 0, int(time.time() * 1000) - 3_600_000
labels = [rw_load.labels(i, 'peer') for i in range(500)]
connection = http.client.HTTPConnection('127.0.0.1', %d, timeout=5)
try:
    while True:
        at += 1
        raw = b''.join(rw_load.field(1, label + rw_load.sample(1.5, at)) for label in labels)
        connection.request('POST', '/api/v1/write', bytes(cramjam.snappy.compress_raw(raw)), {'Content-Encoding': 'snappy', header[0]: header[1]})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 204:
            break
        acknowledged += 500
except (OSError, http.client.HTTPException):
    pass
print(acknowledged)
""" % PORT


def kills(peers, interpreter):
    """kill -9 at random moments of a load: every acknowledged sample is there once, and at most the request under way beside them."""
    chance, lost, more, slowest, total = random.Random(7), 0, 0, 0.0, 0
    for _ in range(KILLS):
        with tempfile.TemporaryDirectory() as folder:
            product = Product(folder)
            sender = subprocess.Popen([interpreter, "-c", SENDER, peers, product.header], stdout=subprocess.PIPE, text=True)
            time.sleep(chance.uniform(0.3, 1.5))
            os.killpg(product.process.pid, signal.SIGKILL)
            product.process.wait()
            acknowledged = int(sender.communicate()[0])
            began = time.perf_counter()
            product.begin()
            slowest = max(slowest, time.perf_counter() - began)
            held = product.count(int(time.time()) + 5)
            stop(product.process)
            total += acknowledged
            lost += max(0, acknowledged - held)
            more += max(0, held - acknowledged - 500)
    row("I5", f"of {total:,} acknowledged, lost in {KILLS} kills", f"{lost}", "-", "-", "0")
    row("I5", "samples that nobody sent or that are there twice", f"{more}", "-", "-", "0")
    row("I5", "slowest start after a kill", f"{slowest:.2f} s", "-", "-", "<= 1 s")


def measure():
    peers = peers_folder()
    interpreter = python("cramjam", "numpy", "psycopg[binary]")
    debian("prometheus", "wrk")
    ingest(peers, interpreter)
    ingest_postgres(peers, interpreter)
    queries(peers, interpreter)
    kills(peers, interpreter)
