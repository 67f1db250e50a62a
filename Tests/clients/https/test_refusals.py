"""What a client says when it may not go on: another host, an unknown authority, a server without TLS."""
import sys
import unittest

from support import BUNDLE, CA, NODE, PLAIN_PORT, PORT, curl, run

PYTHON = sys.executable


def clients(url, port, bundle=BUNDLE, authority=CA):
    """Yields the name of each client and what it prints; it uses the port as its proxy."""
    proxy = f"http://127.0.0.1:{port}"
    variables = {"HTTPS_PROXY": proxy, "https_proxy": proxy, "SSL_CERT_FILE": bundle,
                 "REQUESTS_CA_BUNDLE": bundle, "CURL_CA_BUNDLE": bundle, "NODE_EXTRA_CA_CERTS": authority,
                 "NODE_USE_ENV_PROXY": "1"}
    commands = {
        "curl": ["curl", "--silent", "--show-error", url],
        "curl -v": ["curl", "--verbose", url],
        "requests": [PYTHON, "-c", f"import requests; requests.get('{url}')"],
        "urllib": [PYTHON, "-c", f"import urllib.request; urllib.request.urlopen('{url}')"],
        "fetch": [NODE, "-e", f"fetch('{url}')"],
    }
    for name, command in commands.items():
        code, output = run(command, **variables)
        yield name, code, output


class RefusalTests(unittest.TestCase):
    def test_another_host(self):
        advice = "www.example.org is not served here; add it to NO_PROXY"
        expected = {"curl": "response 502", "curl -v": advice, "requests": f"502 Bad Gateway: {advice}",
                    "urllib": f"502 Bad Gateway: {advice}", "fetch": "Proxy response (502)"}
        for name, code, output in clients("https://www.example.org/", PORT):
            with self.subTest(name):
                self.assertNotEqual(code, 0)
                self.assertIn(expected[name], output)

    def test_an_authority_that_is_not_trusted(self):
        for name, code, output in clients("https://api.talkifai.dev/", PORT, bundle="", authority=""):
            with self.subTest(name):
                self.assertNotEqual(code, 0)
                self.assertIn("unable to get local issuer certificate", output)

    def test_connect_without_tls(self):
        advice = "501 Not Implemented: start understudy with --tls"
        expected = {"curl": "response 501", "curl -v": advice, "requests": advice, "urllib": advice,
                    "fetch": "Proxy response (501)"}
        for name, code, output in clients("https://api.talkifai.dev/", PLAIN_PORT):
            with self.subTest(name):
                self.assertNotEqual(code, 0)
                self.assertIn(expected[name], output)

    def test_https_on_a_plain_port(self):
        for _ in range(2):
            code, output = curl(f"https://127.0.0.1:{PLAIN_PORT}/")
            self.assertEqual(code, 35, output)
            self.assertIn("alert handshake failure", output)


if __name__ == "__main__":
    unittest.main()
