"""Faults, delays and clients that leave: by https, a client sees what it sees by http."""
import http.client
import subprocess
import time
import unittest
import urllib.request

import requests

from support import CA, CONTEXT, NODE, TIMEOUT, Case, curl, run

# The code with which curl ends, and what urllib and Node's fetch raise.
FAULTS = {
    "CONNECTION_RESET_BY_PEER": (56, ConnectionResetError, "ECONNRESET"),
    "EMPTY_RESPONSE": (52, http.client.RemoteDisconnected, "UND_ERR_SOCKET"),
    "MALFORMED_RESPONSE_CHUNK": (56, http.client.IncompleteRead, "Invalid character in chunk size"),
    "RANDOM_DATA_THEN_CLOSE": (1, http.client.BadStatusLine, "Expected HTTP/"),
}
FETCH = """
fetch(process.argv[1]).then(answer => answer.text())
  .catch(error => console.log(error.cause.code, error.cause.message))
"""


def raised(call):
    try:
        call()
    except Exception as error:
        return error
    return None


class FaultTests(Case):
    def cases(self):
        for fault, expected in FAULTS.items():
            self.stub(f"/{fault}", fault=fault)
            for scheme, url in self.urls(f"/{fault}").items():
                with self.subTest(fault=fault, scheme=scheme):
                    yield url, expected

    def test_curl_ends_with_the_same_code(self):
        for url, (code, _, _) in self.cases():
            ended, output = curl(url)
            self.assertEqual(ended, code, output)

    def test_urllib_raises_the_same_error(self):
        for url, (_, error, _) in self.cases():
            seen = raised(lambda: urllib.request.urlopen(url, timeout=TIMEOUT, context=CONTEXT).read())
            # A reset of TLS is RemoteDisconnected, a subclass of ConnectionResetError: Python (3.11) takes it for an end.
            self.assertIsInstance(seen, error)

    def test_requests_raises_the_same_error(self):
        for fault in FAULTS:
            self.stub(f"/{fault}", fault=fault)
            errors = {type(raised(lambda: requests.get(url, verify=CA, timeout=TIMEOUT)))
                      for url in self.urls(f"/{fault}").values()}
            self.assertEqual(len(errors), 1, (fault, errors))
            self.assertTrue(issubclass(errors.pop(), requests.RequestException), fault)

    def test_fetch_rejects_with_the_same_cause(self):
        for url, (_, _, cause) in self.cases():
            _, output = run([NODE, "-e", FETCH, url], NODE_EXTRA_CA_CERTS=CA)
            self.assertIn(cause, output)


class TimeTests(Case):
    def test_a_delay_is_as_long(self):
        self.stub("/late", body="hello", fixedDelayMilliseconds=250)
        for scheme, url in self.urls("/late").items():
            with self.subTest(scheme):
                start = time.monotonic()
                self.assertEqual(requests.get(url, verify=CA, timeout=TIMEOUT).text, "hello")
                self.assertGreaterEqual(time.monotonic() - start, 0.25)

    def test_a_dribbled_answer_comes_in_pieces(self):
        self.stub("/dribble", body="0123456789", chunkedDribbleDelay={"numberOfChunks": 5, "totalDuration": 250})
        for scheme, url in self.urls("/dribble").items():
            with self.subTest(scheme):
                start = time.monotonic()
                with requests.get(url, verify=CA, timeout=TIMEOUT, stream=True) as answer:
                    pieces = list(answer.iter_content(None))
                self.assertEqual(b"".join(pieces), b"0123456789")
                self.assertGreater(len(pieces), 1)
                self.assertGreaterEqual(time.monotonic() - start, 0.2)

    def test_events_come_while_they_happen(self):
        for scheme, url in self.urls("/__admin/events").items():
            with self.subTest(scheme):
                with requests.get(url, verify=CA, timeout=TIMEOUT, stream=True) as answer:
                    lines = answer.iter_lines()
                    next(lines)
                    requests.get(self.urls(f"/of-{scheme}")["http"], timeout=TIMEOUT)
                    # Waits, and fails by the time-out if it does not come.
                    self.assertIn(f"/of-{scheme}", next(line for line in lines if b"/of-" in line).decode())

    def test_a_client_that_leaves_before_the_answer_is_recorded(self):
        self.stub("/never", fixedDelayMilliseconds=3_600_000)
        for scheme, url in self.urls("/never").items():
            with self.subTest(scheme):
                client = subprocess.Popen(["curl", "--silent", "--cacert", CA, url])
                self.wait_until_newest_request("waiting")
                client.kill()
                client.wait()
                self.wait_until_newest_request("departed")
                self.admin("DELETE", "/requests")

    def wait_until_newest_request(self, state):
        deadline = time.monotonic() + TIMEOUT
        while not any(entry["request"]["understudy"].get(state) for entry in self.admin("GET", "/requests")["requests"][:1]):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)


if __name__ == "__main__":
    unittest.main()
