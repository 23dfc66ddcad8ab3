"""Builds the wheel from pyproject.toml, the library of an existing build (ATTACHE_BUILD, or ../build), and the declarations through which Python calls it.

The wheel works with any Python 3, since nothing in it is compiled against Python, but only on one kind of processor.
"""

import os
import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py
from setuptools.dist import Distribution

HERE = Path(__file__).resolve().parent
ROOT = Path(os.environ.get("ATTACHE_ROOT", HERE.parent))
BUILD = Path(os.environ.get("ATTACHE_BUILD", ROOT / "build"))
LIBRARY = "libattache.so.0"


class BuildPackage(build_py):
    """Copies the library next to the modules."""

    def run(self) -> None:
        super().run()
        library = BUILD / LIBRARY
        if not library.exists():
            raise SystemExit(f"{library} is not there: run make lib first, or say in ATTACHE_BUILD where it is")
        package = Path(self.build_lib) / "attache"
        shutil.copy2(library, package / LIBRARY)
        if (BUILD / "licenses").exists():  # of the libraries inside
            shutil.copytree(BUILD / "licenses", package / "licenses", dirs_exist_ok=True)


class Wheel(bdist_wheel):
    """Tags the wheel for every Python 3 on this kind of machine."""

    def get_tag(self) -> tuple[str, str, str]:
        return "py3", "none", super().get_tag()[2]


class WithLibrary(Distribution):
    def has_ext_modules(self) -> bool:
        return True


header = (ROOT / "include" / "attache.h").read_text(encoding="utf-8")
version = re.search(r'^#define ATTACHE_VERSION "(.*)"', header, re.M)
assert version
setup(version=version[1], cffi_modules=["declarations.py:ffi"], cmdclass={"build_py": BuildPackage, "bdist_wheel": Wheel}, distclass=WithLibrary)
