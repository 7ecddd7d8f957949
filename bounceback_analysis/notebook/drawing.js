// Shows the pictures of one view: words as text nodes, marks with Plotly.react, files on request.
// plotly.js comes once per kernel, in its own model; the page keeps the one that arrived first.

const PLOTLY = Symbol.for("bounceback.plotly");
const NARROWEST = 600;
const NOT_COLOURS = new Set(["x", "y", "text", "hovertext", "customdata", "ticktext"]);
const CONFIG = {
  displayModeBar: false, displaylogo: false, showLink: false, plotlyServerURL: "",
  topojsonURL: "/", showTips: false, typesetMath: false, doubleClick: false,
};

function plotly(model) {
  globalThis[PLOTLY] ??= load(model).catch((error) => {
    delete globalThis[PLOTLY];
    throw error;
  });
  return globalThis[PLOTLY];
}

async function load(model) {
  const bundle = await model.widget_manager.get_model(model.get("plotly"));
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
function keepKeys(home) {
  if (home.dataset.bbKeys) return;
  home.dataset.bbKeys = "kept";
  home.addEventListener("focusin", ({ target }) => {
    target.setAttribute("data-lm-suppress-shortcuts", "true");
  });
}

function save(name, address) {
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

async function saveFile({ kind, picture, text }) {
  const type = kind === "csv" ? "text/csv" : "image/svg+xml";
  const address = URL.createObjectURL(new Blob([text], { type }));
  try {
    if (kind !== "png") return save(`${picture}.${kind}`, address);
    const image = make("img", { src: address });
    await image.decode();
    const canvas = make("canvas", { width: 2 * image.naturalWidth, height: 2 * image.naturalHeight });
    const paper = canvas.getContext("2d");
    paper.fillStyle = "white";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(image, 0, 0, canvas.width, canvas.height);
    save(`${picture}.png`, canvas.toDataURL("image/png"));
  } finally {
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }
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
function readingOf({ reading }, putRight) {
  if (!reading) return [];
  const { key, ways, way, offers, chosen } = reading;
  const meant = make("select", { aria: { "aria-label": "How it was meant" } },
    ...ways.map(([value, textContent]) => make("option", { value, textContent })));
  meant.value = way;
  const buttons = offers.map(([offer, textContent]) => make("button", {
    type: "button", textContent, aria: { "aria-pressed": String(offer === chosen) },
    onclick: () => putRight({ key, way: meant.value, offer }),
  }));
  const words = [make("span", { textContent: "You read it as" }), meant];
  const name = { role: "group", "aria-label": "Your reading of these words" };
  return [make("div", { className: "bb-reading", aria: name }, ...words, ...buttons)];
}

function fillQuotes(list, quotes, putRight) {
  const held = list.contains(document.activeElement);
  const place = held ? [...list.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  list.replaceChildren(...quotes.map((quote) => make("li", {}, make(
    "blockquote", {}, quote.before, make("mark", { textContent: quote.phrase }), quote.after,
    make("footer", { textContent: quote.source }),
  ), ...readingOf(quote, putRight))));
  const buttons = list.querySelectorAll("button");
  if (held && buttons.length) buttons[Math.min(Math.max(place, 0), buttons.length - 1)].focus();
}

// One picture on the page; what a person can do with it: choose a mark, ask for a file, put right.
function block(choose, ask, putRight) {
  let picture = {}, Plotly = null, width = 0, chosen = "", colours = new Map(), palette = {};
  const title = make("div", { className: "bb-title", aria: { role: "heading", "aria-level": "3" } });
  const subtitle = make("p", { className: "bb-subtitle" });
  const plot = make("div", { className: "bb-plot", aria: { role: "img" } });
  const sentence = make("p", { className: "bb-sentence" });
  const quotes = make("ul", { className: "bb-quotes" });
  const folded = make("summary"), fold = make("details", {}, folded);
  const table = make("table");
  const numbers = make("div", {
    className: "bb-numbers", hidden: true, tabIndex: 0, aria: { role: "region", "aria-label": "The numbers" },
  }, table);
  const select = make("select", { onchange: () => choose(select.value) });
  const closer = make("label", { className: "bb-closer" }, "Look closer at ", select);
  const show = make("button", { type: "button", onclick: () => open(numbers.hidden) });
  const files = ["csv", "png", "svg"].map((kind) => make("button", {
    type: "button", onclick: () => ask(kind),
    textContent: kind === "csv" ? "Save numbers (CSV)" : `Save picture (${kind.toUpperCase()})`,
  }));
  const tools = make("div", { className: "bb-tools" }, closer, show, ...files);
  const root = make("figure", { className: "bb-figure" }, make("figcaption", {}, title, subtitle),
    plot, sentence, quotes, fold, tools, numbers);

  function open(wanted) {
    numbers.hidden = !wanted;
    show.textContent = wanted ? "Hide the numbers" : "Show the numbers";
    show.setAttribute("aria-expanded", String(wanted));
    files[0].hidden = !wanted;
    if (wanted) fillTable(table, picture);
  }

  function paint() {
    if (!Plotly || !width || !picture.figure) return;
    const { data, layout } = picture.figure;
    const traces = chosen ? [...data, ring(data, chosen, palette.light.chosen)] : data;
    Plotly.react(plot, recoloured(traces, colours),
      recoloured({ ...layout, width: Math.max(width, NARROWEST), autosize: false }, colours), CONFIG);
    plot.tabIndex = width < NARROWEST ? 0 : -1; // What can be scrolled can be reached.
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
  resized.observe(root);

  return {
    root,
    update(next, key, tones) {
      [picture, chosen, palette] = [next, key, tones];
      title.textContent = next.title;
      subtitle.textContent = next.subtitle ?? "";
      sentence.textContent = next.sentence ?? "";
      plot.setAttribute("aria-label", next.description ?? "");
      plot.hidden = !next.figure;
      plot.style.height = next.figure ? `${next.figure.layout.height}px` : "";
      // An element that is put where it is already would lose the focus.
      if (next.folded && quotes.parentNode !== fold) fold.append(quotes);
      if (!next.folded && quotes.parentNode !== root) fold.before(quotes);
      fillQuotes(quotes, next.quotes ?? [], putRight);
      folded.textContent = next.folded ?? "";
      fold.hidden = !next.folded;
      const drawn = Boolean(next.figure);
      tools.hidden = !next.rows?.length;
      for (const button of files.slice(1)) button.hidden = !drawn;
      const named = [["", "…"], ...(next.keys ?? [])];
      select.replaceChildren(...named.map(([value, textContent]) => make("option", { value, textContent })));
      select.value = key;
      closer.hidden = named.length < 2;
      open(!numbers.hidden && Boolean(next.rows?.length));
    },
    drawWith(library, map) { [Plotly, colours] = [library, map]; paint(); },
    remove() { resized.disconnect(); Plotly?.purge(plot); root.remove(); },
  };
}

function render({ model, el, visible }) {
  const note = make("p", { className: "bb-note", tabIndex: -1, aria: { role: "status" } });
  const home = make("div", { className: "bb-drawing" }, note);
  const blocks = new Map();
  let Plotly = null;
  el.append(home);

  const choose = (picture) => (key) => {
    const { picture: before, key: old } = model.get("selected");
    const again = before === picture && old === key;
    model.set("selected", key && !again ? { picture, key } : {});
    model.save_changes();
  };
  const ask = (picture) => (kind) => model.send({ picture, kind });
  const putRight = (reading) => model.send({ kind: "reading", ...reading });

  function colours() {
    const { light, dark } = model.get("palette");
    return new Map(isDark() ? Object.keys(light).map((name) => [light[name], dark[name]]) : []);
  }

  function update() {
    const pictures = model.get("pictures"), selected = model.get("selected");
    if (note.textContent !== model.get("note")) note.textContent = model.get("note");
    for (const [name, old] of blocks) {
      if (pictures.some((picture) => picture.name === name)) continue;
      if (old.root.contains(document.activeElement)) note.focus();
      old.remove();
      blocks.delete(name);
    }
    let last = note;
    for (const picture of pictures) {
      const { name } = picture;
      if (!blocks.has(name)) blocks.set(name, block(choose(name), ask(name), putRight));
      const own = blocks.get(name);
      if (last.nextSibling !== own.root) last.after(own.root);
      last = own.root;
      own.update(picture, selected.picture === name ? selected.key : "", model.get("palette"));
      own.drawWith(Plotly, colours());
    }
  }
  // Several traits that change together are one update.
  let waits = false;
  function updateSoon() {
    if (!waits) queueMicrotask(() => { waits = false; update(); });
    waits = true;
  }
  const recolour = () => blocks.forEach((own) => own.drawWith(Plotly, colours()));
  const seen = new IntersectionObserver(([entry]) => report(entry.isIntersecting), { rootMargin: "300px" });
  const themed = new MutationObserver(recolour);

  function report(isSeen) {
    keepKeys(home.closest(".bb-view") ?? home);
    if (isSeen) visible.add(home); else visible.delete(home);
    if (model.get("showing") === visible.size > 0) return;
    model.set("showing", visible.size > 0);
    model.save_changes();
  }

  for (const name of ["pictures", "note", "selected"]) model.on(`change:${name}`, updateSoon);
  themed.observe(document.body, { attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind"] });
  seen.observe(home);
  update();
  plotly(model).then((library) => { Plotly = library; recolour(); }, (error) => {
    console.error(error);
    note.textContent = "The pictures could not be drawn here; their numbers are below each one.";
  });

  return () => {
    for (const watch of [seen, themed]) watch.disconnect();
    blocks.forEach((own) => own.remove());
    report(false);
  };
}

export default () => {
  const visible = new Set();
  return {
    initialize: ({ model }) => model.on("msg:custom", saveFile),
    render: (context) => render({ ...context, visible }),
  };
};
