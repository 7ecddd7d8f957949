// Shows the parts of one view: words as text nodes, marks with Plotly.react, files on request.
// plotly.js comes once per kernel, in its own model; the page keeps the one that arrived first.

const PLOTLY = Symbol.for("bounceback.plotly");
const FIRST = 5; // Quotes that are read at once, beside a list that is no longer.
const SAVED = 950; // Pixels across a picture that is saved: as wide as it stands on a page.
const PATIENCE = 60000; // Milliseconds in which a busy kernel hands plotly.js to a page that was opened again.
const NARROW = 660; // Pixels below which all is laid out as for a phone; look.css has it too.
const NOT_COLOURS = new Set(["x", "y", "text", "hovertext", "customdata", "ticktext"]);
const CONFIG = {
  displayModeBar: false, displaylogo: false, showLink: false, plotlyServerURL: "",
  topojsonURL: "/", showTips: false, typesetMath: false, doubleClick: false,
};
// One mark is one thing; its shape says the same as its colour.
const SHAPES = {
  strength: '<circle cx="8" cy="8" r="6" class="bb-strength"/>',
  gap: '<path d="M8 0 16 8 8 16 0 8Z" class="bb-gap"/>',
  outside: '<rect x="2" y="2" width="12" height="12" rx="1" class="bb-outside"/>',
  ring: '<circle cx="8" cy="8" r="5" class="bb-chosen"/>',
  dot: '<circle cx="8" cy="8" r="1.5" class="bb-none"/>',
};

function plotly(model) {
  globalThis[PLOTLY] ??= load(model).catch((error) => {
    delete globalThis[PLOTLY];
    throw error;
  });
  return globalThis[PLOTLY];
}

// The manager itself gives up after two seconds, which a slow machine needs for more than that.
async function carrier(model, end = Date.now() + PATIENCE) {
  try {
    return await model.widget_manager.get_model(model.get("plotly"));
  } catch (error) {
    if (Date.now() > end) throw error;
    return carrier(model, end);
  }
}

async function load(model) {
  const bundle = await carrier(model);
  dress(bundle.get("look"));
  const packed = new Blob([bundle.get("code")]).stream();
  const code = await new Response(packed.pipeThrough(new DecompressionStream("gzip"))).blob();
  const parts = ["const module = {exports: {}};\n", code, "\nexport default module.exports;"];
  const address = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
  try {
    return (await import(address)).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}

// Where our own page is not around us, the look comes with the first drawing.
function dress(look) {
  if (document.querySelector("link[href*='bounceback/look.css'], style.bb-look")) return;
  document.head.append(make("style", { className: "bb-look", textContent: look }));
}

function make(tag, properties = {}, ...children) {
  const { aria = {}, ...rest } = properties;
  const node = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(aria)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function isDark() {
  const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
  return jpThemeLight === "false" || /dark|^vscode-high-contrast$/.test(vscodeThemeKind ?? "");
}

function recoloured(value, colours) {
  if (typeof value === "string") return colours.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => recoloured(item, colours));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [
    name, NOT_COLOURS.has(name) ? item : recoloured(item, colours),
  ]));
}

function ring(traces, key, colour) {
  const points = traces.flatMap((trace) => (trace.customdata ?? []).flatMap((own, i) => (
    own === key ? [{ x: trace.x[i], y: trace.y[i], size: trace.marker.size[i] + 10 }] : []
  )));
  return {
    type: "scatter", mode: "markers", hoverinfo: "skip", cliponaxis: false,
    x: points.map((p) => p.x), y: points.map((p) => p.y),
    marker: {
      symbol: "circle-open", opacity: 1, size: points.map((p) => p.size), color: colour,
      line: { color: colour, width: 3 },
    },
  };
}

// A key pressed in one of our controls is for that control, not a command of the notebook.
function keepKeys() {
  if (document.documentElement.dataset.bbKeys) return;
  document.documentElement.dataset.bbKeys = "kept";
  document.addEventListener("focusin", ({ target }) => {
    if (target.closest(".bb-view")) target.setAttribute("data-lm-suppress-shortcuts", "true");
  });
}

