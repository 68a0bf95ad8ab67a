"""The caches that a site may have, with the servers and the database behind them."""

from dataclasses import dataclass, field
from typing import Any

from concurrency.servers import Memcached, Postgres, Redis

# In the configuration, `PORT` stands for the port of the server.
PORT = "<port>"

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": "db.sqlite3",
    # Seconds to wait for one's turn to write, from the start of a transaction on.
    "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
}
POSTGRES = {
    "ENGINE": "django.db.backends.postgresql",
    "HOST": "127.0.0.1",
    "PORT": PORT,
    "NAME": "postgres",
    "USER": "tester",
}
# With the default of 300 entries they would drop facts of the many tests of a site.
ROOM = {"OPTIONS": {"MAX_ENTRIES": 10_000}}


@dataclass(frozen=True)
class Kind:
    """A cache, and the site that is built on it."""

    cache: dict[str, Any]
    server_class: Any = None
    modules: tuple[str, ...] = ()
    database: dict[str, Any] = field(default_factory=lambda: SQLITE)
    workers: int = 4
    threads: int = 8
    # Whether it may refuse to serve while many requests want to write.
    may_refuse: bool = False


KINDS = {
    "redis": Kind(
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{PORT}",
        },
        server_class=Redis,
        modules=("redis",),
    ),
    "memcached": Kind(
        {
            "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
            "LOCATION": f"127.0.0.1:{PORT}",
            # Seconds after which to try again a server that was away.
            "OPTIONS": {"dead_timeout": 1},
        },
        server_class=Memcached,
        modules=("pymemcache",),
    ),
    "postgresql": Kind(
        {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            **ROOM,
        },
        server_class=Postgres,
        modules=("psycopg",),
        database=POSTGRES,
    ),
    "sqlite": Kind(
        {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            **ROOM,
        },
        may_refuse=True,
    ),
    # It is in the memory of one process, which is all that it is good for.
    "locmem": Kind(
        {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", **ROOM},
        workers=1,
        threads=24,
    ),
}
SHARED = [name for name, kind in KINDS.items() if kind.workers > 1]
