"use strict";
// Sorts a table by a column when its head is clicked; what is not known stays at the end either way.
function sort(head) {
  const table = head.closest("table"), body = table.tBodies[0], column = head.cellIndex;
  const down = head.getAttribute("aria-sort") === "descending" ? false
    : head.getAttribute("aria-sort") === "ascending" ? true : head.dataset.first !== "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const value = row => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
  const known = text => text !== "" && text !== "nan";
  const compare = (one, two) => {
    const a = value(one), b = value(two);
    if (!known(a) || !known(b)) return known(b) - known(a);
    const order = isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b;
    return down ? -order : order;
  };
  body.append(...[...body.rows].sort(compare));
}

function save(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

for (const button of document.querySelectorAll("th button"))
  button.addEventListener("click", () => sort(button.closest("th")));

for (const button of document.querySelectorAll("button.copy"))
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.previousElementSibling.textContent.trim());
    button.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 1200);
  });

document.getElementById("save").addEventListener("click", () =>
  save("leaderboard.json", "application/json", document.getElementById("data").textContent.trim()));
