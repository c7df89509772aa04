"use strict";
// Sorting and filtering of tables. Without this script the page says the same; only these two comforts are missing.

function value(row, column) {
  const text = row.cells[column].textContent.trim();
  const number = parseFloat(text.replace("\u2212", "-"));
  return row.cells[column].classList.contains("number") ? (isNaN(number) ? null : number) : text;
}

function compare(one, other, direction) {
  if (one === null || other === null) return (one === null) - (other === null); // undefined ones come last
  const order = typeof one === "number" ? one - other : one.localeCompare(other);
  return direction * order;
}

function sort(table, rows, column) {
  const head = table.tHead.rows[0].cells[column];
  const before = head.getAttribute("aria-sort");
  for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
  const body = table.tBodies[0];
  const numeric = head.classList.contains("number");
  if (before === "descending" || (before === "ascending" && !numeric)) {
    body.append(...rows); // back to the order of the framework
    table.classList.remove("sorted");
    return;
  }
  const direction = before ? -1 : 1;
  head.setAttribute("aria-sort", before ? "descending" : "ascending");
  const data = rows.filter((row) => !row.classList.contains("branch"));
  data.sort((one, other) => compare(value(one, column), value(other, column), direction));
  body.append(...data);
  table.classList.add("sorted");
}

function makeSortable(table) {
  const rows = [...table.tBodies[0].rows];
  [...table.tHead.rows[0].cells].forEach((cell, column) => {
    const button = document.createElement("span"); // browsers do not repeat a header with real buttons on every page
    button.setAttribute("role", "button");
    button.tabIndex = 0;
    button.title = "Sort by this column";
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener("click", () => sort(table, rows, column));
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      sort(table, rows, column);
    });
  });
}

function addFilter(table) {
  const flagged = table.querySelectorAll("tr.flagged").length;
  if (!flagged || flagged === table.tBodies[0].rows.length) return;
  const tools = document.createElement("p");
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  tools.className = "tools";
  label.append(box, ` Only the ${flagged} flagged`);
  tools.append(label);
  table.closest(".block").prepend(tools);
  box.addEventListener("change", () => table.classList.toggle("only-flagged", box.checked));
}

for (const table of document.querySelectorAll("table.sortable")) {
  makeSortable(table);
  addFilter(table);
}
