"""Makes the SQLite file: python seed_sqlite.py FILE CUSTOMERS ORDERS."""

import sqlite3
import sys

file, customers, orders = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
statuses = ["open", "paid", "sent", "deleted"]
connection = sqlite3.connect(file)
connection.executescript(
    """
    pragma journal_mode = wal;
    create table orders (id integer primary key, shop_id integer not null, customer_id integer not null,
      total real not null, status text not null, created_at text not null);
    """
)
time = "strftime('%Y-%m-%dT%H:%M:%SZ', '2026-01-01', ? || ' minutes')"
rows = (
    (
        g,
        2 if g // customers % 8 == 1 else 1,
        g % customers + 1,
        round(g % 9973 / 7, 2),
        statuses[g // customers % 4],
        g,
    )
    for g in range(1, orders + 1)
)
connection.executemany(f"insert into orders values (?, ?, ?, ?, ?, {time})", rows)
connection.execute("create index orders_of_customers on orders (customer_id, id)")
connection.commit()
connection.execute("analyze")
connection.execute("pragma wal_checkpoint(truncate)")
connection.close()
