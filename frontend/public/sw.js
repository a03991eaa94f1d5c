// Keeps the application's own static files, so that it opens at once and also where the network is bad.
// Answers of the API are never kept: they belong to whoever is signed in, and to the moment.
const STORE = "guanxi-shell-1";
const SHELL = ["/", "/theme.js", "/icon.svg", "/manifest.webmanifest"];
// Files of former versions are dropped, the oldest first, when there are more than this.
const MOST = 300;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(STORE)
      .then((store) => store.addAll(SHELL))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function keep(key, response) {
  const store = await caches.open(STORE);
  await store.put(key, response);
  const kept = (await store.keys()).filter((request) => new URL(request.url).pathname.startsWith("/assets/"));
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST)).map((request) => store.delete(request)));
}

/** The name of an asset changes with its content: what is kept is right. */
async function keptFirst(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await keep(request, response.clone());
  return response;
}

/** A page or a file whose name stays: the server's word, and what is kept where it does not answer. */
async function freshFirst(request, key) {
  try {
    const response = await fetch(request);
    if (response.ok) await keep(key, response.clone());
    return response;
  } catch (error) {
    const kept = await caches.match(key);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(keptFirst(request));
  else if (SHELL.includes(url.pathname)) event.respondWith(freshFirst(request, url.pathname));
  // Every page of the application is the same document; the server's own pages (API, metrics) are left alone.
  else if (
    request.mode === "navigate" &&
    !/^\/(api|mcp|metrics|healthz|readyz|\.well-known)\b/.test(url.pathname)
  )
    event.respondWith(freshFirst(request, "/"));
});
