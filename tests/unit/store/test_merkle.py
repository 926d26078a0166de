"""The trees of RFC 6962: published values, and every path of every small tree."""

from __future__ import annotations

import pytest

from gatepost.store.ledger import merkle

# The test vectors of the reference implementation of certificate transparency.
DATA = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("count", sorted(ROOTS))
def test_published_roots(count: int) -> None:
    assert merkle.root([merkle.leaf_hash(data) for data in DATA[:count]]).hex() == ROOTS[count]


def test_every_path_leads_to_the_root_and_no_other_does() -> None:
    for count in range(1, 40):
        leaves = [merkle.leaf_hash(bytes([number])) for number in range(count)]
        top = merkle.root(leaves)
        for place, leaf in enumerate(leaves):
            beside = merkle.path(leaves, place)
            assert merkle.climb(leaf, place, count, beside) == top
            for other in range(count):
                if other != place:
                    try:
                        assert merkle.climb(leaf, other, count, beside) != top
                    except ValueError as error:
                        assert "path" in str(error)  # noqa: PT017
            with pytest.raises(ValueError, match="too long"):
                merkle.climb(leaf, place, count, [*beside, leaf])
            if beside:
                with pytest.raises(ValueError, match="too short"):
                    merkle.climb(leaf, place, count, beside[:-1])


def test_no_leaf_outside() -> None:
    assert merkle.root([]) == merkle.EMPTY
    for place in (-1, 1):
        with pytest.raises(ValueError, match="no leaf"):
            merkle.climb(merkle.EMPTY, place, 1, [])
        with pytest.raises(IndexError):
            merkle.path([merkle.EMPTY], place)
