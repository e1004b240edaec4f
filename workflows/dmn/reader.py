"""How the XML of a decision model becomes a Model; every version of DMN from 1.1 to 1.6 reads the same way."""

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from workflows.dmn.model import (
    Box,
    Cell,
    Conditional,
    ContextBox,
    Decision,
    Element,
    FilterBox,
    FunctionBox,
    Import,
    Input,
    InputData,
    Invocation,
    Item,
    IteratorBox,
    Knowledge,
    ListBox,
    Literal,
    Model,
    Output,
    Relation,
    Rule,
    Service,
    Table,
)
from workflows.dmn.source import root_of

KEPT = 64  # models kept after reading

Xml = etree._Element

_BOXES = frozenset(
    {
        "literalExpression",
        "decisionTable",
        "context",
        "list",
        "relation",
        "functionDefinition",
        "invocation",
        "conditional",
        "filter",
        "for",
        "some",
        "every",
    }
)


def read(model: bytes, file: str = "decision.dmn") -> Model:
    """Return the decision model that the bytes hold, kept for the next time. Raises Refused."""
    return _read(bytes(model), file)


@lru_cache(maxsize=KEPT)
def _read(model: bytes, file: str) -> Model:
    root = root_of(model, file)
    elements = {}
    for child in _children(root):
        element = _element(child)
        if element is not None:
            elements[element.id or element.name] = element
    return Model(
        root.get("name", ""),
        root.get("namespace", ""),
        tuple(_item(child) for child in _children(root, "itemDefinition")),
        tuple(Import(child.get("name", ""), child.get("namespace", "")) for child in _children(root, "import")),
        elements,
    )


def _element(xml: Xml) -> Element | None:
    match _name(xml):
        case "inputData":
            return InputData(*_about(xml))
        case "decision":
            return _decision(xml)
        case "businessKnowledgeModel":
            return _knowledge(xml)
        case "decisionService":
            return _service(xml)
    return None


def _about(xml: Xml) -> tuple[str, str, int, str, str]:
    """Return id, name and line of an element of the graph, and the name and type of its variable."""
    variable = _child(xml, "variable")
    name = _tidy(xml.get("name", ""))
    if variable is None:
        return xml.get("id", ""), name, _line(xml), name, ""
    return xml.get("id", ""), name, _line(xml), _tidy(variable.get("name", "")) or name, _type(variable)


def _decision(xml: Xml) -> Decision:
    logic = _inside(xml)
    return Decision(
        *_about(xml),
        tuple(_hrefs(xml, "informationRequirement", "requiredInput")),
        tuple(_hrefs(xml, "informationRequirement", "requiredDecision")),
        tuple(_hrefs(xml, "knowledgeRequirement", "requiredKnowledge")),
        logic,
    )


def _knowledge(xml: Xml) -> Knowledge:
    logic = _child(xml, "encapsulatedLogic")
    needs = tuple(_hrefs(xml, "knowledgeRequirement", "requiredKnowledge"))
    return Knowledge(*_about(xml), needs, None if logic is None else _function(logic))


def _service(xml: Xml) -> Service:
    lists = [
        tuple(child.get("href", "") for child in _children(xml, kind))
        for kind in ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
    ]
    return Service(*_about(xml), lists[0], lists[1], lists[2], lists[3])


def _hrefs(xml: Xml, requirement: str, kind: str) -> Iterator[str]:
    for child in _children(xml, requirement):
        for target in _children(child, kind):
            yield target.get("href", "")


# Item definitions


def _item(xml: Xml) -> Item:
    function = _child(xml, "functionItem")
    return Item(
        _tidy(xml.get("name", "")),
        _line(xml),
        _type(xml),
        xml.get("isCollection") == "true",
        tuple(_item(child) for child in _children(xml, "itemComponent")),
        _cell_of(xml, "allowedValues"),
        _cell_of(xml, "typeConstraint"),
        None if function is None else (_parameters(function, "parameters"), function.get("outputTypeRef", "")),
    )


def _parameters(xml: Xml, kind: str) -> tuple[tuple[str, str], ...]:
    return tuple((_tidy(child.get("name", "")), _type(child)) for child in _children(xml, kind))


# Boxes


def _inside(xml: Xml | None) -> Box | None:
    """Return the first box among the children of an element."""
    if xml is None:
        return None
    return next((_box(child) for child in _children(xml) if _name(child) in _BOXES), None)


