"""The tree against the published vectors, another implementation, and itself at every size."""

from __future__ import annotations

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.tree import (
    EMPTY,
    Frontier,
    Subtree,
    consistency,
    inclusion,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
    within,
)

# The eight leaves and roots that Certificate Transparency's own tests publish (RFC 6962).
LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
EMPTY_LEAF_AND_TREE = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
)
# Inclusion and consistency proofs of the same tree, from the same tests: leaf or first size from
# 1, second size, path.
INCLUSION = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (3, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        2,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
CONSISTENCY = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
LARGEST = 300
MANY = [leaf_hash(number.to_bytes(2, "big")) for number in range(LARGEST)]
ROOTS_OF_MANY = [root_of(MANY[:size]) for size in range(LARGEST + 1)]
ALIEN = leaf_hash(b"another")


@pytest.fixture(scope="module")
def published() -> list[bytes]:
    return [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]


def test_the_roots_are_the_published_ones(published) -> None:
    assert [root_of(published[:size]).hex() for size in range(1, 9)] == ROOTS
    assert (leaf_hash(b"").hex(), EMPTY.hex()) == EMPTY_LEAF_AND_TREE


@pytest.mark.parametrize(("leaf", "size", "path"), INCLUSION)
def test_inclusion_proofs_are_the_published_ones(published, leaf, size, path) -> None:
    found = inclusion(leaf - 1, size, within(published))

    assert [step.hex() for step in found] == path
    assert is_included(published[leaf - 1], leaf - 1, size, found, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("smaller", "size", "path"), CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(published, smaller, size, path) -> None:
    found = consistency(smaller, size, within(published))

    assert [step.hex() for step in found] == path
    before, after = bytes.fromhex(ROOTS[smaller - 1]), bytes.fromhex(ROOTS[size - 1])
    assert is_consistent(smaller, size, before, after, found)


def subtrees() -> Subtree:
    """Subtrees of `MANY`, each hashed once."""
    known: dict[tuple[int, int], bytes] = {}

    def subtree(start: int, end: int) -> bytes:
        if (start, end) not in known:
            known[start, end] = root_of(MANY[start:end])
        return known[start, end]

    return subtree


def test_every_size_to_300_proves_each_leaf_and_refuses_any_other() -> None:
    subtree = subtrees()
    for size in range(1, LARGEST + 1):
        root = ROOTS_OF_MANY[size]
        for index in range(size):
            path = inclusion(index, size, subtree)
            assert is_included(MANY[index], index, size, path, root)
            assert not is_included(ALIEN, index, size, path, root)
            assert not is_included(MANY[index], index, size, path, ROOTS_OF_MANY[size - 1])


def test_every_size_to_300_proves_that_it_continues_each_smaller_one() -> None:
    subtree = subtrees()
    for size in range(1, LARGEST + 1):
        after = ROOTS_OF_MANY[size]
        for smaller in range(size + 1):
            path, before = consistency(smaller, size, subtree), ROOTS_OF_MANY[smaller]
            assert is_consistent(smaller, size, before, after, path)
            assert not is_consistent(smaller, size, ALIEN, after, path)
            assert smaller == 0 or not is_consistent(smaller, size, before, ALIEN, path)


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65, 127, 128, 129, 255, 256, 257, 300])
def test_a_path_that_was_changed_proves_no_inclusion(size) -> None:
    for index in {0, size // 2, size - 1}:
        path = inclusion(index, size, within(MANY))
        for wrong in _changed(path):
            assert not is_included(MANY[index], index, size, wrong, ROOTS_OF_MANY[size])
        for other in {index - 1, index + 1} - {-1, size}:
            assert not is_included(MANY[index], other, size, path, ROOTS_OF_MANY[size])
    assert not is_included(MANY[0], size, size, (), ROOTS_OF_MANY[size])
    assert not is_included(MANY[0], -1, size, (), ROOTS_OF_MANY[size])


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65, 127, 128, 129, 255, 256, 257, 300])
def test_a_path_that_was_changed_proves_no_consistency(size) -> None:
    for smaller in {0, 1, size // 2, size - 1, size} & set(range(1, size + 1)):
        path = consistency(smaller, size, within(MANY))
        before, after = ROOTS_OF_MANY[smaller], ROOTS_OF_MANY[size]
        for wrong in _changed(path):
            assert not is_consistent(smaller, size, before, after, wrong)
    assert not is_consistent(size + 1, size, ROOTS_OF_MANY[size], ROOTS_OF_MANY[size], ())


def _changed(path: tuple[bytes, ...]) -> list[tuple[bytes, ...]]:
    swapped = [(*path[:at], path[at + 1], path[at], *path[at + 2 :]) for at in range(len(path) - 1)]
    altered = [(*path[:at], ALIEN, *path[at + 1 :]) for at in range(len(path))]
    return [*swapped, *altered, (*path, ALIEN), (ALIEN, *path), *([path[:-1]] if path else [])]


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (4, 3)])
def test_a_leaf_that_is_not_there_has_no_proof(index, size) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion(index, size, within(MANY))


