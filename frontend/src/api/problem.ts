/** One field's complaint, as the server sends it (RFC 9457 extension `errors`). */
export interface FieldProblem {
  /** JSON pointer into the request body, such as `/phone` or `/addresses/0/postal_code`. */
  pointer: string;
  code: string;
  /** In the reader's language. */
  message: string;
}

interface ProblemDetails {
  title?: string;
  status?: number;
  code?: string;
  detail?: string;
  errors?: FieldProblem[];
  request_id?: string;
  /** What only some kinds of problem tell (RFC 9457, "Extension Members"). */
  [extension: string]: unknown;
}

/** A refused or failed request: the server's problem details (RFC 9457), or a connection that failed. */
export class ApiProblem extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Stable code such as `otp_required`; `network` when no answer came. */
  readonly code: string;
  readonly detail: string | undefined;
  readonly fields: FieldProblem[];
  /** For the person who asks for help: names this request in the server's log. */
  readonly requestId: string | undefined;
  /** Seconds to wait before the next attempt, when the server says so. */
  readonly retryAfter: number | undefined;
  /** The whole answer, for what only this kind of problem tells, such as `matches` of a suspected duplicate. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, details: ProblemDetails, headers?: Headers) {
    super(details.title ?? details.code ?? `HTTP ${status}`);
    this.name = "ApiProblem";
    this.status = status;
    this.code = details.code ?? (status === 0 ? "network" : `http_${status}`);
    this.detail = details.detail;
    this.details = details;
    this.fields = details.errors ?? [];
    this.requestId = details.request_id ?? headers?.get("x-request-id") ?? undefined;
    const wait = Number(headers?.get("retry-after"));
    this.retryAfter = Number.isFinite(wait) && wait > 0 ? wait : undefined;
  }

  /** From an answer whose body may or may not be problem details (a proxy answers in HTML). */
  static fromResponse(response: Response, body: unknown): ApiProblem {
    const details = typeof body === "object" && body !== null ? (body as ProblemDetails) : {};
    return new ApiProblem(response.status, details, response.headers);
  }

  static network(): ApiProblem {
    return new ApiProblem(0, { code: "network" });
  }
}

/** True where `error` is a problem of this status. */
export function isProblem(error: unknown, status?: number): error is ApiProblem {
  return error instanceof ApiProblem && (status === undefined || error.status === status);
}

/** The path of a JSON pointer (RFC 6901): `/addresses/0/postal_code` → `["addresses", 0, "postal_code"]`. */
export function pointerPath(pointer: string): (string | number)[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^(0|[1-9]\d*)$/.test(part) ? Number(part) : part));
}
