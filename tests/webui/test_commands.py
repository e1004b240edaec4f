"""The command line does what it says, answers other programs in JSON, and never with a traceback."""

import json
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text, update

from handlers import follow_up, municipality
from webui import database
from webui.commands import main
from webui.migrations import tables
from workflows.terms import LIMA

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BPMN = ROOT / "bpmn"
RULES = ROOT / "tests" / "workflows" / "rules"
WRONG = RULES / "default_flow" / "wrong.bpmn"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=LIMA)


def cabildo(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(one) for one in arguments], prog_name="cabildo")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def answered(*arguments: object) -> tuple[int, Any]:
    result = cabildo(*arguments)
    return result.exit_code, json.loads(result.stdout)


# check


def test_a_right_diagram_passes() -> None:
    code, answer = answered("check", BPMN / "firma-documento" / "procedure.bpmn", "--json")
    assert code == 0
    assert answer == {"files": [{"path": str(BPMN / "firma-documento" / "procedure.bpmn"), "ok": True, "findings": []}]}


def test_a_wrong_diagram_is_told_what_is_wrong_and_where() -> None:
    code, answer = answered("check", WRONG, "--json")
    (file,) = answer["files"]
    assert (code, file["ok"], file["path"]) == (1, False, str(WRONG))
    (finding,) = file["findings"]
    assert set(finding) == {"rule", "level", "element", "line", "message"}
    assert finding["rule"] == "default_flow" and finding["level"] == "error"
    assert isinstance(finding["line"], int)


def test_a_person_reads_rule_line_and_sentence() -> None:
    result = cabildo("check", WRONG)
    assert result.exit_code == 1
    assert "[default_flow]" in result.stdout and f"{WRONG}:" in result.stdout and "1 con errores" in result.stdout


def test_a_folder_is_checked_with_all_its_files_beside_its_siblings() -> None:
    code, answer = answered("check", BPMN / "emitir-informe", "--municipality", "los-sauces", "--json")
    names = {Path(file["path"]).relative_to(BPMN / "emitir-informe").as_posix() for file in answer["files"]}
    assert code == 0, answer
    assert {"procedure.bpmn", "forms/F-S1a.form", "forms/F-S1b.form"} <= names


def test_a_folder_is_told_that_what_it_calls_is_not_beside_it(tmp_path: Path) -> None:
    shutil.copytree(BPMN / "emitir-informe", tmp_path / "emitir-informe")
    shutil.copytree(BPMN / "firma-documento", tmp_path / "otra" / "firma-documento")
    shutil.copytree(RULES / "default_flow", tmp_path / "vecina")
    code, answer = answered("check", tmp_path / "emitir-informe", "--json")
    said = {finding["rule"] for file in answer["files"] for finding in file["findings"]}
    assert code == 1 and "called_process_known" in said


def test_a_form_or_a_table_is_checked_alone(tmp_path: Path) -> None:
    right = BPMN / "emitir-informe" / "forms" / "F-S1a.form"
    wrong = tmp_path / "F-X.form"
    wrong.write_text('{"id": "F-X", "components": [{"type": "cohete"}]}')
    code, answer = answered("check", right, wrong, "--json")
    assert code == 1 and [file["ok"] for file in answer["files"]] == [True, False]


def test_a_lane_is_no_mistake_until_a_municipality_is_named(tmp_path: Path) -> None:
    known = json.loads((RULES / "lane_is_known" / "given.json").read_text())
    assert "organs" in known
    alone = cabildo("check", RULES / "lane_is_known" / "wrong.bpmn")
    named = cabildo("check", RULES / "lane_is_known" / "wrong.bpmn", "--municipality", "los-sauces")
    assert (alone.exit_code, named.exit_code) == (0, 1)
    assert "lane_is_known" in named.stdout


def test_a_store_is_no_mistake_until_a_municipality_is_named() -> None:
    alone = cabildo("check", RULES / "store_is_known" / "wrong.bpmn")
    named = cabildo("check", RULES / "store_is_known" / "wrong.bpmn", "--municipality", "los-sauces")
    assert "store_is_known" not in alone.stdout and "store_is_known" in named.stdout


