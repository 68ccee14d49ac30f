"""The peers whose pages ours are measured against: MLflow with one metric's history, Evidently with one report."""
import contextlib
import json
import os
import tempfile
import time
import urllib.request

from common import HERE, VENV, get, run, serving

MLFLOW = "http://127.0.0.1:15001"
EVIDENTLY = "http://127.0.0.1:15002"
# 30 days at 5 minutes.
POINTS = 8_640


def post(path, body):
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{MLFLOW}/api/2.0/mlflow/{path}", json.dumps(body).encode(), headers)
    return json.loads(urllib.request.urlopen(request, timeout=60).read())


@contextlib.contextmanager
def mlflow():
    """Answers the address of a metric's history, sampled to 320 points as MLflow's own charts ask for it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
        store = ["--backend-store-uri", f"sqlite:///{folder}/m.db", "--artifacts-destination", f"{folder}/artifacts"]
        address = ["--host", "127.0.0.1", "--port", MLFLOW.rsplit(":", 1)[1], "--workers", os.cpu_count()]
        with serving(f"{MLFLOW}/health", VENV / "bin/python", "-m", "mlflow", "server", *store, *address, env=environment, cwd=folder):
            experiment = post("experiments/create", {"name": "bench"})["experiment_id"]
            run_id = post("runs/create", {"experiment_id": experiment})["run"]["info"]["run_id"]
            now_ms = int(time.time() * 1000)
            for first in range(0, POINTS, 1000):
                steps = range(first, min(first + 1000, POINTS))
                metrics = [{"key": "accuracy", "value": 0.9 + step % 97 / 1000, "timestamp": now_ms + step, "step": step} for step in steps]
                post("runs/log-batch", {"run_id": run_id, "metrics": metrics})
            path = "ajax-api/2.0/mlflow/metrics/get-history-bulk-interval"
            address = f"{MLFLOW}/{path}?run_ids={run_id}&metric_key=accuracy&max_results=320"
            sampled = len(json.loads(get(address))["metrics"])
            if not 300 <= sampled <= 340:
                raise SystemExit(f"MLflow answered {sampled} points instead of about 320")
            yield address


@contextlib.contextmanager
def evidently():
    """Answers the address of a project with one report."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DO_NOT_TRACK": "1"}
        project = run(VENV / "bin/python", HERE / "evidently_project.py", folder, capture_output=True, env=environment).stdout.split()[-1]
        command = [VENV / "bin/evidently", "ui", "--workspace", folder, "--host", "127.0.0.1", "--port", EVIDENTLY.rsplit(":", 1)[1]]
        with serving(f"{EVIDENTLY}/api/projects", *command, env=environment):
            yield f"{EVIDENTLY}/projects/{project}"
