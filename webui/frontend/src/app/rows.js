// Lists that grow in a form: rows are cloned from a <template>, numbered obs[0], obs[1], … without gaps.

document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add-row]");
  if (add) return addRow(add.closest("[data-rows]"));
  const remove = event.target.closest("[data-remove-row]");
  if (remove) removeRow(remove.closest("[data-row]"));
});

function addRow(list) {
  const template = list.querySelector(":scope > template");
  const row = template.content.cloneNode(true);
  list.querySelector(":scope > [data-row-list]").append(row);
  renumber(list);
  rowsOf(list).at(-1)?.querySelector("input, select, textarea")?.focus();
}

function removeRow(row) {
  const list = row.closest("[data-rows]");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber(list);
  (next?.querySelector("[data-remove-row]") ?? list.querySelector("[data-add-row]"))?.focus();
}

function rowsOf(list) {
  return [...list.querySelectorAll(":scope > [data-row-list] > [data-row]")];
}

/** Writes each row's place into its names and ids, where `obs[…]` stands first; inner lists keep their own numbers. */
function renumber(list) {
  const base = list.dataset.rows;
  const rows = rowsOf(list);
  const most = Number(list.dataset.maxRows || Infinity);
  rows.forEach((row, index) => {
    for (const node of everythingIn(row)) {
      for (const attribute of ["name", "id", "for", "aria-describedby", "data-rows", "data-field"]) {
        const value = node.getAttribute(attribute);
        if (value) node.setAttribute(attribute, placed(value, base, index));
      }
    }
    const number = row.querySelector("[data-row-number]");
    if (number) number.textContent = String(index + 1);
  });
  list.querySelector(":scope > [data-add-row]")?.toggleAttribute("disabled", rows.length >= most);
  list.dispatchEvent(new CustomEvent("cabildo:rows", { bubbles: true }));
}

function* everythingIn(row) {
  yield row;
  for (const node of row.querySelectorAll("*")) {
    yield node;
    if (node.tagName === "TEMPLATE") yield* node.content.querySelectorAll("*");
  }
}

function placed(value, base, index) {
  return value.split(" ").map((word) => {
    const at = word.indexOf(`${base}[`);
    if (at < 0) return word;
    const close = word.indexOf("]", at + base.length);
    return `${word.slice(0, at + base.length)}[${index}${word.slice(close)}`;
  }).join(" ");
}
