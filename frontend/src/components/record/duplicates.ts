import type { JsonObject } from "@/api/merge-patch";
import { ApiProblem, pointerPath } from "@/api/problem";
import type { RecordBase, Resource } from "@/api/resource";
import type { DuplicateMatch } from "@/api/types";

/** By what duplicates of a kind of record are looked for. */
export interface DuplicateRule {
  /** Fields that are a question by themselves, as a name or a phone number. */
  asked: readonly string[];
  /** Fields that only say how the others are meant, as the kind of a customer. */
  beside?: readonly string[];
}

/** What is asked of the server: the typed values, without those not typed yet. */
export type DuplicateQuestion = Record<string, string>;

/** The question in a form's values; null while there is too little to ask. */
export function questionOf(rule: DuplicateRule, values: Record<string, unknown>): DuplicateQuestion | null {
  const given = rule.asked.flatMap((name) => {
    const value = values[name];
    return typeof value === "string" && value.trim().length >= 2 ? [[name, value.trim()] as const] : [];
  });
  if (given.length === 0) return null;
  const beside = (rule.beside ?? []).flatMap((name) => {
    const value = values[name];
    return typeof value === "string" && value ? [[name, value] as const] : [];
  });
  return Object.fromEntries([...beside, ...given]);
}

/** The question without what the server does not accept yet: half a phone number must not hide who has the same name. */
export function withoutRefused(
  question: DuplicateQuestion,
  refused: readonly { pointer: string }[],
): DuplicateQuestion {
  const names = new Set(refused.map(({ pointer }) => String(pointerPath(pointer)[0])));
  return Object.fromEntries(Object.entries(question).filter(([name]) => !names.has(name)));
}

/** Records that the described one may be the same as. */
export async function findDuplicates<R extends RecordBase>(
  of: Resource<R>,
  rule: DuplicateRule,
  question: DuplicateQuestion,
  exclude: string | undefined,
  signal: AbortSignal,
): Promise<DuplicateMatch[]> {
  const ask = (what: DuplicateQuestion) => {
    const body: JsonObject = { ...what, ...(exclude ? { exclude_id: exclude } : {}) };
    return of.duplicates(body, signal);
  };
  try {
    return await ask(question);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 422) throw error;
    const rest = withoutRefused(question, error.fields);
    return rule.asked.some((name) => rest[name]) && Object.keys(rest).length < Object.keys(question).length
      ? ask(rest)
      : [];
  }
}
