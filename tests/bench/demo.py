"""The product with its sample company."""
import contextlib
import os
import re
import subprocess
import time
import urllib.error
import urllib.request

from common import BINARY, get, start, stop, wait_for


class Stay(urllib.request.HTTPRedirectHandler):
    """Answers the redirect itself, whose cookie is wanted."""

    def redirect_request(self, *_):
        return None


def sign_in(link):
    try:
        answer = urllib.request.build_opener(Stay).open(link)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.headers["set-cookie"].split(";")[0]


@contextlib.contextmanager
def demo(folder, port):
    """Starts the sample workspace; answers the process, the session's cookie and the seconds to its first page."""
    began = time.perf_counter()
    environment = {**os.environ, "MODELWORTH_ADDR": f"127.0.0.1:{port}"}
    process = start(BINARY, "demo", cwd=folder, env=environment, stdout=subprocess.PIPE)
    try:
        link = next((found[0] for line in process.stdout if (found := re.search(r"http://\S*token=\S+", line))), None)
        if link is None:
            raise SystemExit("the demo printed no link")
        wait_for(f"http://127.0.0.1:{port}/healthz")
        cookie = sign_in(link)
        get(f"http://127.0.0.1:{port}/", Cookie=cookie)
        yield process, cookie, time.perf_counter() - began
    finally:
        stop(process)
