// Names made of words, for files, elements and fields.

/** `Autorizar la feria` is autorizar_la_feria; empty where no letter is left. What begins with a figure
 *  gets `before`, since no name may. */
export function shortOf(name, before = "paso") {
  const plain = (name ?? "").normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 48).replace(/_+$/, "");
  return /^[0-9]/.test(words) ? `${before}_${words}` : words;
}
