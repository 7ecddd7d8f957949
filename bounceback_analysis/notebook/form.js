// Draws a page of fields from plain values. Every text is set as text, never as HTML.
// A press is done only when the kernel has answered it; until then the words stand here.

const PATIENCE = 2000; // Milliseconds without an answer after which somebody wonders.
const LOST = ".bb-lost, .jupyter-widgets-disconnected"; // Nobody hears what is pressed in there.
const START = "00_start_here.ipynb";
const AFRESH = "“Start again here”";

// What is typed in the forms of this page, by the file it is for, so that the form that comes
// after a restart can have it. It is private, so it stays in the page and is stored nowhere.
const kept = (window.bouncebackWords ||= new Map());

function element(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === "text") made.textContent = value;
    else if (value !== undefined && value !== false && (value !== "" || name === "value")) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

function option(value, label, chosen) {
  const made = element("option", { value, text: label });
  made.selected = value === chosen;
  return made;
}

function choice(field, id) {
  const select = element("select", { id, name: field.name });
  for (const part of field.options) {
    if (part.group) {
      const rows = part.options.map(([value, label]) => option(value, label, field.value));
      select.append(element("optgroup", { label: part.group }, ...rows));
    } else select.append(option(part[0], part[1], field.value));
  }
  return select;
}

