// What the viewer says of its own.
export const WORDS = {
  "Open {element}": "Abrir {element}",
};
