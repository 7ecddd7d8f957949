// Draws a page of fields from plain values. Every text is set as text, never as HTML.

let forms = 0;

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

function rating(field, id) {
  const name = `${id}-${field.name}`;
  const row = element("div", { class: "bb-rating" });
  const none = ["", "not said"];
  for (const [value, label] of [none, ["1", "1 hardly"], ["2", "2"], ["3", "3"], ["4", "4"], ["5", "5 very well"]]) {
    const radio = element("input", { type: "radio", name, value, id: `${id}-${value}` });
    radio.checked = value === field.value;
    row.append(element("label", {}, radio, document.createTextNode(` ${label}`)));
  }
  row.addEventListener("keydown", (event) => {
    if (!/^[1-5]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    const radio = row.querySelector(`input[value="${event.key}"]`);
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return row;
}

function control(field, id) {
  if (field.kind === "choice") return choice(field, id);
  if (field.kind === "rating") return rating(field, id);
  if (field.kind === "long") {
    const area = element("textarea", { id, name: field.name, rows: 3, spellcheck: "true" });
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
  const said = field.needed ? `${field.label} *` : field.label;
  if (field.kind === "rating") {
    const box = element("fieldset", { "data-field": field.name, "aria-describedby": described });
    box.append(element("legend", { text: said }), ...help, inner, hint, mistake);
    return box;
  }
  inner.setAttribute("aria-describedby", described);
  if (field.needed) inner.setAttribute("aria-required", "true");
  const box = element("div", { class: `bb-field bb-${field.kind}`, "data-field": field.name });
  box.append(element("label", { for: id, text: said }), ...help, inner, hint, mistake);
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
    if (field.group && (field.value || field.open)) made[made.length - 1].open = true;
    group = field.group;
  }
  return made;
}

function render({ model, el }) {
  const prefix = `bb-form-${(forms += 1)}`;
  el.classList.add("bb-form");
  // JupyterLab would take single letters, arrows and Enter for commands of its own.
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  let timer = 0;
  let turned = 0;

  const fields = () => model.get("page").fields || [];
  const boxOf = (name) => [...el.querySelectorAll("[data-field]")].find((box) => box.dataset.field === name);
  const controlOf = (name) => boxOf(name)?.querySelector("input, select, textarea");
  function textOf(field) {
    const box = boxOf(field.name);
    if (field.kind === "rating") return box.querySelector("input:checked")?.value || "";
    return controlOf(field.name).value;
  }
  function typed() {
    return Object.fromEntries(fields().map((field) => [field.name, textOf(field)]).filter(([, text]) => text));
  }
  function still() {
    clearTimeout(timer);
    timer = 0;
  }
  function tell() {
    still();
    model.set("typed", typed());
    model.save_changes();
  }
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(tell, 120);
  }
  function press(name) {
    still();
    model.send({ press: name, typed: typed(), turn: model.get("page").turn });
  }
  function button({ name, label, main }) {
    const made = element("button", { type: main ? "submit" : "button", class: main ? "bb-main" : name === "again" ? "bb-again" : "", text: label });
    if (name === "again") return made; // The page itself runs the notebook.
    made.dataset.press = name;
    if (!main) made.addEventListener("click", () => press(name));
    return made;
  }
  function said({ title, lines = [], code, buttons = [] }) {
    const box = element("div", { class: "bb-said", tabindex: -1 }, element("p", { class: "bb-said-title", text: title }));
    box.append(...lines.map((text) => element("p", { text })));
    if (code) box.append(element("pre", { text: code, tabindex: 0, "aria-label": "The line as it stands in the file" }));
    if (buttons.length) box.append(element("div", { class: "bb-buttons" }, ...buttons.map(button)));
    return box;
  }

  function draw() {
    still();
    const page = model.get("page");
    const parts = [];
    if (page.doors) {
      const doors = page.doors.map((door) => {
        const made = button(door);
        made.setAttribute("aria-pressed", String(Boolean(door.on)));
        return made;
      });
      parts.push(element("div", { class: "bb-doors", role: "group", "aria-label": "What would you like to write down?" }, ...doors));
    }
    const status = element("div", { role: "status" });
    parts.push(status);
    const form = element("form", { novalidate: true, autocomplete: "off" });
    if (page.heading) form.append(element("p", { class: "bb-heading", text: page.heading }));
    form.append(...(page.intro || []).map((text) => element("p", { text })));
    if (page.offers?.length) {
      const offers = [element("p", { text: "Your log suggests these. Take one to fill in the form, or write your own." }), ...page.offers.map(button)];
      form.append(element("div", { class: "bb-offers", role: "group", "aria-label": "Steps that your log suggests" }, ...offers));
    }
    form.append(...drawFields(fields(), prefix));
    if (page.buttons?.length) form.append(element("div", { class: "bb-buttons" }, ...page.buttons.map(button)));
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
    el.replaceChildren(...parts);
    if (page.said) status.append(said(page.said));
    mark();
    if (turned && page.focus) focus(page.focus);
    turned = page.turn;
  }

  function focus(name) {
    const target = name === "said" ? el.querySelector(".bb-said") : controlOf(name) || el.querySelector(`[data-press="${name}"]`);
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

  function fill({ fill: values }) {
    for (const [name, text] of Object.entries(values || {})) {
      const target = controlOf(name);
      if (target && !target.value) target.value = text;
    }
    if (values) tell();
  }

  const leave = () => timer && tell();
  window.addEventListener("pagehide", leave);
  model.on("change:page", draw);
  model.on("change:mistakes", marked);
  model.on("change:hints", mark);
  model.on("msg:custom", fill);
  draw();
  turned = turned || -1;
  return () => {
    window.removeEventListener("pagehide", leave);
    model.off("change:page", draw);
    model.off("change:mistakes", marked);
    model.off("change:hints", mark);
    model.off("msg:custom", fill);
  };
}

export default { render };
