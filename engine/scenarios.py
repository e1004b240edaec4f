"""Scenarios: a case told from beginning to end, with its dates, and what must have happened (docs/scenarios.md)."""

from __future__ import annotations

import hashlib
import json
from collections import ChainMap, Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from engine import observations
from engine.entries import TaskDecided
from engine.plan import Catalog, plans
from engine.registers import Registers
from engine.rehearsal import BpmnError, Due, Nobody, NotWaiting, Rehearsal, RehearsedCase, end_of_term, weekdays
from workflows import Refused, crossroads, dmn, feel, forms, outcomes, reader
from workflows.diagram import Node
from workflows.library import Folder
from workflows.terms import LIMA

Days = Callable[[str, list[Any]], Any]  # what a working-day function gives
STATES = {"open": "abierto", "ended": "terminado", "incident": "incidencia"}


class Unmet(Exception):
    """Something was not as the scenario says; the message is the sentence for the designer."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one scenario."""

    name: str
    ok: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the scenarios of one folder, and which of its elements and flows none of them came by."""

    procedure: str
    scenarios: Sequence[Result]
    unvisited: Sequence[str]


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything a scenario is played on: the plans of all folders, and the forms of each."""

    folders: Mapping[str, Folder]
    catalog: Catalog
    due: Due = end_of_term
    days: Days = weekdays
    visited: set[tuple[str, str]] = field(default_factory=set)


def stage(folders: Sequence[Folder], due: Due = end_of_term, days: Days = weekdays) -> Stage:
    """Return the stage that these folders make together. Raises Refused for what cannot be read."""
    catalog: dict[str, Any] = {}
    for folder in folders:
        tables = {d: source for source in folder.tables.values() for d in dmn.read(source).decisions}
        for name, source in folder.diagrams.items():
            catalog |= plans(reader.read(source, f"{folder.slug}/{name}"), tables, folder.slug)
    return Stage({folder.slug: folder for folder in folders}, catalog, due, days)


def play_all(on: Stage, procedures: Sequence[str]) -> list[Report]:
    """Play every scenario of these folders; what any of them visits counts for all."""
    results = {slug: [_play(on, on.folders[slug], name) for name in on.folders[slug].scenarios] for slug in procedures}
    return [Report(slug, results[slug], unvisited(on, slug)) for slug in procedures]


def unvisited(on: Stage, procedure: str) -> list[str]:
    """Return the elements and flows of a folder that no scenario came by, in the order of its diagrams."""
    found = []
    for process, plan in on.catalog.items():
        if plan.procedure == procedure:
            for node in plan.process.walk():
                ids = [node.id] if node is not plan.process else []
                ids += [flow.id for flow in node.outgoing if flow.drawn]
                found += [i for i in ids if (process, i) not in on.visited]
    return found


def _play(on: Stage, folder: Folder, name: str) -> Result:
    title = name
    try:
        told = json.loads(folder.scenarios[name], parse_float=Decimal)
        title = str(told.get("nombre") or name)
        _Player(on, folder, told).play()
    except Unmet as unmet:
        return Result(title, False, str(unmet))
    except Refused as refused:
        return Result(title, False, str(refused))
    except json.JSONDecodeError as error:
        return Result(title, False, f"no es JSON bien formado (línea {error.lineno}, columna {error.colno}): revise "
                      "comillas, comas y llaves cerca de ahí")  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Result(title, False, f"el escenario no se entiende ({type(error).__name__}: {error}); "
                      "vea docs/scenarios.md")  # fmt: skip
    return Result(title, True)


