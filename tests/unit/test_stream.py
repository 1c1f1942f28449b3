"""Orders of tasks."""

import pytest

from perdure.envs.errors import PerdureError
from perdure.lifelong.stream import order


def test_zero_is_the_suites_own_order():
    assert order(0, 5) == order("suite", 5) == order("0", 5) == (0, 1, 2, 3, 4)
    assert order("reverse", 3) == (2, 1, 0)


def test_ten_tasks_have_liberos_orders():
    assert order(1, 10) == (4, 6, 8, 7, 3, 1, 2, 0, 9, 5)
    assert order(20, 10) == (3, 4, 1, 9, 7, 6, 8, 2, 0, 5)
    assert all(sorted(order(n, 10)) == list(range(10)) for n in range(21))
    assert len({order(n, 10) for n in range(21)}) == 21
    with pytest.raises(PerdureError, match="0 to 20"):
        order(21, 10)


def test_other_numbers_are_permutations_that_never_change():
    assert order(3, 5) == (3, 2, 0, 1, 4)
    assert all(sorted(order(n, 7)) == list(range(7)) for n in range(50))
    assert len({order(n, 7) for n in range(50)}) == 50


def test_an_order_can_be_spelled_out():
    assert order([2, 0], 3) == order("2,0", 3) == order("[2, 0]", 3) == (2, 0)
    assert order([1], 3) == order("[1]", 3) == (1,)


@pytest.mark.parametrize("which", [[0, 0], [3], [], "a", "1,,2", "1,5", -1, "[]"])
def test_what_is_not_an_order_gets_a_sentence(which):
    with pytest.raises(PerdureError, match="order="):
        order(which, 3)
