import createClient from "openapi-fetch";
import type { paths } from "./generated/schema";
import { ApiProblem } from "./problem";
import { accessToken, refresh, signedOut } from "./session";

let language = "zh-CN";

/** The language in which the server words its messages. */
export function setApiLanguage(next: string) {
  language = next;
}

function withHeaders(request: Request): Request {
  const token = accessToken();
  if (token) request.headers.set("authorization", `Bearer ${token}`);
  request.headers.set("accept-language", language);
  return request;
}

/**
 * `fetch` with the session's token; on 401 it refreshes once and tries once more.
 *
 * @throws ApiProblem with code `network` when no answer comes. A cancelled request keeps its `AbortError`.
 */
export async function authorizedFetch(request: Request): Promise<Response> {
  // The body of a request can be read once, so the retry needs its own copy.
  const again = request.clone();
  const signIn = new URL(request.url).pathname.startsWith("/api/v1/auth/");
  try {
    const response = await fetch(withHeaders(request));
    if (response.status !== 401 || signIn) return response;
    if (!(await refresh())) return response;
    const second = await fetch(withHeaders(again));
    if (second.status === 401) signedOut();
    return second;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw ApiProblem.network();
  }
}

/** The typed client of the API, generated from the server's OpenAPI document. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: authorizedFetch });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's data; a refusal becomes an {@link ApiProblem}. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw ApiProblem.fromResponse(response, error);
  return data as T;
}
