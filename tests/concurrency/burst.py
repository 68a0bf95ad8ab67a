"""Requests, one or many at the same moment."""

import http.client
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from concurrency.servers import DEADLINE, HOST


@dataclass(frozen=True)
class Answer:
    """What came back; a status of `None` if nothing did."""

    status: int | None
    headers: dict[str, str] = field(default_factory=dict)
    body: object = None


def post(port, path, data, headers=None):
    """Post the data and return the answer."""
    return _post(port, path, data, headers, wait=lambda: None)


def post_at_once(port, path, bodies, headers=None):
    """Post each of the bodies, all at the same moment, and return the answers."""
    barrier = threading.Barrier(len(bodies), timeout=DEADLINE)
    with ThreadPoolExecutor(len(bodies)) as pool:
        answers = [
            pool.submit(_post, port, path, body, headers, barrier.wait)
            for body in bodies
        ]
    return [answer.result() for answer in answers]


def _post(port, path, data, headers, wait):
    connection = http.client.HTTPConnection(HOST, port, timeout=DEADLINE)
    headers = {"Content-Type": "application/json", **(headers or {})}
    try:
        connection.connect()
        wait()
        connection.request("POST", f"/{path}", json.dumps(data), headers)
        response = connection.getresponse()
        return Answer(
            response.status, dict(response.headers), _decode(response, response.read())
        )
    except (ConnectionError, http.client.IncompleteRead):
        return Answer(None)  # The worker is gone.
    finally:
        connection.close()


def _decode(response, content):
    # An error page is shown as it is.
    is_json = response.headers.get_content_type() == "application/json"
    return json.loads(content) if is_json else content.decode(errors="replace")
