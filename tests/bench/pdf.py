"""P1, P3, P5: the report as PDF, beside ReportLab and WeasyPrint."""
import os
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from common import BINARY, debian, example, peers_folder, python, row, run
from demo import demo


def drawn(*command, repeats):
    """Median seconds of warm draws, seconds of the first, and the size of the file."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.pdf"
        done = run(*command, target, repeats, capture_output=True)
        seconds = [float(part) for part in re.search(r"render_s (.*)", done.stdout + done.stderr)[1].split()]
        return statistics.median(seconds[1:]), seconds[0], target.stat().st_size


def full_report():
    """Median seconds of the command on the sample company's last month, which is in review: of a closed one the issued file is copied."""
    now = time.gmtime(time.time() + 8 * 3600)
    month = time.strftime("%Y-%m", time.gmtime(time.time() - now.tm_mday * 86400))
    with tempfile.TemporaryDirectory() as folder:
        with demo(folder, 18433):
            pass
        environment = {**os.environ, "DATABASE_URL": "sqlite:data/demo.db"}
        times = []
        for _ in range(5):
            began = time.perf_counter()
            command = [BINARY, "report", "--month", month, "--format", "pdf", "--out", "month.pdf"]
            run(*command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - began)
        return statistics.median(times)


def measure():
    debian("libpango-1.0-0", "libpangoft2-1.0-0", "fonts-dejavu-core")
    peers, interpreter = peers_folder(), python("reportlab", "weasyprint")
    reportlab, _, _ = drawn(interpreter, peers / "pdf_reportlab.py", repeats=8)
    _, weasyprint, weasyprint_size = drawn(interpreter, peers / "pdf_weasyprint.py", repeats=2)
    warm, _, size = drawn(example("pdf_bench"), repeats=20)
    row("P1", "draw 8 pages, warm", f"{warm * 1e3:.1f} ms", f"ReportLab {reportlab * 1e3:.1f} ms", f"{warm / reportlab:.2f}", "<= 0.5")
    row("P3", "its size", f"{size / 1e3:.0f} kB", f"WeasyPrint {weasyprint_size / 1e3:.0f} kB", f"{size / weasyprint_size:.2f}", "<= 1.5")
    full = full_report()
    row("P5", "report --format pdf from the database", f"{full:.2f} s", f"WeasyPrint {weasyprint:.2f} s", f"{full / weasyprint:.2f}", "<= 1")
