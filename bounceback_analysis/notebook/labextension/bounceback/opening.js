// Opens what Bounceback ships as calm pages. A notebook of ours runs when it is opened, if it is
// trusted and its code is what we ship; any other gets one button. While one of ours is in front
// nothing of Jupyter shows, until "Show the notebook" brings it back.
// Written by hand for JupyterLab 4 and Notebook 7: no build step.
(() => {
  const here = document.currentScript.src;
  const manifest = fetch(new URL("shipped.json", here), { cache: "no-cache" }).then((answer) => answer.json());
  const root = document.documentElement.classList;
  const CHOICE = "bounceback-shows-the-notebook"; // Kept in the browser: a choice of look, nothing private.
  const SLOWEST = 20_000; // Milliseconds after which a page that has not opened yet is shown as it is.
  const START = "00_start_here.ipynb";
  const LEARNED = {
    "02_what_they_said.ipynb": "What they said",
    "03_skill_gaps.ipynb": "Skills and plan",
    "04_my_progress.ipynb": "My progress",
  };
  const VERBS = {
    "01_record_an_outcome.ipynb": "Write it down",
    "02_what_they_said.ipynb": "What I learned",
    "05_report_for_my_adviser.ipynb": "For my adviser",
  };
  const SERVICE = { "06_for_a_service.ipynb": "For a service" }; // Of no use to somebody who just had a no.
  const NAMES = { [START]: "Start", ...VERBS, ...LEARNED, ...SERVICE };
  const MARK = '<path d="M3 8 Q8 22 12 20 Q15 6 21 6"/><circle cx="22" cy="6" r="3"/>';
  const nameOf = (path) => decodeURIComponent(path.split("/").pop());

  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("look.css", here) }));
  const shown = () => {
    try {
      return localStorage.getItem(CHOICE) === "yes";
    } catch {
      return false; // A browser that keeps nothing hides Jupyter each time.
    }
  };
  const choose = (wanted) => {
    try {
      localStorage.setItem(CHOICE, wanted ? "yes" : "no");
    } catch (error) {
      console.warn(error); // Then the choice lasts as long as the page.
    }
  };
  // Until the page is there nothing grey is seen; this stands before the style sheet has come.
  if (nameOf(location.pathname) in NAMES && !shown()) {
    const cover = "html.bb-opening body::before{content:'';position:fixed;inset:0;z-index:9000;background:light-dark(#faf7f2,#14181d)}html.bb-opening{color-scheme:light dark}";
    document.head.prepend(Object.assign(document.createElement("style"), { textContent: cover }));
    root.add("bb-opening");
    setTimeout(() => root.remove("bb-opening"), SLOWEST);
  }

  let scope;
  const shared = async (name) => (await Object.values(scope[name])[0].get())();
  const codeOf = (panel) => [...panel.model.cells].filter((cell) => cell.type === "code");
  const fingerprint = async (cells) => {
    const code = cells.map((cell) => cell.sharedModel.getSource()).join("\0");
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const isOurs = async (panel) => (await manifest)[nameOf(panel.context.path)] === (await fingerprint(codeOf(panel)));
  const isTrusted = (panel) => codeOf(panel).every((cell) => cell.trusted);

  // Turns the page of a notebook on and off.
  class Pages {
    constructor(app, tracker) {
      [this.app, this.tracker] = [app, tracker];
      this.hidden = [];
      this.shows = shown();
      new MutationObserver(() => this.name()).observe(document.querySelector("title"), { childList: true });
      // With Jupyter out of sight none of its keys and menus may act on what cannot be seen.
      this.quiet = new Set(); // Where a key was pressed: JupyterLab takes none from there.
      window.addEventListener("keydown", ({ target }) => {
        if (!root.contains("bb-page") || target.hasAttribute?.("data-lm-suppress-shortcuts")) return;
        target.setAttribute?.("data-lm-suppress-shortcuts", "");
        this.quiet.add(target);
      }, true);
      for (const kind of ["contextmenu", "dblclick"]) window.addEventListener(kind, (event) => root.contains("bb-page") && event.stopImmediatePropagation(), true);
      document.addEventListener("click", (event) => this.pressed(event));
      tracker.currentChanged.connect(() => this.turn());
      app.shell.currentChanged?.connect(() => this.turn());
    }

    get front() {
      const current = this.app.shell.currentWidget;
      return current?.node.classList.contains("bb-ours") ? current : null;
    }

    // What stands around a notebook on the screen, from its own toolbar to the menus.
    around(panel) {
      const found = [panel.toolbar];
      for (let one = panel; one?.parent; one = one.parent) {
        found.push(...[...(one.parent.layout ?? [])].filter((other) => other !== one));
        one.parent.node.classList.add("bb-around");
      }
      return found.filter((widget) => widget && !widget.isHidden);
    }

    turn() {
      const front = this.front;
      for (const widget of this.hidden.splice(0)) widget.show();
      const on = Boolean(front) && !this.shows;
      root.toggle("bb-page", on);
      if (on) {
        this.hidden = this.around(front);
        for (const widget of this.hidden) widget.hide();
      }
      if (!on) for (const node of this.quiet) node.removeAttribute("data-lm-suppress-shortcuts");
      if (!on) this.quiet.clear();
      for (const button of document.querySelectorAll(".bb-show")) button.textContent = on ? "Show the notebook" : "Hide the notebook";
      this.name();
    }

    name() {
      const front = root.contains("bb-page") && this.front;
      if (!front) return;
      const title = `${NAMES[nameOf(front.context.path)] ?? "Notebook"} - Bounceback`;
      if (document.title !== title) document.title = title;
      for (const icon of document.querySelectorAll("link[rel~=icon]:not(.bb-icon)")) icon.remove();
      if (document.querySelector(".bb-icon")) return;
      const drawn = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26" fill="none" stroke="#0b5c56" stroke-width="3" stroke-linecap="round">${MARK}</svg>`;
      document.head.append(Object.assign(document.createElement("link"), { rel: "icon", className: "bb-icon", href: `data:image/svg+xml,${encodeURIComponent(drawn)}` }));
    }

    pressed(event) {
      if (event.target.closest(".bb-show")) {
        this.shows = !this.shows;
        choose(this.shows);
        this.turn();
        return;
      }
      const link = event.target.closest("a[data-bb-page]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const panel = this.tracker.find((each) => each.node.contains(link));
      window.bouncebackDoor = link.dataset.bbDoor; // Which page of the form is wanted there.
      if (!panel || !document.querySelector(".jp-LabShell")) return; // Notebook 7 has one page a tab.
      event.preventDefault();
      const folder = panel.context.path.split("/").slice(0, -1);
      this.app.commands.execute("docmanager:open", { path: [...folder, link.dataset.bbPage].join("/") });
      window.dispatchEvent(new Event("bounceback-door"));
    }

    // Puts the bar above the first cell: three verbs, where one is, and the way back to Jupyter.
    bar(panel) {
      const now = nameOf(panel.context.path);
      const link = (name, words, current, className = "") => {
        const made = Object.assign(document.createElement("a"), { href: encodeURIComponent(name), className, textContent: words });
        made.dataset.bbPage = name;
        if (current) made.setAttribute("aria-current", "page");
        return made;
      };
      const list = (label, links) => {
        const made = Object.assign(document.createElement("nav"), { ariaLabel: label });
        const items = document.createElement("ul");
        for (const one of links) items.append(Object.assign(document.createElement("li"), {}));
        [...items.children].forEach((item, place) => item.append(links[place]));
        made.append(items);
        return made;
      };
      const column = (className, ...inside) => {
        const made = Object.assign(document.createElement("div"), { className });
        const inner = Object.assign(document.createElement("div"), { className: "bb-col" });
        inner.append(...inside);
        made.append(inner);
        return made;
      };
      const brand = link(START, "Bounceback", now === START, "bb-brand");
      brand.insertAdjacentHTML("afterbegin", `<svg viewBox="0 0 26 26" aria-hidden="true">${MARK}</svg>`);
      const show = Object.assign(document.createElement("button"), { type: "button", className: "bb-show" });
      const verbs = Object.entries({ ...VERBS, ...(now in SERVICE && SERVICE) }).map(([name, words]) => link(name, words, name === now || (words === "What I learned" && now in LEARNED)));
      const header = Object.assign(document.createElement("div"), { className: "bb-bar" });
      header.append(column("", brand, list("Main", verbs), show));
      if (now in LEARNED) header.append(column("bb-sub", list("What I learned", Object.entries(LEARNED).map(([name, words]) => link(name, words, name === now)))));
      if (now in LEARNED) header.querySelector(".bb-sub nav").classList.add("bb-only");
      panel.content.node.querySelector(".jp-WindowedPanel-outer").prepend(header);
    }
  }

  const get = async () => {
    const { INotebookTracker, NotebookActions } = await shared("@jupyterlab/notebook");
    const { Widget } = await shared("@lumino/widgets");
    const run = async (panel) => {
      // To run all would go down to the last cell; one begins to read at the first.
      await NotebookActions.runCells(panel.content, panel.content.widgets, panel.sessionContext);
      panel.node.dataset.bounceback = "ran";
    };
    const offer = (panel, why) => {
      const bar = new Widget({ node: document.createElement("div") });
      bar.addClass("bb-offer");
      bar.node.style.cssText = "padding: 8px 16px; min-height: 48px; box-sizing: border-box";
      bar.node.innerHTML = `<button class="jp-mod-styled jp-mod-accept">Run this notebook</button> ${why}`;
      if (panel.model.getMetadata("bounceback_left_out")) bar.node.append(" What it showed before is left out, and goes from its file when you save it.");
      bar.node.firstChild.onclick = () => (bar.dispose(), run(panel));
      panel.contentHeader.addWidget(bar);
      panel.node.dataset.bounceback = "waits";
    };
    const activate = (app, tracker) => {
      const pages = new Pages(app, tracker);
      const opened = async (_tracker, panel) => {
        try {
          await panel.context.ready;
          if (!codeOf(panel).length) return;
          const ours = await isOurs(panel);
          if (ours) {
            panel.node.classList.add("bb-ours");
            pages.bar(panel);
            pages.turn();
          }
          root.remove("bb-opening");
          await panel.sessionContext.ready;
          if (!ours) return offer(panel, "It waits because its code is not as we ship it.");
          if (!isTrusted(panel)) return offer(panel, "It begins when you say so.");
          await run(panel);
          panel.model.dirty = false; // Nothing here is the person's to save, so closing asks nothing.
        } finally {
          root.remove("bb-opening");
        }
      };
      tracker.widgetAdded.connect(opened);
      root.add("bb-can-run");
    };
    return () => ({ __esModule: true, default: { id: "bounceback:opening", autoStart: true, requires: [INotebookTracker], activate } });
  };
  (window._JUPYTERLAB ||= {}).bounceback = { init: (given) => void (scope = given), get };
})();
