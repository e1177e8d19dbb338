"""What is kept behind the score page goes when the data go."""

from __future__ import annotations

import gc
from weakref import ref

from otif_koop.demo import article_tables
from otif_koop.otif.definition import Definition, Level
from otif_koop.otif.from_tables import order_book
from otif_koop.otif.resolve import resolve
from otif_koop.otif.score import score
from otif_koop.ui.score_view import look


def test_a_book_whose_groups_have_their_own_definitions_is_forgotten_with_its_session():
    book, default = order_book(article_tables()), Definition()
    own = {book.group.names[0]: Definition(level=Level.LINE)}
    scored = score(book, default, groups=own)
    looked = look(scored, None, Level.ORDER, resolve(default, book))
    assert looked.parts
    gone = ref(book)
    del book, scored, looked
    gc.collect()
    assert gone() is None
