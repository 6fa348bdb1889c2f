// Dark, light, or as the system says; remembered where the browser lets us.

import { el } from "./dom.js";

const THEMES = ["auto", "light", "dark"];

function remembered() {
  try {
    return window.localStorage.getItem("camgi-theme");
  } catch {
    return null;
  }
}

export function themeButton() {
  let theme = THEMES.includes(remembered()) ? remembered() : "auto";
  const press = el("button", { type: "button", class: "quiet theme" });
  const apply = () => {
    if (theme === "auto") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.setAttribute("data-theme", theme);
    press.textContent = "Theme: " + theme;
  };
  press.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    try {
      window.localStorage.setItem("camgi-theme", theme);
    } catch {
      // Not remembered then.
    }
    apply();
  });
  apply();
  return press;
}
