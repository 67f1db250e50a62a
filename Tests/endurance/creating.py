"""Clients that create agents and delete them again."""
import concurrent.futures

import report
import vendors
from wire import Connection

SANDBOX = "creating"


def fill_cache(server, agents=25_000, length=1000):
    """Creates agents until the program has as many parsed agents in memory as it keeps, and removes them again.
    Without this, memory grows for a while with new agents of any sandbox."""
    with Connection(server.port) as connection:
        endpoint = vendors.CENTERFY._replace(new={**vendors.CENTERFY.new, "voicemail_message": "x" * length})
        for number in range(agents):
            status, body = connection.exchange(endpoint.create(f"Large {number}", SANDBOX))
            assert status == 201, body[:200]
            if number % 250 == 249:
                assert server.ask(f"/__admin/sandboxes/{SANDBOX}", method="DELETE")[0] == 200


def creating(server):
    """6 clients that create 250 agents each and delete or archive them; then the sandbox is removed."""
    def run(endpoint):
        statuses = set()
        with Connection(server.port) as connection:
            for number in range(250):
                status, body = connection.exchange(endpoint.create(f"Created {number}", SANDBOX))
                created = endpoint.of(vendors.created(body))
                statuses |= {status, connection.exchange(created.delete(SANDBOX))[0]}
        return statuses

    with concurrent.futures.ThreadPoolExecutor(len(vendors.ALL)) as clients:
        statuses = set().union(*clients.map(run, vendors.ALL))
    report.verdict(statuses <= {200, 201, 204}, f"1,500 creations and deletions, their statuses: {statuses}")
    report.equal(200, server.ask(f"/__admin/sandboxes/{SANDBOX}", method="DELETE")[0], "the sandbox is removed, with")
