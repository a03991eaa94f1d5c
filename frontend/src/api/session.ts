import { useSyncExternalStore } from "react";

/**
 * The signed-in state of this tab.
 *
 * The access token lives in this module only: never in storage, where injected script could read it later.
 * The refresh token is a cookie that script cannot read.
 */
export type SessionState = "starting" | "signed-in" | "signed-out";

let token: string | null = null;
let state: SessionState = "starting";
let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("guanxi-session");
channel?.addEventListener("message", (event: MessageEvent<string>) => {
  if (event.data === "signed-out") set(null);
});

function set(next: string | null) {
  token = next;
  state = next ? "signed-in" : "signed-out";
  for (const listener of listeners) listener();
}

/** The bearer token for the next request, if there is one. */
export function accessToken(): string | null {
  return token;
}

/** Takes the token of a fresh sign-in. */
export function signedIn(accessToken: string) {
  set(accessToken);
}

/** Forgets the session in every tab of this browser. */
export function signedOut() {
  set(null);
  channel?.postMessage("signed-out");
}

/**
 * Asks for a new access token with the refresh cookie; false when the person has to sign in again.
 *
 * A refresh token may be spent once: two tabs refreshing at the same time would look like theft and end
 * the session. A Web Lock puts them in a row; within a tab, callers share one attempt.
 */
export function refresh(): Promise<boolean> {
  refreshing ??= inTurn(spendCookie).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  // Locks are absent outside secure contexts (plain http on another host); one tab at a time is then usual.
  return navigator.locks ? navigator.locks.request("guanxi-refresh", work) : work();
}

async function spendCookie(): Promise<boolean> {
  const response = await fetch("/api/v1/auth/refresh", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  if (response.ok) {
    const body: { access_token: string } = await response.json();
    set(body.access_token);
    return true;
  }
  // Only a refusal ends the session: a server that restarts must not sign everybody out.
  if (response.status < 500 && response.status !== 429) set(null);
  return false;
}

/** Finds out at start whether a session exists; never throws, a dead server reads as signed out. */
export async function resume(): Promise<void> {
  await refresh().catch(() => false);
  if (state === "starting") set(null);
}

export function sessionState(): SessionState {
  return state;
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(onSessionChange, sessionState);
}
