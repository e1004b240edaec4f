"""Where a norm was published is a link, and nothing else in an answer can become one."""

import pytest

from webui import story

REL = 'rel="noopener noreferrer nofollow"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("El Peruano, página 12", "El Peruano, página 12"),
        ("Léase en https://a.pe/b?c=1&d=2.", f'Léase en <a href="https://a.pe/b?c=1&amp;d=2" {REL}>https://a.pe/b?c=1&amp;d=2</a>.'),
        ("gob.pe/mds/normas", f'<a href="https://gob.pe/mds/normas" {REL}>gob.pe/mds/normas</a>'),
        ("dos\nlíneas: http://x.pe\ny más", f'dos\nlíneas: <a href="http://x.pe" {REL}>http://x.pe</a>\ny más'),
        ("javascript:alert(1) https://", "javascript:alert(1) https://"),
        ('https://x.pe/"><b>', f'<a href="https://x.pe/&#34;&gt;&lt;b&gt;" {REL}>https://x.pe/&#34;&gt;&lt;b&gt;</a>'),
        ("012-2026/MDS y 3.5/4", "012-2026/MDS y 3.5/4"),
    ],
)  # fmt: skip
def test_an_address_leads_there_and_the_rest_is_text(text: str, shown: str) -> None:
    assert str(story.with_addresses(text)) == shown
