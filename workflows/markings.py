"""The token game: all markings that a net can reach, and what is wrong with some of them.

A join that can go on does so at once, as the engine has it; of everything else any may happen next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from workflows.diagram import Flow
from workflows.nets import Join, Move, Net, Place, Step, Trail, flat

Marking = tuple[int, ...]  # the numbers of places, one for each token (and mark), in order
STATES = 100_000
FOLLOWING = 1_000  # markings that are looked at after two tokens met that should be one
WORK = 1_500_000  # tokens moved and places looked at: about one second


class Spent(Exception):
    """More had to be looked at than a file may ask for."""


@dataclass(slots=True)
class Budget:
    """What may still be looked at, for all scopes of one file together."""

    states: int = STATES
    work: int = WORK

    def spend(self, work: int = 1) -> None:
        """Raises Spent."""
        self.work -= work
        if self.spent:
            raise Spent

    @property
    def spent(self) -> bool:
        return self.work < 0 or self.states < 0


@dataclass(eq=False, slots=True)
class Course:
    """What came out of one game. `came` says of each marking from which one it came, and how.

    `dead`: markings where tokens lie and nothing moves. `crowded`: markings where two tokens lie where one
    should. `marked`: the first marking in which a place had a token. `done`: the scope can be completed; `left`: an
    error can leave it. `whole`: nothing was left out.
    """

    net: Net
    came: dict[Marking, tuple[Marking | None, Trail]] = field(default_factory=dict)
    dead: list[Marking] = field(default_factory=list)
    crowded: list[tuple[Marking, Place]] = field(default_factory=list)
    marked: dict[int, Marking] = field(default_factory=dict)
    done: bool = False
    left: bool = False
    whole: bool = True

    def steps(self, marking: Marking) -> tuple[Step, ...]:
        """Return the shortest sequence of steps that leads to a marking."""
        trails: list[Trail] = []
        at: Marking | None = marking
        while at is not None:
            at, trail = self.came[at]
            trails.append(trail)
        return flat(tuple(reversed(trails)))


def play(net: Net, begun: Sequence[Place], budget: Budget) -> Course:
    """Return what can come of tokens at these places. When the budget is spent, what was seen until then."""
    game = _Game(net, budget)
    try:
        game.run(tuple(sorted(place.number for place in begun)))
    except Spent:
        game.course.whole = False
    return game.course


class _Game:
    def __init__(self, net: Net, budget: Budget) -> None:
        self.net, self.budget, self.course = net, budget, Course(net)
        self.most = [2 if place.needs == 1 else 4 * place.needs for place in net.places]  # more is not told apart
        self.late = {one.number: late.number for join in net.joins
                     for one, late in zip(join.inputs, join.late, strict=False)}  # fmt: skip
        self.join_at = {place.number: join for join in net.joins for place in join.inputs}

    def run(self, start: Marking) -> None:
        """Look at the markings, the nearest first, and last at some of those that follow from a crowd. Raises Spent."""
        self.course.came[start] = (None, ())
        best = {start: (False, 0)}
        heap: list[tuple[bool, int, int, Marking]] = [(False, 0, 0, start)]
        seen: set[Marking] = set()
        left = FOLLOWING
        while heap:
            loose, steps, _, marking = heappop(heap)
            if marking in seen:
                continue
            seen.add(marking)
            self.budget.states -= 1
            left -= loose
            if left < 0:
                self.course.whole = False
                return
            crowds = self._crowds(marking)
            self.course.crowded += [(marking, place) for place in crowds if place.does is not None]
            moved = False
            for trail, more, after in self._moves(marking):
                self.budget.spend(1 + len(marking))
                moved = True
                rank = (loose or bool(crowds), steps + more)
                if after is not None and (after not in best or rank < best[after]):
                    best[after] = rank
                    self.course.came[after] = (marking, trail)
                    heappush(heap, (*rank, len(best), after))
            self._note(marking, moved)

    def _note(self, marking: Marking, moved: bool) -> None:
        course = self.course
        for number in marking:
            if number not in course.marked:
                course.marked[number] = marking
        course.done = course.done or not marking
        if marking and not moved and not any(self._asks_values(number) for number in marking):
            course.dead.append(marking)

    def _asks_values(self, number: int) -> bool:
        """Say whether a token waits at a complex gateway of which only the values say when it goes on."""
        join = self.join_at.get(number)
        return join is not None and join.node.kind == "complexGateway" and join.enough is None

    def _crowds(self, marking: Marking) -> list[Place]:
        """Return the places where two tokens lie that should be one."""
        twice = [self.net.places[one] for one, other in zip(marking, marking[1:], strict=False) if one == other]
        return [place for place in twice if place.needs == 1 and not (place.join and place.join.late)]

    # what may happen next; None: it leaves the net, or is not looked at

    def _moves(self, marking: Marking) -> Iterator[tuple[Trail, int, Marking | None]]:
        waiting = dict.fromkeys(self.join_at[number] for number in marking if number in self.join_at)
        for join in waiting:
            if (used := self._gathered(join, marking)) is not None:
                yield (), 0, self._fire(join, marking, used)
                if not (join.late and join.enough is None):
                    return
        for number in dict.fromkeys(marking):
            place = self.net.places[number]
            if place.moves and (place.needs == 1 or marking.count(number) >= place.needs):
                for move in place.moves:
                    if move.mark is None or move.mark.number not in marking:
                        yield move.trail, move.cost, self._after(marking, place, move)

    def _after(self, marking: Marking, place: Place, move: Move) -> Marking | None:
        if move.ends == "all":
            return ()
        if move.ends:
            self.course.left = True
            return None
        left = list(marking)
        if move.mark is not None:
            left.append(move.mark.number)
        else:
            for _ in range(place.needs):
                left.remove(place.number)
        return self._arrived(left, move.outs)

    def _arrived(self, left: list[int], places: Sequence[Place]) -> Marking | None:
        for place in places:
            late = self.late.get(place.number)
            if late is not None and late in left:
                left.remove(late)
                continue
            left.append(place.number)
            if left.count(place.number) > self.most[place.number]:
                self.course.whole = False
                return None
        if all(self.net.places[number].mark for number in left):
            return ()
        return tuple(sorted(left))

    def _fire(self, join: Join, marking: Marking, used: list[int]) -> Marking | None:
        left = list(marking)
        for number in used:
            left.remove(number)
        if join.late:
            marks = {late.number for late in join.late}
            left = [number for number in left if number not in marks]
            left += [self.late[place.number] for place in join.inputs if place.number not in used]
        return self._arrived(left, [join.after])

    def _gathered(self, join: Join, marking: Marking) -> list[int] | None:
        """Return the tokens that a join takes, one of each flow, or None while it waits."""
        came = [place for place in join.inputs if place.number in marking]
        filled = {place.flow for place in came}
        match join.node.kind:
            case "parallelGateway":
                whole = len(came) == len(join.inputs)
            case "complexGateway":
                late = {place.flow for place in join.inputs if self.late[place.number] in marking}
                whole = join.enough is None or len(came) in join.enough
                begun = {place.flow for place in join.inputs} - late
                whole = whole and not self._awaits(join, marking, late, begun)
            case _:
                empty = {place.flow for place in join.inputs} - filled
                whole = not self._awaits(join, marking, empty, filled)
        return [place.number for place in came] if whole else None

    def _awaits(self, join: Join, marking: Marking, empty: set[Flow | None], filled: set[Flow | None]) -> bool:
        """Say whether a token elsewhere could still come by an empty flow, and by none that has one (13.4.3).

        An event on a border is a way to an empty flow, and none to one that has a token.
        """
        for number in dict.fromkeys(marking) if empty else ():
            place = self.net.places[number]
            if place.join is not join and not place.mark:
                into = self.net.reach
                if into(join.node, place.node) & empty and not into(join.node, place.node, borders=False) & filled:
                    return True
        return False