function saveText(name, type, text) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// The picture as it is saved: on white, its words above it. Plotly takes some tags for markup.
function savePicture(library, shown, { name, figure: { data, layout }, title, subtitle, sentence }) {
  const lines = (text, most) => (text ?? "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").match(new RegExp(`\\S.{0,${most}}(?=\\s|$)`, "g")) ?? [];
  const words = [...lines(title, 80).map((line) => `<b>${line}</b>`), ...lines(subtitle, 110), ...lines(sentence, 110)];
  const above = 24 + 20 * words.length;
  const heading = { text: words.join("<br>"), x: 0, xanchor: "left", y: 1, yanchor: "top", pad: { l: 16, t: 16 }, font: { size: 15 } };
  const dressed = { ...layout, title: heading, margin: { ...layout.margin, t: above }, paper_bgcolor: "white", autosize: false };
  const size = { width: shown < NARROW ? NARROW : SAVED, height: layout.height + above };
  library.downloadImage({ data, layout: { ...dressed, ...size } }, { ...size, format: "png", scale: 2, filename: name });
}

function fillTable(table, picture) {
  const cell = (tag, i, text) => make(tag, {
    textContent: text, className: picture.numeric[i] ? "bb-number" : "",
  });
  const head = make("tr", {}, ...picture.columns.map((name, i) => {
    const node = cell("th", i, name);
    node.scope = "col";
    return node;
  }));
  const rows = picture.rows.map((row) => (
    make("tr", {}, ...row.map((text, i) => cell("td", i, text)))
  ));
  const more = picture.more ? ` The first ${rows.length}; ${picture.more} more are in the file.` : "";
  table.replaceChildren(
    make("caption", { textContent: picture.title + more }),
    make("thead", {}, head), make("tbody", {}, ...rows),
  );
}

// The choices by which a person puts right how a quote was read: how it was meant, and as what.
function readingOf({ reading }, tell) {
  const { key, ways, way, offers, chosen } = reading;
  const meant = make("select", { className: "bb-btn", aria: { "aria-label": "How it was meant" } },
    ...ways.map(([value, textContent]) => make("option", { value, textContent })));
  meant.value = way;
  const buttons = offers.map(([offer, textContent]) => make("button", {
    type: "button", className: "bb-btn", textContent, aria: { "aria-pressed": String(offer === chosen) },
    onclick: () => tell.press("read", JSON.stringify([key, meant.value, offer])),
  }));
  const words = [make("span", { textContent: "They meant" }), meant];
  const name = { role: "group", "aria-label": "Your reading of these words" };
  return make("div", { className: "bb-reading", hidden: !chosen, aria: name }, ...words, ...buttons);
}

function quoteOf(quote, tell, tag = "li") {
  const words = make("blockquote", { className: `bb-words bb-${quote.look || "none"}` },
    make("span", {}, quote.before, make("mark", { textContent: quote.phrase }), quote.after));
  if (!quote.reading) {
    if (quote.source) words.append(make("div", { className: "bb-cap", textContent: quote.source }));
    return make(tag, {}, words);
  }
  const choices = readingOf(quote, tell);
  const wrong = make("button", {
    type: "button", className: "bb-btn bb-quiet", textContent: "Not what they meant", onclick: () => toggle(wrong, choices),
    aria: { "aria-expanded": String(!choices.hidden) },
  });
  const from = make("div", { className: "bb-of-quote" }, make("span", { className: "bb-cap", textContent: quote.source }), wrong);
  return make(tag, {}, words, from, choices);
}

function toggle(button, part) {
  part.hidden = !part.hidden;
  button.setAttribute("aria-expanded", String(!part.hidden));
  if (!part.hidden) part.querySelector("input, select, button")?.focus();
}

async function copy(button, text) {
  const kept = await navigator.clipboard.writeText(text).then(() => true, () => false);
  if (!kept) {
    // Where a page may not copy, the words are chosen, ready for Ctrl+C.
    const area = make("textarea", { value: text, readOnly: true, aria: { "aria-label": "The words, to copy" } });
    button.after(area);
    area.select();
  }
  button.textContent = kept ? "Copied" : "Press Ctrl+C";
}