class _Player:
    """Plays one scenario."""

    def __init__(self, on: Stage, folder: Folder, told: Mapping[str, Any]) -> None:
        self.on, self.folder, self.told = on, folder, told
        self.parameters = dict(told.get("parametros") or {})
        self.house = House(told.get("servicios") or {})
        opens = told["abre"]
        self.rehearsal = Rehearsal.on(on.catalog, self.house, self._ask, at=_moment(opens["en"]), due=on.due)
        self.house.rehearsal = self.rehearsal
        if isinstance(told.get("registros"), Mapping):
            self.rehearsal.registers = Registers(self.value(told["registros"]))
        self.case = self._open(told["proceso"], opens)

    def _open(self, process: str, opens: Mapping[str, Any]) -> RehearsedCase:
        if process not in self.on.catalog:
            raise Unmet(f"no hay un proceso «{process}» entre los diagramas")
        values = {name: self.value(value) for name, value in (opens.get("valores") or {}).items()}
        if opens.get("inicio"):
            return self.rehearsal.open_at(process, str(opens["inicio"]), values)
        return self.rehearsal.open(process, values)

    def _ask(self, name: str, arguments: list[Any]) -> Any:
        if name.startswith("parametro."):
            return self.value(self.parameters.get(name.removeprefix("parametro.")))
        return self.on.days(name, arguments)

    def play(self) -> None:
        """Raises Unmet with the number of the step."""
        for number, step in enumerate(self.told.get("pasos") or [], start=1):
            verb = next((verb for verb in self.VERBS if verb in step), None)
            shown = f"paso {number} ({verb} {step[verb]})" if verb in _NAMED else f"paso {number} ({verb})"
            try:
                if verb is None:
                    raise Unmet("no dice qué ocurre: " + ", ".join(sorted(step)))
                if "en" in step:
                    self.rehearsal.let_pass_until(_moment(step["en"]))
                self.VERBS[verb](self, step)
            except Unmet as unmet:
                raise Unmet(f"{shown}: {unmet}") from None
            finally:
                self._note()
        try:
            self._all_received()
            self._end(self.told.get("al_final") or {})
        except Unmet as unmet:
            raise Unmet(f"al final: {unmet}") from None

    def _all_received(self) -> None:
        """What a scenario says that arrived must have reached somebody. Raises Unmet."""
        left = [kept.told.name for kept in self.rehearsal.kept if kept.sender is None]
        if left:
            raise Unmet(f"nadie recibió la comunicación {', '.join(left)}: nadie la esperaba con esa clave")

    def _note(self) -> None:
        for case in self.rehearsal.cases:
            self.on.visited.update(case.visited)

    # the steps

    def _decide(self, step: Mapping[str, Any]) -> None:
        task = self.open_task(step["decide"])
        answers, errors = self._answers(task, step.get("respuestas") or {})
        if errors:
            raise Unmet("el formulario no admite las respuestas: " + "; ".join(errors))
        self.case.decide(task, answers)

    def _refuses(self, step: Mapping[str, Any]) -> None:
        try:
            _, errors = self._answers(self.open_task(step["no_admite"]), step.get("respuestas") or {})
        except Unmet as unmet:
            errors = [str(unmet)]
        if not errors:
            raise Unmet("se esperaba que no se admitiera, y se admite")
        because = step.get("porque")
        if because and because not in "; ".join(errors):
            raise Unmet(f"se rechazó por otra razón: {'; '.join(errors)}")

    def _message(self, step: Mapping[str, Any]) -> None:
        values = {name: self.value(value) for name, value in (step.get("valores") or {}).items()}
        try:
            self.rehearsal.message(step["llega"], values, self.value(step.get("clave")), keep=True)
        except NotWaiting:
            raise Unmet("ningún diagrama espera una comunicación de ese nombre") from None

    def _signal(self, step: Mapping[str, Any]) -> None:
        self.rehearsal.signal(step["senal"], {n: self.value(v) for n, v in (step.get("valores") or {}).items()})

    def _pass(self, step: Mapping[str, Any]) -> None:
        self.rehearsal.let_pass_until(_moment(step["pasa_hasta"]))

    def _expect(self, step: Mapping[str, Any]) -> None:
        expected = step["espera"]
        self.parameters |= expected.get("parametros") or {}
        self._compare(expected)

    VERBS: Mapping[str, Callable[[_Player, Mapping[str, Any]], None]] = {
        "decide": _decide, "no_admite": _refuses, "llega": _message, "senal": _signal, "pasa_hasta": _pass,
        "espera": _expect,
    }  # fmt: skip

    # what must be true

    def _compare(self, expected: Mapping[str, Any]) -> None:
        state = STATES[self.case.state]
        if "estado" in expected and expected["estado"] != state:
            raise Unmet(f"se esperaba {expected['estado']} y el caso está {state}{self._why()}")
        if "abiertas" in expected:
            self._same_tasks(expected["abiertas"])
        for name, day in (expected.get("vence") or {}).items():
            self._due(name, date.fromisoformat(day))
        for name, organ in (expected.get("organo") or {}).items():
            got = self.case.organs[self.open_task(name)]
            if got != organ:
                raise Unmet(f"{name} la tiene {got or 'ningún órgano'} y se esperaba {organ}")
        for path, value in (expected.get("valores") or {}).items():
            self._same_value(path, self.value(value))

    def _why(self) -> str:
        return f" ({self.case.incident})" if self.case.incident else f"; {self._open_tasks_shown()}"

    def _same_tasks(self, expected: Sequence[str]) -> None:
        left = self.case.open_tasks()
        for name in expected:
            match = next((task for task in left if is_called(task, name)), None)
            if match is None:
                raise Unmet(f"{name} no está abierta; {self._open_tasks_shown()}")
            left.remove(match)
        if left:
            raise Unmet(f"también están abiertas {', '.join(left)}")

    def _due(self, name: str, day: date) -> None:
        found = [(term, moment) for case, term, moment in self.rehearsal.running()
                 if case is self.case and is_called(term, name)]  # fmt: skip
        if not found:
            raise Unmet(f"no corre ningún plazo «{name}»")
        last = [_last(moment) for _, moment in found]
        if day not in last:
            raise Unmet(f"{name} vence el {last[0]} y se esperaba el {day}")

    def _same_value(self, path: str, expected: Any) -> None:
        got: Any = self.case.values
        for part in path.split("."):
            got = got.get(part) if isinstance(got, Mapping) else None
        if got != expected and not (isinstance(expected, str) and got is not None and feel.to_text(got) == expected):
            raise Unmet(f"{path} vale {feel.to_text(got)} y se esperaba {feel.to_text(expected)}")

    def _end(self, expected: Mapping[str, Any]) -> None:
        self._compare({"estado": "terminado", **expected})
        if "fin" in expected and expected["fin"] not in (self.case.outcome, self.case.end):
            raise Unmet(f"terminó en {self.case.outcome or self.case.end} y se esperaba {expected['fin']}")
        for name in expected.get("visita") or ():
            if not self._came_by(name):
                raise Unmet(f"no pasó por {name}")
        for name in expected.get("no_visita") or ():
            if self._came_by(name):
                raise Unmet(f"pasó por {name}, y no debía")

    def _came_by(self, name: str) -> bool:
        process, _, element = name.rpartition("#")
        return any(i == element and process in ("", p) for p, i in self.case.visited)

    # tasks and answers

    def open_task(self, name: str) -> str:
        """Return the one open task that is called so. Raises Unmet."""
        found = [task for task in self.case.open_tasks() if is_called(task, name)]
        if len(found) != 1:
            raise Unmet(f"la tarea «{name}» {'no está abierta' if not found else 'no es una sola'}; "
                        f"{self._open_tasks_shown()}")  # fmt: skip
        return found[0]

    def _open_tasks_shown(self) -> str:
        tasks = self.case.open_tasks()
        return "están abiertas " + ", ".join(tasks) if tasks else "no hay tareas abiertas"

    def _answers(self, task: str, told: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Return what the answers come to by the form, and why they are not admitted."""
        procedure, node = self.case.state_now.node_at(task)
        source = self.on.folders[procedure].forms.get(node.form or "")
        form = forms.read(source, node.form or "") if source is not None else crossroads.question(node)
        if form is None:
            return {name: self.value(value) for name, value in told.items()}, []
        told, seen = _by_name(node, told), self._seen(task, form)
        posted = {name: self._typed(form, name, value) for name, value in told.items()}
        start, now = self.case.began.get(task, self.rehearsal.now), self.rehearsal.now
        choice = outcomes.field(node, form)
        checked = form.check(posted, seen, at=now, decision=choice.key if choice else "decision")
        withheld = outcomes.withheld(
            node,
            form,
            seen,
            now,
            lambda text: _last(self.on.due(text, start)),
            checked.answers,
            self.rehearsal.ask,
        )
        errors = [f"{path}: {why}" for path, why in checked.errors.items()]
        chosen = str(posted.get(choice.key, "")) if choice else ""
        return dict(checked.answers), errors + ([withheld[chosen]] if chosen in withheld else [])

    def _seen(self, task: str, form: forms.Form) -> Mapping[str, Any]:
        """Return what the form of a task knows: the values there, and the observations of the case."""
        seen = self.rehearsal.values_at(self.case, task)
        if not observations.speaks(form):
            return seen
        causes = enumerate(self.case.causes, start=1)
        decided = [(n, at, cause) for n, (cause, at, _) in causes if isinstance(cause, TaskDecided)]
        found = observations.of(decided, self.case.organs, {})
        return ChainMap(observations.known(found, form, task, self.case.organs.get(task, "")), seen)  # type: ignore[arg-type]

    def _typed(self, form: forms.Form, name: str, value: Any) -> Any:
        """A document is told by its name: the seal of that name stands in for the upload."""
        one = form.field_at(name)
        if one is not None and one.type == "filepicker" and value:
            names = value if isinstance(value, list) else [value]
            seals = [hashlib.sha256(str(item).encode()).hexdigest() for item in names]
            return seals if one.multiple else seals[0]
        return self.value(value)

    def value(self, told: Any) -> Any:
        """Return what a scenario writes as FEEL's value; a text that begins with `=` is evaluated."""
        if isinstance(told, str) and told.startswith("="):
            return feel.evaluate(told, {}, at=self._now())
        if isinstance(told, bool) or told is None:
            return told
        if isinstance(told, int):
            return Decimal(told)
        if isinstance(told, list):
            return [self.value(item) for item in told]
        if isinstance(told, Mapping):
            return {name: self.value(item) for name, item in told.items()}
        return told

    def _now(self) -> datetime:
        return self.rehearsal.now if hasattr(self, "rehearsal") else _moment(self.told["abre"]["en"])


def _by_name(node: Node, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """A way that a scenario names by the flow's id goes by its name."""
    way = crossroads.chosen(node, told.get(crossroads.FIELD)) if crossroads.asks(node) else None
    return {**told, crossroads.FIELD: crossroads.name(way)} if way is not None else told


_NAMED = ("decide", "no_admite", "llega", "senal")


class House:
    """The services of the house as a rehearsal answers them, and what a scenario says instead."""

    rehearsal: Rehearsal

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told
        self.calls: Counter[str] = Counter()
        self.numbers: Counter[tuple[str, ...]] = Counter()
        self.folios = 0

    def __call__(self, kind: str, inputs: dict[str, Any]) -> dict[str, Any]:
        own = self._own(kind, inputs)
        said = self.told.get(kind)
        if isinstance(said, list):
            said = said[min(self.calls[kind], len(said) - 1)]
        self.calls[kind] += 1
        if said is None and own is None:
            raise Nobody(kind)
        if said and "error" in said:
            raise BpmnError(str(said["error"]))
        return {**(own or {}), **(said or {})}

    def _own(self, kind: str, inputs: dict[str, Any]) -> dict[str, Any] | None:
        today = self.rehearsal.now.astimezone(LIMA).date()
        match kind:
            case "documentos.numerar":
                name = tuple(
                    str(inputs.get(part, "")) for part in ("tipo_documento", "tipo", "organo_emisor", "organo")
                )
                self.numbers[name] += 1
                shown = inputs.get("tipo_documento") or inputs.get("tipo")
                return {"numero": f"{shown} N.º {self.numbers[name]:03d}-{today.year}", "fecha": today}
            case "documentos.sellar":
                return {"hash": hashlib.sha256(repr(sorted(inputs)).encode()).hexdigest()}
            case "documentos.incorporar":
                self.folios += 1
                return {"folio_desde": self.folios, "folio_hasta": self.folios}
            case "envios.registrar":
                self.numbers["envio",] += 1
                number = self.rehearsal.cases[0].number
                return {"envio_id": f"{number}/E{self.numbers['envio',]:02d}", "fecha": today}
            case "avisos.escalar" | "casos.terminar":
                return {}
        return None


def is_called(task: str, name: str) -> bool:
    """Say whether a task's stable name is, or ends in, the name that a scenario gives, with or without the visit."""
    whole, given = task.split("/"), name.split("/")
    tail = whole[-len(given) :]
    return len(tail) == len(given) and all(_same(full, short) for full, short in zip(tail, given, strict=True))


def _same(full: str, short: str) -> bool:
    return full == short or (":" not in short and full.partition(":")[0] == short)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=LIMA)


def _last(expires: datetime) -> date:
    """Return the last day of a term that expires then."""
    return (expires.astimezone(LIMA) - timedelta(microseconds=1)).date()
