"""Streamlit's page with its small scripts and our style inside, for a faster first visit.

The gap: Streamlit first loads some hundred scripts, six at a time: seven seconds if an answer takes
400 ms. And it draws the page before it has its style (`wide_layout.py`).
"""

import json
import re
from pathlib import Path

_SMALL = 4000
"""Characters: two thirds of the scripts, together 60 kB compressed."""
_ASKS_WHERE_IT_IS = re.compile(r"\bimport(?:\(|\.meta)")
_HEAD, _END = "<title>", "</body>"
# An import map has a script's address lead to what came with the page; a browser that doesn't know
# import maps asks for the script as before. The font of icons, 375 kB, is loaded with the first of
# them, and not before everything else: only Streamlit's start asks for a font by name.
_LOADER = """
const folder = new URL("./static/js/", document.baseURI).href;
const imports = {};
for (const [name, code] of Object.entries(%s)) {
  const text = code.replaceAll(/\\b(from|import)"\\.\\//g, `$1"${folder}`);
  imports[folder + name] = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}
const map = document.createElement("script");
map.type = "importmap";
map.textContent = JSON.stringify({ imports });
document.currentScript.after(map);
document.fonts.load = async () => [];
"""


def whole_page(folder: Path, style: Path) -> bytes:
    """Return the static folder's index.html with scripts and a style sheet inside."""
    page = (folder / "index.html").read_text("utf-8")
    scripts = {file.name: file.read_text("utf-8") for file in (folder / "static/js").glob("*.js")}
    small = {
        name: code
        for name, code in scripts.items()
        if len(code) < _SMALL and not _ASKS_WHERE_IT_IS.search(code)
    }
    preloads = r'<link rel="modulepreload"[^>]*/({})">\s*'.format("|".join(map(re.escape, small)))
    loader = _LOADER % json.dumps(small).replace("<", "\\u003c")
    page = re.sub(preloads, "", page).replace(_HEAD, f"<script>{{{loader}}}</script>{_HEAD}", 1)
    # At its end, as st.html has it: of equal rules the last one holds.
    return page.replace(_END, f"<style>{style.read_text('utf-8')}</style>{_END}", 1).encode()
