"""Measurements: `make bench`. Everything is CPU of this process, compared within one run, since machines are noisy."""

import re
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.entries import CaseOpened, Cause, TaskDecided
from engine.plan import plans
from engine.ports import Ear
from engine.stepper import Case
from handlers import accounts, appointments, documents, follow_up, municipality, standing
from tests.engine.drawing import (
    both,
    boundary,
    call,
    chain,
    diagram,
    end,
    flow,
    mapping,
    node,
    process,
    several,
    start,
    subprocess,
    timer,
    user,
    xor,
)
from tests.engine.walking import BPMN, START, House
from webui import edge
from webui.app import create_app
from webui.migrations import tables
from workflows import feel, library, reader, versions

LOOP = diagram(
    start()
    + user("a", extension=mapping(outputs={"decision_a": "= decision"}))
    + node("exclusiveGateway", "x", attributes='default="f-fin"')
    + end()
    + chain("inicio", "a", "x")
    + flow("x", "a", 'decision_a = "otra"')
    + flow("x", "fin", name="f-fin")
)
PASSWORD = "una frase larga"
LATER = START + timedelta(hours=1)
CONDITION = 'monto > 5000 and tipo = "convenio"'


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the report: what was measured, its figure, and the bar it is held to."""

    what: str
    figure: str
    bar: str = ""


def main() -> None:
    rows = [*stepping(), *expressions(), *deciding()]
    width = max(len(row.what) for row in rows)
    for row in rows:
        print(f"{row.what:<{width}}  {row.figure:>14}  {row.bar}")


def stepping() -> list[Row]:
    """One cause in the stepper, and whether the 1,000th round of a loop costs more than the 10th."""
    case, house = Case(plans(reader.read(LOOP)), "p"), House()
    case.tell(CaseOpened("p", "p"), START, Ear(house))
    spent = []
    for visit in range(1, 1_021):
        cause = TaskDecided(f"a:{visit}", {"decision": "otra"})
        spent.append(cpu(lambda cause=cause: case.tell(cause, START, Ear(house))))  # type: ignore[misc]
    early, late = statistics.median(spent[5:25]), statistics.median(spent[-20:])
    return [
        Row("one cause in the stepper, 12 tasks and choices", f"{_a_cause(twelve()) * 1e3:.3f} ms", "<= 0.05 ms"),
        Row("one cause, 60 tasks, timers, calls, repetition", f"{_a_cause(sixty()) * 1e3:.3f} ms", "<= 0.05 ms"),
        Row("one round of a loop with a condition in FEEL", f"{statistics.median(spent) * 1e3:.3f} ms"),
        Row("its 1,000th round (3,000th entry) / its 10th", f"x {late / early:.2f}", "<= x 1.2"),
    ]


def twelve() -> bytes:
    """Draw twelve user tasks in a row of three choices, each with a condition."""
    body, at = start(), "inicio"
    for n in range(1, 5):
        a, b, c, choice, join = f"a{n}", f"b{n}", f"c{n}", f"x{n}", f"y{n}"
        body += user(a) + user(b) + user(c) + xor(choice, f"{choice}-no") + xor(join)
        body += chain(at, a, choice) + flow(choice, b, 'decision = "otra"') + flow(choice, c, name=f"{choice}-no")
        body += chain(b, c, join)
        at = join
    return diagram(body + end() + chain(at, "fin"))


def sixty() -> bytes:
    """Draw sixty tasks: calls with timers on their borders, branches side by side, a repetition, a sub-process."""
    inner = [f"t{n}" for n in range(1, 7)]
    called = start("i") + "".join(user(name) + boundary(f"v_{name}", name, timer('="5 dh"'), False) for name in inner)
    called += (
        "".join(end(f"f_{name}") + chain(f"v_{name}", f"f_{name}") for name in inner)
        + end("f")
        + chain("i", *inner, "f")
    )
    body, at = start(), "inicio"
    for n in range(1, 5):
        body += call(f"llama{n}", "q") + chain(at, f"llama{n}")
        at = f"llama{n}"
    body += both("g") + both("j") + chain(at, "g")
    for branch in ("p", "r", "s"):
        names = [f"{branch}{n}" for n in range(1, 5)]
        body += "".join(map(user, names)) + chain("g", *names, "j")
    body += user("cada", several(count_of="12")) + chain("j", "cada")
    names = [f"d{n}" for n in range(1, 13)]
    inside = start("i2") + "".join(map(user, names)) + end("f2") + chain("i2", *names, "f2")
    return diagram(body + subprocess("sub", inside) + end() + chain("cada", "sub", "fin"), "", process("q", called))


def _a_cause(source: bytes) -> float:
    """Return the CPU seconds of one cause, the median over whole cases walked from start to end."""
    catalog, house, means = plans(reader.read(source)), House(), []
    for _ in range(15):
        case, causes = Case(catalog, "p"), [CaseOpened("p", "p")]

        def walk(case: Case = case, causes: list[Cause] = causes) -> None:  # type: ignore[assignment]
            case.tell(causes[0], START, Ear(house))
            while not case.completed:
                causes.append(TaskDecided(case.open_tasks()[0], {"decision": "otra"}))
                case.tell(causes[-1], START, Ear(house))

        means.append(cpu(walk) / len(causes))
    return statistics.median(means)


def expressions() -> list[Row]:
    """A condition after parsing, beside what Python makes of the same text."""
    expression, values = feel.parse(CONDITION), {"monto": feel.evaluate("5001", {}), "tipo": "convenio"}
    ours = cpu(lambda: [expression.evaluate(values) for _ in range(5_000)]) / 5_000
    code = compile(CONDITION.replace(" = ", " == "), "bench", "eval")
    python = cpu(lambda: [eval(code, {}, values) for _ in range(5_000)]) / 5_000  # noqa: S307  measured, never shipped
    spent = cpu(_spend_the_budget)
    return [
        Row(f"FEEL {CONDITION}", f"{ours * 1e6:.2f} µs", f"<= 10 µs (Python: {python * 1e6:.2f} µs)"),
        Row("FEEL, the whole budget of steps spent", f"{spent * 1e3:.1f} ms", "<= 50 ms"),
    ]


def _spend_the_budget() -> None:
    try:
        feel.evaluate("for x in 1..1000, y in 1..1000 return x * y", {})
    except feel.FeelError:
        return
    raise AssertionError("a million steps fit in the budget")


def deciding() -> list[Row]:
    """One decision from request to committed answer, beside a bare INSERT and COMMIT on the same database."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        app = create_app(url, clock=lambda: LATER)
        database = edge.database(app)
        tables.metadata().create_all(database)
        with Session(database) as session:
            opened, officer = _prepared(session)
            spent, bare = _timed(app, session, opened, officer)
        database.dispose()
    decided, plain = statistics.median(spent[10:]), statistics.median(bare[10:])
    return [
        Row("one decision, from request to committed answer (emitir-informe)", f"{decided * 1e3:.2f} ms", "<= 10 ms"),
        Row("a bare INSERT and COMMIT", f"{plain * 1e3:.2f} ms", f"decision: x {decided / plain:.1f}"),
    ]