def test_any_bytes_get_findings_in_time(tmp_path: Path) -> None:
    chance = random.Random(2)
    sound = (BPMN / "emitir-informe" / "procedure.bpmn").read_bytes()
    samples = {
        "empty": b"",
        "noise": chance.randbytes(200_000),
        "zeros": bytes(1_000_000),
        "cut": sound[: len(sound) // 2],
        "flipped": bytes(byte ^ (chance.random() < 0.001) for byte in sound),
        "deep": b"<a>" * 200_000,
        "bomb": b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>',
        "outside": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "large": b"<a>" + b" " * (11 * 1024 * 1024),
        "utf16": "\ufeff<a/>".encode("utf-16"),
    }
    for name, source in samples.items():
        for ending in ("bpmn", "dmn", "form", "txt"):
            file = tmp_path / f"{name}.{ending}"
            file.write_bytes(source)
            began = time.monotonic()
            code, answer = answered("check", file, "--json")
            assert time.monotonic() - began < 2, file
            assert code == 1 and answer["files"][0]["findings"], file
            assert "root:" not in json.dumps(answer)


def test_what_cannot_be_opened_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "pipe.bpmn").symlink_to("/dev/zero")
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "pipe.bpmn", tmp_path / "empty"):
        code, answer = answered("check", path, "--json")
        assert code == 1 and answer["files"][0]["findings"]


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["check", "no/hay.bpmn"], ["check", "--que", "."], ["rehearse"], ["rehearse", "no/hay"], ["chek"],
     ["check", str(WRONG), "--municipality", "atlantida"], ["rehearse", str(ROOT / "docs")], ["publish", "."]],
)  # fmt: skip
def test_a_call_that_cannot_be_understood_ends_with_2(arguments: list[str]) -> None:
    result = cabildo(*arguments)
    assert result.exit_code == 2
    assert result.stdout == "" and "Uso: cabildo" in result.stderr


def test_help_speaks_spanish() -> None:
    for command in ([], ["check"], ["rehearse"], ["publish"], ["serve"], ["worker"], ["cases"], ["history"], ["verify"],
                    ["rebuild"], ["demo"], ["backup"], ["restore"]):  # fmt: skip
        result = cabildo(*command, "--help")
        assert result.exit_code == 0
        assert "Uso:" in result.stdout and "Opciones" in result.stdout
        assert not {"Usage", "Options", "Show this", "Commands"} & set(result.stdout.replace(":", " ").split())


# rehearse


def test_a_folder_of_procedures_is_rehearsed() -> None:
    code, answer = answered("rehearse", BPMN / "emitir-informe", BPMN / "firma-documento", "--json")
    assert code == 0, [s for p in answer["procedures"] for s in p["scenarios"] if not s["ok"]]
    assert [one["procedure"] for one in answer["procedures"]] == ["emitir-informe", "firma-documento"]
    for one in answer["procedures"]:
        assert len(one["scenarios"]) >= 4
        assert all(set(scenario) == {"name", "ok", "message"} for scenario in one["scenarios"])
    assert answer["unvisited"] == [f"{p['procedure']}#{e}" for p in answer["procedures"] for e in p["unvisited"]]


def test_a_scenario_that_does_not_come_true_is_named(tmp_path: Path) -> None:
    for slug in ("emitir-informe", "firma-documento"):
        shutil.copytree(BPMN / slug, tmp_path / slug)
    scenario = tmp_path / "emitir-informe" / "scenarios" / "en_plazo.json"
    scenario.write_text(scenario.read_text().replace('"fin": "emitido"', '"fin": "prescindido"'))
    code, answer = answered("rehearse", tmp_path, "--json")
    wrong = [s for p in answer["procedures"] for s in p["scenarios"] if not s["ok"]]
    assert code == 1 and [one["name"] for one in wrong] == ["El informe llega en plazo"]
    assert "prescindido" in wrong[0]["message"]
    assert "✗ El informe llega en plazo" in cabildo("rehearse", tmp_path).stdout


def test_what_no_scenario_visits_is_listed(tmp_path: Path) -> None:
    for slug in ("emitir-informe", "firma-documento"):
        shutil.copytree(BPMN / slug, tmp_path / slug)
    for scenario in (tmp_path / "emitir-informe" / "scenarios").glob("*.json"):
        if scenario.stem != "en_plazo":
            scenario.unlink()
    code, answer = answered("rehearse", tmp_path / "emitir-informe", "--json")
    assert code == 0 and "emitir-informe#registrar_informe_oral" in answer["unvisited"]


# the database


@pytest.fixture
def town(database_url: str) -> str:
    """A database with Los Sauces, the two shared procedures published, and one case of an opinion."""
    engine = database.prepared(database_url)
    with database.session(engine) as session:
        municipality.load(session, municipality.folder_of("los-sauces"))
    published = cabildo("--database", database_url, "publish", BPMN / "emitir-informe", BPMN / "firma-documento",
                        "--reason", "Primera versión para las pruebas", "--by", "wilmer-ticona")  # fmt: skip
    assert published.exit_code == 0, published.output
    with database.session(engine) as session:
        follow_up.open_case(session, "emitir-informe", {
            "asunto": "Informe sobre el anuncio luminoso", "solicitante": "ogpp", "informante": "ogaj", "tipo": "legal",
            "preceptivo": True, "plazo_dh": 7, "requiere_vb": False, "preguntas": [{"pregunta": "¿Hay base legal?"}],
        }, MONDAY)  # fmt: skip
    engine.dispose()
    return database_url


