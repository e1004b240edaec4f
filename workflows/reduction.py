"""A net made smaller, so that the same can go wrong in it and far fewer markings must be looked at.

What is put together: steps in a row, choices whose ways meet again, branches that one gateway parts and one joins,
ways straight back to where they began, and ends at which nothing is left to do (after T. Murata, Petri Nets, 1989, V).
"""

from collections import defaultdict
from collections.abc import Collection

from workflows import paths
from workflows.diagram import Node
from workflows.nets import Join, Move, Net, Place


def reduce(net: Net, begun: Collection[Place]) -> None:
    """Make a net smaller in place. `begun` are the places where tokens begin: they stay."""
    _Reducer(net, begun).run()


class _Reducer:
    def __init__(self, net: Net, begun: Collection[Place]) -> None:
        self.net, self.begun, self.spend = net, frozenset(begun), net.spend
        self.watching = [join.node for join in net.joins if join.node.kind != "parallelGateway"]
        self.into: dict[Place, dict[Move, Place]] = defaultdict(dict)  # which moves lead to a place, and from where
        self.gone: set[Place] = set()
        self.rules = (self._turns, self._ends, self._goes_on, self._joins, self._leaves)
        self.round: dict[Node, bool] = {}
        self.some: dict[Node, bool] = {}
        for place in net.places:
            for move in place.moves:
                self._know(place, move)

    def run(self) -> None:
        changed = True
        while changed:
            changed = any([self._shrinks(place) for place in self.net.places if place not in self.gone])
        self.net.joins = [join for join in self.net.joins if join.inputs[0] not in self.gone]

    def _shrinks(self, at: Place) -> bool:
        """Make what follows a place smaller, as often as it goes; say whether anything changed."""
        changed, again = False, True
        while again and at not in self.gone:
            again = False
            for move in list(at.moves):
                self.spend(1 + len(move.outs))
                if move in at.moves and _plain(move) and any(rule(at, move) for rule in self.rules):
                    changed = again = True
        return changed

    def _turns(self, at: Place, move: Move) -> bool:
        """A way straight back to where it began changes nothing."""
        others = (other for other in at.moves if other is not move and other.mark is None)
        if move.outs != (at,) or next(others, None) is None or at.needs > 1:
            return False
        self._drop(at, move)
        return True

    def _ends(self, at: Place, move: Move) -> bool:
        """A token that comes to an end where nothing happens is gone at once."""
        last = [place for place in move.outs if self._is_end(place) and place is not at]
        if not last:
            return False
        outs = tuple(place for place in move.outs if place not in last)
        trail = (move.trail, *(place.only.trail for place in last))
        self._replace(at, move, Move(trail, move.cost + len(last), outs))
        for place in last:
            at.passed |= place.passed
        return True

    def _is_end(self, place: Place) -> bool:
        if place.does is not None or len(place.moves) != 1 or not self._free(place):
            return False
        return not place.only.outs and _plain(place.only)

    def _goes_on(self, at: Place, move: Move) -> bool:
        """What can only follow from here, one token at a time, is done on the way."""
        if len(move.outs) != 1 or move.outs[0] is at or not self._free(move.outs[0]):
            return False
        place = move.outs[0]
        leading = self.into[place]
        self.spend(len(leading))
        if any(source is not at for source in leading.values()):
            return False
        if any(other.outs != move.outs or not _plain(other) for other in leading) or not self._same(at, place.node):
            return False
        self._absorb(at, place, list(leading))
        return True

    def _absorb(self, at: Place, place: Place, leading: list[Move]) -> None:
        best = min(leading, key=lambda move: move.cost)
        for move in leading:
            self._drop(at, move)
        for after in place.moves:
            self._add(at, Move((best.trail, after.trail), best.cost + after.cost, after.outs, after.ends))
        self._swallow(at, place)

    def _joins(self, at: Place, move: Move) -> bool:
        """Branches that part here and are joined by one gateway, whatever they do, are one step."""
        gates = {self._gate(place) for place in move.outs}
        joins = {gate.join if gate is not None else None for gate in gates}
        join = joins.pop() if len(joins) == 1 else None
        if join is None or not self._is_block(at, join) or not self._same(at, join.node):
            return False
        self._fold(at, join)
        return True

    def _gate(self, place: Place) -> Place | None:
        """Return the flow into a join to which all tokens of a place come."""
        if place.join is not None:
            return place
        first = next(iter(place.moves), None)
        if first is None or len(first.outs) != 1 or first.outs[0].join is None or not self._free(place):
            return None
        same = all(move.outs == first.outs and _plain(move) for move in place.moves)
        return first.outs[0] if same else None

    def _is_block(self, at: Place, join: Join) -> bool:
        """Say whether all that comes to a join parts at one place, and comes together as the join wants it."""
        if join.node.kind == "complexGateway" or not self.begun.isdisjoint(join.inputs):
            return False
        wanted = frozenset(join.inputs)
        parted: set[Move] = set()
        for gate in join.inputs:
            for move, source in self.into[gate].items():
                before = {move: source} if source is at else self._before(source, gate)
                if not before or any(one is not at for one in before.values()):
                    return False
                parted |= before.keys()
        return all(self._fits(move, wanted, join) for move in parted)

    def _before(self, branch: Place, gate: Place) -> dict[Move, Place]:
        """Return what leads to a branch that does nothing but come to this gate."""
        return self.into[branch] if self._gate(branch) is gate else {}

    def _fits(self, move: Move, wanted: frozenset[Place], join: Join) -> bool:
        self.spend(len(move.outs))
        gates = [self._gate(place) for place in move.outs]
        came = {gate for gate in gates if gate is not None}
        whole = came == wanted or (came <= wanted and self._takes_some(join))
        return _plain(move) and whole and len(came) == len(gates)

    def _takes_some(self, join: Join) -> bool:
        """Say whether a join goes on with what comes of one round, though a token of another may be on its way.

        An inclusive one does where whoever can come by an empty flow can by a filled one as well: so it is unless an
        event on a border leads to flows that the step itself does not lead to (BPMN 2.0, 13.4.3).
        """
        if join.node.kind == "parallelGateway":
            return False
        if join.node not in self.some:
            hosts = [place.node for place in self.net.places if place.join is None and place.node.boundaries]
            reach = self.net.reach
            self.some[join.node] = all(reach(join.node, host) == reach(join.node, host, False) for host in hosts)
        return self.some[join.node]

    def _fold(self, at: Place, join: Join) -> None:
        wanted = set(join.inputs)
        branches: dict[Place, None] = {}
        for move in [one for one in at.moves if any(self._gate(place) in wanted for place in one.outs)]:
            inner = [place for place in move.outs if place.join is None]
            ways = [min(place.moves, key=lambda one: one.cost) for place in inner]
            cost = move.cost + sum(way.cost for way in ways)
            self._replace(at, move, Move((move.trail, *(way.trail for way in ways)), cost, (join.after,)))
            branches.update(dict.fromkeys(inner))
        for place in branches:
            self._swallow(at, place)
        self.gone |= wanted
        self.watching = [node for node in self.watching if node is not join.node]

    def _leaves(self, at: Place, move: Move) -> bool:
        """A branch that comes to its own end matters to no other, where nothing comes here again."""
        apart = [place for place in move.outs if self._is_branch(place, move)]
        if len(move.outs) < 2 or not apart or self._comes_again(at.node):
            return False
        ways = [min(place.moves, key=lambda one: one.cost) for place in apart]
        outs = tuple(place for place in move.outs if place not in apart)
        trail = (move.trail, *(way.trail for way in ways))
        self._replace(at, move, Move(trail, move.cost + sum(way.cost for way in ways), outs))
        for place in apart:
            self._swallow(at, place)
        return True

    def _is_branch(self, place: Place, move: Move) -> bool:
        """Say whether a place is come to by this move alone, once, and nothing comes of it."""
        if not self._free(place) or len(self.into[place]) != 1 or move.outs.count(place) != 1:
            return False
        return bool(place.moves) and not any(one.outs or not _plain(one) for one in place.moves)

    def _comes_again(self, node: Node) -> bool:
        if node not in self.round:
            found = paths.reached(paths.after(node))
            self.spend(len(found))
            self.round[node] = node in found
        return self.round[node]

    def _swallow(self, at: Place, place: Place) -> None:
        """A place is no more; what can happen there happens at another."""
        at.passed |= place.passed
        at.does = at.does or place.does
        for move in list(place.moves):
            self._drop(place, move)
        self.gone.add(place)

    # the graph

    def _free(self, place: Place) -> bool:
        """Say whether a place may be put together with what leads to it."""
        return not (place.fixed or place.mark or place.join or place in self.begun or place in self.gone)

    def _same(self, at: Place, node: Node) -> bool:
        """Say whether inclusive joins elsewhere wait for a token here as they do for one there."""
        others = (join for join in self.watching if join is not node)
        reach = self.net.reach
        return all(reach(join, at.node, how) == reach(join, node, how) for join in others for how in (True, False))

    def _know(self, at: Place, move: Move) -> None:
        for place in move.outs:
            self.into[place][move] = at

    def _add(self, at: Place, move: Move) -> None:
        at.moves[move] = None
        self._know(at, move)

    def _drop(self, at: Place, move: Move) -> None:
        del at.moves[move]
        for place in move.outs:
            self.into[place].pop(move, None)

    def _replace(self, at: Place, move: Move, new: Move) -> None:
        self._drop(at, move)
        self._add(at, new)


def _plain(move: Move) -> bool:
    return not move.ends and move.mark is None
