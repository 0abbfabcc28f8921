"""How the tests of claims run a lesson."""

from claims import needed


def test_only_pictures_that_nothing_needs_are_left_out():
    train = "losses = [1.0, 2.0]"
    draw = "figure, axes = plt.subplots()\naxes.plot(losses)\nplt.show()"
    helper = "def best(x):\n    return min(x)\n\nplt.show()"
    assert needed([train, draw, helper, "assert best(losses) < 2"]) == [
        train,
        helper,
        "assert best(losses) < 2",
    ]
    assert needed([train, draw, "assert axes"]) == [train, draw, "assert axes"]
