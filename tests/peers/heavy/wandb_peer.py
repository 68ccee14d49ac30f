"""One stand-in for Weights & Biases' GraphQL API, read by its real client; and an offline file that the real client wrote. Prints one line of
JSON (address, and what the client reads), then runs until its input ends. `offline` as argument: only the file."""

import base64
import glob
import json
import math
import os
import re
import sys
import tempfile
import threading
import zlib
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

START = 1_790_000_000
KEY = "0123456789abcdef" * 2 + "01234567"
RUNS = 130  # more than a page of either client


def iso(at_s):
    return datetime.fromtimestamp(at_s, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def make(n):
    """Run n: one of 2,600 steps with gaps, others short; NaN as the real service sends it."""
    steps = range(0, 2600, 13) if n == 0 else range(n % 5 + 1)
    begin = START + n * 600
    rows = [{"_step": step, "_runtime": step, "_timestamp": begin + step * 20.25, "acc": 0.9 + step / 10_000 + n / 100_000} for step in steps]
    if n == 7:
        rows.append({"_step": 50, "_runtime": 50, "_timestamp": begin + 1100.5, "acc": "NaN"})
    end = int(rows[-1]["_timestamp"])
    return {
        "name": f"run{n:04}", "state": "crashed" if n == 9 else "finished", "created": begin, "alive": end, "rows": rows,
        "summary": {"acc": rows[-1]["acc"], "_step": rows[-1]["_step"]},
    }


def node(run):
    keys = {key: {"typeCounts": [{"type": "number", "count": len(run["rows"])}], "monotonic": False} for key in run["rows"][0]}
    return {
        "id": run["name"], "projectId": "1", "tags": [], "name": run["name"], "displayName": run["name"], "sweepName": None, "state": run["state"],
        "config": "{}", "group": None, "jobType": None, "commit": None, "readOnly": False, "createdAt": iso(run["created"]),
        "heartbeatAt": iso(run["alive"]), "description": None, "notes": None, "systemMetrics": "{}", "summaryMetrics": json.dumps(run["summary"]),
        "historyLineCount": len(run["rows"]), "user": {"name": "me", "username": "me"},
        "historyKeys": {"step": 0, "sets": [], "keys": keys, "lastStep": run["rows"][-1]["_step"]},
    }


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    runs = {run["name"]: run for run in map(make, range(RUNS))}

    def log_message(self, *_):
        pass

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/graphql":  # the client's own telemetry
            return self.send(404, {})
        body = json.loads(raw)
        known = self.headers.get("Authorization") == "Basic " + base64.b64encode(f"api:{KEY}".encode()).decode()
        answer = self.answer(body["query"], body.get("variables") or {}) if known else {"errors": [{"message": "user is not logged in"}]}
        self.send(200 if known else 401, answer)

    def send(self, status, answer):
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def answer(self, query, variables):
        operation = (re.findall(r"(?:query|mutation) (\w+)", query) or [query])[0]
        run = self.runs.get(variables.get("run") or variables.get("runName") or variables.get("name"))
        match operation:
            case "Viewer" | "GetViewer":
                viewer = {"id": "1", "entity": "team", "username": "me", "email": "me@example.com", "flags": "{}", "teams": {"edges": []}}
                return {"data": {"viewer": viewer}}
            case "Runs":
                return {"data": {"project": self.page(variables)}}
            case "Run" | "RunHistoryKeys":
                return {"data": {"project": {"internalId": "1", "run": run and node(run)}}}
            case "RunParquetHistory":
                return {"data": {"project": {"run": {"parquetHistory": {"parquetUrls": [], "liveData": []}}}}}
            case "HistoryPage":
                window = range(variables["minStep"], variables["maxStep"])
                rows = [json.dumps(row) for row in run["rows"] if row["_step"] in window][: variables["pageSize"]]
                return {"data": {"project": {"run": {"history": rows}}}}
        return {"errors": [{"message": f"no such question: {operation}"}]}

    def page(self, variables):
        filters = json.loads(variables.get("filters") or "{}")
        order = variables.get("order") or "+created_at"
        key = {"created_at": "created", "heartbeat_at": "alive"}[order[1:]]
        runs = [run for run in self.runs.values() if filters.get("state") in (None, run["state"])]
        runs.sort(key=lambda run: run[key], reverse=order[0] == "-")
        start = int(variables.get("cursor") or 0)
        end = start + variables.get("perPage", 50)
        edges = [{"node": node(run), "cursor": str(start + n + 1)} for n, run in enumerate(runs[start:end])]
        info = {"endCursor": str(end), "hasNextPage": end < len(runs)}
        return {"internalId": "1", "runCount": len(runs), "readOnly": False, "runs": {"edges": edges, "pageInfo": info}}


def finite(value):
    return isinstance(value, (int, float)) and math.isfinite(value)


def read(url, folder):
    """What the real client says."""
    os.environ |= {"WANDB_BASE_URL": url, "WANDB_API_KEY": KEY, "WANDB_SILENT": "true", "WANDB_DIR": folder, "WANDB_CACHE_DIR": folder}
    import wandb

    api = wandb.Api(overrides={"base_url": url, "entity": "team", "project": "fraud"}, api_key=KEY)
    histories, last = [], []
    for run in api.runs("team/fraud", per_page=50):
        for row in run.scan_history():
            if finite(row.get("acc")):
                histories.append((round(row["_timestamp"] * 1000), row["acc"]))
        if run.state == "finished" and finite(run.summary["acc"]):
            at = datetime.strptime(run.heartbeatAt, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
            last.append((int(at.timestamp()) * 1000, run.summary["acc"]))
    crashed = [run.name for run in api.runs("team/fraud", filters={"state": "crashed"})]
    return {"version": wandb.__version__, "history": sorted(histories), "last": sorted(last), "crashed": len(crashed)}


def offline(folder):
    """A file of the real client, and what its own messages say is in it."""
    os.environ |= {"WANDB_MODE": "offline", "WANDB_SILENT": "true"}
    import wandb
    from wandb.proto import wandb_internal_pb2 as pb

    settings = wandb.Settings(disable_git=True, x_disable_stats=True, console="off")
    run = wandb.init(project="fraud", entity="team", name="evaluation", dir=folder, settings=settings)
    for step in range(700):
        run.log({"acc": 0.5 + step / 2000, "deep": {"psi": step / 3}, "long": "x" * (step * 100)})
    run.finish()
    path = glob.glob(f"{folder}/wandb/offline-run-*/*.wandb")[0]
    data, at, open_, points = open(path, "rb").read(), 7, b"", []
    while at + 7 <= len(data):
        if 32768 - at % 32768 < 7:
            at += 32768 - at % 32768
            continue
        length, kind = int.from_bytes(data[at + 4 : at + 6], "little"), data[at + 6]
        piece = data[at + 7 : at + 7 + length]
        assert zlib.crc32(piece, zlib.crc32(bytes([kind]))) == int.from_bytes(data[at : at + 4], "little")
        open_, at = open_ + piece, at + 7 + length
        if kind in (1, 4):
            record = pb.Record.FromString(open_)
            open_ = b""
            values = {".".join(item.nested_key) or item.key: item.value_json for item in record.history.item}
            if "deep.psi" in values:
                points.append((round(float(values["_timestamp"]) * 1000), float(values["deep.psi"])))
    return {"file": path, "psi": points}


def main():
    out, sys.stdout = sys.stdout, open(os.devnull, "w")  # the client chats
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    with tempfile.TemporaryDirectory() as folder:
        told = offline(folder) if "offline" in sys.argv else {"url": url, "key": KEY, **read(url, folder)}
        print(json.dumps(told), file=out, flush=True)
        sys.stdin.read()


main()
