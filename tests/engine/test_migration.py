"""A running case goes on with another version of its diagram: what stays, what moves, and that it replays."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from engine import canon, migration, replay
from engine.entries import (
    CaseOpened,
    Cause,
    Effect,
    Heard,
    MessageArrived,
    MessageAwaited,
    OfficerIntervened,
    TaskDecided,
    TaskOpened,
    TermStarted,
    VersionChanged,
    Withdrawn,
)
from engine.journal import Record
from engine.plan import Catalog, plans
from engine.ports import Ear
from engine.stepper import Case, NotWaiting
from tests.engine.drawing import *
from tests.engine.drawing import diagram
from tests.engine.walking import House
from workflows import reader

AT = datetime(2026, 3, 2, 13, tzinfo=UTC)


class Journal:
    """A case on numbered versions of one diagram, with its entries as they would be written."""

    def __init__(self, *versions: bytes, values: Mapping[str, Any] | None = None) -> None:
        self.catalogs = [plans(reader.read(source)) for source in versions]
        self.case = Case(self.catalogs[0], "p")
        self.records: list[Record] = []
        self.tell(CaseOpened("p", "p", {"p": 1}, values=values or {}))

    def tell(self, cause: Cause) -> list[Effect]:
        if isinstance(cause, VersionChanged):
            self.case.next_catalog = self.changed(cause)
        ear = Ear(House())
        effects = self.case.tell(cause, AT, ear)
        self._write(cause, ear.heard)
        for effect in effects:
            self._write(effect)
        self.replays()
        return effects

    def changed(self, change: VersionChanged) -> Catalog:
        return self.catalogs[change.versions["p"] - 1]

    def change(self, number: int = 2, **moves: str) -> list[Effect]:
        """Go on with a version; `moves` are written with the visit last: `a_1` for `a:1`."""
        told = {f"{name[:-2]}:{name[-1]}": to for name, to in moves.items()}
        return self.tell(VersionChanged({"p": number}, {}, "se corrige el trámite", told))

    def decide(self, task: str, **answers: Any) -> list[Effect]:
        return self.tell(TaskDecided(task, answers))

    def replays(self) -> None:
        again = replay.rebuild(self.catalogs[0], "p", self.records, self.changed)
        assert list(again.tasks) == list(self.case.tasks)
        assert again.open_tasks() == self.case.open_tasks()

    def _write(self, entry: Cause | Effect, heard: Sequence[Heard] = ()) -> None:
        kind, body = canon.write(entry, heard)
        again, told = canon.read(kind, body)
        self.records.append(Record(len(self.records) + 1, AT, again, told, body, ""))

    def ways(self, number: int = 2) -> dict[str, str | None]:
        found = migration.ways(self.case, self.catalogs[number - 1])
        return {way.place: way.to.id if way.to else None for way in found}


def line(*tasks: str, **how: str) -> bytes:
    """Draw start, user tasks in a row, end."""
    return diagram(start() + "".join(user(name, how.get(name, "")) for name in tasks) + end()
                   + chain("inicio", *tasks, "fin"))  # fmt: skip


def test_an_open_task_stays_and_what_follows_is_the_new_diagram() -> None:
    journal = Journal(line("a", "b"), line("a", "nuevo", "b"))

    assert journal.change() == []
    assert journal.case.open_tasks() == ["a:1"]
    journal.decide("a:1")
    assert journal.case.open_tasks() == ["nuevo:1"]


def test_a_task_that_is_no_longer_drawn_must_be_moved() -> None:
    journal = Journal(line("a", "b"), line("a", "c"))
    journal.decide("a:1")

    assert journal.ways() == {"b:1": None}
    with pytest.raises(migration.Unplaced, match="b:1"):
        migration.carry_on(replay.rebuild(journal.catalogs[0], "p", journal.records), journal.catalogs[1], {})

    effects = journal.change(b_1="c")
    assert [type(effect) for effect in effects] == [Withdrawn, TaskOpened]
    assert journal.case.open_tasks() == ["c:1"]


def test_in_whatever_order_moves_are_told_they_are_made_as_they_are_written() -> None:
    before = start() + both("g") + user("b") + user("a") + end() + ways("inicio g b fin", "g a fin")
    after = start() + both("g") + user("d") + user("c") + end() + ways("inicio g d fin", "g c fin")
    journal = Journal(diagram(before), diagram(after))

    effects = journal.change(b_1="d", a_1="c")

    assert [e.place for e in effects if isinstance(e, Withdrawn)] == ["a:1", "b:1"]
    assert journal.case.open_tasks() == ["c:1", "d:1"]


def test_a_task_whose_form_or_organ_differs_is_told_anew_under_its_name() -> None:
    journal = Journal(
        line("a"), line("a", a='<extensionElements><zeebe:formDefinition formId="f2"/></extensionElements>')
    )

    effects = journal.change()

    assert [(e.task, e.form) for e in effects if isinstance(e, TaskOpened)] == [("a:1", "f2")]


def watched(*more: str) -> bytes:
    return diagram(start() + user("a") + user("tarde") + end() + chain("inicio", "a", "fin") + "".join(more)
                   + chain("tarde", "fin"))  # fmt: skip


def test_a_term_drawn_on_the_border_begins_and_one_no_longer_drawn_is_withdrawn() -> None:
    border = boundary("vence", "a", timer("P1D")) + chain("vence", "tarde")
    journal = Journal(watched(chain("a", "tarde")), watched(border))

    assert [e.term for e in journal.change() if isinstance(e, TermStarted)] == ["a:1/vence:1"]
    assert journal.change(1) == [Withdrawn("a:1/vence:1")]


def test_a_message_with_another_name_is_awaited_anew() -> None:
    def waiting(name: str) -> bytes:
        return diagram(start() + catch("oye", message) + end() + chain("inicio", "oye", "fin"),
                       f'<message id="Ms" name="{name}"/>')  # fmt: skip

    journal = Journal(waiting("respuesta"), waiting("contestación"))
    effects = journal.change()

    assert effects == [Withdrawn("oye:1"), MessageAwaited("oye:1", "message", "contestación")]
    journal.tell(MessageArrived("contestación"))
    assert journal.case.completed


def test_tokens_inside_a_subprocess_and_the_runs_of_a_repetition_stay() -> None:
    def nested(*tasks: str) -> bytes:
        inside = start("i2") + "".join(user(name, several(count_of="2") if name == "a" else "") for name in tasks)
        return diagram(start() + subprocess("s", inside + end("f2") + chain("i2", *tasks, "f2")) + end()
                       + chain("inicio", "s", "fin"))  # fmt: skip

    journal = Journal(nested("a"), nested("a", "b"))
    journal.decide("s:1/a:1[1]")
    assert journal.change() == []
    journal.decide("s:1/a:1[2]")

    assert journal.case.open_tasks() == ["s:1/b:1"]


def test_a_subprocess_that_is_gone_is_moved_with_all_that_it_holds() -> None:
    inside = start("i2") + user("a") + user("b") + end("f2") + chain("i2", "a", "f2") + chain("i2", "b", "f2")
    journal = Journal(diagram(start() + subprocess("s", inside) + end() + chain("inicio", "s", "fin")), line("revisar"))
    assert journal.ways() == {"s:1": None}

    effects = journal.change(s_1="revisar")

    assert {e.place for e in effects if isinstance(e, Withdrawn)} == {"s:1/a:1", "s:1/b:1"}
    assert journal.case.open_tasks() == ["revisar:1"]


def test_a_token_at_a_join_stays_as_long_as_the_flow_it_came_by_does() -> None:
    def joined(*, second: str) -> bytes:
        return diagram(start() + both("g") + user("a") + user("b") + both("j") + end() + chain("inicio", "g", "a")
                       + chain("g", "b") + flow("a", "j", name=second) + flow("b", "j", name="por-b")
                       + chain("j", "fin"))  # fmt: skip

    journal = Journal(joined(second="por-a"), joined(second="por-a"), joined(second="otra"))
    journal.decide("a:1")
    assert journal.ways(3)["j:1"] is None
    journal.change()
    journal.decide("b:1")
    assert journal.case.completed


def test_an_incident_of_a_wrong_diagram_is_cured_by_the_version_that_puts_it_right() -> None:
    def chosen(condition: str) -> bytes:
        return diagram(start() + xor("x") + user("a") + end() + chain("inicio", "x") + flow("x", "a", condition)
                       + chain("a", "fin"))  # fmt: skip

    journal = Journal(chosen("monto &gt; 5"), chosen("monto &gt; 0"), values={"monto": 3})
    assert list(journal.case.incidents) == ["x:1"]
    journal.change()
    journal.tell(OfficerIntervened("x:1", "el diagrama quedó corregido"))

    assert journal.case.open_tasks() == ["a:1"]


def test_what_was_done_is_compensated_as_the_new_diagram_says() -> None:
    def booking(*undo_: str) -> bytes:
        handler = undo("anular") if not undo_ else node("userTask", "anular", attributes='isForCompensation="true"')
        return diagram(start() + script("reservar") + undone_by("reservar", "anular") + handler + user("a")
                       + throw("deshacer", compensate) + end()
                       + chain("inicio", "reservar", "a", "deshacer", "fin"))  # fmt: skip

    journal = Journal(booking(), booking("por una persona"))
    journal.change()
    journal.decide("a:1")

    assert [task.rpartition("/")[2] for task in journal.case.open_tasks()] == ["anular:1"]


def test_a_called_process_goes_on_inside_its_call() -> None:
    def calling(*tasks: str) -> bytes:
        return diagram(start() + call("llama", "q") + end() + chain("inicio", "llama", "fin"), "",
                       process("q", start("iq") + "".join(map(user, tasks)) + end("fq")
                               + chain("iq", *tasks, "fq")))  # fmt: skip

    journal = Journal(calling("a"), calling("a", "b"), calling("c"))
    assert journal.ways(3) == {"llama:1": "llama", "llama:1/a:1": None}
    journal.change()
    journal.decide("llama:1/a:1")
    assert journal.case.open_tasks() == ["llama:1/b:1"]


def test_values_that_only_the_new_version_reads_are_given_with_the_change() -> None:
    journal = Journal(line("a"), line("a"), values={"monto": 1})
    journal.tell(VersionChanged({"p": 2}, {}, "motivo", values={"monto": 9, "distrito": "Los Sauces"}))

    assert journal.case.task_tree.data == {"monto": 1, "distrito": "Los Sauces"}


# interventions


def test_a_skipped_task_is_left_as_though_it_had_been_answered() -> None:
    journal = Journal(line("a", "b"))
    journal.tell(OfficerIntervened("a:1", "lo resolvió el Concejo", {"decision": "sí"}, act="skip"))

    assert journal.case.open_tasks() == ["b:1"]
    assert journal.case.task_tree.data["decision"] == "sí"


def test_a_skipped_subprocess_withdraws_what_was_open_in_it() -> None:
    inside = start("i2") + user("a") + end("f2") + chain("i2", "a", "f2")
    journal = Journal(diagram(start() + subprocess("s", inside) + user("b") + end() + chain("inicio", "s", "b", "fin")))
    effects = journal.tell(OfficerIntervened("s:1", "ya no procede", act="skip"))

    assert Withdrawn("s:1/a:1") in effects
    assert journal.case.open_tasks() == ["b:1"]


def test_a_moved_task_goes_on_at_the_element_named() -> None:
    journal = Journal(line("a", "b", "c"))
    journal.decide("a:1")
    journal.tell(OfficerIntervened("b:1", "faltaba un folio", act="move", to="a"))

    assert journal.case.open_tasks() == ["a:2"]


def test_a_token_is_not_moved_out_of_its_scope_nor_to_an_event_on_a_border() -> None:
    journal = Journal(watched(boundary("vence", "a", timer("P1D")) + chain("vence", "tarde")))
    for to in ("vence", "inicio", "nada"):
        with pytest.raises(NotWaiting):
            journal.case.tell(OfficerIntervened("a:1", "", act="move", to=to), AT, Ear(House()))


def test_values_are_corrected_where_the_task_sees_them() -> None:
    journal = Journal(line("a", "b"), values={"monto": 10})
    journal.tell(OfficerIntervened("a:1", "error de tipeo", {"monto": 100}, act="correct", before={"monto": 10}))

    assert journal.case.task_tree.data["monto"] == 100
    assert journal.case.open_tasks() == ["a:1"]


def test_a_stuck_case_goes_on_once_its_token_is_moved() -> None:
    source = diagram(start() + xor("x", "f-a") + user("a") + user("b") + both("j") + user("c") + end()
                     + chain("inicio", "x") + flow("x", "a", name="f-a") + flow("x", "b", "false") + chain("a", "j")
                     + chain("b", "j", "c", "fin"))  # fmt: skip
    journal = Journal(source)
    journal.decide("a:1")
    assert journal.case.open_tasks() == []
    journal.tell(OfficerIntervened("j:1", "el cruce espera lo que no vendrá", act="move", to="c"))

    assert journal.case.open_tasks() == ["c:1"]