def _box(xml: Xml) -> Box:
    line, key, kind = _line(xml), xml.get("id", ""), _type(xml)
    match _name(xml):
        case "literalExpression":
            language = xml.get("expressionLanguage", "")
            return Literal(line, key, kind, _text(xml), "" if _is_feel(language) else language)
        case "decisionTable":
            return _table(xml)
        case "context":
            return ContextBox(line, key, kind, tuple(_entry(child) for child in _children(xml, "contextEntry")))
        case "list":
            return ListBox(line, key, kind, tuple(_box(child) for child in _children(xml) if _name(child) in _BOXES))
        case "relation":
            rows = tuple(
                tuple(_box(cell) for cell in _children(row) if _name(cell) in _BOXES) for row in _children(xml, "row")
            )
            return Relation(line, key, kind, _parameters(xml, "column"), rows)
        case "functionDefinition":
            return _function(xml)
        case "invocation":
            bindings = tuple(_binding(child) for child in _children(xml, "binding"))
            return Invocation(line, key, kind, _inside(xml), bindings)
        case "conditional":
            parts = [_inside(_child(xml, part)) for part in ("if", "then", "else")]
            return Conditional(line, key, kind, parts[0], parts[1], parts[2])
        case "filter":
            return FilterBox(line, key, kind, _inside(_child(xml, "in")), _inside(_child(xml, "match")))
    body = "return" if _name(xml) == "for" else "satisfies"
    variable = _tidy(xml.get("iteratorVariable", ""))
    return IteratorBox(line, key, kind, _name(xml), variable, _inside(_child(xml, "in")), _inside(_child(xml, body)))


def _function(xml: Xml) -> FunctionBox:
    kind = xml.get("kind", "FEEL")
    parameters = _parameters(xml, "formalParameter")
    return FunctionBox(_line(xml), xml.get("id", ""), _type(xml), parameters, _inside(xml), kind)


def _entry(xml: Xml) -> tuple[str, str, Box | None]:
    variable = _child(xml, "variable")
    name = "" if variable is None else _tidy(variable.get("name", ""))
    return name, "" if variable is None else _type(variable), _inside(xml)


def _binding(xml: Xml) -> tuple[str, str, Box | None]:
    parameter = _child(xml, "parameter")
    name = "" if parameter is None else _tidy(parameter.get("name", ""))
    return name, "" if parameter is None else _type(parameter), _inside(xml)


# Tables


def _table(xml: Xml) -> Table:
    return Table(
        _line(xml),
        xml.get("id", ""),
        _type(xml),
        tuple(_input(child) for child in _children(xml, "input")),
        tuple(_output(child) for child in _children(xml, "output")),
        tuple(_rule(child) for child in _children(xml, "rule")),
        xml.get("hitPolicy", "UNIQUE"),
        xml.get("aggregation", ""),
    )


def _input(xml: Xml) -> Input:
    expression = _child(xml, "inputExpression")
    if expression is None:
        return Input(xml.get("label", ""), Cell("", _line(xml)), "", _cell_of(xml, "inputValues"))
    return Input(xml.get("label", ""), _cell(expression), _type(expression), _cell_of(xml, "inputValues"))


def _output(xml: Xml) -> Output:
    return Output(
        _tidy(xml.get("name", "")),
        xml.get("label", ""),
        _type(xml),
        _cell_of(xml, "outputValues"),
        _cell_of(xml, "defaultOutputEntry"),
    )


def _rule(xml: Xml) -> Rule:
    notes = [" ".join(_text(child).split()) for child in _children(xml, "annotationEntry")]
    return Rule(
        _line(xml),
        xml.get("id", ""),
        tuple(_cell(child) for child in _children(xml, "inputEntry")),
        tuple(_cell(child) for child in _children(xml, "outputEntry")),
        tuple(notes),
    )


# XML


def _cell_of(xml: Xml, kind: str) -> Cell | None:
    child = _child(xml, kind)
    return None if child is None or not _text(child).strip() else _cell(child)


def _cell(xml: Xml) -> Cell:
    return Cell(_text(xml).strip(), _line(xml), xml.get("id", ""))


def _text(xml: Xml) -> str:
    text = _child(xml, "text")
    return "" if text is None else "".join(str(part) for part in text.itertext())


def _type(xml: Xml) -> str:
    """Return the type that an element refers to: an attribute since DMN 1.2, an element in item definitions."""
    written = xml.get("typeRef")
    if written is None:
        child = _child(xml, "typeRef")
        written = "" if child is None else "".join(str(part) for part in child.itertext())
    return " ".join(written.split())


def _children(xml: Xml, kind: str | None = None) -> Iterator[Xml]:
    """Give the children of a kind that belong to DMN itself (extensions of tools have another namespace)."""
    space = etree.QName(xml).namespace
    for child in xml:
        ours = isinstance(child.tag, str) and etree.QName(child).namespace == space
        if ours and (kind is None or _name(child) == kind):
            yield child


def _child(xml: Xml, kind: str) -> Xml | None:
    return next(_children(xml, kind), None)


def _name(xml: Xml) -> str:
    return etree.QName(xml).localname


def _line(xml: Xml) -> int:
    line = xml.sourceline
    return line if isinstance(line, int) else 0


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _is_feel(language: str) -> bool:
    return not language or language.lower() == "feel" or "/FEEL" in language or language.endswith("FEEL/")
