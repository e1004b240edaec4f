// What every island asks of the page: the CSRF token, the hour in Lima, and to be told of new content.

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

export function post(url, body, headers = {}) {
  return fetch(url, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRF-Token": csrfToken(), ...headers },
  });
}

/** Resolves to the JSON of an answer; rejects with the server's own sentence where it gives one, and the status. */
export async function answerOf(response, otherwise) {
  const isJson = response.headers.get("Content-Type")?.includes("json");
  const answer = isJson ? await response.json() : {};
  if (!response.ok || !isJson) throw Object.assign(new Error(answer.message ?? otherwise), { status: response.status });
  return answer;
}

/** Resolves to the XML of an answer, in the encoding that its first bytes or its declaration tell. */
export async function xmlOf(response) {
  const bytes = await response.arrayBuffer();
  const [first, second, third] = new Uint8Array(bytes.slice(0, 3));
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder().decode(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  const declared = /^<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/.exec(new TextDecoder("latin1").decode(bytes.slice(0, 200)));
  return new TextDecoder(/^(iso-8859-1|iso-8859-15|windows-1252|latin1)$/i.test(declared?.[1]) ? declared[1] : "utf-8").decode(bytes);
}

export function hourInLima(moment = new Date()) {
  return new Intl.DateTimeFormat("es-PE", {
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "America/Lima",
  }).format(moment);
}

/** Calls `build(element)` once for every element that matches, now and after each swap of htmx. */
export function mount(selector, build) {
  const built = new WeakSet();
  const look = () => {
    for (const element of document.querySelectorAll(selector)) {
      if (built.has(element)) continue;
      built.add(element);
      build(element);
    }
  };
  for (const swapped of ["htmx:after:swap", "htmx:after:settle"]) document.addEventListener(swapped, look);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", look);
  else look();
}

export function debounce(work, wait) {
  let timer;
  const later = (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), wait);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** Makes an element: `make("button", {class: "btn", type: "button"}, "Tomar", otherNode)`. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}
