"""One small set of order tables, to be put into each kind of source: two orders, one late and one short."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd

LINES = pd.DataFrame(
    {
        "order_id": ["0011", "0011", "0012"],
        "line_id": [10, 20, 10],
        "customer_group": ["Dealers", "Dealers", None],
        "quantity_ordered": [5, 7, 2],
        "promised_date": [date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 4)],
        "net_value": [Decimal("1200.50"), Decimal("10.00"), None],
    }
)
DELIVERIES = pd.DataFrame(
    {
        "order_id": ["0011", "0011", "0012"],
        "line_id": [10, 20, 10],
        "quantity_delivered": [5, 7, 1],
        "delivered_at": [date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 4)],
    }
)
INCIDENTS = pd.DataFrame({"order_id": ["0012"], "line_id": [10], "kind": ["damage"], "quantity": [1]})
TABLES = {"order_lines": LINES, "deliveries": DELIVERIES, "incidents": INCIDENTS}
