// What is to be marked, as a list: which element, which class, which words on its badge.

/** Yields `{id, name, badge}`. Lists may name an id several times, or be a mapping of id to count. */
export function* marksOf({ done = [], now = [], late = [], flows = [], focus = null }) {
  const open = countsOf(now);
  const overdue = countsOf(late);
  for (const id of countsOf(flows).keys()) yield { id, name: "cab-flow" };
  for (const [id, count] of countsOf(done)) {
    if (open.has(id) || overdue.has(id)) continue;
    yield { id, name: "cab-done", badge: count > 1 ? `✓ ${count}` : "✓" };
  }
  for (const [id, count] of open) {
    if (!overdue.has(id)) yield { id, name: "cab-now", badge: count > 1 ? `▶ ahora ${count}` : "▶ ahora" };
  }
  for (const [id, count] of overdue) yield { id, name: "cab-late", badge: count > 1 ? `▲ vencida ${count}` : "▲ vencida" };
  if (focus) yield { id: focus, name: "cab-focus" };
}

function countsOf(list) {
  if (!Array.isArray(list)) return new Map(Object.entries(list));
  const counts = new Map();
  for (const id of list) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
