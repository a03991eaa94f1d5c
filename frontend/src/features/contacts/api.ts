import { api, unwrap } from "@/api/client";
import { keys } from "@/api/resource";
import type { Position, PositionEntry } from "@/api/types";
import type { Contact } from "./fields";

/** One of a customer's people; `position` is what somebody does there whose main post is elsewhere. */
export interface CustomerPerson {
  contact: Contact;
  position: Pick<Position, "job_title" | "job_department"> | null;
}

/** Below the lists of contacts: whatever changes one of them changes whom a customer has. */
export const peopleKey = (customer: string) => [...keys.lists("contacts"), { of: customer }];

/** The people of a customer, the first to call first. */
export async function peopleOf(customer: string, signal: AbortSignal): Promise<CustomerPerson[]> {
  const call = api.GET("/api/v1/customers/{id}/contacts", { params: { path: { id: customer } }, signal });
  return (await unwrap(call)).items as unknown as CustomerPerson[];
}

export const positionsKey = (contact: string) => [...keys.detail("contacts", contact), "positions"];

/** Earlier posts and further ones; the main one stands on the contact. */
export async function positionsOf(contact: string, signal: AbortSignal): Promise<Position[]> {
  const call = api.GET("/api/v1/contacts/{id}/positions", { params: { path: { id: contact } }, signal });
  return (await unwrap(call)).items;
}

export function savePositions(contact: string, items: PositionEntry[]) {
  const params = { path: { id: contact } };
  return unwrap(api.PUT("/api/v1/contacts/{id}/positions", { params, body: { items } }));
}

/** The contact as a vCard. */
export function vcardOf(contact: string, signal: AbortSignal): Promise<string> {
  const params = { path: { id: contact } };
  return unwrap(api.GET("/api/v1/contacts/{id}/vcard", { params, signal, parseAs: "text" }));
}
