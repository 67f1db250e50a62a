"""Versions, ALPN, names and ends of TLS."""
import socket
import ssl
import unittest

from support import CA, CONTEXT, PORT, TIMEOUT, Case, curl, run, URLS

HEALTH = b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n"


def handshake(*options):
    return run(["openssl", "s_client", "-connect", f"127.0.0.1:{PORT}", "-CAfile", CA, *options])


def connected():
    plain = socket.create_connection(("127.0.0.1", PORT))
    plain.settimeout(TIMEOUT)
    return plain


class VersionTests(unittest.TestCase):
    def test_1_2_and_1_3_are_spoken(self):
        for option, version in (("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")):
            code, output = handshake(option)
            self.assertEqual(code, 0, output)
            self.assertIn(f"New, {version}, ", output)

    def test_older_ones_are_refused_with_an_alert(self):
        for option in ("-tls1", "-tls1_1"):
            # The client itself would not, at its usual level.
            code, output = handshake(option, "-cipher", "DEFAULT@SECLEVEL=0")
            self.assertNotEqual(code, 0, output)
            self.assertIn("alert handshake failure", output)

    def test_curl_says_that_there_is_no_version_in_common(self):
        code, output = curl(f"{URLS['https']}/__admin/health", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0")
        self.assertEqual(code, 35, output)


class ProtocolNameTests(unittest.TestCase):
    def test_http_1_1_is_chosen_and_nothing_else(self):
        for offered, answer in (
                ("h2,http/1.1", "ALPN protocol: http/1.1"), ("http/1.1", "ALPN protocol: http/1.1"),
                ("h2", "No ALPN negotiated"), ("acme-tls/1", "No ALPN negotiated")):
            with self.subTest(offered):
                code, output = handshake("-alpn", offered)
                self.assertEqual(code, 0, output)
                self.assertIn(answer, output)

    def test_a_client_of_http_2_speaks_1_1(self):
        code, output = curl(
            f"{URLS['https']}/__admin/health", "--http2", "--output", "/dev/null", "--write-out", "%{http_version}")
        self.assertEqual((code, output), (0, "1.1"))

    def test_http_2_is_answered_with_505_and_the_end(self):
        with CONTEXT.wrap_socket(connected(), server_hostname="localhost") as session:
            session.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            answer = b"".join(iter(lambda: session.recv(65_536), b""))
        self.assertEqual(answer.split()[:2], [b"HTTP/1.1", b"505"])


class ServerNameTests(unittest.TestCase):
    def alternatives(self, name):
        context = ssl.create_default_context(cafile=CA)
        context.check_hostname = False
        with context.wrap_socket(connected(), server_hostname=name) as session:
            return {value for _, value in session.getpeercert()["subjectAltName"]}

    def test_each_host_has_a_certificate_of_its_own(self):
        for name in ("api.talkifai.dev", "api.trillet.ai", "studio.talkifai.dev"):
            self.assertEqual(self.alternatives(name), {name})

    def test_no_name_and_an_unknown_one_have_that_of_this_machine(self):
        for name in (None, "bank.example.net"):
            names = self.alternatives(name)
            self.assertIn("127.0.0.1", names)
            self.assertNotIn("bank.example.net", names)

    def test_an_address_needs_no_name(self):
        code, output = curl(f"{URLS['https']}/__admin/health")
        self.assertEqual(code, 0, output)
        self.assertIn("healthy", output)


class HalfClosed:
    """A session that ends what it sends, and still reads."""

    def __init__(self, socket):
        self.socket = socket
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.session = CONTEXT.wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
        self.finish(self.session.do_handshake)

    def finish(self, call, *arguments):
        while True:
            try:
                result = call(*arguments)
                self.flush()
                return result
            except ssl.SSLWantReadError:
                self.flush()
                data = self.socket.recv(65_536)
                self.incoming.write(data) if data else self.incoming.write_eof()

    def flush(self):
        if self.outgoing.pending:
            self.socket.sendall(self.outgoing.read())

    def say_end(self):
        try:
            self.session.unwrap()
        except ssl.SSLWantReadError:
            self.flush()

    def rest(self):
        answer = b""
        try:
            while data := self.finish(self.session.read, 65_536):
                answer += data
        except ssl.SSLZeroReturnError:
            pass
        return answer


class EndTests(Case):
    def test_a_client_that_has_ended_its_side_still_gets_the_answer(self):
        self.stub("/late", body="hello", fixedDelayMilliseconds=250)
        late = f"GET {self.sandbox}/late HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        for request, end in ((HEALTH, b'"}'), (late, b"hello")):
            for says_end in (True, False):
                with self.subTest(request=request, says_end=says_end), connected() as plain:
                    session = HalfClosed(plain)
                    session.finish(session.session.write, request)
                    if says_end:
                        session.say_end()
                    plain.shutdown(socket.SHUT_WR)
                    answer = session.rest()
                    self.assertTrue(answer.startswith(b"HTTP/1.1 200 ") and answer.endswith(end), answer)

    def test_the_server_says_its_end(self):
        with CONTEXT.wrap_socket(
                connected(), server_hostname="localhost", suppress_ragged_eofs=False) as session:
            session.sendall(HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            while session.recv(65_536):
                pass


if __name__ == "__main__":
    unittest.main()
