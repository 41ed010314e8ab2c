"""The site: `python -m sphinx -W -b html docs docs/_build`, with the extra `docs`."""

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "peelsim"
author = "the peelsim authors"
copyright = "the peelsim authors, MIT licence"
release = version = installed("peelsim")

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "numpydoc",
    "myst_nb",
    "sphinx_design",
    "from_code",
]
exclude_patterns = ["_build", "_ext", "reference/_sections.md", "**.ipynb_checkpoints"]
source_suffix = {".md": "myst-nb", ".rst": "restructuredtext", ".ipynb": "myst-nb"}

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "auto"  # notebooks are stored without what they showed
nb_execution_timeout = 600
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_output_stderr = "remove"  # bars

autodoc_typehints = "none"  # shapes and units are said in words
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
add_module_names = False
suppress_warnings = ["config.cache"]

html_theme = "pydata_sphinx_theme"
html_title = "peelsim"
html_static_path = ["_static"]
html_css_files = ["house.css"]
html_context = {"default_mode": "auto"}  # light or dark, as the reader has it
html_theme_options = {
    "show_nav_level": 1,
    "navigation_depth": 3,
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_sidebars = {"index": [], "changelog": [], "glossary": []}
html_show_sourcelink = False
