// A conversation as it happens: a question is sent, and what comes back is put where it says. Nothing is computed here.
"use strict";

{
  const turns = document.getElementById("turns");
  const composer = document.getElementById("composer");
  const PATIENCE = 7;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const csrf = () => document.querySelector('meta[name="csrf"]')?.content ?? "";
  const slot = (turn, name) => turn.querySelector(`[data-slot="${name}"]`);

  // The events of a stream, each once it is whole.
  async function* events(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const parts = (rest + value).split("\n\n");
      rest = parts.pop();
      for (const part of parts) {
        const event = { id: "", kind: "", data: [] };
        for (const line of part.split("\n")) {
          if (line.startsWith("id: ")) event.id = line.slice(4);
          else if (line.startsWith("event: ")) event.kind = line.slice(7);
          else if (line.startsWith("data: ")) event.data.push(line.slice(6));
        }
        if (event.kind) yield { ...event, data: event.data.join("\n") };
      }
    }
  }

  class Refused extends Error {}

  // Hear one turn to its end: a line that is lost is taken up again after the last event that was heard.
  async function hear(turn, url, options, last) {
    for (let tries = 0; tries < PATIENCE; tries += 1) {
      try {
        const headers = { accept: "text/event-stream", "x-csrf-token": csrf(), ...options.headers, ...(last ? { "last-event-id": last } : {}) };
        const answer = await fetch(url, { ...options, headers });
        if (!answer.ok) throw answer.status < 500 || !last ? new Refused(await reason(answer)) : new Error(answer.status);
        for await (const event of events(answer.body)) {
          tries = 0;
          last = event.id;
          turn = place(turn, event);
          if (event.kind === "foot") return;
        }
      } catch (fault) {
        if (fault instanceof Refused) { refused(turn, fault.message, options.body); return; }
      }
      const doing = turn && slot(turn, "doing");
      if (doing) doing.textContent = "The line was lost; taking it up again …";
      await pause(Math.min(400 * 2 ** tries, 8000));
    }
    refused(turn, "The line was lost. The answer may still be kept: look among the conversations.", options.body);
  }

  async function reason(answer) {
    if (answer.status === 401) { location.reload(); return "You are signed out."; }
    try {
      const said = await answer.json();
      return [said.detail, said.remedy].filter(Boolean).join(" ");
    } catch {
      return "That did not work. Try again.";
    }
  }

  // Put what an event brings into its slot; the turn's own frame comes first.
  function place(turn, event) {
    const made = document.createElement("template");
    made.innerHTML = event.data;
    const nodes = [...made.content.children];
    if (event.kind === "turn") {
      document.getElementById("begin")?.remove();
      turns.append(made.content);
      const added = turns.lastElementChild;
      added.scrollIntoView({ block: "start" });
      return added;
    }
    const target = slot(turn, event.kind);
    if (event.kind === "doing" || event.kind === "foot") target.replaceChildren(made.content);
    else target.append(made.content);
    for (const node of nodes) { window.htmx?.process(node); window.credora?.drawAll(node); }
    if (event.kind === "foot") ended(turn, target);
    return turn;
  }

  function ended(turn, foot) {
    turn.removeAttribute("aria-busy");
    slot(turn, "doing").replaceChildren();
    readable(turn);
    const found = foot.querySelector("[data-conversation]");
    if (found?.dataset.moved) { location.assign(found.dataset.moved); return; }
    if (!found) return;
    const conversation = found.dataset.conversation;
    turn.id = `answer-${found.dataset.message}`;
    for (const form of document.querySelectorAll("form[data-asks]")) {
      if (form === composer || turn.contains(form)) keep(form, conversation);
    }
    if (location.pathname === "/ask") {
      history.replaceState(null, "", found.dataset.place);
      document.querySelector(".talk h1").textContent = found.dataset.question;
      document.title = `${found.dataset.question} · Credora`;
    }
    window.htmx?.ajax("GET", found.dataset.history, { target: "#history", swap: "outerHTML" });
    say(slot(turn, "words").textContent);
  }

  function keep(form, conversation) {
    let field = form.elements.conversation;
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "conversation" });
      form.append(field);
    }
    field.value = conversation;
  }

  function refused(turn, text, body) {
    const notice = Object.assign(document.createElement("p"), { className: "notice error", textContent: text });
    notice.setAttribute("role", "alert");
    if (turn) {
      turn.removeAttribute("aria-busy");
      slot(turn, "doing").replaceChildren();
      slot(turn, "foot").replaceChildren(notice);
    } else turns.append(notice);
    const box = composer?.elements.q;
    if (box && !box.value && body) box.value = body.get("q") ?? "";
  }

  function ask(form) {
    const body = new URLSearchParams(new FormData(form));
    if (!body.get("q")?.trim()) return;
    const options = { method: "POST", body, headers: { "idempotency-key": crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` } };
    if (form === composer) { form.elements.q.value = ""; form.elements.q.focus(); }
    hear(null, form.getAttribute("action"), options, "");
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sure && !window.confirm(form.dataset.sure)) { event.preventDefault(); return; }
    if (form.dataset.asks !== undefined) { event.preventDefault(); ask(form); }
    if (form.dataset.stops !== undefined) {
      event.preventDefault();
      fetch(form.action, { method: "POST", headers: { accept: "application/json", "x-csrf-token": csrf() } });
    }
  });

  composer?.elements.q.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); composer.requestSubmit(); }
  });

  // Reading aloud, and writing down what is said, where the browser can.
  const voice = window.speechSynthesis;
  function readable(within) {
    if (voice) for (const button of within.querySelectorAll("[data-reads]")) button.hidden = false;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reads]");
    if (!button) return;
    if (voice.speaking) { voice.cancel(); return; }
    const told = document.getElementById(button.dataset.reads);
    const spoken = new SpeechSynthesisUtterance(told.querySelector('[data-slot="words"]').textContent || told.textContent);
    spoken.onend = () => { button.textContent = "Read aloud"; };
    button.textContent = "Stop reading";
    voice.speak(spoken);
  });
  const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
  const speak = document.getElementById("speak");
  if (Recognition && speak) {
    speak.hidden = false;
    const heard = new Recognition();
    heard.interimResults = true;
    heard.lang = navigator.language;
    heard.onresult = (event) => { composer.elements.q.value = [...event.results].map((each) => each[0].transcript).join(" "); };
    heard.onend = () => { speak.setAttribute("aria-pressed", "false"); speak.textContent = "Speak"; composer.elements.q.focus(); };
    heard.onerror = (event) => { if (event.error === "not-allowed") { speak.hidden = true; say("The microphone was not allowed."); } };
    speak.addEventListener("click", () => {
      if (speak.getAttribute("aria-pressed") === "true") { heard.stop(); return; }
      speak.setAttribute("aria-pressed", "true");
      speak.textContent = "Listening …";
      heard.start();
    });
  }

  readable(document);
  const waiting = turns.querySelector("[data-run][aria-busy]");
  if (waiting) hear(waiting, waiting.dataset.heard, {}, `${waiting.dataset.run}.0`);
  if (turns.lastElementChild && !location.hash) turns.lastElementChild.scrollIntoView({ block: "start" });
}
