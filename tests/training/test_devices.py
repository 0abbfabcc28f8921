"""Several devices train like one."""

import gan_course  # noqa: F401

import subprocess
import sys
import textwrap

from players import FOLDER

DEVICES = """
    import sys
    sys.path.insert(0, {tests!r})
    import gan_course, keras, numpy as np, tensorflow as tf
    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(
        cpu, [tf.config.LogicalDeviceConfiguration()] * 2
    )
    from gan_course.callbacks import Resume
    from players import PIXELS, same, small_gan, train

    images = (PIXELS[:40] / np.float32(127.5) - 1).reshape(5, 8, 4, 4, 1)
    noise = np.random.default_rng(1).standard_normal((5, 8, 3)).astype("float32")
    fed = tf.data.Dataset.from_tensor_slices((images, noise))
    sgd = lambda: keras.optimizers.SGD(0.1)
    one = small_gan(optimizer=sgd)
    one_history = one.fit(fed)
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    with strategy.scope():
        two = small_gan(optimizer=sgd)
    two_history = two.fit(fed)
    assert strategy.num_replicas_in_sync == 2
    assert same(one, two, 1e-5), "weights differ"
    assert not same(one, small_gan(), 1e-3), "nothing was learned"
    for name, values in one_history.history.items():
        assert np.allclose(values, two_history.history[name], atol=1e-5), name
    noises = strategy.experimental_local_results(
        strategy.run(lambda: two.sample_noise(4))
    )
    assert not np.allclose(*noises), "replicas draw the same noise"

    single = fed.unbatch()
    for uneven in (single.batch(8), single.batch(5, drop_remainder=True)):
        try:
            two.fit(uneven)
        except ValueError as error:
            for part in ("2 replicas", "a multiple of 2", "drop_remainder=True"):
                assert part in str(error), error
        else:
            raise AssertionError("batches that cannot be shared were taken")
    two.fit(single.batch(12, drop_remainder=True))

    def whole(epochs, folder):
        with strategy.scope():
            gan = small_gan(batch_norm=True)
        train(gan, epochs, callbacks=[Resume(folder)])
        return gan

    straight = whole(2, {folder!r} + "/one")
    whole(1, {folder!r} + "/two")
    assert same(straight, whole(2, {folder!r} + "/two"), 1e-6), "resume differs"
    print("fine")
"""


def test_two_devices_train_like_one(tmp_path):
    script = textwrap.dedent(DEVICES).format(tests=str(FOLDER), folder=str(tmp_path))
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True
    )
    assert result.stdout == "fine\n", result.stderr