def test_nothing_is_published_twice_or_without_a_reason(town: str) -> None:
    again = cabildo(
        "--database", town, "publish", BPMN / "emitir-informe", "--reason", "Otra vez lo mismo, sin cambios"
    )
    assert again.exit_code == 1 and "publication_changes_something" in again.stdout
    assert "No se publicó nada" in again.stderr
    assert cabildo("--database", town, "publish", BPMN / "emitir-informe").exit_code == 2


def test_cases_are_listed_by_state(town: str) -> None:
    for state, shown in ((None, True), ("abierto", True), ("open", True), ("terminado", False)):
        result = cabildo("--database", town, "cases", *(["--state", state] if state else []))
        assert result.exit_code == 0
        assert ("EXP-2026-000001" in result.stdout) is shown


def test_a_history_is_told_by_number_or_id(town: str) -> None:
    told = cabildo("--database", town, "history", "EXP-2026-000001")
    assert told.exit_code == 0 and "lunes 2 de marzo de 2026" in told.stdout
    assert cabildo("--database", town, "history", "1").stdout == told.stdout
    lines = cabildo("--database", town, "history", "1", "--json").stdout.splitlines()
    assert [json.loads(line)["position"] for line in lines] == list(range(1, len(lines) + 1))
    assert cabildo("--database", town, "history", "1", "--csv").stdout.startswith("\ufeffasiento,")
    missing = cabildo("--database", town, "history", "EXP-2026-000999")
    assert missing.exit_code == 1 and "No existe el expediente" in missing.stderr


def test_commands_do_not_make_a_database_by_accident(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'no.db'}"
    for command in (["cases"], ["history", "1"], ["verify"], ["rebuild"], ["backup", str(tmp_path / "copy")]):
        result = cabildo("--database", url, *command)
        assert result.exit_code == 1 and "No hay ninguna base de datos" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_database_may_be_named_by_the_environment(town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CABILDO_DATABASE", town)
    assert "EXP-2026-000001" in cabildo("cases").stdout


def test_verify_agrees_with_what_was_written(town: str) -> None:
    code, answer = answered("--database", town, "verify", "--json")
    assert code == 0 and answer["ok"] is True
    assert [(one["case"], one["id"], one["ok"]) for one in answer["cases"]] == [("EXP-2026-000001", 1, True)]
    assert "la reejecución da lo mismo" in cabildo("--database", town, "verify", "--case", "EXP-2026-000001").stdout


def test_one_changed_byte_is_named_by_case_and_position(town: str) -> None:
    engine = database.prepared(town)
    journal = tables.metadata().tables["journal"]
    where = (journal.c.case_id == 1) & (journal.c.position == 3)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER journal_refuses_update" if engine.dialect.name == "sqlite" else
                                "ALTER TABLE journal DISABLE TRIGGER journal_append_only"))  # fmt: skip
        body = bytes(connection.execute(select(journal.c.body).where(where)).scalar_one())
        changed = bytes([body[0], *body[1:-2], body[-2] ^ 1, body[-1]])
        connection.execute(update(journal).where(where).values(body=changed))
    engine.dispose()
    code, answer = answered("--database", town, "verify", "--case", "1", "--json")
    assert code == 1 and answer["ok"] is False
    assert answer["cases"][0]["position"] == 3 and "sello" in answer["cases"][0]["difference"]
    told = cabildo("--database", town, "verify")
    assert told.exit_code == 1 and "EXP-2026-000001, asiento 3" in told.stdout


def test_rebuild_brings_the_lists_back(town: str) -> None:
    before = cabildo("--database", town, "cases").stdout
    engine = database.prepared(town)
    with engine.begin() as connection:
        for name in ("open_tasks", "running_terms", "awaited", "participants", "counters", "cases"):
            connection.execute(tables.metadata().tables[name].delete())
    engine.dispose()
    assert "EXP-2026-000001" not in cabildo("--database", town, "cases").stdout
    assert cabildo("--database", town, "verify", "--case", "1").exit_code == 0
    rebuilt = cabildo("--database", town, "rebuild")
    assert rebuilt.exit_code == 0 and "1 expediente" in rebuilt.stdout
    assert cabildo("--database", town, "cases").stdout == before
    assert cabildo("--database", town, "verify", "--lists").exit_code == 0


