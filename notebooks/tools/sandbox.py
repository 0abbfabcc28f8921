"""A place in which somebody else's code can harm nobody: bubblewrap, and a watchdog.

Inside are the course and its environment, to read; an empty home; no network; nothing
of the instructor's, of other students, no solutions. Memory, processes, files and time
have limits. What runs there ends with the sandbox, daemons too.
"""

import functools
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
from jupyter_client.manager import AsyncKernelManager

ROOT = Path(__file__).resolve().parents[2]
HOME = "/home/learner"
LIMITS = {
    "memory": 4 * 2**30,  # bytes, of all processes together
    "processes": 150,
    "disk": 2**30,  # bytes, in the home and in /tmp each
    "printed": 10 * 2**20,  # bytes
    "seconds": 1200,  # for a sheet
}
HOW = (
    "Submissions are strangers' code, and would run with your rights. Install "
    "bubblewrap (Debian, Ubuntu: apt install bubblewrap; Fedora: dnf install "
    "bubblewrap), or grade in a container (see notebooks/exercises/README.md). If you "
    "trust all who handed in: make grade SANDBOX=off"
)


def course():
    """Returns the folder of the package, which is not imported here."""
    return Path(importlib.util.find_spec("gan_course").origin).parent


def places():
    """Returns the folders that a kernel needs to read: Python, packages, course."""
    found = {Path(p) for p in (sys.prefix, sys.base_prefix, course(), ROOT / "data")}
    found |= {Path(p) for p in sys.path if Path(p).name.endswith("-packages")}
    found |= {
        Path(p) for p in os.environ.get("JUPYTER_PATH", "").split(os.pathsep) if p
    }
    found = sorted({path.resolve() for path in found if path.is_dir()} | found)
    return [path for path in found if not {path.parent, *path.parents} & {*found}]


def command(place=None, limits=LIMITS):
    """Returns what comes before a command that is to run in the sandbox.

    Args:
        place: A folder that is shared with it, for the kernel's sockets.
        limits: As `LIMITS`.
    """
    words = ["bwrap", "--unshare-all", "--unshare-user", "--disable-userns"]
    words += ["--uid", "1000", "--gid", "1000", "--hostname", "sandbox"]
    words += ["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
    for path in map(Path, ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")):
        if path.is_symlink():
            words += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            words += ["--ro-bind", str(path), str(path)]
    for name in ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts"):
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for folder in ("/dev/shm", "/tmp", HOME):
        words += ["--size", str(limits["disk"]), "--tmpfs", folder]
    for path in places():
        words += ["--ro-bind", str(path), str(path)]
    for path in fonts():
        copy = f"{HOME}/.cache/matplotlib/{path.name}"  # or each kernel looks for them
        words += ["--ro-bind", str(path), copy]
    if place:
        words += ["--bind", str(place), str(place)]
    words += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", HOME]
    settings = {
        "HOME": HOME,
        "USER": "learner",
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
    }
    settings |= {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONDONTWRITEBYTECODE": "1"}
    settings["PYTHONPATH"] = str(course().parent)
    if os.environ.get("JUPYTER_PATH"):
        settings["JUPYTER_PATH"] = os.environ["JUPYTER_PATH"]
    for name, value in settings.items():
        words += ["--setenv", name, value]
    threads = 8 * limits["processes"]  # a process of TensorFlow has dozens
    words += ["prlimit", f"--nproc={threads}", f"--fsize={limits['disk']}", "--core=0"]
    return [*words, f"--data={2 * limits['memory']}", "--"]


@functools.cache
def fonts():
    """Returns Matplotlib's lists of fonts, which it makes when it first draws."""
    import matplotlib.font_manager

    return list(Path(matplotlib.get_cachedir()).glob("fontlist-*.json"))


def available():
    """Tells whether this system has a sandbox, by running something in it."""
    if not (shutil.which("bwrap") and shutil.which("prlimit")):
        return False
    done = subprocess.run([*command(), "true"], capture_output=True)
    return done.returncode == 0


class KernelManager(AsyncKernelManager):
    """Starts a kernel in the sandbox, which is talked to by sockets in a folder.

    Args:
        place: The folder.
        limits: As `LIMITS`; None for no sandbox.
    """

    def __init__(self, place, limits=LIMITS, **options):
        super().__init__(kernel_name="python3", **options)
        self.place, self.limits = place, limits
        self.transport, self.ip = "ipc", str(place / "s")
        self.connection_file = str(place / "kernel.json")
        self.kernel_spec.interrupt_mode = "message"  # signals end the sandbox

    def format_kernel_cmd(self, extra_arguments=None):
        kernel = super().format_kernel_cmd(extra_arguments)
        return (command(self.place, self.limits) if self.limits else []) + kernel


class Watch(threading.Thread):
    """Ends a kernel that takes more than its limits, and says why.

    Attributes:
        reason: Why it was ended, or None.
    """

    def __init__(self, manager, limits=LIMITS):
        super().__init__(daemon=True)
        self.manager, self.limits = manager, limits
        self.reason, self.begun, self.over = None, time.monotonic(), False

    def run(self):
        while not self.over and not self.reason:
            time.sleep(0.1)
            self.look()

    def look(self):
        try:
            top = psutil.Process(self.manager.provisioner.pid)
            family = [top, *top.children(recursive=True)]
            if len(family) > self.limits["processes"]:
                return self.end(
                    f"it started more than {self.limits['processes']} processes"
                )
            memory = sum(_memory(process) for process in family)
            sizes = [path.lstat().st_size for path in self.manager.place.iterdir()]
        except (psutil.NoSuchProcess, OSError, AttributeError):
            return  # not there yet, or over
        if memory > self.limits["memory"]:
            self.end(
                f"it took more than {self.limits['memory'] / 2**30:.2g} GB of memory"
            )
        elif sum(sizes) > 2**24 or len(sizes) > 100:
            self.end("it filled the folder of the kernel's sockets")
        elif time.monotonic() - self.begun > self.limits["seconds"]:
            self.end(f"it took more than {self.limits['seconds'] / 60:.3g} minutes")

    def end(self, reason):
        """Kills the sandbox, and with it all that runs inside."""
        self.reason = self.reason or reason
        try:
            psutil.Process(self.manager.provisioner.pid).kill()
        except (psutil.NoSuchProcess, AttributeError):
            pass


def _memory(process):
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0