def _prepared(session: Session) -> tuple[list[int], str]:
    """Return cases in which a report is asked for, and the officer who may write it."""
    municipality.load(session, municipality.folder_of("los-sauces"))
    for found in library.folders(BPMN):
        versions.publish(session, found.slug, found.files(), at=START, by="bench", reason="bench")
    values = {"asunto": "Medir una decisión", "solicitante": "ogpp", "informante": "ogaj", "preceptivo": True,
              "plazo_dh": feel.evaluate("7", {}), "preguntas": [{"pregunta": "¿Procede?"}]}  # fmt: skip
    opened = [follow_up.open_case(session, "emitir-informe", values, START).id for _ in range(60)]
    officer = appointments.acting(session, "ogaj", START.date())[0].officer
    accounts.configure(time_cost=1, memory_cost=1024, parallelism=1)
    accounts.open_account(session, officer, officer, PASSWORD, START, must_change=False)
    session.execute(text("CREATE TABLE bare (n INTEGER PRIMARY KEY, body BLOB)"))
    session.commit()
    return opened, officer


def _timed(app: Flask, session: Session, opened: list[int], officer: str) -> tuple[list[float], list[float]]:
    browser = app.test_client()
    browser.post("/entrar", data={"usuario": officer, "contrasena": PASSWORD, "csrf_token": _token(browser, "/entrar")})
    token = _token(browser, "/organizacion/parametros")
    spent, bare = [], []
    for number, case_id in enumerate(opened):
        task = standing.tasks_of(session, case_id)[0].task
        seal = documents.keep(session, "informe.pdf", _pdf(number), officer, START, case_id=case_id).sha256
        session.commit()
        form = {**REPORT, "borrador": seal, "csrf_token": token, "clave": f"{case_id:032x}"}

        def decide(path: str = f"/expedientes/{case_id}/tareas/{task}/decision", form: dict[str, str] = form) -> None:
            answer = browser.post(path, data=form)
            assert answer.status_code == 303, answer.text

        def insert(n: int = number) -> None:
            session.execute(text("INSERT INTO bare VALUES (:n, :body)"), {"n": n, "body": b"x" * 400})
            session.commit()

        spent.append(cpu(decide))
        bare.append(cpu(insert))
    return spent, bare


def _token(browser: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]*)"', browser.get(path).text)
    assert found, path
    return found[1]


REPORT = {
    "decision": "emitir",
    "opinion": "favorable",
    "analisis": "Se revisaron los antecedentes y las normas que se citan.",
    "conclusiones": "La propuesta es conforme a las normas revisadas.",
    "recomendaciones": "Continuar con el trámite.",
}


def _pdf(number: int) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n%% " + str(number).encode() + b"\n"
        b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds that some work takes in this process."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
