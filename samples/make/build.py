"""blender -b -P build.py -- NAME [--draft]: renders one asset. Names are the modules under assets/."""

import importlib
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

name = sys.argv[sys.argv.index("--") + 1]
module = importlib.import_module("assets." + name)
try:
    module.make()
except Exception:
    import traceback

    traceback.print_exc()
    sys.stdout.flush()
    os._exit(1)