def test_a_backup_comes_back_verified(town: str, tmp_path: Path) -> None:
    copy = tmp_path / "copia"
    assert cabildo("--database", town, "backup", copy).exit_code == 0
    again = cabildo("--database", town, "backup", copy)
    assert again.exit_code == 1 and "no se sobrescribió" in again.stderr
    engine = database.prepared(town)
    with database.session(engine) as session:
        follow_up.open_case(session, "firma-documento", {"asunto": "Después de la copia", "firmante": "ogaj"}, MONDAY)
    engine.dispose()
    unasked = cabildo("--database", town, "restore", copy)
    assert unasked.exit_code == 1 and "no se tocó" in unasked.stderr
    assert "Después de la copia" in cabildo("--database", town, "cases").stdout
    restored = cabildo("--database", town, "restore", copy, "--force")
    assert restored.exit_code == 0, restored.output
    listed = cabildo("--database", town, "cases").stdout
    assert "EXP-2026-000001" in listed and "Después de la copia" not in listed


def test_a_backup_that_was_altered_is_not_restored(town: str, tmp_path: Path) -> None:
    if not town.startswith("sqlite"):
        pytest.skip("the same verification; a file is easier to alter")
    copy = tmp_path / "copia"
    cabildo("--database", town, "backup", copy)
    with closing(sqlite3.connect(copy)) as opened:
        opened.execute("DROP TRIGGER journal_refuses_update")
        opened.execute("UPDATE journal SET at = '2026-03-02T14:00:00.000001Z' WHERE position = 2")
        opened.commit()
    before = Path(town.removeprefix("sqlite:///")).read_bytes()
    result = cabildo("--database", town, "restore", copy, "--force")
    assert result.exit_code == 1 and "EXP-2026-000001, asiento 2" in result.stderr
    assert Path(town.removeprefix("sqlite:///")).read_bytes() == before


# what keeps running


def test_a_worker_is_refused_beside_sqlite(tmp_path: Path) -> None:
    result = cabildo("--database", f"sqlite:///{tmp_path / 'cabildo.db'}", "worker")
    assert result.exit_code == 1 and "PostgreSQL" in result.stderr


def test_a_table_is_brought_into_a_register_once(town: str, tmp_path: Path) -> None:
    table = tmp_path / "licencias-de-funcionamiento.csv"
    table.write_text("clave,titular\nLF-1,Bodega Rosita\n", "utf-8")

    first, second = (cabildo("--database", town, "register", table, "--norm", "Ley 28976") for _ in range(2))

    assert "Licencias de funcionamiento" in first.stdout and "una fila nueva" in first.stdout
    assert (second.exit_code, "ninguna fila nueva" in second.stdout) == (0, True)


def test_a_demonstration_is_never_made_over_another_municipality(town: str) -> None:
    engine = database.prepared(town)
    with engine.begin() as connection:
        connection.execute(text("UPDATE parameters SET value = '\"150101\"', stamp = 1 WHERE name = 'ubigeo'"))
    engine.dispose()
    for reset in ([], ["--reset"]):
        result = cabildo("--database", town, "demo", *reset)
        assert result.exit_code == 1 and "no se tocó" in result.stderr
    assert "EXP-2026-000001" in cabildo("--database", town, "cases").stdout


@contextmanager
def running(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run the command line as a program of its own; it is stopped at the end."""
    code = "from webui.commands import main; main(prog_name='cabildo')"
    program = subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    try:
        yield program
    finally:
        program.kill()
        program.wait()


def address_of(program: subprocess.Popen[str]) -> tuple[str, list[str]]:
    """Return where a server answers, and the lines that it printed before it said so."""
    assert program.stdout is not None
    lines = []
    for line in program.stdout:
        if "http://" in line:
            return line[line.index("http://") :].split()[0], lines
        lines.append(line)
    raise AssertionError(lines)


@pytest.mark.slow
def test_a_server_takes_the_next_port_and_survives_being_killed(town: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with running("--database", town, "serve", "--port", port) as first:
            address, lines = address_of(first)
            assert address == f"http://127.0.0.1:{port + 1}/"
            assert str(port) in lines[-1] and "ocupado" in lines[-1]
            assert urlopen(address + "entrar").status == 200
            first.send_signal(signal.SIGKILL)
            first.wait()
    assert "EXP-2026-000001" in cabildo("--database", town, "cases").stdout
    with running("--database", town, "serve", "--port", port) as second:
        address, _ = address_of(second)
        page = urlopen(address + "entrar").read().decode()
        assert "Demostración" in page  # Los Sauces is fictional, and every page says so
        second.send_signal(signal.SIGTERM)
        assert second.wait(20) == 0
