from docutils import nodes
from sphinx import addnodes

from medkeras.book.site.sphinx_extension import MENTION, _describe, _linked

KNOWN = {"1": "chapters/1_introduction", "2.0.1": "chapters/2_0_1_learning"}


def test_a_chapter_that_a_text_names_is_linked():
    text = "See chapter 2.0.1, and Chapter 1. Not 2.0.1 or chapter 2.0.12."
    found = _linked(text, KNOWN, "chapters/3_1_4_skin_cancer")
    links = [n for n in found if isinstance(n, addnodes.pending_xref)]
    targets = [link["reftarget"] for link in links]
    assert targets == ["/chapters/2_0_1_learning", "/chapters/1_introduction"]
    assert "".join(node.astext() for node in found) == text


def test_no_page_links_to_itself_or_to_what_is_not_there():
    assert len(_linked("chapter 1", KNOWN, "chapters/1_introduction")) == 1
    assert len(_linked("chapter 9.9", KNOWN, "index")) == 1
    assert not MENTION.findall("version 2.0.1; chapter 3.2.1-2 is")[1:]


def test_a_picture_gets_the_text_of_its_output():
    import hashlib

    name = hashlib.sha256(b"picture").hexdigest()
    image = nodes.image(uri=f"/x/{name}.png")
    other = nodes.image(uri="/x/other.png")
    box = nodes.container("", image, other)
    data = {"image/png": "cGljdHVyZQ==", "text/plain": "F"}
    alt = {"image/png": {"alt": "A line."}}
    _describe(box, {"outputs": [{"data": data, "metadata": alt}]})
    assert (image["alt"], other["alt"]) == ("A line.", "")
