// Text size and contrast: the reader's choice, kept on the reader's machine. Without this script the page is whole.
(function () {
  "use strict";
  var root = document.documentElement;
  var tools = document.querySelector("[data-tools]");
  if (!tools) return;

  // Storage may be forbidden (private windows, file://): the buttons then work for this page only.
  function recall(name) {
    try { return localStorage.getItem("nianbao-" + name) || ""; } catch (error) { return ""; }
  }
  function keep(name, value) {
    try { localStorage.setItem("nianbao-" + name, value); } catch (error) { /* nothing to do */ }
  }

  function show() {
    var size = root.getAttribute("data-fs") || "100";
    var contrast = root.getAttribute("data-contrast") || "";
    tools.querySelectorAll("button").forEach(function (button) {
      var on = button.dataset.fs ? button.dataset.fs === size : button.dataset.contrast === contrast;
      button.setAttribute("aria-pressed", String(on));
    });
  }
  function set(name, value) {
    if (value) root.setAttribute("data-" + name, value);
    else root.removeAttribute("data-" + name);
  }

  if (/^(125|150)$/.test(recall("fs"))) set("fs", recall("fs"));
  if (recall("contrast") === "more") set("contrast", "more");
  show();
  tools.hidden = false;

  tools.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    var name = button.dataset.fs ? "fs" : "contrast";
    var value = button.dataset[name];
    if (name === "fs" && value === "100") value = "";
    if (name === "contrast" && root.getAttribute("data-contrast")) value = "";
    set(name, value);
    keep(name, value);
    show();
  });
})();
