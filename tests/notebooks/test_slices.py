"""Cells on which a claim depends, and no others."""

from slices import Names, needed


def test_what_is_needed_is_kept():
    train = "import numpy as np\nmodel = make()\nlosses = []"
    step = "for x in range(3):\n    losses.append(model(x))"
    draw = "figure, axes = plt.subplots()\naxes.plot(losses)\nplt.show()"
    other = "rates = [x for x in np.arange(3)]"
    claim = "assert min(losses) < 2"
    assert needed([train, step, draw, other, claim]) == [train, step, claim]
    helper = "def best(values):\n    x = min(values)\n    return x + shift"
    shift = "shift = 1"
    last = "assert best([1]) < 2"
    assert needed([shift, train, helper, last]) == [shift, helper, last]


def test_names_are_read_in_python_s_order():
    cell = Names("x = f(x)\ny += 1\nfor z in w:\n    u = z\nv = lambda t: t + u + s")
    assert cell.read == {"f", "x", "y", "w", "s"}
    assert cell.defined == {"x", "y", "z", "u", "v"}
    assert not Names("a = [b for b in range(3) if b]").read - {"range"}