// A button: the notebook answers it, or the page does by itself.
function actOf(act, tell, more) {
  const look = act.look && act.look !== "second" ? ` bb-${act.look}` : "";
  const name = act.said ? { "aria-label": `${act.label}: ${act.said}` } : {};
  if (act.page) {
    const link = make("a", { className: `bb-btn${look}`, textContent: act.label, href: act.page, aria: name });
    link.dataset.bbPage = act.page;
    if (act.door) link.dataset.bbDoor = act.door;
    return link;
  }
  const button = make("button", { type: "button", className: `bb-btn${look}`, textContent: act.label, aria: name });
  button.dataset.name = `${act.press ?? act.label} ${act.value ?? ""}`;
  if (act.on !== undefined) button.setAttribute("aria-pressed", String(act.on));
  if (act.asks) return asking(act, button, tell);
  button.onclick = () => {
    if (act.opens) toggle(button, more);
    else if (act.copies) copy(button, act.copies);
    else if (act.file) saveText(act.file, act.type, act.content);
    else tell.press(act.press, act.value);
  };
  if (act.opens) button.setAttribute("aria-expanded", "false");
  return button;
}

function asking(act, button, tell) {
  const day = make("input", { type: "date", required: true });
  const ask = make("form", { className: "bb-ask", hidden: true },
    make("label", {}, act.asks, day), make("button", { className: "bb-btn", textContent: "Save" }));
  button.onclick = () => toggle(button, ask);
  button.setAttribute("aria-expanded", "false");
  ask.onsubmit = (event) => {
    event.preventDefault();
    tell.press(act.press, `${act.value} ${day.value}`);
  };
  return make("span", {}, button, ask);
}

function marksOf(marks) {
  const all = marks.flatMap(([look, count]) => Array(count).fill(SHAPES[look]));
  const span = make("span", { className: "bb-marks", aria: { "aria-hidden": "true" } });
  span.innerHTML = all.map((shape) => `<svg viewBox="0 0 16 16">${shape}</svg>`).join(""); // Our own shapes, no words.
  return span;
}

function cellOf(cell, tell) {
  if (typeof cell === "string") return [cell];
  if (cell.press || cell.page || cell.label) return [actOf(cell, tell)];
  if (cell.chip) return [make("span", { className: `bb-chip bb-${cell.look}`, textContent: cell.chip })];
  if (cell.of !== undefined) {
    const bar = make("i", { className: cell.look ? `bb-${cell.look}` : "", aria: { "aria-hidden": "true" } });
    bar.style.setProperty("--of", `${100 * cell.of}%`);
    return [make("span", { className: "bb-measure" }, bar, cell.text)];
  }
  if (cell.marks) {
    const span = marksOf(cell.marks);
    const words = cell.text ? make("b", { textContent: cell.text }) : make("span", { className: "bb-cap", textContent: cell.small ?? "" });
    return [make("span", { className: `bb-marks${span.childNodes.length > 9 ? " bb-many" : ""}` }, ...span.childNodes, words)];
  }
  return [make("span", { className: "bb-cap", textContent: cell.cap ?? "" })];
}

function tableOf(part, tell) {
  const picked = part.name && (tell.selected(part.name) || part.first);
  const ends = (cell) => typeof cell === "object" && !cell.marks && !cell.cap && cell.of === undefined;
  const head = make("tr", {}, ...part.head.map((textContent, place) => {
    const last = place === part.head.length - 1 && part.rows.some((cells) => ends(cells[place]));
    return Object.assign(make("th", { textContent, className: last ? "bb-end" : "" }), { scope: "col" });
  }));
  const rows = part.rows.map((cells, at) => {
    const key = part.keys?.[at];
    const made = cells.map((cell, place) => {
      const last = place === cells.length - 1 && ends(cell);
      const node = make(place ? "td" : "th", { className: last ? "bb-end" : cell.cap === "none" ? "bb-nothing" : "" });
      if (place) node.dataset.head = part.head[place];
      else node.scope = "row";
      if (place || key === undefined) node.append(...cellOf(cell, tell));
      else {
        const button = make("button", { type: "button", className: "bb-pick", textContent: cell, onclick: () => tell.choose(part.name, key), aria: { "aria-pressed": String(picked === key) } });
        button.dataset.name = `pick ${key}`;
        node.append(button);
      }
      return node;
    });
    return make("tr", {}, ...made);
  });
  const table = make("table", { className: `bb-table${part.keys ? " bb-chosen-from" : ""}`, aria: { "aria-label": part.label } }, make("thead", {}, head), make("tbody", {}, ...rows));
  return make("div", { className: "bb-scroll" }, table);
}

