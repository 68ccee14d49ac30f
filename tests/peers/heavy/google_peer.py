"""A real Prometheus behind the paths and the sign-in of Google Managed Prometheus: assertions are verified by Google's own library. Prints one line
of JSON (address, key file, and what Prometheus itself answers), then runs until its input ends."""

import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

PREFIX = "/v1/projects/p1/location/global/prometheus"
TOKEN = "ya29.of-a-test"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
PRIVATE = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


class Google(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    prometheus = ""

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/token":
            return self.send(*self.token(urllib.parse.parse_qs(body.decode())))
        if self.headers.get("Authorization") != f"Bearer {TOKEN}" or not self.path.startswith(PREFIX + "/api/v1/"):
            return self.send(401, b'{"error":{"code":401,"message":"invalid credentials","status":"UNAUTHENTICATED"}}')
        request = urllib.request.Request(self.prometheus + self.path.removeprefix(PREFIX), body, {"Content-Type": self.headers["Content-Type"]})
        try:
            with urllib.request.urlopen(request) as answer:
                self.send(answer.status, answer.read())
        except urllib.error.HTTPError as answer:
            self.send(answer.code, answer.read())

    def token(self, form):
        try:
            claims = jwt.decode(form["assertion"][0], certs=PUBLIC, audience=f"http://{self.headers['Host']}/token")
            assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"] and claims["iss"] == "reader@example.iam.gserviceaccount.com"
            assert "https://www.googleapis.com/auth/" in claims["scope"]
        except Exception as cause:
            return 400, json.dumps({"error": "invalid_grant", "error_description": str(cause)}).encode()
        return 200, json.dumps({"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"}).encode()

    def send(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def start(folder):
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        port = it.getsockname()[1]
    with open(f"{folder}/prometheus.yml", "w") as it:
        it.write(f"scrape_configs: [{{job_name: it, scrape_interval: 1s, static_configs: [{{targets: ['127.0.0.1:{port}']}}]}}]")
    log = open(f"{folder}/log", "w")
    arguments = [f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb", f"--web.listen-address=127.0.0.1:{port}"]
    return subprocess.Popen(["prometheus", *arguments], stdout=log, stderr=log), f"http://127.0.0.1:{port}"


def asked(prometheus, path, **form):
    with urllib.request.urlopen(f"{prometheus}/api/v1/{path}", urllib.parse.urlencode(form).encode()) as answer:
        return json.load(answer)["data"]["result"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        server, prometheus = start(folder)
        try:
            while True:
                try:
                    if asked(prometheus, "query", query="count_over_time(up[1m]) > 20"):
                        break
                except OSError:
                    pass
                time.sleep(0.2)
            Google.prometheus = prometheus
            google = ThreadingHTTPServer(("127.0.0.1", 0), Google)
            threading.Thread(target=google.serve_forever, daemon=True).start()
            url = f"http://127.0.0.1:{google.server_port}"
            account = {"client_email": "reader@example.iam.gserviceaccount.com", "private_key": PRIVATE, "private_key_id": "k1", "token_uri": url + "/token"}
            until = int(time.time()) // 15 * 15
            series = asked(prometheus, "query_range", query="sum(scrape_samples_scraped)", start=until - 15, end=until, step=15)
            values = [(int(at * 1000), float(value)) for at, value in series[0]["values"]]
            told = {"url": url + PREFIX, "account": json.dumps(account), "until_ms": until * 1000, "values": values}
            print(json.dumps(told), flush=True)
            sys.stdin.read()
        finally:
            server.terminate()
            server.wait()


main()
