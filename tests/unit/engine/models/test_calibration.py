from __future__ import annotations

import numpy as np
import pytest

from gatepost.engine.models.calibration import Curve


def test_the_line_goes_through_its_points() -> None:
    curve = Curve(np.array([-2.0, 0.0, 3.0]), np.array([0.1, 0.5, 0.9]))
    got = curve(np.array([-np.inf, -9.0, -2.0, -1.0, 0.0, 1.5, 3.0, 9.0, np.inf]))
    assert got == pytest.approx([0.1, 0.1, 0.1, 0.3, 0.5, 0.7, 0.9, 0.9, 0.9])


@pytest.mark.parametrize(
    ("x", "p"),
    [
        ([0.0], [0.5]),
        ([0.0, 0.0], [0.1, 0.2]),
        ([0.0, 1.0], [0.2, 0.2]),
        ([0.0, 1.0], [0.3, 0.2]),
        ([0.0, 1.0], [0.3]),
    ],
)
def test_lines_that_do_not_rise_are_refused(x: list[float], p: list[float]) -> None:
    with pytest.raises(ValueError, match="rising"):
        Curve(np.array(x), np.array(p))