// Choices that are all seen at once and pressed; pressed again, a choice is taken back.
function picks(field, id) {
  const row = element("div", { class: "bb-picks" });
  const ends = field.kind === "rating" ? { 1: "1 hardly", 5: "5 very well" } : {};
  for (const [value, label] of field.options.filter(([value]) => value)) {
    const radio = element("input", { type: "radio", name: `${id}-${field.name}`, value, id: `${id}-${value}` });
    radio.checked = value === field.value;
    radio.addEventListener("click", () => {
      if (radio.dataset.was === "on") radio.checked = false;
      for (const one of row.querySelectorAll("input")) one.dataset.was = one.checked ? "on" : "";
      radio.dispatchEvent(new Event("input", { bubbles: true }));
    });
    if (radio.checked) radio.dataset.was = "on";
    row.append(element("label", {}, radio, element("span", { class: "bb-pill", text: ends[value] ?? label })));
  }
  row.addEventListener("keydown", (event) => {
    if (field.kind !== "rating" || !/^[1-5]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    const radio = row.querySelector(`input[value="${event.key}"]`);
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return row;
}

// A day is typed as people write it, or picked; what is picked stands in the words.
function day(field, id) {
  const words = element("input", { id, name: field.name, type: "text", autocomplete: "off" });
  words.value = field.value;
  const picker = element("input", { type: "date", "aria-label": `${field.label} Pick it from a calendar`, tabindex: -1 });
  picker.addEventListener("input", (event) => {
    event.stopPropagation();
    if (!picker.value) return;
    const [year, month, date] = picker.value.split("-").map(Number);
    words.value = new Date(year, month - 1, date).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
    words.dispatchEvent(new Event("input", { bubbles: true }));
  });
  picker.addEventListener("click", () => picker.showPicker?.());
  return element("div", { class: "bb-day" }, words, picker);
}

function control(field, id) {
  if (field.kind === "choice") return choice(field, id);
  if (field.kind === "rating" || field.kind === "picks") return picks(field, id);
  if (field.kind === "day") return day(field, id);
  if (field.kind === "tick") {
    const box = element("input", { id, name: field.name, type: "checkbox", value: "yes" });
    box.checked = Boolean(field.value);
    return box;
  }
  if (field.kind === "long") {
    const area = element("textarea", { id, name: field.name, rows: 2, spellcheck: "true" });
    area.value = field.value;
    return area;
  }
  const input = element("input", { id, name: field.name, type: "text", autocomplete: "off" });
  input.value = field.value;
  return input;
}

function drawField(field, id) {
  const inner = control(field, id);
  const notes = ["help", "hint", "mistake"].map((kind) => `${id}-${kind}`);
  const hint = element("p", { class: "bb-hint", id: notes[1], "aria-live": "polite" });
  const mistake = element("p", { class: "bb-mistake", id: notes[2], "aria-live": "assertive" });
  const help = field.help ? [element("p", { class: "bb-help", id: notes[0], text: field.help })] : [];
  const described = (field.help ? notes : notes.slice(1)).join(" ");
  const needed = field.needed ? [" ", element("span", { class: "bb-need", text: "(needed)" })] : [];
  if (field.kind === "rating" || field.kind === "picks") {
    const box = element("fieldset", { "data-field": field.name, "aria-describedby": described });
    box.append(element("legend", {}, field.label, ...needed), ...help, inner, hint, mistake);
    return box;
  }
  const typed = field.kind === "day" ? inner.firstChild : inner;
  typed.setAttribute("aria-describedby", described);
  if (field.needed) typed.setAttribute("aria-required", "true");
  const box = element("div", { class: `bb-field bb-kind-${field.kind}${field.half ? " bb-half" : ""}`, "data-field": field.name });
  const label = element("label", { for: id }, field.label, ...needed);
  if (field.kind === "tick") box.append(inner, label, hint, mistake);
  else box.append(label, ...help, inner, hint, mistake);
  if (field.suggestions && field.suggestions.length) {
    const list = element("datalist", { id: `${id}-list` });
    list.append(...field.suggestions.map((text) => element("option", { value: text })));
    inner.setAttribute("list", `${id}-list`);
    box.append(list);
  }
  return box;
}

function drawFields(fields, prefix) {
  const made = [];
  let group = "";
  for (const field of fields) {
    const drawn = drawField(field, `${prefix}-${field.name}`);
    if (!field.group) made.push(drawn);
    else if (field.group === group) made[made.length - 1].append(drawn);
    else made.push(element("details", {}, element("summary", { text: field.group }), drawn));
    if (field.group && field.value && field.kind !== "tick") made[made.length - 1].open = true;
    group = field.group;
  }
  return made;
}

// Writes one line as it would stand in the file; what the file has no column for comes after it.
function lineOf({ columns, delimiter, lines }, typed) {
  const { row = "", ...words } = typed;
  const cells = { ...lines[row], ...words };
  const quoted = (text) => (/["\r\n]|^\s|\s$/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = columns.map((name) => quoted(cells[name] ?? "")).join(delimiter);
  const more = Object.entries(words).filter(([name]) => !columns.includes(name));
  return [line, ...more.map(([name, text]) => `${name}: ${text}`)].join("\n");
}

const TROUBLE = {
  lost: [
    "Bounceback was stopped or started again behind this page, so it cannot hear this form.",
    `Press ${AFRESH}: your words come back into the form, ready to save. If they were saved after all, it says so, and nothing stands twice.`,
    "Start the notebook again from its menu: your words come back into the form, ready to save. If they were saved after all, it says so, and nothing stands twice.",
  ],
  away: [
    "This page has lost touch with Bounceback. If its own window is still open, leave this page as it is: it tries again by itself, and tells you here when it is saved.",
    "If that window was closed, keep this page until you have copied your words; then start Bounceback as you did before.",
  ],
  late: [
    "Bounceback is busy, or it has stopped. When it answers, this note says so; you need not press again.",
    `If no answer comes, press ${AFRESH}: your words come back into the form.`,
    "If no answer comes, start the notebook again: your words come back into the form.",
  ],
  failed: ["Something went wrong inside Bounceback; it is nothing that you did. You can press once more, or keep a copy."],
  turned: ["This form had just changed when you pressed, so nothing was done. Look at what stands here now, then press again."],
  since: ["You wrote this after you had pressed, so it was left out. Copy what you want to keep."],
};

function download(name, data) {
  const link = element("a", { href: URL.createObjectURL(new Blob([data])), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function copy(text, pre) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(pre); // Where a page may not copy, it is chosen, ready for Ctrl+C.
    return document.execCommand("copy");
  }
  return true;
}

function render({ model, el }) {
  const prefix = `bb-form-${crypto.randomUUID()}`; // Each notebook that is open has forms of its own.
  el.classList.add("bb-form");
  // JupyterLab would take single letters, arrows and Enter for commands of its own.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  let timer = 0;
  let turned = 0;
  let asked = null; // The press that waits for its answer, and the fields that changed since.
  let unheard = 0; // The newest words that were sent and not yet confirmed.
  let wonder = 0;

  const fields = () => model.get("page").fields || [];
  const boxOf = (name) => [...el.querySelectorAll("[data-field]")].find((box) => box.dataset.field === name);
  const controlOf = (name) => boxOf(name)?.querySelector("input, select, textarea");
  function textIn(name) {
    const box = boxOf(name);
    if (box.querySelector("input[type=radio]")) return box.querySelector("input:checked")?.value || "";
    const one = controlOf(name);
    return one.type === "checkbox" && !one.checked ? "" : one.value;
  }
  const textOf = (field) => textIn(field.name);
  function typed() {
    return Object.fromEntries(fields().map((field) => [field.name, textOf(field)]).filter(([, text]) => text));
  }
  function still() {
    clearTimeout(timer);
    timer = 0;
  }
  function send(given) {
    const id = given.id ?? crypto.randomUUID();
    try {
      model.send({ ...given, id, turn: model.get("page").turn });
    } catch (error) {
      console.warn(error); // The line is closed; the trouble is told below.
    }
    return id;
  }
  function tell() {
    still();
    unheard = send({ typed: typed() });
  }
  function soon(event) {
    keep();
    asked?.since.add(event.target.closest("[data-field]")?.dataset.field);
    clearTimeout(timer);
    timer = setTimeout(tell, 120);
  }
  function keep() {
    const { keeps } = model.get("page");
    if (keeps) kept.set(keeps.home, { state: keeps.state, typed: typed(), el });
  }
  function press(name) {
    still();
    keep();
    // Pressed again before the answer, it is the same press: whichever comes first is done.
    const id = asked?.press === name ? asked.id : undefined;
    const isLost = Boolean(el.closest(LOST));
    asked = { press: name, since: asked?.since ?? new Set() };
    asked.id = isLost ? id : send({ id, press: name, typed: typed() });
    if (isLost) worry();
    else wait();
  }
  function wait() {
    clearTimeout(wonder);
    wonder = setTimeout(worry, PATIENCE);
  }

  // Says what is the matter, and again when that changes, for as long as a press is unanswered.
  function worry() {
    if (!asked) return;
    const far = (model.widget_manager?.kernel?.connectionStatus ?? "connected") !== "connected";
    const trouble = el.closest(LOST) ? "lost" : far ? "away" : "late";
    if (el.querySelector(".bb-trouble")?.dataset.trouble !== trouble) warn(trouble);
    wait();
  }
  function words() {
    const { keeps } = model.get("page");
    const mine = fields().filter((field) => textOf(field) && (keeps?.again || textOf(field) !== field.value));
    if (!mine.length) return "";
    if (keeps?.columns) return lineOf(keeps, typed());
    return mine.map((field) => `${field.label}: ${textOf(field)}`).join("\n");
  }
  function warn(trouble, text = words()) {
    el.querySelector(".bb-trouble")?.remove();
    const [why, afresh, byHand] = TROUBLE[trouble];
    const canRun = document.documentElement.classList.contains("bb-can-run");
    const next = canRun ? afresh : (byHand ?? afresh);
    const title = trouble === "since" ? "Not saved: what you wrote since." : text ? "Your words are safe. They may not be saved yet." : "Nobody has answered yet.";
    const box = element("div", { class: "bb-trouble", role: "alert", "data-trouble": trouble }, element("p", { class: "bb-said-title", text: title }));
    box.append(...[why, next].filter(Boolean).map((line) => element("p", { text: line })));
    const row = element("div", { class: "bb-buttons" });
    if (canRun && byHand) row.append(element("button", { type: "button", class: "bb-main bb-afresh", text: "Start again here" }));
    if (text) {
      const { keeps } = model.get("page");
      const pre = element("pre", { text, tabindex: 0, "aria-label": "Your words, to copy" });
      if (keeps?.columns && trouble !== "since") box.append(element("p", { text: `To be on the safe side, here they are as a line for ${keeps.file}:` }));
      const copies = element("button", { type: "button", class: "bb-copy", text: "Copy" });
      copies.addEventListener("click", async () => {
        copies.textContent = (await copy(text, pre)) ? "Copied" : "Press Ctrl+C";
      });
      box.append(pre);
      row.append(copies);
    }
    box.append(row);
    (el.querySelector("form .bb-buttons:last-child") ?? el.querySelector("form") ?? el).after(box);
    box.scrollIntoView({ block: "nearest" });
  }
  function answered({ answered: id, came }) {
    if (id === unheard) {
      unheard = 0;
      const { keeps } = model.get("page");
      const left = keeps && kept.get(keeps.home);
      if (came === "failed") warn(came, words() || (left && keeps.columns ? lineOf(keeps, left.typed) : ""));
    }
    if (id !== asked?.id) return;
    clearTimeout(wonder);
    asked = null;
    if (el.querySelector(".bb-trouble")?.dataset.trouble !== "since") el.querySelector(".bb-trouble")?.remove();
    if (came !== "done") warn(came);
  }
  function button({ name, label, main }) {
    if (name === "again") {
      const link = element("a", { href: START, text: label, "data-bb-page": START });
      return link; // The page itself goes there.
    }
    const made = element("button", { type: main ? "submit" : "button", class: main ? "bb-main" : "", text: label });
    made.dataset.press = name;
    if (!main) made.addEventListener("click", () => press(name));
    return made;
  }
  function said({ title, lines = [], saved, sorry, buttons = [] }) {
    const words = element("div", {}, element("h2", { class: "bb-said-title", text: title }), ...lines.map((text) => element("p", { class: "bb-cap", text })));
    const box = element("div", { class: `bb-said${sorry ? " bb-sorry" : ""}${saved ? " bb-saved" : ""}`, tabindex: -1 }, words);
    if (buttons.length) box.append(element("div", { class: "bb-buttons" }, ...buttons.map(button)));
    return box;
  }

  // What was changed between a press and its answer is not in what was saved.
  function changedSince() {
    const names = [...(asked?.since ?? [])].filter((name) => boxOf(name));
    return names.map((name) => `${boxOf(name).querySelector("label, legend").firstChild.textContent}: ${textIn(name)}`).join("\n");
  }

  function draw() {
    const held = el.contains(document.activeElement) ? document.activeElement : null;
    still();
    const since = turned ? changedSince() : "";
    const page = model.get("page");
    const parts = [];
    if (page.doors?.length) {
      const doors = page.doors.map((door) => {
        const made = button(door);
        made.setAttribute("aria-pressed", String(Boolean(door.on)));
        return made;
      });
      doors.forEach((door) => door.classList.add("bb-door"));
      parts.push(element("div", { class: "bb-doors", role: "group", "aria-label": "What would you like to write down?" }, ...doors));
    }
    const status = element("div", { role: "status" });
    parts.unshift(status);
    const form = element("form", { novalidate: true, autocomplete: "off" });
    if (page.heading) form.append(element("h2", { class: "bb-heading bb-h3", text: page.heading }));
    form.append(...(page.intro || []).map((text) => element("p", { text })));
    form.append(...drawFields(fields(), prefix));
    if (page.buttons?.length) {
      const row = element("div", { class: "bb-buttons" }, ...page.buttons.map(button));
      if (page.note) row.append(element("span", { class: "bb-cap", text: page.note }));
      form.append(row);
    }
    form.hidden = !form.children.length;
    const main = (page.buttons || []).find((each) => each.main);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (main) press(main.name);
    });
    form.addEventListener("input", soon);
    form.addEventListener("focusout", () => timer && tell());
    form.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    parts.push(form);
    if (page.support) parts.push(element("p", { class: "bb-support", text: page.support }));
    el.classList.toggle("bb-bare", Boolean(page.folded) || form.hidden);
    if (page.folded) {
      const open = Boolean(page.said || el.querySelector(":scope > details")?.open);
      const fold = element("details", { open }, element("summary", { text: page.folded }), ...parts);
      el.replaceChildren(fold);
    } else el.replaceChildren(...parts);
    if (page.said) status.append(said(page.said));
    mark();
    if (turned && page.focus) focus(page.focus);
    else if (held) focus(held.closest("[data-field]")?.dataset.field ?? held.dataset.press);
    if (since) warn("since", since);
    if (turned) settle(page);
    turned = page.turn;
  }

  // The kernel has turned the page, so it has the words that stood on it.
  function settle({ keeps }) {
    unheard = 0;
    asked?.since.clear();
    if (keeps && kept.get(keeps.home)?.el === el) kept.delete(keeps.home);
  }
  // The words of a form that is gone, or that nobody hears any more, go on in this one.
  function takeOver({ keeps }) {
    const left = keeps && kept.get(keeps.home);
    if (!left || left.el === el || (left.el.isConnected && !left.el.closest(LOST))) return;
    kept.set(keeps.home, { ...left, el });
    unheard = send({ kept: left.state, typed: left.typed });
  }

  function focus(name) {
    const target = name === "said" ? el.querySelector(".bb-said") : controlOf(name) || el.querySelector(`[data-press="${name}"]`) || el.querySelector("summary");
    target?.focus();
  }

  function mark() {
    const mistakes = model.get("mistakes");
    const hints = model.get("hints");
    for (const field of fields()) {
      const box = boxOf(field.name);
      if (!box) continue;
      box.querySelector(".bb-mistake").textContent = mistakes[field.name] || "";
      box.querySelector(".bb-hint").textContent = hints[field.name] || "";
      box.querySelectorAll("input, select, textarea").forEach((each) => {
        if (mistakes[field.name]) each.setAttribute("aria-invalid", "true");
        else each.removeAttribute("aria-invalid");
      });
      if (mistakes[field.name]) box.closest("details")?.setAttribute("open", "");
    }
  }

  function marked() {
    mark();
    const first = fields().find((field) => model.get("mistakes")[field.name]);
    if (first) focus(first.name);
  }

  function heard(said, buffers) {
    if (said.answered) answered(said);
    else if (said.file) download(said.file, buffers[0]);
  }

  // Another page of ours asked for one of the pages of this form.
  function door() {
    const name = `door ${window.bouncebackDoor}`;
    const wanted = (model.get("page").doors || []).some((each) => each.name === name);
    if (!wanted || !el.isConnected) return;
    window.bouncebackDoor = undefined;
    press(name);
  }
  const leave = () => timer && tell();
  // The browser asks before it closes a page that alone holds what was typed.
  const hold = (event) => {
    if (el.isConnected && (asked || unheard)) event.preventDefault();
  };
  const onPage = Object.entries({ "bounceback-door": door, pagehide: leave, beforeunload: hold });
  const onModel = Object.entries({ "change:page": draw, "change:mistakes": marked, "change:hints": mark, "msg:custom": heard });
  for (const [name, act] of onPage) window.addEventListener(name, act);
  for (const [name, act] of onModel) model.on(name, act);
  draw();
  turned = turned || -1;
  takeOver(model.get("page"));
  setTimeout(() => {
    door(); // Once it stands in the page.
    if (model.get("page").grab) focus(model.get("page").focus);
  });
  return () => {
    clearTimeout(wonder);
    for (const [name, act] of onPage) window.removeEventListener(name, act);
    for (const [name, act] of onModel) model.off(name, act);
  };
}

export default { render };
