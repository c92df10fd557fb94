"""A ZPL renderer that is not ours: zpl-renderer-js from npm, under Node.js, without any network.

`.ci/setup test` installs it where there is npm: the very bytes of tests/labels/renderer/package-lock.json.
`ZPL_RENDERER` may name another folder it was installed to.
"""

import io
import json
import os
import re
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

Render = Callable[[bytes, int], Image.Image]

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("ZPL_RENDERER") or ROOT / "build" / "zpl-renderer")
INSTALL = ".ci/setup test, with npm"
# One line in, one out: the renderer takes half a second to wake.
PROGRAM = """
import { createInterface } from "node:readline";
import { ready } from "zpl-renderer-js";
const { api } = await ready;
for await (const line of createInterface({ input: process.stdin })) {
  const { zpl, width, height, dots } = JSON.parse(line);
  try { console.log(JSON.stringify({ png: await api.zplToBase64Async(zpl, width, height, dots) })); }
  catch (trouble) { console.log(JSON.stringify({ trouble: String(trouble) })); }
}
process.exit(0);
"""


@contextmanager
def rendering() -> Iterator[Render]:
    """One renderer for as long as it is needed. Skips, with the reason, where it is missing."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed: no renderer but ours")
    if not (FOLDER / "node_modules" / "zpl-renderer-js").is_dir():
        pytest.skip(f"the renderer is not installed: {INSTALL}")
    asked = [node, "--input-type=module", "--eval", PROGRAM]
    with subprocess.Popen(
        asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=FOLDER
    ) as renderer:
        yield partial(_rendered, renderer)
        assert renderer.stdin is not None
        renderer.stdin.close()
        renderer.wait(20)


def _rendered(renderer: "subprocess.Popen[str]", document: bytes, dpi: int) -> Image.Image:
    """The first page; its paper is as many dots as the document says, for the renderer counts in whole
    dots per millimetre.
    """
    assert renderer.stdin is not None
    assert renderer.stdout is not None
    dots = {203: 8, 300: 12, 600: 24}[dpi]
    size = re.search(rb"\^PW(\d+)\^LL(\d+)", document)
    assert size is not None
    width, height = (int(count) / dots for count in size.groups())
    job = {"zpl": document.decode("ascii"), "width": width, "height": height, "dots": dots}
    renderer.stdin.write(json.dumps(job) + "\n")
    renderer.stdin.flush()
    answer = json.loads(renderer.stdout.readline())
    assert "png" in answer, answer
    return (
        Image.open(io.BytesIO(b64decode(answer["png"]))).convert("L").point(lambda grey: (grey >= 128) * 255)
    )
