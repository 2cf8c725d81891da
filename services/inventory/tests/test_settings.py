from __future__ import annotations

import pytest

from inventory.settings import driver_url, read_settings


def test_defaults():
    settings = read_settings({})
    assert (settings.port, settings.redis_url, settings.cache_ttl_s) == (8084, None, 10)
    assert settings.database_url == "postgresql+psycopg://sandbox:sandbox@127.0.0.1:5432/sandbox"


def test_the_driver_is_added_to_a_url_of_postgresql_alone():
    assert driver_url("postgresql://a@b/c") == "postgresql+psycopg://a@b/c"
    assert driver_url("sqlite+aiosqlite:///x") == "sqlite+aiosqlite:///x"


def test_a_wrong_number_is_reported_with_its_variable():
    with pytest.raises(ValueError, match='PORT is "x"; it must be a whole number from 0'):
        read_settings({"PORT": "x"})