function rowOf(part, tell) {
  const more = make("div", { className: "bb-more bb-stack", hidden: true }, ...part.parts.map((one) => partOf(one, tell)));
  const [words, look] = part.chip;
  const said = [make("strong", { textContent: part.title })];
  if (part.note) said.push(make("div", { className: "bb-cap", textContent: part.note }));
  const made = make("div", { className: `bb-row${part.tick?.on ? " bb-done" : ""}` });
  if (part.tick) {
    const box = make("input", { type: "checkbox", checked: part.tick.on, onchange: () => tell.press(part.tick.press, part.tick.value), aria: { "aria-label": `${part.tick.label}: ${part.title}` } });
    box.dataset.name = `tick ${part.tick.value}`;
    made.append(box);
  } else if (words) made.append(make("span", { className: "bb-chips" }, make("span", { className: `bb-chip bb-${look}`, textContent: words })));
  made.append(make("div", { className: "bb-grow" }, ...said));
  const acts = part.acts.map((act) => actOf({ ...act, said: part.title }, tell, more));
  if (part.tick && words) acts.unshift(make("span", { className: `bb-chip bb-${look}`, textContent: words }));
  if (acts.length) made.append(make("div", { className: "bb-buttons" }, ...acts));
  if (part.parts.length) made.append(more);
  return made;
}

// The report as it will be, in a frame in which nothing runs: small, and large on request.
function sheetOf(part) {
  const frame = make("iframe", { title: part.title, srcdoc: part.html, aria: { sandbox: "" } });
  const large = make("button", { type: "button", className: "bb-btn bb-quiet", textContent: "Read it in full size" });
  large.onclick = () => {
    const on = large.closest(".bb-share").classList.toggle("bb-large");
    large.textContent = on ? "Make it small again" : "Read it in full size";
  };
  return make("div", { className: "bb-stack" }, make("div", { className: "bb-sheet" }, frame), large);
}

const TEXTS = { h1: "h1", h2: "h2", h3: "h3", h4: "h3" };

// Makes one part of a page, and those inside of it.
function partOf(part, tell) {
  const inner = () => (part.parts ?? []).map((one) => partOf(one, tell));
  switch (part.kind) {
    case "text":
      return make(TEXTS[part.look.split(" ")[0]] ?? "p", { className: `bb-${part.look}`, textContent: part.text });
    case "section": {
      const lead = part.lead ? [make("p", { className: "bb-lead", textContent: part.lead })] : [];
      return once(make("section", { className: `bb-section bb-${part.look}` }, make("h2", { textContent: part.title }), ...lead, ...inner()), part.title);
    }
    case "card":
      return make("div", { className: `bb-card bb-${part.look}`, aria: part.look === "told" ? { role: "status" } : {} }, ...inner());
    case "columns":
      return make("div", { className: `bb-${part.look}` }, ...inner());
    case "stack":
      return make("div", { className: "bb-stack" }, ...inner());
    case "cell":
      return make("div", {}, ...cellOf(part.cell, tell));
    case "quotes":
      return quotesOf(part.quotes, tell, `bb-${part.look}`);
    case "chosen":
      return chosenOf(part, tell);
    case "page":
      return sheetOf(part);
    case "buttons":
      return make("div", { className: `bb-buttons bb-${part.look}` }, ...part.acts.map((act) => actOf(act, tell)));
    case "letter":
      return make("p", { className: "bb-letter", textContent: part.text });
    case "path":
      return make("ol", { className: "bb-path" }, ...part.steps.map(([title, note, on]) => make("li", { className: on ? "bb-on" : "", aria: on ? { "aria-current": "step" } : {} },
        make("strong", { textContent: title }), make("div", { className: "bb-cap", textContent: note }))));
    case "row":
      return rowOf(part, tell);
    case "head":
      return make("div", { className: "bb-head" }, make("h2", { textContent: part.title }), make("span", { className: "bb-cap", textContent: part.note }));
    case "table":
      return tableOf(part, tell);
    case "fold": {
      const made = make("details", { open: tell.open.has(part.title) }, make("summary", { textContent: part.title }), ...inner());
      made.addEventListener("toggle", () => (made.open ? tell.open.add(part.title) : tell.open.delete(part.title)));
      return once(made, part.title);
    }
    default:
      return tell.picture(part);
  }
}

// What a heading says, no picture under it says once more.
function once(node, said) {
  for (const title of node.querySelectorAll(".bb-title")) title.hidden ||= title.textContent === said;
  return node;
}

