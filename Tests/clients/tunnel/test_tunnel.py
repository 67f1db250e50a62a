"""Tunnels to another host by `--proxy-others tunnel`. The test's own TLS server is that host, other.example."""
import hashlib
import os
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

PORT = int(os.environ["PORT"])
HOST = "other.example"
TIMEOUT = 300
SIZE = 20_000_000
REFUSED = ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "0.0.0.0", "[::]", "127.1.2.3", "169.254.1.1",
           "[fe80::1]", "224.0.0.1", "looped.example", "localhost", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]",
           "[fd00:ec2::254]", "100.100.100.200")


def connect(target):
    """Returns a connection on which a CONNECT was sent, and the head of the response."""
    proxy = socket.create_connection(("127.0.0.1", PORT))
    proxy.settimeout(TIMEOUT)
    proxy.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = proxy.recv(1)
        if not byte:
            break
        head += byte
    return proxy, head.decode()


def read_all(connection):
    digest, count = hashlib.sha256(), 0
    while data := connection.recv(65_536):
        digest.update(data)
        count += len(data)
    return count, digest.hexdigest()


class Host:
    """A server that answers one connection at a time, in a thread."""

    def __init__(self, answer):
        self.listening = socket.create_server(("198.51.100.7", 0))
        self.port = self.listening.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, args=(answer,), daemon=True)
        self.thread.start()

    def serve(self, answer):
        connection, _ = self.listening.accept()
        with connection, self.listening:
            connection.settimeout(TIMEOUT)
            answer(connection)


class TunnelTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        key, certificate = f"{cls.scratch.name}/key.pem", f"{cls.scratch.name}/certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-keyout", key, "-out", certificate, "-subj", "/CN=host", "-addext", f"subjectAltName=DNS:{HOST}"],
            check=True, capture_output=True)
        cls.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.server.load_cert_chain(certificate, key)
        cls.client = ssl.create_default_context(cafile=certificate)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def tunnel(self, port):
        proxy, head = connect(f"{HOST}:{port}")
        self.assertTrue(head.startswith("HTTP/1.1 200 "), head)
        return proxy

    def test_the_certificate_is_the_hosts_own_and_large_bodies_pass_both_ways(self):
        up, down = os.urandom(SIZE), os.urandom(SIZE)
        seen = {}

        def answer(connection):
            with self.server.wrap_socket(connection, server_side=True) as session:
                count, digest = 0, hashlib.sha256()
                while count < SIZE:
                    data = session.recv(65_536)
                    count += len(data)
                    digest.update(data)
                seen["up"] = digest.hexdigest()
                session.sendall(down)

        host = Host(answer)
        with self.client.wrap_socket(self.tunnel(host.port), server_hostname=HOST) as session:
            session.sendall(up)
            self.assertEqual(read_all(session), (SIZE, hashlib.sha256(down).hexdigest()))
        host.thread.join(TIMEOUT)
        self.assertEqual(seen["up"], hashlib.sha256(up).hexdigest())

    def test_both_ways_at_once(self):
        seen = {}

        def answer(connection):
            sender = threading.Thread(target=connection.sendall, args=(b"d" * SIZE,))
            sender.start()
            seen["up"], _ = read_all(connection)
            sender.join()

        host = Host(answer)
        with self.tunnel(host.port) as proxy:
            sender = threading.Thread(target=lambda: (proxy.sendall(b"u" * SIZE), proxy.shutdown(socket.SHUT_WR)))
            sender.start()
            self.assertEqual(read_all(proxy)[0], SIZE)
            sender.join()
        host.thread.join(TIMEOUT)
        self.assertEqual(seen["up"], SIZE)

    def test_a_client_that_has_ended_its_side_gets_the_rest(self):
        host = Host(lambda connection: connection.sendall(b"%d" % read_all(connection)[0]))
        with self.tunnel(host.port) as proxy:
            proxy.sendall(b"hello")
            proxy.shutdown(socket.SHUT_WR)
            self.assertEqual(b"".join(iter(lambda: proxy.recv(100), b"")), b"5")

    def test_a_host_that_has_ended_its_side_gets_the_rest(self):
        seen = {}

        def answer(connection):
            connection.sendall(b"hello")
            connection.shutdown(socket.SHUT_WR)
            seen["count"], _ = read_all(connection)

        host = Host(answer)
        with self.tunnel(host.port) as proxy:
            self.assertEqual(b"".join(iter(lambda: proxy.recv(100), b"")), b"hello")
            proxy.sendall(b"x" * 100_000)
        host.thread.join(TIMEOUT)
        self.assertEqual(seen["count"], 100_000)

    def test_a_client_that_leaves_ends_the_hosts_connection(self):
        host = Host(lambda connection: read_all(connection))
        self.tunnel(host.port).close()
        host.thread.join(TIMEOUT)
        self.assertFalse(host.thread.is_alive())

    def test_there_are_64_at_once_and_room_again_when_they_end(self):
        # The system accepts for it.
        with socket.create_server(("198.51.100.7", 0), backlog=200) as listening:
            target = f"{HOST}:{listening.getsockname()[1]}"
            opened = [self.tunnel(listening.getsockname()[1]) for _ in range(64)]
            refused, head = connect(target)
            with refused:
                self.assertIn(" 502 Bad Gateway: 64 connections are passed through already", head)
            for proxy in opened:
                proxy.close()
        host = Host(lambda connection: connection.sendall(b"hello"))
        deadline = time.monotonic() + TIMEOUT
        while True:
            proxy, head = connect(f"{HOST}:{host.port}")
            with proxy:
                if head.startswith("HTTP/1.1 200 "):
                    self.assertEqual(proxy.recv(100), b"hello")
                    return
            self.assertLess(time.monotonic(), deadline, head)
            time.sleep(0.02)

    def test_this_machine_and_its_link_are_refused(self):
        with socket.create_server(("127.0.0.1", 0)) as own:
            own.settimeout(0)
            for target in REFUSED:
                with self.subTest(target):
                    proxy, head = connect(f"{target}:{own.getsockname()[1]}")
                    with proxy:
                        self.assertTrue(head.startswith("HTTP/1.1 502 Bad Gateway: "), head)
                        self.assertIn("loopback, link-local or metadata", head)
            with self.assertRaises(BlockingIOError):
                own.accept()

    def test_a_host_that_does_not_answer_is_named(self):
        for target in (f"{HOST}:1", "nowhere.invalid:443"):
            proxy, head = connect(target)
            with proxy:
                self.assertTrue(head.startswith("HTTP/1.1 502 Bad Gateway: "), head)
                self.assertIn(target.split(":")[0], head + proxy.recv(10_000).decode())

    def test_a_vendors_host_is_still_taken(self):
        proxy, _ = connect("api.talkifai.dev:443")
        context = ssl.create_default_context(cafile=os.environ["CA"])
        with context.wrap_socket(proxy, server_hostname="api.talkifai.dev") as session:
            session.sendall(b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            self.assertIn(b"healthy", b"".join(iter(lambda: session.recv(65_536), b"")))


if __name__ == "__main__":
    unittest.main()
