"""On what, and with which versions of everything, was measured."""
import json
import os
import pathlib
import platform
import re
import subprocess

from servers import BENCHMARKS, PYTHON, ROOT


def output(*command):
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
    return result.stdout.strip()


def version(package):
    return output("dpkg-query", "--show", "--showformat=${Version}", package)


def machine():
    cpu = pathlib.Path("/proc/cpuinfo").read_text()
    resolved = json.loads((BENCHMARKS / "Package.resolved").read_text())
    pins = {pin["identity"]: pin["state"].get("version") for pin in resolved["pins"]}
    pip = dict(re.findall(r"^(\S+)==(\S+)$", output(PYTHON / "pip", "freeze"), re.MULTILINE))
    return {
        "processor": re.search(r"^model name\s*: (.*)$", cpu, re.MULTILINE).group(1),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30),
        "system": f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}",
        "commit": output("git", "describe", "--always", "--dirty", "--exclude", "*"),
        "versions": {
            "libmicrohttpd": version("libmicrohttpd-dev"),
            "wrk": version("wrk"),
            "Swift": re.search(r"Swift version (\S+)", output("swift", "--version")).group(1),
            "Hummingbird": pins["hummingbird"],
            "node": output("node", "--version"),
            "Express": version("node-express"),
            "Python": platform.python_version(),
            **{name: pip[name] for name in ("fastapi", "uvicorn", "uvloop", "httptools", "Flask", "waitress")},
            "WireMock": "2.35.1",
            "java": re.search(r'version "(\S+)"', output("java", "-version")).group(1),
        },
    }
