"""What every part of the benchmarks uses: commands, programs that are started and stopped, rows of figures."""
import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
HERE = TOP / "tests/bench"
BINARY = TOP / "target/release/modelworth"
EXAMPLES = TOP / "target/release/examples"
VENV = HERE / ".venv"


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, text=True, **options)


def row(target, what, ours, peer, ratio, must):
    print(f"{target:3} {what:44} ours {ours:>14}  peer {peer:>22}  ratio {ratio:>7}  must {must}", flush=True)


def load():
    print(f"load {os.getloadavg()[0]:.2f}, {os.cpu_count()} cores", flush=True)


def peers_folder():
    return Path(os.environ.get("PEERS") or sys.exit("set PEERS to the folder with the peers' scripts")).resolve()


def python(*packages):
    """The peers' Python environment, with some packages in it."""
    if not (VENV / "bin/python").exists():
        run(sys.executable, "-m", "venv", VENV)
    run(VENV / "bin/pip", "install", "-q", "--disable-pip-version-check", *packages)
    return VENV / "bin/python"


def debian(*packages):
    """Installs the Debian packages that are missing."""
    installed = lambda package: subprocess.run(["dpkg", "-s", package], capture_output=True).returncode == 0
    if missing := [package for package in packages if not installed(package)]:
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, stdout=subprocess.DEVNULL)


def example(name):
    """Builds an example of the engine."""
    run("cargo", "build", "--release", "-p", "engine", "--example", name, cwd=TOP, stderr=subprocess.DEVNULL)
    return EXAMPLES / name


def get(url, **headers):
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60).read()


def wait_for(url, seconds=120):
    for _ in range(seconds * 100):
        try:
            return get(url)
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"{url} does not answer")


def stop(process):
    """Ends a program and what it started, which must share its process group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    process.wait(30)


def start(*command, **options):
    """Starts a program in a process group of its own."""
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
    return subprocess.Popen([str(part) for part in command], start_new_session=True, text=True, **options)


@contextlib.contextmanager
def serving(ready, *command, **options):
    """A peer that answers at `ready` for as long as the block lasts."""
    process = start(*command, **options)
    try:
        wait_for(ready)
        yield process
    finally:
        stop(process)


def rss_mib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024
