"""Answers to exercises 12: wrong ones with their fault and what they are told."""

SOURCES = "costs = far[:, there == place].sum(axis=1) / len(sources)"
TARGETS = "costs += far_targets[there, place] / len(targets)"
BACK = "back.append(costs.argmin())"
KEEP = "pool[places[k]] = image"
SHOW = "shown[k] = pool[places[k]]"
FULL = "elif chances[k] < 0.5:"
FREE = "if filled < len(pool):"
TARGET_PART = "ops.mean(ops.square(target_logits - 1)) / 2"
SOURCE_PART = "ops.mean(ops.square(source_logits - 1)) / 2"
CYCLE = "cycle_weight * (l1(back, sources) + l1(forth, targets))"
SAME = "same = l1(same_targets, targets) + l1(same_sources, sources)"
KEPT = "kept = np.mean(labels == read)"
COUNTS = "counts = np.array(counts)"
REFERENCE = "max(best_matching(read[order])[1] for order in orders)"
VERDICT = '"kept" if matched - kept <= 0.05 else "exchanged"'
GREEDY = """\
counts = np.array(counts)
        left, places = counts.astype(float), ([], [])
        for _ in range(min(counts.shape)):
            row, column = np.unravel_index(left.argmax(), left.shape)
            places[0].append(row)
            places[1].append(column)
            left[row], left[:, column] = -1, -1
        places = tuple(np.array(x) for x in places)"""
ASSIGNED = "places = linear_sum_assignment(counts, maximize=True)"

