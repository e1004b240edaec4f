"""Measurements: `make bench`. Everything is CPU of this process, compared within one run, since machines are noisy."""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

import handlers.decisions  # noqa: F401  every table is known once the top of the house is imported
from engine.entries import CaseOpened, TaskDecided
from engine.plan import plans
from engine.ports import Ear
from engine.stepper import Case
from handlers import appointments, decisions, documents, follow_up, municipality, standing
from tests.engine.drawing import chain, diagram, end, flow, mapping, node, start, user
from tests.engine.walking import BPMN, START, House
from workflows import feel, library, reader, versions
from workflows.storage import Table, open_database

LOOP = diagram(
    start()
    + user("a", extension=mapping(outputs={"decision_a": "= decision"}))
    + node("exclusiveGateway", "x", attributes='default="f-fin"')
    + end()
    + chain("inicio", "a", "x")
    + flow("x", "a", 'decision_a = "otra"')
    + flow("x", "fin", name="f-fin")
)
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
    """One cause in the stepper, and whether the 300th round of a loop costs more than the 10th."""
    case, house = Case(plans(reader.read(LOOP)), "p"), House()
    case.tell(CaseOpened("p", "p"), START, Ear(house))
    spent = []
    for visit in range(1, 321):
        cause = TaskDecided(f"a:{visit}", {"decision": "otra"})
        spent.append(cpu(lambda cause=cause: case.tell(cause, START, Ear(house))))  # type: ignore[misc]
    early, late = statistics.median(spent[5:25]), statistics.median(spent[-20:])
    return [
        Row("one cause in the stepper (loop, a condition in FEEL)", f"{statistics.median(spent) * 1e3:.3f} ms", "<= 0.1 ms"),
        Row("300th round of a loop / 10th round", f"x {late / early:.2f}", "<= x 1.2"),
    ]


def expressions() -> list[Row]:
    """A condition after parsing, beside what Python makes of the same text."""
    expression, values = feel.parse(CONDITION), {"monto": feel.evaluate("5001", {}), "tipo": "convenio"}
    ours = cpu(lambda: [expression.evaluate(values) for _ in range(5_000)]) / 5_000
    code = compile(CONDITION.replace(" = ", " == "), "bench", "eval")
    python = cpu(lambda: [eval(code, {}, values) for _ in range(5_000)]) / 5_000  # noqa: S307  measured, never shipped
    return [Row(f"FEEL {CONDITION}", f"{ours * 1e6:.2f} µs", f"<= 10 µs (Python: {python * 1e6:.2f} µs)")]


def deciding() -> list[Row]:
    """One decision from answers to commit, beside a bare INSERT and COMMIT on the same database."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        Table.metadata.create_all(database)
        with Session(database) as session:
            rows = _decisions(session)
        database.dispose()
    return rows


def _decisions(session: Session) -> list[Row]:
    municipality.load(session, municipality.folder_of("los-sauces"))
    for found in library.folders(BPMN):
        versions.publish(session, found.slug, found.files(), at=START, by="bench", reason="bench")
    values = {"asunto": "Medir una decisión", "solicitante": "ogpp", "informante": "ogaj", "preceptivo": True,
              "plazo_dh": feel.evaluate("7", {}), "preguntas": [{"pregunta": "¿Procede?"}]}  # fmt: skip
    opened = [follow_up.open_case(session, "emitir-informe", values, START).id for _ in range(60)]
    officer = appointments.acting(session, "ogaj", START.date())[0].officer
    session.commit()
    spent, bare = [], []
    session.execute(text("CREATE TABLE bare (n INTEGER PRIMARY KEY, body BLOB)"))
    session.commit()
    for number, case_id in enumerate(opened):
        task = standing.tasks_of(session, case_id)[0].task
        seal = documents.keep(session, "informe.pdf", _pdf(number), officer, START, case_id=case_id).sha256
        session.commit()
        posted = {**REPORT, "borrador": seal}
        at = START + timedelta(hours=1)

        def decide(case_id: int = case_id, task: str = task, posted: dict[str, str] = posted, n: int = number) -> None:
            decisions.record(session, case_id, task, officer, posted, at, key=f"bench-{n}-{case_id}")
            session.commit()

        def insert(n: int = number) -> None:
            session.execute(text("INSERT INTO bare VALUES (:n, :body)"), {"n": n, "body": b"x" * 400})
            session.commit()

        spent.append(cpu(decide))
        bare.append(cpu(insert))
    decided, plain = statistics.median(spent[10:]), statistics.median(bare[10:])
    return [
        Row("one decision, from answers to commit (emitir-informe)", f"{decided * 1e3:.2f} ms", "<= 10 ms"),
        Row("a bare INSERT and COMMIT", f"{plain * 1e3:.2f} ms", f"decision: x {decided / plain:.1f}"),
    ]


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
