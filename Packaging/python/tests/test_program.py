"""The console script: the program itself."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Dict, List, Tuple

import pytest

from understudy_mock import ProgramNotFound, StartError, Understudy, _program


def run(program: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, *arguments], env={**os.environ, **variables}, capture_output=True, text=True)


def test_it_has_the_version_of_the_package(program: Path) -> None:
    assert run(program, "--version").stdout.strip() == version("understudy-mock")


@pytest.mark.parametrize("arguments, code", [(["--no-such-option"], 64), (["health", "--port", "1"], 1)])
def test_its_exit_code_is_the_program_s(program: Path, arguments: List[str], code: int) -> None:
    assert run(program, *arguments).returncode == code


def test_its_exit_code_is_that_of_a_command(program: Path) -> None:
    command = "import os, sys; sys.exit(7 if os.environ['UNDERSTUDY_URL'] else 8)"
    assert run(program, "run", "--", sys.executable, "-c", command).returncode == 7


def test_it_is_the_process_that_gets_signals(program: Path) -> None:
    server = subprocess.Popen([program, "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert server.stdout is not None and server.stdout.readline().startswith(b"ready url=")
        assert Path(os.readlink(f"/proc/{server.pid}/exe")).name == "understudy"
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
    finally:
        server.kill()
        server.communicate()


def test_another_program_is_run_if_it_is_named(program: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text('#!/bin/sh\necho "$@"; exit 5\n')
    other.chmod(0o755)
    result = run(program, "serve", "--port", "0", UNDERSTUDY_BINARY=str(other))
    assert (result.returncode, result.stdout) == (5, "serve --port 0\n")


def unusable(directory: Path) -> Dict[str, Tuple[Path, int, str]]:
    """Returns programs that cannot be run, each with the exit code of a shell and what is said about it."""
    text, loaderless, damaged = (directory / name for name in ("text", "loaderless", "damaged"))
    text.write_text("#!/bin/sh\n")
    loaderless.write_text("#!/nowhere/loader\n")
    damaged.write_bytes(b"\x7fELF")
    for file in (loaderless, damaged):
        file.chmod(0o755)
    required = "UNDERSTUDY_BINARY must name an executable program, but"
    advice = "set UNDERSTUDY_BINARY to a program for this machine"
    return {
        "missing": (directory / "missing", 127, f"{required} {directory}/missing does not exist"),
        "directory": (directory, 126, f"{required} {directory} is not an executable file"),
        "text": (text, 126, f"{required} {text} is not an executable file"),
        "loaderless": (
            loaderless, 126, f"cannot run {loaderless}: it, or the loader that it needs, does not exist; {advice}"),
        "damaged": (damaged, 126, f"cannot run {damaged}: Exec format error; {advice}"),
    }


@pytest.mark.parametrize("kind", ["missing", "directory", "text", "loaderless", "damaged"])
def test_a_program_that_cannot_be_run_is_named(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str,
) -> None:
    other, code, words = unusable(tmp_path)[kind]
    result = run(program, "--version", UNDERSTUDY_BINARY=str(other))
    assert (result.returncode, result.stderr) == (code, f"understudy: {words}\n")
    monkeypatch.setenv("UNDERSTUDY_BINARY", str(other))
    with pytest.raises(ProgramNotFound) as failure:
        Understudy().start()
    assert str(failure.value) == words


def test_a_relative_program_is_found_by_a_server_in_another_directory(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "own").symlink_to(_program.program())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UNDERSTUDY_BINARY", "own")
    assert run(program, "--version").stdout.strip() == version("understudy-mock")
    with Understudy(directory="elsewhere") as server:
        assert server.info["version"] == version("understudy-mock")


def test_a_directory_that_does_not_exist_is_named() -> None:
    with pytest.raises(StartError, match="its working directory /nowhere does not exist"):
        Understudy(directory="/nowhere").start()


def test_a_package_without_a_program_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(_program, "__file__", str(tmp_path / "_program.py"))
    with pytest.raises(ProgramNotFound, match="no program for Linux on .*UNDERSTUDY_BINARY.*--understudy-url"):
        _program.program()


def test_a_server_ends_with_the_process_that_started_it() -> None:
    script = ("import os, signal; from understudy_mock import Understudy\n"
              "server = Understudy().start(); print(server.process_id, flush=True); os.kill(os.getpid(), signal.SIGKILL)")
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert result.returncode == -signal.SIGKILL
    ended = subprocess.run(["timeout", "60", "tail", f"--pid={int(result.stdout)}", "-f", "/dev/null"])
    assert ended.returncode == 0, "the server still runs"


def test_a_proxy_of_the_client_is_not_asked_for_the_admin_api() -> None:
    script = "from understudy_mock import Understudy\nwith Understudy() as server: print(server.info['version'])"
    proxy = {"http_proxy": "http://127.0.0.1:1", "no_proxy": "", "NO_PROXY": ""}
    result = subprocess.run([sys.executable, "-c", script], env={**os.environ, **proxy}, capture_output=True, text=True)
    assert result.stdout.strip() == version("understudy-mock"), result.stderr


def notices() -> Dict[str, str]:
    """Returns the licence notices inside of the installed package, by name and file."""
    files = distribution("understudy-mock").files or []
    return {"/".join(file.parts[-2:]): str(file.locate()) for file in files if "third-party" in file.parts}


def test_the_licences_of_what_is_inside_are_inside() -> None:
    inside = notices()
    expected = ["GRDB.swift/LICENSE", "swift/LICENSE.txt", "swift-crypto/NOTICE.txt", "icu/LICENSE"]
    assert [name for name in expected if name not in inside] == []
    assert "UNICODE LICENSE V3" in Path(inside["icu/LICENSE"]).read_text()


def test_each_library_inside_has_its_licence() -> None:
    """Of a wheel with libraries, those whose packages auditwheel names."""
    files = distribution("understudy-mock").files or []
    for inventory in [file for file in files if file.name == "auditwheel.cdx.json"]:
        import json
        components = json.loads(inventory.read_text())["components"][1:]
        assert components
        inside = notices()
        assert [part["name"] for part in components if f"{part['name']}/copyright" not in inside] == []


def test_the_wheel_is_for_this_kind_of_machine() -> None:
    tags = (distribution("understudy-mock").read_text("WHEEL") or "").splitlines()
    assert any(line.startswith("Tag: py3-none-") and "linux" in line for line in tags)
    assert "Root-Is-Purelib: false" in tags
