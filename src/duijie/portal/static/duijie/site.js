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

// On narrow screens the ways through the site are scrolled to where the reader is.
const here = document.querySelector("nav.main [aria-current]");
if (here) here.scrollIntoView({ block: "nearest", inline: "center" });

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

// What is folded on narrow screens is open on wide ones: the style sheet does that where it can.
if (!CSS.supports("selector(::details-content)")) {
  const narrow = window.matchMedia("(max-width: 59.99rem)");
  const fold = () => {
    for (const part of document.querySelectorAll("details.fold-narrow")) part.open = !narrow.matches;
  };
  narrow.addEventListener("change", fold);
  fold();
}

// What a filter changed is told to screen readers through the results' own live region (see pages).
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr) window.location.assign(event.detail.pathInfo.finalRequestPath || window.location.href);
});

// A box that leaves of many choices those that hold what is typed, and those that are ticked.
const MANY = 10;
function filterOf(rows, hint) {
  const filter = document.createElement("input");
  filter.type = "search";
  filter.autocomplete = "off";
  filter.placeholder = hint;
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const row of rows) row.label.hidden = wanted !== "" && !row.tick.checked && !row.words.includes(wanted);
  });
  filter.addEventListener("change", (event) => event.stopPropagation());
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  return filter;
}
for (const group of document.querySelectorAll(".facets [data-filter]")) {
  const rows = [...group.querySelectorAll("label.tick")].map((label) => ({
    label,
    tick: label.querySelector("input"),
    words: label.querySelector("span").textContent.trim().toLowerCase(),
  }));
  if (rows.length <= MANY) continue;
  const filter = filterOf(rows, group.dataset.filter);
  filter.setAttribute("aria-label", group.dataset.filter);
  rows[0].label.before(filter);
}

// A list of many choices gets a box to narrow it and ticks instead of Ctrl+click; the list itself
// stays in the form and is what is sent.
function pick(select) {
  const box = document.createElement("div");
  box.className = "picker";
  const list = document.createElement("div");
  list.className = "choices";
  list.id = `${select.id}-choices`;
  list.setAttribute("role", "group");
  const name = document.querySelector(`label[for="${select.id}"]`);
  const rows = [...select.options].map((option) => {
    const label = document.createElement("label");
    const tick = document.createElement("input");
    tick.type = "checkbox";
    tick.checked = option.selected;
    const text = document.createElement("span");
    text.textContent = option.text;
    label.className = "tick";
    label.append(tick, text);
    tick.addEventListener("change", () => {
      option.selected = tick.checked;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return { label, tick, words: option.text.trim().toLowerCase() };
  });
  const chosenFirst = rows.filter((row) => row.tick.checked);
  list.append(...chosenFirst.map((row) => row.label), ...rows.filter((row) => !row.tick.checked).map((row) => row.label));
  const filter = filterOf(rows, select.dataset.filter || "");
  filter.id = `${select.id}-filter`;
  filter.setAttribute("aria-controls", list.id);
  if (name) {
    list.setAttribute("aria-label", name.firstChild.textContent.trim());
    name.htmlFor = filter.id;
  }
  box.append(filter, list);
  select.hidden = true;
  select.after(box);
}
for (const select of document.querySelectorAll("select[multiple]")) pick(select);
