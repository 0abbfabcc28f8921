"""Answers to exercises 10: wrong ones with their fault and what they are told."""

BOTH = "real, fake = (logsumexp(part, axis=1) for part in (real_logits, fake_logits))"
PARTS = "np.mean(np.logaddexp(0, -real)) + np.mean(np.logaddexp(0, fake))"
WANTED = "counts.max() if target is None else target"
REACH = "scipy.stats.t.ppf((1 + level) / 2, len(gains) - 1) * error"
ERROR = "gains.std(ddof=1) / np.sqrt(len(gains))"

WRONG = {
    "10.1": [
        (
            "the largest logit instead of all",
            "only the largest logit counts",
            {BOTH: "real, fake = real_logits.max(axis=1), fake_logits.max(axis=1)"},
        ),
        (
            "the largest logit of generated images",
            "generated images: only the largest logit counts",
            {BOTH: f"{BOTH}\n    fake = fake_logits.max(axis=1)"},
        ),
        (
            "a mean of the classes' odds",
            "you take the mean of the classes' odds",
            {BOTH: f"{BOTH}\n    k = real_logits.shape[1]"}
            | {
                PARTS: PARTS.replace("-real", "np.log(k) - real").replace(
                    "fake", "fake - np.log(k)"
                )
            },
        ),
        (
            "logits are added up",
            "the odds of the classes add up, not their logs",
            {BOTH: "real, fake = real_logits.sum(axis=1), fake_logits.sum(axis=1)"},
        ),
        (
            "a loss for each logit",
            "a real image costs log 8/7",
            {BOTH: "real, fake = real_logits, fake_logits"},
        ),
        (
            "real and generated images are exchanged",
            "every image is what it seems to be",
            {"logaddexp(0, -real)": "logaddexp(0, real)"}
            | {"logaddexp(0, fake)": "logaddexp(0, -fake)"},
        ),
        (
            "generated images are asked to be real",
            "or is one of the two asked to be the other",
            {"logaddexp(0, fake)": "logaddexp(0, -fake)"},
        ),
        (
            "no labelled part",
            "who learns the classes",
            {"return named + judged": "return judged"},
        ),
        (
            "the labelled part alone",
            "images without labels cost nothing",
            {"return named + judged": "return named"},
        ),
        (
            "the mean of the three parts",
            "their sum is asked for",
            {"return named + judged": "return (named + judged) / 3"},
        ),
        (
            "half of the discriminator's part",
            "real images have half of their weight",
            {"return named + judged": "return named + judged / 2"},
        ),
        (
            "sums over images",
            "you add images up",
            {"np.mean(": "np.sum("},
        ),
        (
            "one mean over all images",
            "each kind has its own",
            {
                "return named + judged": """parts = [
        logsumexp(labelled_logits, axis=1) - chosen,
        np.logaddexp(0, -real),
        np.logaddexp(0, fake),
    ]
    return np.mean(np.concatenate(parts))"""
            },
        ),
        (
            "labels compete with 'generated'",
            "'generated' is no rival",
            {
                "np.mean(logsumexp(labelled_logits, axis=1) - chosen)": (
                    "np.mean(np.logaddexp(0, logsumexp(labelled_logits, axis=1)) - "
                    "chosen)"
                )
            },
        ),
        (
            "the largest class instead of the label's",
            "you take the most probable class",
            {
                "labelled_logits[np.arange(len(labels)), labels]": (
                    "labelled_logits.max(axis=1)"
                )
            },
        ),
        (
            "a wrong index: whole columns",
            "Whose probability counts",
            {
                "labelled_logits[np.arange(len(labels)), labels]": (
                    "labelled_logits[:, labels].mean(axis=1)"
                )
            },
        ),
        (
            "a probability without its logarithm",
            "every image is what it seems to be",
            {
                "np.mean(logsumexp(labelled_logits, axis=1) - chosen)": (
                    "-np.mean(np.exp(chosen - logsumexp(labelled_logits, axis=1)))"
                )
            },
        ),
        (
            "the logit of 'generated' is 1",
            "the logit of 'generated' is 0, and not 1",
            {"-real)": "1 - real)", "fake)": "fake - 1)"},
        ),
        (
            "the last logit is that of 'generated'",
            "every image is what it seems to be",
            {
                BOTH: "real, fake = (logsumexp(x[:, :-1], axis=1) - x[:, -1]"
                " for x in (real_logits, fake_logits))"
            },
        ),
        (
            "'generated' has no share of its own",
            "every image is what it seems to be",
            {"np.logaddexp(0, fake)": "fake"},
        ),
        (
            "a sum of exponentials that overflows",
            "how large is exp(1000)",
            {
                BOTH: BOTH.replace(
                    "logsumexp(part, axis=1)", "np.log(np.exp(part).sum(1))"
                )
            },
        ),
        (
            "a softmax that overflows",
            "how large is exp(1000)",
            {
                "logsumexp(labelled_logits, axis=1)": (
                    "np.log(np.exp(labelled_logits).sum(axis=1))"
                )
            },
        ),
        (
            "probabilities that are cut off",
            "Is anything cut off",
            {
                PARTS: "-np.mean(np.log(np.clip(1 / (1 + np.exp(-real)), 1e-12, 1)))"
                " - np.mean(np.log(np.clip(1 / (1 + np.exp(fake)), 1e-12, 1)))"
            },
        ),
        (
            "large logits are cut off",
            "Is anything cut off",
            {
                BOTH: "real, fake = (logsumexp(np.clip(part, -50, 50), axis=1)"
                " for part in (real_logits, fake_logits))"
            },
        ),
        (
            "exponents that just do not overflow",
            "Is anything cut off",
            {
                BOTH: "real, fake = (np.log(np.exp(np.clip(x, -700, 700)).sum(axis=1))"
                " for x in (real_logits, fake_logits))"
            },
        ),
        (
            "labelled images are real ones, too",
            "Whose probability counts",
            {
                "np.mean(np.logaddexp(0, -real))": (
                    "np.mean(np.logaddexp(0, -np.concatenate([real, "
                    "logsumexp(labelled_logits, axis=1)])))"
                )
            },
        ),
        (
            "classes count alike, not images",
            "2 classes",
            {
                "np.mean(logsumexp(labelled_logits, axis=1) - chosen)": (
                    "logsumexp(labelled_logits, axis=1) - chosen\n"
                    "    kinds = set(labels)\n"
                    "    named = np.mean([named[labels == c].mean() for c in kinds])"
                )
            },
        ),
        (
            "three classes are written into it",
            "12 classes",
            {BOTH: BOTH.replace("part, axis", "part[:, :3], axis")},
        ),
        (
            "a loss for each image",
            "a loss is one number",
            {"np.mean(logsumexp": "(logsumexp"},
        ),
        (
            "the losses of the package",
            "write it without gan_course",
            """
from gan_course.losses import class_loss, minimax_discriminator_loss
real, fake = (logsumexp(x, axis=1)[:, None] for x in (real_logits, fake_logits))
named = class_loss(labelled_logits, labels)
return float(named + minimax_discriminator_loss(real, fake))
""",
        ),
        ("nothing is returned", "one number", {"return named": "named"}),
    ],
    "10.2": [
        (
            "equally many of each class",
            "stay as unequal as they were",
            """
most = np.bincount(labels, minlength=classes).max() if target is None else target
return np.tile(np.arange(classes), (classes * most - len(labels)) // classes)
""",
        ),
        (
            "one of each class",
            "which of your numbers are the orders",
            "return np.arange(classes)",
        ),
        (
            "as many as there should be afterwards",
            "as many as there should be *afterwards*",
            {"np.maximum(wanted - counts, 0)": "wanted"},
        ),
        (
            "filled up to the mean",
            "fill up to the mean",
            {"counts.max()": "int(counts.mean())"},
        ),
        (
            "filled up to the mean, rounded up",
            "fill up to the mean",
            {"counts.max()": "int(np.ceil(counts.mean()))"},
        ),
        (
            "a class that does not occur is left out",
            "a class that does not occur needs the most",
            {"np.maximum(wanted - counts, 0)": "(wanted - counts) * (counts > 0)"},
        ),
        (
            "only classes that occur are counted",
            "a class that does not occur needs the most",
            """
kinds, counts = np.unique(labels, return_counts=True)
wanted = counts.max() if target is None else target
return np.repeat(kinds, np.maximum(wanted - counts, 0))
""",
        ),
        (
            "the last class does not occur",
            "Can a number of orders be negative, or a class be missing",
            {"np.bincount(labels, minlength=classes)": "np.bincount(labels)"},
        ),
        (
            "classes up to the largest label",
            "says how many classes there are",
            {"np.bincount(labels, minlength=classes)": "np.bincount(labels)"}
            | {"np.arange(classes)": "np.arange(len(counts))"},
        ),
        (
            "what is there already",
            "what is there already",
            "return labels",
        ),
        (
            "numbers instead of orders",
            "not how many there are",
            {
                "np.repeat(np.arange(classes), np.maximum(wanted - counts, 0))": (
                    "np.maximum(wanted - counts, 0)"
                )
            },
        ),
        (
            "the whole new training set",
            "you order",
            {"return np.repeat": "return np.append(labels, np.repeat"}
            | {"counts, 0))": "counts, 0)))"},
        ),
        (
            "the target is ignored",
            "and you still fill up to 5",
            {WANTED: "counts.max()"},
        ),
        (
            "the target is ordered",
            "some images are there already",
            {
                "np.maximum(wanted - counts, 0)": (
                    "np.maximum(wanted - counts, 0) if target is None else target"
                )
            },
        ),
        (
            "the target counts only if it is larger",
            "the target is 3, and you fill up to 5",
            {WANTED: "max(counts.max(), target or 0)"},
        ),
        (
            "negative numbers of orders",
            "Can a number of orders be negative",
            {"np.maximum(wanted - counts, 0)": "wanted - counts"},
        ),
        (
            "as many too many as there are too many",
            "a class that has more than the target",
            {"np.maximum(wanted - counts, 0)": "abs(wanted - counts)"},
        ),
        (
            "a target of 0 is taken for none",
            "a target of 0 is a target, too",
            {WANTED: "target or counts.max()"},
        ),
        (
            "orders are floats",
            "orders are whole numbers",
            {"np.arange(classes)": "np.arange(float(classes))"},
        ),
        (
            "a list for all classes",
            "an array with one axis is asked for",
            {"return np.repeat": "return np.atleast_2d(np.repeat"}
            | {"counts, 0))": "counts, 0)))"},
        ),
        (
            "lists of different lengths",
            "an array with one axis is asked for",
            {
                "return np": (
                    "return [[c] * max(wanted - n, 0) for c, n in enumerate(counts)]\n"
                    "    np"
                )
            },
        ),
        (
            "classes from 1",
            "outside of 0 to 3",
            {"np.arange(classes)": "np.arange(1, classes + 1)"},
        ),
        (
            "counted in the labels' 8 bits",
            "labels of type uint8",
            {
                "np.bincount(labels, minlength=classes)": (
                    "np.bincount(labels, minlength=classes).astype(labels.dtype)"
                )
            },
        ),
        (
            "drawn at random instead of counted",
            "lack",
            """
counts = np.bincount(labels, minlength=classes)
lack = np.maximum((counts.max() if target is None else target) - counts, 0)
chances = lack / max(lack.sum(), 1)
chances = chances if lack.sum() else np.full(classes, 1 / classes)
return np.random.default_rng(0).choice(classes, lack.sum(), p=chances)
""",
        ),
        (
            "ten classes are written into it",
            "12 classes",
            {
                "np.arange(classes), np.maximum(wanted - counts, 0)": (
                    "np.arange(classes)[:10], np.maximum(wanted - counts, 0)[:10]"
                )
            },
        ),
        (
            "the labels are sorted in place",
            "changes the labels",
            {"counts = ": "labels.sort()\n    counts = "},
        ),
        ("nothing is returned", "returns nothing", {"return np": "np"}),
    ],
    "10.3": [
        (
            "nothing is repaired",
            "the generator saw 60 images",
            "return leaking_experiment(images, labels, k, seed, train_generator)",
        ),
        (
            "the generator sees all",
            "the generator saw 60 images",
            {"train_generator(few, few_labels)": "train_generator(images, labels)"},
        ),
        (
            "the generator sees all but the test",
            "the generator saw 48 images",
            {
                "train_generator(few, few_labels)": (
                    "train_generator(images[rest], labels[rest])"
                )
            },
        ),
        (
            "the generator sees the test, too",
            "the generator saw 24 images",
            {
                "train_generator(few, few_labels)": (
                    "train_generator(np.concatenate([few, images[test]]), "
                    "np.concatenate([few_labels, labels[test]]))"
                )
            },
        ),
        (
            "the generator sees others than the classifier",
            "it should be the same 12",
            {
                "train_generator(few, few_labels)": (
                    "train_generator(*few_of_each(images[rest], labels[rest], k, "
                    "seed + 1))"
                )
            },
        ),
        (
            "the few are chosen among all",
            "of the images on which is tested",
            {"images[rest], labels[rest]": "images, labels"},
        ),
        (
            "the few are chosen from the test part",
            "of the images on which is tested",
            {
                "few_of_each(images[rest], labels[rest], k, seed)": (
                    "few_of_each(images, labels, k, seed)"
                )
            },
        ),
        (
            "generated images in the test",
            "of the test images are generated",
            {
                "images[test], labels[test]": (
                    "np.concatenate([images[test], more]), "
                    "np.concatenate([labels[test], orders])"
                )
            },
        ),
        (
            "tested on generated images alone",
            "of the test images are generated",
            {"images[test], labels[test]": "more, orders"},
        ),
        (
            "tested on all that is not used",
            "a fifth of what",
            """
place = np.random.default_rng(seed).permutation(len(images))
few, few_labels = few_of_each(place, labels[place], k, seed)
drawn = train_generator(images[few], few_labels)
others = np.setdiff1d(place, few)
both = np.concatenate([images[few], drawn[0]])
classes = np.concatenate([few_labels, drawn[1]])
return both, classes, images[others], labels[others]
""",
        ),
        (
            "test images are drawn with repetition",
            "in the test part twice",
            {
                "mixed[: len(images) // 5]": (
                    "np.random.default_rng(seed).choice(mixed[:11], 12)"
                )
            },
        ),
        (
            "nothing generated",
            "nothing that was generated",
            {"train_images = np.concatenate([few, more])": "train_images = few"}
            | {
                "train_labels = np.concatenate([few_labels, orders])": (
                    "train_labels = few_labels"
                )
            },
        ),
        (
            "generated images alone",
            "the real images are missing",
            {"[few, more]": "[more]", "[few_labels, orders]": "[orders]"},
        ),
        (
            "only as many generated as real ones",
            "9 images were generated",
            {
                "[few, more]": "[few, more[:3]]",
                "[few_labels, orders]": ("[few_labels, orders[:3]]"),
            },
        ),
        (
            "the classifier learns from all the rest",
            "it should be the same 12",
            {
                "[few, more]": "[images[rest], more]",
                "[few_labels, orders]": ("[labels[rest], orders]"),
            },
        ),
        (
            "labels are in another order",
            "another label than their own",
            {"[few_labels, orders]": "[orders, few_labels]"},
        ),
        (
            "labels of the test are not moved along",
            "another label than their own",
            {"images[test], labels[test]": "images[test], labels[: len(test)]"},
        ),
        (
            "generated images get the labels of real ones",
            "another label than their own",
            {"[few_labels, orders]": "[few_labels, few_labels[:9]]"},
        ),
        (
            "images are shuffled, labels are not",
            "another label than their own",
            {
                "mixed = ": (
                    "images = np.random.default_rng(1).permutation(images)\n"
                    "    mixed = "
                )
            },
        ),
        (
            "the first fifth is the test",
            "is it drawn at random",
            {
                "np.random.default_rng(seed).permutation(len(images))": (
                    "np.arange(len(images))"
                )
            },
        ),
        (
            "every fifth image is the test",
            "only 5 test parts",
            {
                "np.random.default_rng(seed).permutation(len(images))": (
                    "np.argsort((np.arange(len(images)) + seed) % 5, kind='stable')"
                )
            },
        ),
        (
            "a block of images is the test",
            "is it drawn at random",
            {
                "np.random.default_rng(seed).permutation(len(images))": (
                    "np.roll(np.arange(len(images)), seed)"
                )
            },
        ),
        (
            "the few are not chosen by class",
            "4 of each are known",
            {
                "few_of_each(images[rest], labels[rest], k, seed)": (
                    "images[rest][: 3 * k], labels[rest][: 3 * k]"
                )
            },
        ),
        (
            "the seed does not reach the test",
            "were never tested",
            {"default_rng(seed)": "default_rng(0)"},
        ),
        (
            "the seed does not reach the few",
            "were never among the few",
            {
                "few, few_labels = few_of_each(images[rest], labels[rest], k, seed)": (
                    "rest = np.sort(rest)\n"
                    "    first = [rest[labels[rest] == c][:k] for c in set(labels)]\n"
                    "    first = np.concatenate(first)\n"
                    "    few, few_labels = images[first], labels[first]"
                )
            },
        ),
        (
            "no seed at all",
            "the same seed gave other images",
            {"default_rng(seed)": "default_rng()"},
        ),
        (
            "k is not passed on",
            "k = 2",
            {"labels[rest], k, seed": "labels[rest], 4, seed"},
        ),
        (
            "twelve test images are written into it",
            "test images",
            {"len(images) // 5": "12"},
        ),
        (
            "the generator is trained twice",
            "was called 2 times",
            {
                "more, orders = train_generator(few, few_labels)": (
                    "more, _ = train_generator(few, few_labels)\n"
                    "    _, orders = train_generator(few, few_labels)"
                )
            },
        ),
        (
            "the training part alone",
            "return training images",
            {"train_labels, images[test], labels[test]": "train_labels"},
        ),
        (
            "images and labels are paired",
            "n images of shape",
            {
                "return train_images, train_labels, images[test], labels[test]": (
                    "return train_images, images[test], train_labels, labels[test]"
                )
            },
        ),
        (
            "images are flattened",
            "n images of shape",
            {"return train_images,": "return train_images.reshape(-1, 4),"},
        ),
    ],
    "10.4": [
        (
            "the wrong sign",
            "with help it is better by 2",
            {"np.subtract(with_it, without)": "np.subtract(without, with_it)"},
        ),
        (
            "absolute gains",
            "the gain is negative",
            {"np.subtract(with_it, without)": "abs(np.subtract(with_it, without))"},
        ),
        (
            "a ratio",
            "the mean 2",
            {"np.subtract(with_it, without)": "with_it / without - 1"},
        ),
        (
            "the pairs are forgotten",
            "that forgets the pairs",
            {
                ERROR: (
                    "np.sqrt((np.var(with_it, ddof=1) + np.var(without, ddof=1)) / "
                    "len(gains))"
                )
            },
        ),
        (
            "pairs are sorted apart",
            "10 seeds",
            {"np.subtract(with_it, without)": "np.sort(with_it) - np.sort(without)"},
        ),
        (
            "a reach of two errors",
            "3.182 standard errors",
            {REACH: "2 * error"},
        ),
        (
            "the difference of two errors",
            "a difference of two errors",
            {
                "gains.std(ddof=1)": (
                    "abs(np.std(with_it, ddof=1) - np.std(without, ddof=1))"
                )
            },
        ),
        (
            "the error of one arm",
            "the error of `with_it` alone",
            {"gains.std(ddof=1)": "np.std(with_it, ddof=1)"},
        ),
        ("n below the line", "yours has n", {"ddof=1": "ddof=0"}),
        (
            "the standard deviation",
            "not of their mean",
            {ERROR: "gains.std(ddof=1)"},
        ),
        (
            "the standard deviation with n",
            "not of their mean",
            {ERROR: "gains.std()"},
        ),
        (
            "the square of the error",
            "the square of the standard error",
            {ERROR: "gains.var(ddof=1) / len(gains)"},
        ),
        (
            "divided by n",
            "*square root* of n",
            {"np.sqrt(len(gains))": "len(gains)"},
        ),
        (
            "both corrections",
            "the square root of n is right",
            {"np.sqrt(len(gains))": "np.sqrt(len(gains) - 1)"},
        ),
        (
            "a normal quantile",
            "of a normal distribution: four seeds are few",
            {
                "scipy.stats.t.ppf((1 + level) / 2, len(gains) - 1)": (
                    "scipy.stats.norm.ppf((1 + level) / 2)"
                )
            },
        ),
        (
            "the rule of 1.96",
            "of a normal distribution: four seeds are few",
            {REACH: "1.96 * error"},
        ),
        (
            "n degrees of freedom",
            "degrees of freedom, yours has n",
            {"len(gains) - 1) * error": "len(gains)) * error"},
        ),
        (
            "degrees of freedom of two samples",
            "they are no eight single numbers",
            {"len(gains) - 1) * error": "2 * len(gains) - 2) * error"},
        ),
        (
            "one-sided",
            "half of it on each side",
            {"(1 + level) / 2": "level"},
        ),
        (
            "no quantile",
            "without a quantile",
            {REACH: "error"},
        ),
        (
            "an interval for single gains",
            "too far by a factor of 2",
            {REACH: REACH.replace("error", "gains.std(ddof=1)")},
        ),
        (
            "the level is ignored",
            "level 0.5",
            {"(1 + level) / 2": "0.975"},
        ),
        (
            "the ends are exchanged",
            "the lower end comes first",
            {"mean - reach, mean + reach": "mean + reach, mean - reach"},
        ),
        (
            "an interval around 0",
            "is not around it",
            {"mean - reach, mean + reach": "-reach, reach"},
        ),
        (
            "four seeds are written into it",
            "how many degrees of freedom",
            {"len(gains) - 1) * error": "3) * error"},
        ),
        (
            "four seeds are written into the error",
            "mean 1 and error 1",
            {"np.sqrt(len(gains))": "2"},
        ),
        (
            "the median",
            "gains of 1, 3, 1 and 3 have the mean 2",
            {"mean = gains.mean()": "mean = np.sort(gains)[len(gains) // 2]"},
        ),
        (
            "only mean and error",
            "return four numbers",
            {", mean - reach, mean + reach": ""},
        ),
        (
            "an interval for each seed",
            "four numbers are asked for",
            {"mean - reach, mean + reach": "gains - reach, gains + reach"},
        ),
        (
            "not a number",
            "not all of your numbers are finite",
            {REACH: "np.nan * error"},
        ),
    ],
}