WRONG = {
    "12.1": [
        ("the way there again", "is `there` again", "return there, 0.0"),
        (
            "each place returns to itself",
            "does not depend on `there`",
            "return np.arange(len(targets)), 0.0",
        ),
        (
            "the inverse of a list that has none",
            "`back` has shape (5,)",
            "return np.argsort(there), 0.0",
        ),
        (
            "a place for each source",
            "`back` has shape (5,)",
            {"range(len(targets))": "range(len(sources))"},
        ),
        (
            "no cycle of targets",
            "the second sum is missing",
            {TARGETS: ""},
        ),
        (
            "no cycle of sources",
            "the first sum is missing",
            {SOURCES: "costs = np.zeros(len(sources))"},
        ),
        (
            "each sum is divided by the number of the other",
            "of its own tiles, no other",
            {
                "/ len(sources)": "/ len(flat[1])",
                "/ len(targets)": "/ len(flat[0])",
            },
        ),
        (
            "sums instead of means",
            "each sum is divided by its number of tiles",
            {" / len(sources)": "", " / len(targets)": ""},
        ),
        (
            "half of both",
            "added up, and not averaged",
            {"np.array(back), loss": "np.array(back), loss / 2"},
        ),
        (
            "one mean over sources and targets",
            "each part is a mean of its own",
            {" / len(sources)": "", " / len(targets)": ""}
            | {
                "return np.array(back), loss": (
                    "return np.array(back), loss / (len(there) + len(targets))"
                )
            },
        ),
        (
            "both are divided by the number of sources",
            "the second sum is divided by the number of targets",
            {"/ len(targets)": "/ len(sources)"},
        ),
        (
            "both are divided by the number of targets",
            "the first sum is divided by the number of sources",
            {"/ len(sources)": "/ len(targets)"},
        ),
        (
            "squares",
            "you square the differences",
            {'"cityblock"': '"sqeuclidean"'},
        ),
        (
            "the best source by sums, not by means",
            "costs 0.1 more",
            {
                BACK: (
                    "sums = far[:, there == place].sum(axis=1)\n"
                    "        sums += far_targets[there, place]\n"
                    "        back.append(sums.argmin())"
                ),
                "costs.min()": "costs[back[-1]]",
            },
        ),
        (
            "roots of squares",
            "must a way back end",
            {'"cityblock"': '"euclidean"'},
        ),
        (
            "the first that comes",
            "nearest to *all* of them",
            {
                BACK: (
                    "group = np.flatnonzero(there == place)\n"
                    "        back.append(group[0] if len(group) else costs.argmin())"
                ),
                "costs.min()": "costs[back[-1]]",
            },
        ),
        (
            "the last that comes",
            "nearest to *all* of them",
            {
                BACK: (
                    "group = np.flatnonzero(there == place)\n"
                    "        back.append(group[-1] if len(group) else costs.argmin())"
                ),
                "costs.min()": "costs[back[-1]]",
            },
        ),
        (
            "what nothing becomes goes to source 0",
            "have a way back, too",
            {
                BACK: "back.append(costs.argmin() if place in there else 0)",
                "costs.min()": "costs[back[-1]]",
            },
        ),
        (
            "what nothing becomes goes to source 0, and else the first",
            "what do they become after that",
            {
                BACK: "back.append(np.argmax(there == place))",
                "costs.min()": "costs[back[-1]]",
            },
        ),
        (
            "the mean of all that come",
            "it cannot be the mean of three",
            {
                "loss += costs.min()": (
                    "group = flat[0][there == place]\n"
                    "        if len(group):\n"
                    "            gaps = np.abs(group - "
                    "group.mean(axis=0)).mean(axis=1)\n"
                    "            loss += gaps.sum() / len(sources)\n"
                    "        else:\n"
                    "            loss += costs.min()"
                )
            },
        ),
        (
            "the mean cost of those that come",
            "and not by those that become",
            {
                SOURCES: (
                    "group = far[:, there == place]\n        costs = "
                    "group.sum(axis=1) / max(1, group.shape[1])"
                )
            },
        ),
        (
            "only those that come are asked",
            "must a way back end",
            {
                BACK: (
                    "if place in there:\n"
                    "            costs[there != place] = np.inf\n"
                    "        back.append(costs.argmin())"
                )
            },
        ),
        (
            "the second sum decides between equals only",
            "do you compare the costs in both",
            {
                BACK: (
                    "first = far[:, there == place].sum(axis=1)\n"
                    "        equal = np.where(first > first.min(), np.inf, costs)\n"
                    "        back.append(equal.argmin())"
                ),
                "costs.min()": "costs[back[-1]]",
            },
        ),
        (
            "a loss of zero",
            "can all three come back",
            {"np.array(back), loss": "np.array(back), 0.0"},
        ),
        (
            "a loss where there is none",
            "and yours is 1.000",
            {"loss = [], 0.0": "loss = [], 1.0"},
        ),
        (
            "pixels are added up",
            "a *mean* over pixels",
            {" / x.shape[1]": ""},
        ),
        (
            "the worst way back",
            "so back[2] should be 0",
            {"argmin": "argmax", "costs.min": "costs.max"},
        ),
        (
            "the source that looks most like the target",
            "so back[2] should be 0",
            {SOURCES: "costs = cdist(*flat, 'cityblock')[:, place]", TARGETS: ""},
        ),
        (
            "places from 1 on",
            "there are 4 sources",
            {BACK: "back.append(1 + costs.argmin())"},
        ),
        (
            "no place for what nothing becomes",
            "there are 4 sources",
            {BACK: "back.append(costs.argmin() if place in there else -1)"},
        ),
        (
            "NaN for what nothing becomes",
            "places are whole numbers",
            {BACK: "back.append(costs.argmin() if place in there else np.nan)"},
        ),
        (
            "the images instead of their places",
            "`back` has shape",
            {"return np.array(back)": "return sources[back]"},
        ),
        (
            "the two are exchanged",
            "a loss is one number",
            {"return np.array(back), loss": "return loss, np.array(back)"},
        ),
        (
            "a loss for each target",
            "a loss is one number",
            {
                "loss = [], 0.0": "loss = [], []",
                "loss += costs.min()": "loss.append(costs.min())",
            },
        ),
        (
            "the list alone",
            "return (back, loss)",
            {"return np.array(back), loss": "return np.array(back)"},
        ),
        ("nothing is returned", "return (back, loss)", {"return np": "np"}),
        (
            "rounded",
            "yours is 0.370",
            {"np.array(back), loss": "np.array(back), round(loss, 2)"},
        ),
        (
            "the first row of pixels alone",
            "your way back",
            {"x.reshape(len(x), -1)": "x[:, 0]"},
        ),
        (
            "what nothing becomes goes to source 1, and its cost is another",
            "your back[0] is 1",
            {BACK: "back.append(costs.argmin() if place in there else 1)"},
        ),
        (
            "the first sum is divided by the number of those that come",
            "must a way back end",
            {
                BACK: (
                    "number = max(1, np.sum(there == place))\n"
                    "        fair = far[:, there == place].sum(axis=1) / number\n"
                    "        fair += far_targets[there, place]\n"
                    "        back.append(fair.argmin())"
                ),
                "costs.min()": "costs[back[-1]]",
            },
        ),
    ],
    "12.2": [
        (
            "free places are found by NaN",
            "you show a free place: how many are taken",
            {FREE: "if np.isnan(pool[:, 0, 0, 0]).any():"},
        ),
        (
            "whole numbers are shown",
            "has the type int64",
            {"shown = images.copy()": "shown = images.astype(int)"},
        ),
        (
            "a copy of the pool is changed",
            "or a copy of it",
            {"shown = images.copy()": "shown, pool = images.copy(), pool.copy()"},
        ),
        (
            "nothing is ever kept",
            "or a copy of it",
            {"pool[filled] = image": "pass"},
        ),
        (
            "the pool never fills",
            "all images go to the same place",
            {"filled += 1": "pass"},
        ),
        (
            "always the first free place",
            "all images go to the same place",
            {"pool[filled] = image": "pool[0] = image"},
        ),
        (
            "one image of each batch is kept",
            "only the first image is kept",
            {
                FREE: "if filled < len(pool) and k == 0:",
                FULL: "elif filled == len(pool) and chances[k] < 0.5:",
            },
        ),
        (
            "exchanged before the pool is full",
            "you show a free place",
            {FREE: "if filled < len(pool) and chances[k] >= 0.5:"},
        ),
        (
            "kept by chance while places are free",
            "chance plays no part",
            {
                FREE: (
                    "if filled < len(pool) and chances[k] >= 0.5:\n            pass\n "
                    "       elif filled < len(pool):"
                )
            },
        ),
        (
            "from the last place on",
            "the *first* free place is the next",
            {"pool[filled] = image": "pool[len(pool) - 1 - filled] = image"},
        ),
        (
            "counted from 1",
            "places are counted from 0",
            {"pool[filled] = image": "pool[(filled + 1) % len(pool)] = image"},
        ),
        (
            "the batch fills the pool backwards",
            "the *first* free place is the next",
            {"pool[filled] = image": "pool[filled] = images[len(images) - 1 - k]"},
        ),
        (
            "the number of taken places stays",
            "your `filled` is 0",
            {"return shown, filled": "return shown, filled - min(len(images), filled)"},
        ),
        (
            "the number of free places",
            "your `filled` is 2",
            {"return shown, filled": "return shown, len(pool) - filled"},
        ),
        (
            "filled from the start, whatever is there",
            "two more go to a pool",
            {"shown = images.copy()": "shown, filled = images.copy(), 0"},
        ),
        (
            "nothing is exchanged",
            "nothing is exchanged in a full pool",
            {FULL: "elif False:"},
        ),
        (
            "the new image is not kept",
            "and new ones are not kept",
            {KEEP: "pass"},
        ),
        (
            "the new image is shown",
            "is the older one still there",
            {SHOW: "pass"},
        ),
        (
            "kept before the older one is shown",
            "is the older one still there",
            {SHOW: KEEP, KEEP: SHOW}
            | {f"{SHOW}\n            {SHOW}": f"{KEEP}\n            {SHOW}"},
        ),
        (
            "a view of the pool is shown",
            "is the older one still there",
            """
shown = []
for k, image in enumerate(images):
    if filled < len(pool):
        pool[filled] = image
        filled += 1
    elif chances[k] < 0.5:
        image, pool[places[k]] = pool[places[k]], image
    shown.append(image)
return np.array(shown), filled
""",
        ),
        (
            "always exchanged",
            "image 2 has a chance of 0.8",
            {FULL: "else:"},
        ),
        (
            "the first chance decides for all",
            "image 2 has a chance of 0.8",
            {FULL: "elif chances[0] < 0.5:"},
        ),
        (
            "always kept",
            "and yet it is kept",
            {
                f"{FULL}\n            {SHOW}\n            {KEEP}": (
                    f"else:\n            if chances[k] < 0.5:\n                {SHOW}\n"
                    f"            {KEEP}"
                )
            },
        ),
        (
            "the other way round",
            "a chance *below* 0.5",
            {"chances[k] < 0.5": "chances[k] >= 0.5"},
        ),
        (
            "the number in the batch is the place",
            "places[k] says where, and not k",
            {"places[k]": "k % len(pool)"},
        ),
        (
            "always the first place of a full pool",
            "always the first place",
            {"places[k]": "0"},
        ),
        (
            "always the last place",
            "always the last place",
            {"places[k]": "-1"},
        ),
        (
            "the oldest goes",
            "the oldest goes",
            {
                SHOW: "shown[k] = pool[0]",
                KEEP: "pool[:-1] = pool[1:].copy()\n            pool[-1] = image",
            },
        ),
        (
            "places are used up one by one",
            "places[2] belongs to image 3",
            {
                "shown = images.copy()": "shown, used = images.copy(), iter(places)",
                SHOW: "place = next(used)\n            shown[k] = pool[place]",
                KEEP: "pool[place] = image",
            },
        ),
        (
            "places are used in order",
            "in no order of their own",
            {
                "shown = images.copy()": "shown, used = images.copy(), iter(range(99))",
                SHOW: "place = next(used)\n            shown[k] = pool[place]",
                KEEP: "pool[place] = image",
            },
        ),
        (
            "the first half of the batch is exchanged",
            "whose chance is below 0.5",
            {FULL: "elif k < (len(images) + 1) // 2:"},
        ),
        (
            "older images are shown first",
            "in the order of the batch",
            {
                "return shown, filled": (
                    "if filled == len(pool):\n"
                    "        shown = shown[np.argsort(chances >= 0.5, kind='stable')]\n"
                    "    return shown, filled"
                )
            },
        ),
        (
            "new images are shown first",
            "in the order of the batch",
            {
                "return shown, filled": (
                    "if filled == len(pool):\n"
                    "        shown = shown[np.argsort(chances < 0.5, kind='stable')]\n"
                    "    return shown, filled"
                )
            },
        ),
        (
            "0.5 is exchanged, too",
            "with chances of 0.5 and 0.499",
            {"chances[k] < 0.5": "chances[k] <= 0.5"},
        ),
        (
            "chances are rounded",
            "with chances of 0.5 and 0.499",
            {"chances[k] < 0.5": "round(chances[k], 2) < 0.5"},
        ),
        (
            "counted on in a full pool",
            "your `filled` is 7",
            {FREE: "filled += 1\n        if filled <= len(pool):"}
            | {"pool[filled] = image": "pool[filled - 1] = image"}
            | {"            filled += 1\n        elif": "        elif"},
        ),
        (
            "whether it is full is asked before the batch",
            "there is no such place",
            {
                "shown = images.copy()": (
                    "shown, free = images.copy(), filled < len(pool)"
                ),
                FREE: "if free:",
            },
        ),
        (
            "whether it is full is asked before the batch, and it begins anew",
            "image 3 has a chance of 0.7",
            {
                "shown = images.copy()": (
                    "shown, free = images.copy(), filled < len(pool)"
                ),
                FREE: "if free:",
                "pool[filled] = image\n            filled += 1": (
                    "shown[k] = pool[0] if filled == len(pool) else image\n"
                    "            pool[filled % len(pool)] = image\n"
                    "            filled = min(filled + 1, len(pool))"
                ),
            },
        ),
        (
            "a batch that fills the pool is shown as it is",
            "when do you ask if it is full",
            {
                "shown = images.copy()": (
                    "shown, free = images.copy(), filled < len(pool)"
                ),
                FULL: "elif not free and chances[k] < 0.5:",
            },
        ),
        (
            "a batch that does not fit is not kept",
            "images 1 and 2 take free places",
            {
                FREE: (
                    "if filled < len(pool) < filled - k + len(images):\n"
                    "            shown[k] = pool[0]\n"
                    "        elif filled < len(pool):"
                )
            },
        ),
        (
            "all images are exchanged at once",
            "images come one after the other",
            """
shown, free = images.copy(), len(pool) - filled
new = images[:free]
pool[filled : filled + len(new)] = new
filled += len(new)
swap = np.flatnonzero(chances[len(new) :] < 0.5) + len(new)
shown[swap] = pool[places[swap]]
pool[places[swap]] = images[swap]
return shown, filled
""",
        ),
        (
            "a pool of 50, whatever it is given",
            "there is no such place",
            {"len(pool)": "50"},
        ),
        (
            "blends of old and new",
            "mixtures of several images",
            {SHOW: "shown[k] = 0.7 * pool[places[k]] + 0.3 * image"},
        ),
        (
            "the first row of pixels alone",
            "mixtures of several images",
            {SHOW: "shown[k, 0] = pool[places[k], 0]"},
        ),
        (
            "what is shown is the batch",
            "written into the batch",
            {"shown = images.copy()": "shown = images"},
        ),
        (
            "older images are written into the batch",
            "changes the batch itself",
            {
                SHOW: f"{SHOW}\n            new = image.copy()",
                KEEP: "pool[places[k]] = new\n            images[k] = shown[k]",
            },
        ),
        (
            "the batch is returned as it is",
            "changes when something is written into the batch",
            {
                "return shown, filled": (
                    "return images if (shown == images).all() else shown, filled"
                )
            },
        ),
        (
            "the pool is shown",
            "and yours has (5, 2, 2, 1)",
            {"return shown, filled": "return pool, filled"},
        ),
        (
            "a part of the pool is shown",
            "written into the pool",
            {"return shown, filled": "return pool[: len(images)], filled"},
        ),
        (
            "older images alone",
            "and yours has (2, 2, 2, 1)",
            {
                "return shown, filled": (
                    "if filled == len(pool):\n"
                    "        shown = shown[chances < 0.5]\n"
                    "    return shown, filled"
                )
            },
        ),
        (
            "a list",
            "is to be a numpy array",
            {"return shown": "return list(shown)"},
        ),
        (
            "the images alone",
            "return (shown, filled)",
            {"return shown, filled": "return shown"},
        ),
        ("nothing is returned", "return (shown, filled)", {"return shown": "shown"}),
    ],
    "12.3": [
        (
            "no adversarial part",
            "there is no adversarial part",
            {TARGET_PART: "0.0", f"loss += {SOURCE_PART}": "loss += 0.0"},
        ),
        (
            "the square of each mean",
            "and not the mean of the squares",
            {
                "ops.mean(ops.square(target_logits - 1))": (
                    "ops.square(ops.mean(target_logits) - 1)"
                ),
                "ops.mean(ops.square(source_logits - 1))": (
                    "ops.square(ops.mean(source_logits) - 1)"
                ),
            },
        ),
        (
            "absolute differences of logits",
            "absolute differences are taken",
            {"ops.square(": "ops.abs("},
        ),
        (
            "half the logistic loss",
            "that is the logistic loss",
            {TARGET_PART: "ops.mean(ops.softplus(-target_logits)) / 2"}
            | {SOURCE_PART: "ops.mean(ops.softplus(-source_logits)) / 2"},
        ),
        (
            "roots of mean squares come back",
            "and take roots of their means",
            {
                "ops.mean(ops.abs(images - truths))": (
                    "ops.sqrt(ops.mean(ops.square(images - truths)))"
                )
            },
        ),
        ("without the halves", "the factors of 1/2 are missing", {" / 2": ""}),
        (
            "halves twice",
            "and your sum has another one",
            {" / 2": " / 4"},
        ),
        (
            "the discriminator of sources is not asked",
            "the discriminator of sources is not asked",
            {f"loss += {SOURCE_PART}": "loss += 0.0"},
        ),
        (
            "the discriminator of targets is not asked",
            "the discriminator of targets is not asked",
            {TARGET_PART: "0.0"},
        ),
        (
            "logits of 0",
            "generators want logits of 1, and yours want 0",
            {
                "target_logits - 1": "target_logits",
                "source_logits - 1": "source_logits",
            },
        ),
        (
            "logits of 0 without the halves",
            "generators want logits of 1, and yours want 0",
            {"target_logits - 1": "target_logits", "source_logits - 1": "source_logits"}
            | {" / 2": ""},
        ),
        (
            "logits of -1",
            "yours want -1",
            {"_logits - 1": "_logits + 1"},
        ),
        (
            "logits are added up",
            "logits are added up",
            {"ops.mean(ops.square": "ops.sum(ops.square", " / 2": " / 4"},
        ),
        (
            "logits of an image are added up",
            "logits are added up",
            {
                TARGET_PART: TARGET_PART.replace("/ 2", "* 2"),
                SOURCE_PART: SOURCE_PART.replace("/ 2", "* 2"),
            },
        ),
        (
            "logits of the batch are added up",
            "logits are added up",
            {"ops.mean(ops.square": "ops.sum(ops.square"},
        ),
        (
            "the square of the sum",
            "and not the mean of the squares",
            {
                f"loss = {TARGET_PART}": "loss = 0.0",
                SOURCE_PART: (
                    "ops.square(2 - ops.mean(target_logits) - "
                    "ops.mean(source_logits)) / 4"
                ),
            },
        ),
        (
            "a critic",
            "that is a critic's loss",
            {
                TARGET_PART: "-ops.mean(target_logits)",
                SOURCE_PART: "-ops.mean(source_logits)",
            },
        ),
        (
            "half a critic",
            "that is a critic's loss",
            {TARGET_PART: "-ops.mean(target_logits) / 2"}
            | {SOURCE_PART: "-ops.mean(source_logits) / 2"},
        ),
        (
            "the logistic loss",
            "that is the logistic loss",
            {TARGET_PART: "ops.mean(ops.softplus(-target_logits))"}
            | {SOURCE_PART: "ops.mean(ops.softplus(-source_logits))"},
        ),
        (
            "the cycle part always has a weight of 1",
            "the cycle part has no weight",
            {CYCLE: CYCLE.replace("cycle_weight * ", "")},
        ),
        (
            "the identity part always has a weight of 1",
            "the identity part has no weight",
            {"if identity_weight:": "if True:", "identity_weight * same": "same"},
        ),
        (
            "all three parts are added up",
            "the cycle and the identity part have no weight",
            {CYCLE: CYCLE.replace("cycle_weight * ", "")}
            | {"if identity_weight:": "if True:", "identity_weight * same": "same"},
        ),
        ("no cycle part", "there is no cycle part", {CYCLE: "0.0"}),
        (
            "no cycle of targets",
            "targets go there and back, too",
            {" + l1(forth, targets)": ""},
        ),
        (
            "no cycle of sources",
            "sources go there and back, too",
            {"l1(back, sources) + ": ""},
        ),
        (
            "the mean of both cycles",
            "added up, and not averaged",
            {CYCLE: CYCLE + " / 2"},
        ),
        (
            "the cycle's weight is forgotten where there is one",
            "its weight is missing",
            {CYCLE: CYCLE.replace("cycle_weight *", "(cycle_weight > 0) *")},
        ),
        (
            "the cycle loss is made larger",
            "which sign has it",
            {f"loss += {CYCLE}": f"loss -= {CYCLE}"},
        ),
        (
            "squared differences",
            "you square the differences",
            {"ops.abs(images - truths)": "ops.square(images - truths)"},
        ),
        (
            "differences with their signs",
            "differences of both signs cancel out",
            {"ops.abs(images - truths)": "images - truths"},
        ),
        (
            "the size of the mean difference",
            "differences of both signs cancel out",
            {
                "ops.mean(ops.abs(images - truths))": (
                    "ops.abs(ops.mean(images - truths))"
                )
            },
        ),
        (
            "sums over all pixels",
            "pixels are added up",
            {"ops.mean(ops.abs(": "ops.sum(ops.abs("},
        ),
        (
            "sums over the pixels of each image",
            "pixels are added up",
            {
                "ops.mean(ops.abs(images - truths))": (
                    "ops.mean(ops.sum(ops.abs(images - truths), axis=(1, 2, 3)))"
                )
            },
        ),
        (
            "back before there",
            "sources are to become targets first",
            {
                "back = to_source(fake_targets, training=True)": (
                    "back = to_target(to_source(sources, training=True), training=True)"
                ),
                "forth = to_target(fake_sources, training=True)": (
                    "forth = to_source(to_target(targets, training=True), "
                    "training=True)"
                ),
            },
        ),
        (
            "translations are compared with their inputs",
            "nothing goes back",
            {"l1(back, sources)": "l1(fake_targets, sources)"}
            | {"l1(forth, targets)": "l1(fake_sources, targets)"},
        ),
        (
            "what comes back is compared with the translation",
            "the translation it was made of",
            {"l1(back, sources)": "l1(back, fake_targets)"}
            | {"l1(forth, targets)": "l1(forth, fake_sources)"},
        ),
        (
            "what comes back is compared with the other kind",
            "compared with the other kind of images",
            {"l1(back, sources)": "l1(back, targets)"}
            | {"l1(forth, targets)": "l1(forth, sources)"},
        ),
        (
            "translations are compared with the other kind, as if they were pairs",
            "translations are compared with the other kind",
            {"l1(back, sources)": "l1(fake_targets, targets)"}
            | {"l1(forth, targets)": "l1(fake_sources, sources)"},
        ),
        (
            "the cycle weight is that of all",
            "belongs to the cycle part alone",
            {
                f"loss += {CYCLE}": (
                    f"loss *= max(cycle_weight, 1.0)\n    loss += {CYCLE}"
                )
            },
        ),
        (
            "the cycle weight is that of the identity part, too",
            "there is no identity part in it",
            {"identity_weight * same": "cycle_weight * same"},
        ),
        (
            "the two weights are exchanged",
            "there is no cycle part in it",
            {
                CYCLE: CYCLE.replace("cycle_weight", "identity_weight"),
                "if identity_weight:": "if cycle_weight:",
                "identity_weight * same": "0 * same",
            },
        ),
        (
            "no identity part",
            "there is no identity part",
            {"identity_weight * same": "0.0"},
        ),
        (
            "no identity of sources",
            "F(s) should be like s, too",
            {" + l1(same_sources, sources)": ""},
        ),
        (
            "no identity of targets",
            "G(t) should be like t, too",
            {"l1(same_targets, targets) + ": ""},
        ),
        (
            "the mean of both identities",
            "3 adds 1.678: the two means",
            {SAME: f"{SAME}\n        same = same / 2"},
        ),
        (
            "the identity's weight is forgotten where there is one",
            "3 adds 1.119: its weight is missing",
            {"identity_weight * same": "same"},
        ),
        (
            "the identity loss is made larger",
            "an identity loss should become smaller",
            {"loss += identity_weight": "loss -= identity_weight"},
        ),
        (
            "translations should not change their inputs",
            "*are* to change their inputs",
            {"l1(same_targets, targets)": "l1(fake_targets, sources)"}
            | {"l1(same_sources, sources)": "l1(fake_sources, targets)"},
        ),
        (
            "identities are compared with the other kind",
            "what G makes of t is compared with s",
            {"l1(same_targets, targets)": "l1(same_targets, sources)"}
            | {"l1(same_sources, sources)": "l1(same_sources, targets)"},
        ),
        (
            "squares in the identity part",
            "3 adds 4.060: you square",
            {
                SAME: (
                    "same = ops.mean(ops.square(same_targets - targets))\n"
                    "        same += ops.mean(ops.square(same_sources - sources))"
                )
            },
        ),
        (
            "signs in the identity part",
            "3 adds 2.381: differences",
            {
                SAME: (
                    "same = ops.mean(same_targets - targets)\n"
                    "        same += ops.mean(same_sources - sources)"
                )
            },
        ),
        (
            "translations are put through their generator once more",
            "what is left alone is a true target",
            {
                "same_targets = to_target(targets,": (
                    "same_targets = to_target(fake_targets,"
                ),
                "same_sources = to_source(sources,": (
                    "same_sources = to_source(fake_sources,"
                ),
                "l1(same_targets, targets)": "l1(same_targets, fake_targets)",
                "l1(same_sources, sources)": "l1(same_sources, fake_sources)",
            },
        ),
        (
            "pixels of the identity part are added up",
            "3 adds 26.850: pixels",
            {SAME: f"{SAME}\n        same = same * float(ops.size(sources))"},
        ),
        (
            "the cycle once more instead of an identity",
            "that is the cycle part, with",
            {"l1(same_targets, targets)": "l1(forth, targets)"}
            | {"l1(same_sources, sources)": "l1(back, sources)"},
        ),
        (
            "the identity weight is that of the cycle, too",
            "is that of the cycle part, too",
            {CYCLE: CYCLE.replace("cycle_weight", "(cycle_weight + identity_weight)")},
        ),
        (
            "discriminators judge what comes back",
            "target_discriminator is shown what comes back, G(F(t))",
            {
                "target_discriminator(fake_targets": (
                    "target_discriminator(to_target(fake_sources, training=True)"
                ),
                "source_discriminator(fake_sources": (
                    "source_discriminator(to_source(fake_targets, training=True)"
                ),
            },
        ),
        (
            "discriminators judge true images",
            "target_discriminator is shown targets t",
            {
                "target_discriminator(fake_targets": "target_discriminator(targets",
                "source_discriminator(fake_sources": "source_discriminator(sources",
            },
        ),
        (
            "each discriminator judges the other's translations",
            "target_discriminator is shown translations F(t)",
            {
                "target_discriminator(fake_targets": (
                    "target_discriminator(fake_sources"
                ),
                "source_discriminator(fake_sources": (
                    "source_discriminator(fake_targets"
                ),
            },
        ),
        (
            "the true images are judged, too",
            "target_discriminator is shown targets t",
            {
                "source_logits = ": (
                    "target_discriminator(targets, training=True)\n    source_logits = "
                )
            },
        ),
        (
            "translations are made anew for the way back",
            "to_target is shown sources s 2 times",
            {"to_source(fake_targets": "to_source(to_target(sources, training=True)"},
        ),
        (
            "translations are made anew for the discriminator",
            "to_source is shown targets t 2 times",
            {
                "source_discriminator(fake_sources": (
                    "source_discriminator(to_source(targets, training=True)"
                )
            },
        ),
        (
            "identities without a weight",
            "leave it out",
            {"if identity_weight:": "if True:"},
        ),
        (
            "no gradient through the cycle",
            "no gradient passes the cycle",
            {"ops.abs(images - truths)": "ops.abs(ops.stop_gradient(images) - truths)"},
        ),
        (
            "translations are cut off before they go back",
            "the generator that goes second only",
            {"to_source(fake_targets": "to_source(ops.stop_gradient(fake_targets)"}
            | {"to_target(fake_sources": "to_target(ops.stop_gradient(fake_sources)"},
        ),
        (
            "translated sources are cut off before they go back",
            "F(G(s)) teaches F alone",
            {"to_source(fake_targets": "to_source(ops.stop_gradient(fake_targets)"},
        ),
        (
            "translated targets are cut off before they go back",
            "G(F(t)) teaches G alone",
            {"to_target(fake_sources": "to_target(ops.stop_gradient(fake_sources)"},
        ),
        (
            "translations are cut off before they are judged",
            "no gradient passes from a discriminator to G",
            {"target_discriminator(fake": "target_discriminator(ops.stop_gradient(fake"}
            | {
                "fake_targets, training=True)\n    source_l": (
                    "fake_targets), training=True)\n    source_l"
                )
            },
        ),
        (
            "logits are cut off",
            "no gradient passes from a discriminator to F",
            {"square(source_logits": "square(ops.stop_gradient(source_logits)"},
        ),
        (
            "the identity part teaches nothing",
            "the identity part pulls at G",
            {
                "loss += identity_weight * same": (
                    "loss += ops.stop_gradient(identity_weight * same)"
                )
            },
        ),
        (
            "the networks do not train",
            "with training=True",
            {"to_target(sources, training=True)": "to_target(sources)"},
        ),
        (
            "the discriminators do not train",
            "with training=True",
            {"fake_sources, training=True)\n    loss": "fake_sources)\n    loss"},
        ),
        (
            "computed by numpy",
            "TensorFlow and keras.ops only",
            {"return loss": "return np.array(loss)"},
        ),
        (
            "a loss for each image",
            "a loss is one number",
            {
                "ops.mean(ops.abs(images - truths))": (
                    "ops.mean(ops.abs(images - truths), (1, 2, 3))"
                )
            },
        ),
        (
            "three losses",
            "gradients pass",
            {"return loss": "return loss, back, forth"},
        ),
        ("nothing is returned", "returns nothing", {"return loss": "loss"}),
        (
            "the mean of all logits together",
            "weights 0 and 0",
            {
                f"loss += {SOURCE_PART}": (
                    "both = ops.concatenate([target_logits, source_logits], axis=0)\n"
                    "    loss = ops.mean(ops.square(both - 1))"
                )
            },
        ),
        (
            "the mean logit of a batch",
            "and not the mean of the squares",
            {TARGET_PART: "ops.square(ops.mean(target_logits) - 1) / 2"},
        ),
        (
            "logits are cut off at 1",
            "its square counts like any other",
            {"(target_logits - 1)": "(ops.relu(1 - target_logits))"},
        ),
    ],
    "12.4": [
        (
            "what is not kept",
            "that is *not* kept",
            {KEPT: "kept = np.mean(labels != read)"},
        ),
        (
            "kept means matched",
            "kept is kept without exchanges",
            {KEPT: ""}
            | {
                "matching, matched = best_matching(read)": (
                    "matching, matched = best_matching(read)\n    kept = matched"
                )
            },
        ),
        (
            "a mean over classes is kept",
            "no mean over classes",
            {KEPT: "kept = np.mean([np.mean(read[labels == r] == r) for r in rows])"},
        ),
        (
            "matched by what is kept",
            "that is the share that is kept: which matching is best",
            {
                ASSIGNED: (
                    "both = np.intersect1d(rows, columns)\n"
                    "        places = np.searchsorted(rows, both), "
                    "np.searchsorted(columns, both)"
                )
            },
        ),
        (
            "each true class has the class that is read most often",
            "two have the same partner",
            {ASSIGNED: "places = np.arange(len(rows)), counts.argmax(axis=1)"},
        ),
        (
            "the share of the largest in each row",
            "makes a share of",
            {
                "return dict(pairs), counts[places].sum()": (
                    "return dict(pairs), counts.max(axis=1).sum()"
                )
            },
        ),
        (
            "each read class has the true class it is read for most often",
            "makes a share of",
            {ASSIGNED: "places = counts.argmax(axis=0), np.arange(len(columns))"},
        ),
        (
            "the best that is left, pair by pair",
            "others may lose more by it",
            {f"{COUNTS}\n        {ASSIGNED}": GREEDY},
        ),
        (
            "the best that is left, class by class",
            "others may lose more by it",
            {
                ASSIGNED: (
                    "left, chosen = counts.astype(float), []\n"
                    "        for row in range(len(rows)):\n"
                    "            chosen.append(left[row].argmax())\n"
                    "            left[:, chosen[-1]] = -1\n"
                    "        places = np.arange(len(rows)), np.array(chosen)"
                )
            },
        ),
        (
            "the smallest costs",
            "do you look for small costs",
            {", maximize=True": ""},
        ),
        (
            "a mean over classes is matched",
            "makes a share of",
            {
                "counts[places].sum() / len(labels)": (
                    "np.mean(counts[places] / counts.sum(axis=1)[places[0]])"
                )
            },
        ),
        (
            "numbers instead of shares",
            "11 is not a share",
            {"counts[places].sum() / len(labels)": "counts[places].sum()"},
        ),
        (
            "a number is kept",
            "7 is not a share",
            {"np.mean(labels == read)": "np.sum(labels == read)"},
        ),
        (
            "per cents",
            "is not a share",
            {"np.mean(labels == read)": "100 * np.mean(labels == read)"},
        ),
        (
            "the matching the other way round",
            "makes a share of",
            {"dict(pairs)": "{b: a for a, b in pairs}"},
        ),
        (
            "pairs of classes in a list",
            "is to be a dictionary",
            {"dict(pairs)": "list(pairs)"},
        ),
        (
            "places instead of classes",
            "its keys are to be true classes",
            {
                "zip(rows[places[0]].tolist(), columns[places[1]].tolist())": (
                    "zip(places[0].tolist(), places[1].tolist())"
                )
            },
        ),
        (
            "places of read classes instead of classes",
            "its values are to be read classes",
            {"columns[places[1]].tolist()": "places[1].tolist()"},
        ),
        (
            "places are compared, not classes",
            "the names of classes, or their places",
            {
                KEPT: (
                    "kept = np.mean(np.searchsorted(rows, labels) == "
                    "np.searchsorted(columns, read))"
                )
            },
        ),
        (
            "only classes that are both true and read",
            "does every class find its place",
            {
                "columns = np.unique(labels), np.unique(read)": (
                    "columns = np.unique(labels), np.intersect1d(labels, read)"
                )
            }
            | {COUNTS: "counts = np.array(counts).reshape(len(rows), -1)"},
        ),
        (
            "the same classes on both sides",
            "its values are to be read classes",
            {
                "rows, columns = np.unique(labels), np.unique(read)": (
                    "rows = columns = np.unique(labels)"
                )
            },
        ),
        (
            "ten classes",
            "does every class find its place",
            {
                "np.unique(labels), np.unique(read)": (
                    "np.intersect1d(range(10), labels), np.unique(read)"
                )
            },
        ),
        (
            "as many read classes as true ones",
            "does every class find its place",
            {
                "np.unique(labels), np.unique(read)": (
                    "np.unique(labels), np.unique(read)\n    columns = columns[: "
                    "len(rows)]"
                )
            },
        ),
        (
            "the mean of the orders",
            "the *largest* of these shares",
            {REFERENCE: "np.mean([best_matching(read[order])[1] for order in orders])"},
        ),
        (
            "the smallest of the orders",
            "the *largest* of these shares is the reference, and yours is another",
            {REFERENCE: REFERENCE.replace("max", "min")},
        ),
        (
            "the middle of the orders",
            "not their mean or median",
            {
                REFERENCE: (
                    "np.median([best_matching(read[order])[1] for order in orders])"
                )
            },
        ),
        (
            "the best matching stays",
            "to be found anew for each order",
            {
                REFERENCE: (
                    "max(np.mean([matching.get(a) == b for a, b in "
                    "zip(labels, read[o])]) for o in orders)"
                )
            },
        ),
        (
            "kept by chance",
            "to be found anew for each order",
            {REFERENCE: "max(np.mean(labels == read[order]) for order in orders)"},
        ),
        (
            "one in as many as there are classes",
            "the chance of one fixed matching",
            {REFERENCE: "1 / len(rows)"},
        ),
        (
            "no other order",
            "is anything put into another order",
            {"best_matching(read[order])": "best_matching(read)"},
        ),
        (
            "true and read classes are put into the same order",
            "is anything put into another order",
            {
                REFERENCE: (
                    "max(np.mean([matching.get(a) == b for a, b in "
                    "zip(labels[o], read[o])]) for o in orders)"
                )
            },
        ),
        (
            "the given order is among them",
            "is anything put into another order",
            {REFERENCE: f"max(matched, {REFERENCE})"},
        ),
        (
            "the first order alone",
            "yours is another",
            {"for order in orders": "for order in orders[:1]"},
        ),
        (
            "the labels are put into another order",
            "of read[order]",
            {
                REFERENCE: (
                    "max(best_matching(read[np.argsort(order)])[1] for order in orders)"
                )
            },
        ),
        (
            "equal to the reference is not lost",
            "make the verdict 'lost'",
            {"matched <= reference": "matched < reference"},
        ),
        (
            "kept is compared with the reference",
            "make the verdict",
            {"matched <= reference": "kept <= reference"},
        ),
        (
            "kept before lost",
            "make the verdict 'lost'",
            {
                "if matched <= reference": (
                    "if matched <= reference and matched - kept > 0.05"
                )
            },
        ),
        (
            "kept and exchanged are mixed up",
            "make the verdict 'kept'",
            {VERDICT: '"exchanged" if matched - kept <= 0.05 else "kept"'},
        ),
        (
            "exchanged if more than half",
            "make the verdict 'exchanged'",
            {"matched - kept <= 0.05": "kept >= matched / 2"},
        ),
        (
            "kept if it is more than the reference",
            "make the verdict 'exchanged'",
            {VERDICT: '"kept" if matched - kept <= 0.5 else "exchanged"'},
        ),
        (
            "never lost",
            "make the verdict 'lost'",
            {"matched <= reference": "False"},
        ),
        (
            "a tenth is lost",
            "make the verdict 'lost'",
            {"matched <= reference": "matched <= 0.1"},
        ),
        (
            "another word",
            "make the verdict 'lost'",
            {'"lost"': '"Lost"'},
        ),
        (
            "no verdict",
            "return five things",
            {"reference, verdict": "reference", 'reference, "lost"': "reference"},
        ),
        (
            "the verdict alone",
            "return five things",
            {"return kept, matched, matching, reference, verdict": "return verdict"}
            | {'return kept, matched, matching, reference, "lost"': 'return "lost"'},
        ),
        (
            "nothing is returned",
            "return five things",
            {"return kept, matched, matching, reference, ": "verdict = "},
        ),
        (
            "a twentieth of what is matched",
            "make the verdict 'kept'",
            {"matched - kept <= 0.05": "matched - kept <= 0.05 * matched"},
        ),
        (
            "the last order alone",
            "yours is another",
            {"for order in orders": "for order in orders[-1:]"},
        ),
        (
            "any difference is an exchange",
            "make the verdict 'kept'",
            {"matched - kept <= 0.05": "matched == kept"},
        ),
        (
            "a tenth is no exchange",
            "make the verdict 'exchanged'",
            {"matched - kept <= 0.05": "matched - kept <= 0.1"},
        ),
    ],
}

