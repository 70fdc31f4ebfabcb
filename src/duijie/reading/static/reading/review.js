// Enhancement only: without this file each decision is a form that leads to the next card.
// With it the next card is there already, and what was decided is sent behind it.
"use strict";

(() => {
  const review = document.querySelector("[data-review]");
  if (!review) return;
  const queue = review.querySelector("#queue");
  const done = review.querySelector(".done");
  let asking = false;
  let wanting = false;

  const cards = () => [...queue.querySelectorAll(".card:not(.sent)")];
  const current = () => queue.querySelector(".card.current:not(.sent)");

  function show(card, focus = true) {
    for (const other of queue.querySelectorAll(".card.current")) other.classList.remove("current");
    if (card) {
      card.classList.add("current");
      if (focus) card.querySelector("h2").focus({ preventScroll: true });
    }
    done.hidden = Boolean(card);
  }

  function say(text) {
    const place = review.querySelector(".said-now");
    if (place) place.textContent = text;
  }

  function more() {
    if (asking) return;
    asking = true;
    const join = review.dataset.more.includes("?") ? "&" : "?";
    const loaded = [...queue.querySelectorAll(".card")].map((card) => card.dataset.card).join(",");
    window.htmx
      .ajax("GET", `${review.dataset.more}${join}loaded=${loaded}`, { target: "#queue", swap: "beforeend" })
      .then(() => {
        asking = false;
        const card = current();
        const all = cards();
        const next = card && all[all.indexOf(card) + 1];
        if (wanting && next) show(next); // somebody pressed j at the last card, before this came
        wanting = false;
      });
  }

  // The card goes at once; it comes back when the server says no.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!review.contains(event.target)) return;
    event.detail.parameters.loaded = [...queue.querySelectorAll(".card")].map((card) => card.dataset.card).join(",");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-decide]")) return;
    const card = form.closest(".card");
    const rest = cards();
    const at = rest.indexOf(card);
    card.classList.add("sent");
    const next = rest[at + 1] || rest[at - 1];
    show(next);
    if (next) window.scrollTo({ top: Math.max(0, review.offsetTop - 16) });
  });
  document.body.addEventListener("decided", (event) => {
    for (const id of event.detail.ids) document.getElementById(`p-${id}`)?.remove();
    if (!current()) show(cards()[0]);
  });
  document.body.addEventListener("refused", (event) => {
    const { id, message, gone, fields } = event.detail;
    say(message);
    const card = id && document.getElementById(`p-${id}`);
    if (!card) return;
    if (gone) {
      card.remove();
      if (!current()) show(cards()[0]);
      return;
    }
    card.classList.remove("sent");
    const wrong = card.querySelector(".wrong");
    wrong.textContent = message;
    wrong.hidden = false;
    for (const place of card.querySelectorAll("[data-field]")) {
      const said = (fields || {})[place.dataset.field] || "";
      const list = place.querySelector(".errors");
      list.replaceChildren();
      if (said) {
        const item = document.createElement("li");
        item.textContent = said;
        list.append(item);
      }
    }
    if (Object.keys(fields || {}).length) card.querySelector("details").open = true;
    show(card);
  });
  document.body.addEventListener("undone", () => {
    show(cards()[0]); // it has been put in front
  });
  document.addEventListener("htmx:afterSettle", () => {
    const seen = new Set();
    for (const card of queue.querySelectorAll(".card")) {
      if (seen.has(card.id)) card.remove();
      seen.add(card.id);
    }
    if (!current()) show(cards()[0], false);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => {
      for (const card of queue.querySelectorAll(".card.sent")) card.classList.remove("sent");
      show(current() || cards()[0]);
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const card = current();
    if (event.target.closest("input, textarea, select")) {
      if (event.key === "Escape" && card) {
        card.querySelector("details").open = false;
        card.querySelector("h2").focus();
      }
      return;
    }
    const key = event.key.toLowerCase();
    if (key === "u") {
      review.querySelector("[data-undo] button")?.click();
    } else if ((key === "j" || key === "k") && card) {
      const all = cards();
      const next = all[all.indexOf(card) + (key === "j" ? 1 : -1)];
      if (next) show(next);
      wanting = key === "j" && !next;
      if (key === "j" && all.indexOf(card) >= all.length - 3) more();
    } else if (key === "e" && card) {
      const details = card.querySelector("details");
      details.open = !details.open;
      if (details.open) details.querySelector("input:not([type=hidden]), textarea").focus();
    } else if (card && card.querySelector(`[data-key="${key}"]`)) {
      card.querySelector(`[data-key="${key}"]`).click();
    } else {
      return;
    }
    event.preventDefault();
  });
})();
