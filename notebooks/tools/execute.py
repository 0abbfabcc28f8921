"""Runs a mended sheet, and finds out which of its checks pass.

Code that is checked runs in one process with its checks, and Python lets it change
anything there: it could make asserts harmless. So each check ends in a secret assertion
that fails: only when that arrives has the check run to its end. And when all is done,
wrong answers of the course's own take the place of right ones: if a check passes that
rejects them elsewhere, the checks were tampered with, and nothing counts.
"""

import asyncio
import base64
import binascii
import contextlib
import secrets
import tempfile
from pathlib import Path

import nbformat
import sandbox
import zmq.asyncio
from mend import grading
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

NOISE = ("display_data", "execute_result")


class Client(NotebookClient):
    """Counts what comes back, and ends a kernel that prints too much."""

    watch, printed, late = None, 0, False

    async def _async_handle_timeout(self, timeout, cell=None):
        self.late = True
        return await super()._async_handle_timeout(timeout, cell)

    def process_message(self, msg, cell, cell_index):
        self.printed += sum(len(str(v)) for v in msg["content"].values())
        if self.printed > self.watch.limits["printed"]:
            size = self.watch.limits["printed"] / 2**20
            self.watch.end(f"it printed more than {size:.3g} MB")
            raise DeadKernelError(self.watch.reason)
        return super().process_message(msg, cell, cell_index)


class Run:
    """A sheet in its kernel."""

    def __init__(self, notebook, client, watch, timeout):
        self.notebook, self.client, self.watch = notebook, client, watch
        self.timeout, self.dead = timeout, None

    async def cell(self, source):
        """Runs some code; returns its outputs."""
        cell = nbformat.v4.new_code_cell(source)
        if self.dead:
            return [failure("Stopped", self.dead)]
        try:
            self.client.late = False
            await self.client.async_execute_cell(cell, 0)
            if self.client.late:  # was it interrupted?
                cell.outputs = [o for o in cell.outputs if o.output_type != "error"]
                said = f"stopped after {self.timeout} seconds: does a loop never end?"
                cell.outputs.append(failure("CellTimeoutError", said))
                await self.client.kc.kernel_info(reply=True, timeout=10)
        except Exception as error:  # a kernel can die in many ways
            deaf = f"it did not stop when asked, after {self.timeout} seconds"
            died = f"its kernel died ({type(error).__name__})"
            self.watch.end(deaf if self.client.late else died)
            self.dead = self.watch.reason
            cell.outputs = [*cell.outputs, failure("Stopped", self.dead)]
        return cell.outputs

    async def check(self, source):
        """Runs a check; returns its outputs, and whether asserts still work."""
        secret = secrets.token_hex()
        outputs = await self.cell(f"{source}\nassert False, {secret!r}")
        errors = [o for o in outputs if o.output_type == "error"]
        passed = [
            o for o in errors if o.evalue == secret and o.ename == "AssertionError"
        ]
        return [o for o in outputs if o not in passed], bool(errors)


def failure(name, reason):
    return nbformat.v4.new_output(
        "error", ename=name, evalue=reason, traceback=[f"{name}: {reason}"]
    )


def failed(outputs):
    """Tells whether a check failed, as nbgrader does."""
    return any(o.output_type == "error" or o.get("name") == "stderr" for o in outputs)


def harmless(outputs):
    """Returns outputs without what a browser would run: text and PNG pictures only."""
    kept = []
    for output in outputs:
        if output.output_type in NOISE:
            data = {k: v for k, v in output.data.items() if k == "text/plain"}
            with contextlib.suppress(binascii.Error, ValueError, TypeError, KeyError):
                picture = base64.b64decode(output.data["image/png"], validate=False)
                if picture.startswith(b"\x89PNG\r\n"):
                    data["image/png"] = base64.b64encode(picture).decode()
            output.data, output.metadata = data, {}
            if not data:
                continue
        kept.append(output)
    return kept


def results(notebook):
    """Returns {name of a check: what a failed one was told, None if it passed}."""
    found = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and grading(cell).get("grade"):
            errors = [o for o in cell.outputs if o.output_type == "error"]
            told = [o.evalue.strip().split("\n")[0][:200] or o.ename for o in errors]
            told = (told or ["it wrote to stderr"])[0]
            found[grading(cell)["grade_id"]] = told if failed(cell.outputs) else None
    return found


