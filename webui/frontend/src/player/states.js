// How each diagram stood at an entry: the entries before it, told one after the other.

class State {
  constructor() {
    this.done = new Map();
    this.now = new Map();
    this.late = new Set();
    this.flows = new Set();
  }

  tell({ opened = [], closed = [], withdrawn = [], late = [], flows = [] }) {
    for (const id of closed) {
      this.#leave(id);
      this.done.set(id, (this.done.get(id) ?? 0) + 1);
    }
    for (const id of withdrawn) this.#leave(id);
    for (const id of opened) this.now.set(id, (this.now.get(id) ?? 0) + 1);
    for (const id of late) if (this.now.has(id)) this.late.add(id);
    for (const id of flows) this.flows.add(id);
  }

  #leave(id) {
    const left = (this.now.get(id) ?? 0) - 1;
    if (left > 0) this.now.set(id, left);
    else {
      this.now.delete(id);
      this.late.delete(id);
    }
  }

  asMarks() {
    return {
      done: Object.fromEntries(this.done),
      now: Object.fromEntries(this.now),
      late: [...this.late],
      flows: [...this.flows],
    };
  }
}

/** Returns a map of diagram key to its state after the entry at `index`; an entry without diagram means `first`; `also` is what it changed elsewhere. */
export function statesAt(entries, index, first) {
  const states = new Map([[first, new State()]]);
  for (const entry of entries.slice(0, index + 1)) {
    const key = entry.diagram ?? first;
    if (!states.has(key)) states.set(key, new State());
    states.get(key).tell(entry);
    for (const [other, changes] of Object.entries(entry.also ?? {})) {
      if (!states.has(other)) states.set(other, new State());
      states.get(other).tell(changes);
    }
  }
  return states;
}

/** The element an entry is about: its own `focus`, else what it opened, closed or found late. */
export function focusOf({ focus, opened = [], closed = [], late = [], withdrawn = [] }) {
  return focus ?? opened[0] ?? closed[0] ?? late[0] ?? withdrawn[0] ?? null;
}
