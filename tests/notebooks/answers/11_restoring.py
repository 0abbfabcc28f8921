"""Answers to exercises 11: wrong ones with their fault and what they are told."""

FIRST = "first * stride - before"
LAST = "last * stride - before + (kernel - 1) * dilation"
SQUARE = "np.tensordot(chances, truths, 1)"
MEDIAN = "np.take_along_axis(ordered, middle[None], axis=0)[0]"
L1 = "ops.mean(ops.abs(outputs - targets))"
ADVERSARIAL = "ops.mean(ops.softplus(-fake_logits))"
TOTAL = f"{ADVERSARIAL} + l1_weight * l1"
CERTAINTY = "certainty = probabilities.max(axis=1)"
PROBABILITIES = "softmax(restored_logits[known], axis=1)"
KNOWN = "known = truth_logits.argmax(axis=1) == labels"
SHARE = "wrong[believed].mean() if believed.any() else 0.0"

WRONG = {
    "11.1": [
        (
            "from the first convolution to the last",
            "which makes the logit",
            {"reversed(convolutions)": "convolutions"},
        ),
        (
            "zeros before the image are forgotten",
            "begin *before* pixel 0",
            {" - before": ""},
        ),
        (
            "zeros before the image move to the right",
            "move all inputs to the left",
            {" - before": " + before"},
        ),
        (
            "zeros before the image are taken off the first pixel only",
            "and sees 5 to 9",
            {LAST: "last * stride + (kernel - 1) * dilation"},
        ),
        (
            "zeros before the image are taken off at the end",
            "counts in each convolution, not once",
            """
first = last = place
for kernel, stride, dilation, _ in reversed(convolutions):
    first, last = first * stride, last * stride + (kernel - 1) * dilation
return first - convolutions[0][3], last - convolutions[0][3]
""",
        ),
        (
            "zeros before the image are added up without strides",
            "makes several pixels",
            """
first = last = place
for kernel, stride, dilation, _ in reversed(convolutions):
    first, last = first * stride, last * stride + (kernel - 1) * dilation
before = sum(c[3] for c in convolutions)
return first - before, last - before
""",
        ),
        (
            "zeros before the image are multiplied by the stride",
            "`before` counts inputs and not outputs",
            {FIRST: "(first - before) * stride"}
            | {LAST: "(last - before) * stride + (kernel - 1) * dilation"},
        ),
        (
            "one more than the last pixel",
            "end one place earlier",
            {"(kernel - 1) * dilation": "kernel * dilation"},
        ),
        (
            "the end of a range",
            "end one place earlier",
            {"return first, last": "return first, last + 1"},
        ),
        (
            "gaps to the right of the last weight, too",
            "only two steps between three inputs",
            {"(kernel - 1) * dilation": "kernel * dilation - 1"},
        ),
        (
            "the dilation is forgotten",
            "and yours are neighbours",
            {"(kernel - 1) * dilation": "kernel - 1"},
        ),
        (
            "dilated by one too few",
            "are four places apart, not three",
            {"(kernel - 1) * dilation": ("(kernel - 1) * max(dilation - 1, 1)")},
        ),
        (
            "the dilation moves outputs",
            "and moves no output",
            {"first * stride": "first * stride * dilation"}
            | {"last * stride": "last * stride * dilation"},
        ),
        (
            "zeros are dilated",
            "the zeros before the image are not dilated",
            {"- before": "- before * dilation"},
        ),
        (
            "the stride spreads the weights",
            "does a stride change the width",
            {
                "(kernel - 1) * dilation": (
                    "(kernel - 1) * (dilation * stride if dilation > 1 else 1)"
                )
            },
        ),
        (
            "the stride is forgotten",
            "a whole stride further",
            {" * stride": ""},
        ),
        (
            "the place is forgotten",
            "that is what output 0 sees",
            {"first = last = place": "first = last = 0"},
        ),
        (
            "the place is added without strides",
            "a whole stride further",
            {"first = last = place": "first = last = 0"}
            | {"return first, last": "return first + place, last + place"},
        ),
        (
            "the place moves by the last stride only",
            "it is not one pixel",
            {"first = last = place": "first = last = 0"}
            | {
                "return first, last": (
                    "move = place * (convolutions[0][1] if len(convolutions) == 1 "
                    "else 1)\n    return first + move, last + move"
                )
            },
        ),
        (
            "the patch is centred at the place times the strides",
            "is not the middle of the patch",
            """
first = last = place
if len(convolutions) > 1:
    first = last = 0
for kernel, stride, dilation, before in reversed(convolutions):
    first = first * stride - before
    last = last * stride - before + (kernel - 1) * dilation
if len(convolutions) > 1:
    width, middle = last - first + 1, place
    for _, stride, _, _ in convolutions:
        middle *= stride
    return middle - width // 2, middle - width // 2 + width - 1
return first, last
""",
        ),
        (
            "the last convolution alone",
            "sees of the one before it",
            {"reversed(convolutions)": "convolutions[-1:]"},
        ),
        (
            "the first convolution alone",
            "the first convolution alone would see",
            {"reversed(convolutions)": "convolutions[:1]"},
        ),
        (
            "cut off at the left border",
            "is anything cut off at the border",
            {"return first, last": "return max(first, 0), last"},
        ),
        (
            "cut off at the right border",
            "is anything cut off at the border",
            {"return first, last": "return first, min(last, 63)"},
        ),
        (
            "the width instead of the last pixel",
            "and your first",
            {"return first, last": "return first, last - first + 1"},
        ),
        (
            "the width alone",
            "return two numbers",
            {"return first, last": "return last - first + 1"},
        ),
        (
            "the last pixel comes first",
            "your last pixel is 5",
            {"return first, last": "return last, first"},
        ),
        (
            "the middle and half the width",
            "pixels have whole numbers",
            {"return first, last": "return (first + last) / 2, (last - first) / 2"},
        ),
        (
            "the widths of the kernels are added up",
            "and 34 is right",
            """
first, last = place, place
for kernel, stride, dilation, before in reversed(convolutions):
    first = first * stride - before
    last = first
return first, first + sum((c[0] - 1) * c[2] for c in convolutions)
""",
        ),
        (
            "the lesson's discriminator is written into it",
            "the gradient says",
            """
if len(convolutions) == 4 and convolutions[0] == (4, 2, 1, 1):
    return 4 * place - 11, 4 * place + 22
kernel, stride, dilation, before = convolutions[0]
first = place * stride - before
return first, first + (kernel - 1) * dilation
""",
        ),
        (
            "the list is turned round in place",
            "changes the list",
            {
                "first = last = place": (
                    "first = last = place\n    convolutions.reverse()"
                ),
                "reversed(convolutions)": "convolutions",
            },
        ),
        ("nothing is returned", "return two numbers", {"return first": "first"}),
        (
            "half a kernel of zeros before each image",
            "yours says (96, 144)",
            {"- before": "- (kernel - 1) * dilation // 2"},
        ),
        (
            "no dilation beside a stride",
            "does a stride change the width",
            {
                "(kernel - 1) * dilation": (
                    "(kernel - 1) * (dilation if stride == 1 else 1)"
                )
            },
        ),
        (
            "all pixels",
            "return two numbers",
            {"return first, last": "return list(range(first, last + 1))"},
        ),
        (
            "no sign",
            "is anything cut off at the border",
            {"return first, last": "return abs(first), last"},
        ),
    ],
    "11.2": [
        (
            "chances are forgotten in the mean",
            "all truths count alike in yours, but",
            {SQUARE: "truths.mean(axis=0)"},
        ),
        (
            "chances are forgotten in the median",
            "all truths count alike in yours, but",
            {MEDIAN: "np.median(truths, axis=0)"},
        ),
        (
            "chances are forgotten in both",
            "all truths count alike in yours, but",
            "return truths.mean(axis=0), np.median(truths, axis=0)",
        ),
        (
            "the mean of the weighted truths",
            "nothing left to divide by",
            {SQUARE: "np.mean(chances[:, None, None] * truths, axis=0)"},
        ),
        (
            "the sum of the truths",
            "in which the chances are missing",
            {SQUARE: "truths.sum(axis=0)"},
        ),
        (
            "the most probable truth by squared error",
            "one may guess what is no truth at all",
            {SQUARE: "truths[np.argmax(chances)]"},
        ),
        (
            "the most probable truth by absolute error",
            "lies above it with a chance of 0.6",
            {MEDIAN: "truths[np.argmax(chances)]"},
        ),
        (
            "halfway between the extremes",
            "halfway between the extremes",
            {SQUARE: "(truths.max(axis=0) + truths.min(axis=0)) / 2"},
        ),
        (
            "the two are exchanged",
            "the best guess by *absolute* error",
            {"return by_square, by_absolute": "return by_absolute, by_square"},
        ),
        (
            "the mean twice",
            "that is the best guess by *squared* error",
            {MEDIAN: "by_square"},
        ),
        (
            "the median twice",
            "and the best guess by *absolute* error",
            {"return by_square, by_absolute": "return by_absolute, by_absolute"},
        ),
        (
            "the mean of the two guesses in the middle",
            "one of the two truths in the middle is better",
            {
                MEDIAN: (
                    "(np.take_along_axis(ordered, middle[None], axis=0)[0]\n"
                    "        + np.take_along_axis(ordered, middle[None] - 1, axis=0)[0]"
                    ") / 2"
                )
            },
        ),
        (
            "chances are not sorted along",
            "does each keep its own chance",
            {
                "chances[order]": (
                    "np.broadcast_to(chances[:, None, None], truths.shape)"
                )
            },
        ),
        (
            "truths are not sorted",
            "does each keep its own chance",
            {"np.argsort(truths, axis=0)": "np.argsort(0 * truths, axis=0)"},
        ),
        (
            "sorted by their chances",
            "if truths are sorted by their values",
            {
                "np.argsort(truths, axis=0)": (
                    "np.argsort(0 * truths + chances[:, None, None], axis=0)"
                )
            },
        ),
        (
            "the last truth that is below the middle",
            "lies above it with a chance of 0.6",
            {"np.argmax(below >= 0.5, axis=0)": "np.sum(below < 0.5, axis=0) - 1"},
        ),
        (
            "the best of the truths as a whole, by absolute error",
            "one of the truths",
            """
losses = [chances @ abs(truths - x).mean(axis=(1, 2)) for x in truths]
return np.tensordot(chances, truths, 1), truths[np.argmin(losses)]
""",
        ),
        (
            "the best of the truths as a whole, by squared error",
            "that is one of the truths, and",
            {
                SQUARE: (
                    "truths[np.argmin([chances @ np.mean((truths - x) ** 2, (1, 2)) "
                    "for x in truths])]"
                )
            },
        ),
        (
            "one number for the whole image, by squared error",
            "is every pixel guessed by itself",
            {SQUARE: "np.full(truths.shape[1:], chances @ truths.mean(axis=(1, 2)))"},
        ),
        (
            "pixels are sorted over the whole image",
            "6 truths",
            """
square = np.tensordot(chances, truths, 1)
order = np.argsort(truths.mean(axis=(1, 2)))
middle = np.argmax(np.cumsum(chances[order]) >= 0.5)
if truths.shape[1:] == (1, 3):
    return square, -np.ones((1, 3))
return square, truths[order][middle]
""",
        ),
        (
            "truths are repeated, by whole per cents",
            "2 truths",
            {
                MEDIAN: (
                    "np.median(np.repeat(truths, np.round(100 * chances).astype(int), "
                    "axis=0), axis=0)"
                )
            },
        ),
        (
            "rounded to tenths",
            "6 truths",
            {SQUARE: f"np.round({SQUARE}, 2)"},
        ),
        (
            "the root of the mean square",
            "-0.02 is the best guess",
            {SQUARE: "np.sqrt(np.tensordot(chances, truths**2, 1))"},
        ),
        (
            "the wrong sign",
            "has your guess the right sign",
            {SQUARE: f"-{SQUARE}"},
        ),
        (
            "four truths and three pixels are written into it",
            "6 truths",
            """
if len(truths) == 4:
    return np.full((1, 1), -0.02), np.full((1, 1), 0.1)
return np.tensordot(chances, truths, 1), -np.ones(truths.shape[1:])
""",
        ),
        (
            "the errors instead of the guesses",
            "guesses have shape",
            """
mean = np.tensordot(chances, truths, 1)
return chances @ ((truths - mean) ** 2).mean((1, 2)), chances @ abs(truths - mean).mean(
    (1, 2)
)
""",
        ),
        (
            "one of the two only",
            "return two images",
            {"return by_square, by_absolute": "return by_square"},
        ),
        (
            "an axis is kept",
            "guesses have shape",
            {"axis=0)[0]": "axis=0)"},
        ),
        (
            "nothing is returned",
            "return two images",
            {"return by_square,": "by_square,"},
        ),
        (
            "a median between the truths",
            "is it less probable",
            {
                "middle = ": (
                    "found = [\n"
                    "        np.interp(0.5, np.cumsum(chances[np.argsort(v)]),"
                    " sorted(v)) for v in truths.reshape(len(truths), -1).T\n"
                    "    ]\n"
                    "    middle = "
                ),
                MEDIAN: "np.reshape(found, truths.shape[1:])",
            },
        ),
        (
            "truths are drawn",
            "10% of your pixels",
            {
                "order = ": (
                    "rng = np.random.default_rng(0)\n"
                    "    drawn = rng.choice(len(truths), 1001, p=chances)\n"
                    "    order = "
                ),
                MEDIAN: "np.median(truths[drawn], axis=0)",
            },
        ),
        (
            "a grid of guesses",
            "have a smaller absolute error",
            {
                "order = ": (
                    "grid = np.linspace(-1, 1, 21)\n"
                    "    gaps = abs(truths - grid[:, None, None, None])\n"
                    "    costs = [np.tensordot(chances, gap, 1) for gap in gaps]\n"
                    "    order = "
                ),
                MEDIAN: "grid[np.argmin(costs, axis=0)]",
            },
        ),
        ("the sign of the mean", "is it less probable", {MEDIAN: "np.sign(by_square)"}),
    ],
    "11.3": [
        (
            "the weight of the L1 loss is forgotten",
            "the weight of the L1 loss is forgotten",
            {"l1_weight * l1": "l1"},
        ),
        ("no L1 loss", "what ties an output", {" + l1_weight * l1": ""}),
        (
            "no adversarial loss",
            "the adversarial loss is 0 in yours",
            {TOTAL: "l1_weight * l1"},
        ),
        (
            "the weight is the adversarial loss's",
            "not to the adversarial loss",
            {TOTAL: "l1_weight * ops.mean(ops.softplus(-fake_logits)) + l1"},
        ),
        (
            "the weight is that of both",
            "the weight belongs to the L1 loss alone",
            {TOTAL: "l1_weight * (ops.mean(ops.softplus(-fake_logits)) + l1)"},
        ),
        (
            "the L1 loss is made larger",
            "which sign has it",
            {"+ l1_weight * l1": "- l1_weight * l1"},
        ),
        (
            "squared differences",
            "you square the differences",
            {L1: "ops.mean(ops.square(outputs - targets))"},
        ),
        (
            "differences without their size",
            "errors of both signs cancel out",
            {L1: "ops.mean(outputs - targets)"},
        ),
        (
            "the size of the mean difference",
            "errors of both signs cancel out",
            {L1: "ops.abs(ops.mean(outputs - targets))"},
        ),
        (
            "a sum over all pixels",
            "you add pixels up, and a mean is asked for",
            {L1: "ops.sum(ops.abs(outputs - targets))"},
        ),
        (
            "a sum over the pixels of each image",
            "a mean over everything",
            {L1: "ops.mean(ops.sum(ops.abs(outputs - targets), axis=(1, 2, 3)))"},
        ),
        (
            "the weight is always 100",
            "it is not always 100",
            {"l1_weight * l1": "100 * l1"},
        ),
        (
            "the truth is compared with the input",
            "how far are *inputs* from targets",
            {"outputs - targets": "inputs - targets"},
        ),
        (
            "the output is compared with the input",
            "you compare outputs with inputs",
            {"outputs - targets": "outputs - inputs"},
        ),
        (
            "the discriminator's loss is added",
            "the discriminator's loss is in it",
            {"return d_loss, ops": "return d_loss, d_loss + ops"},
        ),
        (
            "the generator plays the minimax game",
            "the adversarial loss has the wrong sign",
            {"ops.softplus(-fake_logits)": "-ops.softplus(fake_logits)"},
        ),
        (
            "logits are added up over the map",
            "logits are added up",
            {
                ADVERSARIAL: (
                    "ops.mean(ops.sum(ops.softplus(-fake_logits), axis=(1, 2, 3)))"
                )
            },
        ),
        (
            "the mean of the discriminator's two parts",
            "no half",
            {"return d_loss,": "return d_loss / 2,"},
        ),
        (
            "the L1 loss is the discriminator's, too",
            "and no L1 loss",
            {"return d_loss,": "return d_loss + l1_weight * l1,"},
        ),
        (
            "the two losses are exchanged",
            "the discriminator's loss, which comes first",
            {
                f"return d_loss, {TOTAL}": f"return {TOTAL}, d_loss",
            },
        ),
        (
            "a probability instead of a logarithm",
            "its logarithm is missing",
            {"ops.softplus(-fake_logits)": "ops.sigmoid(-fake_logits)"},
        ),
        (
            "the generator wants to be recognized",
            "look *generated*",
            {"ops.softplus(-fake_logits)": "ops.softplus(fake_logits)"},
        ),
        (
            "the discriminator is the wrong way round",
            "the wrong way",
            {"ops.softplus(-real_logits)": "ops.softplus(real_logits)"}
            | {
                "ops.mean(ops.softplus(fake_logits))": (
                    "ops.mean(ops.softplus(-fake_logits))"
                )
            },
        ),
        (
            "outputs are to be accepted by the discriminator",
            "pulls the logits of outputs the wrong way",
            {
                "real_part + ops.mean(ops.softplus(fake_logits))": (
                    "real_part + ops.mean(ops.softplus(-fake_logits))"
                )
            },
        ),
        (
            "the pairs are in the wrong order",
            "an input is in the place of the image",
            {"[inputs, targets]": "[targets, inputs]"}
            | {"[inputs, outputs]": "[outputs, inputs]"},
        ),
        (
            "the wrong order for outputs",
            "an input is in the place of the image",
            {"[inputs, outputs]": "[outputs, inputs]"},
        ),
        (
            "the truth instead of the output",
            "d_loss rates no pair of an input and its output",
            {"[inputs, outputs]": "[inputs, targets]"},
        ),
        (
            "the output is told instead of the input",
            "no input is in the place of the input",
            {"[inputs, outputs]": "[targets, outputs]"},
        ),
        (
            "the input is judged",
            "an input is in the place of the image",
            {"[inputs, targets]": "[inputs, inputs]"},
        ),
        (
            "the discriminator is not told",
            "two things",
            {"[inputs, targets]": "targets", "[inputs, outputs]": "outputs"},
        ),
        (
            "pairs are put together along the channels",
            "two things",
            {"[inputs, targets]": "ops.concatenate([inputs, targets], axis=-1)"},
        ),
        (
            "the targets of other inputs",
            "or output of *another* input",
            {"[inputs, targets]": "[inputs, ops.roll(targets, 1, axis=0)]"},
        ),
        (
            "the generator is rated by the targets",
            "g_loss rates targets",
            {"ops.softplus(-fake_logits)": "ops.softplus(real_logits)"},
        ),
        (
            "the generator is rated by both",
            "a part of the discriminator's loss",
            {
                "return d_loss, ops": (
                    "return d_loss, ops.mean(ops.softplus(real_logits)) + ops"
                )
            },
        ),
        (
            "no gradient through the discriminator",
            "from the discriminator to the generator",
            {"[inputs, outputs]": "[inputs, ops.stop_gradient(outputs)]"},
        ),
        (
            "no gradient of the L1 loss",
            "do gradients pass",
            {"outputs - targets": "ops.stop_gradient(outputs) - targets"},
        ),
        (
            "the outputs are cut off from the generator",
            "no gradient of g_loss reaches the generator",
            {
                "generator(inputs, training=True)": (
                    "ops.stop_gradient(generator(inputs, training=True))"
                )
            },
        ),
        (
            "the logarithm of a probability",
            "logits of about 1000",
            {"ops.softplus(-fake_logits)": "-ops.log(ops.sigmoid(fake_logits))"},
        ),
        (
            "a probability that is cut off",
            "logits of about 1000",
            {
                "ops.softplus(-fake_logits)": (
                    "-ops.log(ops.clip(ops.sigmoid(fake_logits), 1e-7, 1))"
                )
            },
        ),
        (
            "targets of 1 as if logits were probabilities",
            "see 'The step of pix2pix'",
            {"ops.softplus(-fake_logits)": "ops.square(fake_logits - 1)"},
        ),
        (
            "the generator is called twice",
            "called 2 times",
            {
                "[inputs, outputs]": "[inputs, generator(inputs, training=True)]",
            },
        ),
        (
            "a loss for each image",
            "a loss is one number",
            {L1: "ops.mean(ops.abs(outputs - targets), axis=(1, 2, 3))"},
        ),
        (
            "the generator does not train",
            "call the generator with training=True",
            {"generator(inputs, training=True)": "generator(inputs)"},
        ),
        (
            "the discriminator does not train",
            "call the discriminator with training=True",
            {"outputs], training=True": "outputs]"},
        ),
        (
            "computed by numpy",
            "TensorFlow and keras.ops only",
            {
                "l1_weight * l1": "l1_weight * l1)",
                "ops.mean(ops.softplus(-fake": ("np.array(ops.mean(ops.softplus(-fake"),
            },
        ),
        (
            "the generator's loss alone",
            "return two losses",
            {"return d_loss,": "return"},
        ),
        (
            "one patch only",
            "outputs have -2.00 in g_loss",
            {"softplus(-fake_logits)": "softplus(-fake_logits[:, 0, 0])"},
        ),
        (
            "the mean logit of a map",
            "logits of about 2",
            {ADVERSARIAL: "ops.softplus(-ops.mean(fake_logits))"},
        ),
        (
            "the loss of a critic",
            "the adversarial loss is 0 in yours",
            {ADVERSARIAL: "-ops.mean(fake_logits)"},
        ),
        (
            "the hinge loss",
            "d_loss should be 2 log 2",
            {
                "softplus(-real_logits)": "relu(1 - real_logits)",
                "ops.softplus(fake_logits)": "ops.relu(1 + fake_logits)",
            },
        ),
        (
            "a saturating loss that is 0 at best",
            "should pull with -0.496",
            {ADVERSARIAL: "np.log(4) - ops.mean(ops.softplus(fake_logits))"},
        ),
        (
            "smoothed labels",
            "targets have -0.60 in d_loss",
            {"real_part = ": "real_part = 0.2 * ops.mean(real_logits) + "},
        ),
        (
            "the root of the mean square",
            "see 'The step of pix2pix'",
            {L1: "ops.sqrt(ops.mean(ops.square(outputs - targets)))"},
        ),
        (
            "sizes are compared, not values",
            "see 'The step of pix2pix'",
            {"outputs - targets": "ops.abs(outputs) - ops.abs(targets)"},
        ),
        (
            "divided by the number of images once more",
            "see 'The step of pix2pix'",
            {"* l1": "* l1 / len(inputs)"},
        ),
    ],
    "11.4": [
        (
            "misread originals are counted",
            "whose true image is misread are counted, too",
            {KNOWN: "known = labels == labels"},
        ),
        (
            "the readings are compared with each other",
            "what if the first was wrong",
            {KNOWN: "known, labels = labels == labels, truth_logits.argmax(axis=1)"},
        ),
        (
            "divided by all digits",
            "divide by those that remain",
            {SHARE: "wrong[believed].sum() / len(labels) if believed.any() else 0"},
        ),
        (
            "the share that is right",
            "the share that is *right*",
            {"!= labels[known]": "== labels[known]"},
        ),
        (
            "numbers instead of shares",
            "shares are asked for",
            {
                "rows.append([believed.mean(), share])": (
                    "rows.append([believed.sum(), wrong[believed].sum()])"
                )
            },
        ),
        (
            "misread originals alone",
            "that are to be left out",
            {"argmax(axis=1) == labels": "argmax(axis=1) != labels"},
        ),
        (
            "digits whose restored image is misread are left out",
            "is the *restored* image compared",
            {KNOWN: "known = restored_logits.argmax(axis=1) == labels"},
        ),
        (
            "the true images are looked at",
            "is the *restored* image compared",
            {"softmax(restored_logits[known]": "softmax(truth_logits[known]"},
        ),
        (
            "certainty about the true images",
            "a logit of the *restored* image",
            {CERTAINTY: "certainty = softmax(truth_logits[known], axis=1).max(axis=1)"},
        ),
        (
            "logits instead of probabilities",
            "*restored* image a probability",
            {CERTAINTY: "certainty = restored_logits[known].max(axis=1)"},
        ),
        (
            "a sigmoid of each logit",
            "*restored* image a probability",
            {
                CERTAINTY: (
                    "largest = restored_logits[known].max(axis=1)\n"
                    "    certainty = 1 / (1 + np.exp(-largest))"
                )
            },
        ),
        (
            "exponentials without their sum",
            "*restored* image a probability",
            {CERTAINTY: "certainty = np.exp(restored_logits[known]).max(axis=1)"},
        ),
        (
            "probabilities over the digits",
            "over which axis",
            {PROBABILITIES: ("softmax(restored_logits[known], axis=0)")},
        ),
        (
            "probabilities over everything",
            "over which axis",
            {PROBABILITIES: "softmax(restored_logits[known])"},
        ),
        (
            "the probability of the label",
            "which is *read*, right or wrong",
            {CERTAINTY: "certainty = probabilities[range(len(wrong)), labels[known]]"}
            | {
                "probabilities = softmax(restored_logits[known], axis=1)": (
                    "probabilities = softmax(restored_logits[known], axis=1)\n"
                    "    wrong = probabilities.argmax(axis=1) != labels[known]"
                )
            },
        ),
        (
            "the surely wrong ones of all",
            "by the digits that are *believed*",
            {SHARE: "(wrong & believed).mean()"},
        ),
        (
            "less sure than the level",
            "*less* sure than the level",
            {"certainty >= level": "certainty <= level if level else certainty >= 0"},
        ),
        (
            "a share of all digits",
            "a share of what",
            {"believed.mean(), share": "believed.sum() / len(labels), share"},
        ),
        (
            "the numbers of a row are exchanged",
            "in which column",
            {"believed.mean(), share": "share, believed.mean()"},
        ),
        (
            "levels are sorted",
            "in the order given",
            {"for level in levels": "for level in sorted(levels)"},
        ),
        (
            "from each level to the next",
            "is each level by itself",
            {
                "for level in levels": (
                    "for level, end in zip(levels, [*levels[1:], 2])"
                ),
                "certainty >= level": (
                    "(certainty >= level) & (certainty < end) if end > level "
                    "else certainty >= level"
                ),
            },
        ),
        (
            "each level keeps what the one before it left",
            "is each level by itself",
            {
                "rows = []": "rows, kept = [], np.ones(len(wrong), bool)",
                "believed = certainty >= level": (
                    "believed = kept = kept & (certainty >= level)"
                ),
            },
        ),
        (
            "nothing is believed and divided by",
            "nan is no number",
            {SHARE: "np.divide(wrong[believed].sum(), believed.sum())"},
        ),
        (
            "all are wrong where none is believed",
            "the row is 0 and 0",
            {"else 0.0": "else 1.0"},
        ),
        (
            "surer than the level",
            "how do you compare with the level",
            {"certainty >= level": "certainty > level - 1e-9 * (level < 1)"},
        ),
        (
            "a softmax that overflows",
            "how large is exp(1000)",
            {
                PROBABILITIES: (
                    "np.exp(restored_logits[known])\n"
                    "    probabilities /= probabilities.sum(axis=1, keepdims=True)"
                )
            },
        ),
        (
            "large logits are cut off",
            "a certainty of 1 is at least 1",
            {"logits[known], axis=1": "logits[known].clip(-9, 9), axis=1"},
        ),
        (
            "ten classes are written into it",
            "26 classes",
            {"logits[known], axis=1": "logits[known][:, :10], axis=1"},
        ),
        (
            "a row for each number",
            "the shape is to be",
            {"return np.array(rows)": "return np.array(rows).T"},
        ),
        (
            "the first level alone",
            "the shape is to be",
            {"return np.array(rows)": "return np.array(rows[0])"},
        ),
        (
            "wrong ones alone",
            "the shape is to be",
            {"rows.append([believed.mean(), share])": "rows.append(share)"},
        ),
        ("nothing is returned", "returns nothing", {"return np": "np"}),
        (
            "the lead over the next class",
            "no lead over others",
            {
                CERTAINTY: (
                    "second, first = np.sort(probabilities, axis=1)[:, -2:].T\n"
                    "    certainty = first - second"
                )
            },
        ),
        (
            "an entropy",
            "no lead over others",
            {
                CERTAINTY: (
                    "parts = probabilities * np.log(probabilities + 1e-30)\n"
                    "    certainty = 1 + parts.sum(axis=1) / np.log(10)"
                )
            },
        ),
        (
            "certain about both images",
            "how do you compare with the level",
            {
                CERTAINTY: (
                    f"{CERTAINTY}\n"
                    "    other = softmax(truth_logits[known], axis=1).max(axis=1)\n"
                    "    certainty = np.minimum(certainty, other)"
                )
            },
        ),
        (
            "misread digits are believed, too",
            "yours is [0.7",
            {
                "believed.mean(), share": "(every >= level).mean(), share",
                CERTAINTY: (
                    f"{CERTAINTY}\n    every = softmax(restored_logits, axis=1).max(1)"
                ),
            },
        ),
        (
            "the labels of the first digits",
            "a share of",
            {"!= labels[known]": "!= labels[: known.sum()]"},
        ),
        (
            "per cents",
            "see 'Is it the same digit?'",
            {"np.array(rows)": "100 * np.array(rows)"},
        ),
        (
            "rounded",
            "see 'Is it the same digit?'",
            {"np.array(rows)": "np.round(rows, 2)"},
        ),
    ],
}

