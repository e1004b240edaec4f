"""Built-in functions over texts."""

from decimal import Decimal

from workflows.feel import patterns
from workflows.feel.budget import Run
from workflows.feel.functions.registry import function


@function("substring(string: string, start position: number, length?: number)")
def substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> object:
    if abs(start) > len(text) or int(start) == 0 or (length is not None and length < 1):
        run.note("«substring» recibió un lugar que no está en el texto; vale null")
        return None
    first = int(start) - 1 if start > 0 else len(text) + int(start)
    run.grow(len(text) - first)
    return text[first:] if length is None or length > len(text) else text[first : first + int(length)]


@function("string length(string: string)")
def string_length(text: str) -> object:
    return Decimal(len(text))


@function("upper case(string: string)")
def upper_case(run: Run, text: str) -> object:
    run.grow(len(text) * 2)
    return text.upper()


@function("lower case(string: string)")
def lower_case(run: Run, text: str) -> object:
    run.grow(len(text) * 2)
    return text.lower()


@function("substring before(string: string, match: string)")
def substring_before(run: Run, text: str, match: str) -> object:
    run.grow(len(text))
    return text.partition(match)[0] if match and match in text else ""


@function("substring after(string: string, match: string)")
def substring_after(run: Run, text: str, match: str) -> object:
    run.grow(len(text))
    return text.partition(match)[2] if match else text


@function("contains(string: string, match: string)")
def contains(text: str, match: str) -> object:
    return match in text


@function("starts with(string: string, match: string)")
def starts_with(text: str, match: str) -> object:
    return text.startswith(match)


@function("ends with(string: string, match: string)")
def ends_with(text: str, match: str) -> object:
    return text.endswith(match)


@function("matches(input: string, pattern: string, flags?: string|null)")
def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> object:
    compiled = patterns.read(pattern, flags or "", run)
    return None if compiled is None else patterns.search(compiled, text, run) is not None


@function("replace(input: string, pattern: string, replacement: string, flags?: string|null)")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> object:
    compiled = patterns.read(pattern, flags or "", run)
    return None if compiled is None else patterns.replace(compiled, text, replacement, run)


@function("split(string: string, delimiter: string)")
def split(run: Run, text: str, delimiter: str) -> object:
    compiled = patterns.read(delimiter, "", run)
    return None if compiled is None else patterns.split(compiled, text, run)


@function("extract(input: string, pattern: string, flags?: string|null)")
def extract(run: Run, text: str, pattern: str, flags: str | None = None) -> object:
    compiled = patterns.read(pattern, flags or "", run)
    return None if compiled is None else patterns.find_all(compiled, text, run)


@function("trim(string: string)")
def trim(run: Run, text: str) -> object:
    run.grow(len(text))
    return text.strip()


@function("is blank(string: string)")
def is_blank(text: str) -> object:
    return not text.strip()


@function("string join(list: list, delimiter?: string|null)")
def string_join(run: Run, items: list[object], delimiter: str | None = None) -> object:
    run.charge(len(items))
    texts = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in texts):
        run.note("«string join» solo une textos; vale null")
        return None
    run.grow(sum(len(str(item)) for item in texts) + len(delimiter or "") * len(texts))
    return (delimiter or "").join(str(item) for item in texts)
