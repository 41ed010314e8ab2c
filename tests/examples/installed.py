"""The example package as pip would install it, without pip: its modules and its entry points on a path."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "birthdays"


def installed(folder):
    """Put the package into the folder; the environment of processes that have it."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    code = "import setuptools; setuptools.setup()"
    subprocess.run([sys.executable, "-c", code, "-q", "egg_info"], cwd=folder, check=True, capture_output=True)
    path = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    bin_folder = os.path.dirname(sys.executable)
    return os.environ | {"PYTHONPATH": os.pathsep.join(path), "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"}


def said(environment, folder, *command, code=0):
    """What a command prints, and on stderr; its exit code is as expected."""
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == code, (command, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout, done.stderr
