"""A real MLflow, seeded and read back by its own client. Prints one line of JSON (address, and what the client reads), then runs until its input
ends. `auth` as argument: with sign-in."""

import json
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric

START = 1_790_000_000_000
HOUR = 3_600_000
RUNS = 510  # more than one page of ours
HISTORY = 26_000  # more than one page of a history
PASSWORD = "s3cret-of-a-test"


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def start(folder, auth):
    port = free_port()
    env = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    arguments = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    arguments += ["--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", f"{folder}/artifacts"]
    if auth:
        arguments += ["--app-name", "basic-auth"]
        config = f"{folder}/auth.ini"
        with open(config, "w") as it:
            it.write(f"[mlflow]\ndefault_permission = READ\ndatabase_uri = sqlite:///{folder}/auth.db\nadmin_username = admin\n")
            it.write(f"admin_password = {PASSWORD}\nauthorization_function = mlflow.server.auth:authenticate_request_basic_auth\n")
        env |= {"MLFLOW_AUTH_CONFIG_PATH": config, "MLFLOW_AUTH_ADMIN_PASSWORD": PASSWORD, "MLFLOW_FLASK_SERVER_SECRET_KEY": "of-a-test"}
    log = open(f"{folder}/log", "w")
    server = subprocess.Popen([sys.executable, "-m", "mlflow", "server", *arguments], env=env, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    for _ in range(1200):
        try:
            urllib.request.urlopen(f"{url}/health")
            return server, url
        except OSError:
            time.sleep(0.1)
        if server.poll() is not None:
            break
    sys.exit(f"MLflow does not start: {open(f'{folder}/log').read()}")


def seed(client, small):
    """A long history, many runs, and values that are no numbers."""
    experiment = client.create_experiment("/teams/fraud eval")
    client.create_experiment("/teams")
    runs = []
    for n in range(3 if small else RUNS):
        run = client.create_run(experiment, start_time=START + n * 1000).info.run_id
        client.log_batch(run, [
            Metric("val/accuracy", 0.9 + n / 10_000, START + n * 60_000, 7),
            Metric("val/accuracy", 0.5, START + n * 60_000 + 1, 2),
            Metric("judged", 100 + n, START + n * 60_000 + 2, 7),
        ])
        client.set_terminated(run, end_time=START + n * 60_000 + 30_000)
        runs.append(run)
    odd = client.create_run(experiment, start_time=START).info.run_id
    for step, value in enumerate([math.nan, math.inf, -math.inf, 0.25]):
        client.log_metric(odd, "val/accuracy", value, timestamp=START + 50 * HOUR + step, step=step)
    if not small:
        long = client.create_run(experiment, start_time=START).info.run_id
        for part in range(0, HISTORY, 1000):
            client.log_batch(long, [Metric("psi", (part + n) / HISTORY, START + (part + n) * 6000, part + n) for n in range(1000)])
    client.create_registered_model("fraud")
    for run in runs[:3]:
        client.create_model_version("fraud", "s3://models/fraud", run)
    client.set_registered_model_alias("fraud", "champion", "2")
    client.transition_model_version_stage("fraud", "3", "Production")
    return experiment


def read(client, experiment):
    """What the client itself says of the same."""
    runs, token = [], None
    while True:
        page = client.search_runs([experiment], max_results=1000, page_token=token)
        runs, token = runs + list(page), page.token
        if not token:
            break
    finite = lambda value: math.isfinite(value) and abs(value) < sys.float_info.max
    histories = {key: [] for key in ("val/accuracy", "judged", "psi")}
    for run in runs:
        for key in run.data.metrics:
            histories[key] += [(it.timestamp, it.value) for it in client.get_metric_history(run.info.run_id, key) if finite(it.value)]
    ended = [run for run in runs if run.info.status == "FINISHED"]
    versions = client.search_model_versions("name='fraud'")
    of = lambda version: client.get_run(version.run_id).data.metrics["val/accuracy"]
    stage = client.get_latest_versions("fraud", ["Production"])[0]
    champion = client.get_model_version_by_alias("fraud", "champion")
    return {
        "histories": {key: sorted(values) for key, values in histories.items()},
        "last": sorted((run.info.end_time, run.data.metrics["val/accuracy"]) for run in ended),
        "registered": sorted((it.creation_timestamp, of(it)) for it in versions),
        "versions": sorted((it.creation_timestamp, it.version) for it in versions),
        "stage": [stage.last_updated_timestamp, stage.version],
        "champion": [champion.creation_timestamp, champion.version],
    }


def main():
    auth = "auth" in sys.argv
    out, sys.stdout = sys.stdout, open(os.devnull, "w")  # the client chats
    with tempfile.TemporaryDirectory() as folder:
        server, url = start(folder, auth)
        try:
            if auth:
                os.environ |= {"MLFLOW_TRACKING_USERNAME": "admin", "MLFLOW_TRACKING_PASSWORD": PASSWORD}
            client = MlflowClient(url)
            experiment = seed(client, small=auth)
            told = {"url": url, "version": mlflow.__version__, "password": PASSWORD, **read(client, experiment)}
            print(json.dumps(told), file=out, flush=True)
            sys.stdin.read()
        finally:
            server.terminate()
            server.wait()


main()
