"""The seam: all that is used of SpiffWorkflow, and a self-test that stops the start when it is another library.

Steps, scopes and stepper take the library's names from here; nothing else imports it. Its parser, BPMN specs, joins,
sub-workflows, script engine, timers, data merging, serialiser and DMN are not used (docs/architecture.md says why).
"""

import inspect
from importlib.metadata import version
from typing import Any, NoReturn

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs import WorkflowSpec
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

__all__ = ["BpmnEvent", "BpmnWorkflow", "EventDefinition", "NoScripts", "Task", "TaskSpec", "TaskState", "WorkflowSpec"]

KNOWN = "3.2.0"
_HOOKS: dict[type, tuple[str, ...]] = {
    TaskSpec: ("_update", "_update_hook", "_run_hook", "_on_ready_hook", "_on_complete_hook", "_on_error_hook"),
    Task: ("_ready", "_set_state", "run", "complete", "error", "_child_added_notify"),
    BpmnWorkflow: ("_remove_task", "_task_removed_notify", "_task_completed_notify", "_do_engine_steps"),
}


class NoScripts:
    """A script engine that never runs anything: diagrams hold FEEL, and FEEL is ours."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise RuntimeError("the library's script engine is never called")

    evaluate = execute = call_service = _refuse

    @property
    def environment(self) -> NoReturn:
        self._refuse()


def self_test() -> None:
    """Raise RuntimeError unless this is the library that the stepper was written for."""
    if version("spiffworkflow") != KNOWN:
        raise RuntimeError(f"Cabildo steps cases on SpiffWorkflow {KNOWN}; found {version('spiffworkflow')}")
    for owner, names in _HOOKS.items():
        missing = [name for name in names if not callable(getattr(owner, name, None))]
        if missing:
            raise RuntimeError(f"SpiffWorkflow's {owner.__name__} has no {', '.join(missing)}")
    states = (TaskState.FUTURE, TaskState.WAITING, TaskState.READY, TaskState.STARTED, TaskState.COMPLETED)
    if list(states) != sorted(states):
        raise RuntimeError("SpiffWorkflow's task states are in another order")
    _life_of_a_task()


def _life_of_a_task() -> None:
    """A task that runs goes through update, ready, run and complete, in this order."""
    seen: list[str] = []

    class Witness(TaskSpec):
        event_definition = None

        def test(self) -> None:
            pass

        def _update_hook(self, _: Any) -> bool:
            seen.append("update")
            return True

        def _on_ready_hook(self, _: Any) -> None:
            seen.append("ready")

        def _run_hook(self, _: Any) -> bool:
            seen.append("run")
            return True

        def _on_complete_hook(self, _: Any) -> None:
            seen.append("complete")

    spec = WorkflowSpec("self-test")
    spec.data_objects = ()
    spec.start = Witness(spec, "witness")
    workflow = BpmnWorkflow(spec, deserializing=True, script_engine=NoScripts())
    workflow.task_tree = Task(workflow, spec.start, state=TaskState.FUTURE, id="witness:1")
    spec.start._update(workflow.task_tree)
    workflow.do_engine_steps()
    if seen != ["update", "ready", "run", "complete"] or "id" not in inspect.signature(Task.__init__).parameters:
        raise RuntimeError(f"SpiffWorkflow runs a task as {seen}")


self_test()
