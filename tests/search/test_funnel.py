"""How many sessions come how far."""

from __future__ import annotations

import pytest

from replaytest.search.compile import Sql, prepare
from replaytest.search.funnel import funnel
from replaytest.search.query import entries_of
from replaytest.search.schema import opened
from tests.search.build import event, index, session


@pytest.fixture
def root(tmp_path):
    cart = event("page", 0, "http://shop.test/cart")
    pay = event("click", 2000, 'button "Checkout"')
    return index(
        tmp_path,
        session("none", event("page", 0, "http://shop.test/help")),
        session("cart", cart),
        session("click", cart, pay),
        session(
            "before", event("annotation", 0, "", "paid"), event("page", 5, "/cart"), pay
        ),
        session("paid", cart, pay, event("annotation", 9000, "", "paid")),
    )


def test_counts_shares_times_and_sessions(root):
    steps = ["page:/cart", "click:Checkout", "event:paid"]
    with opened(root) as connection:
        prepare(connection)
        stages = funnel(connection, steps, Sql("true"))
        lost = [
            {entry.session for entry in entries_of(connection, root, each.lost)}
            for each in stages
        ]
    assert [len(each.reached) for each in stages] == [4, 3, 1]
    assert [each.share for each in stages] == [1.0, 0.75, 0.25]
    assert [each.lost_share for each in stages] == [0.2, 0.25, 0.6667]
    assert lost == [{"none"}, {"cart"}, {"click", "before"}]
    assert [each.seconds for each in stages] == [None, 2.0, 7.0]


def test_only_among_some_sessions(root):
    with opened(root) as connection:
        prepare(connection)
        among = Sql("s.session IN (?, ?)", ("paid", "cart"))
        stages = funnel(connection, ["page:/cart", "event:paid within 5s"], among)
    assert [len(each.reached) for each in stages] == [2, 0]


def test_a_negated_step_belongs_to_the_one_after_it(root):
    with opened(root) as connection:
        prepare(connection)
        stages = funnel(connection, ["page", "not click", "event:paid"], Sql("true"))
    assert [len(each.reached) for each in stages] == [5, 0]
    assert stages[1].step == "not click event:paid"
