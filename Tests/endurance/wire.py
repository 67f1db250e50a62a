"""Bytes on a connection, as they are sent and as they come."""
import re
import socket
import struct

LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)\r\n", re.IGNORECASE)


def take(buffer):
    """Cuts the first answer off a bytearray: its status and body; None while it is not complete."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    length = LENGTH.search(buffer, 0, end + 2)
    size = end + 4 + (int(length[1]) if length else 0)
    if len(buffer) < size:
        return None
    status, body = int(buffer[9:12]), bytes(buffer[end + 4:size])
    del buffer[:size]
    return status, body


class Connection:
    def __init__(self, port, timeout=30):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, data):
        self.socket.sendall(data)

    def answer(self):
        """The next answer; ConnectionError when the connection ends before it does."""
        while (answer := take(self.buffer)) is None:
            data = self.socket.recv(65536)
            if not data:
                raise ConnectionError("closed without an answer")
            self.buffer += data
        return answer

    def exchange(self, data):
        self.send(data)
        return self.answer()

    def half_close(self):
        """Says that nothing more comes; answers can still be read."""
        self.socket.shutdown(socket.SHUT_WR)

    def close(self):
        self.socket.close()

    def reset(self):
        """Leaves without a good-bye: what is on its way is lost, and no port stays taken."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()
