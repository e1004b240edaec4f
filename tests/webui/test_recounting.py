"""A late decree on the pages of the calendar: entered, shown with what it touches, and confirmed with a reason."""

import re
import secrets

import pytest

from handlers import standing
from tests.webui.conftest import ADMINISTRATOR, OGPP, Site, Visitor

PLACE = "/organizacion/calendario"
DECREE = {"dia": "2026-11-24", "hasta": "", "clase": "no_laborable_publico", "nombre": "Día no laborable compensable",
          "norma": "DS 155-2026-PCM", "publicado": "2026-11-20"}  # fmt: skip


@pytest.fixture
def administrator(site: Site) -> Visitor:
    return site.officer(ADMINISTRATOR)


def post(visitor: Visitor, page: str, **form: str) -> tuple[int, str]:
    answer = visitor.post(f"{PLACE}/{page}", {"clave": secrets.token_hex(8), **form})
    return answer.status_code, answer.text


def listed(page: str) -> str:
    """Return the seal of the list that a page shows."""
    found = re.search(r'name="lista" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def due(site: Site, case: int) -> str:
    with site.session() as session:
        return str(standing.terms_of(session, case)[0].due)


def test_a_term_moves_only_once_the_list_is_confirmed(site: Site, administrator: Visitor) -> None:
    case = site.officer(OGPP).open_case()
    before = due(site, case)

    assert "Registrar un día" in administrator.get(PLACE).text
    assert post(administrator, "dia", **DECREE)[0] == 303
    assert due(site, case) == before
    page = administrator.get(f"{PLACE}/plazos?norma=DS+155-2026-PCM").text
    assert "EXP-2026-000001" in page and "Por DS 155-2026-PCM" in page
    assert post(administrator, "plazos", lista=listed(page), motivo="Por DS 155-2026-PCM no cuenta ese día.")[0] == 303

    assert due(site, case) > before
    history = site.officer(OGPP).get(f"/expedientes/{case}").text
    assert "volvió a contar" in history and "DS 155-2026-PCM" in history
    assert "no toca ningún plazo" in administrator.get(f"{PLACE}/plazos").text


def test_what_is_missing_is_named_and_nothing_moves(site: Site, administrator: Visitor) -> None:
    case = site.officer(OGPP).open_case()
    before = due(site, case)

    status, page = post(administrator, "dia", **{**DECREE, "norma": ""})
    assert status == 422 and "Cite la norma" in page and 'value="Día no laborable compensable"' in page
    post(administrator, "dia", **DECREE)
    seal = listed(administrator.get(f"{PLACE}/plazos").text)
    status, page = post(administrator, "plazos", lista=seal, motivo="")
    assert status == 422 and "Escriba el motivo" in page
    status, page = post(administrator, "plazos", lista="0" * 64, motivo="Por DS 155-2026-PCM no cuenta ese día.")
    assert status == 422 and "La lista cambió" in page

    assert due(site, case) == before


def test_the_calendar_is_kept_by_who_administers_and_read_by_all(site: Site) -> None:
    clerk = site.officer(OGPP)

    assert clerk.get(f"{PLACE}/dia").status_code == 403
    assert post(clerk, "plazos", lista="", motivo="No me toca a mí contarlos.")[0] == 403
    assert "Registrar un día" not in clerk.get(PLACE).text
    assert "cargados hasta 2030" in clerk.get(f"{PLACE}?anio=2031").text
