// Draws each picture of the page; without this script the static one is shown, as on paper.
const CONFIG = { displayModeBar: false, displaylogo: false, plotlyServerURL: "", responsive: true };
for (const plot of document.querySelectorAll(".plot")) {
  const { data, layout } = JSON.parse(plot.nextElementSibling.textContent);
  Plotly.newPlot(plot, data, { ...layout, width: undefined, autosize: true }, CONFIG);
  plot.closest("figure").classList.add("interactive");
}