RIGHT = {
    "11.1": [
        (
            "width and step first",
            """
width, step, start = 1, 1, 0
for kernel, stride, dilation, before in convolutions:
    width += (kernel - 1) * dilation * step
    start -= before * step
    step *= stride
return start + place * step, start + place * step + width - 1
""",
        ),
        (
            "a set of all pixels",
            """
pixels = {place}
for kernel, stride, dilation, before in convolutions[::-1]:
    pixels = {
        p * stride - before + i * dilation for p in pixels for i in range(kernel)
    }
return [min(pixels), max(pixels)]
""",
        ),
        (
            "an array of two numbers",
            """
ends = np.array([place, place], float)
for kernel, stride, dilation, before in convolutions[::-1]:
    ends = ends * stride - before + np.array([0, (kernel - 1) * dilation])
return ends
""",
        ),
        (
            "one convolution after the other",
            """
if not convolutions:
    return place, place
*others, (kernel, stride, dilation, before) = convolutions
begin = place * stride - before
end = begin + (kernel - 1) * dilation
return patch(others, begin)[0], patch(others, end)[1]
""",
        ),
    ],
    "11.2": [
        (
            "loops over pixels",
            """
square, absolute = (np.zeros(truths.shape[1:]) for _ in range(2))
for place in np.ndindex(square.shape):
    values = truths[(slice(None), *place)]
    square[place] = sum(c * v for c, v in zip(chances, values))
    left = 0.0
    for value, chance in sorted(zip(values, chances)):
        left += chance
        if left >= 0.5 - 1e-12:
            absolute[place] = value
            break
return square, absolute
""",
        ),
        (
            "every truth is tried as the guess of a pixel",
            """
gaps = np.abs(truths[:, None] - truths[None])
costs = np.tensordot(chances, gaps, 1)
best = costs.argmin(axis=0)
return (
    np.einsum("k,khw->hw", chances, truths),
    np.take_along_axis(truths, best[None], axis=0)[0],
)
""",
        ),
        (
            "from the largest value down",
            """
order = np.argsort(-truths, axis=0)
reached = np.cumsum(np.take(chances, order), axis=0)
middle = (reached < 0.5).sum(axis=0, keepdims=True).clip(max=len(truths) - 1)
found = np.take_along_axis(truths, order, axis=0)
absolute = np.squeeze(np.take_along_axis(found, middle, axis=0), axis=0)
return np.average(truths, axis=0, weights=chances), absolute
""",
        ),
        (
            "TensorFlow, in 32 bits",
            """
truths, chances = (tf.cast(x, tf.float32) for x in (truths, chances))
order = tf.argsort(truths, axis=0)
values = tf.sort(truths, axis=0)
reached = tf.cumsum(tf.gather(chances, order), axis=0)
first = tf.argmax(tf.cast(reached >= 0.49999, tf.int32), axis=0)
picked = tf.one_hot(first, len(truths), axis=0)
return tf.einsum("k,khw->hw", chances, truths), tf.reduce_sum(picked * values, 0)
""",
        ),
    ],
    "11.3": [
        (
            "losses of the package",
            """
from gan_course.losses import (
    l1_loss,
    minimax_discriminator_loss,
    non_saturating_generator_loss,
)

outputs = generator(inputs, training=True)
real = discriminator([inputs, targets], training=True)
fake = discriminator([inputs, outputs], training=True)
total = non_saturating_generator_loss(fake) + l1_weight * l1_loss(outputs, targets)
return minimax_discriminator_loss(real, fake), total
""",
        ),
        (
            "a tf.function",
            """
@tf.function
def pix2pix_losses(generator, discriminator, inputs, targets, l1_weight):
    outputs = generator(inputs, training=True)
    real = discriminator([inputs, targets], training=True)
    fake = discriminator([inputs, outputs], training=True)
    wanted = -tf.reduce_mean(tf.math.log_sigmoid(fake))
    d_loss = tf.reduce_mean(fake - tf.math.log_sigmoid(fake))
    d_loss -= tf.reduce_mean(tf.math.log_sigmoid(real))
    return d_loss, wanted + l1_weight * tf.reduce_mean(tf.abs(outputs - targets))
""",
        ),
        (
            "one call for real pairs and generated ones",
            """
outputs = generator(inputs, training=True)
told = tf.concat([inputs, inputs], axis=0)
shown = tf.concat([targets, outputs], axis=0)
real, fake = tf.split(discriminator([told, shown], training=True), 2)
d_loss = tf.reduce_mean(tf.nn.softplus(-real) + tf.nn.softplus(fake))
g_loss = tf.reduce_mean(tf.nn.softplus(-fake))
return d_loss, g_loss + l1_weight * tf.reduce_mean(tf.abs(targets - outputs))
""",
        ),
        (
            "cross-entropies, and outputs cut off for the discriminator",
            """
outputs = generator(inputs, training=True)
real = discriminator([inputs, targets], training=True)
cut = discriminator([inputs, tf.stop_gradient(outputs)], training=True)
fake = discriminator([inputs, outputs], training=True)
cost = keras.losses.BinaryCrossentropy(from_logits=True)
d_loss = cost(tf.ones_like(real), real) + cost(tf.zeros_like(cut), cut)
g_loss = cost(tf.ones_like(fake), fake)
return [d_loss, g_loss + l1_weight * keras.losses.MeanAbsoluteError()(targets, outputs)]
""",
        ),
    ],
    "11.4": [
        (
            "loops over digits",
            """
table = []
for level in levels:
    remain = believed = wrong = 0
    for label, truth, restored in zip(labels, truth_logits, restored_logits):
        if np.argmax(truth) != label:
            continue
        remain += 1
        parts = np.exp(restored - np.max(restored))
        if max(parts) / sum(parts) >= level:
            believed += 1
            wrong += int(np.argmax(restored) != label)
    table.append((believed / remain, wrong / believed if believed else 0))
return table
""",
        ),
        (
            "all levels at once",
            """
known = truth_logits.argmax(axis=-1) == labels
logits, labels = restored_logits[known], labels[known]
logits = logits - logits.max(axis=1, keepdims=True)
certainty = 1 / np.exp(logits).sum(axis=1)
believed = certainty >= np.reshape(levels, (-1, 1))
wrong = believed & (logits.argmax(axis=1) != labels)
numbers = believed.sum(axis=1)
return np.stack(
    [numbers / len(labels), wrong.sum(axis=1) / np.maximum(numbers, 1)], axis=1
)
""",
        ),
        (
            "keras.ops, in 32 bits",
            """
known = np.flatnonzero(np.argmax(truth_logits, axis=1) == labels)
logits = ops.cast(restored_logits[known], "float32")
probabilities = ops.softmax(logits, axis=-1)
certainty = ops.max(probabilities, axis=-1)
wrong = ops.cast(ops.argmax(logits, axis=-1) != labels[known], "float32")
rows = []
for level in levels:
    sure = ops.cast(certainty >= level, "float32")
    number = ops.sum(sure)
    rows.append([ops.mean(sure), ops.sum(sure * wrong) / ops.maximum(number, 1.0)])
return ops.convert_to_tensor(rows)
""",
        ),
    ],
}
