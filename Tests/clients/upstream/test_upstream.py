"""`serve --upstream` before a vendor's server that is not Understudy: the test's own, in Python, over TLS."""
import gzip
import http.client
import json
import os
import pathlib
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

UNDERSTUDY = os.environ["UNDERSTUDY"]
HOST = "crmwebhook.com"
PATH = "/functions/v1/crm-api/update-agent/d8f2a229-2f5c-42ba-ac65-402f2c25fee2"
TIMEOUT = 300
OK = b"HTTP/1.1 200 OK\r\n"


class Vendor:
    """Answers each request with the same bytes, and closes; keeps what was sent."""

    def __init__(self, context):
        self.context, self.answer, self.requests, self.names = context, b"", [], []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        context.sni_callback = lambda _, name, __: self.names.append(name)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.listening.accept()
            threading.Thread(target=self.respond, args=(connection,), daemon=True).start()

    def respond(self, connection):
        connection.settimeout(TIMEOUT)
        try:
            with self.context.wrap_socket(connection, server_side=True) as tls:
                self.requests.append(self.read(tls))
                tls.sendall(self.answer)
                tls.unwrap()
        except OSError:
            pass

    def read(self, tls):
        received = b""
        while b"\r\n\r\n" not in received:
            received += tls.recv(65_536)
        head, body = received.split(b"\r\n\r\n", 1)
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n")
                       if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            body += tls.recv(65_536)
        return head.decode(), body


class UpstreamTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.directory.name)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "2", "-subj", "/CN=vendor", "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", folder / "key.pem", "-out",
             folder / "cert.pem"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        cls.vendor = Vendor(context)
        cls.file = folder / "capture.har"
        cls.errors = open(folder / "errors", "wb")
        cls.program = subprocess.Popen(
            [UNDERSTUDY, "serve", "--port", "0", "--port-file", folder / "port", "--upstream", "record", "--record-to",
             cls.file, "--upstream-allow", f"127.0.0.1:{cls.vendor.port}", "--upstream-ca", folder / "cert.pem"],
            stdout=subprocess.DEVNULL, stderr=cls.errors)
        for _ in range(TIMEOUT * 100):
            if (folder / "port").exists():
                break
            time.sleep(0.01)
        cls.port = int((folder / "port").read_text())

    @classmethod
    def tearDownClass(cls):
        cls.program.terminate()
        cls.program.wait(TIMEOUT)
        cls.errors.close()
        cls.vendor.listening.close()
        cls.directory.cleanup()

    def send(self, answer, method="PUT", path=PATH, body=b'{"a":1}', headers=()):
        self.vendor.answer = answer
        self.vendor.requests.clear()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        connection.request(method, path, body=body, headers={"x-api-key": "a-real-credential", **dict(headers)})
        response = connection.getresponse()
        with response:
            body = response.read()
        connection.close()
        return response, body

    def failure(self, answer, **options):
        response, body = self.send(answer, **options)
        self.assertEqual(response.status, 502, body)
        return json.loads(body)["errors"][0]["code"]

    def test_request_as_the_vendor_gets_it(self):
        self.send(OK + b"Content-Length: 0\r\n\r\n", path=PATH + "?a=%2F&b", headers={"X-Understudy-Sandbox": "a"})
        head, body = self.vendor.requests[0]
        self.assertEqual(body, b'{"a":1}')
        lines = head.split("\r\n")
        self.assertEqual(lines[0], f"PUT {PATH}?a=%2F&b HTTP/1.1")
        self.assertEqual(
            sorted(lines[1:]), sorted([f"Host: {HOST}", "x-api-key: a-real-credential", "Content-Length: 7"]))
        self.assertIn(HOST, self.vendor.names)

    def test_response_in_chunks_with_interim_responses_and_trailers(self):
        answer = (b"HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + OK + b"Transfer-Encoding: chunked\r\nX-Late: 1\r\n"
                  b"Keep-Alive: timeout=5\r\nConnection: close, X-Private\r\nX-Private: 1\r\nSet-Cookie: a=1\r\n"
                  b"Set-Cookie: b=2\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n")
        response, body = self.send(answer)
        self.assertEqual((response.status, body), (200, b"abcde"))
        self.assertEqual(response.headers.get_all("Set-Cookie"), ["a=1", "b=2"])
        self.assertEqual(response.headers["X-Late"], "1")
        for name in ("X-Early", "X-Private", "X-Trailer", "Keep-Alive", "Transfer-Encoding"):
            self.assertNotIn(name, response.headers)

    def test_redirects_are_not_followed(self):
        response, _ = self.send(b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        self.assertEqual((response.status, response.headers["Location"]), (307, "http://127.0.0.1:1/"))

    def test_coding_that_was_not_asked_for_is_passed_on_and_not_recorded(self):
        coded = gzip.compress(b'{"elevenLabsApiKey":"planted-secret"}')
        response, body = self.send(
            OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(coded) + coded)
        self.assertEqual((body, response.headers["Content-Encoding"]), (coded, "gzip"))
        entries = json.loads(self.file.read_text())["log"]["entries"]
        self.assertNotIn("text", entries[-1]["response"]["content"])
        self.assertNotIn("a-real-credential", self.file.read_text())

    def test_responses_without_a_body(self):
        for status in (204, 304):
            response, body = self.send(b"HTTP/1.1 %d None\r\n\r\n" % status)
            self.assertEqual((response.status, body), (status, b""))
        response, body = self.send(OK + b"Content-Length: 5\r\n\r\n", method="HEAD", body=None)
        self.assertEqual((response.status, body), (200, b""))

    def test_failures(self):
        cases = [
            (b"", "upstream-connection-closed"), (OK, "upstream-connection-closed"),
            (OK + b"Content-Length: 9\r\n\r\nabc", "upstream-connection-closed"),
            (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", "upstream-connection-closed"),
            (b"SMTP ready\r\n\r\n", "upstream-invalid-response"), (b"<html>old</html>", "upstream-invalid-response"),
            (OK + b"X-Long: " + b"x" * 20_000 + b"\r\n\r\n", "upstream-response-too-large"),
            (OK + b"\r\n" + b"x" * (17 << 20), "upstream-response-too-large"),
        ]
        for answer, code in cases:
            self.assertEqual(self.failure(answer), code, answer[:40])


if __name__ == "__main__":
    unittest.main()
