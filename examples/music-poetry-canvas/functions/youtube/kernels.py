"""
Keeps what numba compiles for librosa, so that an environment starts in seconds: compiling takes 17 to 25 seconds of processor
time, more than Lambda's limit of 10 seconds for the init.

numba puts compiled code beside the source, but takes it back only if the source has the same modification time and the
processor is the same model, and only if the folder can be written. None of it holds for a package that was unpacked to
/var/task. So here the source's content decides (as in numba 0.68), code is compiled for any x86-64 or arm64
processor, and a folder that cannot be written is copied to the temporary folder first (5 MB).

Run this file once after installing requirements.txt: it compiles. numba's version is pinned because its caches have no
public interface.
"""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("NUMBA_CPU_NAME", "generic")

from numba.core import caching  # noqa: E402  (reads the variable above)


class KernelCache(caching._InTreeCacheLocator):
    """Compiled code beside its source, or in a copy of that folder where it cannot be written."""

    def __init__(self, py_func, py_file):
        super().__init__(py_func, py_file)
        packed = Path(self._cache_path)
        if not os.access(packed if packed.exists() else packed.parent, os.W_OK):
            self._cache_path = str(_copy_of(packed))

    def get_source_stamp(self):
        return hashlib.sha256(Path(self._py_file).read_bytes()).hexdigest()


def _copy_of(packed):
    name = hashlib.sha256(str(packed).encode()).hexdigest()[:16]
    copy = Path(tempfile.gettempdir(), "kernels", name)
    if not copy.exists():
        copy.mkdir(parents=True)
        for file in packed.glob("*.nb[ic]"):
            shutil.copy(file, copy)
    return copy


def use():
    """To be called before librosa is imported."""
    if KernelCache not in caching.CacheImpl._locator_classes:
        caching.CacheImpl._locator_classes.insert(0, KernelCache)


if __name__ == "__main__":
    import time

    import analysis

    started = time.process_time()
    analysis.warm_up()
    print(f"ready: {time.process_time() - started:.1f} s of processor time for a warm start")
