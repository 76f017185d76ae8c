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

  const nothing = ["", "none", "no result"];
  const text = (row, column) => {
    const cell = row.cells[column];
    return (cell.dataset.sort ?? cell.textContent).trim();
  };
  const collator = new Intl.Collator("en", { numeric: true });
  // The number that a cell begins with; chapters, such as 2.1.1, are texts.
  const number = (shown) => {
    const found = shown.match(/^-?\d+(?:\.\d+)?(?![\d.]*\.\d)/);
    return found ? Number(found[0]) : NaN;
  };
  const compare = (column) => (one, other) => {
    const [a, b] = [text(one, column), text(other, column)];
    const gap = number(a) - number(b);
    return Number.isNaN(gap) ? collator.compare(a, b) : gap;
  };

  const sort = (column) => {
    const head = heads[column];
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const each of heads) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...first].sort(compare(column));
    // What has no value stays at the end in both orders.
    const isEmpty = (row) => nothing.includes(text(row, column));
    const filled = rows.filter((row) => !isEmpty(row));
    const empty = rows.filter(isEmpty);
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
