from __future__ import annotations

import json
import threading
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from inventory.faults.control import ControlServer
from inventory.faults.fault_set import FaultSet, Lease


@pytest.fixture
def faults(app):
    faults = FaultSet(exit_process=lambda _code: None)
    app.state.before_work = faults.before_work
    return faults


@pytest.fixture
def control(faults):
    server = ControlServer(("127.0.0.1", 0), faults)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.close()


def ask(url, method="GET", body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(url, data, headers or {}, method=method)) as response:
            text = response.read()
            return response.status, json.loads(text) if text else None
    except HTTPError as error:
        return error.code, json.loads(error.read())


def test_error_rate_makes_the_same_requests_fail_for_a_seed(client, faults):
    def run():
        faults.activate("error-rate", {"rate": 0.5, "status": 503, "seed": 1})
        return [client.get("/stock/3").status_code for _ in range(12)]

    first = run()
    assert set(first) == {200, 503}
    assert run() == first


def test_routes_limit_a_fault(client, faults):
    faults.activate("error-rate", {"routes": ["POST /stock/{product_id}/reservations"]})
    assert client.get("/stock/3").status_code == 200
    assert client.post("/stock/3/reservations", json={"quantity": 1}).status_code == 500
    assert client.get("/health").status_code == 200


def test_a_request_that_is_refused_as_invalid_is_not_affected(client, faults):
    faults.activate("error-rate", {})
    assert client.post("/stock/3/reservations", json={"quantity": 0}).status_code == 422


def test_the_control_endpoint_lists_activates_and_ends(client, control):
    status, catalog = ask(f"{control}/faults")
    assert status == 200
    assert [(one["name"], one["active"]) for one in catalog] == [(name, False) for name in ("latency", "error-rate", "crash", "slow-queries")]
    assert catalog[0]["schema"]["required"] == ["ms"]
    status, began = ask(f"{control}/faults/error-rate", "PUT", {"status": 503})
    assert (status, began["active"], began["parameters"]["status"]) == (200, True, 503)
    assert client.get("/stock/3").status_code == 503
    assert ask(f"{control}/faults/error-rate", "DELETE") == (204, None)
    assert client.get("/stock/3").status_code == 200


def test_a_fault_ends_with_its_lease_unless_that_is_renewed(faults):
    ended = threading.Event()
    faults.activate("error-rate", {}, Lease(0.2, ended.set))
    assert faults.renew("error-rate")
    assert ended.wait(5)
    assert faults.list()[1]["active"] is False
    assert faults.renew("error-rate") is False


def test_the_control_endpoint_takes_and_renews_a_lease(control):
    assert ask(f"{control}/faults/error-rate?lease=30", "PUT", {})[0] == 200
    assert ask(f"{control}/faults/error-rate", "POST") == (204, None)
    assert ask(f"{control}/faults/error-rate", "PUT", {})[0] == 200
    assert ask(f"{control}/faults/error-rate", "POST")[0] == 404
    reason = 'fault error-rate: the lease must be a number of seconds up to 3600, not "x"'
    assert ask(f"{control}/faults/error-rate?lease=x", "PUT", {}) == (400, {"error": reason})


@pytest.mark.parametrize(
    ("name", "body", "status", "reason"),
    [
        ("error-rate", {"rate": 2}, 400, 'fault error-rate: the parameter "rate": Input should be less than or equal to 1'),
        ("latency", {}, 400, 'fault latency: the parameter "ms": Field required'),
        ("crash", {"after": 1}, 400, 'fault crash: the parameter "after": Extra inputs are not permitted'),
        ("flood", {}, 404, 'this service has no fault "flood"; it has: latency, error-rate, crash, slow-queries'),
    ],
)
def test_the_control_endpoint_reports_mistakes(control, name, body, status, reason):
    assert ask(f"{control}/faults/{name}", "PUT", body) == (status, {"error": reason})


def test_slow_queries_delays_a_share_of_queries_until_it_is_ended(faults):
    assert faults.query_delay_s() == 0
    faults.activate("slow-queries", {"ms": 200, "jitterMs": 50, "rate": 0.5, "seed": 1})
    delays = [faults.query_delay_s() for _ in range(100)]
    slow = [seconds for seconds in delays if seconds > 0]
    assert 30 < len(slow) < 70
    assert all(0.15 <= seconds <= 0.25 for seconds in slow)
    faults.deactivate("slow-queries")
    assert faults.query_delay_s() == 0


def test_changes_need_the_token(faults):
    server = ControlServer(("127.0.0.1", 0), faults, "secret")
    server.start()
    url = f"http://127.0.0.1:{server.port}/faults/error-rate"
    try:
        assert ask(url, "PUT", {})[0] == 401
        assert ask(url, "PUT", {}, {"Authorization": "Bearer other"})[0] == 401
        assert faults.list()[1]["active"] is False
        assert ask(url, "PUT", {}, {"Authorization": "Bearer secret"})[0] == 200
        assert ask(f"http://127.0.0.1:{server.port}/faults")[0] == 200
    finally:
        server.close()


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_web_pages_are_refused(client, control, headers):
    assert ask(f"{control}/faults", headers=headers)[0] == 403
    assert client.get("/stock/3", headers=headers).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8084", "[::1]:8084", "localhost", "inventory:8084", "10.1.2.3:8084", "host.docker.internal"])
def test_local_names_and_addresses_are_answered(client, host):
    assert client.get("/stock/3", headers={"Host": host, "Origin": "http://localhost:3000"}).status_code == 200
