"""
Brings the installed packages below Lambda's limit for a zip, 250 MB unpacked: python slim.py FOLDER. Removes what
librosa's analysis never imports, and symbols of native libraries where `strip` is there. Fails when it is still too much.
"""

import shutil
import subprocess
import sys
from pathlib import Path

LIMIT_BYTES = 250 * 1024 * 1024
UNUSED = (
    # scikit-learn serves librosa.segment and librosa.decompose only.
    "sklearn", "scikit_learn*", "narwhals*",
    "scipy/cluster", "scipy/datasets", "scipy/io", "scipy/misc", "scipy/odr",
    "numpy/f2py", "numba/cuda", "bin",
)  # fmt: skip


def slim(folder):
    for pattern in UNUSED:
        for path in folder.glob(pattern):
            shutil.rmtree(path)
    for path in [*folder.rglob("tests"), *folder.rglob("*.pyi")]:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    if shutil.which("strip"):
        libraries = [path for path in folder.rglob("*.so*") if path.is_file()]
        subprocess.run(["strip", "--strip-unneeded", *libraries], check=False, stderr=subprocess.DEVNULL)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    size = slim(Path(sys.argv[1]))
    print(f"{size / 2**20:.0f} MB of {LIMIT_BYTES / 2**20:.0f}")
    sys.exit(size > LIMIT_BYTES)
