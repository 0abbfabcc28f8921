"""The prose of lessons: figures are printed, answers fold, terms are known."""

import csv
import re

import build
import pytest

GLOSSARY = build.NOTEBOOKS / "glossary.md"
# Figures that no cell prints, and where they come from.
ELSEWHERE = {
    "03_dcgan_mnist": {"1.4", "2.4"},  # the table of seeds, tested below
    "10_generated_data": {  # of papers
        *("42.7 %", "73.1 %"),  # Ravuri and Vinyals
        *("85.7 %", "88.4 %", "92.4 %"),  # Frid-Adar et al.
    },
}
NO_PROSE = r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\]\([^)]*\)|arXiv:\S+|<[^>]+>"
NUMBER = r"(?<![\w.,/-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w]|-\d)( ?%)?"


@pytest.fixture(params=build.LESSONS)
def notebook(request):
    notebook = build.read(request.param)
    notebook.name = request.param
    return notebook


def markdown(notebook):
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


def lesson_text(notebook):
    text = markdown(notebook).split("## Further reading")[0]
    return re.sub("the whole notebook runs in .+ minutes", "", text)  # by build.py


def headings(text):
    return re.findall(r"^#+ (.+)$", text, flags=re.M)


def stated(text):
    """Yields decimals and percentages outside tables: text, value, digits, percent."""
    lines = [line for line in text.split("\n") if not line.startswith("|")]
    text = re.sub(NO_PROSE, " ", "\n".join(lines), flags=re.S)
    for match in re.finditer(NUMBER, text):
        whole, fraction, percent = match.groups()
        if fraction or percent:
            digits = len(fraction or ".") - 1
            value = float(whole.replace(",", "") + (fraction or ""))
            yield match[0].strip(), value, digits, bool(percent)


def shown(notebook):
    """Returns all numbers of a lesson's outputs, code and formulas."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    texts = [cell.source for cell in cells]
    for output in (output for cell in cells for output in cell.outputs):
        texts.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
    texts += re.findall(r"\$[^$]*\$|`[^`]*`", markdown(notebook), flags=re.S)
    number = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d+)?"
    return {float(x.replace(",", "")) for x in re.findall(number, "\n".join(texts))}


def test_figures_of_the_prose_are_printed(notebook):
    """Decimals and percentages come from an output, the code or a formula, rounded."""
    numbers = shown(notebook)
    left = set()
    for text, value, digits, percent in stated(lesson_text(notebook)):
        known = numbers | ({100 * x for x in numbers} if percent else set())
        if not any(abs(round(x, digits) - value) < 1e-9 for x in known):
            left.add(text)
    assert left <= ELSEWHERE.get(notebook.name, set())


def test_lesson_03_states_the_range_of_its_twenty_seeds():
    table = build.ROOT / "tests" / "experiments" / "robustness.csv"
    with open(table, newline="") as file:
        found = [
            float(row["left"])
            for row in csv.DictReader(file)
            if row["lesson"] == "03_dcgan_mnist"
            and row["assertion"] == "distance < last_step['frechet_distance']"
        ]
    text = " ".join(lesson_text(build.read("03_dcgan_mnist")).split())
    stated = f"lay between {min(found):.1f} and {max(found):.1f}"
    assert len(found) == 20 and stated in text


def test_figures_are_found_and_compared():
    text = "It is 1.25 or 99 % of `7.5`, see $3.3$; not 5, lesson 04 or 2014.\n| 8.8 |"
    found = [(text, value) for text, value, *_ in stated(text)]
    assert found == [("1.25", 1.25), ("99 %", 99.0)]


def test_quick_questions_fold_and_point_to_sections(notebook):
    text = lesson_text(notebook)
    part = text.split("## Five quick questions")[1].split("\n## ")[0]
    questions = re.findall(r"^\*\*(\d)\.\*\* .+?\?", part, flags=re.M | re.S)
    answers = re.findall(
        r"<details><summary>Answer</summary>\n\n(.+?)\n\n</details>", part, flags=re.S
    )
    assert questions == list("12345") and len(answers) == 5
    for answer in answers:
        sections = re.findall(
            r"\*([^*]+)\*", answer.replace("\n", " ").split("See ")[-1]
        )
        assert sections and set(sections) <= set(headings(text)), answer


def test_folded_answers_are_whole(notebook):
    """Markdown inside needs the empty lines; what is opened is closed."""
    for cell in notebook.cells:
        if "<details>" in cell.source or "</details>" in cell.source:
            whole = r"<details><summary>[^<]+</summary>\n\n.+?\n\n</details>(?:\n\n|$)"
            rest = re.sub(whole, "", cell.source, flags=re.S)
            assert "details>" not in rest, cell.source


def entries():
    """Returns (term, sentence, lesson) of the glossary's lines."""
    lines = GLOSSARY.read_text(encoding="utf-8").split("\n")
    rows = [line for line in lines if line.startswith("| ")][2:]
    return [[part.strip() for part in row.strip("|").split("|")] for row in rows]


def test_glossary_is_sorted_and_says_where_terms_are_explained():
    terms = [term.lower() for term, *_ in entries()]
    assert terms == sorted(set(terms)) and len(terms) > 60
    for term, sentence, link in entries():
        assert sentence.endswith("."), term
        number, file = re.fullmatch(r"\[(\d\d)\]\((.+)\)", link).groups()
        assert file.startswith(number), term
        text = (build.NOTEBOOKS / file).read_text(encoding="utf-8").lower()
        words = re.split(r" \(|, ", term.lower().rstrip(")"))
        assert any(word in text for word in words), f"{term} is not in {file}"


def test_every_lesson_links_to_the_glossary(notebook):
    assert "(glossary.md)" in markdown(notebook)