const listOf = (quotes, tell, className = "") => make("ul", { className: `bb-quotes ${className}` }, ...quotes.map((quote) => quoteOf(quote, tell)));

// A list of quotes: the first ones, and what more there is behind a line.
function quotesOf(quotes, tell, className = "") {
  const first = listOf(quotes.slice(0, FIRST), tell, className), more = quotes.slice(FIRST);
  if (!more.length) return first;
  return make("div", { className: "bb-stack" }, first, make("details", {}, make("summary", { textContent: `${more.length} more` }), listOf(more, tell, className)));
}

// Words of praise and of what was missed stand each behind a button of their own.
function switched(part, tell) {
  const ways = [["gap", "Missed"], ["strength", "Praised"], ["", "Only named"]]
    .map(([look, said]) => ({ said, look, quotes: part.quotes.filter((quote) => quote.look === look) }))
    .filter(({ look, quotes }) => quotes.length && (look || part.quotes.some((quote) => quote.look)));
  if (ways.length < 2) return quotesOf(part.quotes, tell);
  const chosen = ways.find(({ said }) => tell.open.has(`${part.title} ${said}`)) ?? ways[0];
  const lists = ways.map(({ quotes, said }) => Object.assign(quotesOf(quotes, tell), { hidden: said !== chosen.said }));
  const buttons = ways.map(({ said, quotes }, at) => make("button", {
    type: "button", className: "bb-btn bb-small", textContent: `${said} (${quotes.length})`, aria: { "aria-pressed": String(said === chosen.said) },
    onclick: () => ways.forEach((way, other) => {
      lists[other].hidden = other !== at;
      buttons[other].setAttribute("aria-pressed", String(other === at));
      tell.open[other === at ? "add" : "delete"](`${part.title} ${way.said}`);
    }),
  }));
  return make("div", { className: "bb-stack" }, make("div", { className: "bb-switch", aria: { role: "group", "aria-label": "Which words" } }, ...buttons), ...lists);
}

// What stands behind a mark or a row that was chosen.
function chosenOf(part, tell) {
  const said = part.sentence ? [make("p", { className: "bb-sentence", textContent: part.sentence })] : [];
  const title = make("h3", { className: "bb-title", textContent: part.title });
  return make("div", { className: "bb-figure bb-card bb-selected", aria: { role: "status" } }, title, ...said, switched(part, tell));
}

// The names of what can be chosen in a part: the part itself, and those inside of it.
const namesIn = (part) => [...(part.name ? [part.name] : []), ...(part.parts ?? []).flatMap(namesIn)];

