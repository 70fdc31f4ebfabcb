// Enhancement only: every page works without this file.
"use strict";

// A menu closes when the reader goes elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Long work says that it goes on, and a second press does not start it twice.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || !button.dataset.busy) return;
  if (button.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  button.setAttribute("aria-busy", "true");
  const label = button.querySelector("[data-label]");
  if (label) {
    button.dataset.rest = label.textContent;
    label.textContent = button.dataset.busy;
  }
});
// Coming back by the browser's Back button shows the button as it was.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[aria-busy=true]")) {
    button.removeAttribute("aria-busy");
    const label = button.querySelector("[data-label]");
    if (label && button.dataset.rest) label.textContent = button.dataset.rest;
  }
});

// Ctrl+Enter in the statement presses its button.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea[data-submit]")) {
    event.preventDefault();
    event.target.form.requestSubmit(event.target.form.querySelector("button[data-busy]"));
  }
});

// On narrow screens the filters start folded; wide ones show them (the markup has them open).
const narrow = window.matchMedia("(max-width: 59.99rem)");
function fold() {
  for (const part of document.querySelectorAll("details.fold-narrow")) part.open = !narrow.matches;
}
narrow.addEventListener("change", fold);
fold();

// What a filter changed is told to screen readers through the results' own live region (see pages).
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr) window.location.assign(event.detail.pathInfo.finalRequestPath || window.location.href);
});
