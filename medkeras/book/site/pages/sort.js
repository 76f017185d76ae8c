// Tables of the class "sortable": each head becomes a button that sorts.
"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const first = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  // Without this script nothing can be sorted, so it is the script that says it.
  const hint = document.createElement("p");
  hint.textContent = "A click on the head of a column sorts by it; another "
    + "click turns the order round.";
  const frame = table.closest(".pst-scrollable-table-container") ?? table;
  frame.before(hint);

  const live = document.createElement("p");
  live.setAttribute("role", "status");
  live.className = "sort-status";
  frame.after(live);

  // A number that begins a cell counts as one; all else is text, nothing last.
  const value = (row, column) => {
    const text = row.cells[column].textContent.trim();
    const number = text.match(/^-?\d+(?:\.\d+)*/);
    if (!number) return [text === "" ? 2 : 1, text.toLowerCase()];
    return [0, number[0].split(".").map(Number), text.toLowerCase()];
  };
  const parts = (one, other) => {
    for (let i = 0; i < Math.max(one.length, other.length); i++) {
      const gap = (one[i] ?? -1) - (other[i] ?? -1);
      if (gap) return gap;
    }
    return 0;
  };
  const isChapter = (column) => heads[column].textContent.trim() === "chapter";
  const compare = (column) => (one, other) => {
    const [a, b] = [value(one, column), value(other, column)];
    if (a[0] !== b[0]) return a[0] - b[0];
    if (a[0] !== 0) return a[1] < b[1] ? -1 : Number(a[1] > b[1]);
    if (isChapter(column)) return parts(a[1], b[1]);
    return Number(a[1].join(".")) - Number(b[1].join("."));
  };

  const sort = (column) => {
    const head = heads[column];
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const each of heads) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...first].sort(compare(column));
    // Empty cells stay at the end in both orders.
    const filled = rows.filter((row) => value(row, column)[0] < 2);
    const empty = rows.filter((row) => value(row, column)[0] === 2);
    body.replaceChildren(...(down ? filled.reverse() : filled), ...empty);
    const name = head.textContent.trim();
    live.textContent = `Sorted by ${name}, ${down ? "descending" : "ascending"}.`;
  };

  heads.forEach((head, column) => {
    head.scope = "col";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort-button";
    button.style.cssText =
      "all:unset;cursor:pointer;font-weight:bold;text-decoration:underline;";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    // `all: unset` takes the ring away that shows where the keyboard is.
    const ring = (on) => () => {
      button.style.outline = on && button.matches(":focus-visible")
        ? "2px solid currentColor" : "none";
    };
    button.addEventListener("focus", ring(true));
    button.addEventListener("blur", ring(false));
    head.append(button);
  });
}