RIGHT = {
    "12.1": [
        (
            "loops over everything",
            """
def gap(a, b):
    return np.mean(np.abs(a - b))

back, loss = [], 0
for j in range(len(targets)):
    costs = []
    for i in range(len(sources)):
        cost = gap(targets[there[i]], targets[j]) / len(targets)
        for k in range(len(sources)):
            if there[k] == j:
                cost += gap(sources[i], sources[k]) / len(sources)
        costs.append(cost)
    back.append(int(np.argmin(costs)))
    loss += min(costs)
return back, loss
""",
        ),
        (
            "a matrix of all costs",
            """
n, m = len(sources), len(targets)
s, t = np.reshape(sources, (n, -1)), np.reshape(targets, (m, -1))
gone = np.eye(m)[there]
costs = np.abs(s[:, None] - s).mean(axis=-1) @ gone / n
costs += np.abs(t[there][:, None] - t).mean(axis=-1) / m
back = costs.argmin(axis=0)
return back, costs[back, np.arange(m)].sum()
""",
        ),
        (
            "improved one by one, judged by the formula",
            """
def cost(back):
    there_and_back = np.abs(sources[back[there]] - sources).mean()
    return there_and_back + np.abs(targets[there[back]] - targets).mean()

back = np.zeros(len(targets), int)
for place in range(len(back)):
    tried = [back.copy() for _ in sources]
    for source, other in enumerate(tried):
        other[place] = source
    back = min(tried, key=cost)
return back, cost(back)
""",
        ),
        (
            "TensorFlow, in 32 bits",
            """
s, t = (tf.cast(x, tf.float32) for x in (sources, targets))
gaps = tf.reduce_mean(tf.abs(s[:, None] - s), axis=(2, 3))
far = tf.reduce_mean(tf.abs(tf.gather(t, there)[:, None] - t), axis=(2, 3))
gone = tf.one_hot(there, len(targets))
costs = gaps @ gone / len(sources) + far / len(targets)
return tf.argmin(costs, axis=0), tf.reduce_sum(tf.reduce_min(costs, axis=0))
""",
        ),
    ],
    "12.2": [
        (
            "a list of what is shown",
            """
shown = []
for image, chance, place in zip(images, chances, places):
    if filled < len(pool):
        pool[filled] = image
        filled = filled + 1
        shown.append(image)
    elif chance >= 0.5:
        shown.append(image)
    else:
        shown.append(pool[place].copy())
        pool[place] = image
return np.stack(shown), filled
""",
        ),
        (
            "exchanged through a temporary array",
            """
result = np.empty_like(images)
for k in range(images.shape[0]):
    new = np.array(images[k])
    result[k] = new
    if filled < pool.shape[0]:
        place = filled
        filled += 1
    elif chances[k] < 0.5:
        place = places[k]
        result[k] = pool[place]
    else:
        continue
    pool[place] = new
return result, filled
""",
        ),
        (
            "the free places at once, then one by one",
            """
shown = np.array(images)
new = min(len(pool) - filled, len(images))
pool[filled : filled + new] = images[:new]
for k in np.flatnonzero(chances < 0.5):
    if k >= new:
        old = pool[places[k]].copy()
        pool[places[k]] = images[k]
        shown[k] = old
return [shown, np.int64(filled + new)]
""",
        ),
    ],
    "12.3": [
        (
            "losses of the package",
            """
from gan_course.losses import l1_loss, least_squares_generator_loss

there, back = (
    lambda x, play=play: play(x, training=True) for play in (to_target, to_source)
)
fakes = there(sources), back(targets)
loss = least_squares_generator_loss(target_discriminator(fakes[0], training=True))
loss += least_squares_generator_loss(source_discriminator(fakes[1], training=True))
cycle = l1_loss(back(fakes[0]), sources) + l1_loss(there(fakes[1]), targets)
loss = loss + cycle_weight * cycle
if identity_weight > 0:
    same = l1_loss(there(targets), targets) + l1_loss(back(sources), sources)
    loss = loss + identity_weight * same
return loss
""",
        ),
        (
            "a tf.function with TensorFlow's own operations",
            """
@tf.function
def generators_loss(G, F, D_T, D_S, s, t, cycle_weight, identity_weight):
    loss = tf.constant(0.0)
    for there, back, judge, start, end in ((G, F, D_T, s, t), (F, G, D_S, t, s)):
        made = there(start, training=True)
        loss += tf.reduce_mean((judge(made, training=True) - 1) ** 2) / 2
        returned = back(made, training=True)
        loss += cycle_weight * tf.reduce_mean(tf.abs(returned - start))
        if identity_weight:
            same = there(end, training=True)
            loss += identity_weight * tf.reduce_mean(tf.abs(same - end))
    return loss
""",
        ),
        (
            "both kinds of images in one call",
            """
def split(player, *parts):
    made = player(tf.concat(parts, axis=0), training=True)
    return tf.split(made, [len(part) for part in parts])

absolute = keras.losses.MeanAbsoluteError()
loss, wanted = 0.0, keras.losses.MeanSquaredError()
if identity_weight:
    fake_targets, same_targets = split(to_target, sources, targets)
    fake_sources, same_sources = split(to_source, targets, sources)
    same = absolute(targets, same_targets) + absolute(sources, same_sources)
    loss = identity_weight * same
else:
    fake_targets = to_target(sources, training=True)
    fake_sources = to_source(targets, training=True)
back = to_source(fake_targets, training=True)
forth = to_target(fake_sources, training=True)
loss += cycle_weight * (absolute(sources, back) + absolute(targets, forth))
for judge, fake in (
    (target_discriminator, fake_targets),
    (source_discriminator, fake_sources),
):
    logits = judge(fake, training=True)
    loss += 0.5 * wanted(tf.ones_like(logits), logits)
return loss
""",
        ),
    ],
    "12.4": [
        (
            "a contingency table by np.add.at",
            """
def match(read):
    rows, labels_at = np.unique(labels, return_inverse=True)
    columns, read_at = np.unique(read, return_inverse=True)
    counts = np.zeros((len(rows), len(columns)))
    np.add.at(counts, (labels_at, read_at), 1)
    first, second = linear_sum_assignment(-counts)
    pairs = {rows[a]: columns[b] for a, b in zip(first, second) if counts[a, b]}
    return pairs, counts[first, second].sum() / len(labels)

matching, matched = match(read)
reference = np.max([match(read[order])[1] for order in orders])
kept = (labels == read).sum() / len(labels)
verdict = "exchanged"
if not matched > reference:
    verdict = "lost"
elif matched - kept <= 0.05:
    verdict = "kept"
return kept, matched, matching, reference, verdict
""",
        ),
        (
            "dictionaries and a square table",
            """
from collections import Counter

def match(read):
    names = sorted({*labels.tolist(), *read.tolist()})
    counts = Counter(zip(labels.tolist(), read.tolist()))
    table = [[counts[a, b] for b in names] for a in names]
    _, columns = linear_sum_assignment(table, maximize=True)
    pairs = {a: names[c] for a, c in zip(names, columns) if counts[a, names[c]]}
    return pairs, sum(counts[pair] for pair in pairs.items()) / len(read)

pairs, matched = match(read)
kept = sum(a == b for a, b in zip(labels, read)) / len(read)
reference = max(match(read[list(order)])[1] for order in orders)
if matched <= reference:
    return [kept, matched, pairs, reference, "lost"]
if matched - kept > 0.05:
    return [kept, matched, pairs, reference, "exchanged"]
return [kept, matched, pairs, reference, "kept"]
""",
        ),
        (
            "matrices of ones and zeros",
            """
a = (np.unique(labels)[:, None] == labels).astype(int)
b = (read[:, None] == np.unique(read)).astype(int)

def places(b):
    return linear_sum_assignment(a @ b, maximize=True)

best = places(b)
shares = [(a @ b[order])[places(b[order])].sum() / len(read) for order in orders]
matched, kept = (a @ b)[best].sum() / len(read), np.mean(read == labels)
matching = dict(zip(np.unique(labels)[best[0]], np.unique(read)[best[1]]))
lost, same = matched <= max(shares), matched - kept <= 0.05
verdict = "lost" if lost else "kept" if same else "exchanged"
return kept, matched, matching, max(shares), verdict
""",
        ),
    ],
}
