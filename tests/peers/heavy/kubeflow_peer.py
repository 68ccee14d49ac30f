"""One stand-in for the API of Kubeflow Pipelines, read by its real client. Prints one line of JSON (address, and what the client reads), then runs
until its input ends."""

import json
import os
import sys
import threading
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

START = datetime.fromtimestamp(1_790_000_000, timezone.utc)
TOKEN = "token-of-a-test"
STATES = ["SUCCEEDED", "SUCCEEDED", "FAILED", "SUCCEEDED", "CANCELED", "RUNNING", "SKIPPED"]


def text(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def make(n):
    state, created = STATES[n % 7], START + timedelta(minutes=7 * n)
    run = {"run_id": f"run{n:04}", "experiment_id": "e1", "display_name": f"nightly {n}", "storage_state": "AVAILABLE", "state": state, "created_at": text(created)}
    return run if state == "RUNNING" else run | {"scheduled_at": text(created), "finished_at": text(created + timedelta(minutes=20 + n % 50, seconds=n % 60))}


RUNS = [make(n) for n in range(450)]
EXPERIMENTS = [{"experiment_id": f"e{n}", "display_name": name, "namespace": "team"} for n, name in enumerate(["Default", "fraud nightly"])]


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        kind = url.path.removeprefix("/apis/v2beta1/")
        known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
        if kind == "healthz":
            status, answer = 200, {"multi_user": False}
        elif not known:
            status, answer = 401, {"error": "unauthorized", "code": 16}
        elif kind in ("runs", "experiments"):
            rows = EXPERIMENTS if kind == "experiments" else [run for run in RUNS if query.get("experiment_id") in (None, run["experiment_id"])]
            if query.get("sort_by") == "created_at desc":
                rows = rows[::-1]
            start, size = int(query.get("page_token") or 0), int(query.get("page_size") or 20)
            answer = {kind: rows[start : start + size], "total_size": len(rows)}
            if start + size < len(rows):
                answer["next_page_token"] = str(start + size)
            status = 200
        else:
            status, answer = 404, {"error": "not found", "code": 5}
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def read(url):
    """What the real client says: instants of ends, in milliseconds, with what is asked of each."""
    import kfp

    client = kfp.Client(host=url, existing_token=TOKEN, namespace="team")
    experiment = next(it for it in client.list_experiments(page_size=10, namespace="team").experiments if it.display_name == "fraud nightly")
    failed, hours, token = [], [], ""
    while True:
        page = client.list_runs(page_token=token, page_size=100, sort_by="created_at desc", experiment_id=experiment.experiment_id)
        for run in page.runs:
            if run.state in ("SUCCEEDED", "FAILED"):
                at = int(run.finished_at.timestamp()) * 1000
                failed.append((at, float(run.state == "FAILED")))
                hours.append((at, (run.finished_at - run.created_at).total_seconds() / 3600))
        token = page.next_page_token
        if not token:
            break
    return {"version": kfp.__version__, "failed": sorted(failed), "hours": sorted(hours)}


def main():
    out, sys.stdout = sys.stdout, open(os.devnull, "w")  # the client chats
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    print(json.dumps({"url": url, "token": TOKEN, **read(url)}), file=out, flush=True)
    sys.stdin.read()


main()
