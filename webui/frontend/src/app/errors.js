// The list of errors at the top takes the focus, and each line leads to its field.
import { mount } from "../shared/page.js";

mount("[data-focus]", (element) => element.focus({ preventScroll: false }));

document.addEventListener("click", (event) => {
  const link = event.target.closest('.errors a[href^="#"]');
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  field.scrollIntoView({ block: "center" });
});