// One picture on the page; what a person can do with it: choose a mark, ask for a file.
function block(choose, ask) {
  let picture = {}, Plotly = null, width = 0, chosen = "", colours = new Map(), palette = {};
  const title = make("h2", { className: "bb-title" });
  const subtitle = make("p", { className: "bb-subtitle bb-lead" });
  const plot = make("div", { className: "bb-plot", aria: { role: "img" } });
  const sentence = make("p", { className: "bb-sentence" });
  const table = make("table");
  const numbers = make("div", {
    className: "bb-numbers", hidden: true, tabIndex: 0, aria: { role: "region", "aria-label": "The numbers" },
  }, table);
  const select = make("select", { className: "bb-select", onchange: () => choose(select.value) });
  const closer = make("label", { className: "bb-closer" }, "Look closer at ", select);
  const show = make("button", { type: "button", className: "bb-btn bb-quiet", onclick: () => open(numbers.hidden) });
  const numbersFile = make("button", { type: "button", className: "bb-btn bb-quiet", textContent: "Save the numbers", onclick: ask });
  const pictureFile = make("button", { type: "button", className: "bb-btn bb-quiet", textContent: "Save the picture", onclick: () => savePicture(Plotly, width, picture) });
  const choices = make("span", { className: "bb-choices" });
  const tools = make("div", { className: "bb-tools bb-under" }, choices, show, numbersFile, pictureFile, closer);
  const body = make("div", { className: "bb-card" }, plot, sentence, tools, numbers);
  const root = make("section", { className: "bb-figure bb-section" }, title, subtitle, body);

  function open(wanted) {
    numbers.hidden = !wanted;
    show.textContent = wanted ? "Hide the numbers" : "Show the numbers";
    show.setAttribute("aria-expanded", String(wanted));
    numbersFile.hidden = !wanted;
    if (wanted) fillTable(table, picture);
  }

  function paint() {
    if (!Plotly || !width || !picture.figure) return;
    const { data, layout } = picture.figure;
    const traces = chosen ? [...data, ring(data, chosen, palette.light.chosen)] : data;
    Plotly.react(plot, recoloured(traces, colours),
      recoloured({ ...layout, width: Math.max(width, layout.width ?? 0), autosize: false }, colours), CONFIG);
    plot.tabIndex = width < layout.width ? 0 : -1; // What can be scrolled can be reached.
    if (plot.bbListens) return;
    plot.bbListens = true;
    plot.on("plotly_click", (event) => choose(event.points[0].customdata));
    plot.on("plotly_hover", (event) => plot.classList.toggle("bb-pointed", Boolean(event.points[0].customdata)));
    plot.on("plotly_unhover", () => plot.classList.remove("bb-pointed"));
  }

  const resized = new ResizeObserver(([entry]) => {
    const now = Math.floor(entry.contentRect.width);
    if (now && now !== width) { width = now; paint(); }
  });
  resized.observe(plot);

  return {
    root, choices,
    update(next, key, tones) {
      [picture, chosen, palette] = [next, key, tones];
      title.textContent = next.title;
      title.hidden = false;
      subtitle.textContent = next.subtitle ?? "";
      sentence.textContent = next.sentence ?? "";
      plot.setAttribute("aria-label", next.description ?? "");
      plot.hidden = !next.figure;
      plot.style.height = next.figure ? `${next.figure.layout.height}px` : "";
      subtitle.hidden = !next.subtitle;
      sentence.hidden = !next.sentence;
      const drawn = Boolean(next.figure);
      body.className = drawn ? "bb-card" : "bb-stack";
      tools.hidden = !drawn && !choices.children.length; // Words alone hold all their numbers.
      show.hidden = !drawn || !next.rows?.length;
      pictureFile.hidden = !drawn || !Plotly;
      const named = [["", "choose one"], ...(next.keys ?? [])];
      select.replaceChildren(...named.map(([value, textContent]) => make("option", { value, textContent })));
      select.value = key;
      closer.hidden = named.length < 2;
      open(!numbers.hidden && Boolean(next.rows?.length));
    },
    drawWith(library, map) {
      [Plotly, colours] = [library, map];
      pictureFile.hidden = !picture.figure || !Plotly;
      paint();
    },
    remove() { resized.disconnect(); Plotly?.purge(plot); root.remove(); },
  };
}

