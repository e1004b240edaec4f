"""READMEs as pages show them: the plain part of Markdown, and nothing that could run."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui import prose


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# Título\n\nUno\ndos", "<h3>Título</h3>\n<p>Uno dos</p>"),
        ("### Menor", "<h4>Menor</h4>"),
        ("- uno\n- **dos**", "<ul><li>uno</li><li><strong>dos</strong></li></ul>"),
        ("1. uno", "<ul><li>uno</li></ul>"),
        ("**`slug`** y `código`", "<p><strong><code>slug</code></strong> y <code>código</code></p>"),
        ("a ** b ** c", "<p>a <strong> b </strong> c</p>"),
        ("sin * cerrar ` nada", "<p>sin * cerrar ` nada</p>"),
        ("[enlace](javascript:alert(1))", "<p>[enlace](javascript:alert(1))</p>"),
        ("<b>A & B</b>", "<p>&lt;b&gt;A &amp; B&lt;/b&gt;</p>"),
        ("", ""),
    ],
)
def test_a_text_is_shown(text: str, shown: str) -> None:
    assert str(prose.markup(text)) == shown


def test_a_table_is_a_table() -> None:
    shown = str(prose.markup("| a | b |\n|---|:-:|\n| 1 | `2` |"))

    assert "<th>a</th><th>b</th>" in shown and "<td>1</td><td><code>2</code></td>" in shown
    assert "---" not in shown


@given(st.text(alphabet=st.sampled_from("#-*|`<>&\"'a1. \n"), max_size=80))
def test_no_text_becomes_a_tag_of_its_own(text: str) -> None:
    shown = str(prose.markup(text)).replace('<div class="scrolls" tabindex="0"><table class="told">', "<div><table>")

    assert "<" not in re.sub(r"</?(?:h[34]|p|ul|li|strong|code|div|table|thead|tbody|tr|th|td)>", "", shown)
