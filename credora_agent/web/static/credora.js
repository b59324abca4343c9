// What every page does: the menu, the theme, the question box's shortcut, and what htmx brings in.
"use strict";

const cookie = (name, value) => {
  document.cookie = `${name}=${value};path=/;samesite=lax;max-age=${value ? 31536000 : 0}${location.protocol === "https:" ? ";secure" : ""}`;
};

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-toggles], [data-theme-set], [data-copies]");
  const side = document.getElementById("navigation");
  if (side?.classList.contains("open") && !event.target.closest("#navigation")) toggle(side, false);
  else if (target?.dataset.toggles) toggle(document.getElementById(target.dataset.toggles));
  if (target?.dataset.themeSet !== undefined) {
    const theme = target.dataset.themeSet;
    cookie("theme", theme);
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    document.dispatchEvent(new Event("themechange"));
  }
  if (target?.dataset.copies) {
    const from = document.getElementById(target.dataset.copies);
    navigator.clipboard.writeText(from.value ?? from.innerText).then(() => say("Copied"));
  }
  for (const open of document.querySelectorAll("details.account[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

function toggle(panel, open = !panel.classList.contains("open")) {
  panel.classList.toggle("open", open);
  document.querySelector(`[data-toggles="${panel.id}"]`)?.setAttribute("aria-expanded", String(open));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const side = document.getElementById("navigation");
    if (side?.classList.contains("open")) toggle(side, false);
    for (const open of document.querySelectorAll("details.account[open]")) open.open = false;
  }
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const box = document.querySelector('[data-shortcut="/"]');
    if (box) { event.preventDefault(); box.focus(); }
  }
});

// A form that only chooses what is shown is sent when a choice is made.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.dataset.auto !== undefined && event.target.type !== "submit") form.requestSubmit();
});

// A boosted link changes what its page shows; one that leads to another page is followed, as that has its own head.
document.addEventListener("htmx:configRequest", (event) => {
  const { boosted, verb, path } = event.detail;
  if (!boosted || verb !== "get" || new URL(path, location.href).pathname === location.pathname) return;
  event.preventDefault();
  location.assign(path);
});

// Told to who cannot see it.
function say(text) {
  const said = document.getElementById("said");
  if (said) said.textContent = text;
}
