// What scrolls sideways can be reached by keyboard; a menu closes by Escape.
function reachable() {
  const wide = ".cell_output .output, .math, math, pre, .pst-scrollable-table-container";
  for (const element of document.querySelectorAll(wide)) {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else if (element.tabIndex === 0) element.removeAttribute("tabindex");
  }
}
addEventListener("load", reachable);
addEventListener("resize", reachable);

const menu = document.querySelector(".mk-theme");
if (menu) {
  addEventListener("click", (event) => {
    if (!menu.contains(event.target) || event.target.closest("button")) {
      menu.open = false;
    }
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
