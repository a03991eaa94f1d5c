import { api, unwrap } from "@/api/client";
import { ApiProblem, pointerPath } from "@/api/problem";
import type { DuplicateMatch } from "@/api/types";

/** What duplicates are looked for by. */
const ASKED = ["name", "credit_code", "phone", "phone2", "email"] as const;

/** What is asked of the server: the typed values, without those not typed yet. */
export type DuplicateQuestion = Partial<Record<(typeof ASKED)[number] | "kind", string>>;

/** The question in a form's values; null while there is too little to ask. */
export function questionOf(values: Record<string, unknown>): DuplicateQuestion | null {
  const given = ASKED.flatMap((name) => {
    const value = values[name];
    return typeof value === "string" && value.trim().length >= 2 ? [[name, value.trim()] as const] : [];
  });
  if (given.length === 0) return null;
  // A person is compared by the whole name, a company by its core.
  const kind = typeof values.kind === "string" ? { kind: values.kind } : {};
  return { ...kind, ...Object.fromEntries(given) };
}

/** The question without what the server does not accept yet: half a phone number must not hide who has the same name. */
export function withoutRefused(
  question: DuplicateQuestion,
  refused: readonly { pointer: string }[],
): DuplicateQuestion {
  const names = new Set(refused.map(({ pointer }) => String(pointerPath(pointer)[0])));
  return Object.fromEntries(Object.entries(question).filter(([name]) => !names.has(name)));
}

/** Customers that the described one may be the same as. */
export async function findDuplicates(
  question: DuplicateQuestion,
  exclude: string | undefined,
  signal: AbortSignal,
): Promise<DuplicateMatch[]> {
  const ask = async (what: DuplicateQuestion) => {
    const body = { ...what, ...(exclude ? { exclude_id: exclude } : {}) };
    const call = api.POST("/api/v1/customers/duplicates", { body: body as never, signal });
    return (await unwrap(call)).matches;
  };
  try {
    return await ask(question);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 422) throw error;
    const rest = withoutRefused(question, error.fields);
    return ASKED.some((name) => rest[name]) && Object.keys(rest).length < Object.keys(question).length
      ? ask(rest)
      : [];
  }
}
