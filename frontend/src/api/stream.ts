import type { QueryClient } from "@tanstack/react-query";
import { authorizedFetch } from "./client";
import { NOTIFICATIONS } from "./collaboration";
import { keys } from "./resource";
import { sessionState } from "./session";
import { EventParser, type ServerEvent } from "./sse";

/** What an event says: that a record changed, never what it holds. */
export interface ChangeEvent {
  /**
   * Such as `customer.updated`; `gone`: the record has left what the reader may see; `config`: people, roles or
   * settings have changed; `notifications`: one was told something, or has read it elsewhere; `reset`: too much was missed;
   * `ready`: the stream has begun.
   */
  type: string;
  id?: string | null;
  version?: number | null;
  /** Such as `customer`. */
  entity?: string | null;
}

const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 60_000;
/** Lists are refreshed at most this often: a busy company must not make every screen reload all day. */
const LIST_PAUSE_MS = 2_000;

/** What a change of people, roles or settings may alter: also what one may do oneself. */
const SETTINGS = [
  "me",
  "users",
  "roles",
  "departments",
  "organization",
  "dictionaries",
  "custom-fields",
  "saved-views",
  "numbering",
  "tags",
];

/** `customer` → `customers`, `saved_view` → `saved-views`, `dictionary` → `dictionaries`. */
export function resourceOf(kind: string): string {
  const name = kind.replaceAll("_", "-");
  return name.endsWith("y") ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/**
 * Keeps what is on screen up to date with what others do, until the signal ends it.
 *
 * One tab of the browser, chosen by a Web Lock, holds the stream and passes its events to the others:
 * six tabs with a stream each would use up the connections HTTP/1.1 allows to one host.
 */
export function followChanges(queries: QueryClient, signal: AbortSignal) {
  const channel = new BroadcastChannel("guanxi-stream");
  const apply = applier(queries);
  channel.addEventListener("message", (message: MessageEvent<ChangeEvent>) => apply(message.data));
  signal.addEventListener("abort", () => channel.close());
  const lead = () =>
    readForever(signal, (event) => {
      apply(event);
      if (!signal.aborted) channel.postMessage(event);
    });
  if (navigator.locks) navigator.locks.request("guanxi-stream", { signal }, lead).catch(ignoreAbort);
  else void lead();
}

function ignoreAbort(error: unknown) {
  if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
}

function applier(queries: QueryClient) {
  const waiting = new Set<string>();
  const flush = () => {
    for (const each of waiting) void queries.invalidateQueries({ queryKey: keys.lists(each) });
    waiting.clear();
  };
  return (event: ChangeEvent) => {
    if (event.type === "ready") return;
    if (event.type === "reset") return void queries.invalidateQueries();
    if (event.type === "config") {
      for (const name of SETTINGS) void queries.invalidateQueries({ queryKey: [name] });
      return;
    }
    if (event.type === "notifications") return void queries.invalidateQueries({ queryKey: NOTIFICATIONS });
    const kind = event.entity ?? event.type.split(".")[0];
    if (!kind) return;
    const name = resourceOf(kind);
    if (event.id) void queries.invalidateQueries({ queryKey: keys.detail(name, event.id) });
    if (waiting.size === 0) setTimeout(flush, LIST_PAUSE_MS);
    waiting.add(name);
  };
}

async function readForever(signal: AbortSignal, emit: (event: ChangeEvent) => void) {
  let wait = RETRY_FIRST_MS;
  let last = "";
  while (!signal.aborted && sessionState() === "signed-in") {
    try {
      await readOnce(signal, last, (event) => {
        wait = RETRY_FIRST_MS;
        last = event.id || last;
        const change = parse(event);
        if (change) emit(change);
      });
    } catch {
      // A lost connection is normal (sleep, network change, server restart): try again below.
    }
    await pause(wait * (0.5 + Math.random() / 2), signal);
    wait = Math.min(wait * 2, RETRY_MOST_MS);
  }
}

async function readOnce(signal: AbortSignal, last: string, each: (event: ServerEvent) => void) {
  const headers = new Headers({ accept: "text/event-stream" });
  if (last) headers.set("last-event-id", last);
  const request = new Request(`${location.origin}/api/v1/stream`, { headers, signal });
  const response = await authorizedFetch(request);
  if (!response.ok || !response.body) return;
  const parser = new EventParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const event of parser.push(value)) each(event);
  }
}

function parse(event: ServerEvent): ChangeEvent | null {
  try {
    const data: unknown = JSON.parse(event.data);
    if (typeof data !== "object" || data === null) return null;
    return { type: event.event, ...data } as ChangeEvent;
  } catch {
    return null; // not for us: a newer server may send events this page does not know
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
