"""What clients with TLS, and those that have not finished their first bytes, do to others."""
import ssl
import time

import hostile
import report
import vendors
from wire import Connection

NAME = "api.talkifai.dev"
# Whom to trust is another test's question.
CONTEXT = ssl._create_unverified_context()


class SecureConnection(Connection):
    """A connection whose handshake is done."""

    def __init__(self, port):
        super().__init__(port)
        self.socket = CONTEXT.wrap_socket(self.socket, server_hostname=NAME)


def client_hello():
    """What a client sends before it has heard anything."""
    outgoing = ssl.MemoryBIO()
    try:
        CONTEXT.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=NAME).do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise RuntimeError("the handshake does not wait for the server")


HELLO = client_hello()
CONNECT = f"CONNECT {NAME}:443 HTTP/1.1\r\nHost: {NAME}\r\n".encode()


def half_handshake(connection, pick):
    """A TLS handshake that stops in its first message, or behind it."""
    connection.send(HELLO[:pick.choice([1, 5, 100, len(HELLO)])])


def half_connect(connection, pick):
    """A request for a tunnel that stops somewhere."""
    connection.send(CONNECT[:pick.randint(1, len(CONNECT))])


ACTS = [half_handshake, half_connect]


def idle_tls(server):
    """1,000 TLS connections that are answered, wait, and are answered again."""
    connections = [SecureConnection(server.port) for _ in range(1000)]
    for number in range(2):
        statuses = {connection.exchange(vendors.CENTERFY.update(f"Secure {number}"))[0] for connection in connections}
        report.equal({200}, statuses, "answers to 1,000 TLS connections, their statuses")
        time.sleep(2)
    for connection in connections:
        connection.close()


def half_begun(server):
    """200 half-done handshakes and 200 half-sent CONNECTs, while one with TLS is answered."""
    connections = hostile.hold(server, ACTS, 400)
    with SecureConnection(server.port) as whole:
        statuses = set()
        for number in range(100):
            statuses.add(whole.exchange(vendors.CENTERFY.update(f"Whole {number}"))[0])
            time.sleep(0.02)
        report.equal({200}, statuses, "answers by TLS meanwhile, their statuses")
    for connection in connections:
        connection.close()


def staying_tls():
    """500 clients that stop in their first bytes and stay."""
    for act in ACTS:
        hostile.check([act], act.__name__, 200, "--tls")
    hostile.check(ACTS, "both kinds", hostile.CONNECTIONS, "--tls")


ROUNDS = [idle_tls, half_begun]
