import os
import re
import subprocess
import sys

import nbformat.v4 as v4
import pytest
from bs4 import BeautifulSoup

from medkeras.book.build import worked_notebook
from medkeras.book.chapters import chapters
from medkeras.book.page import mathml, page

TEXT = r"""# Hearts

Inline $\sigma(W_{xi} * X_t)$ and

$$C_t = f_t \circ C_{t-1} + \frac{1}{J}$$

and `$inline code$`, and

```
$$fenced$$
```

which costs \$5."""
PIXEL = "iVBORw0KGgo="


def rendered(*cells):
    text = page(v4.new_notebook(cells=list(cells)), "Hearts")
    return text, BeautifulSoup(text, "html.parser")


def figure(alt):
    metadata = {"image/png": {"alt": alt}} if alt else {}
    data = {"image/png": PIXEL, "text/plain": "<Figure>"}
    output = v4.new_output("display_data", data=data, metadata=metadata)
    return v4.new_code_cell("show()", outputs=[output])


def test_the_templates_are_found_without_jupyters_own_search(tmp_path):
    """As in an environment that borrows its packages from another."""
    code = (
        "import sys; sys.prefix = sys.base_prefix = 'nowhere'\n"
        "import nbformat.v4 as v4\n"
        "from medkeras.book.page import page\n"
        "print(len(page(v4.new_notebook(), 'x')) > 1000)"
    )
    variables = {**os.environ, "JUPYTER_PATH": str(tmp_path)}
    variables |= {"HOME": str(tmp_path), "JUPYTER_DATA_DIR": str(tmp_path)}
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=variables,
    )
    assert out.stdout == "True\n", out.stderr


def test_the_page_fetches_nothing():
    html = "<script src='https://a.b/c.js'></script><img src='http://a.b/c'>"
    output = v4.new_output("display_data", data={"text/html": html})
    text, soup = rendered(
        v4.new_markdown_cell(TEXT), v4.new_code_cell("1", outputs=[output])
    )
    assert not re.search(r"""src=["']?(https?:)?//""", text)
    assert not re.search(r"""import\W[^;<]*["']https?:""", text)
    assert not re.search(r"""url\(["']?(https?:)?//""", text)
    assert not soup.select("link[href], script[src], iframe")
    for name in ("mathjax", "require.min.js", "jquery", "mermaid.esm"):
        assert name not in text.lower()


def test_equations_are_mathml_and_code_is_left_alone():
    _, soup = rendered(v4.new_markdown_cell(TEXT))
    inline, block = soup.select("math")
    assert (inline["display"], block["display"]) == ("inline", "block")
    assert block.select("mfrac")
    assert inline["aria-label"] == r"\sigma(W_{xi} * X_t)"
    code = [element.text.strip() for element in soup.select("main code")]
    assert code == ["$inline code$", "$$fenced$$"]
    assert soup.title.text == "Hearts"


def test_an_equation_that_cannot_be_converted_shows_its_source():
    assert mathml(r"\left( a", "inline") == r"<code>\left( a</code>"


def test_alt_texts_are_kept():
    _, soup = rendered(figure('1 "low" < 2'), figure(None))
    alts = [image["alt"] for image in soup.select("main img")]
    assert alts == ['1 "low" < 2', "a figure without a description"]
    assert soup.select("main img")[0]["src"].startswith("data:image/png")


@pytest.mark.parametrize("chapter", chapters(), ids=lambda each: each.name)
def test_every_equation_of_the_book_becomes_mathml(chapter):
    """An unknown command would stand on the page as it is in the source."""
    cells = worked_notebook(chapter).cells
    texts = [cell for cell in cells if cell.cell_type == "markdown"]
    assert len(texts) > 20
    _, soup = rendered(*texts)
    for element in soup.select("main math"):
        assert "\\" not in element.text, element["aria-label"]
    for cell in soup.select("main .jp-RenderedMarkdown"):
        for code in cell.select("code, pre"):
            assert "\\" not in code.text, code.text
            code.decompose()
        assert "$" not in cell.text, cell.text
