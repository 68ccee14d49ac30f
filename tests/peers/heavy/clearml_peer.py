"""One stand-in for ClearML's API server, read by its real client; and an offline session that the real client wrote (`offline` as argument).
Prints one line of JSON (address, and what the client reads), then runs until its input ends."""

import base64
import glob
import json
import os
import sys
import tempfile
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

START = 1_790_000_000_000
KEY, SECRET = "KEY0OF0A0TEST", "secret-of-a-test"
SCALAR = "training_stats_scalar"


def iso(at_ms):
    return datetime.fromtimestamp(at_ms / 1000, timezone.utc).isoformat(timespec="microseconds")


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


TOKEN = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'exp': int(time.time()) + 86_400, 'api_version': '2.23', 'server_version': '1.16'})}.c2ln"


def make(n):
    """Task n: one of 3,000 reports, others of a few."""
    reports = 3_000 if n == 0 else n % 4 + 1
    begin = START + n * 1_800_001  # no two reports at one instant
    event = lambda step, variant, value: {
        "timestamp": begin + step * 5000, "type": SCALAR, "task": f"task{n:04}", "iter": step, "metric": "accuracy", "variant": variant, "value": value,
    }
    events = [event(step, variant, 0.5 + step / 10_000 + n / 1000 + shift) for step in range(reports) for variant, shift in (("test", 0), ("train", 0.01))]
    last = {}
    for name in ("test", "train"):
        values = [e["value"] for e in events if e["variant"] == name]
        last[name] = {"metric": "accuracy", "variant": name, "value": values[-1], "min_value": min(values), "max_value": max(values)}
    end = events[-1]["timestamp"] + 700
    return {
        "id": f"task{n:04}", "name": f"evaluation {n}", "type": "testing", "status": "failed" if n == 3 else "completed", "project": "p2",
        "created": iso(begin), "started": iso(begin), "completed": iso(end), "last_update": iso(end), "last_iteration": reports - 1,
        "last_metrics": {"acc-hash": {f"{name}-hash": value for name, value in last.items()}}, "events": events, "end": end,
    }


TASKS = {task["id"]: task for task in map(make, range(60))}
PROJECTS = [{"id": "p1", "name": "fraud"}, {"id": "p2", "name": "fraud/evaluation of models"}]


def answer(call, body):
    shown = lambda task: {key: value for key, value in task.items() if key not in ("events", "end")}
    match call:
        case "projects.get_all" | "projects.get_all_ex":
            return {"projects": PROJECTS if body.get("page", 0) == 0 else []}
        case "tasks.get_all_ex" | "tasks.get_all":
            tasks = [task for task in TASKS.values() if not body.get("project") or task["project"] in body["project"]]
            tasks = [task for task in tasks if not body.get("id") or task["id"] in body["id"]]
            for key in reversed(body.get("order_by") or []):
                tasks.sort(key=lambda task: task[key.lstrip("-")], reverse=key.startswith("-"))
            page, size = body.get("page", 0), body.get("page_size", 500)
            return {"tasks": [shown(task) for task in tasks[page * size : (page + 1) * size]]}
        case "tasks.get_by_id":
            return {"task": shown(TASKS[body["task"]])}
        case "events.get_task_events":
            events = sorted(TASKS[body["task"]]["events"], key=lambda event: event["timestamp"], reverse=body.get("order") == "desc")
            start, size = int(body.get("scroll_id") or 0), body.get("batch_size", 500)
            batch = events[start : start + size]
            return {"events": batch, "returned": len(batch), "total": len(events), "scroll_id": str(start + size)}
    return None


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        call, sign_in = self.path.rsplit("/", 1)[-1], self.headers.get("Authorization") or ""
        if call == "auth.login":
            known = sign_in == "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
            data = {"token": TOKEN}
        else:
            known, data = sign_in == f"Bearer {TOKEN}", answer(call, body)
        code = 401 if not known else 200 if data is not None else 400
        meta = {"id": "1", "trx": "1", "endpoint": {"name": call, "requested_version": "2.13", "actual_version": "2.13"}, "result_code": code}
        meta |= {"result_subcode": 0, "result_msg": "OK" if code == 200 else "Unauthorized" if code == 401 else f"no such call: {call}"}
        text = json.dumps({"meta": meta, "data": data or {}}).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_GET


def read(url):
    """What the real client says."""
    os.environ |= {"CLEARML_API_HOST": url, "CLEARML_WEB_HOST": url, "CLEARML_FILES_HOST": url}
    os.environ |= {"CLEARML_API_ACCESS_KEY": KEY, "CLEARML_API_SECRET_KEY": SECRET}
    import clearml
    from clearml import Task
    from clearml.backend_api.session.client import APIClient

    client = APIClient()
    project = next(it.id for it in client.projects.get_all() if it.name == "fraud/evaluation of models")
    tasks = client.tasks.get_all(project=[project])
    values, last = [], []
    for it in tasks:
        task = Task.get_task(task_id=it.id)
        test = task.get_all_reported_scalars(x_axis="timestamp")["accuracy"]["test"]
        values += zip(test["x"], test["y"])
        if getattr(it.status, "value", it.status) == "completed":
            # The fake's own instant: the client gives it as an object of its own.
            last.append((TASKS[it.id]["end"], task.get_last_scalar_metrics()["accuracy"]["test"]["last"]))
    return {"version": clearml.__version__, "values": sorted(values), "last": sorted(last)}


def offline(folder):
    """A session of the real client, and what was reported."""
    os.environ["CLEARML_CACHE_DIR"] = folder
    from clearml import Task

    Task.set_offline(True)
    task = Task.init(project_name="fraud", task_name="evaluation", auto_connect_frameworks=False, auto_resource_monitoring=False, auto_connect_streams=False)
    values = [step / 7 for step in range(2000)]
    for step, value in enumerate(values):
        task.get_logger().report_scalar("val/psi", "all", value, step)
    task.close()
    return {"file": glob.glob(f"{folder}/offline/*.zip")[0], "values": values}


def main():
    out, sys.stdout = sys.stdout, open(os.devnull, "w")  # the client chats
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    with tempfile.TemporaryDirectory() as folder:
        told = offline(folder) if "offline" in sys.argv else {"url": url, "secret": f"{KEY}:{SECRET}", **read(url)}
        print(json.dumps(told), file=out, flush=True)
        sys.stdin.read()


main()