function render({ model, el, visible }) {
  const note = make("p", { className: "bb-note", tabIndex: -1, aria: { role: "status" } });
  const home = make("div", { className: "bb-drawing" }, note);
  const pictures = new Map();
  let Plotly = null, used = new Set(), made = new Map();
  el.append(home);

  const tell = {
    open: new Set(),
    selected: (name) => (model.get("selected").picture === name ? model.get("selected").key : ""),
    choose(picture, key) {
      const again = tell.selected(picture) === key;
      model.set("selected", key && !again ? { picture, key } : {});
      model.save_changes();
    },
    press: (name, value = "") => model.send({ kind: "press", name, value }),
    // A picture that is drawn anew keeps its place and what was opened in it.
    picture(part) {
      const { name } = part;
      if (!pictures.has(name)) pictures.set(name, block((key) => tell.choose(name, key), () => model.send({ kind: "csv", picture: name })));
      used.add(name);
      const own = pictures.get(name);
      own.update(part, tell.selected(name), model.get("palette"));
      queueMicrotask(() => own.drawWith(Plotly, colours()));
      return own.root;
    },
  };

  function colours() {
    const { light, dark } = model.get("palette");
    return new Map(isDark() ? Object.keys(light).map((name) => [light[name], dark[name]]) : []);
  }

  function update() {
    const focused = home.contains(document.activeElement) ? document.activeElement : null;
    const at = focused ? like(focused).indexOf(focused) : 0;
    if (note.textContent !== model.get("note")) note.textContent = model.get("note");
    used = new Set();
    // What says the same as before stays as it is: what is open in it, and where one is in it.
    const selected = model.get("selected");
    const before = made;
    made = new Map();
    const nodes = model.get("pictures").map((part) => {
      const inside = namesIn(part);
      const said = JSON.stringify([part, inside.includes(selected.picture) ? selected : "", model.get("narrow")]);
      const node = before.get(said) ?? partOf(part, tell);
      before.delete(said);
      for (const name of inside) if (pictures.has(name)) used.add(name);
      made.set(said, node);
      return node;
    });
    let last = note;
    for (const node of nodes) {
      if (last.nextSibling !== node) last.after(node);
      last = node;
    }
    while (last.nextSibling) last.nextSibling.remove();
    putUnderItsRow();
    offer(nodes.length);
    for (const [known, own] of pictures) if (!used.has(known)) pictures.delete(known), own.remove();
    if (!focused || document.activeElement === focused) return;
    // Where one was by keyboard one still is, though what stands there was drawn anew.
    const there = home.contains(focused) ? focused : again(focused, at);
    (there ?? home.querySelector(".bb-told button") ?? note).focus({ preventScroll: Boolean(there) });
  }
  // On a phone what was chosen stands where the eye is: under the row that was pressed.
  function putUnderItsRow() {
    const row = home.querySelector('.bb-pick[aria-pressed="true"]')?.closest("tr"), panel = home.querySelector(".bb-selected");
    if (model.get("narrow") && row && panel && !panel.closest("td")) row.after(make("tr", { className: "bb-here" }, make("td", {}, panel)));
  }
  const like = ({ tagName }) => [...home.querySelectorAll(tagName)];
  // What has the same name or reads the same, the nearest first; without a name, what took its place.
  function again(focused, at) {
    const now = like(focused), { name } = focused.dataset;
    const far = (one) => Math.abs(now.indexOf(one) - at);
    const same = now.filter((one) => (name ? one.dataset.name === name : one.textContent === focused.textContent && one.ariaLabel === focused.ariaLabel));
    return same.sort((one, other) => far(one) - far(other))[0] ?? (name ? undefined : now[at]);
  }
  // What the view can be asked for stands below its first picture, else below all of it.
  function offer(some) {
    const given = some ? model.get("choices") : [];
    const made = given.map(({ name, label, options, index }) => {
      const select = make("select", { className: "bb-select", onchange: () => tell.press("choose", `${name} ${select.selectedIndex}`) },
        ...options.map((textContent) => make("option", { textContent })));
      select.selectedIndex = index;
      select.dataset.name = `choose ${name}`;
      return make("label", { className: "bb-closer" }, label, select);
    });
    const [first] = pictures.values();
    if (first) first.choices.replaceChildren(...made);
    else if (made.length) home.append(make("div", { className: "bb-under" }, ...made));
  }
  // Several traits that change together are one update.
  let waits = false;
  function updateSoon() {
    if (!waits) queueMicrotask(() => { waits = false; update(); });
    waits = true;
  }
  const recolour = () => pictures.forEach((own) => own.drawWith(Plotly, colours()));
  const look = () => document.visibilityState === "visible" && visible.has(home) && model.send({ kind: "look" });
  const seen = new IntersectionObserver(([entry]) => report(entry.isIntersecting), { rootMargin: "300px" });
  const themed = new MutationObserver(recolour);
  const sized = new ResizeObserver(([{ contentRect: { width } }]) => {
    if (!width || model.get("narrow") === width < NARROW) return;
    model.set("narrow", width < NARROW);
    model.save_changes();
  });

  function report(isSeen) {
    keepKeys();
    if (isSeen) visible.add(home); else visible.delete(home);
    if (model.get("showing") === visible.size > 0) return;
    model.set("showing", visible.size > 0);
    model.save_changes();
  }

  for (const name of ["pictures", "note", "selected", "choices", "narrow"]) model.on(`change:${name}`, updateSoon);
  themed.observe(document.body, { attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind"] });
  seen.observe(home);
  sized.observe(home);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
  update();
  plotly(model).then((library) => { Plotly = library; recolour(); }, (error) => {
    console.error(error);
    if (pictures.size) note.textContent = "The pictures could not be drawn here; their numbers are below each one.";
  });

  return () => {
    for (const watch of [seen, sized, themed]) watch.disconnect();
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("focus", look);
    pictures.forEach((own) => own.remove());
    report(false);
  };
}

export default () => {
  const visible = new Set();
  return {
    initialize: ({ model }) => model.on("msg:custom", ({ picture, text }) => saveText(`${picture}.csv`, "text/csv", text)),
    render: (context) => render({ ...context, visible }),
  };
};
