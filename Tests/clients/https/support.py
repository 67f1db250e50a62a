"""The server that is tested, by http and by https, and clients that trust it."""
import os
import ssl
import subprocess
import unittest
import uuid

import requests

URLS = {"http": os.environ["HTTP_URL"], "https": os.environ["HTTPS_URL"]}
PORT = int(URLS["http"].rsplit(":", 1)[1])
PLAIN_PORT = int(os.environ["PLAIN_PORT"])
CA, BUNDLE, NODE = os.environ["CA"], os.environ["BUNDLE"], os.environ["NODE"]
CONTEXT = ssl.create_default_context(cafile=CA)
TIMEOUT = 300


class Case(unittest.TestCase):
    """Each test has a sandbox of its own."""

    def setUp(self):
        self.sandbox = f"/sandbox/{uuid.uuid4()}"

    def urls(self, path):
        return {scheme: f"{url}{self.sandbox}{path}" for scheme, url in URLS.items()}

    def admin(self, method, path, body=None):
        answer = requests.request(
            method, f"{URLS['http']}{self.sandbox}/__admin{path}", json=body, timeout=TIMEOUT)
        self.assertLess(answer.status_code, 300, answer.text)
        return answer.json()

    def stub(self, path, **response):
        self.admin("POST", "/mappings", {"request": {"url": path}, "response": {"status": 200, **response}})


def run(command, **variables):
    """Runs a program, and returns its exit code and what it prints, on either output."""
    ended = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT,
        env={**os.environ, **variables}, encoding="utf-8", errors="replace")
    return ended.returncode, ended.stdout


def curl(url, *options):
    return run(["curl", "--silent", "--show-error", "--max-time", str(TIMEOUT), "--cacert", CA, *options, url])
