"""A page for the instructor: points, hardest checks, what wrong answers were told."""

import base64
import collections
import html
import io

HEAD = """\
<!DOCTYPE html><meta charset="utf-8"><title>Grades</title><style>
body { font-family: sans-serif; max-width: 60em; margin: 2em auto }
td, th { padding: .1em 1em .1em 0; text-align: left }
</style>
"""


def page(rows, done):
    """Returns the page, as HTML.

    Args:
        rows: The table of grades, as dictionaries.
        done: {student/sheet: [digest, remark, {check: message or None}]}.
    """
    parts = ["<h1>Grades</h1>"]
    for sheet in sorted({row["assignment"] for row in rows if row["max_score"]}):
        of_sheet = [r for r in rows if r["assignment"] == sheet and r["max_score"]]
        results = [x[2] for key, x in done.items() if key.endswith(f"/{sheet}")]
        results = [result for result in results if result]
        parts += [f"<h2>{html.escape(sheet)}</h2>", points(of_sheet), checks(results)]
    left = [row for row in rows if row["remark"]]
    if left:
        told = [(r["student_id"], r["assignment"], r["remark"]) for r in left]
        parts += ["<h2>Remarks</h2>", listed(["student", "sheet", "remark"], told)]
    return HEAD + "\n".join(parts)


def points(rows):
    """Returns a drawing of how many have how many points."""
    import matplotlib.figure

    scores, most = [row["score"] for row in rows], int(rows[0]["max_score"])
    figure = matplotlib.figure.Figure(figsize=(6, 2.2), dpi=100, layout="constrained")
    axes = figure.subplots()
    axes.hist(scores, [n - 0.5 for n in range(most + 2)], color="tab:blue", rwidth=0.9)
    axes.set(xlabel=f"points, of {most}", ylabel="submissions")
    axes.yaxis.get_major_locator().set_params(integer=True)
    file = io.BytesIO()
    figure.savefig(file, format="png")
    data = base64.b64encode(file.getvalue()).decode()
    mean = sum(scores) / len(scores)
    text = f"<p>{len(rows)} submissions, mean {mean:.1f} of {most} points. "
    text += "Answers in words count once they are graded by hand.</p>"
    return f'{text}<img alt="points" src="data:image/png;base64,{data}">'


def checks(results):
    """Returns tables of the checks by how many fail, and of what these are told."""
    names = sorted({name for result in results for name in result})
    failed = {n: [r[n] for r in results if r.get(n) is not None] for n in names}
    order = sorted(names, key=lambda name: -len(failed[name]))
    hardest = [(name, f"{len(failed[name])} of {len(results)}") for name in order]
    told = collections.Counter((n, message) for n in names for message in failed[n])
    common = [(count, *key) for key, count in told.most_common(15)]
    return (
        "<h3>Checks, the hardest first</h3>"
        + listed(["check", "failed by"], hardest)
        + "<h3>What wrong answers were told most often</h3>"
        + listed(["times", "check", "message"], common)
    )


def listed(head, rows):
    """Returns a table; nothing in it is taken for HTML."""
    lines = ["".join(f"<th>{html.escape(str(word))}</th>" for word in head)]
    lines += ["".join(f"<td>{html.escape(str(x))}</td>" for x in row) for row in rows]
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
