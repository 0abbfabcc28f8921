"""Each claim of lesson 02 must be able to fail: break its cause and see."""

from claims import failing

LESSON_02 = "02_first_gan"
UNTIMED = {"milliseconds(run, 300)": "milliseconds(run, 3)"}
HARDLY_TRAINED = UNTIMED | {"ROUNDS, STEPS = 40, 100": "ROUNDS, STEPS = 4, 5"}


def test_02_1_fails_without_the_graph():
    fault = {"@tf.function\ndef train_step": "def train_step"}
    assert len(failing(LESSON_02, "02.1", fault)) == 2
    fault = {"double(number)": "double(tf.constant(number))"}
    assert len(failing(LESSON_02, "02.1", fault)) == 2


def test_02_2_fails_if_nothing_is_compiled():
    fault = {
        "losses = train_step(*batch(step))": "losses = eager_steps(1)",
        "run(steps)[0].numpy()": "run(min(steps, 30))[0].numpy()",
        "return 1000 * (time.perf_counter() - start) / steps": "return 1000 * "
        "(time.perf_counter() - start) / min(steps, 30)",
    }
    assert len(failing(LESSON_02, "02.2", fault)) == 1


def test_02_3_fails_without_training():
    assert len(failing(LESSON_02, "02.3", HARDLY_TRAINED)) >= 2


def test_02_4_fails_without_training():
    assert failing(LESSON_02, "02.4", HARDLY_TRAINED)


BRIEFLY = UNTIMED | {"ROUNDS, STEPS = 40, 100": "ROUNDS, STEPS = 4, 50"}


def test_02_5_fails_with_other_weights_or_another_loss():
    assert not failing(LESSON_02, "02.5", BRIEFLY)
    old = "keras.utils.set_random_seed(SEED)\nfirst = FirstGAN()"
    other_seed = {old: old.replace("SEED", "1")}
    assert len(failing(LESSON_02, "02.5", BRIEFLY | other_seed)) == 1
    old = "self.g_loss = non_saturating_generator_loss"
    other_loss = {old: "self.g_loss = gan_course.losses.minimax_generator_loss"}
    assert len(failing(LESSON_02, "02.5", BRIEFLY | other_loss)) == 1


def test_02_6_fails_unless_the_loss_saturates_and_the_discriminator_is_fast():
    old = '"far, both": (minimax_generator_loss'
    spared = {old: old.replace("minimax", "non_saturating")}
    all_fast = {"new_adam(speed * 5e-4)": "new_adam(FAST * 5e-4)"}
    assert failing(LESSON_02, "02.6", spared | all_fast) == [
        "rest['far, both'] > 15",
        "rest[name] < 7 (far, saturating)",
    ]
    old = "gan.d_optimizer = g_loss,"
    all_saturate = {old: old.replace("g_loss", "minimax_generator_loss")}
    all_far = {"(0.0, 0.0)": "FAR"}
    assert failing(LESSON_02, "02.6", all_saturate | all_far) == [
        "rest[name] < 7 (near, both)",
        "rest[name] < 7 (far, fast)",
    ]
