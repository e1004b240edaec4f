"""Random walks: a procedure pushed about by chance, as hands that know only its forms would."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from engine import canon, replay
from engine.entries import (
    CaseOpened,
    Cause,
    Entry,
    Heard,
    MessageArrived,
    MessageAwaited,
    TaskDecided,
    TermExpired,
    TermStarted,
)
from engine.journal import Record
from engine.plan import Catalog, Plan
from engine.ports import Ear
from engine.rehearsal import weekdays
from engine.scenarios import Stage, stage
from engine.stepper import Case
from workflows import forms, library
from workflows.forms import Field

LIMA = ZoneInfo("America/Lima")
START = datetime(2026, 3, 2, 9, tzinfo=LIMA)
BPMN = Path(__file__).parents[2] / "bpmn"


def procedures() -> Stage:
    """Return every procedure of the house, ready to be played."""
    return stage(library.folders(BPMN))


class House:
    """Answers the engine as a small municipality would; the same question gets the same answer."""

    def ask(self, name: str, arguments: list[Any]) -> Any:
        answers = {"parametro.nivel": "distrital", "parametro.uit": Decimal(5500), "parametro.max_rondas": Decimal(2)}
        return answers[name] if name in answers else weekdays(name, arguments)

    def serve(self, kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        return {"numero": f"N.º {len(inputs)}", "fecha": date(2026, 3, 2), "envio_id": "E01", "hash": "0" * 64,
                "folio_desde": Decimal(1), "folio_hasta": Decimal(2)}  # fmt: skip


@dataclass
class Walk:
    """A case that is pushed about, with the records its journal would hold."""

    on: Stage
    process: str
    at: datetime = START
    records: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.catalog: Catalog = self.on.catalog
        self.case = Case(self.catalog, self.process)

    @property
    def plan(self) -> Plan:
        return self.catalog[self.process]

    house = House()

    def tell(self, cause: Cause) -> None:
        """Tell a cause and write down what followed, as the journal does."""
        ear = Ear(self.house)
        effects = self.case.tell(cause, self.at, ear)
        self.write(cause, ear.heard)
        for effect in effects:
            self.write(effect)
        self.at += timedelta(hours=1)

    def write(self, entry: Entry, heard: Sequence[Heard] = ()) -> None:
        kind, body = canon.write(entry, heard)
        again, told = canon.read(kind, body)
        self.records.append(Record(len(self.records) + 1, self.at, again, told, body, ""))

    def replays(self) -> Case:
        """Rebuild the case from the records. Raises Diverged."""
        return replay.rebuild(self.catalog, self.process, self.records)

    def restart(self) -> None:
        """Go on with the rebuilt case, as after a crash."""
        self.case = self.replays()

    # what may come next

    def moves(self) -> list[tuple[str, str]]:
        """Return what the world may do now: (verb, place)."""
        open_tasks = [("decide", task) for task in self.case.open_tasks()]
        running = [("expire", token.id) for token in self.case.open() if self._has_timer(token)]
        messages = [("message", token.id) for token in self.case.open() if self._awaits(token)]
        return open_tasks + running + messages

    def _has_timer(self, token: Any) -> bool:
        return any(t.kind == "timer" for t in token.task_spec.node.triggers)

    def _awaits(self, token: Any) -> bool:
        return any(t.kind == "message" for t in token.task_spec.node.triggers)

    def step(self, data: st.DataObject) -> None:
        """Make one move that chance chooses."""
        self.make(*data.draw(st.sampled_from(self.moves()), label="move"), data)

    def make(self, verb: str, place: str, data: st.DataObject) -> None:
        match verb:
            case "decide":
                self.tell(TaskDecided(place, data.draw(self.answers_to(place), label="answers")))
            case "expire":
                self.tell(TermExpired(place, self.at))
            case "message":
                token = self.case.tasks[place]
                name = next(t.name for t in token.task_spec.node.triggers if t.kind == "message")
                values = {"tipo": data.draw(st.sampled_from(["ratificado", "denegado", "requerimiento"]))}
                self.tell(MessageArrived(name or "", token.key, values))

    def answers_to(self, task: str) -> st.SearchStrategy[dict[str, Any]]:
        procedure, node = self.case.node_at(task)
        source = self.on.folders[procedure].forms.get(node.form or "")
        if source is None:
            return st.fixed_dictionaries({"decision": st.sampled_from(["si", "no", "otra"])})
        return answers_of(forms.read(source).fields)


def answers_of(fields: Sequence[Field]) -> st.SearchStrategy[dict[str, Any]]:
    """Return answers that fit the types of a form's fields, whatever its other rules say."""
    return st.fixed_dictionaries(
        {one.key: _answer(one) for one in fields if one.key and (one.answered or one.children)}
    )


def _answer(one: Field) -> st.SearchStrategy[Any]:
    if one.options:
        chosen = st.sampled_from([option.value for option in one.options])
        return st.lists(chosen, max_size=2, unique=True) if one.type in ("checklist", "taglist") else chosen
    match one.type:
        case "number":
            return st.integers(0, 9).map(Decimal)
        case "checkbox":
            return st.booleans()
        case "datetime":
            return st.dates(date(2026, 1, 1), date(2027, 12, 31)) if one.subtype == "date" else st.none()
        case "dynamiclist":
            return st.lists(answers_of(one.children), max_size=2)
        case "group":
            return answers_of(one.children)
    return st.sampled_from(["algo", "otra cosa", "ñandú á"]) | st.none()


INPUTS: dict[str, dict[str, Any]] = {
    "emitir-informe": {"solicitante": "ogpp", "informante": "ogaj", "plazo_dh": Decimal(7), "preceptivo": True,
                       "requiere_vb": True, "preguntas": [{"pregunta": "¿Procede?"}]},
    "firma-documento": {"organo_emisor": "ogaj", "firmante": "ogaj", "visadores": ["ogpp", "oga"],
                        "tipo_documento": "IL"},
}  # fmt: skip


def begun(on: Stage, process: str) -> Walk:
    """Return a walk whose case has opened with what its callers would give it."""
    walk = Walk(on, process)
    values = {"expediente": "EXP-2026-000001", "asunto": "Un paseo al azar", "organo_origen": "ogpp"}
    walk.tell(CaseOpened(process, process, {process: 1}, values={**values, **INPUTS.get(process, {})}))
    return walk


__all__ = ["BPMN", "MessageAwaited", "TermStarted", "Walk", "begun", "procedures"]
