"""
Brings the installed packages below Lambda's limit for a zip, 250 MB unpacked: python slim.py FOLDER. Removes what
librosa's analysis never imports, and the symbols of native code where `strip` is there. Fails when it is still too much.
"""

import shutil
import subprocess
import sys
from pathlib import Path

LIMIT_BYTES = 250 * 1024 * 1024
# Compiled kernels come on top, see kernels.py.
KERNEL_BYTES = 6 * 1024 * 1024
UNUSED = (
    # scikit-learn serves librosa.segment and librosa.decompose only.
    "sklearn", "scikit_learn*", "narwhals*", "bin",
    "scipy/cluster", "scipy/datasets", "scipy/io", "scipy/misc", "scipy/odr", "scipy/**/_test*.so",
    "scipy/stats/_unuran", "scipy/**/*.pyi", "numpy/**/*.pyi",
    "numpy/**/*_tests*.so", "numpy/_core/_simd.*", "numpy/_core/include",
    "numba/cuda", "numba/np/ufunc/tbbpool*", "numba/np/ufunc/omppool*", "**/*.[ch]", "**/*.cpp",
)  # fmt: skip


def slim(folder):
    for pattern in UNUSED:
        for path in list(folder.glob(pattern)):
            remove(path)
    for path in [path for tests in folder.rglob("tests") for path in tests.iterdir()]:
        # numpy.testing, which scipy imports, takes one file from the tests.
        if path.name not in ("__init__.py", "_natype.py"):
            remove(path)
    # Not numpy.libs and scipy.libs: `strip` breaks libraries that were patched for their wheel.
    libraries = [path for path in folder.rglob("*.so") if path.parent.suffix != ".libs"]
    if shutil.which("strip"):
        subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def remove(path):
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


if __name__ == "__main__":
    size = slim(Path(sys.argv[1]))
    print(f"{size / 2**20:.1f} MB of {(LIMIT_BYTES - KERNEL_BYTES) / 2**20:.0f}")
    sys.exit(size > LIMIT_BYTES - KERNEL_BYTES)
