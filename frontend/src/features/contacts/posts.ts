import type { Position, PositionEntry } from "@/api/types";

/** A post as the form holds it: what was typed for the other kind of employer is kept until it is stored. */
export interface PostEntry {
  employer: "customer" | "company";
  customer_id?: string | null;
  company?: string | null;
  job_title?: string | null;
  job_department?: string | null;
  /** Days as the API has them. */
  since?: string | null;
  until?: string | null;
}

export function postEntry(post: Position): PostEntry {
  const { customer_id, company, job_title, job_department, since, until } = post;
  return {
    employer: customer_id ? "customer" : "company",
    customer_id: customer_id ?? null,
    company: company ?? null,
    job_title: job_title ?? null,
    job_department: job_department ?? null,
    since: since ?? null,
    until: until ?? null,
  };
}

/** The post as it is stored: with the chosen kind of employer only, and without what was left blank. */
export function postBody(entry: PostEntry): PositionEntry {
  const { employer, customer_id, company, ...rest } = entry;
  const all = { ...rest, ...(employer === "customer" ? { customer_id } : { company: company?.trim() }) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value)) as PositionEntry;
}
