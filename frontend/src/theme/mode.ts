import { useSyncExternalStore } from "react";

/** What a person may choose; `system` follows the device. */
export type ThemeChoice = "system" | "light" | "dark";

const KEY = "guanxi.theme"; // also read by public/theme.js
const listeners = new Set<() => void>();
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const prefersStill = matchMedia("(prefers-reduced-motion: reduce)");

let choice: ThemeChoice = stored();

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system"; // storage may be blocked
  }
}

function effective(): "light" | "dark" {
  if (choice === "system") return prefersDark.matches ? "dark" : "light";
  return choice;
}

function announce() {
  document.documentElement.dataset.theme = effective();
  for (const listener of listeners) listener();
}

prefersDark.addEventListener("change", announce);
prefersStill.addEventListener("change", announce);

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Applies and remembers a choice on this device. */
export function setTheme(next: ThemeChoice) {
  choice = next;
  try {
    if (next === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // The choice then lasts until the page is closed.
  }
  announce();
}

/** The theme in force, the choice behind it, and whether motion is unwanted. */
export function useTheme() {
  const mode = useSyncExternalStore(subscribe, effective);
  const chosen = useSyncExternalStore(subscribe, () => choice);
  const still = useSyncExternalStore(subscribe, () => prefersStill.matches);
  return { mode, chosen, still };
}