@contextlib.asynccontextmanager
async def kernel(notebook, timeout, limits):
    """Starts a kernel for a sheet, in the sandbox if there are limits."""
    bounds = limits or sandbox.LIMITS | {"memory": float("inf")}
    with tempfile.TemporaryDirectory(prefix="g", ignore_cleanup_errors=True) as place:
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.MAXMSGSIZE, 2 * bounds["printed"])
        manager = sandbox.KernelManager(Path(place), limits, context=context)
        error = {"ename": "CellTimeoutError", "evalue": "", "traceback": []}
        client = Client(
            nbformat.v4.new_notebook(
                cells=[nbformat.v4.new_code_cell()]
            ),  # its scratch
            km=manager,
            timeout=timeout,
            startup_timeout=120,
            interrupt_on_timeout=True,
            error_on_timeout=error,
            allow_errors=True,
            coalesce_streams=True,
            extra_arguments=["--HistoryManager.hist_file=:memory:", "--log-level=50"],
        )
        client.watch = watch = sandbox.Watch(manager, bounds)
        try:
            async with client.async_setup_kernel():
                watch.start()
                yield Run(notebook, client, watch, timeout)
                watch.end("over")
        finally:
            watch.over = True
            watch.end("over")
            context.destroy(linger=0)


async def answered(sheet):
    """Runs all cells; returns {answer: (source, locked cells)}, and if asserts work."""
    found, honest, answer = {}, True, None
    for cell in sheet.notebook.cells:
        if cell.cell_type != "code":
            continue
        kind = grading(cell)
        if kind.get("solution"):
            answer = kind["grade_id"]
            found[answer] = (cell.source, [])
        elif kind.get("locked") and answer:
            found[answer][1].append(cell)
        if kind.get("grade"):
            cell.outputs, works = await sheet.check(cell.source)
            honest &= works or bool(sheet.dead)
        else:
            cell.outputs = await sheet.cell(cell.source)
        cell.outputs = harmless(cell.outputs)
    return found, honest


async def passing(sheet, source, answer, locked):
    """Returns the checks that another answer passes; puts the old one back."""
    passed = []
    await sheet.cell(source)
    for cell in locked:
        if not grading(cell)["grade"]:  # what helps the checks may be used up
            await sheet.cell(cell.source)
        elif not failed((await sheet.check(cell.source))[0]):
            passed.append(grading(cell)["grade_id"])
    await sheet.cell(answer)
    return passed


def names(locked):
    """Returns the checks among locked cells, by name."""
    found = {grading(cell)["grade_id"]: cell for cell in locked}
    return {name: cell for name, cell in found.items() if grading(cell)["grade"]}


async def _controls(notebook, bank, timeout, limits):
    async with kernel(notebook, timeout, limits) as sheet:
        found, controls = (await answered(sheet))[0], {}
        for name, (answer, locked) in found.items():
            left, controls[name] = list(names(locked)), []
            for source in bank.get(name, ()):
                passed = await passing(sheet, source, answer, locked)
                caught = [check for check in left if check not in passed]
                if caught:
                    controls[name].append([source, caught])
                left = [check for check in left if check in passed]
        return controls


async def _run(notebook, controls, timeout, limits):
    async with kernel(notebook, timeout, limits) as sheet:
        found, honest = await answered(sheet)
        remark = sheet.dead
        if not honest:
            remark = "its code suppresses errors: one of ours did not arrive"
        for name, (answer, locked) in found.items():
            good = [n for n, cell in names(locked).items() if not failed(cell.outputs)]
            for source, caught in controls.get(name, ()):
                if remark or not set(good) & set(caught):
                    continue
                passed = await passing(sheet, source, answer, locked)
                if set(passed) & set(caught):
                    remark = f"its code makes checks pass: so does a wrong {name}"
        if remark and not sheet.dead:
            for _, locked in found.values():
                for cell in names(locked).values():
                    cell.outputs = [failure("Tampered", remark)]
        return remark


def find_controls(solved, bank, timeout=60, limits=sandbox.LIMITS):
    """Finds wrong answers that show whether checks were tampered with.

    Args:
        solved: The solved sheet, with its hidden checks.
        bank: {name of an answer's cell: sources of wrong answers}.
        timeout: Seconds for a cell.
        limits: As `sandbox.LIMITS`; None for no sandbox.

    Returns:
        {name of an answer's cell: [[source, names of checks that reject it], ...]}, in
        which each check occurs that rejects any.
    """
    return asyncio.run(_controls(solved, bank, timeout, limits))


def execute(notebook, controls, timeout=60, limits=sandbox.LIMITS):
    """Executes a mended sheet in place.

    Args:
        notebook: The sheet, with its hidden checks.
        controls: As `find_controls` returns.
        timeout, limits: As for `find_controls`.

    Returns:
        A remark for the instructor, or None.
    """
    return asyncio.run(_run(notebook, controls, timeout, limits))
