"""Sphinx's settings for the book; there is no conf.py."""

import copy
from pathlib import Path

from medkeras import __version__

FILES = Path(__file__).parent / "files"
TITLE = "Deep learning in healthcare, built by hand"


FOOTER = (
    "Code: Apache 2.0. Text and figures: CC BY 4.0. Data sets keep their own "
    "licences. Nothing here is medical advice."
)
THEME = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "article_header_start": ["toggle-primary-sidebar.html", "home-link.html"],
    "navbar_persistent": [],
    "primary_sidebar_end": [],
    "collapse_navbar": True,
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "search_bar_text": "Search the book",
    "footer_content_items": ["extra-footer.html"],
    "extra_footer": FOOTER,
    "back_to_top_button": False,
}
MARKDOWN = {
    "nb_execution_mode": "off",
    "nb_merge_streams": True,
    "myst_enable_extensions": [
        "dollarmath",
        "amsmath",
        "colon_fence",
        "deflist",
        "attrs_block",
        "attrs_inline",
    ],
    "myst_heading_anchors": 4,
    "myst_update_mathjax": False,
    "myst_dmath_double_inline": True,
}


def settings(chapters: dict[str, str]) -> dict:
    """Settings by name; `chapters` gives the document of each number.

    A new dictionary, as the theme changes what it is given.
    """
    mine = {
        "project": TITLE,
        "version": __version__,
        "release": __version__,
        "language": "en",
        "extensions": ["myst_nb", "medkeras.book.site.sphinx_extension"],
        "medkeras_chapters": chapters,
        "templates_path": [str(FILES / "templates")],
        "exclude_patterns": ["chapters/_names"],
        "html_theme": "sphinx_book_theme",
        "html_theme_options": THEME,
        "html_title": TITLE,
        "html_static_path": [str(FILES / "static"), "_static"],
        "html_css_files": ["medkeras.css"],
        "html_js_files": [("medkeras.js", {"defer": "defer"})],
        "html_extra_path": ["_extra"],
        "html_context": {"default_mode": "light"},
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_sphinx": False,
        "html_math_renderer": "mathml",
        **MARKDOWN,
    }
    return copy.deepcopy(mine)
