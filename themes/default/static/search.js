// The search page. The index and the words of the reports are scripts as well (generator/search/), loaded when they are
// wanted: so it works from a folder (file://) and under a strict policy. What is typed or found is only ever put in as text.
(function () {
  "use strict";
  var form = document.querySelector("[data-search]");
  if (!form || !window.Promise || !window.URLSearchParams) return;
  var results = document.querySelector("[data-results]");
  var status = results.querySelector("[role=status]");
  var list = results.querySelector("ol");
  var more = results.querySelector("[data-more]");
  var none = results.querySelector("[data-none]");
  var fault = results.querySelector("[data-fault]");
  var browse = document.querySelector("[data-browse]");
  var fields = form.elements, filters = ["agency", "year", "kind"].filter(function (name) { return fields[name]; });
  var STEP = 20, SNIPPET = 110, BEFORE = 30;
  var asked = 0; // questions so far: an answer that comes after the next question is not shown

  // ---- files: each puts its value into the store
  var store = window.nianbao = {}, loading = {};
  function load(name, url) {
    return loading[name] = loading[name] || new Promise(function (done, fail) {
      var script = document.createElement("script");
      script.src = url;
      script.onload = script.onerror = function () {
        script.remove();
        if (store[name]) return done(store[name]);
        delete loading[name];
        fail(new Error(url));
      };
      document.head.appendChild(script);
    });
  }
  function file(name, digest) { return load(name, form.dataset.search.replace(/[^/]*$/, name + "." + digest + ".js")); }

  // ---- words, made alike as in generator/search/fold.py; `at`: where each unit of the folded text is in the text
  function fold(text) {
    var folded = "", at = [], place = 0, blank = false;
    Array.from(text).forEach(function (written) {
      var alike = /\s/.test(written) ? " " : written.normalize("NFKC").toLowerCase();
      alike.split("").forEach(function (unit) {
        if (unit !== " ") {
          if (blank && /[a-z0-9]$/.test(folded) && /[a-z0-9]/.test(unit)) at[folded.length] = place, folded += " ";
          at[folded.length] = place;
          folded += unit;
        }
        blank = unit === " ";
      });
      place += written.length;
    });
    return { text: folded, at: at };
  }
  function wordsOf(question) {
    var found = question.slice(0, 100).normalize("NFKC").split(/\s+/).map(function (word) { return fold(word).text; });
    return found.filter(function (word, at) { return word && found.indexOf(word) === at; });
  }

  // ---- index
  function read(table) { // all reports, in the order in which their words are counted
    var end = 0, reports = [];
    table.agencies.forEach(function (agency, place) {
      var kind = table.kinds[agency[3]];
      agency[4].forEach(function (said) {
        var names = { agency: agency[1], year: said[0] };
        var title = table.titles[said[3]].replace(/\{(agency|year)\}/g, function (_, name) { return names[name]; });
        reports.push({
          agency: agency[0], year: String(said[0]), kind: kind[0], name: agency[0] + "/" + said[0], digest: said[1],
          title: title, head: fold([title, said[0] + "年", agency[1], agency[2], kind[1]].join(" ，")).text,
          start: end, end: end += said[2], place: place
        });
      });
    });
    return reports;
  }
  function numbers(written) { // base 45, the last digit of a number marked; each is the distance from the one before
    var found = [], last = 0, number = 0;
    for (var i = 0; i < written.length; i++) {
      var digit = written.charCodeAt(i);
      digit -= digit > 92 ? 36 : 35;
      number = number * 45 + digit % 45;
      if (digit > 44) found.push(last += number), number = 0;
    }
    return found;
  }
  function shards(table, from, to) { // those that may hold pairs from `from` to `to`
    return Promise.all(table.shards.map(function (shard, at) {
      var next = table.shards[at + 1];
      return shard[0] <= to && (!next || next[0] > from) ? file(String(at), shard[1]) : {};
    })).then(function (found) { return Object.assign.apply(Object, [{}].concat(found)); });
  }
  // Where a word begins: where its first pair does, and two places on its third character, and so forth.
  function places(table, word) {
    var units = Array.from(word), last = units.length - 2;
    if (last < 0) return shards(table, word, word + "\uffff").then(function (pairs) {
      var found = Object.keys(pairs).filter(function (pair) { return pair.indexOf(word) === 0; });
      return [].concat.apply([], found.map(function (pair) { return numbers(pairs[pair]); }));
    });
    var offsets = units.map(function (_, at) { return at; }).filter(function (at) { return at === last || at < last && at % 2 === 0; });
    return Promise.all(offsets.map(function (at) {
      var pair = units[at] + units[at + 1];
      return shards(table, pair, pair).then(function (pairs) { return numbers(pairs[pair] || ""); });
    })).then(function (found) {
      return found.reduce(function (starts, next, index) {
        var at = 0;
        return starts.filter(function (start) {
          while (next[at] < start + offsets[index]) at++;
          return next[at] === start + offsets[index];
        });
      });
    });
  }
  // Of every report: 2 its title, agency or kind has the word, 1 its text has it, 0 neither.
  function weigh(table, reports, word) {
    var found = reports.map(function (report) { return report.head.indexOf(word) < 0 ? 0 : 2; });
    if (found.indexOf(0) < 0) return found;
    return places(table, word).then(function (starts) {
      var at = 0;
      starts.sort(function (a, b) { return a - b; }).forEach(function (start) {
        while (at < found.length - 1 && reports[at].end <= start) at++;
        if (reports[at].start <= start && start < reports[at].end) found[at] = found[at] || 1;
      });
      return found;
    });
  }
  function search(table, query) {
    var reports = read(table).filter(function (report) {
      return filters.every(function (name) { return !query[name] || report[name] === query[name]; });
    });
    return Promise.all(query.words.map(function (word) { return weigh(table, reports, word); })).then(function (found) {
      reports.forEach(function (report, at) {
        report.weight = found.reduce(function (sum, weights) { return sum + weights[at]; }, 0);
      });
      return reports.filter(function (_, at) {
        return found.every(function (weights) { return weights[at]; });
      }).sort(function (a, b) { return b.weight - a.weight || b.year - a.year || a.place - b.place; });
    });
  }

  // ---- results
  function add(parent, name, text) {
    var made = document.createElement(name);
    made.textContent = text || "";
    return parent.appendChild(made);
  }
  // A text with its words marked, or the stretch around the first of them.
  function write(parent, text, words, length) {
    var folded = fold(text), marked = [];
    words.forEach(function (word) {
      for (var at = folded.text.indexOf(word); at >= 0; at = folded.text.indexOf(word, at + word.length)) {
        var last = folded.at[at + word.length - 1];
        for (var i = folded.at[at]; i <= last; i++) marked[i] = true;
      }
    });
    // By characters, which may be two units: both are marked, both are shown.
    var units = Array.from(text), place = 0;
    marked = units.map(function (unit) { place += unit.length; return Boolean(marked[place - unit.length]); });
    var from = units.length > length ? Math.max(0, marked.indexOf(true) - BEFORE) : 0;
    var to = Math.min(from + length, units.length);
    while (to < units.length && marked[to]) to++;
    if (from) parent.append("…");
    for (var start = from, at = from; start < to; start = at) {
      while (at < to && marked[at] === marked[start]) at++;
      var stretch = units.slice(start, at).join("");
      if (marked[start]) add(parent, "mark", stretch);
      else parent.append(stretch);
    }
    if (to < units.length) parent.append("…");
  }
  // The paragraph that has most of the words, those first that the title has not; with the section it is in.
  function snippet(item, report, parts, words) {
    var best = null, most = 0;
    parts.forEach(function (part) {
      part[2].split("\n").forEach(function (paragraph) {
        var folded = fold(paragraph).text;
        var count = words.reduce(function (sum, word) {
          return folded.indexOf(word) < 0 ? sum : sum + (report.head.indexOf(word) < 0 ? words.length + 1 : 1);
        }, 0);
        if (count > most) most = count, best = { anchor: part[0], label: part[1], text: paragraph };
      });
    });
    if (!best) return;
    if (best.anchor) add(add(item, "p"), "a", best.label).href = report.name + ".html#" + best.anchor;
    write(add(item, "p"), best.text, words, SNIPPET);
  }
  function show(found, words, shown) {
    var question = asked, next = found.slice(shown, shown + STEP);
    more.disabled = true;
    return Promise.all(next.map(function (report) {
      // A result is one without its words too.
      return words.length ? file(report.name, report.digest).catch(function () { return null; }) : [];
    })).then(function (parts) {
      if (question !== asked) return;
      next.forEach(function (report, at) {
        var item = add(list, "li"), title = add(add(item, "h3"), "a");
        title.href = report.name + ".html";
        write(title, report.title, words, Infinity);
        if (parts[at]) snippet(item, report, parts[at], words);
        else add(item, "p", "摘要没有取到，请打开年报查看。");
        if (shown && !at) title.focus();
      });
      var rest = found.length - shown - next.length;
      more.disabled = false;
      more.hidden = !rest;
      more.textContent = "显示更多（还有 " + rest + " 份）";
      more.onclick = function () { show(found, words, shown + next.length); };
    });
  }
  function ask() {
    var question = ++asked, query = { words: wordsOf(fields.q.value) }, kept = new URLSearchParams();
    ["q"].concat(filters).forEach(function (name) {
      query[name] = fields[name].value.trim();
      if (query[name]) kept.set(name, query[name]);
    });
    var empty = !String(kept);
    // A browser may forbid it to pages that are files.
    try { history.replaceState(null, "", empty ? location.pathname : "?" + kept); } catch (error) { /* as it was */ }
    list.textContent = "";
    more.hidden = none.hidden = fault.hidden = true;
    results.hidden = empty;
    browse.hidden = !empty;
    status.textContent = empty ? "" : "正在搜索…";
    if (!empty) load("table", form.dataset.search).then(function (table) {
      return search(table, query);
    }).then(function (found) {
      if (question !== asked) return;
      status.textContent = found.length ? "找到 " + found.length + " 份年报" : "没有找到年报";
      none.hidden = browse.hidden = found.length > 0;
      none.querySelector("button").hidden = !filters.some(function (name) { return query[name]; });
      return show(found, query.words, 0);
    }).catch(function () {
      if (question !== asked) return;
      status.textContent = "没有搜索成功";
      fault.hidden = browse.hidden = false;
    });
  }

  // ---- the form
  var timer;
  function soon(event) {
    clearTimeout(timer);
    // What an input method has half written is no word.
    if (!event.isComposing) timer = setTimeout(ask, 300);
  }
  function now(event) {
    event.preventDefault();
    clearTimeout(timer);
    ask();
  }
  fields.q.addEventListener("input", soon);
  fields.q.addEventListener("compositionend", soon);
  form.addEventListener("submit", now);
  filters.forEach(function (name) { fields[name].addEventListener("change", now); });
  fault.querySelector("button").addEventListener("click", now);
  none.querySelector("button").addEventListener("click", function (event) {
    filters.forEach(function (name) { fields[name].value = ""; });
    fields.q.focus();
    now(event);
  });

  var given = new URLSearchParams(location.search);
  ["q"].concat(filters).forEach(function (name) {
    fields[name].value = given.get(name) || "";
    if (fields[name].selectedIndex === -1) fields[name].value = "";
  });
  form.hidden = false;
  ask();
})();