@pytest.mark.parametrize(("smaller", "size"), [(-1, 3), (4, 3)])
def test_a_tree_that_is_no_beginning_has_no_proof(smaller, size) -> None:
    with pytest.raises(ValueError, match="no beginning"):
        consistency(smaller, size, within(MANY))


def test_a_frontier_has_each_size_s_root_and_a_copy_goes_its_own_way() -> None:
    tree = Frontier()
    for size, leaf in enumerate(MANY, start=1):
        other = tree.copy()
        tree.append(leaf)
        other.append(ALIEN)
        assert tree.root() == ROOTS_OF_MANY[size] != other.root()
        assert len(tree.perfect) == size.bit_count()


def test_a_leaf_is_no_node() -> None:
    left, right = MANY[:2]
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.fixture(scope="module")
def oracle() -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(LARGEST):
        tree.append_entry(number.to_bytes(2, "big"))
    return tree


def test_another_implementation_has_the_same_roots(oracle) -> None:
    assert [oracle.get_state(size) for size in range(1, LARGEST + 1)] == ROOTS_OF_MANY[1:]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 64, 100, 255, 256, 257, 300])
def test_another_implementation_accepts_and_gives_the_same_proofs(oracle, size) -> None:
    root = ROOTS_OF_MANY[size]
    for index in range(size):
        theirs = oracle.prove_inclusion(index + 1, size)
        assert tuple(theirs.path[1:]) == inclusion(index, size, within(MANY))
        pymerkle.verify_inclusion(MANY[index], root, theirs)
    for smaller in range(1, size + 1):
        theirs = oracle.prove_consistency(smaller, size)
        pymerkle.verify_consistency(ROOTS_OF_MANY[smaller], root, theirs)


# A million leaves of which all but one are the same: a subtree is known from its size and from
# where the odd one stands, in so many steps as the tree is high.
SAME, ODD = leaf_hash(b"same"), leaf_hash(b"odd")


def sparse(odd: int) -> Subtree:
    same: dict[int, bytes] = {1: SAME}

    def of_same(size: int) -> bytes:
        if size not in same:
            half = 1 << ((size - 1).bit_length() - 1)
            same[size] = node_hash(of_same(half), of_same(size - half))
        return same[size]

    def subtree(start: int, end: int) -> bytes:
        if not start <= odd < end:
            return of_same(end - start)
        if end - start == 1:
            return ODD
        middle = start + (1 << ((end - start - 1).bit_length() - 1))
        return node_hash(subtree(start, middle), subtree(middle, end))

    return subtree


SIZES = st.integers(1, 1_000_000)


@given(size=SIZES, odd=st.data())
@settings(max_examples=200)
def test_a_leaf_among_a_million_is_proved_and_only_in_its_place(size, odd) -> None:
    place = odd.draw(st.integers(0, size - 1))
    subtree = sparse(place)
    path = inclusion(place, size, subtree)

    assert len(path) <= (size - 1).bit_length()
    assert is_included(ODD, place, size, path, subtree(0, size))
    assert not is_included(SAME, place, size, path, subtree(0, size))
    for other in {place - 1, place + 1, size - 1 - place} - {place, -1, size}:
        assert not is_included(ODD, other, size, path, subtree(0, size))


@given(size=SIZES, drawn=st.data())
@settings(max_examples=200)
def test_a_million_leaves_continue_what_they_were_and_nothing_else(size, drawn) -> None:
    smaller = drawn.draw(st.integers(1, size))
    changed = drawn.draw(st.integers(0, smaller - 1))
    now, then = sparse(size), sparse(changed)
    path = consistency(smaller, size, now)

    assert len(path) <= (size - 1).bit_length() + 1
    assert is_consistent(smaller, size, now(0, smaller), now(0, size), path)
    assert not is_consistent(smaller, size, then(0, smaller), now(0, size), path)


def test_the_sparse_tree_is_the_tree() -> None:
    for odd in (0, 1, 76, 99):
        leaves = [SAME] * 100
        leaves[odd] = ODD
        assert sparse(odd)(0, 100) == root_of(leaves)
