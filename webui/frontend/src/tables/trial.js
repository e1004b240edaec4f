// Trying a decision out: values are typed, the server decides with what is saved, and the rows that were hit are shown.
import { answerOf, debounce, make, post } from "../shared/page.js";

const FAILED = "No se pudo probar. Vuelva a intentarlo.";
const YES_NO = [["", "sin dato"], ["sí", "sí"], ["no", "no"]];

/** Wires the page of tries; `hits(row ids)` marks the rows in the open table. Returns what asks anew after a save. */
export function tryOut({ form, said, url, editor, hits }) {
  const typed = new Map(); // what was typed, by name of the datum: it outlives the form
  const ask = async (told) => answerOf(await post(url, JSON.stringify(told), { "Content-Type": "application/json" }), FAILED);
  let turn = 0;

  const decide = async () => {
    const mine = ++turn;
    const decision = openDecision(editor);
    if (!decision) return;
    const values = Object.fromEntries(inputsOf(form).map((input) => [input.name, input.value]));
    if (!Object.values(values).some(Boolean)) {
      said.replaceChildren(make("p", { class: "soft" }, decision.decisionLogic?.rule ? "Escriba un dato y se verá qué filas se cumplen." : "Escriba un dato y se verá qué resulta."));
      return hits([]);
    }
    try {
      const answer = await ask({ decision: decision.id, values });
      if (mine === turn) tell(answer, decision);
    } catch (error) {
      if (mine === turn) said.replaceChildren(make("p", {}, error instanceof TypeError ? FAILED : error.message));
    }
  };
  const tell = ({ value, matched, problems }, decision) => {
    const own = rowsOf(decision, matched[decision.id] ?? []);
    hits(own.map((row) => row.id));
    const others = Object.entries(matched).filter(([id]) => id !== decision.id).map(([id, rows]) => make("p", { class: "soft" }, `${nameOf(editor, id)}: ${inRows(rows)}.`));
    said.replaceChildren(
      make("p", {}, "Resultado: ", make("strong", {}, value || "ninguno")),
      decision.decisionLogic?.rule ? make("p", {}, `${inRows(matched[decision.id] ?? [])}.`) : null,
      ...own.filter((row) => row.description).map((row) => make("p", { class: "soft" }, row.description)),
      ...others, ...problems.map((problem) => make("p", { class: "trial-problem" }, problem)));
  };
  const draw = async () => {
    const decision = openDecision(editor);
    hits([]);
    if (!decision) {
      form.replaceChildren();
      said.replaceChildren(make("p", { class: "soft" }, "Abra una decisión, arriba, para probarla."));
      return;
    }
    try {
      const { inputs } = await ask({ decision: decision.id });
      if (decision !== openDecision(editor)) return;
      form.replaceChildren(...inputs.map((one) => field(one, typed)));
      if (!inputs.length) said.replaceChildren(make("p", { class: "soft" }, "Esta decisión no lee ningún dato."));
      else await decide();
    } catch (error) {
      form.replaceChildren();
      said.replaceChildren(make("p", {}, error instanceof TypeError ? FAILED : error.message));
    }
  };
  const soon = debounce(decide, 250);
  form.addEventListener("input", (event) => {
    typed.set(event.target.name, event.target.value);
    soon();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    decide();
  });
  return () => (form.contains(document.activeElement) ? decide() : draw());
}

function openDecision(editor) {
  const view = editor.getActiveView();
  return view && view.type !== "drd" ? view.element : null;
}

function inputsOf(form) {
  return [...form.querySelectorAll("input, select")];
}

function rowsOf(decision, numbers) {
  return numbers.map((number) => decision.decisionLogic?.rule?.[number - 1]).filter(Boolean);
}

function inRows(numbers) {
  if (!numbers.length) return "Ninguna fila se cumple";
  return numbers.length === 1 ? `Se cumple la fila ${numbers[0]}` : `Se cumplen las filas ${numbers.slice(0, -1).join(", ")} y ${numbers.at(-1)}`;
}

function nameOf(editor, id) {
  return editor.getDefinitions().get("drgElement").find((one) => one.id === id)?.name ?? id;
}

const TYPES = { date: "date", time: "time", "date and time": "datetime-local", dateTime: "datetime-local" };

function field({ name, label, type, choices }, typed) {
  const id = `dato-${name}`;
  const value = typed.get(name) ?? "";
  const words = label === name ? name : `${label} (${name})`;
  if (type === "boolean") {
    const options = YES_NO.map(([code, text]) => make("option", { value: code, selected: code === value }, text));
    return make("div", { class: "field" }, make("label", { for: id }, words), make("select", { id, name }, ...options));
  }
  const list = choices.length ? make("datalist", { id: `${id}-valores` }, ...choices.map((choice) => make("option", { value: choice }))) : null;
  const input = make("input", { id, name, value, autocomplete: "off", type: TYPES[type] ?? "text", inputmode: type === "number" ? "decimal" : null, list: list && list.id });
  return make("div", { class: "field" }, make("label", { for: id }, words), input, list);
}
