// Runs before the first paint, so that a person who chose the dark theme never sees a white flash.
// A file of its own because the content security policy allows no inline script.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("guanxi.theme") ?? "system";
  } catch {
    // Storage may be blocked; the system's theme is then used.
  }
  const dark =
    choice === "dark" || (choice === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
