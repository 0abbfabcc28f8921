"""Submissions that mean harm. Each is bounded, in case that a sandbox is broken.

`CODE` has what stands in a learner's first cell: what it tries, the code, and what the
report must say, or None if the sheet is to be graded by its merits. A line that begins
with "got" in what a cell prints tells what it got.
"""

HEAD = "import os, pathlib, sys, time\n"
CODE = {
    "reads the instructor's home": (
        """
found = [str(p) for p in pathlib.Path(SECRET).parent.glob("*")]
print("got", found or "nothing")
""",
        None,
    ),
    "reads other students' sheets and the gradebook": (
        """
found = []
for root, _, files in os.walk("/"):
    if not root.startswith(("/proc", "/sys")) and "nbgrader" not in root:
        found += [n for n in files if n in ("gradebook.db", "secret.txt")]
print("got", found or "nothing")
""",
        None,
    ),
    "looks for solutions and hidden tests": (
        """
found = []
for root, _, files in os.walk("/"):
    if not root.startswith(("/proc", "/sys")) and "nbgrader" not in root:
        found += [n for n in files if n.startswith(("01_minimax_game", "hostile"))]
print("got", found or "nothing")
""",
        None,
    ),
    "writes beside the gradebook": (
        """
try:
    pathlib.Path(SECRET).write_text("mine")
    print("got in")
except OSError as error:
    print("got", type(error).__name__)
""",
        None,
    ),
    "writes into the course": (
        """
import gan_course
try:
    open(gan_course.__file__, "a").close()  # changes nothing, if it may
    print("got in")
except OSError as error:
    print("got", type(error).__name__)
""",
        None,
    ),
    "opens a socket": (
        """
import socket
try:
    socket.create_connection(("127.0.0.1", PORT), timeout=3)
    print("got out")
except OSError as error:
    print("got", type(error).__name__)
""",
        None,
    ),
    "forks without end": (
        """
made = 0
while made < 200:
    try:
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
    except OSError:
        break
    made += 1
time.sleep(2)
print("got", made, "processes")
""",
        "processes|memory",
    ),
    "fills the disk": (
        """
try:
    with open("fill", "wb") as file:
        for _ in range(1500):
            file.write(b"x" * 2**20)
    print("got all")
except OSError as error:
    print("got", type(error).__name__)
""",
        None,
    ),
    "fills the folder of sockets": (
        """
folder = pathlib.Path([a for a in sys.argv if a.endswith("kernel.json")][0]).parent
with open(folder / "fill", "wb") as file:
    for _ in range(500):
        file.write(b"x" * 2**20)
        time.sleep(0.01)
print("got all")
""",
        "sockets",
    ),
    "eats memory": (
        """
kept = []
for _ in range(2 * 64):
    kept.append(bytearray(os.urandom(2**10) * 2**14))
time.sleep(2)
print("got all")
""",
        "memory",
    ),
    "prints without end": (
        """
for _ in range(1000):
    print("x" * 2**20)
""",
        "printed|memory",  # whichever comes first
    ),
    "prints a gigabyte at once": (
        """
print("x" * 2**30)
""",
        "printed|memory|died",
    ),
    "leaves a daemon behind": (
        """
import subprocess
subprocess.Popen(["sleep", "4321"], start_new_session=True)
""",
        None,
    ),
    "kills its kernel": (
        """
os._exit(1)
""",
        "kernel died",
    ),
    "never ends, and is deaf to interrupts": (
        """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
end = time.time() + 100
while time.time() < end:
    pass
""",
        "did not stop when asked",
    ),
    "makes assertions harmless": (
        """
shell = get_ipython()
shell.ast_node_interactivity = "none"
import ast
class Quiet(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
shell.ast_transformers.append(Quiet())
""",
        "suppresses errors",
    ),
    "makes all assertions but the last harmless": (
        """
shell = get_ipython()
import ast
class Quiet(ast.NodeTransformer):
    def visit_Module(self, node):
        node.body[:-1] = [n for n in node.body[:-1] if not isinstance(n, ast.Assert)]
        return node
shell.ast_transformers.append(Quiet())
""",
        "makes checks pass",
    ),
    "swallows exceptions": (
        """
shell = get_ipython()
shell.showtraceback = lambda *args, **kwargs: None
shell.set_custom_exc((BaseException,), lambda *args, **kwargs: None)
""",
        "suppresses errors",
    ),
    "makes numbers close": (
        """
import numpy as np, builtins
np.allclose = np.isclose = lambda *args, **kwargs: True
np.testing.assert_allclose = lambda *args, **kwargs: None
builtins.abs = lambda x: 0.0
""",
        "makes checks pass",
    ),
    "patches nbgrader and the kernel's files": (
        """
import importlib.util
try:
    for name in ("ipykernel", "nbgrader"):  # tests may be without the second
        if importlib.util.find_spec(name):
            open(importlib.util.find_spec(name).origin, "a").close()
    print("got in")
except OSError as error:
    print("got", type(error).__name__)
""",
        None,
    ),
    "shows HTML and script": (
        """
from IPython.display import HTML, Javascript, display
display(HTML("<script>document.title = 'mine'</script><b>bold</b>"))
display(Javascript("alert(1)"))
display({"image/png": '"><script>alert(2)</script>'}, raw=True)
print("<script>alert(3)</script>")
""",
        None,
    ),
}
