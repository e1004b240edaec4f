"""A diagram as it lies on the page: boxes, labels and lines, and what of them meets what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path

from lxml import etree

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
NODE_ENDINGS = ("Task", "Event", "Gateway", "Activity", "subProcess")


@dataclass(frozen=True)
class Box:
    """A rectangle on the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def smaller(self, dx: float, dy: float) -> "Box":
        return Box(self.x + dx, self.y + dy, self.width - 2 * dx, self.height - 2 * dy)

    def overlaps(self, other: "Box") -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: "Box") -> bool:
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def touches(self, x: float, y: float) -> bool:
        """Say whether a point lies on the box or within a pixel of it."""
        return self.x - 1 <= x <= self.right + 1 and self.y - 1 <= y <= self.bottom + 1


@dataclass(frozen=True)
class Line:
    """A straight piece of a flow."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def upright(self) -> bool:
        return self.x1 == self.x2

    @property
    def box(self) -> Box:
        return Box(min(self.x1, self.x2), min(self.y1, self.y2), abs(self.x1 - self.x2), abs(self.y1 - self.y2))

    def crosses(self, other: "Line") -> bool:
        """Say whether two pieces meet inside both, one upright and one level."""
        if self.upright == other.upright:
            return False
        upright, level = (self, other) if self.upright else (other, self)
        return level.box.x < upright.x1 < level.box.right and upright.box.y < level.y1 < upright.box.bottom

    def lies_on(self, other: "Line") -> bool:
        """Say whether two pieces share more than a point of the same track."""
        if self.upright != other.upright:
            return False
        if self.upright:
            return self.x1 == other.x1 and min(self.box.bottom, other.box.bottom) - max(self.box.y, other.box.y) > 1
        return self.y1 == other.y1 and min(self.box.right, other.box.right) - max(self.box.x, other.box.x) > 1

    def enters(self, box: Box) -> bool:
        """Say whether a piece runs through the inside of a box."""
        line = self.box
        if self.upright:
            return box.x < self.x1 < box.right and line.y < box.bottom and box.y < line.bottom
        return box.y < self.y1 < box.bottom and line.x < box.right and box.x < line.right


@dataclass
class Drawn:
    """One diagram: elements by id, and where they lie."""

    name: str
    elements: Mapping[str, etree._Element]
    shapes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def of(self, *endings: str) -> list[str]:
        """Return the ids of the elements whose kind ends so, in the order of the file."""
        return [key for key, element in self.elements.items() if _kind(element).endswith(endings)]

    @property
    def nodes(self) -> list[str]:
        return self.of(*NODE_ENDINGS)

    @property
    def top_nodes(self) -> list[str]:
        """Return the nodes that stand in the process itself, not in a box for events."""
        return [key for key in self.nodes if _kind(self.elements[key].getparent()) == "process"]

    @property
    def flows(self) -> list[str]:
        return self.of("sequenceFlow")

    @property
    def lanes(self) -> list[str]:
        return [key for key in self.of("lane") if _kind(self.elements[key]) == "lane"]

    def members(self, lane: str) -> list[str]:
        return [str(ref.text) for ref in self.elements[lane].iterchildren(BPMN + "flowNodeRef")]

    def ends(self, flow: str) -> tuple[str, str]:
        element = self.elements[flow]
        return str(element.get("sourceRef")), str(element.get("targetRef"))

    def holder(self, node: str) -> str | None:
        """Return what a node lies on by right: the task of a boundary event, the box of what happens inside it."""
        element = self.elements[node]
        parent = element.getparent()
        boxed = str(parent.get("id")) if parent is not None and _kind(parent) == "subProcess" else None
        return element.get("attachedToRef") or boxed

    def lines(self, edge: str) -> list[Line]:
        return [Line(*a, *b) for a, b in pairwise(self.edges[edge])]

    def crossings(self) -> list[tuple[str, str]]:
        """Return each pair of sequence flows that cross, once for each crossing."""
        return [
            (one, other)
            for one, other in combinations(self.flows, 2)
            for a in self.lines(one)
            for b in self.lines(other)
            if a.crosses(b)
        ]

    def solid(self, node: str) -> Box:
        """Return the part of a node that is surely inked: corners of a diamond or a circle are paper."""
        kind = _kind(self.elements[node])
        corner = 12 if kind.endswith("Gateway") else 5 if kind.endswith("Event") else 2
        return self.shapes[node].smaller(corner, corner)

    def overlapping_nodes(self) -> Iterator[tuple[str, str]]:
        for one, other in combinations(self.nodes, 2):
            related = self.holder(one) == other or self.holder(other) == one
            if not related and self.shapes[one].overlaps(self.shapes[other]):
                yield one, other

    def flows_through_nodes(self) -> Iterator[tuple[str, str]]:
        for flow in self.flows:
            boxes = [n for n in self.nodes if _kind(self.elements[n]) != "subProcess"]
            for node in boxes:
                inside = self.solid(node)
                host = self.holder(self.ends(flow)[0])
                if node != host and any(line.enters(inside) for line in self.lines(flow)):
                    yield flow, node

    def words(self, key: str) -> Box:
        """Return where the words of a label really stand: bounds leave room for a wider script."""
        label = self.labels[key]
        return label.smaller(label.width * 0.08, 1)


def read(path: Path) -> Drawn:
    """Return the drawing in a file."""
    root = etree.parse(path).getroot()
    elements = {str(e.get("id")): e for e in root.iter(BPMN + "*") if e.get("id")}
    drawn = Drawn(f"{path.parent.name}/{path.name}", elements)
    for shape in root.iter(DI + "BPMNShape"):
        key = str(shape.get("bpmnElement"))
        drawn.shapes[key] = _box(shape.find(DC + "Bounds"))
        _take_label(drawn, key, shape)
    for edge in root.iter(DI + "BPMNEdge"):
        key = str(edge.get("bpmnElement"))
        drawn.edges[key] = [(float(w.get("x", 0)), float(w.get("y", 0))) for w in edge.iter(WAYPOINT)]
        _take_label(drawn, key, edge)
    return drawn


def _take_label(drawn: Drawn, key: str, drawing: etree._Element) -> None:
    bounds = drawing.find(f"{DI}BPMNLabel/{DC}Bounds")
    if bounds is not None:
        drawn.labels[key] = _box(bounds)


def _box(bounds: etree._Element | None) -> Box:
    assert bounds is not None
    return Box(*(float(bounds.get(name, "nan")) for name in ("x", "y", "width", "height")))


def _kind(element: etree._Element | None) -> str:
    return "" if element is None else str(element.tag).rpartition("}")[2]
