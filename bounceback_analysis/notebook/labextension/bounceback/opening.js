// Runs a notebook when it is opened if it is trusted and its code is what Bounceback ships; any
// other notebook gets one button. Written by hand for JupyterLab 4 and Notebook 7: no build step.
(() => {
  const manifest = new URL("shipped.json", document.currentScript.src);
  let scope;
  const shared = async (name) => (await Object.values(scope[name])[0].get())();
  const codeOf = (panel) => [...panel.model.cells].filter((cell) => cell.type === "code");
  const fingerprint = async (cells) => {
    const code = cells.map((cell) => cell.sharedModel.getSource()).join("\0");
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const isOurs = async (panel) => {
    const cells = codeOf(panel);
    if (!cells.every((cell) => cell.trusted)) return false;
    const shipped = await (await fetch(manifest, { cache: "no-cache" })).json();
    return shipped[panel.context.path.split("/").pop()] === (await fingerprint(cells));
  };

  // What stands for folded code is there for those who look for it, and quiet for others.
  const folded = ".jp-InputPlaceholder .jp-Placeholder-content";
  const quiet = `${folded} { background: none !important; border: none } ${folded} .jp-PlaceholderText { display: none }`;
  document.head.append(Object.assign(document.createElement("style"), { textContent: quiet }));
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
      bar.node.style.cssText = "padding: 8px 16px; min-height: 48px; box-sizing: border-box";
      bar.node.innerHTML = `<button class="jp-mod-styled jp-mod-accept">Run this notebook</button> ${why}`;
      if (panel.model.getMetadata("bounceback_left_out")) bar.node.append(" What it showed before is left out, and goes from its file when you save it.");
      bar.node.firstChild.onclick = () => (bar.dispose(), run(panel));
      panel.contentHeader.addWidget(bar);
      panel.node.dataset.bounceback = "waits";
    };
    const opened = async (_tracker, panel) => {
      await Promise.all([panel.context.ready, panel.sessionContext.ready]);
      if (!codeOf(panel).length) return;
      if (!(await isOurs(panel))) return offer(panel, "It waits because its code is not as we ship it.");
      await run(panel);
      panel.model.dirty = false; // Nothing here is the person's to save, so closing asks nothing.
    };
    // A button of this class, in any view of a notebook, shows what was saved since.
    const activate = (_app, tracker) => {
      tracker.widgetAdded.connect(opened);
      document.documentElement.classList.add("bb-can-run");
      document.addEventListener("click", ({ target }) => {
        const panel = target.closest(".bb-again") && tracker.find((each) => each.node.contains(target));
        if (panel?.node.dataset.bounceback === "ran") run(panel);
      });
    };
    return () => ({ __esModule: true, default: { id: "bounceback:opening", autoStart: true, requires: [INotebookTracker], activate } });
  };
  (window._JUPYTERLAB ||= {}).bounceback = { init: (given) => void (scope = given), get };
})();
