
"use strict";
(() => {
  const tree = JSON.parse(document.getElementById("tree").textContent);
  const steps = JSON.parse(document.getElementById("layers").textContent).layers;
  const tiles = document.getElementById("tiles");
  const crumbs = document.getElementById("crumbs");
  const info = document.getElementById("info");
  const COLOURS = {
    "overwritten": "#c2410c", "metadata": "#a16207", "identical": "#7c6f1d", "deleted": "#b91c1c",
    "replaced": "#9d174d", "hidden": "#6d28d9", "written-twice": "#475569",
    "live": "#4f7196"
  };
  const WORDS = {
    "overwritten": "overwritten", "metadata": "only mode, owner or time changed",
    "identical": "written again as it was", "deleted": "deleted later",
    "replaced": "replaced by another type", "hidden": "hidden by an opaque directory",
    "written-twice": "twice in one layer", "live": "mostly live"
  };
  let mode = tree.d > 0 ? "dead" : "all";
  let path = [tree];

  const weight = (node) => mode === "dead" ? node.d : node.d + node.l;
  const kids = (node) => (node.c || []).filter((child) => weight(child) > 0)
    .sort((a, b) => weight(b) - weight(a));

  function size(bytes) {
    const units = ["B", "kB", "MB", "GB", "TB"];
    let unit = 0;
    while (bytes >= 999.5 && unit < units.length - 1) { bytes /= 1000; unit++; }
    return Number(bytes.toPrecision(3)) + " " + units[unit];
  }

  /* Bruls, Huizing, van Wijk, "Squarified Treemaps": rows are filled while they get squarer. */
  function squarify(nodes, x, y, w, h) {
    const placed = [];
    let rest = nodes.reduce((sum, node) => sum + weight(node), 0);
    let from = 0;
    while (from < nodes.length && w > 0.5 && h > 0.5) {
      const side = Math.min(w, h);
      const scale = w * h / rest;
      let sum = 0, to = from, worst = Infinity;
      while (to < nodes.length) {
        const next = sum + weight(nodes[to]);
        const thick = next * scale / side;
        const long = weight(nodes[from]) * scale / thick;
        const short = weight(nodes[to]) * scale / thick;
        const ratio = Math.max(long / thick, thick / short);
        if (to > from && ratio > worst) { break; }
        worst = ratio; sum = next; to++;
      }
      const thick = sum * scale / side;
      let along = 0;
      for (let i = from; i < to; i++) {
        const length = weight(nodes[i]) / sum * side;
        placed.push(w >= h
          ? { node: nodes[i], x: x, y: y + along, w: thick, h: length }
          : { node: nodes[i], x: x + along, y: y, w: length, h: thick });
        along += length;
      }
      if (w >= h) { x += thick; w -= thick; } else { y += thick; h -= thick; }
      rest -= sum; from = to;
    }
    return placed;
  }

  function cause(node) {
    return node.d > 0 && (mode === "dead" || node.d >= node.l) ? node.w : "live";
  }

  function put(element, box) {
    element.style.left = box.x + "px"; element.style.top = box.y + "px";
    element.style.width = box.w + "px"; element.style.height = box.h + "px";
    element.style.background = COLOURS[cause(box.node)];
  }

  function label(element, node, box) {
    if (box.w < 44 || box.h < 18) { return; }
    const text = document.createElement("span");
    text.className = "label";
    text.textContent = (node.n || "/") + (node.c ? "/" : "") + " ";
    const small = document.createElement("small");
    small.textContent = size(weight(node));
    text.append(small);
    element.append(text);
  }

  function inner(parent, node, w, h, depth, where) {
    if (!node.c || depth > 3 || w < 40 || h < 44) { return; }
    for (const box of squarify(kids(node), 2, 20, w - 6, h - 24)) {
      if (box.w < 2 || box.h < 2) { continue; }
      const tile = document.createElement("span");
      tile.className = "tile";
      put(tile, box);
      label(tile, box.node, box);
      tile.addEventListener("mouseover", (event) => {
        event.stopPropagation();
        tell(box.node, where + "/" + box.node.n);
      });
      parent.append(tile);
      inner(tile, box.node, box.w, box.h, depth + 1, where + "/" + box.node.n);
    }
  }

  function tell(node, where) {
    info.textContent = "";
    const name = document.createElement("b");
    name.textContent = where || "/";
    info.append(name, " – ", size(node.d) + " dead, " + size(node.l) + " live"
      + (node.m > 1 ? " in " + node.m + " files" : ""));
    if (node.p !== undefined) {
      info.append(document.createElement("br"), "Layer " + node.p + " pays: "
        + (steps[node.p] || "(no instruction told)"));
    }
    if (node.k !== undefined) {
      info.append(document.createElement("br"), WORDS[node.w] + " by layer " + node.k + ": "
        + (steps[node.k] || "(no instruction told)"));
    }
  }

  const above = () => path.slice(1).map((node) => "/" + node.n).join("");

  function show(focus) {
    const current = path[path.length - 1];
    tiles.textContent = "";
    crumbs.textContent = "";
    path.forEach((node, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = i === 0 ? "/" : node.n;
      if (i === path.length - 1) { button.setAttribute("aria-current", "location"); }
      button.addEventListener("click", () => { path = path.slice(0, i + 1); show(true); });
      crumbs.append(button, i > 0 && i < path.length - 1 ? "/" : "");
    });
    for (const button of document.querySelectorAll(".modes button")) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    }
    for (const box of squarify(kids(current), 0, 0, tiles.clientWidth, tiles.clientHeight)) {
      if (box.w < 1 || box.h < 1) { continue; }
      const where = above() + "/" + box.node.n;
      const tile = document.createElement("button");
      tile.type = "button";
      tile.className = "tile";
      tile.tabIndex = tiles.childElementCount === 0 ? 0 : -1;
      tile.setAttribute("aria-label", where + (box.node.c ? ", a directory, " : ", ")
        + size(box.node.d) + " dead, " + size(box.node.l) + " live");
      put(tile, box);
      label(tile, box.node, box);
      inner(tile, box.node, box.w, box.h, 1, where);
      tile.addEventListener("focus", () => tell(box.node, where));
      tile.addEventListener("mouseover", () => tell(box.node, where));
      tile.addEventListener("click", () => {
        if (box.node.c && kids(box.node).length > 0) { path.push(box.node); show(true); }
      });
      tiles.append(tile);
    }
    tell(current, above());
    if (focus && tiles.firstElementChild) { tiles.firstElementChild.focus(); }
  }

  /* The tile nearest in a direction: by its middle, what lies aside counting double. */
  function nearest(from, key) {
    const middle = (tile) => {
      const box = tile.getBoundingClientRect();
      return [box.left + box.width / 2, box.top + box.height / 2];
    };
    const [x, y] = middle(from);
    let best = null, least = Infinity;
    for (const tile of tiles.children) {
      const [a, b] = middle(tile);
      const [along, aside] = key === "ArrowLeft" ? [x - a, y - b]
        : key === "ArrowRight" ? [a - x, y - b]
        : key === "ArrowUp" ? [y - b, x - a] : [b - y, x - a];
      const distance = along + 2 * Math.abs(aside);
      if (along > 1 && distance < least) { best = tile; least = distance; }
    }
    return best;
  }

  tiles.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) {
      const next = nearest(document.activeElement, event.key);
      if (next) {
        for (const tile of tiles.children) { tile.tabIndex = -1; }
        next.tabIndex = 0;
        next.focus();
      }
      event.preventDefault();
    } else if ((event.key === "Backspace" || event.key === "Escape") && path.length > 1) {
      path.pop();
      show(true);
      event.preventDefault();
    }
  });
  for (const button of document.querySelectorAll(".modes button")) {
    button.addEventListener("click", () => { mode = button.dataset.mode; path = [tree]; show(); });
  }
  for (const word of Object.keys(WORDS)) {
    const item = document.createElement("li");
    const colour = document.createElement("i");
    colour.style.background = COLOURS[word];
    item.append(colour, WORDS[word]);
    document.getElementById("legend").append(item);
  }
  if (tree.d + tree.l > 0) {
    document.getElementById("map").hidden = false;
    show();
    let timer = 0;
    window.addEventListener("resize", () => { clearTimeout(timer); timer = setTimeout(show, 100); });
  }
})();
