"""SQLite's write-ahead log, as its file format is documented: https://www.sqlite.org/fileformat2.html#walformat."""
import pathlib
import struct


def latest_pages(log):
    """The committed pages in a log, by number."""
    if len(log) < 32:
        return {}
    size, salts = struct.unpack(">I", log[8:12])[0], log[16:24]
    committed, pending = {}, {}
    for start in range(32, len(log) - 24 - size + 1, 24 + size):
        page, pages_after_commit = struct.unpack(">II", log[start:start + 8])
        if log[start + 8:start + 16] != salts:
            break
        pending[page] = log[start + 24:start + 24 + size]
        if pages_after_commit:
            committed.update(pending)
            pending = {}
    return committed


def is_half_written_back(file):
    """Whether the file has some of the pages in its log, but not all."""
    data = pathlib.Path(file).read_bytes()
    pages = latest_pages(pathlib.Path(f"{file}-wal").read_bytes())
    there = [data[(number - 1) * len(page):number * len(page)] == page for number, page in pages.items()]
    return any(there) and not all(there)
