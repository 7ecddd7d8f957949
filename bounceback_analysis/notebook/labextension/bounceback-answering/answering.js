// Says in one line above a notebook when nobody answers what is pressed in it, and starts again
// on request. Forms say so themselves too, beside the words that were typed. No build step.
(() => {
  let scope;
  const shared = async (name) => (await Object.values(scope[name])[0].get())();
  const PATIENCE = 2000; // Milliseconds without an answer after which somebody wonders.
  const SLOWEST = 60_000; // Milliseconds that a start may take on a busy machine.
  const STARTING = new Set(["starting", "restarting", "autorestarting"]);
  const GONE = new Set(["restarting", "autorestarting", "terminating", "dead"]);
  const LOST = ".bb-lost, .jupyter-widgets-disconnected"; // Nobody hears what is pressed in there.
  const SAID = {
    lost: "Bounceback was stopped or started again behind this page, so its buttons rest. What you typed is still here.",
    away: "This page has lost touch with Bounceback, and keeps trying. What you typed is still here: leave the page open.",
    late: "No answer yet: Bounceback is busy, or it has stopped. When it answers, this line goes.",
    failed: "Bounceback could not be reached. Copy what you typed, then start it as you did before.",
  };

  const get = async () => {
    const { INotebookTracker, NotebookActions } = await shared("@jupyterlab/notebook");
    const { Widget } = await shared("@lumino/widgets");

    const watch = async (_tracker, panel) => {
      await Promise.all([panel.context.ready, panel.sessionContext.ready]);
      const context = panel.sessionContext;
      const bar = new Widget({ node: document.createElement("div") });
      bar.addClass("bb-answering");
      bar.node.setAttribute("role", "alert");
      bar.node.style.cssText = "padding: 8px 16px; min-height: 48px; box-sizing: border-box";
      panel.contentHeader.addWidget(bar);
      bar.hide();
      let presses = 0; // Those that wait for an answer for longer than a person would.

      const say = (why) => {
        bar.setHidden(!why);
        if (why === bar.node.dataset.why) return;
        bar.node.dataset.why = why;
        const again = why ? ' <button class="jp-mod-styled jp-mod-accept bb-afresh">Start again here</button>' : "";
        bar.node.innerHTML = (SAID[why] ?? "") + again;
      };
      const look = () => {
        const far = context.session?.kernel?.connectionStatus !== "connected";
        say(panel.node.querySelector(LOST) ? "lost" : far ? "away" : presses ? "late" : "");
      };
      const lose = () => {
        // What stands in the page was made by what has ended; to run it again replaces it.
        const made = panel.node.querySelectorAll(".jp-OutputArea-child:has(.jupyter-widgets)");
        for (const output of made) output.classList.add("bb-lost");
        look();
      };
      // Who answers: every start has a name of its own, and a new start knows nothing of this page.
      let known = "";
      const ask = async () => {
        const reply = await context.session?.kernel?.requestKernelInfo().catch(() => {});
        const name = reply?.header.session;
        if (known && name && name !== known) lose();
        known = name || known;
      };
      // A question that waits its turn behind the press is answered once the press was heard.
      const press = async ({ target }) => {
        const control = target.closest(".jp-OutputArea :is(button, select, input, textarea)");
        if (!control || control.closest(".bb-afresh, .bb-again")) return;
        if (bar.node.dataset.why) bar.node.querySelector("button").focus();
        let waited = 0;
        const late = setTimeout(() => ((presses += waited = 1), look()), PATIENCE);
        await ask();
        clearTimeout(late);
        presses -= waited;
        look();
      };
      const changed = (_context, status) => {
        if (GONE.has(status)) lose();
        else setTimeout(look, PATIENCE); // A blink of the line is not worth a word.
        if (status === "starting" || status === "connected") ask();
      };
      context.statusChanged.connect(changed);
      context.connectionStatusChanged.connect(changed);
      NotebookActions.executed.connect((_, { notebook }) => notebook === panel.content && look());
      for (const kind of ["click", "change"]) panel.node.addEventListener(kind, press, true);
      ask();
    };

    const startAgain = async (panel) => {
      const context = panel.sessionContext;
      const status = () => context.session?.kernel?.status;
      try {
        // One that starts again by itself needs no second start: it would lose what it is asked.
        if (!STARTING.has(status())) await context.restartKernel();
      } catch (error) {
        console.warn(error);
        panel.node.querySelector(".bb-answering").firstChild.data = `${SAID.failed} `;
        return;
      }
      const until = Date.now() + SLOWEST;
      while (status() !== "idle" && Date.now() < until) await new Promise((done) => setTimeout(done, 200));
      await NotebookActions.runCells(panel.content, panel.content.widgets, context);
    };

    const activate = (_app, tracker) => {
      tracker.widgetAdded.connect(watch);
      document.addEventListener("click", ({ target }) => {
        if (target.closest(".bb-afresh")) startAgain(tracker.find((each) => each.node.contains(target)));
      });
    };
    const plugin = { id: "bounceback-answering:watch", autoStart: true, requires: [INotebookTracker], activate };
    return () => ({ __esModule: true, default: plugin });
  };
  (window._JUPYTERLAB ||= {})["bounceback-answering"] = { init: (given) => void (scope = given), get };
})();
