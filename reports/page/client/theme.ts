/// <reference lib="dom" />

/** The themes; by default the system's. */
const themes = ["system", "light", "dark"] as const;

/** The key of the choice in the browser's storage, if the page has access to it. */
const themeKey = "graft-theme";

setTheme(storedTheme());
document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector<HTMLButtonElement>("#theme")!;
  const show = (theme: string) => button.textContent = `Theme: ${theme}`;
  show(storedTheme());
  button.addEventListener("click", () => {
    const shown = document.documentElement.dataset.theme ?? "system";
    const next = themes[(themes.findIndex((theme) => theme === shown) + 1) % themes.length];
    setTheme(next);
    show(next);
    try {
      localStorage.setItem(themeKey, next);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  });
});

function storedTheme(): string {
  try {
    return localStorage.getItem(themeKey) ?? "system";
  } catch {
    return "system";
  }
}

function setTheme(theme: string): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
