"""Each claim of lesson 01 must be able to fail: break its cause and see."""

from claims import failing

LESSON_01 = "01_minimax_game"


def breaks(claim, old, new):
    """Runs lesson 01 with a fault in its code, which must break the claim."""
    assert not failing(LESSON_01, claim, {})
    assert failing(LESSON_01, claim, {old: new})


def test_01_1_fails_with_another_formula():
    breaks("01.1", "d_star = p / (p + q)", "d_star = p / (p + 1.01 * q)")


def test_01_2_fails_with_half_the_divergence():
    breaks("01.2", "rel_entr(p, m) + rel_entr(q, m)", "2 * rel_entr(p, m)")


def test_01_3_fails_for_supports_that_meet():
    breaks("01.3", "fake_start = shift", "fake_start = 0.9 * shift")


def test_01_4_fails_with_a_saturating_loss():
    old = "return ops.mean(ops.softplus(ops.negative(fake_logits)))"
    breaks("01.4", old, "return -ops.mean(ops.softplus(fake_logits))")


def test_01_5_fails_without_the_clipped_probabilities():
    breaks("01.5", "tf.sigmoid(logit)", "ops.sigmoid(logit)")


def test_01_6_fails_without_the_penalty_or_in_another_order():
    breaks("01.6", "r1=0.5)", "r1=0.0)")
    breaks("01.6", "alternating=True", "alternating=False")