RIGHT = {
    "10.1": [
        (
            "a softmax of all classes and of 'generated'",
            """
from scipy.special import log_softmax

def shares_of(logits):
    return log_softmax(np.pad(logits, ((0, 0), (0, 1))), axis=1)

named = -np.mean(log_softmax(labelled_logits, axis=1)[range(len(labels)), labels])
real = -np.mean(logsumexp(shares_of(real_logits)[:, :-1], axis=1))
return named + real - np.mean(shares_of(fake_logits)[:, -1])
""",
        ),
        (
            "image by image",
            """
def odds(logits):
    top = np.max(logits)
    return top + np.log(np.sum(np.exp(logits - top)))

named = [odds(x) - x[y] for x, y in zip(labelled_logits, labels)]
real = [np.logaddexp(0, -odds(x)) for x in real_logits]
fake = [np.logaddexp(0, odds(x)) for x in fake_logits]
return sum(sum(part) / len(part) for part in (named, real, fake))
""",
        ),
    ],
    "10.2": [
        (
            "class by class, as a list",
            """
found = [int(np.sum(labels == c)) for c in range(classes)]
if target is None:
    target = max(found)
orders = []
for c in range(classes):
    orders += [c] * (target - found[c])
return orders
""",
        ),
        (
            "mixed orders",
            """
counts = np.zeros(classes, int)
np.add.at(counts, labels, 1)
lack = np.clip((counts.max() if target is None else target) - counts, 0, None)
parts = [np.full(n, c) for c, n in enumerate(lack)]
return np.random.default_rng(0).permutation(np.concatenate(parts))
""",
        ),
    ],
    "10.3": [
        (
            "a mask, and a choice class by class",
            """
rng = np.random.default_rng(seed)
tested = np.zeros(len(images), bool)
tested[rng.choice(len(images), len(images) // 5, replace=False)] = True
few = []
for c in np.unique(labels):
    few.extend(rng.choice(np.flatnonzero(~tested & (labels == c)), k, replace=False))
drawn = train_generator(images[few], labels[few])
both = [np.concatenate(x) for x in zip((images[few], labels[few]), drawn)]
return [*both, images[tested], labels[tested]]
""",
        ),
        (
            "the training part is mixed",
            {
                "return train_images, train_labels,": (
                    "order = np.random.default_rng(seed).permutation(len(train_labels))"
                    "\n    train_images = train_images[order]"
                    "\n    train_labels = train_labels[order]\n"
                    "    return train_images, train_labels,"
                )
            },
        ),
    ],
    "10.4": [
        (
            "scipy's paired test",
            """
gains = with_it - without
found = scipy.stats.ttest_rel(with_it, without).confidence_interval(level)
return gains.mean(), scipy.stats.sem(gains), found.low, found.high
""",
        ),
        (
            "scipy's interval",
            """
gains = with_it - without
mean, error = np.mean(gains), scipy.stats.sem(gains)
return mean, error, *scipy.stats.t.interval(level, len(gains) - 1, mean, error)
""",
        ),
    ],
}
