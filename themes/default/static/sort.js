// Tables marked data-sortable: their heads become buttons. One press sorts, the next turns it round, the third brings
// back that of the page. A cell is sorted by its data-sort, or else by its text; what is empty comes last.
(function () {
  "use strict";
  var words = { // rising, falling
    number: ["从小到大", "从大到小"],
    date: ["从早到晚", "从晚到早"],
    text: ["的拼音从 A 到 Z ", "的拼音从 Z 到 A "]
  };

  function prepare(table) {
    var body = table.tBodies[0], rows = Array.prototype.slice.call(body.rows);
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    var status = document.createElement("div");
    status.className = "unseen";
    status.setAttribute("role", "status");
    table.parentNode.insertBefore(status, table);

    function arrange(column, kind, sign) { // 0: as it came
      rows.map(function (row, at) {
        var cell = row.cells[column], given = cell.getAttribute("data-sort");
        return { row: row, at: at, key: given === null ? cell.textContent.trim() : given };
      }).sort(function (a, b) {
        var rising = kind === "number" ? a.key - b.key : a.key.localeCompare(b.key, "zh-Hans-CN");
        return sign && (!a.key - !b.key || sign * rising) || a.at - b.at;
      }).forEach(function (entry) { body.appendChild(entry.row); });
    }
    heads.forEach(function (head, column) {
      var kind = (/number|date/.exec(head.className) || ["text"])[0];
      var orders = kind === "number" ? ["descending", "ascending"] : ["ascending", "descending"];
      var label = head.firstChild.textContent.trim(); // without the unit
      var button = document.createElement("button");
      button.type = "button";
      while (head.firstChild) button.appendChild(head.firstChild);
      // Here the style sheet draws the arrow, which is not read out.
      button.appendChild(document.createElement("span")).setAttribute("aria-hidden", "true");
      head.appendChild(button);

      button.addEventListener("click", function () {
        var order = orders[orders.indexOf(head.getAttribute("aria-sort")) + 1], down = order === "descending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        if (order) head.setAttribute("aria-sort", order);
        arrange(column, kind, order ? (down ? -1 : 1) : 0);
        status.textContent = order ? "已按" + label + words[kind][+down] + "排列" : "已恢复原来的顺序";
      });
    });
  }

  document.querySelectorAll("[data-sortable]").forEach(prepare);
})();
