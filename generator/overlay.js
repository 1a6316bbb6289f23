// In a page of the preview: shows the problems of the last build, and asks whether the page is older than it.
(function () {
  "use strict";
  var build = document.currentScript.dataset.build;

  // A build that ended while this page was on its way, or before the preview was started again, sent its
  // "reload" to nobody. So once the connection stands the page asks.
  function ask() {
    fetch("/__nianbao__/build", { cache: "no-store" })
      .then(function (answer) { return answer.ok ? answer.text() : build; })
      .then(function (number) { if (number !== build) location.reload(); })
      .catch(function () { /* the preview has just been ended */ });
  }
  document.addEventListener("LiveReloadConnect", function () {
    setTimeout(ask, 100); // the server first has to put us on its list: between the two no build is missed
  });

  var template = document.getElementById("nianbao-problems");
  if (!template) return;

  // Beside <body>, not in it: the page's own layout and its :last-child stay as they are.
  var host = document.createElement("nianbao-problems");
  var root = host.attachShadow({ mode: "open" });
  root.appendChild(template.content.cloneNode(true));
  var details = root.getElementById("details");
  var button = root.querySelector("button");

  function set(open) {
    host.toggleAttribute("data-opened", open);
    details.hidden = !open;
    button.textContent = open ? button.dataset.close : button.dataset.open;
  }
  set(template.hasAttribute("data-opened"));
  button.addEventListener("click", function () { set(details.hidden); });
  host.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !details.hidden) {
      set(false);
      button.focus();
    }
  });
  document.documentElement.appendChild(host);
})();
