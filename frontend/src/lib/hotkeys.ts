import { useEffect, useRef, useSyncExternalStore } from "react";

/** A key binding as the help overlay lists it. */
export interface Hotkey {
  /** `c`, `?`, `mod+k`, `mod+s`, `Escape`, or a sequence `g c`. `mod` is Ctrl, or ⌘ on a Mac. */
  keys: string;
  /** Catalogue key of what it does. */
  label: string;
}

interface Bound extends Hotkey {
  run: (event: KeyboardEvent) => void;
}

/** Time to type the second key of a sequence, in milliseconds. */
const SEQUENCE_MS = 1200;

let bound: readonly Bound[] = [];
const listeners = new Set<() => void>();
let prefix = "";
let prefixTimer: ReturnType<typeof setTimeout> | undefined;

export const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("button,a,summary,[role=button],[role=tab]") !== null
  );
}

function nameOf(event: KeyboardEvent): string {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  return `${mod ? "mod+" : ""}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
}

function dispatch(event: KeyboardEvent) {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const name = nameOf(event);
  const plain = !name.startsWith("mod+");
  if (plain && isTyping(event.target)) return;
  // Space and Enter on a button or a link are its own.
  if ((name === " " || name === "Enter") && isPressable(event.target)) return;
  // A plain key must not act on the page behind a dialog.
  if (plain && document.querySelector('[role="dialog"][aria-modal="true"]:not([style*="display: none"])'))
    return;
  const wanted = prefix ? `${prefix} ${name}` : name;
  const hit = bound.findLast((each) => each.keys === wanted);
  clearTimeout(prefixTimer);
  prefix = "";
  if (hit) {
    event.preventDefault();
    hit.run(event);
  } else if (plain && bound.some((each) => each.keys.startsWith(`${name} `))) {
    prefix = name;
    prefixTimer = setTimeout(() => {
      prefix = "";
    }, SEQUENCE_MS);
  }
}

document.addEventListener("keydown", dispatch);

function replace(next: readonly Bound[]) {
  bound = next;
  for (const listener of listeners) listener();
}

/** Binds a key while the component is on screen; the binding made last wins. */
export function useHotkey(keys: string, label: string, run: (event: KeyboardEvent) => void, enabled = true) {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!enabled) return;
    const entry: Bound = { keys, label, run: (event) => latest.current(event) };
    replace([...bound, entry]);
    return () => replace(bound.filter((each) => each !== entry));
  }, [keys, label, enabled]);
}

/** The bindings in force now, for the help overlay. */
export function useBoundHotkeys(): readonly Hotkey[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => bound,
  );
}
