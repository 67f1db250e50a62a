"""Instructions a request, counted by callgrind: the difference of two runs, so that starting cancels out."""
import re

from load import Client

FEWER, MORE = 1_000, 2_000  # so that what is counted is no agent's first update
# callgrind takes each byte that `rep stosb` writes for an instruction, and libmicrohttpd clears its buffers with it for
# every request.
WITHOUT_REP = {"GLIBC_TUNABLES": "glibc.cpu.x86_rep_stosb_threshold=1073741824:"
                                 "glibc.cpu.x86_rep_movsb_threshold=1073741824"}


def instructions(running, case, work):
    """`running` starts the server, behind the arguments and with the environment that it is given."""
    def count(requests):
        file = work / f"callgrind.{requests}"
        valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={file}"]
        with running(before=valgrind, environment=WITHOUT_REP) as server:
            client, paths = Client(server.port), case.paths()
            for number in range(requests):
                if not case.workload.isAccepted(client, paths[number % len(paths)], 1 + number // len(paths)):
                    raise SystemExit(f"under callgrind, {case.title}: request {number} is not answered as it should be")
        return int(re.search(r"^totals: (\d+)", file.read_text(), re.MULTILINE).group(1))
    return (count(MORE) - count(FEWER)) / (MORE - FEWER)
