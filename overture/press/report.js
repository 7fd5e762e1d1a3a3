(() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  document.documentElement.classList.add("live");
  const SHOWN = 12;
  let data = null;
  let opener = null;

  // Evidence: the sentences behind rows of an exhibit, written as text only.
  const panel = $("evidence");
  const list = $("evidence-list");

  const marked = (text, places) => {
    const parts = [];
    let at = 0;
    for (let i = 0; i < places.length; i += 2) {
      const start = Math.max(places[i], at);
      if (places[i + 1] <= start) continue;
      parts.push(text.slice(at, start));
      parts.push(make("mark", {}, text.slice(start, places[i + 1])));
      at = places[i + 1];
    }
    return [...parts, text.slice(at)];
  };

  const sentence = (item) => {
    const [place, ...places] = item;
    const [text, doc, before, after] = data.texts[place];
    const [title, source, date, path] = data.docs[doc];
    const body = make("p", { dir: "auto" }, ...marked(text, places));
    const from = make("p", { className: "from", dir: "auto" });
    const facts = [title || path, source, date].filter(Boolean);
    facts.forEach((fact, i) => from.append(i ? " · " : "", make("bdi", {}, fact)));
    const entry = make("li", {}, body, from);
    if (before >= 0 || after >= 0) {
      const toggle = make("button", { type: "button" }, "Sentences around it");
      toggle.setAttribute("aria-expanded", "false");
      toggle.addEventListener("click", () => {
        const open = toggle.getAttribute("aria-expanded") === "true";
        toggle.setAttribute("aria-expanded", String(!open));
        if (open) {
          entry.querySelectorAll(".near").forEach((near) => near.remove());
          return;
        }
        const near = (i) => make("p", { className: "near", dir: "auto" }, data.texts[i][0]);
        if (before >= 0) body.before(near(before));
        if (after >= 0) body.after(near(after));
      });
      entry.append(toggle);
    }
    return entry;
  };

  const clear = () => {
    document.querySelectorAll("tr.chosen").forEach((row) => row.classList.remove("chosen"));
    document.querySelectorAll(".marks [aria-expanded]").forEach((mark) => mark.removeAttribute("aria-expanded"));
  };

  const open = (exhibit, rows, name, from) => {
    data = data || JSON.parse($("evidence-data").textContent);
    const known = data.exhibits[exhibit] || {};
    const found = rows.filter((row) => known[row]);
    if (!found.length) return false;
    const total = found.reduce((sum, row) => sum + known[row][0], 0);
    const items = found.flatMap((row) => known[row][1]);
    const unit = total === 1 ? "sentence" : "sentences";
    const count = items.length < total
      ? `${items.length.toLocaleString("en")} of ${total.toLocaleString("en")} ${unit}, drawn by a fixed rule; all are in evidence/${exhibit}.parquet.`
      : `${total.toLocaleString("en")} ${unit}. The counted words are marked.`;
    clear();
    opener = from || opener;
    $("evidence-title").textContent = name;
    $("evidence-count").textContent = count;
    list.replaceChildren(...items.map(sentence));
    panel.hidden = false;
    panel.scrollTop = 0;
    found.forEach((row) => {
      const shown = document.querySelector(`#${CSS.escape(exhibit)}-table tr[data-rows="${row}"]`);
      if (shown) shown.classList.add("chosen");
    });
    if (from && from.closest(".marks")) from.setAttribute("aria-expanded", "true");
    $("live").textContent = `${name}: ${count}`;
    history.replaceState(null, "", `#${exhibit}:${found.join("+")}`);
    $("evidence-title").focus({ preventScroll: true });
    return true;
  };

  const close = () => {
    if (panel.hidden) return;
    panel.hidden = true;
    clear();
    $("live").textContent = "Evidence closed.";
    history.replaceState(null, "", location.hash.split(":")[0] || "#");
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  };

  const openFrom = (element) => {
    const holder = element.closest("[data-rows]");
    const exhibit = holder.dataset.exhibit || holder.closest("table").dataset.exhibit;
    const focus = holder.matches("tr") ? holder.querySelector("button.open") || holder.closest("article").querySelector(".permalink") : holder;
    return open(exhibit, holder.dataset.rows.split(" "), holder.dataset.name, focus);
  };

  document.addEventListener("click", (event) => {
    const holder = event.target.closest("[data-rows]");
    if (!holder || String(getSelection())) return;
    if (openFrom(event.target)) event.preventDefault();
  });
  $("evidence-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    const mark = event.target.closest && event.target.closest(".marks > *");
    if (!mark) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      openFrom(mark);
      return;
    }
    const marks = [...mark.parentNode.children];
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const ends = { Home: 0, End: marks.length - 1 };
    let next = -1;
    if (event.key in steps) next = (marks.indexOf(mark) + steps[event.key] + marks.length) % marks.length;
    if (event.key in ends) next = ends[event.key];
    if (next < 0) return;
    event.preventDefault();
    mark.setAttribute("tabindex", "-1");
    marks[next].setAttribute("tabindex", "0");
    marks[next].focus();
  });

  // Tables: sort by a column, filter, and show more than the first rows.
  const compare = (place) => {
    const value = (row) => {
      const cell = row.cells[place];
      return "v" in cell.dataset ? Number(cell.dataset.v) : cell.textContent;
    };
    return (a, b) => {
      const [x, y] = [value(a), value(b)];
      if (typeof x === "string") return x.localeCompare(y, "en");
      if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
      return x - y;
    };
  };

  document.querySelectorAll("table[data-exhibit]").forEach((table) => {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const input = document.querySelector(`input[data-table="${CSS.escape(table.id)}"]`);
    const status = input && input.closest(".tools").querySelector(".count");
    let all = rows.length <= SHOWN + 3;
    let more = null;

    const show = () => {
      const wanted = input ? input.value.trim().toLocaleLowerCase("en") : "";
      let shown = 0;
      let found = 0;
      for (const row of body.rows) {
        const fits = !wanted || row.textContent.toLocaleLowerCase("en").includes(wanted);
        found += fits;
        row.hidden = !fits || !(all || wanted || shown < SHOWN);
        shown += !row.hidden;
      }
      if (status) status.textContent = wanted ? `${found} of ${rows.length} rows` : `${rows.length} rows`;
      if (more) more.hidden = all || Boolean(wanted);
    };

    if (!all) {
      more = make("button", { type: "button", className: "all" }, `Show all ${rows.length} rows`);
      more.addEventListener("click", () => {
        all = true;
        show();
        const next = body.rows[SHOWN].querySelector("button");
        if (next) next.focus();
      });
      table.parentNode.after(more);
    }
    if (input) input.addEventListener("input", show);
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      // Browsers leave buttons out of heads that they repeat on paper.
      const paper = make("span", { className: "paper" }, head.textContent);
      const button = make("button", { type: "button" }, ...head.childNodes);
      head.append(button, paper);
      button.addEventListener("click", () => {
        const number = head.classList.contains("number");
        const down = head.getAttribute("aria-sort") === (number ? "descending" : "ascending") ? !number : number;
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const order = compare(place);
        // What is not defined stays last, whichever way the rest goes.
        const undefinedLast = (row) => row.cells[place].dataset.v === "nan";
        const sorted = [...rows].sort((a, b) => undefinedLast(a) - undefinedLast(b) || (down ? order(b, a) : order(a, b)));
        body.append(...sorted);
        show();
        $("live").textContent = `Sorted by ${button.textContent}, ${down ? "descending" : "ascending"}.`;
      });
    });
    show();
  });

  // What scrolls can be reached by keyboard; what does not is no stop on the way.
  const reach = () => document.querySelectorAll(".scroll, .pan").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
  addEventListener("resize", reach);
  reach();

  // Permalinks to evidence: #exhibit:row, and rows that are open on paper.
  const follow = () => {
    const [exhibit, rows] = decodeURIComponent(location.hash.slice(1)).split(":");
    if (!rows) return;
    const place = $(exhibit);
    if (place) place.scrollIntoView();
    const row = document.querySelector(`#${CSS.escape(exhibit)}-table tr[data-rows="${CSS.escape(rows)}"]`);
    if (row && row.hidden) {
      const more = row.closest("article").querySelector(".all");
      if (more) more.click();
    }
    open(exhibit, rows.split("+"), row ? row.dataset.name : "Evidence", null);
  };
  addEventListener("hashchange", follow);
  follow();

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
})();
