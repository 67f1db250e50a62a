"""Many keep-alive connections in one thread, each with one request under way."""
import collections
import selectors
import time

from wire import Connection, take


class Crowd:
    """Connected when made. `requests(index, number)` makes what a connection sends as its so-manieth request."""

    def __init__(self, port, count, requests):
        self.requests = requests
        self.selector = selectors.DefaultSelector()
        self.statuses = collections.Counter()
        self.sent = [0] * count
        self.sent_at = [0.0] * count
        self.connections = [Connection(port) for _ in range(count)]
        for index, connection in enumerate(self.connections):
            self.selector.register(connection.socket, selectors.EVENT_READ, index)
        # The longest that one answer took, and that no answer at all came, in seconds.
        self.longest = self.silence = 0.0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()
        self.selector.close()

    def send(self, index):
        self.sent_at[index] = time.perf_counter()
        self.connections[index].send(self.requests(index, self.sent[index]))
        self.sent[index] += 1

    def run(self, seconds, lockstep=False):
        """Each sends again when it has its answer; in lockstep, when all have theirs."""
        end = time.perf_counter() + seconds
        waiting = len(self.connections)
        for index in range(waiting):
            self.send(index)
        heard = time.perf_counter()
        while waiting:
            ready = self.selector.select(10)
            now = time.perf_counter()
            self.silence, heard = max(self.silence, now - heard), now
            if not ready:
                raise TimeoutError(f"{waiting} of {len(self.connections)} connections got no answer in 10 s")
            for key, _ in ready:
                if not self.take(key.data):
                    continue
                waiting -= 1
                if now < end and not lockstep:
                    self.send(key.data)
                    waiting += 1
            if not waiting and now < end:
                waiting = len(self.connections)
                for index in range(waiting):
                    self.send(index)

    def take(self, index):
        """Reads what has come; whether that was the rest of an answer."""
        connection = self.connections[index]
        data = connection.socket.recv(65536)
        if not data:
            raise ConnectionError(f"connection {index} was closed after {self.sent[index]} requests")
        connection.buffer += data
        answer = take(connection.buffer)
        if answer is None:
            return False
        self.longest = max(self.longest, time.perf_counter() - self.sent_at[index])
        self.statuses[answer[0]] += 1
        return True
