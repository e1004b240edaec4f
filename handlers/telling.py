"""How each kind of entry is told in Spanish. Knows only the journal, the case's own versions, and what lies beside."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.entries import (
    ActivityChosen,
    CaseEnded,
    CaseLinked,
    CaseOpened,
    Commented,
    DataAwaited,
    DataReady,
    Entry,
    IncidentRaised,
    InterventionDeclined,
    InterventionProposed,
    LinkedCaseEnded,
    MessageArrived,
    MessageAwaited,
    MessageThrown,
    MilestoneReached,
    OfficerIntervened,
    Passed,
    ScopeEntered,
    ServiceAnswered,
    ServiceAwaited,
    SignalArrived,
    SignalThrown,
    StepUndone,
    Stuck,
    TableMatched,
    TaskAssigned,
    TaskClaimed,
    TaskDecided,
    TaskOpened,
    TaskReassigned,
    TaskReleased,
    TermDated,
    TermExpired,
    TermExtended,
    TermResumed,
    TermStarted,
    TermSuspended,
    VersionChanged,
    Withdrawn,
)
from engine.entries import Cause as CauseKind
from engine.journal import Record
from handlers import naming, observations, sentences, telling_clock, telling_hands, telling_letters, values, verbs
from handlers.calendar import written
from handlers.drawings import Drawings
from handlers.sentences import Piece, Sentence, joined, strong, who
from handlers.values import Datum
from workflows import crossroads, forms
from workflows.terms import LIMA

FAMILIES: Mapping[str, tuple[type[Any], ...]] = {
    "opened": (CaseOpened,),
    "decided": (TaskDecided,),
    "task": (ActivityChosen, TaskOpened, TaskAssigned, TaskClaimed, TaskReleased, TaskReassigned),
    "comment": (Commented,),
    "linked": (CaseLinked, LinkedCaseEnded),
    "term": (TermStarted, TermDated, TermExtended, TermSuspended, TermResumed),
    "expired": (TermExpired,),
    "message": (MessageArrived, SignalArrived, ServiceAnswered, MessageAwaited, ServiceAwaited, DataAwaited,
                MessageThrown, SignalThrown),
    "flow": (DataReady, ScopeEntered, Passed, Withdrawn, TableMatched, MilestoneReached),
    "intervened": (OfficerIntervened, InterventionProposed, InterventionDeclined, VersionChanged),
    "incident": (StepUndone, IncidentRaised, Stuck),
    "ended": (CaseEnded,),
}  # fmt: skip
KIND_OF = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}

FOLDED = (TaskOpened, TaskClaimed, TaskReleased, TermStarted, ServiceAwaited)
PROBLEMS = {
    "stuck": "el expediente quedó detenido sin nada que esperar",
    "undone": "un paso no se pudo completar y se deshizo ({})",
    "organ": "ningún órgano puede atender la tarea: {}",
    "error": "ocurrió el error «{}», que el diagrama no atiende",
    "expression": "no se pudo evaluar la expresión «{}»",
    "flow": "no se cumple ninguna condición de salida y no hay camino por defecto",
    "service": "nadie presta el servicio «{}»",
    "table": "no se pudo aplicar la tabla «{}»",
    "repetition": "la repetición no tiene una lista o un número válido, o pasa del límite",
    "call": "no se conoce el procedimiento «{}»",
    "unfinished": "la condición para terminar el subproceso ad hoc no se cumple, y en él ya no queda nada por hacer",
    "nesting": "hay demasiados procedimientos uno dentro de otro",
    "term": "su plazo está vacío",
    "data": "falta un dato que debía estar: {}",
    "register": "la municipalidad no lleva el registro que se consulta, o la fila no se puede anotar: {}",
}


def problem(kind: str, detail: str) -> str:
    """Return what failed, to follow a colon."""
    return PROBLEMS.get(kind, f"{kind} «{{}}»").format(values.shortened(detail))


class Teller:
    """Tells the entries of one case in order, remembering what later sentences need."""

    def __init__(
        self, drawn: Mapping[int, Drawings], beside: Mapping[int, Mapping[str, Any]], records: Sequence[Record]
    ) -> None:
        """`drawn` are the diagrams that the case ran on, by the position of the entry that said so."""
        self.words = naming.of_case(records, drawn[1])
        self.drawings, self.drawn, self.beside, self.position = drawn, drawn[1], beside, 0
        self.assigned = {r.entry.task: r.entry for r in records if isinstance(r.entry, TaskAssigned)}
        self.dated: dict[str, TermDated] = {}
        self.first_dated = telling_clock.first_dated(records)
        self.standing_still: set[str] = set()
        self.observed = observations.of_records(records, beside)
        self.started: dict[str, TermStarted] = {}
        self.opened: dict[str, TaskOpened] = {}

    def tell(self, record: Record) -> Sentence:
        """Return the sentence of the next entry."""
        entry, self.position = record.entry, record.position
        pieces, place, data = self._told(entry, record)
        located = self.drawn.located(place) if place else None
        self.drawn = self.drawings.get(self.position, self.drawn)  # a change of version is told in the old names
        return Sentence(
            position=record.position,
            at=record.at,
            kind=KIND_OF[type(entry)],
            entry=type(entry).__name__,
            cause=isinstance(entry, CauseKind),
            segments=joined(*pieces),
            actor=getattr(entry, "actor", None),
            place=place,
            element=located[1].id if located else "",
            process=located[0].node.id if located else self.drawn.main,
            procedure=located[0].key.procedure if located else "",
            data=data,
            heard=tuple(sentences.heard_in_words(heard) for heard in record.heard),
            important=self._matters(entry),
            late=self._is_late(record),
        )

    def _told(self, entry: Entry, record: Record) -> tuple[Sequence[Piece], str, tuple[Datum, ...]]:
        """Return the pieces of a sentence, the place that it is about, and the values to show with it."""
        match entry:
            case CaseOpened():
                return self._case_opened(entry), self.drawn.main, self._values(None, entry.values, entry.sealed)
            case TaskDecided():
                return self._task_decided(entry, record)
            case TaskOpened():
                self.opened[entry.task] = entry
                organ = f" para {self._organ(entry.task)}" if self._organ(entry.task) else ""
                return [f"Se abrió la tarea {self._named(entry.task)}{organ}."], entry.task, ()
            case TaskAssigned():
                return self._task_assigned(entry), entry.task, self._who_could(entry.officers)
            case TaskClaimed(task=task, actor=actor):
                return [*who(actor), f" tomó la tarea {self._named(task)}."], task, ()
            case ActivityChosen(task=task, element=element, actor=actor):
                first = self._named(f"{task.rpartition('/')[0]}/{element}:1")
                subject: Sequence[Piece] = who(actor) if actor else ["Se"]
                return [*subject, f" dejó la tarea {self._named(task)} para después de {first}."], task, ()
            case TaskReleased(task=task, actor=actor):
                return [*who(actor), f" devolvió a su órgano la tarea {self._named(task)}."], task, ()
            case TaskReassigned() | Commented() | CaseLinked() | LinkedCaseEnded():
                return telling_hands.told(entry, self._named, self.beside.get(self.position, {}))
            case TermStarted():
                self.started[entry.term] = entry
                return [f"Comenzó {self._term(entry.term)}: {sentences.term_in_words(entry.text)}."], entry.term, ()
            case TermExtended(term=term) | TermSuspended(term=term) | TermResumed(term=term):
                self._note_standing(entry)
                return telling_clock.told(entry, self._term(term)), term, ()
            case TermDated(term=term) if entry.reason:
                self.dated[term] = entry
                return sentences.recounted(entry, self._term(term)), term, ()
            case TermDated(term=term):
                self.dated[term] = entry
                why = sentences.due_in_words(self.started.get(term), entry)
                data = tuple(Datum("no_cuenta", f"{day[8:]}/{day[5:7]}/{day[:4]}", why) for day, why in entry.skipped)
                return [f"{_capital(self._term(term))}: ", why[0].lower() + why[1:]], term, data
            case TermExpired(term=term):
                return self._term_expired(term), term, ()
            case DataReady() | ScopeEntered() | Passed() | Withdrawn() | TableMatched() | MilestoneReached():
                return self._moved(entry)
            case StepUndone() | IncidentRaised() | Stuck():
                return self._failed(entry)
            case OfficerIntervened() | InterventionProposed() | InterventionDeclined() | VersionChanged():
                return self._intervened(entry)
            case CaseEnded(end=end, state=state):
                return self._case_ended(end, state), self.drawn.main, ()
        return self._communicated(entry)

    # causes of a person, and tasks

    def _case_opened(self, opened: CaseOpened) -> list[Piece]:
        number, subject = str(opened.values.get("expediente") or ""), str(opened.values.get("asunto") or "")
        process = self.drawn.processes[self.drawn.main]
        said: list[Piece] = [" el expediente ", strong(number), f", «{subject}»," if subject else ""]
        said += [f" por el procedimiento «{process.name}», versión {opened.versions.get(opened.procedure, 0)}."]
        return [*self._opener(opened), *said]

    def _opener(self, opened: CaseOpened) -> list[Piece]:
        if opened.actor:
            return [*who(opened.actor), " abrió"]
        start = self.drawn.elements[self.drawn.main].get(opened.start)
        kinds = {trigger.kind: trigger.name or "" for trigger in start.triggers} if start else {}
        if "timer" in kinds:
            return ["El calendario del procedimiento abrió"]
        if "message" in kinds:
            return [f"La comunicación «{kinds['message']}» abrió"]
        return [f"La señal «{kinds['signal']}» abrió"] if "signal" in kinds else ["Se abrió"]

    def _task_decided(self, decided: TaskDecided, record: Record) -> tuple[Sequence[Piece], str, tuple[Datum, ...]]:
        opened = self.opened.get(decided.task)
        form = self.drawn.form(decided.task, opened.form) if opened else None
        subject: list[Piece] = [*who(decided.actor)] if decided.actor else ["Se"]
        spent = sentences.took(
            self.started.get(decided.task), self.dated.get(decided.task), record.at.astimezone(LIMA).date()
        )
        if decided.task in self.standing_still:
            spent = "; con el plazo suspendido"
        pieces = [*subject, " ", *self._did(decided, form), *_numbered(record)]
        pieces += [observations.in_sentence(self.observed, record.position), f"{spent}."]
        data = self._values(form, decided.answers, decided.sealed)
        data += tuple(Datum("separacion", "Se dejó constancia", remark) for remark in decided.remarks)
        if decided.signature:
            data = (*data, Datum("firma", "Huella de lo firmado (SHA-256)", decided.signature))
        return pieces, decided.task, data

    def _did(self, decided: TaskDecided, form: forms.Form | None) -> list[Piece]:
        """Return what was done: by the verb of the outcome if it has one, else by that of the task."""
        name, node = self.drawn.name(decided.task), self.drawn.at(decided.task)
        field = node.properties.get("cabildo.decision", "decision") if node else "decision"
        outcome, opinion = self._chosen(decided, form, field), self._chosen(decided, form, "opinion")
        opinion = "" if field == "opinion" else opinion
        by_outcome = verbs.past(outcome.partition(" (")[0]) if outcome else None
        asked = node is not None and crossroads.asks(node)
        done = verbs.past(name) or f"{'eligió en' if asked else 'atendió'} «{verbs.without_number(name)}»"
        with_opinion: list[Piece] = [", con opinión ", strong(verbs.as_outcome(opinion))] if opinion else []
        if by_outcome:
            same = by_outcome.casefold() == done.casefold()
            return [strong(by_outcome), "" if same else f" en {self._named(decided.task)}", *with_opinion]
        with_outcome: list[Piece] = [": ", strong(verbs.as_outcome(outcome))] if outcome else []
        return [done, *with_outcome, *with_opinion]

    def _chosen(self, decided: TaskDecided, form: forms.Form | None, name: str) -> str:
        """Return the label of what was chosen in a field; empty where the task has no such field."""
        given = {**self.beside.get(self.position, {}), **decided.answers}
        if given.get(name) is None:
            return values.ERASED if name in decided.sealed and name not in given else ""
        return values.chosen(form.field_at(name) if form else None, given[name])

    def _task_assigned(self, assigned: TaskAssigned) -> list[Piece]:
        dated, note = self.first_dated.get(assigned.task), f" {assigned.note}" if assigned.note else ""
        due = f"; vence el {written(dated.due, year=False)}" if dated else ""
        said = f"La tarea {self._named(assigned.task)} quedó a cargo de "
        return [said, strong(assigned.organ_name or assigned.organ), f"{due}.{note}"]

    def _is_late(self, record: Record) -> bool:
        """Tell whether an act came after the last day of its term."""
        match record.entry:
            case TaskDecided(task=task) if task in self.dated and task not in self.standing_still:
                return record.at.astimezone(LIMA).date() > self.dated[task].due
            case MessageArrived(overdue=overdue):
                return bool(overdue)
        return False

    def _note_standing(self, entry: Entry) -> None:
        """Remember which terms stand still without an end: they have no last day."""
        match entry:
            case TermSuspended(term=term, until=None):
                self.standing_still.add(term)
            case TermSuspended(term=term) | TermResumed(term=term):
                self.standing_still.discard(term)

    def _term_expired(self, term: str) -> list[Piece]:
        started, dated = self.started.get(term), self.dated.get(term)
        if started is None or started.of == "timer":
            return [f"Se cumplió la espera {self._named(term)}."]
        day = f", que terminaba el {written(dated.due, year=False)}" if dated else ""
        still = f"; {self._organ(term)} aún no respondió" if self._organ(term) else ""
        return ["Venció ", self._term(term), f"{day}{still}."]

    # what moves, fails and is told

    def _moved(self, entry: Entry) -> tuple[Sequence[Piece], str, tuple[Datum, ...]]:
        match entry:
            case DataReady(place=place):
                return [f"Ya están los datos que {self._named(place)} esperaba."], place, ()
            case ScopeEntered(place=place, process=process):
                called = self.drawn.processes.get(process)
                what = f": procedimiento «{called.name}»" if called else ""
                return [f"Comenzó {self._named(place)}{what}."], place, ()
            case Passed(place=place, flows=flows, because=because):
                return self._passed(place, flows, because), place, self._stated(because)
            case Withdrawn(place=place):
                if place in self.opened:
                    return [f"La tarea {self._named(place)} se retiró: ya no hacía falta responderla."], place, ()
                return [f"{_capital(self._named(place))} dejó de esperarse."], place, ()
            case MilestoneReached(name=name):
                return ["Se alcanzó el hito ", strong(values.label_of(name)), "."], "", ()
            case TableMatched():
                return self._table_matched(entry)
        raise TypeError(type(entry).__name__)

    def _passed(self, place: str, flows: Sequence[str], because: Mapping[str, Any]) -> list[Piece]:
        node, known = self.drawn.at(place), self.drawn.flows(place)
        named = [f"por «{known[flow].name}»" for flow in flows if flow in known and known[flow].name]
        ways = named or [f"hacia {_quoted(known[flow].target)}" for flow in flows if flow in known]
        if node and node.kind == "endEvent":
            return [f"Se llegó a {self._named(place)}."]
        if because or len(ways) > 1 or (node and node.kind.endswith("Gateway")):
            return [
                f"En {self._named(place)} se siguió {' y '.join(ways) or 'sin salida'}{sentences.reasons(because)}."
            ]
        return [f"Concluyó {self._named(place)}."]

    def _table_matched(self, told: TableMatched) -> tuple[Sequence[Piece], str, tuple[Datum, ...]]:
        tables = {self.drawn.table(told.place, name): list(rules) for name, rules in told.matched.items()}
        name = self.drawn.table(told.place, told.decision)
        own = tables.get(name, [])
        single = not isinstance(told.outcome, Mapping | list)
        result: list[Piece] = [": resultado ", strong(values.in_words(told.outcome, self.words))] if single else []
        drawn_together = bool(told.matched) and told.decision not in told.matched
        pieces: list[Piece] = [sentences.table_in_words(name, None if drawn_together else own), *result, "."]
        data = [Datum(table, f"Tabla «{table}»", sentences.rules_in_words(rules)) for table, rules in tables.items()]
        return pieces, told.place, (*data, *self._outcome(told.outcome))

    def _failed(self, entry: Entry) -> tuple[Sequence[Piece], str, tuple[Datum, ...]]:
        match entry:
            case IncidentRaised(place=place, kind=kind, detail=detail):
                said = f"Incidencia en {self._named(place)}: {problem(kind, detail)}."
                return [said, " Espera que una persona intervenga."], place, ()
            case Stuck(places=places):
                where = ", ".join(self._named(place) for place in places)
                return [f"El expediente quedó detenido sin nada que esperar{f' en {where}' if where else ''}. "
                        "Una persona debe revisarlo."], "", ()  # fmt: skip
            case StepUndone(kind=kind, reason=reason):
                return [f"Un paso no se pudo completar y se deshizo ({_ASKED.get(kind, kind)}). Nada de él cuenta; "
                        "una persona debe revisarlo."], "", (Datum("motivo", "Motivo", reason),)  # fmt: skip
        raise TypeError(type(entry).__name__)

    def _intervened(self, entry: Entry) -> tuple[Sequence[Piece], str, tuple[Datum, ...]]:
        """Tell what officers did to the way of a case: proposals, interventions, changes of version."""
        match entry:
            case OfficerIntervened(place=place, reason=reason, actor=actor):
                said = f" {self._act(entry.act, place, entry.to)}: {values.shortened(reason).rstrip('.')}."
                agreed: list[Piece] = (
                    [" Dio su conformidad ", *who(entry.approved_by), "."] if entry.approved_by else []
                )
                before = tuple(Datum(d.field, f"{d.label} (antes)", d.text) for d in self._stated(entry.before))
                subject: list[Piece] = [*who(actor), " intervino"] if actor else ["Se intervino"]
                return [*subject, said, *agreed], self._known(place), (*before, *self._stated(entry.values))
            case InterventionProposed(place=place, reason=reason, actor=actor):
                said = f" propuso {self._act(entry.act, place, entry.to)}: {values.shortened(reason).rstrip('.')}. "
                said += "Falta la conformidad de otra persona."
                return [*(who(actor) if actor else ["Se"]), said], place, self._stated(entry.values)
            case InterventionDeclined(place=place, reason=reason, actor=actor):
                said = f" no dio conformidad a lo propuesto sobre {self._named(place)}: "
                return [*(who(actor) if actor else ["Se"]), said, f"{values.shortened(reason).rstrip('.')}."], place, ()
            case VersionChanged():
                return self._version_changed(entry)
        raise TypeError(type(entry).__name__)

    def _act(self, act: str, place: str, to: str) -> str:
        """Return an act in the infinitive: `para dar por hecha la tarea «Revisar»`."""
        match act:
            case "retry":
                return f"para repetir el paso {self._named(place)}"
            case "skip":
                return f"para dar por atendido el paso {self._named(place)}"
            case "move":
                process = self.drawn.located(place)
                node = self.drawn.elements[process[0].node.id].get(to) if process else None
                return f"para llevar el paso {self._named(place)} a {_quoted(node) if node else to}"
            case "attend":
                return "para dar por atendida una incidencia"
        return "para corregir datos del expediente"

    def _known(self, place: str) -> str:
        return place if self.drawn.at(place) else ""

    def _version_changed(self, changed: VersionChanged) -> tuple[Sequence[Piece], str, tuple[Datum, ...]]:
        now = self.drawings[self.position]
        what = "devolvió el expediente a" if changed.takes_back else "pasó el expediente a"
        main = self.drawn.processes[self.drawn.main].key.procedure
        said: list[Piece] = [*(who(changed.actor) if changed.actor else ["Se"]), f" {what} la versión ",
                             strong(str(changed.versions.get(main, 0))),
                             f" del procedimiento: {values.shortened(changed.reason).rstrip('.')}."]  # fmt: skip
        moved = []
        for place, to in changed.moves.items():
            node = next((drawn[to] for drawn in now.elements.values() if to in drawn), None)
            moved.append(Datum(place, f"Continúa {self._named(place)}", _quoted(node) if node else to))
        versions_ = ", ".join(f"{name} {number}" for name, number in sorted(changed.versions.items()))
        return (
            said,
            self.drawn.main,
            (*moved, Datum("versiones", "Versiones", versions_), *self._stated(changed.values)),
        )

    def _communicated(self, entry: Entry) -> tuple[Sequence[Piece], str, tuple[Datum, ...]]:
        match entry:
            case MessageArrived(place=place):
                node = self.drawn.at(place) if place else None
                form = self.drawn.form(place, node.form) if node and node.form else None
                beside = self.beside.get(self.position, {})
                return (
                    telling_letters.arrived(entry, beside, node),
                    place,
                    telling_letters.data(entry, beside, form, self.words),
                )
            case SignalArrived(name=name):
                return ["Llegó la señal ", strong(values.label_of(name)), "."], "", self._stated(entry.values)
            case ServiceAnswered(task=task, error=error):
                how = f"con el error «{error}»" if error else "con su resultado"
                return [f"El servicio de {self._named(task)} respondió {how}."], task, self._stated(entry.values)
            case MessageAwaited(place=place, kind=kind, name=name):
                what = "la señal" if kind == "signal" else "la comunicación"
                return [f"Se espera {what} «{values.label_of(name)}»."], place, ()
            case DataAwaited(place=place, names=names):
                said = " y ".join(f"«{values.label_of(name)}»" for name in names)
                return [f"{_capital(self._named(place))} espera {said}, que todavía no tiene valor."], place, ()
            case ServiceAwaited(task=task):
                return (
                    [f"Se espera la respuesta del servicio de {self._named(task)}."],
                    task,
                    self._stated(entry.inputs),
                )
            case MessageThrown(place=place, name=name):
                data = self._stated(entry.values)
                return ["Se envió la comunicación ", strong(values.label_of(name)), "."], place, data
            case SignalThrown(place=place, name=name):
                return ["Se anunció ", strong(values.label_of(name)), "."], place, self._stated(entry.values)
        raise TypeError(type(entry).__name__)

    def _case_ended(self, end: str, state: str) -> list[Piece]:
        node = self.drawn.elements[self.drawn.main].get(end)
        name = node.name if node and node.name else values.label_of(state or end)
        return ["El expediente terminó: ", strong(name), "."] if name else ["El expediente terminó."]

    # words

    def _matters(self, entry: Entry) -> bool:
        """Tell whether the story needs this entry: what a person did, what fell due, who had to act, what came out."""
        match entry:
            case Passed():
                return False
            case ScopeEntered(process=process):
                return bool(process)
            case Withdrawn(place=place):
                return place in self.opened
            case TermDated(term=term, reason=reason, added=added, stood=stood):
                return bool(reason or added or stood) or term == self.drawn.main
            case TermSuspended(term=term, whole=True) | TermResumed(term=term, whole=True):
                return term == self.drawn.main
            case MessageAwaited(place=place):
                node = self.drawn.at(place)
                return node is None or node.kind not in ("startEvent", "boundaryEvent")
            case TaskOpened(task=task):
                return task not in self.assigned
        return not isinstance(entry, FOLDED)

    def _named(self, place: str) -> str:
        return f"«{verbs.without_number(self.drawn.name(place))}»"

    def _term(self, term: str) -> str:
        if term == self.drawn.main:
            return "el plazo de todo el expediente" if term not in self.started else "el plazo del expediente"
        waits = term in self.started and self.started[term].of == "timer"
        return f"la espera {self._named(term)}" if waits else f"el plazo de {self._named(term)}"

    def _organ(self, task: str) -> str:
        assigned, opened = self.assigned.get(task), self.opened.get(task)
        return (assigned.organ_name or assigned.organ) if assigned else opened.organ if opened else ""

    def _values(self, form: forms.Form | None, told: Mapping[str, Any], sealed: Mapping[str, str]) -> tuple[Datum, ...]:
        return values.answered(form, told, self.beside.get(self.position, {}), sealed, self.words)

    def _stated(self, told: Mapping[str, Any]) -> tuple[Datum, ...]:
        return values.stated(told, self.words)

    def _who_could(self, officers: Sequence[str]) -> tuple[Datum, ...]:
        """Return who could act; whom the journal never names is called by what his id says."""
        called = [self.words.names.get(one) or one.replace("-", " ").title() for one in officers]
        return (Datum("podían_actuar", "Podían actuar", ", ".join(called) or "nadie"),)

    def _outcome(self, outcome: Any) -> tuple[Datum, ...]:
        if isinstance(outcome, Mapping):
            return self._stated(outcome)
        return (Datum("resultado", "Resultado", values.in_words(outcome, self.words)),)


_ASKED = {"CaseOpened": "al abrirse", "TaskDecided": "una decisión", "TermExpired": "un plazo cumplido",
          "MessageArrived": "una comunicación", "SignalArrived": "una señal", "ServiceAnswered": "un servicio",
          "OfficerIntervened": "una intervención"}  # fmt: skip


def _numbered(record: Record) -> list[Piece]:
    """Return the numbers that documents got in this step."""
    numbers = [
        str(heard.answer["numero"])
        for heard in record.heard
        if heard.question == "servicio documentos.numerar"
        and isinstance(heard.answer, Mapping)
        and "numero" in heard.answer
    ]
    return [" (", strong(", ".join(numbers)), ")"] if numbers else []


def _quoted(node: Any) -> str:
    return f"«{verbs.without_number(crossroads.title(node))}»"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
