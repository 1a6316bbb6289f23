// The comparison page: another earlier year in the place of the last. All that is put in stands in the page as data; the
// year is kept in the address (#2020), so that a comparison can be passed on.
(function () {
  "use strict";
  var form = document.querySelector("[data-compare]");
  if (!form) return;
  var data = JSON.parse(document.querySelector("[data-years]").textContent), years = data.years;
  var choice = form.querySelector("select");
  var cells = document.querySelectorAll(".text td");
  var first = choice.value, shown = first;

  function all(selector, change) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), change);
  }
  function put(place, then, now, more) { // as generator/pages/compare.py has it
    place.textContent = then ? then + " → " + now : now;
    if (more) place.appendChild(document.createElement("small")).textContent = more + ({ "+": " 增加", "-": " 减少" }[more[0]] || "");
  }
  function show(year) {
    if (!years[year] || year === shown) return;
    var found = years[year], option = form.querySelector('option[value="' + year + '"]');
    function cell(place, index) {
      var change = found.cells[index] || ["", ""];
      put(place, change[0], found.cells[index] ? data.now[index] : "0", change[1]);
    }
    Array.prototype.forEach.call(cells, cell);
    all("[data-cell]", function (place) { cell(place, place.dataset.cell); });
    all("[data-then]", function (place) { place.textContent = option.textContent; });
    all("[data-then-link]", function (link) { link.href = option.dataset.href; });
    all("[data-form]", function (part) {
      part.hidden = part.dataset.form !== found.form;
      if (part.hidden) return;
      Array.prototype.forEach.call(part.querySelectorAll("[data-joined]"), function (table, line) {
        Array.prototype.forEach.call(table.querySelectorAll("td"), function (cell, column) {
          put.apply(null, [cell].concat(found.joined[line][column]));
        });
      });
    });
    document.title = document.title.replace(shown + "年", option.textContent);
    choice.value = shown = year;
    form.querySelector("[role=status]").textContent = "已换成和" + option.textContent + "的比较";
  }
  function follow() {
    var asked = /^#(\d{4})$/.exec(location.hash);
    if (asked || !location.hash) show(asked ? asked[1] : first);
  }

  choice.addEventListener("change", function () { location.hash = choice.value; });
  window.addEventListener("hashchange", follow);
  follow();
  form.hidden = false;
})();
