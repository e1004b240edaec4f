"""Built-in functions over contexts."""

from collections.abc import Mapping

from workflows.feel.budget import Run
from workflows.feel.functions.registry import function
from workflows.feel.values import Record, entries, member


@function("get value(m: context, key: string)")
def get_value(run: Run, context: Mapping[str, object], key: str) -> object:
    return member(context, key, run) if key in context else None


@function("get entries(m: context)")
def get_entries(run: Run, context: Mapping[str, object]) -> object:
    return [Record({"key": key, "value": value}) for key, value in entries(context, run)]


@function("context(entries: list)")
def context(run: Run, items: list[object]) -> object:
    record = Record()
    run.charge(len(items))
    for item in items:
        usable = isinstance(item, Mapping) and "key" in item and "value" in item
        key = member(item, "key", run) if usable and isinstance(item, Mapping) else None
        if not isinstance(key, str) or key in record or not isinstance(item, Mapping):
            run.note("Cada entrada necesita «key» (un texto, sin repetir) y «value»; vale null")
            return None
        record[key] = member(item, "value", run)
    return record


@function("context put(context: context, key: string, value: any)")
def context_put(run: Run, context: Mapping[str, object], key: str, value: object) -> object:
    return _put(run, context, key, value)


@function("context put(context: context, keys: list, value: any)")
def context_put_deep(run: Run, context: Mapping[str, object], keys: list[object], value: object) -> object:
    if not keys or not all(isinstance(key, str) for key in keys):
        run.note("«context put» necesita una lista de nombres; vale null")
        return None
    return _put_deep(run, context, [str(key) for key in keys], value)


def _put(run: Run, context: Mapping[str, object], key: str, value: object) -> Record:
    record = Record(entries(context, run))
    record[key] = value
    return record


def _put_deep(run: Run, context: Mapping[str, object], keys: list[str], value: object) -> Record | None:
    key, *rest = keys
    if not rest:
        return _put(run, context, key, value)
    inner = member(context, key, run) if key in context else None
    if not isinstance(inner, Mapping):
        run.note(f"«{key}» no es un contexto en el que se pueda poner un valor; vale null")
        return None
    run.enter(4)
    deeper = _put_deep(run, inner, rest, value)
    run.leave(4)
    return None if deeper is None else _put(run, context, key, deeper)


@function("context merge(contexts: list)")
def context_merge(run: Run, contexts: list[object]) -> object:
    merged = Record()
    for context in contexts:
        if not isinstance(context, Mapping):
            run.note("«context merge» solo une contextos; vale null")
            return None
        merged.update(entries(context, run))
    return merged
