// The menu of places on a phone is a popover; this only tells assistive technology whether it is open.

document.addEventListener("toggle", (event) => {
  const button = document.querySelector(`.menu-button[popovertarget="${event.target.id}"]`);
  button?.setAttribute("aria-expanded", String(event.newState === "open"));
}, true);
