from __future__ import annotations

from opentelemetry.trace import SpanKind, StatusCode


def span(spans, name):
    return next(one for one in spans.get_finished_spans() if one.name == name)


def test_reads_the_database_once_and_then_the_cache(client, cache, spans):
    first = client.get("/stock/3")
    assert (first.status_code, first.json()) == (200, {"productId": 3, "available": 1000})
    assert span(spans, "stock.lookup").attributes == {"product.id": "3", "cache.hit": False}
    assert cache.values == {3: 1000}
    spans.clear()
    cache.values[3] = 7
    assert client.get("/stock/3").json()["available"] == 7
    assert span(spans, "stock.lookup").attributes["cache.hit"] is True


def test_the_server_span_has_the_stable_names_and_is_the_parent(client, spans):
    client.get("/stock/3")
    [server] = [one for one in spans.get_finished_spans() if one.kind == SpanKind.SERVER]
    assert server.attributes["http.route"] == "/stock/{product_id}"
    assert server.attributes["http.response.status_code"] == 200
    assert span(spans, "stock.lookup").parent.span_id == server.context.span_id
    assert len(spans.get_finished_spans()) == 2


def test_an_unknown_product_is_no_error_of_a_span(client, spans):
    assert client.get("/stock/99").status_code == 404
    assert {one.status.status_code for one in spans.get_finished_spans()} == {StatusCode.UNSET}


def test_an_invalid_id_is_refused(client):
    assert client.get("/stock/none").status_code == 422


def test_a_reservation_takes_items_and_forgets_what_is_cached(client, cache, spans):
    client.get("/stock/3")
    answer = client.post("/stock/3/reservations", json={"quantity": 2})
    assert (answer.status_code, answer.json()) == (201, {"productId": 3, "quantity": 2, "available": 998})
    assert span(spans, "stock.reserve").attributes["stock.is_reserved"] is True
    assert cache.values == {}
    assert client.get("/stock/3").json()["available"] == 998


def test_a_low_stock_is_reordered(client):
    left = [client.post("/stock/3/reservations", json={"quantity": 100}).json()["available"] for _ in range(9)]
    assert left == [900, 800, 700, 600, 500, 400, 300, 200, 1100]


def test_a_release_puts_items_back(client, cache):
    client.post("/stock/3/reservations", json={"quantity": 5})
    client.get("/stock/3")
    assert client.post("/stock/3/releases", json={"quantity": 5}).status_code == 202
    assert cache.values == {}
    assert client.get("/stock/3").json()["available"] == 1000


def test_more_than_there_is_cannot_be_reserved(client, spans):
    answer = client.post("/stock/99/reservations", json={"quantity": 1})
    assert answer.status_code == 409
    assert span(spans, "stock.reserve").attributes["stock.is_reserved"] is False
    assert span(spans, "stock.reserve").status.status_code == StatusCode.UNSET


def test_health_is_not_traced(client, spans):
    assert client.get("/health").json() == {"status": "ok"}
    assert spans.get_finished_spans() == ()
