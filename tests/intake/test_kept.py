"""What intake made, kept as bytes and read back: the same orders to the last cell."""

from __future__ import annotations

import pytest

from otif_koop.demo import article_tables, demo_tables
from otif_koop.intake import kept
from otif_koop.intake.assemble.to_order_tables import Intake
from otif_koop.message import Refused, message
from otif_koop.otif.definition import Definition
from otif_koop.otif.explorer.stored import print_of
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.order_tables import OrderTables
from otif_koop.otif.score import score


@pytest.mark.parametrize("tables", [article_tables(), demo_tables(scale=0.05)], ids=["article", "demo"])
def test_the_same_orders_come_back(tables: OrderTables) -> None:
    data = kept.write(Intake(tables, "delivery", message("One row is one delivery."), (), ()))
    again = kept.read(data)
    assert (again.shape, again.findings) == ("delivery", ())
    one, other = order_book(tables), order_book(again.tables)
    assert print_of(one) == print_of(other)
    assert one.order_id.tolist() == other.order_id.tolist()
    assert one.line_id.tolist() == other.line_id.tolist()
    assert {name: texts.tolist() for name, texts in one.texts.items()} == {
        name: texts.tolist() for name, texts in other.texts.items()
    }
    assert score(one, Definition()).scores == score(other, Definition()).scores


@pytest.mark.parametrize("data", [b"", b"x" * 60, (2).to_bytes(8, "little") + b"{}"])
def test_what_is_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="again"):
        kept.read(data)
    whole = kept.write(Intake(article_tables(), "line", message("x"), (), ()))
    with pytest.raises(Refused, match="again"):
        kept.read(whole[:-200])


@pytest.mark.parametrize("place", [0.2, 0.35, 0.5])
def test_a_damaged_page_is_refused(place: float) -> None:
    data = bytearray(kept.write(Intake(demo_tables(scale=0.05), "line", message("x"), (), ())))
    data[int(place * len(data))] ^= 1
    with pytest.raises(Refused, match="again"):
        kept.read(bytes(data))
