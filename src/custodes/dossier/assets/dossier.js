// Filters of the evidence table, and all pieces of a claim lit up at once on a source's page.
// A classic script: modules do not load from file:// in Chromium. Without it every page is whole.
(function () {
  "use strict";

  function light() {
    var number = decodeURIComponent(location.hash.slice(1));
    document.querySelectorAll("mark[data-claims]").forEach(function (piece) {
      var lit = number !== "" && piece.dataset.claims.split(" ").indexOf(number) >= 0;
      piece.classList.toggle("on", lit);
    });
    document.querySelectorAll(".note").forEach(function (note) {
      note.classList.toggle("on", number !== "" && note.id === "n-" + number);
    });
  }
  if (document.querySelector("mark[data-claims]")) {
    window.addEventListener("hashchange", light);
    light();
  }

  var form = document.getElementById("filters");
  if (!form) return;
  var count = document.getElementById("count"), empty = document.getElementById("empty");
  var hint = document.getElementById("hint"), table = document.getElementById("claims");
  var selects = Array.prototype.slice.call(form.querySelectorAll("select"));
  var facets = selects.map(function (select) { return select.name; });
  var rows = Array.prototype.map.call(table.tBodies[0].rows, function (tr) {
    var values = {};
    facets.forEach(function (facet) {
      values[facet] = tr.dataset[facet] === undefined ? [] : tr.dataset[facet].split("|");
    });
    var text = tr.textContent + " " + (tr.dataset.place || "") + " " + (tr.dataset.means || "") + " " + (tr.dataset.body || "");
    return { tr: tr, values: values, figures: tr.dataset.figures === "yes", text: text.normalize("NFKC").toLowerCase() };
  });

  // the conditions that a row misses; a row is shown when there are none
  function missed(row, wanted) {
    var names = facets.filter(function (facet) {
      return wanted[facet] && row.values[facet].indexOf(wanted[facet]) < 0;
    });
    if (!wanted.words.every(function (word) { return row.text.indexOf(word) >= 0; })) names.push("q");
    if (wanted.figures && !row.figures) names.push("figures");
    return names;
  }

  function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  function apply() {
    var wanted = {}, query = new URLSearchParams(), shown = 0, nearly = {}, left = {};
    selects.forEach(function (select) {
      wanted[select.name] = select.value;
      left[select.name] = new Map();
      if (select.value) query.set(select.name, select.value);
    });
    wanted.figures = form.elements.figures.checked;
    var typed = form.elements.q.value.trim();
    wanted.words = typed.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    if (typed) query.set("q", typed);
    if (wanted.figures) query.set("figures", "yes");
    rows.forEach(function (row) {
      var misses = missed(row, wanted);
      row.tr.hidden = misses.length > 0;
      if (!misses.length) shown += 1;
      if (misses.length === 1) nearly[misses[0]] = (nearly[misses[0]] || 0) + 1;
      // each option says how many rows it would leave: nobody filters into nothing unawares
      facets.forEach(function (facet) {
        if (misses.length === 0 || (misses.length === 1 && misses[0] === facet)) {
          row.values[facet].forEach(function (value) {
            left[facet].set(value, (left[facet].get(value) || 0) + 1);
          });
        }
      });
    });
    selects.forEach(function (select) {
      Array.prototype.forEach.call(select.options, function (option) {
        if (option.value) option.textContent = option.dataset.label + " (" + (left[select.name].get(option.value) || 0) + ")";
      });
    });
    count.textContent = fill(form.dataset.count, { n: shown.toLocaleString("en"), total: rows.length.toLocaleString("en") });
    empty.hidden = shown > 0;
    table.hidden = !shown;
    var ease = Object.keys(nearly).sort(function (a, b) { return nearly[b] - nearly[a]; })[0];
    hint.textContent = "";
    if (!shown && ease) {
      var field = form.elements[ease], name = ease === "q" ? typed : field && field.options ? field.options[field.selectedIndex].dataset.label : field.parentNode.textContent.trim();
      hint.textContent = fill(form.dataset.without, { name: name, n: nearly[ease] });
    }
    var address = String(query) ? "?" + query : "";
    try { history.replaceState(null, "", location.pathname + address + location.hash); } catch (e) { /* file:// in some browsers */ }
    document.querySelectorAll("a[data-keep-filters]").forEach(function (a) { a.search = address; });
  }

  new URLSearchParams(location.search).forEach(function (value, key) {
    var field = form.elements[key];
    if (!field) return;
    if (field.type === "checkbox") { field.checked = value === field.value; return; }
    field.value = value;
    if (field.tagName === "SELECT" && field.value !== value) {
      // a rarer value than the list offers
      var option = new Option(value, value, true, true);
      option.dataset.label = value;
      field.append(option);
      field.value = value;
    }
  });
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(apply); });
  apply();
})();
