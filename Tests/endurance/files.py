"""Files that are not ours to write to: a clear refusal at the start, and not a byte is changed."""
import contextlib
import hashlib
import pathlib
import random
import re
import sqlite3
import subprocess
import sys

import report
from server import Server, refusal
from writers import opened

BAD_OPTION = 64


def seen(file):
    """What there is of a database: the contents of its files, but for the index, which SQLite makes from the log."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:8] if path.is_file() else "directory"
            for path in sorted(file.parent.glob(f"{file.name}*")) if not path.name.endswith("-shm")}


def check_refused(file, what, words, launcher=(), kept=True):
    """One sentence that names option and file, the exit code of a bad option, and the file as it was."""
    before = seen(file)
    code, errors = refusal("--database", file, launcher=launcher)
    sentence = rf"Error: --database {re.escape(str(file))} cannot be used: [^\n]*{re.escape(words)}[^\n]*\n"
    report.verdict(
        code == BAD_OPTION and re.fullmatch(sentence, errors), f"{what}: {code}, {errors.strip()}")
    if kept:
        report.equal(before, seen(file), f"{what}: as it was")


def killed(program, file):
    """Runs another program, which leaves its log behind."""
    script = f"import os, sqlite3; d = sqlite3.connect({str(file)!r}); d.executescript('''{program}'''); os._exit(0)"
    subprocess.run([sys.executable, "-c", script], check=True)


@contextlib.contextmanager
def locked(file):
    """Has a file locked, in a process of its own: to close the file in this one would unlock it."""
    script = (f"import sqlite3, sys; d = sqlite3.connect({str(file)!r}); d.execute('PRAGMA locking_mode = EXCLUSIVE');"
              "d.execute('BEGIN EXCLUSIVE'); print(flush=True); sys.stdin.read()")
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        program.stdout.readline()
        yield
        program.stdin.close()


def others(directory):
    """Files of other programs: closed, and killed so that their log is still beside them."""
    programs = {
        "plain": "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1);",
        "with our table's name": "CREATE TABLE agent (sandbox, collection, id, generation, record);",
        "with a number of its own": "PRAGMA application_id = 7; CREATE TABLE theirs (a);",
        "with a log": "PRAGMA journal_mode = WAL; CREATE TABLE theirs (a);",
        "with all in its log": "PRAGMA journal_mode = WAL; PRAGMA application_id = 7; CREATE TABLE theirs (a);",
    }
    for number, (what, program) in enumerate(programs.items()):
        for end in ["closed", "killed"]:
            file = pathlib.Path(directory, f"{number}-{end}.sqlite")
            killed(program, file)
            if end == "closed":
                sqlite3.connect(file).execute("SELECT * FROM sqlite_master").connection.close()
            words = "is a database of another program; it was not touched"
            check_refused(file, f"another program's, {what}, {end}", words)


def newer(directory):
    """A file that a version of tomorrow has written: closed, and killed."""
    for end in ["closed", "killed"]:
        file = pathlib.Path(directory, f"newer-{end}.sqlite")
        with Server("--database", file) as server:
            server.stop()
        tomorrow = "INSERT INTO grdb_migrations VALUES ('999: of tomorrow');"
        if end == "closed":
            with contextlib.closing(opened(file)) as database:
                database.executescript(tomorrow)
        else:
            killed(tomorrow, file)
        check_refused(file, f"a newer version's, {end}", "was written by a newer version; it was not touched")


def damaged(directory):
    """What is no database, or no longer one."""
    whole = pathlib.Path(directory, "whole.sqlite")
    with Server("--database", whole) as server:
        server.stop()
    data = whole.read_bytes()
    noise = random.Random(1).randbytes(65536)
    contents = {
        "a text": b"Dear diary, " * 1000, "noise": noise, "noise behind our header": data[:100] + noise,
        "half of our header": data[:50], "our first page": data[:4096], "half of our file": data[:len(data) // 2],
    }
    for number, (what, content) in enumerate(contents.items()):
        file = pathlib.Path(directory, f"damaged-{number}.sqlite")
        file.write_bytes(content)
        check_refused(file, what, "")
    path = pathlib.Path(directory, "directory.sqlite")
    path.mkdir()
    check_refused(path, "a directory", "")


def in_use(directory):
    """A file that another server has, and one that another program has locked."""
    file = pathlib.Path(directory, "in-use.sqlite")
    with Server("--database", file) as server:
        code, errors = refusal("--database", file)
        report.verdict(code == BAD_OPTION and str(file) in errors, f"another server's: {code}, {errors.strip()}")
        report.equal(200, server.ask("/__admin/agents")[0], "the other server goes on, and answers with")
        server.stop()
    with locked(file):
        check_refused(file, "locked by another program", "another process is using it")


def empty(directory):
    """A file with nothing in it, as mktemp makes, has nothing to lose: it becomes ours."""
    file = pathlib.Path(directory, "empty.sqlite")
    file.touch()
    with Server("--database", file) as server:
        report.equal(0, server.stop(), "an empty file becomes ours; stopped, the server ends with")
    with contextlib.closing(opened(file)) as database:
        report.equal(0x556E6472, database.execute("PRAGMA application_id").fetchone()[0], "and says so")
